/// A JSON value that knows where it stands in its text.
struct LocatedJSON: Sendable {
    enum Value: Sendable {
        /// null, boolean, number or string.
        case scalar(JSON)
        case array([LocatedJSON])
        case object([Member])
    }

    struct Member: Sendable {
        var name: String
        /// Where the name stands, for errors about the key itself.
        var nameOffset: Int
        var value: LocatedJSON
    }

    /// Bytes from the start of the text.
    var offset: Int
    var value: Value
    /// The environment variables that went into this value. Such a value may be a secret and is never printed.
    var variables: [String] = []

    /// The member of an object; nil when this is no object or has no such member.
    subscript(name: String) -> LocatedJSON? { members.first { $0.name == name }?.value }

    /// The members of an object, else none.
    var members: [Member] { if case .object(let members) = value { members } else { [] } }
    /// The items of an array, else none.
    var items: [LocatedJSON] { if case .array(let items) = value { items } else { [] } }
    /// The value without its position.
    var json: JSON {
        switch value {
        case .scalar(let scalar): scalar
        case .array(let items): .array(items.map(\.json))
        case .object(let members): .object(JSONObject(members: members.map { .init(name: $0.name, value: $0.value.json) }))
        }
    }
}

extension LocatedJSON {
    /// Parses exactly one value. Stricter than JSON: a repeated key is an error, since one of the two would be lost.
    static func parse(_ bytes: [UInt8]) -> Result<LocatedJSON, JSONError> {
        bytes.withUnsafeBufferPointer { buffer in
            var reader = LocatedReader(parser: JSONParser(bytes: buffer))
            do throws(JSONError) {
                return .success(try reader.document())
            } catch {
                return .failure(error)
            }
        }
    }
}

/// Walks arrays and objects itself to note offsets, and leaves names and scalars to the parser of the wire.
private struct LocatedReader {
    var parser: JSONParser

    mutating func document() throws(JSONError) -> LocatedJSON {
        guard !parser.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw parser.error("the file begins with a byte order mark, which is not part of JSON: save it as UTF-8 without one (BOM)")
        }
        try parser.checkEncoding()
        let value = try value(depth: 0)
        guard next() == nil else { throw parser.error("unexpected text after the end of the configuration") }
        return value
    }

    /// The next byte that is no blank, not consumed.
    private mutating func next() -> UInt8? {
        parser.skipBlanks()
        return parser.offset < parser.bytes.count ? parser.bytes[parser.offset] : nil
    }

    private mutating func value(depth: Int) throws(JSONError) -> LocatedJSON {
        let first = next()
        let offset = parser.offset
        guard depth < JSON.maximumDepth else { throw parser.error("nested deeper than \(JSON.maximumDepth) levels") }
        switch first {
        case UInt8(ascii: "{"): return LocatedJSON(offset: offset, value: .object(try members(depth: depth)))
        case UInt8(ascii: "["): return LocatedJSON(offset: offset, value: .array(try items(depth: depth)))
        case UInt8(ascii: "/"): throw parser.error("comments are not part of JSON")
        default: return LocatedJSON(offset: offset, value: .scalar(try parser.value(depth: depth)))
        }
    }

    private mutating func members(depth: Int) throws(JSONError) -> [LocatedJSON.Member] {
        var members: [LocatedJSON.Member] = []
        parser.offset += 1
        if next() == UInt8(ascii: "}") {
            parser.offset += 1
            return members
        }
        while true {
            guard next() == UInt8(ascii: "\"") else {
                let isTrailingComma = next() == UInt8(ascii: "}")
                throw parser.error(isTrailingComma ? "a comma before '}' is not allowed" : "expected a key in double quotes")
            }
            let nameOffset = parser.offset
            guard case .string(let name) = try parser.value(depth: depth) else { throw parser.error("expected a key") }
            guard !members.contains(where: { $0.name == name }) else {
                throw JSONError(message: "the key \"\(name)\" stands here a second time", offset: nameOffset)
            }
            guard next() == UInt8(ascii: ":") else { throw parser.error("expected ':' after the key \"\(name)\"") }
            parser.offset += 1
            members.append(.init(name: name, nameOffset: nameOffset, value: try value(depth: depth + 1)))
            if try isAtEnd(UInt8(ascii: "}")) { return members }
        }
    }

    private mutating func items(depth: Int) throws(JSONError) -> [LocatedJSON] {
        var items: [LocatedJSON] = []
        parser.offset += 1
        if next() == UInt8(ascii: "]") {
            parser.offset += 1
            return items
        }
        while true {
            if next() == UInt8(ascii: "]") { throw parser.error("a comma before ']' is not allowed") }
            items.append(try value(depth: depth + 1))
            if try isAtEnd(UInt8(ascii: "]")) { return items }
        }
    }

    /// Consumes the comma or the closing bracket after a value; true for the bracket.
    private mutating func isAtEnd(_ bracket: UInt8) throws(JSONError) -> Bool {
        let found = next()
        guard found == bracket || found == UInt8(ascii: ",") else {
            let name = Character(Unicode.Scalar(bracket))
            throw parser.error(found == nil ? "the file ends before '\(name)'" : "expected ',' or '\(name)'")
        }
        parser.offset += 1
        return found == bracket
    }
}
