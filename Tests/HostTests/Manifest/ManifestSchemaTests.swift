import Testing

@testable import Host

/// The published schema and the host's own check are one thing.
@Suite struct ManifestSchemaTests {
    private static let published: JSON = {
        // From this file up to the root of the package.
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        return (try? JSON(parsing: TestFile.read(root + "/docs/plugins.schema.json"))) ?? .null
    }()

    @Test("docs/plugins.schema.json is what `mcp-host schema` prints")
    func isCurrent() {
        let isCurrent = Self.published == ManifestShape.schema
        #expect(isCurrent, "write it anew: mcp-host schema | python3 -m json.tool --no-ensure-ascii > docs/plugins.schema.json")
    }

    @Test("every key has a description", arguments: [ManifestShape.schema])
    func descriptions(schema: JSON) {
        func missing(_ schema: JSON, _ path: String) -> [String] {
            var found: [String] = []
            for property in schema["properties"]?.object?.members ?? [] {
                let name = "\(path).\(property.name)"
                if (property.value["description"]?.string ?? "").count < 10 { found.append(name) }
                found += missing(property.value, name)
            }
            if let inner = schema["additionalProperties"] { found += missing(inner, path + ".*") }
            for alternative in schema["oneOf"]?.array ?? [] { found += missing(alternative, path) }
            return found
        }
        #expect(missing(schema, "") == [])
    }

    @Test("host and schema take the same files", arguments: [
        #"{"plugins": {}}"#,
        #"{"$schema": "docs/plugins.schema.json", "plugins": {}, "sessions": {}, "policy": {}}"#,
        """
        {"plugins": {"a": {"path": "a.so", "enabled": true, "sessions": ["s"], "tools": {"allow": ["*"], "deny": ["x"], "confirm": []},
          "writes": "confirm", "deadline_seconds": 0.5, "result_limit_bytes": 4096,
          "settings": {"a": [1, null, true, {"b": "c $$"}], "d": "${E:-f}"}}},
         "sessions": {"s": {"kind": "http", "base": "https://x/", "sites": {"web": "https://y/"}, "headers": {"A-B": "c"},
          "rate": {"per_second": "${R:-0.5}", "burst": 3}, "proxy": "", "timeout_seconds": 3, "allow_http": false}},
         "policy": {"writes": "${W:-off}", "workers": 4.0}}
        """,
    ])
    func taken(text: String) throws {
        #expect(manifest(text).lines == [])
        #expect(SchemaSubset(root: Self.published).misfits(try JSON(parsing: text)) == [])
    }

    @Test("host and schema refuse the same files", arguments: [
        "[]", "{}", #"{"plugins": []}"#, #"{"plugins": {"a": {}}}"#, #"{"plugins": {"a b": {"path": "x"}}}"#,
        #"{"plugins": {"a": {"path": ""}}}"#, #"{"plugins": {"a": {"path": 1}}}"#, #"{"plugins": {"a": {"path": "$x"}}}"#,
        #"{"plugins": {"a": {"path": "x", "pth": "x"}}}"#, #"{"plugins": {"a": {"path": "x", "enabled": "true"}}}"#,
        #"{"plugins": {"a": {"path": "x", "writes": "on"}}}"#, #"{"plugins": {"a": {"path": "x", "tools": {"deny": "x"}}}}"#,
        #"{"plugins": {"a": {"path": "x", "deadline_seconds": 0}}}"#, #"{"plugins": {"a": {"path": "x", "deadline_seconds": "5"}}}"#,
        #"{"plugins": {"a": {"path": "x", "settings": []}}}"#, #"{"plugins": {"a": {"path": "x", "settings": {"k": ["${"]}}}}"#,
        #"{"plugins": {}, "policy": {"workers": 0}}"#, #"{"plugins": {}, "policy": {"workers": 257}}"#,
        #"{"plugins": {}, "policy": {"workers": 1.5}}"#, #"{"plugins": {}, "policy": {"workers": "${A:-1}${B:-2}"}}"#,
        #"{"plugins": {}, "sessions": {"s": {"kind": "ftp"}}}"#, #"{"plugins": {}, "sessions": {"s": {"api": "x"}}}"#,
        #"{"plugins": {}, "sessions": {"s": {"kind": "${K:-http}"}}}"#,
        #"{"plugins": {}, "sessions": {"s": {"kind": "http", "token": "x"}}}"#,
        #"{"plugins": {}, "sessions": {"s": {"kind": "kwork", "rate": {"per_second": 1001, "burst": 1}}}}"#, #"{"plugins": {}, "x": 1}"#,
    ])
    func refused(text: String) throws {
        #expect(manifest(text).lines.count >= 1)
        #expect(SchemaSubset(root: Self.published).misfits(try JSON(parsing: text)).count >= 1)
    }
}
