import Glibc
import LinuxShim

/// Turns the signals that end a process into one call on a thread of its own. Make and start it on the main thread before
/// other threads run: they inherit the mask.
struct SignalWatch: Sendable {
    /// Sent by the kernel when the thread that started us dies, which is not always the death of the parent process.
    private static let parentDeath = SIGUSR2
    private let action: @Sendable () -> Void
    private let parent = getppid()

    init(_ action: @escaping @Sendable () -> Void) { self.action = action }

    func start() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGTERM, SIGINT, SIGHUP, SignalWatch.parentDeath] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        linux_signal_on_parent_death(SignalWatch.parentDeath)
        let mask = signals
        let isStarted = Thread.start(name: "signals") { [self] in
            var mask = mask
            var number: Int32 = 0
            while true {
                guard sigwait(&mask, &number) == 0 else { return }
                if number == SignalWatch.parentDeath, getppid() == parent { continue }
                action()
            }
        }
        // Without the thread the signals must at least kill.
        if !isStarted { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
    }
}
