/// The text of a statement with its values in it, for a server in strict UTF-8 that takes `\` as an escape, as `ServerLink` sets it.
enum StatementText {
    /// - Throws: `StoreError.unavailable` when there are more or fewer values than `?` outside of quotes.
    static func bytes(_ sql: String, _ values: [SQLValue]) throws -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(sql.utf8.count + values.count * 40)
        var next = values.makeIterator()
        var used = 0
        var quote: UInt8?
        for byte in sql.utf8 {
            if let open = quote {
                if byte == open { quote = nil }
                text.append(byte)
            } else if byte == UInt8(ascii: "?") {
                guard let value = next.next() else { throw mismatch }
                used += 1
                append(value, to: &text)
            } else {
                if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") { quote = byte }
                text.append(byte)
            }
        }
        guard used == values.count else { throw mismatch }
        return text
    }

    private static var mismatch: StoreError { .unavailable("a statement has another number of values than it needs") }

    private static func append(_ value: SQLValue, to text: inout [UInt8]) {
        switch value {
        case .null: text += Array("NULL".utf8)
        case .integer(let number): text += Array(String(number).utf8)
        // There is no infinity in SQL.
        case .real(let number): text += Array((number.isFinite ? String(number) : "NULL").utf8)
        case .text(let string): appendQuoted(string, to: &text)
        }
    }

    private static func appendQuoted(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "'"))
        for byte in string.utf8 {
            switch byte {
            case 0: text += [UInt8(ascii: "\\"), UInt8(ascii: "0")]
            case 0x0A: text += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0D: text += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0x1A: text += [UInt8(ascii: "\\"), UInt8(ascii: "Z")]
            case UInt8(ascii: "'"), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "'"))
    }
}
