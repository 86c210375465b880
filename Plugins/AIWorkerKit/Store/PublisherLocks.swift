import Foundation

/// A lock on a file beside the database. The kernel gives it back when the process ends.
final class FileLock: PublisherLock {
    private var descriptor: Int32

    /// nil: somebody else has it.
    init?(path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.unavailable("\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            descriptor = -1
            return nil
        }
    }

    deinit { release() }

    func isHeld() -> Bool { descriptor >= 0 }

    func release() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
    }
}

/// The lock of a database in memory, which no other process can see.
final class MemoryLock: PublisherLock {
    private var lock: NSLock?

    /// Takes over a lock that is held.
    init(_ held: NSLock) { lock = held }

    deinit { release() }

    func isHeld() -> Bool { lock != nil }

    func release() {
        lock?.unlock()
        lock = nil
    }
}
