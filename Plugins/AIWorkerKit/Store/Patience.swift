import Foundation
import Synchronization

/// How SQLite waits for a lock of another process: it can only look again. Somebody else's transaction takes well under a
/// millisecond, so the first looks follow each other fast; who has waited long looks seldom, to leave the processor to others.
final class Patience: Sendable {
    private struct Limit {
        var begin: DispatchTime
        var end: DispatchTime
    }

    /// By thread: SQLite asks the one that waits, and says neither for which call nor since when.
    private let limits = Mutex<[pthread_t: Limit]>([:])

    /// Runs `body`, in which this thread waits for locks until `end` and no longer. Not within itself.
    func limited<Result>(until end: DispatchTime, _ body: () throws -> Result) rethrows -> Result {
        let thread = pthread_self()
        limits.withLock { $0[thread] = Limit(begin: .now(), end: end) }
        defer { limits.withLock { $0[thread] = nil } }
        return try body()
    }

    /// Whether to look again, after a pause. Called by the thread that waits. Nobody waits outside of `limited`.
    var handler: @Sendable (Int) -> Bool { { _ in self.waits() } }

    private func waits() -> Bool {
        let now = DispatchTime.now()
        guard let limit = limits.withLock({ $0[pthread_self()] }), now < limit.end else { return false }
        let waited = Double(now.uptimeNanoseconds - limit.begin.uptimeNanoseconds) / 1e9
        let left = Double(limit.end.uptimeNanoseconds - now.uptimeNanoseconds) / 1e9
        // About a tenth of the time so far, so that those who came first do not always wake last.
        let longest = min(max(waited / 10, 0.0001), 0.003, left)
        usleep(UInt32(Double.random(in: longest / 2...longest) * 1_000_000))
        return true
    }
}
