/// Checks one value against a compiled schema.
struct SchemaValidator {
    /// What other keywords of a schema object have looked at, for the `unevaluated…` keywords.
    struct Evaluated {
        var properties = Set<String>()
        var allProperties = false
        var items = Set<Int>()
        /// All items before this one, besides `items`.
        var itemsBefore = 0

        mutating func merge(_ other: Evaluated) {
            properties.formUnion(other.properties)
            allProperties = allProperties || other.allProperties
            items.formUnion(other.items)
            itemsBefore = max(itemsBefore, other.itemsBefore)
        }
    }

    enum Step {
        case member(String)
        case item(Int)
    }

    /// Nodes visited in one check; each costs well below a microsecond.
    static let mostWork = 5_000_000
    static let largestDepth = 400

    let schema: Schema
    var path: [Step] = []
    private var violations: [SchemaViolation] = []
    /// Above 0 inside of keywords for which a mismatch is no violation.
    var silence = 0
    private var work = 0
    private var depth = 0
    private var isExhausted = false

    init(schema: Schema) { self.schema = schema }

    mutating func run(_ value: JSON) -> [SchemaViolation] {
        var evaluated = Evaluated()
        let fits = check(schema.root, value, &evaluated)
        if isExhausted { return [SchemaViolation(path: "", message: "is too complex to be checked")] }
        if !fits, violations.isEmpty { return [SchemaViolation(path: "", message: "does not fit the schema")] }
        return violations
    }

    /// Notes a violation and returns false.
    mutating func violate(_ message: @autoclosure () -> String) -> Bool {
        if silence == 0, violations.count < Schema.mostViolations {
            violations.append(SchemaViolation(path: shownPath, message: message()))
        }
        return false
    }

    /// Counts work that is done outside of `check`.
    mutating func charge(_ steps: Int) { work += steps }

    /// Checks in silence: whether the value fits, without noting why not.
    mutating func fits(_ node: Int, _ value: JSON, _ evaluated: inout Evaluated) -> Bool {
        silence += 1
        defer { silence -= 1 }
        return check(node, value, &evaluated)
    }

    mutating func check(_ index: Int, _ value: JSON, _ evaluated: inout Evaluated) -> Bool {
        work += 1
        guard work <= SchemaValidator.mostWork, depth < SchemaValidator.largestDepth, !isExhausted else {
            isExhausted = true
            return false
        }
        depth += 1
        defer { depth -= 1 }
        let node = schema.nodes[index]
        if let always = node.always { return always || violate("is not allowed") }
        var own = Evaluated()
        var fits = checkValue(node, value)
        switch value {
        case .object(let object): fits = checkObject(node, object, &own) && fits
        case .array(let items): fits = checkArray(node, items, &own) && fits
        default: break
        }
        fits = checkApplicators(node, value, &own) && fits
        if schema.tracksEvaluation {
            fits = checkUnevaluated(node, value, &own) && fits
            if fits { evaluated.merge(own) }
        }
        return fits
    }

    private mutating func checkApplicators(_ node: SchemaNode, _ value: JSON, _ evaluated: inout Evaluated) -> Bool {
        var isFine = true
        if let reference = node.reference { isFine = check(reference, value, &evaluated) && isFine }
        for branch in node.allOf { isFine = check(branch, value, &evaluated) && isFine }
        if !node.anyOf.isEmpty {
            var hits = 0
            for branch in node.anyOf where fits(branch, value, &evaluated) {
                hits += 1
                // Later branches still matter to whoever asks what was evaluated.
                if !schema.tracksEvaluation { break }
            }
            if hits == 0 { isFine = violate("fits none of the \(node.anyOf.count) allowed forms") }
        }
        if !node.oneOf.isEmpty {
            var hits = 0
            for branch in node.oneOf where fits(branch, value, &evaluated) { hits += 1 }
            if hits == 0 { isFine = violate("fits none of the \(node.oneOf.count) allowed forms") }
            if hits > 1 { isFine = violate("fits \(hits) forms of which it may fit only one") }
        }
        var ignored = Evaluated()
        if let not = node.not, fits(not, value, &ignored) { isFine = violate("has a form that is not allowed") }
        if let condition = node.condition {
            let next = fits(condition, value, &evaluated) ? node.consequence : node.alternative
            if let next { isFine = check(next, value, &evaluated) && isFine }
        }
        return isFine
    }

    private var shownPath: String {
        var text = ""
        for step in path {
            switch step {
            case .member(let name): text += (text.isEmpty ? "" : ".") + ArgumentProblems.cut(name, 40)
            case .item(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
