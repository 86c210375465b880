import PluginABI

/// Copies parameters out of their descriptors and refuses what makes no sense.
enum ParameterReader {
    /// - Parameter kind: "parameter" or "field", for messages.
    static func read(
        _ base: UnsafePointer<mcp_parameter>?, count: Int, of kind: String
    ) throws(BundleRefusal) -> [Parameter] {
        guard count > 0 else { return [] }
        guard let base else { throw BundleRefusal("it has \(count) \(kind)s, but no pointer to them") }
        let raw = try GrowingStruct.readArray(base, count: count, minimum: 240, zero: mcp_parameter(), of: "mcp_parameter").get()
        var parameters: [Parameter] = []
        parameters.reserveCapacity(count)
        for (index, element) in raw.enumerated() {
            let name = try BorrowedText.field(element.name, "name").mapError { $0.within("\(kind) number \(index + 1)") }.get()
            guard Identifier.isName(name) else {
                let shown = JSON.string(ArgumentProblems.cut(name, 80)).text
                throw BundleRefusal("\(kind) number \(index + 1): its name must be 1 to 64 of a-z A-Z 0-9 _ -, it is \(shown)")
            }
            let parameter: Parameter
            do throws(BundleRefusal) {
                parameter = try self.parameter(element, name)
            } catch {
                throw error.within("\(kind) \"\(name)\"")
            }
            guard !parameters.contains(where: { $0.name == name }) else {
                throw BundleRefusal("two \(kind)s are named \"\(name)\"")
            }
            parameters.append(parameter)
        }
        return parameters
    }

    private static func parameter(_ raw: mcp_parameter, _ name: String) throws(BundleRefusal) -> Parameter {
        guard let type = ParameterType(rawValue: raw.type) else { throw BundleRefusal("its type \(raw.type) is unknown") }
        guard raw.flags & ~1 == 0 else { throw BundleRefusal("its flags \(raw.flags) have unknown bits") }
        var parameter = Parameter(name: name, type: type)
        parameter.isOptional = raw.flags & 1 != 0
        parameter.title = try BorrowedText.field(raw.title, "title").get()
        parameter.description = try BorrowedText.field(raw.description, "description").get()
        parameter.limits = try LimitsReader.read(raw, type)
        parameter.choiceTitles = try LimitsReader.choiceTitles(raw, count: parameter.limits.choices?.count ?? 0)
        parameter.fallback = try BorrowedText.jsonField(raw.fallback, "default").get()
        guard let rule = GroupRule(rawValue: raw.group_rule) else {
            throw BundleRefusal("its group rule \(raw.group_rule) is unknown")
        }
        let group = try BorrowedText.field(raw.group, "group").get()
        guard group.isEmpty == (rule == .none) else {
            throw BundleRefusal(group.isEmpty ? "it has a group rule, but no group" : "its group \"\(group)\" has no rule")
        }
        if !group.isEmpty {
            guard parameter.isOptional else { throw BundleRefusal("it is in group \"\(group)\", so it must be optional") }
            (parameter.group, parameter.groupRule) = (group, rule)
        }
        if let fallback = parameter.fallback {
            guard !parameter.isOptional else { throw BundleRefusal("it is optional and has a default; it can only be one of them") }
            try check(fallback: fallback, of: parameter)
        }
        return parameter
    }

    /// A default must pass the same checks as an argument.
    private static func check(fallback: JSON, of parameter: Parameter) throws(BundleRefusal) {
        var alone = parameter
        alone.fallback = nil
        let plan = ArgumentPlan(parameters: [alone], groups: [])
        let arena = Arena()
        var problems = ArgumentProblems()
        let member = JSONObject(members: [.init(name: parameter.name, value: fallback)])
        _ = plan.frame(for: member, handle: arena.allocate(8), arena: arena, problems: &problems)
        guard problems.isEmpty else { throw BundleRefusal("its default breaks its own rules: \(problems.lines.joined(separator: "; "))") }
    }

    /// The groups of a tool, in the order of their first members.
    static func groups(of parameters: [Parameter]) throws(BundleRefusal) -> [ParameterGroup] {
        var names: [String] = []
        var groups: [ParameterGroup] = []
        for (index, parameter) in parameters.enumerated() {
            guard let name = parameter.group else { continue }
            if let position = names.firstIndex(of: name) {
                guard groups[position].rule == parameter.groupRule else {
                    throw BundleRefusal("the members of group \"\(name)\" have different rules")
                }
                groups[position].members.append(index)
            } else {
                names.append(name)
                groups.append(ParameterGroup(rule: parameter.groupRule, members: [index]))
            }
        }
        for (name, group) in zip(names, groups) where group.members.count == 1 {
            throw BundleRefusal("group \"\(name)\" has only one member")
        }
        return groups
    }
}
