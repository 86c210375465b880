import PluginABI

/// Copies the limits of a parameter out of its descriptor and refuses impossible ones.
enum LimitsReader {
    static func read(_ raw: mcp_parameter, _ type: ParameterType) throws(BundleRefusal) -> ParameterLimits {
        var limits = ParameterLimits()
        let scalar = type.item ?? type
        try bounds(raw, scalar, &limits)
        try lengths(raw, scalar, &limits)
        if raw.min_items != 0 || raw.max_items != 0 {
            guard type.isArray else { throw BundleRefusal("it counts items, but is no array") }
            (limits.minItems, limits.maxItems) = try counts(raw.min_items, raw.max_items, "number of items")
        }
        if let text = try nonEmpty(raw.pattern, "pattern") {
            guard scalar == .string else { throw BundleRefusal("it has a pattern, but is no string") }
            do throws(PatternError) {
                limits.pattern = try Pattern(text)
            } catch {
                throw BundleRefusal("its pattern \(JSON.string(ArgumentProblems.cut(text, 80)).text) does not compile: \(error.message)")
            }
        }
        if let text = try nonEmpty(raw.format, "format") {
            guard scalar == .string else { throw BundleRefusal("it has a format, but is no string") }
            guard let format = TextFormat(rawValue: text) else {
                let known = TextFormat.allCases.map(\.rawValue).joined(separator: ", ")
                throw BundleRefusal("its format \(JSON.string(ArgumentProblems.cut(text, 80)).text) is unknown; known are \(known)")
            }
            limits.format = format
        }
        limits.choices = try choices(raw, scalar)
        return limits
    }

    private static func bounds(
        _ raw: mcp_parameter, _ type: ParameterType, _ limits: inout ParameterLimits
    ) throws(BundleRefusal) {
        guard raw.minimum.set || raw.maximum.set else { return }
        switch type {
        case .integer:
            if raw.minimum.set { limits.minimum = .integer(raw.minimum.integer) }
            if raw.maximum.set { limits.maximum = .integer(raw.maximum.integer) }
            guard !raw.minimum.set || !raw.maximum.set || raw.minimum.integer <= raw.maximum.integer else {
                throw BundleRefusal("its minimum \(raw.minimum.integer) is above its maximum \(raw.maximum.integer)")
            }
        case .number:
            guard !raw.minimum.set || raw.minimum.number.isFinite, !raw.maximum.set || raw.maximum.number.isFinite else {
                throw BundleRefusal("its minimum or maximum is not finite")
            }
            if raw.minimum.set { limits.minimum = .number(raw.minimum.number) }
            if raw.maximum.set { limits.maximum = .number(raw.maximum.number) }
            guard !raw.minimum.set || !raw.maximum.set || raw.minimum.number <= raw.maximum.number else {
                throw BundleRefusal("its minimum \(raw.minimum.number) is above its maximum \(raw.maximum.number)")
            }
        default: throw BundleRefusal("it has a minimum or maximum, but is no number")
        }
    }

    private static func lengths(
        _ raw: mcp_parameter, _ type: ParameterType, _ limits: inout ParameterLimits
    ) throws(BundleRefusal) {
        guard raw.min_length != 0 || raw.max_length != 0 else { return }
        guard type == .string else { throw BundleRefusal("it has a length, but is no string") }
        (limits.minLength, limits.maxLength) = try counts(raw.min_length, raw.max_length, "length")
    }

    private static func counts(
        _ low: UInt64, _ high: UInt64, _ name: String
    ) throws(BundleRefusal) -> (Int, Int?) {
        guard high == 0 || low <= high else { throw BundleRefusal("its least \(name), \(low), is above its greatest, \(high)") }
        guard let least = Int(exactly: low), let most = Int(exactly: high) else {
            throw BundleRefusal("its limits of \(name) are beyond 64-bit integers")
        }
        return (least, most == 0 ? nil : most)
    }

    private static func choices(_ raw: mcp_parameter, _ type: ParameterType) throws(BundleRefusal) -> [JSON]? {
        guard let json = try BorrowedText.jsonField(raw.choices, "list of choices").get() else { return nil }
        guard type == .string || type == .integer else {
            throw BundleRefusal("it has choices, but is neither string nor integer")
        }
        guard let choices = json.array, !choices.isEmpty, choices.count <= 1000 else {
            throw BundleRefusal("its choices must be a JSON array with 1 to 1000 members")
        }
        for (index, choice) in choices.enumerated() {
            guard type == .string ? choice.string != nil : choice.kind == "integer" else {
                let article = type == .integer ? "an" : "a"
                throw BundleRefusal("its choice \(ArgumentProblems.shown(choice)) is not \(article) \(type.name)")
            }
            guard !choices[..<index].contains(choice) else {
                throw BundleRefusal("its choice \(ArgumentProblems.shown(choice)) is listed twice")
            }
        }
        return choices
    }

    static func choiceTitles(_ raw: mcp_parameter, count: Int) throws(BundleRefusal) -> [String] {
        guard let json = try BorrowedText.jsonField(raw.choice_titles, "list of choice titles").get() else { return [] }
        guard let titles = json.array?.map({ $0.string }), !titles.contains(nil), titles.count == count else {
            throw BundleRefusal("its choice titles must be a JSON array of strings, one for each of its \(count) choices")
        }
        return titles.compactMap { $0 }
    }

    private static func nonEmpty(_ text: mcp_str, _ name: String) throws(BundleRefusal) -> String? {
        let copy = try BorrowedText.field(text, name).get()
        return copy.isEmpty ? nil : copy
    }
}
