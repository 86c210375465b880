import Glibc

/// A point on the monotonic clock, which no change of the system time moves.
struct MonotonicTime: Comparable, Sendable {
    var nanoseconds: Int64

    static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    static let distantFuture = MonotonicTime(nanoseconds: .max)

    static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Later by so many milliseconds; saturates instead of overflowing.
    func adding(milliseconds: Int64) -> MonotonicTime {
        let (span, tooLong) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflow) = nanoseconds.addingReportingOverflow(span)
        return tooLong || overflow ? .distantFuture : MonotonicTime(nanoseconds: sum)
    }

    /// Milliseconds from now, rounded up; 0 once it has passed.
    var remainingMilliseconds: Int64 {
        if self == .distantFuture { return .max }
        let difference = nanoseconds - MonotonicTime.now.nanoseconds
        return difference <= 0 ? 0 : (difference + 999_999) / 1_000_000
    }
}
