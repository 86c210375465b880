/// A line of execution. Calls of a serial lane run one after the other in the order they came; a parallel lane has no such
/// rule.
final class Lane: @unchecked Sendable {
    // Sendable by hand: `line` is only touched with the lock of the scheduler held, `pace` only by the one thread that runs
    // work of a serial lane.
    let name: String
    let isSerial: Bool
    /// What the scheduler knows of this lane. A lane belongs to one scheduler.
    var line = Line()
    private var pace = Pace()

    init(name: String, isSerial: Bool) {
        self.name = name
        self.isSerial = isSerial
    }

    /// Notes how long a call took; belongs to the thread that ran it. Only serial lanes keep a pace.
    func note(milliseconds: Double) { if isSerial { pace.note(milliseconds: milliseconds) } }

    /// Whether calls of this lane have lately been so short that an answer may wait for the next call.
    var isBrisk: Bool { isSerial && pace.isBrisk }

    /// Work that runs, and work that waits for it.
    struct Line {
        var running = 0
        /// Work that has begun and has stepped aside; see `Scheduler.aside`.
        var aside = 0
        var waiting = Queue<any Work>()
    }

    /// How long the latest calls took, as far as it matters.
    private struct Pace {
        private var shortOnes = 0
        var isBrisk: Bool { shortOnes >= 16 }

        mutating func note(milliseconds: Double) { shortOnes = milliseconds < 0.02 ? shortOnes + 1 : 0 }
    }
}
