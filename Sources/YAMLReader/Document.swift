import Yams

/// One YAML document, parsed within bounds.
enum Document {
    static let sizeLimit = 1 << 20
    /// A document with anchors may be only so large: an alias stands for all of what it names, and they multiply.
    static let sizeLimitWithAliases = 64 << 10
    static let aliasLimit = 16

    static func json(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLFault) -> [UInt8] {
        guard bytes.count <= sizeLimit else { throw YAMLFault("is larger than \(sizeLimit) bytes") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw YAMLFault("is not UTF-8") }
        try checkAliases(text)
        let root: Node?
        do {
            // Without rules no scalar is taken for anything: that is done on the way out.
            root = try compose(yaml: text, .basic, .default, .utf8)
        } catch {
            throw YAMLFault(explanation(error))
        }
        guard let root else { return Array("null".utf8) }
        var writer = NodeWriter()
        try writer.write(root, depth: 0)
        return writer.output
    }

    /// The parser expands aliases while it compares keys, so they are counted before it begins. What merely looks like an anchor or
    /// alias, in a comment or a text, counts as well.
    private static func checkAliases(_ text: String) throws(YAMLFault) {
        var anchors = 0
        var aliases = 0
        var previous = UInt8(ascii: "\n")
        for byte in text.utf8 {
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), canPrecedeToken(previous) {
                if byte == UInt8(ascii: "&") { anchors += 1 } else { aliases += 1 }
            }
            previous = byte
        }
        guard anchors > 0, aliases > 0 else { return }
        guard aliases <= aliasLimit, text.utf8.count <= sizeLimitWithAliases else {
            throw YAMLFault("has more aliases (*name) than is safe; write out what they stand for")
        }
    }

    private static func canPrecedeToken(_ byte: UInt8) -> Bool { byte <= 0x20 || ",[]{}:?-\"'".utf8.contains(byte) || byte >= 0x80 }

    /// Where and what, without a piece of the text.
    private static func explanation(_ error: any Error) -> String {
        guard let error = error as? YamlError else { return "is no YAML" }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _): return "line \(mark.line): is no YAML: \(problem)"
        case .composer(_, let problem, let mark, _):
            return problem.contains("another document") ? "line \(mark.line): holds more than one document" : "line \(mark.line): is no YAML: \(problem)"
        case .duplicatedKeysInMapping(_, let context): return "line \(context.mark.line): has the same key twice"
        case .reader(let problem, _, _, _): return "is no YAML: \(problem)"
        case .memory: return "is too large for the memory at hand"
        default: return "is no YAML"
        }
    }
}
