import Glibc

/// Where the sandbox takes the time from; tests give their own.
struct Clock: Sendable {
    /// CLOCK_MONOTONIC in nanoseconds.
    var monotonic: @Sendable () -> UInt64
    /// Unix time in seconds.
    var unix: @Sendable () -> Int

    static let system = Clock(
        monotonic: {
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
        },
        unix: { time(nil) }
    )

    /// Unix time as an HTTP date (RFC 9110, section 5.6.7).
    static func httpDate(_ unix: Int) -> String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var seconds = unix
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900)"
        return "\(days[Int(parts.tm_wday)]), \(date) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }
}
