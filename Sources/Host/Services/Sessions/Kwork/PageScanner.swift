/// Finds the form keys in a page of the web site. Reads any bytes in one pass; what it gives is 16 to 128 hex digits.
enum PageScanner {
    struct Keys: Sendable, Equatable {
        /// Assigned to `csrf_user_token` in a script.
        var assigned: String?
        /// In the hidden field `csrftoken`.
        var field: String?
    }

    static func keys(in page: [UInt8]) -> Keys { Keys(assigned: assigned(page), field: field(page)) }

    /// `csrf_user_token = "…"`, `"csrf_user_token": "…"` and the like.
    private static func assigned(_ page: [UInt8]) -> String? {
        var from = 0
        while let start = find("csrf_user_token", page, from) {
            from = start + 15
            var index = from
            if index < page.count, isQuote(page[index]) { index += 1 }
            if index < page.count, page[index] == UInt8(ascii: "]") { index += 1 }
            skipBlanks(page, &index)
            guard index < page.count, page[index] == UInt8(ascii: "=") || page[index] == UInt8(ascii: ":") else { continue }
            index += 1
            skipBlanks(page, &index)
            guard index < page.count, isQuote(page[index]) else { continue }
            index += 1
            let end = page[index...].prefix(129).firstIndex { Percent.digit($0) == nil } ?? page.count
            guard end < page.count, isQuote(page[end]), let key = key(page[index..<end]) else { continue }
            return key
        }
        return nil
    }

    /// `<input type="hidden" name="csrftoken" value="…">`, attributes in any order.
    private static func field(_ page: [UInt8]) -> String? {
        var from = 0
        while let start = find("<input", page, from) {
            from = start + 6
            guard from < page.count, isBlank(page[from]) || page[from] == UInt8(ascii: "/") else { continue }
            let attributes = attributes(page, &from)
            guard attributes.contains(where: { $0.name == "name" && $0.value.elementsEqual("csrftoken".utf8) }),
                let value = attributes.first(where: { $0.name == "value" }), let key = key(value.value)
            else { continue }
            return key
        }
        return nil
    }

    /// The attributes of a tag, up to its end. Values stay as they stand in the page.
    private static func attributes(_ page: [UInt8], _ index: inout Int) -> [(name: String, value: ArraySlice<UInt8>)] {
        var found: [(name: String, value: ArraySlice<UInt8>)] = []
        while index < page.count, found.count < 64 {
            while index < page.count, isBlank(page[index]) || page[index] == UInt8(ascii: "/") { index += 1 }
            guard index < page.count, page[index] != UInt8(ascii: ">") else { break }
            let nameStart = index
            while index < page.count, !isBlank(page[index]), !"=>/".utf8.contains(page[index]) { index += 1 }
            let name = String(decoding: page[nameStart..<index].prefix(64), as: UTF8.self).lowercased()
            skipBlanks(page, &index)
            guard index < page.count, page[index] == UInt8(ascii: "=") else {
                if index == nameStart { index += 1 }
                continue
            }
            index += 1
            skipBlanks(page, &index)
            guard index < page.count else { break }
            if isQuote(page[index]) {
                let quote = page[index]
                let start = index + 1
                guard let end = page[start...].firstIndex(of: quote) else {
                    index = page.count
                    break
                }
                found.append((name, page[start..<end]))
                index = end + 1
            } else {
                let start = index
                while index < page.count, !isBlank(page[index]), page[index] != UInt8(ascii: ">") { index += 1 }
                found.append((name, page[start..<index]))
            }
        }
        return found
    }

    private static func key(_ bytes: ArraySlice<UInt8>) -> String? {
        guard (16...128).contains(bytes.count), bytes.allSatisfy({ Percent.digit($0) != nil }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where `needle` (lower case) starts at or after `from`, whatever its case in the page.
    private static func find(_ needle: StaticString, _ page: [UInt8], _ from: Int) -> Int? {
        let wanted = UnsafeBufferPointer(start: needle.utf8Start, count: needle.utf8CodeUnitCount)
        guard page.count - from >= wanted.count else { return nil }
        return page.withUnsafeBufferPointer { page in
            var index = from
            while index <= page.count - wanted.count {
                var length = 0
                while length < wanted.count, lower(page[index + length]) == wanted[length] { length += 1 }
                if length == wanted.count { return index }
                index += 1
            }
            return nil
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
    private static func skipBlanks(_ page: [UInt8], _ index: inout Int) {
        while index < page.count, isBlank(page[index]) { index += 1 }
    }
}
