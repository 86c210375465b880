import Glibc

/// Runs jobs on the host's own threads, never on Swift's cooperative pool (architecture, decision 6). Jobs of a serial lane run
/// one at a time in their order; a parallel lane runs up to `parallelLimit` at once. The number of threads is bounded by
/// what the lanes allow, so that a busy or stuck lane takes no thread from another.
final class Scheduler: Sendable {
    typealias Job = @Sendable () -> Void

    /// Why a job was not taken.
    enum Refusal: Error { case queueFull, stopped }

    private struct LaneState {
        var running = 0
        var waiting = Queue<Job>()
    }

    private struct State {
        var lanes: [ObjectIdentifier: LaneState] = [:]
        var ready = Queue<(Lane, Job)>()
        var idleThreads = 0
        /// A thread that has just run out of work and looks for more without sleeping. One at most.
        var hasSpinner = false
        var queued = 0
        var running = 0
        var isStopped = false
    }

    /// Calls of one parallel lane at the same time.
    let parallelLimit: Int
    /// Jobs that may wait, over all lanes.
    let queueLimit: Int
    private let state = Monitor(State())

    init(parallelLimit: Int = 16, queueLimit: Int = 16_384) {
        self.parallelLimit = parallelLimit
        self.queueLimit = queueLimit
    }

    /// Hands over a job. Never blocks.
    func submit(on lane: Lane, _ job: @escaping Job) throws(Refusal) {
        enum Next { case nothing, wake, spawn }
        let next = try state.withLock { state throws(Refusal) -> Next in
            guard !state.isStopped else { throw .stopped }
            guard state.queued < queueLimit else { throw .queueFull }
            state.queued += 1
            let limit = lane.isSerial ? 1 : parallelLimit
            let key = ObjectIdentifier(lane)
            if state.lanes[key, default: LaneState()].running >= limit {
                state.lanes[key]!.waiting.append(job)
                return .nothing
            }
            state.lanes[key, default: LaneState()].running += 1
            state.ready.append((lane, job))
            if state.hasSpinner {
                state.hasSpinner = false
                return .nothing
            }
            if state.idleThreads > 0 {
                state.idleThreads -= 1
                return .wake
            }
            return .spawn
        }
        switch next {
        case .nothing: break
        case .wake: state.signal()
        case .spawn: spawn()
        }
    }

    /// Takes no more jobs. Threads end when what was taken has run.
    func stop() {
        state.withLock { $0.isStopped = true }
        state.broadcast()
    }

    /// Waits until nothing runs and nothing waits; false when that takes longer than until `deadline`.
    func drain(until deadline: MonotonicTime) -> Bool {
        state.wait(until: deadline) { $0.queued == 0 && $0.running == 0 ? true : nil } ?? false
    }

    private func spawn() {
        Thread.start(name: "worker") { [self] in work() }
    }

    private func work() {
        while true {
            spin()
            let taken: (Lane, Job)?? = state.wait { state in
                if let next = state.ready.popFirst() {
                    state.queued -= 1
                    state.running += 1
                    return .some(next)
                }
                return state.isStopped ? .some(nil) : nil
            }
            guard let (lane, job) = taken ?? nil else { return }
            run(job, on: lane)
        }
    }

    /// Gives the processor away a few times before sleeping: the next call often comes within microseconds, and being found
    /// awake spares both sides a system call.
    private func spin() {
        let mayspin = state.withLock { state in
            guard state.ready.isEmpty, !state.hasSpinner, state.idleThreads > 0 else { return false }
            state.idleThreads -= 1
            state.hasSpinner = true
            return true
        }
        guard mayspin else { return }
        for _ in 0..<Scheduler.spins {
            sched_yield()
            let isNeeded = state.withLock { !$0.hasSpinner }
            if isNeeded { return }
        }
        state.withLock { state in
            guard state.hasSpinner else { return }
            state.hasSpinner = false
            state.idleThreads += 1
        }
    }

    private static let spins = 20

    private func run(_ first: @escaping Job, on lane: Lane) {
        var job: Job? = first
        while let current = job {
            current()
            job = nil
            let isDrained = state.withLock { state in
                let key = ObjectIdentifier(lane)
                if let next = state.lanes[key]?.waiting.popFirst() {
                    state.queued -= 1
                    job = next
                    return false
                }
                state.lanes[key]?.running -= 1
                state.running -= 1
                // Counted before it waits, so that a job submitted in between finds this thread instead of starting another.
                state.idleThreads += 1
                return state.queued == 0 && state.running == 0
            }
            if isDrained { state.broadcast() }
        }
    }
}

/// A first-in, first-out queue on an array, amortised constant time at both ends.
struct Queue<Element> {
    private var items: [Element?] = []
    private var head = 0

    var count: Int { items.count - head }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) { items.append(element) }

    mutating func popFirst() -> Element? {
        guard head < items.count else { return nil }
        let element = items[head]
        items[head] = nil
        head += 1
        if head == items.count {
            items.removeAll(keepingCapacity: items.count <= 1024)
            head = 0
        } else if head > 1024, head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        return element
    }
}
