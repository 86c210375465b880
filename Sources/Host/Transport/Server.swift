import Glibc
import LinuxShim

/// One process serving one client over stdio.
final class Server: Sendable {
    private let connection: Connection
    private let scheduler: Scheduler
    private let outbox: Outbox
    private let streams: StandardStreams
    private let cleanUp: @Sendable () -> Void
    private let hasEnded = Monitor(false)

    /// How long calls may go on by themselves after the end of input (B-21), and after they were cancelled (B-22).
    private static let quietMilliseconds: Int64 = 1500
    private static let graceMilliseconds: Int64 = 1000
    /// Microseconds.
    private static let longestEnd: UInt32 = 4_700_000

    /// - Parameters:
    ///   - parallelCalls: how many calls of one thread-safe bundle may run at the same time.
    ///   - cleanUp: called once at an orderly end, after the last call has returned or its grace is over; bounded.
    init(
        tools: [Tool], streams: StandardStreams, parallelCalls: Int = 16, vault: StateVault = StateVault(),
        cleanUp: @escaping @Sendable () -> Void = {}
    ) {
        scheduler = Scheduler(parallelLimit: parallelCalls)
        outbox = Outbox(descriptor: streams.output)
        connection = Connection(tools: tools, sink: outbox, scheduler: scheduler, vault: vault)
        self.streams = streams
        self.cleanUp = cleanUp
    }

    /// Serves until end of input, SIGTERM, SIGINT, SIGHUP or the death of the parent; then ends the process with status 0.
    /// Belongs to the main thread.
    func run() -> Never {
        let signals = SignalWatch { [self] in end(isOrderly: false) }
        signals.start()
        InputLoop(descriptor: streams.input).run(into: connection, outbox: outbox)
        end(isOrderly: true)
        // Another thread is ending the process; this one must not return before it has.
        while true { pause() }
    }

    /// - Parameter isOrderly: the input ended, so that what was asked before is still answered.
    private func end(isOrderly: Bool) {
        let isFirst = hasEnded.withLock { hasEnded in
            defer { hasEnded = true }
            return !hasEnded
        }
        guard isFirst else { return }
        // Whatever hangs from here on, the process ends.
        Thread.start(name: "end") {
            usleep(Server.longestEnd)
            _exit(0)
        }
        connection.inputEnded()
        if isOrderly { _ = scheduler.drain(until: MonotonicTime.now.adding(milliseconds: Server.quietMilliseconds)) }
        connection.close()
        scheduler.stop()
        _ = scheduler.drain(until: MonotonicTime.now.adding(milliseconds: Server.graceMilliseconds))
        connection.answerRest()
        cleanUp()
        outbox.drain(until: MonotonicTime.now.adding(milliseconds: 500))
        // Not exit(): destructors of bundles must not run while a stuck tool still uses them.
        _exit(0)
    }
}
