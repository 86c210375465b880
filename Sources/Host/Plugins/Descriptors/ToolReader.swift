import PluginABI

/// Copies tools out of their descriptors and refuses what cannot work.
enum ToolReader {
    static let knownHints: UInt32 = 0x1F

    static func read(_ base: UnsafePointer<mcp_tool>?, count: Int) throws(BundleRefusal) -> [DescribedTool] {
        guard (1...256).contains(count) else { throw BundleRefusal("it has \(count) tools, allowed is 1 to 256") }
        guard let base else { throw BundleRefusal("it has \(count) tools, but no pointer to them") }
        let raw = try GrowingStruct.readArray(base, count: count, minimum: 128, zero: mcp_tool(), of: "mcp_tool").get()
        var tools: [DescribedTool] = []
        tools.reserveCapacity(count)
        var names = Set<String>()
        for (index, element) in raw.enumerated() {
            let name = try name(element, index)
            do throws(BundleRefusal) {
                tools.append(try tool(element, name))
            } catch {
                throw error.within("tool \"\(name)\"")
            }
            guard names.insert(name).inserted else { throw BundleRefusal("two tools are named \"\(name)\"") }
        }
        return tools
    }

    private static func name(_ raw: mcp_tool, _ index: Int) throws(BundleRefusal) -> String {
        switch BorrowedText.field(raw.name, "name") {
        case .failure(let refusal): throw refusal.within("tool number \(index + 1)")
        case .success(let name):
            guard Identifier.isName(name) else {
                let shown = JSON.string(ArgumentProblems.cut(name, 80)).text
                throw BundleRefusal("tool number \(index + 1): its name must be 1 to 64 of a-z A-Z 0-9 _ -, it is \(shown)")
            }
            return name
        }
    }

    private static func tool(_ raw: mcp_tool, _ name: String) throws(BundleRefusal) -> DescribedTool {
        let title = try BorrowedText.field(raw.title, "title").get()
        let description = try BorrowedText.field(raw.description, "description").get()
        guard !Text.trimmed(description).isEmpty else { throw BundleRefusal("its description is empty") }
        let hints = try hints(raw.hints)
        guard let function = raw.function else { throw BundleRefusal("its function is NULL") }
        guard raw.reserved == 0 else { throw BundleRefusal("its reserved field is \(raw.reserved), it must be 0") }
        guard raw.parameter_count <= 32 else {
            throw BundleRefusal("it has \(raw.parameter_count) parameters, at most 32 are allowed")
        }
        let output = try BorrowedText.jsonField(raw.output_schema, "output schema").get()
        let outputCheck = try output.map { schema throws(BundleRefusal) in try deferred(schema, "output schema") }

        let parameters = try ParameterReader.read(raw.parameters, count: raw.parameter_count, of: "parameter")
        let groups = try ParameterReader.groups(of: parameters)
        let arguments: DescribedTool.Arguments
        let inputSchema: JSON
        let types: [CValueType]
        if let own = try BorrowedText.jsonField(raw.input_schema, "input schema").get() {
            guard parameters.isEmpty else {
                throw BundleRefusal("it has both parameters and an input schema; it can only have one of them")
            }
            guard own["type"] == "object" else {
                throw BundleRefusal("its input schema must be an object schema, with \"type\": \"object\" at the root")
            }
            inputSchema = own
            arguments = .raw(try compile(own, "input schema"))
            types = [.handle, .span]
        } else {
            let plan = ArgumentPlan(parameters: parameters, groups: groups)
            inputSchema = ParameterSchema.derive(parameters)
            arguments = .typed(plan)
            types = plan.types
        }
        guard raw.preview == nil || hints.contains(.write) else {
            throw BundleRefusal("it has a preview but is MCP_READ_ONLY; only what changes something is previewed")
        }
        let call = try prepare(function, types)
        let preview = try raw.preview.map { function throws(BundleRefusal) in try prepare(function, types) }
        return DescribedTool(
            name: name, title: title,
            description: ParameterSchema.description(description, parameters: parameters, groups: groups), hints: hints,
            inputSchema: inputSchema, outputSchema: output, deadlineMilliseconds: Int64(raw.deadline_ms),
            arguments: arguments, outputCheck: outputCheck, function: call, preview: preview)
    }

    private static func prepare(_ function: mcp_function, _ types: [CValueType]) throws(BundleRefusal) -> FunctionCall {
        guard let call = FunctionCall(function: unsafeBitCast(function, to: UnsafeRawPointer.self), arguments: types) else {
            throw BundleRefusal("libffi cannot call a function with its parameters")
        }
        return call
    }

    private static func hints(_ raw: UInt32) throws(BundleRefusal) -> ToolHints {
        guard raw & ~knownHints == 0 else { throw BundleRefusal("its hints \(raw) have unknown bits") }
        let hints = ToolHints(rawValue: raw)
        guard hints.contains(.readOnly) != hints.contains(.write) else {
            throw BundleRefusal("it must have exactly one of the hints MCP_READ_ONLY and MCP_WRITE")
        }
        guard !hints.contains([.readOnly, .destructive]) else {
            throw BundleRefusal("it is MCP_READ_ONLY and MCP_DESTRUCTIVE at once")
        }
        return hints
    }

    private static func deferred(_ schema: JSON, _ name: String) throws(BundleRefusal) -> DeferredSchema {
        do throws(SchemaError) {
            return try DeferredSchema(checking: schema)
        } catch {
            throw BundleRefusal("its \(name) cannot be used: \(error.message)")
        }
    }

    private static func compile(_ schema: JSON, _ name: String) throws(BundleRefusal) -> Schema {
        do throws(SchemaError) {
            return try Schema(schema)
        } catch {
            throw BundleRefusal("its \(name) cannot be used: \(error.message)")
        }
    }
}
