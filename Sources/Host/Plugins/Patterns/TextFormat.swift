/// Formats of strings that the host checks itself.
enum TextFormat: String, Sendable, CaseIterable {
    case date
    case dateTime = "date-time"
    case email
    case uri
    case uuid

    /// What a value should look like, for messages.
    var example: String {
        switch self {
        case .date: "a date such as 2026-07-28"
        case .dateTime: "a time such as 2026-07-28T12:30:00Z"
        case .email: "an e-mail address"
        case .uri: "an absolute URI such as https://example.com/page"
        case .uuid: "a UUID such as 123e4567-e89b-12d3-a456-426614174000"
        }
    }

    func matches(_ text: String) -> Bool {
        guard text.utf8.count <= 8192 else { return false }
        let bytes = Array(text.utf8)
        return switch self {
        case .date: TextFormat.isDate(bytes[...])
        case .dateTime: TextFormat.isDateTime(bytes)
        case .email: TextFormat.isEmail(bytes)
        case .uri: TextFormat.isURI(bytes)
        case .uuid: TextFormat.isUUID(bytes)
        }
    }

    /// The number written in exactly these bytes.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// RFC 3339 full-date: `2026-07-28`, with as many days as the month has.
    private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        let start = bytes.startIndex
        guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
            let year = number(bytes[start..<start + 4]), let month = number(bytes[start + 5..<start + 7]),
            let day = number(bytes[start + 8..<start + 10]), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return (1...days).contains(day)
    }

    /// RFC 3339 date-time: a date, `T`, a time with optional fraction, and `Z` or an offset.
    private static func isDateTime(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 20, isDate(bytes[0..<10]), bytes[10] | 0x20 == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            hour <= 23, minute <= 59, second <= 60
        else { return false }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return false }
            rest = rest[digits.endIndex...]
        }
        guard let sign = rest.first else { return false }
        if sign | 0x20 == UInt8(ascii: "z") { return rest.count == 1 }
        let start = rest.startIndex
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 6, rest[start + 3] == UInt8(ascii: ":"),
            let hours = number(rest[start + 1..<start + 3]), let minutes = number(rest[start + 4..<start + 6])
        else { return false }
        return hours <= 23 && minutes <= 59
    }

    /// Something at something, without blanks; whether it exists only a mail can tell.
    private static func isEmail(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard bytes.count <= 254, parts.count == 2, (1...64).contains(parts[0].count), parts[1].count >= 1,
            bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !Array("<>()[],;:\\\"".utf8).contains($0) })
        else { return false }
        let dot = UInt8(ascii: ".")
        return parts.allSatisfy { part in
            part.split(separator: dot, omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
        }
    }

    /// RFC 3986 with a scheme, by its characters and percent escapes.
    private static func isURI(_ bytes: [UInt8]) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < bytes.count,
            isLetter(bytes[0]),
            bytes[..<colon].allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || Array("+-.".utf8).contains($0) })
        else { return false }
        var index = colon + 1
        while index < bytes.count {
            let byte = bytes[index]
            guard byte > 0x20, byte < 0x7F, !Array("<>\"{}|\\^`".utf8).contains(byte) else { return false }
            if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, isHexadecimal(bytes[index + 1]), isHexadecimal(bytes[index + 2]) else {
                    return false
                }
                index += 2
            }
            index += 1
        }
        return true
    }

    /// RFC 9562: 8-4-4-4-12 hexadecimal digits.
    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 36 else { return false }
        return bytes.indices.allSatisfy { index in
            [8, 13, 18, 23].contains(index) ? bytes[index] == UInt8(ascii: "-") : isHexadecimal(bytes[index])
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
