import Glibc

/// The two streams of the protocol, taken away from everybody else: bundles and what they start find stderr where stdout was,
/// and nothing where stdin was (architecture, decision 7).
struct StandardStreams {
    let input: Int32
    let output: Int32

    /// Call once, before any bundle is loaded and before any thread runs. nil when stdin or stdout is not open.
    static func claim() -> StandardStreams? {
        // A client or an operator who stops reading must not kill the process.
        signal(SIGPIPE, SIG_IGN)
        let input = fcntl(0, F_DUPFD_CLOEXEC, 3)
        let output = fcntl(1, F_DUPFD_CLOEXEC, 3)
        guard input >= 0, output >= 0 else { return nil }
        let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
        if nowhere >= 0 {
            dup2(nowhere, 0)
            if fcntl(2, F_GETFD) < 0 { dup2(nowhere, 2) }
            if nowhere > 2 { close(nowhere) }
        }
        dup2(2, 1)
        return StandardStreams(input: input, output: output)
    }
}
