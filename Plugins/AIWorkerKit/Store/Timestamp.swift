/// A moment in UTC, to the millisecond, as both databases keep it.
public struct Timestamp: Sendable, Equatable, Comparable, Hashable {
    /// Since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// Later by so many seconds; parts of a millisecond are dropped.
    public func adding(seconds: Double) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64((seconds * 1000).rounded(.down)))
    }

    /// `YYYY-MM-DDTHH:MM:SS.mmmZ`: what SQLite stores and tools answer.
    public var text: String { formatted(between: "T") + "Z" }

    /// `YYYY-MM-DD HH:MM:SS.mmm`: a DATETIME(3).
    public var serverText: String { formatted(between: " ") }

    /// Reads `YYYY-MM-DD`, then `T` or a blank, `HH:MM:SS`, an optional fraction and an optional `Z`. nil for anything else,
    /// such as a day that its month does not have.
    public init?(parsing text: String) {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> Int64? {
            guard start + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[start..<start + count] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        func isByte(_ place: Int, _ allowed: String) -> Bool { place < bytes.count && allowed.utf8.contains(bytes[place]) }
        guard let year = number(0, 4), isByte(4, "-"), let month = number(5, 2), isByte(7, "-"), let day = number(8, 2),
            isByte(10, "T "), let hour = number(11, 2), isByte(13, ":"), let minute = number(14, 2), isByte(16, ":"),
            let second = number(17, 2), (1...12).contains(month), hour < 24, minute < 60, second < 60
        else { return nil }
        var place = 19
        var fraction: Int64 = 0
        if isByte(place, ".") {
            place += 1
            let start = place
            while place < bytes.count, number(place, 1) != nil { place += 1 }
            guard place > start else { return nil }
            for offset in 0..<3 { fraction = fraction * 10 + (start + offset < place ? number(start + offset, 1) ?? 0 : 0) }
        }
        if isByte(place, "Z") { place += 1 }
        guard place == bytes.count else { return nil }
        let days = Self.days(year, month, day)
        guard Self.date(days) == (year, month, day) else { return nil }
        milliseconds =
            (days * 86_400 + hour * 3600 + minute * 60 + second) * 1000 + fraction
    }

    private func formatted(between separator: String) -> String {
        let day = milliseconds.floorDivided(by: 86_400_000)
        let rest = milliseconds - day * 86_400_000
        let (year, month, date) = Self.date(day)
        func padded(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(date, 2))\(separator)"
            + "\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2)).\(padded(rest % 1000, 3))"
    }

    // Days since 1970 in the proleptic Gregorian calendar, counted in years that begin in March, so that the leap day is the last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear.floorDivided(by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}
