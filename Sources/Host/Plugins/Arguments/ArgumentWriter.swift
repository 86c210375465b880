import PluginABI

/// Writing one JSON value as the C value of its parameter.
extension ArgumentPlan {
    func write(
        _ value: JSON, _ index: Int, to frame: UnsafeMutableRawPointer, arena: Arena, _ problems: inout ArgumentProblems
    ) {
        let target = frame + slots[index].offset
        let isOptional = slots[index].isOptional
        switch slots[index].type {
        case .string:
            guard case .string(let text) = value else { return wrongType(value, index, &problems) }
            if slots[index].hasLimits, let problem = parameters[index].limits.problem(string: text) {
                return problems.add("\(slots[index].name) \(problem)")
            }
            target.storeBytes(of: ArgumentPlan.copy(text, arena), as: mcp_str.self)
        case .integer:
            guard let integer = integer(value, index, nil, &problems) else { return }
            if isOptional {
                target.storeBytes(of: mcp_opt_integer(present: true, value: integer), as: mcp_opt_integer.self)
            } else {
                target.storeBytes(of: integer, as: Int64.self)
            }
        case .number:
            guard let number = number(value, index, nil, &problems) else { return }
            if isOptional {
                target.storeBytes(of: mcp_opt_number(present: true, value: number), as: mcp_opt_number.self)
            } else {
                target.storeBytes(of: number, as: Double.self)
            }
        case .bool:
            guard case .bool(let bool) = value else { return wrongType(value, index, &problems) }
            if isOptional {
                target.storeBytes(of: mcp_opt_bool(present: true, value: bool), as: mcp_opt_bool.self)
            } else {
                target.storeBytes(of: bool, as: Bool.self)
            }
        case .json, .object:
            if slots[index].type == .object, value.object == nil { return wrongType(value, index, &problems) }
            let text = value.utf8
            let copy = text.withUnsafeBytes { arena.copy($0) }
            target.storeBytes(of: mcp_json(data: ArgumentPlan.characters(copy), size: text.count), as: mcp_json.self)
        case .bools, .integers, .numbers, .strings:
            guard case .array(let items) = value else { return wrongType(value, index, &problems) }
            if let problem = parameters[index].limits.problem(count: items.count) {
                problems.add("\(slots[index].name) \(problem)")
            }
            let memory = writeItems(items, index, arena, &problems)
            target.storeBytes(of: UnsafeRawPointer(memory), as: UnsafeRawPointer.self)
            target.storeBytes(of: items.count, toByteOffset: 8, as: Int.self)
        }
    }

    private func writeItems(
        _ items: [JSON], _ index: Int, _ arena: Arena, _ problems: inout ArgumentProblems
    ) -> UnsafeMutableRawPointer {
        switch slots[index].type {
        case .bools:
            let memory = arena.allocate(items.count)
            for (position, item) in items.enumerated() {
                guard case .bool(let bool) = item else {
                    wrongType(item, index, at: position, &problems)
                    continue
                }
                memory.storeBytes(of: bool, toByteOffset: position, as: Bool.self)
            }
            return memory
        case .integers:
            let memory = arena.allocate(items.count * 8)
            for (position, item) in items.enumerated() {
                guard let integer = integer(item, index, position, &problems) else { continue }
                memory.storeBytes(of: integer, toByteOffset: position * 8, as: Int64.self)
            }
            return memory
        case .numbers:
            let memory = arena.allocate(items.count * 8)
            for (position, item) in items.enumerated() {
                guard let number = number(item, index, position, &problems) else { continue }
                memory.storeBytes(of: number, toByteOffset: position * 8, as: Double.self)
            }
            return memory
        default:
            let memory = arena.allocate(items.count * MemoryLayout<mcp_str>.stride)
            let limits = parameters[index].limits
            for (position, item) in items.enumerated() {
                guard case .string(let text) = item else {
                    wrongType(item, index, at: position, &problems)
                    continue
                }
                if let problem = limits.problem(string: text) {
                    problems.add("\(label(index, position)) \(problem)")
                    continue
                }
                let offset = position * MemoryLayout<mcp_str>.stride
                memory.storeBytes(of: ArgumentPlan.copy(text, arena), toByteOffset: offset, as: mcp_str.self)
            }
            return memory
        }
    }

    private func integer(_ value: JSON, _ index: Int, _ position: Int?, _ problems: inout ArgumentProblems) -> Int64? {
        guard let integer = value.integer else {
            if case .number = value {
                let isWhole = value.double.map { $0.rounded() == $0 } ?? true
                let reason = isWhole ? "which is beyond what can be passed on exactly" : "expected an integer"
                problems.add("\(label(index, position)) is \(ArgumentProblems.shown(value)), \(reason)")
            } else {
                wrongType(value, index, at: position, &problems)
            }
            return nil
        }
        if let problem = parameters[index].limits.problem(integer: integer) {
            problems.add("\(label(index, position)) \(problem)")
            return nil
        }
        return integer
    }

    private func number(_ value: JSON, _ index: Int, _ position: Int?, _ problems: inout ArgumentProblems) -> Double? {
        guard let number = value.double else {
            if case .number = value {
                problems.add("\(label(index, position)) is \(ArgumentProblems.shown(value)), which is beyond the range of numbers")
            } else {
                wrongType(value, index, at: position, &problems)
            }
            return nil
        }
        if let problem = parameters[index].limits.problem(number: number) {
            problems.add("\(label(index, position)) \(problem)")
            return nil
        }
        return number
    }

    private func wrongType(_ value: JSON, _ index: Int, at position: Int? = nil, _ problems: inout ArgumentProblems) {
        let type = position == nil ? slots[index].type : slots[index].type.item ?? slots[index].type
        let article = type == .integer || type == .object || type.isArray ? "an" : "a"
        let expected = type.item.map { "an array of \($0.name)s" } ?? "\(article) \(type.name)"
        problems.add("\(label(index, position)) is \(ArgumentProblems.shown(value)), expected \(expected)")
    }

    private func label(_ index: Int, _ position: Int?) -> String {
        position.map { "\(slots[index].name)[\($0)]" } ?? slots[index].name
    }

    @inline(__always)
    private static func copy(_ text: String, _ arena: Arena) -> mcp_str {
        var text = text
        return text.withUTF8 { bytes in
            mcp_str(data: characters(arena.copy(UnsafeRawBufferPointer(bytes))), size: bytes.count)
        }
    }

    @inline(__always)
    static func characters(_ memory: UnsafeMutableRawPointer) -> UnsafePointer<CChar> {
        UnsafePointer(memory.assumingMemoryBound(to: CChar.self))
    }
}
