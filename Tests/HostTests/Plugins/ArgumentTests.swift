import Testing

@testable import Host

@Suite("Arguments")
struct ArgumentTests {
    /// What the plan says to some arguments: the message, or nil when they are fine.
    private func message(_ parameters: [Parameter], _ arguments: JSONObject, groups: [ParameterGroup] = []) -> String? {
        let plan = ArgumentPlan(parameters: parameters, groups: groups)
        let arena = Arena()
        var problems = ArgumentProblems()
        let frame = plan.frame(for: arguments, handle: arena.allocate(8), arena: arena, problems: &problems)
        #expect((frame == nil) == !problems.isEmpty)
        return problems.isEmpty ? nil : problems.message(tool: "greet")
    }

    private var greet: [Parameter] {
        var name = Parameter(name: "name", type: .string)
        name.limits.minLength = 1
        name.limits.maxLength = 8
        var times = Parameter(name: "times", type: .integer)
        times.limits.minimum = .integer(1)
        times.limits.maximum = .integer(10)
        times.fallback = 1
        return [name, times]
    }

    @Test("all violations come in one message")
    func oneMessage() {
        #expect(message(greet, ["name": "Ann"]) == nil)
        #expect(
            message(greet, ["colour": "red", "times": 20])
                == #"greet: name is required; times is 20, allowed is 1 to 10; unknown argument "colour" (allowed: name, times)"#)
        #expect(message([], ["x": 1]) == #"greet: unknown argument "x" (it takes none)"#)
    }

    @Test("lengths count code points, not bytes")
    func lengths() {
        #expect(message(greet, ["name": "Ёлочка😀!"]) == nil)
        #expect(message(greet, ["name": "Ёлочка😀!!"]) == "greet: name has 9 characters, allowed is 1 to 8")
        #expect(message(greet, ["name": ""]) == "greet: name has 0 characters, allowed is 1 to 8")
    }

    @Test(
        "numbers",
        arguments: [
            ("3", nil), ("3.0", nil), ("3e0", nil), ("10", nil), ("3.5", "times is 3.5, expected an integer"),
            ("\"3\"", "times is \"3\", expected an integer"), ("true", "times is true, expected an integer"),
            ("11", "times is 11, allowed is 1 to 10"), ("[1]", "times is an array, expected an integer"), ("null", nil),
            ("99999999999999999999", "times is 99999999999999999999, which is beyond what can be passed on exactly"),
        ])
    func integers(value: String, problem: String?) throws {
        #expect(message(greet, ["name": "Ann", "times": try JSON(parsing: value)]) == problem.map { "greet: \($0)" })
    }

    @Test("doubles stay in the range of doubles")
    func doubles() {
        let number = [Parameter(name: "x", type: .number)]
        #expect(message(number, ["x": .number("1.5e300")]) == nil)
        #expect(message(number, ["x": 7]) == nil)
        #expect(message(number, ["x": .number("1e400")]) == "greet: x is 1e400, which is beyond the range of numbers")
    }

    @Test("null means absent where a value may be absent, and nowhere else")
    func null() {
        var optional = Parameter(name: "x", type: .json)
        #expect(message([optional], ["x": .null]) == nil)
        optional.isOptional = true
        #expect(message([optional], ["x": .null]) == nil)
        #expect(message([Parameter(name: "x", type: .string)], ["x": .null]) == "greet: x is null, expected a string")
    }

    @Test("items of arrays are told by their position")
    func arrays() {
        var tags = Parameter(name: "tags", type: .strings)
        tags.limits.maxItems = 2
        tags.limits.choices = ["a", "b"]
        #expect(message([tags], ["tags": ["a", "b"]]) == nil)
        #expect(message([tags], ["tags": []]) == nil)
        #expect(
            message([tags], ["tags": ["a", "x", 5]])
                == #"greet: tags has 3 items, allowed is at most 2; tags[1] is "x", allowed is one of "a", "b"; tags[2] is 5, expected a string"#)
        #expect(message([tags], ["tags": "a"]) == #"greet: tags is "a", expected an array of strings"#)
    }

    @Test("long values and long lists of problems are cut")
    func cut() {
        let long = String(repeating: "я", count: 1_000_000)
        #expect(message(greet, ["name": "Ann", "times": .string(long)])?.utf8.count ?? 0 < 200)
        #expect(message(greet, JSONObject(members: [.init(name: long, value: 1)]))?.utf8.count ?? 0 < 300)
        let many = JSONObject(members: (0..<100).map { .init(name: "u\($0)", value: 1) })
        #expect(message(greet, many)?.hasSuffix("; and 89 more") == true)
    }

    @Test("patterns, formats and choices are checked")
    func strings() throws {
        var date = Parameter(name: "day", type: .string)
        date.limits.format = .date
        #expect(message([date], ["day": "2026-02-28"]) == nil)
        #expect(message([date], ["day": "tomorrow"]) == #"greet: day is "tomorrow", expected a date such as 2026-07-28"#)
        var code = Parameter(name: "code", type: .string)
        code.limits.pattern = try Pattern("^[A-Z]{3}$")
        #expect(message([code], ["code": "RUB"]) == nil)
        #expect(message([code], ["code": "rub"]) == #"greet: code is "rub", which does not match the pattern ^[A-Z]{3}$"#)
        var level = Parameter(name: "level", type: .integer)
        level.limits.choices = [1, 2]
        #expect(message([level], ["level": 3]) == "greet: level is 3, allowed is one of 1, 2")
    }

    @Test(
        "groups",
        arguments: [
            (GroupRule.exactlyOne, [false, true, false]), (.atMostOne, [true, true, false]), (.atLeastOne, [false, true, true]),
            (.allOrNone, [true, false, true]),
        ])
    func groups(rule: GroupRule, allowed: [Bool]) {
        let parameters = ["id", "name"].map { name in
            var parameter = Parameter(name: name, type: .string)
            parameter.isOptional = true
            return parameter
        }
        let groups = [ParameterGroup(rule: rule, members: [0, 1])]
        let calls: [JSONObject] = [[:], ["name": "x"], ["id": "1", "name": "x"]]
        for (call, isAllowed) in zip(calls, allowed) { #expect((message(parameters, call, groups: groups) == nil) == isAllowed) }
        if rule == .exactlyOne {
            #expect(message(parameters, [:], groups: groups) == "greet: Give exactly one of id, name, but none is given")
        }
    }

    @Test("the derived schema is plain and complete")
    func schema() throws {
        var parameters = greet
        parameters[0].title = "Name"
        parameters[0].description = "Who"
        var tags = Parameter(name: "tags", type: .integers)
        tags.isOptional = true
        tags.limits.choices = [1, 2]
        tags.limits.minItems = 1
        parameters.append(tags)
        parameters.append(Parameter(name: "extra", type: .json, description: "Anything"))
        #expect(
            ParameterSchema.derive(parameters).text
                == #"{"type":"object","properties":{"name":{"type":"string","title":"Name","description":"Who","minLength":1,"maxLength":8},"times":{"type":"integer","minimum":1,"maximum":10,"default":1},"tags":{"type":"array","items":{"type":"integer","enum":[1,2]},"minItems":1},"extra":{"description":"Anything"}},"required":["name","extra"],"additionalProperties":false}"#)
        #expect(ParameterSchema.derive([]).text == #"{"type":"object","additionalProperties":false}"#)
        #expect(
            ParameterSchema.description(
                "Find one.", parameters: greet, groups: [ParameterGroup(rule: .exactlyOne, members: [0, 1])])
                == "Find one. Give exactly one of name, times.")
    }
}
