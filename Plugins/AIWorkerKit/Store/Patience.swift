import Foundation
import Synchronization

/// How SQLite waits for a lock of another process: it can only look again. Somebody else's transaction takes well under a
/// millisecond, so the first looks follow each other fast; who has waited long looks seldom, to leave the processor to others.
final class Patience: Sendable {
    private let timeout: Double
    /// When each waiting thread began. SQLite tells how often it has asked, not since when.
    private let begins = Mutex<[pthread_t: DispatchTime]>([:])

    /// - Parameter timeout: in seconds.
    init(_ timeout: Double) { self.timeout = timeout }

    /// Whether to look again, after a pause. Called by the thread that waits, with how often it has waited for this lock before.
    var handler: @Sendable (Int) -> Bool { { self.waits($0) } }

    private func waits(_ tries: Int) -> Bool {
        let now = DispatchTime.now()
        let begin = begins.withLock { begins in
            if tries == 0 { begins[pthread_self()] = now }
            return begins[pthread_self()] ?? now
        }
        let waited = Double(now.uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
        guard waited < timeout else { return false }
        // About a tenth of the time so far, so that those who came first do not always wake last.
        let longest = min(max(waited / 10, 0.0001), 0.003, timeout - waited)
        usleep(UInt32(Double.random(in: longest / 2...longest) * 1_000_000))
        return true
    }
}
