import NIOCore
import Synchronization

/// Closes a connection unless it is stopped in time.
final class Deadline: Sendable {
    private let channel: any Channel
    private let limit: TimeAmount
    private let scheduled = Mutex<Scheduled<Void>?>(nil)

    init(_ channel: any Channel, _ limit: Duration) {
        self.channel = channel
        self.limit = TimeAmount(limit)
    }

    /// Counts from now on.
    func start() {
        let new = channel.eventLoop.scheduleTask(in: limit) { [channel] in channel.close(promise: nil) }
        scheduled.withLock { scheduled in
            scheduled?.cancel()
            scheduled = new
        }
    }

    func stop() {
        scheduled.withLock { scheduled in
            scheduled?.cancel()
            scheduled = nil
        }
    }
}
