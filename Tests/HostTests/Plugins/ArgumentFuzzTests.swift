import PluginABI
import Testing

@testable import Host

/// Random arguments against random parameters. The schema that clients see and the conversion must agree on what is
/// allowed, and what is converted must be what was given.
@Suite("Arguments, fuzzed")
struct ArgumentFuzzTests {
    @Test("conversion never crashes, agrees with the derived schema and keeps every value")
    func differential() throws {
        var random = RandomSource()
        var accepted = 0
        for round in 0..<4_000 {
            let parameters = (0..<Int.random(in: 0...6, using: &random)).map { parameter("p\($0)", &random) }
            let schema = try Schema(ParameterSchema.derive(parameters))
            let plan = ArgumentPlan(parameters: parameters, groups: [])
            for _ in 0..<5 {
                let arguments = arguments(for: parameters, &random)
                let arena = Arena()
                var problems = ArgumentProblems()
                let frame = plan.frame(for: arguments, handle: arena.allocate(8), arena: arena, problems: &problems)
                let given = withoutNulls(arguments, parameters)
                let violations = schema.violations(of: .object(given))
                let place: Comment = "seed \(random.seed), round \(round): \(ParameterSchema.derive(parameters).text) with \(JSON.object(arguments).text): \(problems.lines) \(violations)"
                #expect((frame != nil) == violations.isEmpty, place)
                guard let frame else { continue }
                accepted += 1
                for (index, parameter) in parameters.enumerated() {
                    let value = try #require(frame[index + 1])
                    let expected = given[parameter.name] ?? parameter.fallback
                    #expect(matches(UnsafeRawPointer(value), parameter, expected), place)
                }
            }
        }
        #expect(accepted > 1_000, "seed \(random.seed): the test must also see valid arguments")
    }

    private func parameter(_ name: String, _ random: inout RandomSource) -> Parameter {
        var parameter = Parameter(name: name, type: random.pick(ParameterType.allCases))
        parameter.isOptional = random.chance(40)
        let type = parameter.type.item ?? parameter.type
        switch type {
        case .integer:
            if random.chance(30) { parameter.limits.minimum = .integer(.random(in: -10...0, using: &random)) }
            if random.chance(30) { parameter.limits.maximum = .integer(.random(in: 0...10, using: &random)) }
            if random.chance(10) { parameter.limits.choices = [1, 2, -1] }
        case .number:
            if random.chance(30) { parameter.limits.minimum = .number(.random(in: -10...0, using: &random)) }
            if random.chance(30) { parameter.limits.maximum = .number(.random(in: 0...10, using: &random)) }
        case .string:
            if random.chance(30) { parameter.limits.minLength = .random(in: 0...2, using: &random) }
            if random.chance(30) { parameter.limits.maxLength = .random(in: 2...5, using: &random) }
            if random.chance(10) { parameter.limits.choices = ["a", "Я", ""] }
            if random.chance(10) { parameter.limits.pattern = try? Pattern("^[^0]*$") }
        default: break
        }
        if parameter.type.isArray, random.chance(30) { parameter.limits.maxItems = 2 }
        if !parameter.isOptional, random.chance(30), let value = value(for: parameter, &random) { parameter.fallback = value }
        return parameter
    }

    /// A value that fits, if one is found quickly.
    private func value(for parameter: Parameter, _ random: inout RandomSource) -> JSON? {
        var alone = parameter
        alone.isOptional = false
        alone.fallback = nil
        guard let schema = try? Schema(ParameterSchema.derive([alone])) else { return nil }
        for _ in 0..<20 {
            let value = typed(parameter.type, &random)
            if schema.violations(of: .object(JSONObject(members: [.init(name: parameter.name, value: value)]))).isEmpty { return value }
        }
        return nil
    }

    private func typed(_ type: ParameterType, _ random: inout RandomSource) -> JSON {
        switch type {
        case .bool: return .bool(random.chance(50))
        case .integer: return random.chance(20) ? .number("2.0") : .integer(.random(in: -12...12, using: &random))
        case .number: return random.chance(50) ? JSON(Double.random(in: -12...12, using: &random)) : 3
        case .string: return .string(random.text())
        case .json: return random.json()
        default:
            let item = type.item ?? .bool
            return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in typed(item, &random) })
        }
    }

    private func arguments(for parameters: [Parameter], _ random: inout RandomSource) -> JSONObject {
        var members: [JSONObject.Member] = []
        for parameter in parameters where !random.chance(20) {
            members.append(.init(name: parameter.name, value: random.chance(85) ? typed(parameter.type, &random) : random.json()))
        }
        if random.chance(10) { members.append(.init(name: random.text(), value: random.json())) }
        if random.chance(30) { members.shuffle(using: &random) }
        return JSONObject(members: members)
    }

    /// The arguments as the schema must see them: null is absent where the header says so.
    private func withoutNulls(_ arguments: JSONObject, _ parameters: [Parameter]) -> JSONObject {
        JSONObject(members: arguments.members.filter { member in
            guard member.value.isNull, let parameter = parameters.first(where: { $0.name == member.name }) else { return true }
            return !(parameter.isOptional || (parameter.fallback != nil && parameter.type != .json))
        })
    }

    private func matches(_ memory: UnsafeRawPointer, _ parameter: Parameter, _ expected: JSON?) -> Bool {
        switch parameter.type {
        case .bool:
            guard parameter.isOptional else { return memory.load(as: Bool.self) == expected?.bool }
            let value = memory.load(as: mcp_opt_bool.self)
            return value.present ? value.value == expected?.bool : expected == nil
        case .integer:
            guard parameter.isOptional else { return memory.load(as: Int64.self) == expected?.integer }
            let value = memory.load(as: mcp_opt_integer.self)
            return value.present ? value.value == expected?.integer : expected == nil
        case .number:
            guard parameter.isOptional else { return memory.load(as: Double.self) == expected?.double }
            let value = memory.load(as: mcp_opt_number.self)
            return value.present ? value.value == expected?.double : expected == nil
        case .string:
            let value = memory.load(as: mcp_str.self)
            return text(value) == expected?.string && (value.data == nil) == (expected == nil)
        case .json, .object:
            let value = memory.load(as: mcp_str.self)
            return text(value) == expected?.text
        default:
            let value = memory.load(as: mcp_strings.self)
            guard let items = expected?.array else { return value.items == nil }
            guard value.items != nil, value.count == items.count, let type = parameter.type.item else { return false }
            let base = UnsafeRawPointer(value.items!)
            return items.indices.allSatisfy { index in
                switch type {
                case .bool: base.load(fromByteOffset: index, as: Bool.self) == items[index].bool
                case .integer: base.load(fromByteOffset: index * 8, as: Int64.self) == items[index].integer
                case .number: base.load(fromByteOffset: index * 8, as: Double.self) == items[index].double
                default: text(base.load(fromByteOffset: index * 16, as: mcp_str.self)) == items[index].string
                }
            }
        }
    }

    private func text(_ value: mcp_str) -> String? {
        value.data.map { String(decoding: UnsafeRawBufferPointer(start: $0, count: value.size), as: UTF8.self) }
    }
}
