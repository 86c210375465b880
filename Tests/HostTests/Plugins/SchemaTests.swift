import Testing

@testable import Host

@Suite("JSON Schema")
struct SchemaTests {
    private func violations(_ schema: String, _ value: String) throws -> [String] {
        try Schema(JSON(parsing: schema)).violations(of: JSON(parsing: value)).map(\.text)
    }

    @Test(
        "values fit or do not",
        arguments: [
            ("true", "1", true), ("false", "1", false), ("{}", "null", true),
            (##"{"type":"integer"}"##, "3", true), (##"{"type":"integer"}"##, "3.0", true), (##"{"type":"integer"}"##, "3.5", false),
            (##"{"type":"integer"}"##, "1e2", true), (##"{"type":"number"}"##, "3", true), (##"{"type":["string","null"]}"##, "null", true),
            (##"{"type":["string","null"]}"##, "1", false), (##"{"type":"boolean"}"##, "0", false),
            (##"{"enum":[1,"a",null]}"##, "1.0", true), (##"{"enum":[1,"a",null]}"##, "2", false),
            (##"{"const":{"a":1,"b":[2]}}"##, ##"{"b":[2.0],"a":1}"##, true), (##"{"const":{"a":1}}"##, ##"{"a":1,"b":2}"##, false),
            (##"{"minimum":2}"##, "2", true), (##"{"minimum":2}"##, "1.99", false), (##"{"exclusiveMinimum":2}"##, "2", false),
            (##"{"exclusiveMaximum":2}"##, "2", false), (##"{"exclusiveMaximum":2}"##, "1.5", true), (##"{"maximum":2}"##, "\"x\"", true),
            (##"{"maximum":9007199254740993}"##, "9007199254740992", true), (##"{"maximum":9007199254740992}"##, "9007199254740993", false),
            (##"{"multipleOf":0.1}"##, "0.3", true), (##"{"multipleOf":0.1}"##, "0.35", false), (##"{"multipleOf":3}"##, "9", true),
            (##"{"multipleOf":3}"##, "10", false), (##"{"minLength":2}"##, ##""é""##, false), (##"{"maxLength":1}"##, ##""😀""##, true),
            (##"{"pattern":"^a+$"}"##, ##""aa""##, true), (##"{"pattern":"^a+$"}"##, ##""b""##, false), (##"{"pattern":"a"}"##, "5", true),
            (##"{"format":"date"}"##, ##""2026-02-30""##, false), (##"{"format":"hostname"}"##, ##""??""##, true),
            (##"{"required":["a"]}"##, "{}", false), (##"{"required":["a"]}"##, "[]", true),
            (##"{"properties":{"a":{"type":"string"}}}"##, ##"{"a":1}"##, false),
            (##"{"properties":{"a":true},"additionalProperties":false}"##, ##"{"b":1}"##, false),
            (##"{"patternProperties":{"^x-":{"type":"integer"}},"additionalProperties":false}"##, ##"{"x-a":1}"##, true),
            (##"{"patternProperties":{"^x-":{"type":"integer"}},"additionalProperties":false}"##, ##"{"x-a":"s"}"##, false),
            (##"{"propertyNames":{"maxLength":2}}"##, ##"{"abc":1}"##, false), (##"{"minProperties":1}"##, "{}", false),
            (##"{"maxProperties":1}"##, ##"{"a":1,"b":2}"##, false), (##"{"dependentRequired":{"a":["b"]}}"##, ##"{"a":1}"##, false),
            (##"{"dependentRequired":{"a":["b"]}}"##, ##"{"b":1}"##, true),
            (##"{"dependentSchemas":{"a":{"required":["b"]}}}"##, ##"{"a":1}"##, false),
            (##"{"items":{"type":"integer"}}"##, "[1,2,3]", true), (##"{"items":{"type":"integer"}}"##, "[1,null]", false),
            (##"{"prefixItems":[{"type":"string"}],"items":false}"##, ##"["a"]"##, true),
            (##"{"prefixItems":[{"type":"string"}],"items":false}"##, ##"["a",1]"##, false),
            (##"{"prefixItems":[true,true],"items":false}"##, "[1]", true),
            (##"{"minItems":2}"##, "[1]", false), (##"{"maxItems":1}"##, "[1,2]", false), (##"{"uniqueItems":true}"##, "[1,1.0]", false),
            (##"{"uniqueItems":true}"##, ##"[{"a":1,"b":2},{"b":2,"a":1}]"##, false), (##"{"uniqueItems":true}"##, ##"[1,"1",true]"##, true),
            (##"{"contains":{"type":"string"}}"##, "[1,2]", false), (##"{"contains":{"type":"string"},"minContains":0}"##, "[]", true),
            (##"{"contains":{"const":1},"maxContains":1}"##, "[1,1]", false),
            (##"{"allOf":[{"minimum":1},{"maximum":3}]}"##, "5", false), (##"{"anyOf":[{"type":"string"},{"minimum":3}]}"##, "5", true),
            (##"{"anyOf":[{"type":"string"},{"minimum":3}]}"##, "2", false), (##"{"oneOf":[{"minimum":1},{"minimum":3}]}"##, "5", false),
            (##"{"oneOf":[{"minimum":1},{"minimum":3}]}"##, "2", true), (##"{"not":{"type":"string"}}"##, ##""x""##, false),
            (##"{"if":{"properties":{"k":{"const":"a"}}},"then":{"required":["x"]},"else":{"required":["y"]}}"##, ##"{"k":"a","x":1}"##, true),
            (##"{"if":{"properties":{"k":{"const":"a"}}},"then":{"required":["x"]},"else":{"required":["y"]}}"##, ##"{"k":"b","x":1}"##, false),
            (##"{"$ref":"#/$defs/n","$defs":{"n":{"type":"integer"}}}"##, "1", true),
            (##"{"$ref":"#/$defs/n","$defs":{"n":{"type":"integer"}}}"##, ##""a""##, false),
            (##"{"$defs":{"a/b":{"$anchor":"here","type":"null"}},"items":{"$ref":"#here"}}"##, "[null,1]", false),
            (##"{"$defs":{"a/b":{"type":"null"}},"items":{"$ref":"#/$defs/a~1b"}}"##, "[null]", true),
            (##"{"$id":"https://e.com/root","$defs":{"s":{"$id":"sub","$defs":{"t":{"type":"string"}},"$ref":"#/$defs/t"}},"$ref":"sub"}"##, "1", false),
            (##"{"$id":"https://e.com/root","$defs":{"s":{"$id":"sub","$defs":{"t":{"type":"string"}},"$ref":"#/$defs/t"}},"$ref":"sub"}"##, ##""a""##, true),
            (##"{"properties":{"next":{"$ref":"#"}},"required":["v"]}"##, ##"{"v":1,"next":{"v":2,"next":{}}}"##, false),
            (##"{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}"##, ##"{"a":1}"##, true),
            (##"{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}"##, ##"{"a":1,"b":2}"##, false),
            (##"{"anyOf":[{"properties":{"a":true},"required":["a"]},{"properties":{"b":true},"required":["b"]}],"unevaluatedProperties":false}"##, ##"{"a":1,"b":2}"##, true),
            (##"{"oneOf":[{"properties":{"a":true},"required":["a"]},{"properties":{"b":true},"required":["b"]}],"unevaluatedProperties":false}"##, ##"{"a":1,"c":2}"##, false),
            (##"{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":true}},"unevaluatedProperties":false}"##, ##"{"a":1,"b":2}"##, true),
            (##"{"prefixItems":[true],"unevaluatedItems":false}"##, "[1,2]", false),
            (##"{"prefixItems":[true],"contains":{"const":2},"unevaluatedItems":false}"##, "[1,2]", true),
            (##"{"$ref":"#/$defs/b","$defs":{"b":{"properties":{"a":true}}},"unevaluatedProperties":{"type":"integer"}}"##, ##"{"a":"x","b":1}"##, true),
            (##"{"not":{"not":{"properties":{"a":true}}},"unevaluatedProperties":false}"##, ##"{"a":1}"##, false),
        ])
    func fits(schema: String, value: String, expected: Bool) throws {
        let found = try violations(schema, value)
        #expect(found.isEmpty == expected, "\(schema) with \(value): \(found)")
    }

    @Test(
        "violations name the place, the value and what is allowed",
        arguments: [
            (##"{"properties":{"a":{"items":{"maximum":3}}}}"##, ##"{"a":[1,9]}"##, "a[1] is 9, allowed is at most 3"),
            (##"{"required":["name"]}"##, "{}", "name is required"),
            (##"{"properties":{"a":{},"b":{}},"additionalProperties":false}"##, ##"{"c":1}"##, "c is unknown (allowed: a, b)"),
            (##"{"type":"object"}"##, "[]", "the value is an empty array, expected object"),
            (##"{"properties":{"s":{"enum":["x","y"]}}}"##, ##"{"s":"z"}"##, ##"s is "z", allowed is one of "x", "y""##),
            (##"{"minLength":2,"maxLength":3}"##, ##""a""##, "the value has 1 character, allowed is 2 to 3"),
        ])
    func wording(schema: String, value: String, expected: String) throws {
        #expect(try violations(schema, value) == [expected])
    }

    @Test(
        "schemas that cannot be used are refused with the reason",
        arguments: [
            ("1", "an object or a boolean"), (##"{"type":"float"}"##, "type must be"), (##"{"type":[]}"##, "type must be"),
            (##"{"minimum":"1"}"##, "minimum must be a number"), (##"{"minLength":-1}"##, "minLength must be"),
            (##"{"required":[1]}"##, "required must be"), (##"{"properties":[]}"##, "properties must be an object"),
            (##"{"items":[{}]}"##, "an object or a boolean"), (##"{"anyOf":[]}"##, "anyOf must be"), (##"{"multipleOf":0}"##, "above 0"),
            (##"{"pattern":"("}"##, "a group is not closed"), (##"{"pattern":"(?=a)"}"##, "lookahead is not supported"),
            (##"{"$ref":"https://example.com/x"}"##, "nothing is fetched"), (##"{"$ref":"#/$defs/x"}"##, "does not contain"),
            (##"{"$ref":"#nowhere"}"##, "does not contain"), (##"{"$schema":"http://json-schema.org/draft-07/schema#"}"##, "draft-07"),
            (##"{"$dynamicRef":"#x"}"##, "$dynamicRef is not supported"), (##"{"enum":1}"##, "enum must be a list"),
        ])
    func refused(schema: String, reason: String) throws {
        let json = try JSON(parsing: schema)
        let error = #expect(throws: SchemaError.self) { try Schema(json) }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test("nesting is bounded, in the schema and in the value")
    func bounded() throws {
        let deep = String(repeating: #"{"not":"#, count: 80) + "{}" + String(repeating: "}", count: 80)
        let json = try JSON(parsing: deep)
        #expect(throws: SchemaError.self) { try Schema(json) }
        #expect(try violations(##"{"$ref":"#"}"##, "1") == ["the value is too complex to be checked"])
        let explosive = ##"{"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/b"}]},"b":{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"}"##
        #expect(try violations(explosive, "1") == ["the value is too complex to be checked"])
    }

    @Test("no more violations are told than a model can use")
    func countBounded() throws {
        let list = "[" + Array(repeating: "1", count: 1000).joined(separator: ",") + "]"
        #expect(try violations(##"{"items":{"type":"string"}}"##, list).count == Schema.mostViolations)
    }
}
