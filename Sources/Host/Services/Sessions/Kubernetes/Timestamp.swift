/// `2026-11-21T07:30:00Z` (RFC 3339).
enum Timestamp {
    /// Seconds since 1970, fractions cut off; nil when it is no such time.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        }
        func isByte(_ index: Int, _ allowed: StaticString) -> Bool {
            index < bytes.count && UnsafeBufferPointer(start: allowed.utf8Start, count: allowed.utf8CodeUnitCount).contains(bytes[index])
        }
        guard let year = number(0..<4), isByte(4, "-"), let month = number(5..<7), isByte(7, "-"), let day = number(8..<10),
            isByte(10, "Tt "), let hour = number(11..<13), isByte(13, ":"), let minute = number(14..<16), isByte(16, ":"),
            let second = number(17..<19), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        if isByte(index, ".") {
            index += 1
            guard isByte(index, "0123456789") else { return nil }
            while isByte(index, "0123456789") { index += 1 }
        }
        let days = HTTPDate.days(year: year, month: month, day: day)
        let time = days * 86_400 + hour * 3_600 + minute * 60 + second
        if isByte(index, "Zz") { return index + 1 == bytes.count ? time : nil }
        guard isByte(index, "+-"), let hours = number(index + 1..<index + 3), isByte(index + 3, ":"),
            let minutes = number(index + 4..<index + 6), index + 6 == bytes.count, hours < 24, minutes < 60
        else { return nil }
        let offset = hours * 3_600 + minutes * 60
        return bytes[index] == UInt8(ascii: "-") ? time + offset : time - offset
    }
}
