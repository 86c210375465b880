/// Why a pattern cannot be used.
struct PatternError: Error, Equatable {
    var message: String
}

/// A pattern as a tree. Whether a quantifier is lazy and what a group captures plays no part in "does it match somewhere".
indirect enum PatternNode {
    case empty
    case set(ScalarSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repetition(PatternNode, minimum: Int, maximum: Int?)
    case position(PatternPosition)
}

/// Places in a text.
enum PatternPosition: Sendable {
    case start, end, wordBoundary, noWordBoundary
}

/// Reads the regular expressions of ECMA 262 (with the `u` flag) without lookaround and back references, which would cost
/// the promise that matching takes time linear in the text.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0

    static func parse(_ text: String) throws(PatternError) -> PatternNode {
        var parser = PatternParser(scalars: Array(text.unicodeScalars))
        let node = try parser.choice()
        guard parser.index == parser.scalars.count else { throw PatternError(message: "unmatched )") }
        return node
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 50 else { throw PatternError(message: "groups nest deeper than 50 levels") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let node = try atom()
            nodes.append(try quantified(node))
        }
        return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case "^": return .position(.start)
        case "$": return .position(.end)
        case ".": return .set(ScalarSet.lineEnds.negated)
        case "[": return .set(try characterClass())
        case "(": return try group()
        case "\\": return try escapeOutsideClass()
        case "*", "+", "?": throw PatternError(message: "nothing to repeat before \(scalar)")
        case "{", "}", "]": throw PatternError(message: "\(scalar) must be escaped with a backslash")
        default: return .set(.single(scalar.value))
        }
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        if take("?") {
            if take("<") {
                if next == "=" || next == "!" { throw PatternError(message: "lookbehind is not supported") }
                while let scalar = next, scalar != ">" {
                    guard scalar.properties.isXIDContinue || scalar == "$" else {
                        throw PatternError(message: "a group name is not closed")
                    }
                    index += 1
                }
                guard take(">") else { throw PatternError(message: "a group name is not closed") }
            } else if !take(":") {
                if next == "=" || next == "!" { throw PatternError(message: "lookahead is not supported") }
                throw PatternError(message: "unknown kind of group")
            }
        }
        let node = try choice()
        guard take(")") else { throw PatternError(message: "a group is not closed") }
        return node
    }

    private mutating func quantified(_ node: PatternNode) throws(PatternError) -> PatternNode {
        let bounds: (Int, Int?)
        switch next {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{": bounds = try countedBounds()
        default: return node
        }
        index += 1
        if case .position = node { throw PatternError(message: "an anchor cannot be repeated") }
        _ = take("?")
        return .repetition(node, minimum: bounds.0, maximum: bounds.1)
    }

    /// `{2}`, `{2,}` or `{2,5}`; leaves the index at the closing brace.
    private mutating func countedBounds() throws(PatternError) -> (Int, Int?) {
        index += 1
        guard let minimum = number() else { throw PatternError(message: "{ must be escaped with a backslash") }
        var maximum: Int? = minimum
        if take(",") { maximum = number() }
        guard next == "}" else { throw PatternError(message: "a repetition is not closed") }
        if let maximum, maximum < minimum { throw PatternError(message: "a repetition runs backwards") }
        return (minimum, maximum)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = next, (0x30...0x39).contains(scalar.value) {
            // Saturates: the size check of the compiler refuses such counts anyway.
            value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
            index += 1
        }
        return value
    }

    private mutating func escapeOutsideClass() throws(PatternError) -> PatternNode {
        switch next {
        case "b":
            index += 1
            return .position(.wordBoundary)
        case "B":
            index += 1
            return .position(.noWordBoundary)
        case let scalar? where (0x31...0x39).contains(scalar.value) || scalar == "k":
            throw PatternError(message: "back references are not supported")
        default: return .set(try escape())
        }
    }

    /// What stands after a backslash, inside or outside a class.
    private mutating func escape() throws(PatternError) -> ScalarSet {
        guard let scalar = next else { throw PatternError(message: "it ends with a backslash") }
        index += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.negated
        case "w": return .wordCharacters
        case "W": return ScalarSet.wordCharacters.negated
        case "s": return .blanks
        case "S": return ScalarSet.blanks.negated
        case "p": return try category()
        case "P": return try category().negated
        case "t": return .single(0x09)
        case "n": return .single(0x0A)
        case "v": return .single(0x0B)
        case "f": return .single(0x0C)
        case "r": return .single(0x0D)
        case "0": return .single(0)
        case "x": return .single(try hexadecimal(digits: 2))
        case "u":
            guard take("{") else { return .single(try hexadecimal(digits: 4)) }
            var value: UInt32 = 0
            var count = 0
            while let digit = next.flatMap({ Int(String($0), radix: 16) }), count < 6 {
                value = value << 4 | UInt32(digit)
                index += 1
                count += 1
            }
            guard count > 0, take("}") else { throw PatternError(message: "\\u{ needs 1 to 6 hexadecimal digits and }") }
            return .single(value)
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/", "-": return .single(scalar.value)
        default: throw PatternError(message: "unknown escape \\\(scalar)")
        }
    }

    private mutating func hexadecimal(digits: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = next.flatMap({ Int(String($0), radix: 16) }) else {
                throw PatternError(message: "an escape needs \(digits) hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    private mutating func category() throws(PatternError) -> ScalarSet {
        guard take("{") else { throw PatternError(message: "\\p needs a category in braces, such as \\p{L}") }
        var name = ""
        while let scalar = next, scalar != "}" {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard take("}"), ScalarSet.knownCategories.contains(name) else {
            throw PatternError(message: "\\p{\(name)} is no general category of Unicode")
        }
        return ScalarSet(items: [.category(name)])
    }

    private mutating func characterClass() throws(PatternError) -> ScalarSet {
        var set = ScalarSet(items: [], isNegated: take("^"))
        while let scalar = next, scalar != "]" {
            let low = try classMember()
            // `-` stands for a range only between two single characters.
            guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]", let first = low.onlyScalar else {
                set.items.append(.nested(low))
                continue
            }
            index += 1
            guard let last = try classMember().onlyScalar, last >= first else {
                throw PatternError(message: "a range in a character class runs backwards or has no end")
            }
            set.items.append(.range(first, last))
        }
        guard take("]") else { throw PatternError(message: "a character class is not closed") }
        return set
    }

    private mutating func classMember() throws(PatternError) -> ScalarSet {
        guard let scalar = next else { throw PatternError(message: "a character class is not closed") }
        index += 1
        guard scalar == "\\" else { return .single(scalar.value) }
        if take("b") { return .single(0x08) }
        return try escape()
    }
}

extension ScalarSet {
    /// The scalar of a set that was written as one character.
    fileprivate var onlyScalar: UInt32? {
        guard !isNegated, items.count == 1, case .range(let low, let high) = items[0], low == high else { return nil }
        return low
    }
}
