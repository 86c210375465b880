import Crypto

/// A call that has succeeded, and may have shown what became of a write.
struct WriteLook: Sendable {
    var tool: String
    var arguments = JSONObject()
    /// Of the tool: which arguments it has, which it needs, what it takes for those that are left out.
    var inputSchema: JSON = ["type": "object"]

    /// The value of an argument as a text; nil when it is not given, or no plain value.
    func text(_ name: String) -> String? { arguments[name].flatMap(WriteLook.text) }

    /// Whether an argument has the value it has when it is left out.
    func isDefault(_ name: String) -> Bool {
        guard let value = arguments[name], value != .null else { return true }
        return inputSchema["properties"]?[name]?["default"] == value
    }

    /// Whether the tool cannot be called without an argument.
    func needs(_ name: String) -> Bool { inputSchema["required"]?.array?.contains { $0.string == name } ?? false }

    static func text(_ value: JSON) -> String? {
        switch value {
        case .string(let text): Text.trimmed(text)
        case .bool(let value): value ? "true" : "false"
        default: value.integer.map { "\($0)" }
        }
    }
}

/// How to find out whether a write happened, as its bundle says it in `check_with`: one tool or several, each with the
/// arguments that make its call a look at this very write, as in `get_dialog (user_id=5) or get_dialog (username=bob)`.
/// Other words are for people.
struct WriteCheck: Sendable, Equatable {
    struct Way: Sendable, Equatable {
        var tool: String
        /// In the order in which they stand; names and values.
        var arguments: [[String]] = []
    }

    let ways: [Way]

    init(_ text: String) {
        var ways: [Way] = []
        for word in text.split(whereSeparator: { $0.isWhitespace || ",;()[]«»\"'".contains($0) }) {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2, !ways.isEmpty {
                ways[ways.count - 1].arguments.append(parts)
            } else {
                // A sentence may end behind a name.
                ways.append(Way(tool: String(word.prefix { !".:!?".contains($0) })))
            }
        }
        self.ways = ways
    }

    /// Whether a call has looked at the write.
    ///
    /// It has when it was given the arguments that the check names, and everything else it may leave out was left out: a page
    /// or a filter shows something else. Where the check names no arguments, those that the two tools have in common have to
    /// be equal.
    /// - Parameter subject: what the writing call was given.
    func isMet(by look: WriteLook, subject: WriteSubject) -> Bool {
        ways.contains { way in
            guard way.tool == look.tool else { return false }
            let named = Set(way.arguments.map { $0[0] })
            guard way.arguments.allSatisfy({ look.text($0[0]) == $0[1] }) else { return false }
            let names = look.inputSchema["properties"]?.object?.members.map(\.name) ?? look.arguments.members.map(\.name)
            return names.allSatisfy { name in
                if named.contains(name) { return true }
                if named.isEmpty, subject.knows(name) { return look.text(name).map { subject.has(name, $0) } ?? false }
                return look.isDefault(name) || named.isEmpty && look.needs(name)
            }
        }
    }
}

/// The plain arguments of a writing call as hashes: enough to recognise them, nothing of what they hold.
struct WriteSubject: Sendable, Equatable {
    /// More are not kept; the names of a check are among the first.
    static let limit = 6

    struct Argument: Sendable, Equatable {
        var name: UInt64
        var value: UInt64
    }

    var arguments: [Argument] = []

    init() {}

    init(_ arguments: JSONObject) {
        for member in arguments.members where self.arguments.count < WriteSubject.limit {
            guard let text = WriteLook.text(member.value) else { continue }
            self.arguments.append(Argument(name: WriteSubject.hash(member.name), value: WriteSubject.hash(member.name + "\0" + text)))
        }
    }

    func knows(_ name: String) -> Bool { arguments.contains { $0.name == WriteSubject.hash(name) } }
    func has(_ name: String, _ text: String) -> Bool { arguments.contains { $0.value == WriteSubject.hash(name + "\0" + text) } }

    private static func hash(_ text: String) -> UInt64 {
        SHA256.hash(data: Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
