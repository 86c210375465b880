import Dispatch
import Glibc

/// The moment the process should end: SIGINT, SIGTERM, or the end of standard input.
struct Ending: Sendable {
    private let moments: AsyncStream<Void>

    init(watchStandardInput: Bool) {
        let (moments, signal) = AsyncStream<Void>.makeStream()
        self.moments = moments
        for number in [SIGINT, SIGTERM] {
            // The dispatch source only hears the signal when the default action is off.
            Glibc.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // Keeps the source alive for as long as the process lives.
                withExtendedLifetime(source) { _ = signal.yield() }
            }
            source.resume()
        }
        if watchStandardInput {
            // A queue of its own: reading blocks, and the shared ones serve the connections.
            DispatchQueue(label: "standard-input").async {
                var byte: UInt8 = 0
                while true {
                    let count = read(STDIN_FILENO, &byte, 1)
                    if count == 0 || (count < 0 && errno != EINTR) { break }
                }
                signal.yield()
            }
        }
    }

    func wait() async {
        for await _ in moments { return }
    }
}
