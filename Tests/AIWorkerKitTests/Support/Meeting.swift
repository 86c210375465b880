import Foundation

/// A place where several threads meet once; who comes later walks on.
// Unchecked: the count is read and written under the condition's lock.
final class Meeting: @unchecked Sendable {
    private let changed = NSCondition()
    private var missing: Int

    init(_ expected: Int) { missing = expected }

    /// Waits until all have come.
    func arrive() {
        changed.lock()
        defer { changed.unlock() }
        missing -= 1
        changed.broadcast()
        while missing > 0 { changed.wait() }
    }
}
