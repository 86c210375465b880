/// Keywords about the value itself: type, choice, number and string.
extension SchemaValidator {
    mutating func checkValue(_ node: SchemaNode, _ value: JSON) -> Bool {
        var isFine = true
        if let types = node.types, !SchemaValidator.isOf(types, value) {
            let names = types.sorted().joined(separator: " or ")
            // The other keywords would only repeat that the type is wrong.
            return violate("is \(ArgumentProblems.shown(value)), expected \(names)")
        }
        if let choices = node.enumeration, !choices.contains(where: { SchemaEquality.equal($0, value) }) {
            let shown = choices.prefix(20).map { ArgumentProblems.shown($0) }.joined(separator: ", ")
            isFine = violate("is \(ArgumentProblems.shown(value)), allowed is one of \(shown)\(choices.count > 20 ? ", …" : "")")
        }
        if let constant = node.constant, !SchemaEquality.equal(constant, value) {
            isFine = violate("is \(ArgumentProblems.shown(value)), allowed is only \(ArgumentProblems.shown(constant))")
        }
        switch value {
        case .integer, .number: isFine = checkNumber(node, value) && isFine
        case .string(let text): isFine = checkString(node, text) && isFine
        default: break
        }
        return isFine
    }

    private static func isOf(_ types: Set<String>, _ value: JSON) -> Bool {
        switch value {
        case .null: types.contains("null")
        case .bool: types.contains("boolean")
        case .integer: types.contains("integer") || types.contains("number")
        case .number:
            types.contains("number")
                || (types.contains("integer") && (value.double.map { $0.rounded() == $0 } ?? false))
        case .string: types.contains("string")
        case .array: types.contains("array")
        case .object: types.contains("object")
        }
    }

    private mutating func checkNumber(_ node: SchemaNode, _ value: JSON) -> Bool {
        var isFine = true
        let isBelow = node.minimum.map { (SchemaEquality.compare(value, $0) ?? 0) < 0 } ?? false
        let isAbove = node.maximum.map { (SchemaEquality.compare(value, $0) ?? 0) > 0 } ?? false
        if isBelow || isAbove {
            let range = ArgumentProblems.range(node.minimum?.text, node.maximum?.text)
            isFine = violate("is \(ArgumentProblems.shown(value)), allowed is \(range)")
        }
        if let low = node.exclusiveMinimum, (SchemaEquality.compare(value, low) ?? 1) <= 0 {
            isFine = violate("is \(ArgumentProblems.shown(value)), allowed is above \(low.text)")
        }
        if let high = node.exclusiveMaximum, (SchemaEquality.compare(value, high) ?? -1) >= 0 {
            isFine = violate("is \(ArgumentProblems.shown(value)), allowed is below \(high.text)")
        }
        if let divisor = node.multipleOf, !SchemaValidator.isMultiple(value, of: divisor) {
            isFine = violate("is \(ArgumentProblems.shown(value)), allowed are multiples of \(divisor.text)")
        }
        return isFine
    }

    private static func isMultiple(_ value: JSON, of divisor: JSON) -> Bool {
        if let number = value.integer, let divisor = divisor.integer, divisor != 0 {
            return divisor == -1 || number % divisor == 0
        }
        guard let number = value.double, let divisor = divisor.double, divisor > 0 else { return false }
        let quotient = number / divisor
        guard quotient.isFinite else { return false }
        // 0.3 is meant to be a multiple of 0.1, which no double is.
        return abs(quotient - quotient.rounded()) <= 1e-9 * max(1, abs(quotient))
    }

    private mutating func checkString(_ node: SchemaNode, _ text: String) -> Bool {
        var isFine = true
        if node.minLength != nil || node.maxLength != nil {
            let length = text.unicodeScalars.count
            if length < node.minLength ?? 0 || length > node.maxLength ?? .max {
                let range = ArgumentProblems.range(node.minLength.map { "\($0)" }, node.maxLength.map { "\($0)" })
                isFine = violate("has \(length) character\(length == 1 ? "" : "s"), allowed is \(range)")
            }
        }
        if let format = node.format, !format.matches(text) {
            isFine = violate("is \(ArgumentProblems.shown(.string(text))), expected \(format.example)")
        }
        if let pattern = node.pattern, !pattern.matches(text) {
            isFine = violate("is \(ArgumentProblems.shown(.string(text))), which does not match the pattern \(pattern.text)")
        }
        return isFine
    }
}
