import Glibc

/// Something to run on a worker thread.
protocol Work: AnyObject, Sendable {
    func run()
    /// Called on the same thread right after `run`. `hasMore`: the thread goes on at once with more of the same serial lane, so
    /// what this work has to send may wait for that; see `Lane.isBrisk`.
    func settle(hasMore: Bool)
    /// Not nil for the place in line of work that has stepped aside.
    var turn: Turn? { get }
}

extension Work {
    var turn: Turn? { nil }
}

/// Runs work on the host's own threads, never on Swift's cooperative pool (architecture, decision 6). Work on a serial lane runs
/// one at a time in its order; a parallel lane runs up to `parallelLimit` at once. The number of threads is bounded by
/// what the lanes allow, so that a busy or stuck lane takes no thread from another.
final class Scheduler: Sendable {
    /// Why work was not taken.
    enum Refusal: Error { case queueFull, stopped }

    /// Each piece of ready work is either promised to a thread that has been woken, or unpromised until `wake`. Threads that
    /// wait and have no such promise are idle.
    private struct State {
        var ready = Queue<(Lane, any Work)>()
        var unpromised = 0
        var idleThreads = 0
        /// A thread that has just run out of work and looks for more without sleeping. One at most.
        var hasSpinner = false
        var queued = 0
        var running = 0
        var isStopped = false

        mutating func takeReady() -> (Lane, any Work)? {
            // With no promise left, every waiting thread is an idle one that helps itself.
            let isUnpromised = ready.count == unpromised
            guard let next = ready.popFirst() else { return nil }
            if isUnpromised {
                unpromised -= 1
                idleThreads -= 1
            }
            queued -= 1
            running += 1
            return next
        }
    }

    /// Calls of one parallel lane at the same time.
    let parallelLimit: Int
    /// Pieces of work that may wait on one lane.
    let queueLimit: Int
    private let state = Monitor(State())

    init(parallelLimit: Int = 16, queueLimit: Int = 16_384) {
        self.parallelLimit = parallelLimit
        self.queueLimit = queueLimit
    }

    /// Hands over work. Never blocks. It is sure to start only after the next `wake`.
    func submit(_ work: any Work, on lane: Lane) throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            guard !state.isStopped else { throw .stopped }
            guard lane.line.waiting.count < queueLimit else { throw .queueFull }
            state.queued += 1
            guard lane.line.running < (lane.isSerial ? 1 : parallelLimit) else { return lane.line.waiting.append(work) }
            lane.line.running += 1
            state.ready.append((lane, work))
            state.unpromised += 1
        }
    }

    /// Finds threads for what was submitted.
    func wake() {
        let (signals, threads): (Int, Int) = state.withLock { state in
            guard state.unpromised > 0 else { return (0, 0) }
            if state.hasSpinner {
                state.hasSpinner = false
                state.unpromised -= 1
            }
            let signals = min(state.unpromised, state.idleThreads)
            state.idleThreads -= signals
            let threads = state.unpromised - signals
            state.unpromised = 0
            return (signals, threads)
        }
        for _ in 0..<signals { state.signal() }
        let missing = (0..<threads).count { _ in !Thread.start(name: "worker") { [self] in work() } }
        guard missing > 0 else { return }
        // No thread to be had now: the promise is taken back, and the next message tries again.
        state.withLock { $0.unpromised += missing }
        HostLog.shared.write(.error, "the system has no thread for \(missing) more calls; they wait")
    }

    /// Takes back work that still waits behind its lane.
    func discard(_ work: any Work, on lane: Lane) {
        state.withLock { state in
            if lane.line.waiting.remove(where: { $0 === work }) { state.queued -= 1 }
        }
    }

    /// Takes no more work. Threads end when what was taken has run.
    func stop() {
        state.withLock { $0.isStopped = true }
        state.broadcast()
    }

    /// Waits until nothing runs and nothing waits; false when that takes longer than until `deadline`.
    func drain(until deadline: MonotonicTime) -> Bool {
        state.wait(until: deadline) { $0.queued == 0 && $0.running == 0 ? true : nil } ?? false
    }

    // MARK: Aside

    /// Gives the lane of running work to the next one. False: it stays.
    func leave(_ lane: Lane) -> Bool {
        state.withLock { state in
            guard lane.line.aside < Scheduler.asideLimit else { return false }
            lane.line.aside += 1
            if let next = lane.line.waiting.popFirst() {
                // Its place on the lane is the one given up.
                state.ready.append((lane, next))
                state.unpromised += 1
            } else {
                lane.line.running -= 1
            }
            return true
        }
    }

    /// True when the lane is free and taken again at once; otherwise `turn` is in line.
    func comeBack(to lane: Lane, _ turn: Turn) -> Bool {
        state.withLock { state in
            lane.line.aside -= 1
            guard lane.line.running > 0 else {
                lane.line.running += 1
                return true
            }
            lane.line.waiting.append(turn)
            state.queued += 1
            return false
        }
    }

    /// The lane goes over to the thread that waits for `turn`; this one is done with it.
    private func handOver(to turn: Turn) {
        state.withLock { state in
            state.running -= 1
            state.idleThreads += 1
        }
        turn.come()
    }

    // MARK: Threads

    private func work() {
        while true {
            spin()
            let taken: (Lane, any Work)?? = state.wait { state in
                if let next = state.takeReady() { return .some(next) }
                return state.isStopped ? .some(nil) : nil
            }
            guard let (lane, work) = taken ?? nil else { return }
            run(work, on: lane)
        }
    }

    /// Gives the processor away a few times before sleeping: the next call often comes within microseconds, and being found
    /// awake spares both sides a system call.
    private func spin() {
        let maySpin = state.withLock { state in
            guard state.ready.isEmpty, !state.hasSpinner, !state.isStopped, state.idleThreads > 0 else { return false }
            state.idleThreads -= 1
            state.hasSpinner = true
            return true
        }
        guard maySpin else { return }
        for _ in 0..<Scheduler.spins {
            sched_yield()
            if state.withLock({ !$0.hasSpinner }) { return }
        }
        state.withLock { state in
            guard state.hasSpinner else { return }
            state.hasSpinner = false
            state.idleThreads += 1
        }
    }

    private static let spins = 20

    private func run(_ first: any Work, on lane: Lane) {
        var work = first
        while true {
            if let turn = work.turn { return handOver(to: turn) }
            work.run()
            let (next, isDrained): ((any Work)?, Bool) = state.withLock { state in
                if let next = lane.line.waiting.popFirst() {
                    state.queued -= 1
                    return (next, false)
                }
                lane.line.running -= 1
                state.running -= 1
                // Counted before it waits, so that work submitted in between finds this thread instead of starting another.
                state.idleThreads += 1
                return (nil, state.queued == 0 && state.running == 0)
            }
            work.settle(hasMore: next != nil && lane.isSerial)
            if isDrained { state.broadcast() }
            guard let next else { return }
            work = next
        }
    }
}
