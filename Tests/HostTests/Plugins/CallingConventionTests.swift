import Testing

@testable import Host

/// C functions see exactly what was sent, for every parameter type and up to 32 of them.
@Suite("Calling C functions")
struct CallingConventionTests {
    /// One parameter type: its macro, its C type, a C expression that appends it to `out`, a value and what C should print.
    private struct Kind: Sendable {
        var macro: String
        var type: String
        var show: @Sendable (String) -> String
        var value: JSON?
        var printed: String
    }

    private static let kinds: [Kind] = [
        Kind(macro: "BOOL", type: "bool", show: { "put(\"%d\", \($0));" }, value: true, printed: "1"),
        Kind(macro: "INTEGER", type: "int64_t", show: { "put(\"%lld\", (long long)\($0));" }, value: .integer(.min), printed: "-9223372036854775808"),
        Kind(macro: "NUMBER", type: "double", show: { "put(\"%.17g\", \($0));" }, value: .number("0.1"), printed: "0.10000000000000001"),
        Kind(macro: "STRING", type: "mcp_str", show: { "put(\"%.*s\", MCP_ARG(\($0)));" }, value: "Привет", printed: "Привет"),
        Kind(macro: "JSON", type: "mcp_json", show: { "put(\"%.*s\", MCP_ARG(\($0)));" }, value: ["a": [1, .null]], printed: #"{"a":[1,null]}"#),
        Kind(macro: "BOOLS", type: "mcp_bools", show: { "put(\"%zu:%d%d\", \($0).count, \($0).items[0], \($0).items[1]);" }, value: [true, false], printed: "2:10"),
        Kind(macro: "INTEGERS", type: "mcp_integers", show: { "put(\"%zu:%lld\", \($0).count, (long long)\($0).items[2]);" }, value: [1, 2, .integer(.max)], printed: "3:9223372036854775807"),
        Kind(macro: "NUMBERS", type: "mcp_numbers", show: { "put(\"%zu:%g\", \($0).count, \($0).items[1]);" }, value: [1, .number("2.5")], printed: "2:2.5"),
        Kind(macro: "STRINGS", type: "mcp_strings", show: { "put(\"%zu:%.*s\", \($0).count, MCP_ARG(\($0).items[1]));" }, value: ["x", "a rather long string of text"], printed: "2:a rather long string of text"),
        Kind(macro: "OPT_BOOL", type: "mcp_opt_bool", show: { "put(\"%d%d\", \($0).present, \($0).value);" }, value: true, printed: "11"),
        Kind(macro: "OPT_INTEGER", type: "mcp_opt_integer", show: { "put(\"%d:%lld\", \($0).present, (long long)\($0).value);" }, value: -7, printed: "1:-7"),
        Kind(macro: "OPT_NUMBER", type: "mcp_opt_number", show: { "put(\"%d:%g\", \($0).present, \($0).value);" }, value: .number("-2.5"), printed: "1:-2.5"),
        Kind(macro: "OPT_BOOL", type: "mcp_opt_bool", show: { "put(\"%d\", \($0).present);" }, value: nil, printed: "0"),
        Kind(macro: "OPT_INTEGER", type: "mcp_opt_integer", show: { "put(\"%d\", \($0).present);" }, value: nil, printed: "0"),
        Kind(macro: "OPT_NUMBER", type: "mcp_opt_number", show: { "put(\"%d\", \($0).present);" }, value: nil, printed: "0"),
        Kind(macro: "OPT_STRING", type: "mcp_str", show: { "put(\"%d\", \($0).data != NULL);" }, value: nil, printed: "0"),
        Kind(macro: "OPT_STRING", type: "mcp_str", show: { "put(\"%d:%zu\", \($0).data != NULL, \($0).size);" }, value: "", printed: "1:0"),
        Kind(macro: "OPT_JSON", type: "mcp_json", show: { "put(\"%d\", \($0).data != NULL);" }, value: nil, printed: "0"),
        Kind(macro: "OPT_STRINGS", type: "mcp_strings", show: { "put(\"%d:%zu\", \($0).items != NULL, \($0).count);" }, value: nil, printed: "0:0"),
        Kind(macro: "OPT_INTEGERS", type: "mcp_integers", show: { "put(\"%d:%zu\", \($0).items != NULL, \($0).count);" }, value: [], printed: "1:0"),
    ]

    private func source(_ kinds: [Kind], name: String) -> String {
        let list = kinds.enumerated().map { "\($1.type) p\($0)" }.joined(separator: ", ")
        let body = kinds.enumerated().map { "    \($1.show("p\($0)")) put(\"\\n\");" }.joined(separator: "\n")
        let parameters = kinds.enumerated().map { "MCP_\($1.macro)(p\($0), \"parameter \($0)\")" }.joined(separator: ",\n        ")
        return """
            #include <stdio.h>
            static mcp_status \(name)(mcp_call *call, \(list)) {
                char out[8192]; int used = 0;
            #define put(...) used += snprintf(out + used, sizeof out - used, __VA_ARGS__)
            \(body)
                mcp_str text = {out, used};
                return call->api->text(call, text);
            }
            MCP_PLUGIN("com.example.\(name)", "1.0.0", "Types",
                MCP_TOOL(\(name), "All types.", MCP_READ_ONLY,
                    \(parameters)))
            """
    }

    private func check(_ kinds: [Kind], name: String) throws {
        let tool = try #require(BundleWorkshop().tools(source(kinds, name: name), name: name).first)
        var arguments = JSONObject()
        for (index, kind) in kinds.enumerated() { if let value = kind.value { arguments["p\(index)"] = value } }
        #expect(tool.run(arguments).summary == kinds.map { $0.printed + "\n" }.joined())
    }

    @Test("every parameter type arrives, present and absent")
    func everyType() throws { try check(CallingConventionTests.kinds, name: "every_type") }

    @Test("32 parameters of mixed types arrive in their order", arguments: [UInt64(1), 2, 3])
    func thirtyTwo(seed: UInt64) throws {
        var random = RandomSource(seed: seed)
        try check((0..<32).map { _ in random.pick(CallingConventionTests.kinds) }, name: "thirty_two_\(seed)")
    }

    @Test("32 integers and 32 doubles use registers and stack as C expects")
    func sameType() throws {
        for macro in ["INTEGER", "NUMBER"] {
            let kinds = (0..<32).map { index in
                Kind(
                    macro: macro, type: macro == "INTEGER" ? "int64_t" : "double",
                    show: { macro == "INTEGER" ? "put(\"%lld\", (long long)\($0));" : "put(\"%g\", \($0));" },
                    value: .integer(Int64(index) * 3), printed: "\(index * 3)")
            }
            try check(kinds, name: "many_\(macro.lowercased())")
        }
    }

    @Test("defaults arrive when an argument is left out, also those of text and arrays")
    func defaults() throws {
        let source = """
            static mcp_status defaults(mcp_call *call, mcp_str text, mcp_integers numbers, bool flag, double ratio) {
                return mcp_textf(call, "%.*s %zu %lld %d %g", MCP_ARG(text), numbers.count, (long long)numbers.items[1], flag, ratio);
            }
            MCP_PLUGIN("com.example.defaults", "1.0.0", "Defaults",
                MCP_TOOL(defaults, "Defaults.", MCP_READ_ONLY,
                    MCP_STRING(text, "t", MCP_DEFAULT("a default that is long")), MCP_INTEGERS(numbers, "n", .fallback = MCP_JSON_LITERAL("[7,8]")),
                    MCP_BOOL(flag, "f", MCP_DEFAULT(true)), MCP_NUMBER(ratio, "r", MCP_DEFAULT(2.5))))
            """
        let tool = try #require(BundleWorkshop().tools(source, name: "defaults").first)
        #expect(tool.run().summary == "a default that is long 2 8 1 2.5")
        #expect(tool.run(["text": "x", "flag": false, "numbers": [1, 2, 3]]).summary == "x 3 2 0 2.5")
        #expect(tool.run(["text": .null]).summary == "a default that is long 2 8 1 2.5")
    }
}
