/// A mistake in a call of the control API, told to whoever wrote the test.
struct ControlError: Error, Sendable {
    var text: String

    init(_ text: String) {
        self.text = text
    }

    var reply: Reply { .json(["error": .string(text)], status: 400) }
}

/// Takes an object apart key by key and complains about what is left over.
struct Fields {
    private var members: [JSON.Member]
    private let what: String

    init(_ json: JSON, what: String) throws(ControlError) {
        guard case .object(let members) = json else { throw ControlError("\(what) is a JSON object") }
        self.members = members
        self.what = what
    }

    func peek(_ key: String) -> JSON? { members.first { $0.key == key }?.value }

    mutating func drop(_ key: String) { members.removeAll { $0.key == key } }

    mutating func take(_ key: String) -> JSON? {
        defer { drop(key) }
        return peek(key)
    }

    mutating func text(_ key: String) throws(ControlError) -> String? {
        guard let value = take(key), value != .null else { return nil }
        guard let text = value.text else { throw ControlError("'\(key)' must be a string") }
        return text
    }

    mutating func bool(_ key: String) throws(ControlError) -> Bool? {
        guard let value = take(key), value != .null else { return nil }
        guard let flag = value.bool else { throw ControlError("'\(key)' must be true or false") }
        return flag
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>) throws(ControlError) -> Int? {
        guard let value = take(key), value != .null else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw ControlError("'\(key)' must be an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func choice(_ key: String, _ choices: [String]) throws(ControlError) -> String? {
        guard let text = try text(key) else { return nil }
        guard choices.contains(text) else { throw ControlError("'\(key)' must be one of \(choices.joined(separator: ", "))") }
        return text
    }

    func finish() throws(ControlError) {
        guard let first = members.first else { return }
        throw ControlError("\(what) has no key '\(first.key)'")
    }
}
