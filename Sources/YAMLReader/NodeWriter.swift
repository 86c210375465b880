import Yams

/// Writes a tree of nodes as JSON, within bounds.
struct NodeWriter {
    static let depthLimit = 64
    static let nodeLimit = 200_000
    static let outputLimit = 8 << 20

    private(set) var output: [UInt8] = []
    private var nodes = 0

    mutating func write(_ node: Node, depth: Int) throws(YAMLFault) {
        func fault(_ message: String) -> YAMLFault { YAMLFault("line \(node.mark?.line ?? 1): \(message)") }
        nodes += 1
        guard nodes <= NodeWriter.nodeLimit, output.count <= NodeWriter.outputLimit else { throw fault("grows too large when its aliases are written out") }
        guard depth <= NodeWriter.depthLimit else { throw fault("is nested deeper than \(NodeWriter.depthLimit) levels") }
        switch node {
        case .scalar(let scalar):
            guard let kind = ScalarKind(scalar) else { throw fault("has a tag (!name) that is not known here") }
            switch kind {
            case .null: put("null")
            case .bool(let value): put(value ? "true" : "false")
            case .number: put(scalar.string)
            case .text: putString(scalar.string)
            }
        case .sequence(let sequence):
            put("[")
            var isFirst = true
            for item in sequence {
                if !isFirst { put(",") }
                isFirst = false
                try write(item, depth: depth + 1)
            }
            put("]")
        case .mapping(let mapping):
            put("{")
            var names = Set<String>()
            for (key, value) in mapping {
                guard case .scalar(let name) = key, ScalarKind(name) != .null else { throw fault("has a key that is no text") }
                guard name.string != "<<" || name.style != .plain else { throw fault("has a merge key (<<), which is not supported; write its content out") }
                guard names.insert(name.string).inserted else { throw fault("has the same key twice") }
                if names.count > 1 { put(",") }
                putString(name.string)
                put(":")
                try write(value, depth: depth + 1)
            }
            put("}")
        case .alias: throw fault("has an alias that stands for nothing")
        }
    }

    private mutating func put(_ text: String) { output.append(contentsOf: text.utf8) }

    private mutating func putString(_ text: String) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7F: put("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

/// What a scalar stands for: the JSON part of YAML's core schema. Everything else is the text that was written.
enum ScalarKind: Equatable {
    case null, number, text
    case bool(Bool)

    /// nil when it has a tag that is not known.
    init?(_ scalar: Node.Scalar) {
        // Of keys the parser has resolved the tag while it compared them, always to a text.
        switch scalar.tag.description {
        case "!", "tag:yaml.org,2002:str": self = .text
        case "", "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int",
            "tag:yaml.org,2002:float":
            self = scalar.style == .plain ? ScalarKind.plain(scalar.string) : .text
        default: return nil
        }
    }

    private static func plain(_ text: String) -> ScalarKind {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: isJSONNumber(Array(text.utf8)) ? .number : .text
        }
    }

    /// Whether the text is a number as JSON writes it (RFC 8259, section 6).
    private static func isJSONNumber(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        func digits() -> Int { rest.prefix { (0x30...0x39).contains($0) }.count }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let whole = digits()
        guard whole > 0, whole == 1 || rest.first != UInt8(ascii: "0"), whole <= 300 else { return false }
        rest = rest.dropFirst(whole)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let fraction = digits()
            guard fraction > 0 else { return false }
            rest = rest.dropFirst(fraction)
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            let exponent = digits()
            guard exponent > 0 else { return false }
            rest = rest.dropFirst(exponent)
        }
        return rest.isEmpty
    }
}
