/// Holds a parsed file against a shape: collects every mistake, and gives back the values with variables expanded and with
/// everything wrong left out.
struct ShapeCheck {
    let source: SourceText
    let environment: Environment
    private(set) var problems: [ManifestProblem] = []
    /// Values that must appear in no output: what secret keys hold, and what came from the environment into `settings`.
    private(set) var secrets: [String] = []
    private var path: [String] = []

    init(source: SourceText, environment: Environment) {
        self.source = source
        self.environment = environment
    }

    /// The checked value, or nil when nothing of it can be used.
    mutating func check(_ value: LocatedJSON, _ shape: Shape) -> LocatedJSON? {
        switch shape {
        case .object(let keys):
            guard case .object(let members) = value.value else { return wrongType(value, shape) }
            return object(value, members, keys)
        case .named(let noun, let inner):
            guard case .object(let members) = value.value else { return wrongType(value, shape) }
            return named(value, members, noun: noun, inner)
        case .kinds(let kinds):
            guard case .object(let members) = value.value else { return wrongType(value, shape) }
            return kind(value, members, kinds)
        case .list(let inner):
            guard case .array(let items) = value.value else { return wrongType(value, shape) }
            return LocatedJSON(offset: value.offset, value: .array(items.compactMap { check($0, inner) }))
        case .anything: return anything(value)
        default: return scalar(value, shape)
        }
    }

    private mutating func report(_ offset: Int, _ message: String, variable: String? = nil) {
        problems.append(ManifestProblem(path: path, place: source.place(at: offset), message: message, variable: variable))
    }

    /// The value's own name for a message: the last key of the path.
    private var subject: String { path.last.map { "\"\($0)\"" } ?? "the file" }
    private var location: String { path.isEmpty ? "at the top level" : "in \(path.joined(separator: "."))" }

    private mutating func wrongType(_ value: LocatedJSON, _ shape: Shape) -> LocatedJSON? {
        let kind = value.json.kind
        let article = "aeiou".contains(kind.first ?? "x") ? "an" : "a"
        report(value.offset, "\(subject) must be \(shape.expectation), not \(kind == "null" ? "null" : "\(article) \(kind)")")
        return nil
    }

    private mutating func object(_ value: LocatedJSON, _ members: [LocatedJSON.Member], _ keys: [Shape.Key]) -> LocatedJSON {
        var checked: [LocatedJSON.Member] = []
        // A key that was misspelt is not reported a second time as missing.
        var meant: Set<String> = []
        for member in members {
            let location = location
            path.append(member.name)
            defer { path.removeLast() }
            guard let key = keys.first(where: { $0.name == member.name }) else {
                let names = keys.map(\.name)
                if let nearest = Suggestion.nearest(to: member.name, in: names) { meant.insert(nearest) }
                let advice = Suggestion.advice(for: member.name, in: names, all: "the keys here are")
                report(member.nameOffset, "unknown key \"\(member.name)\" \(location)\(advice)")
                continue
            }
            if let inner = check(member.value, key.shape) {
                checked.append(.init(name: member.name, nameOffset: member.nameOffset, value: inner))
            }
        }
        for key in keys where key.isRequired && !meant.contains(key.name) && !members.contains(where: { $0.name == key.name }) {
            report(value.offset, "the key \"\(key.name)\" is missing \(location)")
        }
        return LocatedJSON(offset: value.offset, value: .object(checked))
    }

    private mutating func named(
        _ value: LocatedJSON, _ members: [LocatedJSON.Member], noun: String, _ inner: Shape
    ) -> LocatedJSON {
        var checked: [LocatedJSON.Member] = []
        for member in members {
            path.append(member.name)
            defer { path.removeLast() }
            if ["bundle", "session"].contains(noun), !Shape.isName(member.name) {
                report(member.nameOffset, """
                    the name of a \(noun) is 1 to 64 letters, digits, ".", "_" and "-", the first a letter or digit
                    """)
            } else if let value = check(member.value, inner) {
                checked.append(.init(name: member.name, nameOffset: member.nameOffset, value: value))
            }
        }
        return LocatedJSON(offset: value.offset, value: .object(checked))
    }

    private mutating func kind(
        _ value: LocatedJSON, _ members: [LocatedJSON.Member], _ kinds: [(kind: String, description: String, keys: [Shape.Key])]
    ) -> LocatedJSON? {
        let names = kinds.map(\.kind)
        guard let member = members.first(where: { $0.name == "kind" }) else {
            report(value.offset, "the key \"kind\" is missing \(location); it is one of \(names.joined(separator: ", "))")
            return nil
        }
        // The kind decides which keys exist, so it is plain text and no variable.
        guard let name = member.value.json.string, let kind = kinds.first(where: { $0.kind == name }) else {
            let advice = Suggestion.advice(for: member.value.json.string ?? "", in: names, all: "there are")
            report(member.value.offset, "there is no such kind of session\(advice)")
            return nil
        }
        return object(value, members, [Shape.Key("kind", .choice([kind.kind]), required: true, kind.description)] + kind.keys)
    }
}

// Scalars and variables.
extension ShapeCheck {
    /// Expands a string; nil after a report.
    private mutating func expanded(_ text: String, at offset: Int) -> ExpandedText? {
        do throws(ExpansionError) {
            return try environment.expand(text)
        } catch {
            var variable: String?
            if case .notSet(let name) = error { variable = name }
            report(offset, "\(subject): \(error.message)", variable: variable)
            return nil
        }
    }

    private mutating func anything(_ value: LocatedJSON) -> LocatedJSON? {
        switch value.value {
        case .scalar(.string(let text)):
            guard let text = expanded(text, at: value.offset) else { return nil }
            if !text.variables.isEmpty { secrets.append(text.text) }
            return LocatedJSON(offset: value.offset, value: .scalar(.string(text.text)), variables: text.variables)
        case .scalar: return value
        case .array(let items):
            return LocatedJSON(offset: value.offset, value: .array(items.compactMap { anything($0) }))
        case .object(let members): return named(value, members, noun: "value", .anything)
        }
    }

    private mutating func scalar(_ value: LocatedJSON, _ shape: Shape) -> LocatedJSON? {
        guard case .scalar(let literal) = value.value else { return wrongType(value, shape) }
        guard case .string(let raw) = literal else { return take(literal, value, shape, variables: []) }
        if case .text = shape {
        } else if case .choice = shape {
        } else if !isReference(raw) {
            return wrongType(value, shape)
        }
        guard let text = expanded(raw, at: value.offset) else { return nil }
        if case .text(.secret) = shape, !text.text.isEmpty { secrets.append(text.text) }
        return take(Self.converted(text.text, for: shape), value, shape, variables: text.variables)
    }

    /// Whether a text is one `${…}` and nothing else: only then may it stand for a number or a boolean.
    private func isReference(_ text: String) -> Bool {
        text.hasPrefix("${") && text.hasSuffix("}") && text.filter { $0 == "}" }.count == 1
    }

    /// The text as the type that the shape wants, if it can be read so.
    private static func converted(_ text: String, for shape: Shape) -> JSON {
        switch shape {
        case .flag: ["true": JSON.bool(true), "false": .bool(false)][text] ?? .string(text)
        case .integer, .number:
            if let value = try? JSON(parsing: text), value.double != nil { value } else { .string(text) }
        default: .string(text)
        }
    }

    private mutating func take(_ json: JSON, _ value: LocatedJSON, _ shape: Shape, variables: [String]) -> LocatedJSON? {
        if fits(json, shape) { return LocatedJSON(offset: value.offset, value: .scalar(json), variables: variables) }
        if let variable = variables.first {
            report(value.offset, "\(subject) must be \(shape.expectation); the value of \(variable), or its default, is not", variable: variable)
        } else if case .choice(let words) = shape, let text = json.string {
            let nearest = Suggestion.nearest(to: text, in: words).map { "; did you mean \"\($0)\"?" } ?? ""
            report(value.offset, "\(subject) must be \(shape.expectation)\(nearest)")
        } else if json.double != nil, shape.isNumeric {
            report(value.offset, "\(subject) is \(json.text), must be \(shape.expectation)")
        } else if json.kind == "number", json.double == nil, shape.isNumeric {
            report(value.offset, "\(subject) is beyond every number, must be \(shape.expectation)")
        } else if json.string == "" {
            report(value.offset, "\(subject) must be \(shape.expectation)")
        } else {
            return wrongType(value, shape)
        }
        return nil
    }

    private func fits(_ json: JSON, _ shape: Shape) -> Bool {
        switch shape {
        case .text(.notEmpty): json.string?.isEmpty == false
        case .text: json.string != nil
        case .choice(let words): json.string.map(words.contains) ?? false
        case .flag: json.bool != nil
        case .integer(let range): json.integer.map(range.contains) ?? false
        case .number(let range, let isAbove):
            json.double.map { range.contains($0) && !(isAbove && $0 == range.lowerBound) } ?? false
        default: true
        }
    }
}

extension Shape {
    fileprivate var isNumeric: Bool {
        switch self {
        case .integer, .number: true
        default: false
        }
    }
}
