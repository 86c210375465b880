/// Keywords about members of objects and items of arrays.
extension SchemaValidator {
    mutating func checkObject(_ node: SchemaNode, _ object: JSONObject, _ evaluated: inout Evaluated) -> Bool {
        var isFine = true
        // Looking a name up walks the members, so wide objects under long lists of names cost more than one step.
        charge(object.members.count * (node.required.count + node.dependentRequired.count) / 8)
        for name in node.required where object[name] == nil {
            isFine = at(.member(name)) { $0.violate("is required") }
        }
        let count = object.members.count
        if count < node.minProperties ?? 0 || count > node.maxProperties ?? .max {
            let range = ArgumentProblems.range(node.minProperties.map { "\($0)" }, node.maxProperties.map { "\($0)" })
            isFine = violate("has \(count) members, allowed is \(range)")
        }
        for member in object.members { isFine = checkMember(node, member, &evaluated) && isFine }
        for (name, others) in node.dependentRequired where object[name] != nil {
            for other in others where object[other] == nil {
                isFine = at(.member(other)) { $0.violate("is required when \(name) is given") }
            }
        }
        for (name, dependent) in node.dependentSchemas where object[name] != nil {
            isFine = check(dependent, .object(object), &evaluated) && isFine
        }
        return isFine
    }

    private mutating func checkMember(
        _ node: SchemaNode, _ member: JSONObject.Member, _ evaluated: inout Evaluated
    ) -> Bool {
        var isFine = true
        var isKnown = false
        if let names = node.propertyNames {
            var ignored = Evaluated()
            if !fits(names, .string(member.name), &ignored) {
                isFine = at(.member(member.name)) { $0.violate("is a name that is not allowed") }
            }
        }
        if let property = node.properties[member.name] {
            isKnown = true
            isFine = checkChild(property, member.value, .member(member.name)) && isFine
        }
        for (pattern, property) in node.patternProperties where pattern.matches(member.name) {
            isKnown = true
            isFine = checkChild(property, member.value, .member(member.name)) && isFine
        }
        if !isKnown, let additional = node.additionalProperties {
            isKnown = true
            if schema.nodes[additional].always == false {
                let allowed = SchemaValidator.allowedNames(node)
                isFine = at(.member(member.name)) { $0.violate("is unknown\(allowed)") }
            } else {
                isFine = checkChild(additional, member.value, .member(member.name)) && isFine
            }
        }
        if schema.tracksEvaluation, isKnown { evaluated.properties.insert(member.name) }
        return isFine
    }

    mutating func checkArray(_ node: SchemaNode, _ items: [JSON], _ evaluated: inout Evaluated) -> Bool {
        var isFine = true
        let count = items.count
        if count < node.minItems ?? 0 || count > node.maxItems ?? .max {
            let range = ArgumentProblems.range(node.minItems.map { "\($0)" }, node.maxItems.map { "\($0)" })
            isFine = violate("has \(count) item\(count == 1 ? "" : "s"), allowed is \(range)")
        }
        let prefix = min(node.prefixItems.count, count)
        for index in 0..<prefix { isFine = checkChild(node.prefixItems[index], items[index], .item(index)) && isFine }
        evaluated.itemsBefore = max(evaluated.itemsBefore, prefix)
        if let rest = node.items {
            for index in prefix..<max(prefix, count) { isFine = checkChild(rest, items[index], .item(index)) && isFine }
            evaluated.itemsBefore = count
        }
        if let contains = node.contains { isFine = checkContains(contains, node, items, &evaluated) && isFine }
        if node.uniqueItems {
            charge(count)
            var seen = Set<String>()
            for (index, item) in items.enumerated() where !seen.insert(SchemaEquality.key(item)).inserted {
                isFine = at(.item(index)) { $0.violate("repeats an earlier item") }
            }
        }
        return isFine
    }

    private mutating func checkContains(
        _ contains: Int, _ node: SchemaNode, _ items: [JSON], _ evaluated: inout Evaluated
    ) -> Bool {
        var hits = 0
        for (index, item) in items.enumerated() {
            var ignored = Evaluated()
            if fits(contains, item, &ignored) {
                hits += 1
                if schema.tracksEvaluation { evaluated.items.insert(index) }
            }
        }
        let least = node.minContains ?? 1
        guard hits >= least, hits <= node.maxContains ?? .max else {
            let range = ArgumentProblems.range("\(least)", node.maxContains.map { "\($0)" })
            return violate("has \(hits) items of the form it must contain, allowed is \(range)")
        }
        return true
    }

    mutating func checkUnevaluated(_ node: SchemaNode, _ value: JSON, _ evaluated: inout Evaluated) -> Bool {
        var isFine = true
        if let rest = node.unevaluatedProperties, case .object(let object) = value, !evaluated.allProperties {
            for member in object.members where !evaluated.properties.contains(member.name) {
                isFine = checkChild(rest, member.value, .member(member.name)) && isFine
            }
            evaluated.allProperties = true
        }
        if let rest = node.unevaluatedItems, case .array(let items) = value {
            for index in items.indices where index >= evaluated.itemsBefore && !evaluated.items.contains(index) {
                isFine = checkChild(rest, items[index], .item(index)) && isFine
            }
            evaluated.itemsBefore = items.count
        }
        return isFine
    }

    private mutating func checkChild(_ node: Int, _ value: JSON, _ step: Step) -> Bool {
        var own = Evaluated()
        path.append(step)
        defer { path.removeLast() }
        return check(node, value, &own)
    }

    private mutating func at(_ step: Step, _ body: (inout SchemaValidator) -> Bool) -> Bool {
        path.append(step)
        defer { path.removeLast() }
        return body(&self)
    }

    private static func allowedNames(_ node: SchemaNode) -> String {
        let names = node.propertyNamesInOrder
        guard !names.isEmpty else { return "" }
        return " (allowed: \(names.prefix(40).joined(separator: ", "))\(names.count > 40 ? ", …" : ""))"
    }
}
