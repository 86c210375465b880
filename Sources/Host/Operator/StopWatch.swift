import Glibc

/// Ctrl-C, SIGTERM and a closed terminal while a person is asked or a request runs: the first stops the work in order, the second
/// ends the process, with the terminal as it was.
final class StopWatch: Sendable {
    let cancellation = Cancellation()
    private let terminal = Monitor<(descriptor: Int32, settings: termios)?>(nil)

    /// What has to be put back when the process ends at once.
    var atAbruptEnd: (descriptor: Int32, settings: termios)? {
        get { terminal.withLock { $0 } }
        set { terminal.withLock { $0 = newValue } }
    }

    /// Belongs to the main thread before any other is started; those leave the signals to this watch.
    func start() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
        let mask = signals
        Thread.start(name: "stop") { [self] in
            var mask = mask
            var number: Int32 = 0
            guard sigwait(&mask, &number) == 0 else { return }
            cancellation.cancel(.client(reason: "interrupted"))
            guard sigwait(&mask, &number) == 0 else { return }
            if var shown = atAbruptEnd { tcsetattr(shown.descriptor, TCSANOW, &shown.settings) }
            _exit(128 + number)
        }
    }
}
