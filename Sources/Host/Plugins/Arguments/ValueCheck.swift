/// Checks single values against the limits of a parameter. Each function returns what is wrong, worded to follow the
/// argument's name, or nil.
extension ParameterLimits {
    func problem(integer value: Int64) -> String? {
        if case .integer(let low)? = minimum, value < low { return outOfRange("\(value)") }
        if case .integer(let high)? = maximum, value > high { return outOfRange("\(value)") }
        if let choices, !choices.contains(.integer(value)) { return notAmong(choices, "\(value)") }
        return nil
    }

    func problem(number value: Double) -> String? {
        if case .number(let low)? = minimum, value < low { return outOfRange(JSON(value).text) }
        if case .number(let high)? = maximum, value > high { return outOfRange(JSON(value).text) }
        return nil
    }

    func problem(string value: String) -> String? {
        if minLength > 0 || maxLength != nil {
            let length = value.unicodeScalars.count
            if length < minLength || length > maxLength ?? .max {
                let allowed = ArgumentProblems.range(minLength > 0 ? "\(minLength)" : nil, maxLength.map { "\($0)" })
                return "has \(length) character\(length == 1 ? "" : "s"), allowed is \(allowed)"
            }
        }
        if let choices, !choices.contains(.string(value)) { return notAmong(choices, ArgumentProblems.shown(.string(value))) }
        if let format, !format.matches(value) {
            return "is \(ArgumentProblems.shown(.string(value))), expected \(format.example)"
        }
        if let pattern, !pattern.matches(value) {
            return "is \(ArgumentProblems.shown(.string(value))), which does not match the pattern \(pattern.text)"
        }
        return nil
    }

    func problem(count: Int) -> String? {
        guard count < minItems || count > maxItems ?? .max else { return nil }
        let allowed = ArgumentProblems.range(minItems > 0 ? "\(minItems)" : nil, maxItems.map { "\($0)" })
        return "has \(count) item\(count == 1 ? "" : "s"), allowed is \(allowed)"
    }

    private func outOfRange(_ value: String) -> String {
        "is \(value), allowed is \(ArgumentProblems.range(minimum?.json.text, maximum?.json.text))"
    }

    private func notAmong(_ choices: [JSON], _ value: String) -> String {
        let shown = choices.prefix(20).map { ArgumentProblems.shown($0) }.joined(separator: ", ")
        return "is \(value), allowed is one of \(shown)\(choices.count > 20 ? ", …" : "")"
    }
}
