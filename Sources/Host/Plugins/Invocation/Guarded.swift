import Glibc

/// A value behind a POSIX mutex, both in one piece of memory: cheap enough to make one for each call. Unlike the standard
/// library's `Mutex`, ThreadSanitizer understands it.
struct Guarded<Value>: @unchecked Sendable {
    // Sendable by hand: the value is only touched with the mutex held, which lives at a fixed address.

    private final class Storage: ManagedBuffer<Value, pthread_mutex_t> {
        deinit { _ = withUnsafeMutablePointerToElements { pthread_mutex_destroy($0) } }
    }

    private let storage: ManagedBuffer<Value, pthread_mutex_t>

    init(_ value: Value) {
        storage = Storage.create(minimumCapacity: 1) { _ in value }
        storage.withUnsafeMutablePointerToElements { mutex in
            mutex.initialize(to: pthread_mutex_t())
            pthread_mutex_init(mutex, nil)
        }
    }

    /// Runs `body` with the lock held. Not reentrant.
    @inline(__always)
    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        storage.withUnsafeMutablePointers { value, mutex in
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            return body(&value.pointee)
        }
    }
}
