import Glibc

/// Seconds since 1970 in UTC.
struct WallClock: Sendable, Equatable {
    var seconds: Int64
    static var now: WallClock { WallClock(seconds: Int64(time(nil))) }

    /// Milliseconds since 1970.
    static var milliseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}

/// How long a server asks us to wait: the `Retry-After` field (RFC 9110, section 10.2.3) or, as some services say it, a
/// member of the JSON body.
enum RetryAfter {
    /// Longer waits are taken for a mistake of the server and shortened: one odd answer must not stop everything for a day.
    static let limitMilliseconds: Int64 = 900_000

    static func milliseconds(_ answer: HTTPAnswer, now: WallClock) -> Int64? {
        if let field = answer.header("retry-after"), let value = milliseconds(field: field, now: now) { return value }
        guard answer.mediaType == "application/json", let body = try? JSON(parsing: answer.body) else { return nil }
        for name in ["retry_after", "retryAfter"] {
            guard let value = body[name] else { continue }
            if let seconds = value.double ?? value.string.flatMap(Double.init) { return milliseconds(seconds: seconds) }
        }
        return nil
    }

    /// Seconds, or a date.
    static func milliseconds(field: String, now: WallClock) -> Int64? {
        if let seconds = Double(field) { return milliseconds(seconds: seconds) }
        guard let date = HTTPDate.seconds(field) else { return nil }
        return milliseconds(seconds: Double(date - now.seconds))
    }

    /// Whole milliseconds, at most the limit; nil when it is no number.
    static func milliseconds(seconds: Double) -> Int64? {
        guard seconds.isFinite else { return nil }
        return min(limitMilliseconds, Int64((max(0, min(seconds, 100_000)) * 1000).rounded(.up)))
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
enum HTTPDate {
    /// Seconds since 1970; nil when it is no such date. The obsolete two forms are not taken.
    static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].count == 4, parts[0].last == ",", parts[5] == "GMT",
            let day = Int64(parts[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(parts[2])),
            let year = Int64(parts[3]), (1970...9999).contains(year)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2]) else { return nil }
        return days(year: year, month: Int64(month) + 1, day: day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Days since 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap day comes last.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
