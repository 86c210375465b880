/// Finds what `$ref` means inside one document. Nothing is ever fetched.
struct SchemaReferences {
    /// Places of schemas that have an `$id`.
    private var identifiers: [(id: String, place: String)] = []
    /// Places by resource and anchor name.
    private var anchors: [String: String] = [:]

    mutating func add(id: String, at place: String) {
        identifiers.append((String(id.prefix { $0 != "#" }), place))
    }

    mutating func add(anchor: String, in resource: String, at place: String) { anchors["\(resource)#\(anchor)"] = place }

    /// The place a reference means, as a JSON pointer from the root of the document.
    ///
    /// - Parameter resource: the place of the nearest schema with an `$id`, or the root.
    func place(of reference: String, in resource: String) throws(SchemaError) -> String {
        let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let address = String(parts[0])
        let fragment = parts.count > 1 ? SchemaReferences.decodePercents(parts[1]) : ""
        var base = resource
        if !address.isEmpty {
            guard let match = identifiers.first(where: { $0.id == address || $0.id.hasSuffix("/\(address)") }) else {
                throw SchemaError(
                    message: "it refers to \(ArgumentProblems.cut(reference, 100)), which lies outside of it; nothing is fetched")
            }
            base = match.place
        }
        if fragment.isEmpty { return base }
        if fragment.hasPrefix("/") { return base + fragment }
        guard let place = anchors["\(base)#\(fragment)"] else {
            throw SchemaError(message: "it refers to \(ArgumentProblems.cut(reference, 100)), which it does not contain")
        }
        return place
    }

    /// The value at a JSON pointer (RFC 6901).
    static func value(in document: JSON, at place: String) -> JSON? {
        var value = document
        for token in place.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = unescape(token)
            switch value {
            case .object(let object):
                guard let member = object[name] else { return nil }
                value = member
            case .array(let items):
                guard let index = Int(name), items.indices.contains(index) else { return nil }
                value = items[index]
            default: return nil
            }
        }
        return value
    }

    /// A name as a token of a JSON pointer.
    static func escape(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        return name.reduce(into: "") { text, character in
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
    }

    private static func unescape(_ token: Substring) -> String {
        var text = ""
        var rest = token
        while let character = rest.popFirst() {
            guard character == "~", let code = rest.first, code == "0" || code == "1" else {
                text.append(character)
                continue
            }
            rest.removeFirst()
            text += code == "0" ? "~" : "/"
        }
        return text
    }

    private static func decodePercents(_ text: Substring) -> String {
        guard text.contains("%") else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
