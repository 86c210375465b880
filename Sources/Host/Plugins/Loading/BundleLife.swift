import PluginABI
import Synchronization

/// The life of a bundle: `init` before its first call, `deinit` after its last. Both run on threads of their own, so that
/// one that hangs holds nobody up.
final class BundleLife: Sendable {
    typealias Start = @convention(c) (UnsafeMutablePointer<mcp_host>?) -> mcp_status
    typealias End = @convention(c) () -> Void

    /// How long `init` may take, as the header says.
    static let startMilliseconds: Int64 = 10_000

    private enum Phase {
        case loaded
        case starting
        case ready
        case refused(String)
        case ended
    }

    private let host: HostHandle
    private let start: Start?
    private let end: End?
    private let startLimit: Int64
    private let phase = Monitor(Phase.loaded)
    /// Mirrors `.ready`, so that a call need not take the lock.
    private let isReady = Atomic<Bool>(false)
    private let running = Atomic<Int>(0)

    init(host: HostHandle, start: Start?, end: End?, startLimit: Int64 = BundleLife.startMilliseconds) {
        self.host = host
        self.start = start
        self.end = end
        self.startLimit = startLimit
    }

    var bundleName: String { host.bundleName }

    /// Starts bringing the bundle up, once. Does not wait; without an `init` there is nothing to wait for.
    func begin() {
        let isFirst = phase.withLock { phase in
            guard case .loaded = phase else { return false }
            phase = .starting
            return true
        }
        if isFirst { launch() }
    }

    /// Brings the bundle up, once: the first caller runs `init`, others wait for it.
    ///
    /// - Returns: why the bundle cannot be used, or nil when it is ready. The answer stays the same ever after.
    func prepare() -> String? {
        if isReady.load(ordering: .acquiring) { return nil }
        begin()
        return outcome(within: startLimit)
    }

    /// Waits for what `begin` has begun. A bundle that is not up in time is refused for good.
    ///
    /// - Returns: as `prepare`.
    func outcome(within milliseconds: Int64, since start: MonotonicTime = .now) -> String? {
        let settled: String?? = phase.wait(until: start.adding(milliseconds: milliseconds)) { phase in
            switch phase {
            case .loaded, .starting: nil
            case .ready: .some(nil)
            case .refused(let reason): .some(reason)
            case .ended: .some("the host is shutting down")
            }
        }
        if let settled { return settled }
        settle(.refused("its init did not return within \(milliseconds / 1000) s"))
        return phase.withLock { if case .refused(let reason) = $0 { reason } else { nil } }
    }

    /// Waits a little for what `begin` has begun, and goes on without it: calls of a bundle that is still starting wait for it.
    /// Should it be refused later, that goes to the log and its calls say why.
    ///
    /// - Returns: why the bundle cannot be used, as far as it is known already.
    func earlyOutcome(within milliseconds: Int64, since start: MonotonicTime) -> String? {
        let settled: String?? = phase.wait(until: start.adding(milliseconds: milliseconds)) { phase in
            switch phase {
            case .loaded, .starting: nil
            case .ready, .ended: .some(nil)
            case .refused(let reason): .some(reason)
            }
        }
        if let settled { return settled }
        Thread.start(name: "init-watch") { [self] in
            guard let reason = outcome(within: startLimit, since: start) else { return }
            HostLog.shared.write(.error, "bundle \(bundleName) is out of service: \(reason); calls of its tools will say so")
        }
        return nil
    }

    /// Marks a call as running, so that `finish` knows. Pair it with `leave`.
    func enter() { running.add(1, ordering: .relaxed) }
    func leave() { running.subtract(1, ordering: .relaxed) }

    /// Runs `deinit` if the bundle has been started, and waits for it.
    ///
    /// - Returns: whether the bundle ended in order. False when calls have not returned, or `deinit` has not in time.
    @discardableResult
    func finish(until deadline: MonotonicTime) -> Bool {
        let wasReady = phase.withLock { phase in
            defer { phase = .ended }
            if case .ready = phase { return true } else { return false }
        }
        isReady.store(false, ordering: .releasing)
        phase.broadcast()
        guard wasReady, let end else { return true }
        guard running.load(ordering: .acquiring) == 0 else {
            HostLog.shared.write(.warning, "bundle \(bundleName): a call has not returned, so its deinit is left out")
            return false
        }
        let done = Monitor(false)
        Thread.start(name: "deinit") {
            end()
            done.withLock { $0 = true }
            done.broadcast()
        }
        let isDone = done.wait(until: deadline) { $0 ? true : nil } ?? false
        if !isDone { HostLog.shared.write(.warning, "bundle \(bundleName): its deinit did not return in time") }
        return isDone
    }

    private func launch() {
        guard let start else { return settle(.ready) }
        let isStarted = Thread.start(name: "init") { [self] in
            let (status, reason) = host.whileStarting { start(host.pointer) }
            settle(status == CallStatus.ok ? .ready : .refused(BundleLife.explanation(status, reason)))
        }
        if !isStarted { settle(.refused("the system has no thread for its init")) }
    }

    /// The first outcome stands: an init that returns after its time has no say any more.
    private func settle(_ outcome: Phase) {
        phase.withLock { phase in
            guard case .starting = phase else { return }
            phase = outcome
            if case .ready = outcome { isReady.store(true, ordering: .releasing) }
        }
        phase.broadcast()
    }

    private static func explanation(_ status: Int32, _ reason: String?) -> String {
        if let reason, !reason.isEmpty { return reason }
        return (1...5).contains(status)
            ? "its init failed with status \(status) and gave no reason"
            : "its init returned the unknown status \(status) and gave no reason"
    }
}
