import Glibc

/// Where `${NAME}` gets its value from. A variable that is empty counts as not set, as with `${NAME:-default}` in a shell.
struct Environment: Sendable {
    private let lookup: @Sendable (String) -> String?

    init(_ lookup: @escaping @Sendable (String) -> String?) { self.lookup = lookup }
    init(_ values: [String: String]) { lookup = { values[$0] } }

    /// The environment of this process.
    static let process = Environment { name in getenv(name).map { String(cString: $0) } }

    subscript(name: String) -> String? {
        guard let value = lookup(name), !value.isEmpty else { return nil }
        return value
    }
}

/// A text with the variables put in.
struct ExpandedText: Sendable, Equatable {
    var text: String
    /// The variables it names, set or not, in their order.
    var variables: [String]
}

/// Why a text could not be expanded.
enum ExpansionError: Error, Equatable {
    case syntax(String)
    /// A variable without default is not set.
    case notSet(variable: String)

    var message: String {
        switch self {
        case .syntax(let message): message
        case .notSet(let variable): "the environment variable \(variable) is not set; set it or write ${\(variable):-default}"
        }
    }
}

extension Environment {
    /// The syntax that `expand` takes, as a regular expression for the published schema.
    static let textPattern = #"^([^$]|\$\$|\$\{[A-Za-z_][A-Za-z0-9_]*(:-([^$}]|\$\$)*)?\})*$"#
    /// A text that is nothing but one reference: allowed where a number, a boolean or a fixed word is expected.
    static let referencePattern = #"^\$\{[A-Za-z_][A-Za-z0-9_]*(:-([^$}]|\$\$)*)?\}$"#

    /// Puts in `${NAME}` and `${NAME:-default}`; `$$` stands for one `$`.
    func expand(_ text: String) throws(ExpansionError) -> ExpandedText {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return ExpandedText(text: text, variables: []) }
        var result = ExpandedText(text: "", variables: [])
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result.text += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            switch rest.first {
            case "$":
                result.text += "$"
                rest.removeFirst()
            case "{":
                rest.removeFirst()
                try expandReference(&rest, into: &result)
            default: throw .syntax("a variable is written ${NAME}; a plain \"$\" is written \"$$\"")
            }
        }
        result.text += rest
        return result
    }

    /// Handles what follows `${`.
    private func expandReference(_ rest: inout Substring, into result: inout ExpandedText) throws(ExpansionError) {
        let name = rest.prefix { Self.isNameCharacter($0) }
        guard let first = name.first, !first.isNumber else {
            throw .syntax("after \"${\" comes the name of a variable: letters, digits and \"_\"")
        }
        rest = rest[name.endIndex...]
        var fallback: String?
        if rest.hasPrefix(":-") {
            rest = rest.dropFirst(2)
            fallback = try Self.fallback(&rest)
        }
        guard rest.first == "}" else {
            throw .syntax("\"${\(name)\" must go on with \"}\" or \":-default}\"")
        }
        rest.removeFirst()
        result.variables.append(String(name))
        guard let value = self[String(name)] ?? fallback else { throw .notSet(variable: String(name)) }
        result.text += value
    }

    /// The default up to its brace. It cannot refer to another variable.
    private static func fallback(_ rest: inout Substring) throws(ExpansionError) -> String {
        var text = ""
        while let character = rest.first, character != "}" {
            rest.removeFirst()
            if character == "$" {
                guard rest.first == "$" else { throw .syntax("a default cannot refer to another variable; write \"$$\" for \"$\"") }
                rest.removeFirst()
            }
            text.append(character)
        }
        return text
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character == "_" || (character.isASCII && (character.isLetter || character.isNumber))
    }
}
