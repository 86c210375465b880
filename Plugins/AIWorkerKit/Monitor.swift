import Dispatch
import Glibc

/// A value behind a lock, with a condition that can be waited for. Limits count on the clock that nobody can set: Foundation's
/// conditions and Dispatch's semaphores go by the time of day here. Usable from any thread; a wait blocks it.
// Unchecked: the value is read and written with the mutex held, and the two primitives never move.
public final class Monitor<Value>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    public init(_ value: Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` with the lock held. Wakes nobody, and must not be called inside itself.
    public func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// Runs `body` with the lock held, and lets all who wait look again.
    public func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        defer { pthread_cond_broadcast(changed) }
        return try withLock(body)
    }

    /// Waits until `body`, which is asked at once and after each change, gives a result. nil: none until `end`.
    public func wait<Result>(until end: DispatchTime, _ body: (inout Value) throws -> Result?) rethrows -> Result? {
        // Dispatch's time is that of CLOCK_MONOTONIC.
        var limit = timespec(tv_sec: Int(end.uptimeNanoseconds / 1_000_000_000), tv_nsec: Int(end.uptimeNanoseconds % 1_000_000_000))
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            // An access of its own each time: others change the value during the wait.
            if let result = try body(&value) { return result }
            if pthread_cond_timedwait(changed, mutex, &limit) == ETIMEDOUT { return try body(&value) }
        }
    }
}
