/// How the arguments of one tool become C values: made once at load, run at each call. What a call does not give is
/// already in `template`, so that a call only writes what it was given.
final class ArgumentPlan: @unchecked Sendable {
    // Sendable by hand: `template` and the memory of `defaults` are written in `init` and only read afterwards.

    /// What the way of one argument needs; the limits are kept apart because most values never need them.
    struct Slot {
        let name: String
        /// Position of the C value from the start of the frame.
        let offset: Int
        let type: ParameterType
        let isOptional: Bool
        /// Whether null means the same as not given.
        let nullIsAbsent: Bool
        let hasLimits: Bool
    }

    let parameters: [Parameter]
    let slots: [Slot]
    let groups: [(rule: GroupRule, mask: UInt64, names: [String])]
    /// The C types of the function's parameters, the call handle first.
    let types: [CValueType]
    /// Bit per parameter that a call must bring.
    private let required: UInt64
    private let template: UnsafeMutableRawPointer
    private let frameSize: Int
    private let defaults = Arena()

    /// - Parameter parameters: at most 32, checked by the loader, defaults included.
    init(parameters: [Parameter], groups: [ParameterGroup]) {
        self.parameters = parameters
        types = [.handle] + parameters.map { CValueType($0) }
        // The frame: one address per argument, then the values, each aligned to 8.
        var offset = types.count * 8 + 8
        slots = parameters.map { parameter in
            defer { offset += (CValueType(parameter).size + 7) & ~7 }
            return Slot(
                name: parameter.name, offset: offset, type: parameter.type, isOptional: parameter.isOptional,
                nullIsAbsent: parameter.isOptional || (parameter.fallback != nil && parameter.type != .json),
                hasLimits: parameter.type != .string || !parameter.limits.leavesStringsAlone)
        }
        frameSize = offset
        template = .allocate(byteCount: frameSize, alignment: 16)
        template.initializeMemory(as: UInt8.self, repeating: 0, count: frameSize)
        self.groups = groups.map { group in
            (group.rule, group.members.reduce(0) { $0 | 1 << UInt64($1) }, group.members.map { parameters[$0].name })
        }
        required = parameters.indices.reduce(0) { parameters[$1].isRequired ? $0 | 1 << UInt64($1) : $0 }
        var ignored = ArgumentProblems()
        for (index, parameter) in parameters.enumerated() {
            guard let fallback = parameter.fallback else { continue }
            write(fallback, index, to: template, arena: defaults, &ignored)
        }
    }

    deinit { template.deallocate() }

    /// Converts the arguments of a call into memory of `arena`.
    ///
    /// - Returns: one address per argument, the first one of `handle`; nil when `problems` says what is wrong.
    func frame(
        for arguments: JSONObject, handle: UnsafeMutableRawPointer, arena: Arena, problems: inout ArgumentProblems
    ) -> UnsafeMutablePointer<UnsafeMutableRawPointer?>? {
        let frame = arena.allocate(frameSize)
        frame.copyMemory(from: template, byteCount: frameSize)
        let addresses = frame.bindMemory(to: UnsafeMutableRawPointer?.self, capacity: types.count)
        let handleOffset = types.count * 8
        frame.storeBytes(of: handle, toByteOffset: handleOffset, as: UnsafeMutableRawPointer.self)
        addresses[0] = frame + handleOffset
        for index in slots.indices { addresses[index + 1] = frame + slots[index].offset }

        var given: UInt64 = 0
        var position = 0
        for member in arguments.members {
            guard let index = index(of: member.name, near: position) else {
                problems.add(unknown: unknown(member.name))
                continue
            }
            position = index + 1
            if case .null = member.value, slots[index].nullIsAbsent { continue }
            given |= 1 << UInt64(index)
            write(member.value, index, to: frame, arena: arena, &problems)
        }
        if given & required != required {
            for index in slots.indices where required & ~given & 1 << UInt64(index) != 0 {
                problems.add(missing: "\(slots[index].name) is required")
            }
        }
        for group in groups {
            let count = (given & group.mask).nonzeroBitCount
            if !group.rule.allows(given: count, of: group.names.count) {
                let given = count == 0 ? "none is given" : "\(count) are given"
                problems.add("\(String(group.rule.sentence(group.names).dropLast())), but \(given)")
            }
        }
        return problems.isEmpty ? addresses : nil
    }

    /// Clients mostly send members in the order of the schema, so the search starts where the last one ended.
    @inline(__always)
    private func index(of name: String, near position: Int) -> Int? {
        if position < slots.count, slots[position].name == name { return position }
        return slots.firstIndex { $0.name == name }
    }

    private func unknown(_ name: String) -> String {
        let shown = JSON.string(ArgumentProblems.cut(name, 40)).text
        guard !slots.isEmpty else { return "unknown argument \(shown) (it takes none)" }
        return "unknown argument \(shown) (allowed: \(slots.map(\.name).joined(separator: ", ")))"
    }
}
