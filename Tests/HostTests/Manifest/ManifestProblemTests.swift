import Testing

@testable import Host

/// Each mistake gives exactly one line, which says where, what, and what would be right.
@Suite struct ManifestProblemTests {
    @Test("a mistake is named with its place and the way out", arguments: [
        // The text as a whole.
        ("", "plugins.json:1:1: the text ends where a value should be"),
        ("[]", "plugins.json:1:1: the file must be an object { … }, not an array"),
        ("{}", #"plugins.json:1:1: the key "plugins" is missing at the top level"#),
        ("{\n  \"plugins\": {},\n}", "plugins.json:3:1: a comma before '}' is not allowed"),
        ("{ // note\n}", "plugins.json:1:3: expected a key in double quotes"),
        ("{\"plugins\": /* none */ {}}", "plugins.json:1:13: comments are not part of JSON"),
        ("{\"plugins\": {}", "plugins.json:1:15: the file ends before '}'"),
        ("{\"plugins\": {}} x", "plugins.json:1:17: unexpected text after the end of the configuration"),
        ("{\"plugins\": {},\n \"plugins\": {}}", #"plugins.json:2:2: the key "plugins" stands here a second time"#),
        // Keys.
        ("{\"plugin\": {}, \"plugins\": {}}", #"plugins.json:1:2: unknown key "plugin" at the top level; did you mean "plugins"?"#),
        (
            "{\"plugins\": {\"a\": {\n  \"path\": \"a.so\",\n  \"enbaled\": true}}}",
            #"plugins.json:3:3: unknown key "enbaled" in plugins.a; did you mean "enabled"?"#
        ),
        (
            "{\"plugins\": {\"a\": {\"path\": \"a.so\", \"tools\": {\"forbid\": []}}}}",
            #"plugins.json:1:46: unknown key "forbid" in plugins.a.tools; the keys here are: allow, deny, confirm"#
        ),
        ("{\"plugins\": {\"a\": {}}}", #"plugins.json:1:19: the key "path" is missing in plugins.a"#),
        (
            "{\"plugins\": {\"a b\": {\"path\": \"a.so\"}}}",
            #"plugins.json:1:14: the name of a bundle is 1 to 64 letters, digits, ".", "_" and "-", the first a letter or digit"#
        ),
        // Types and values.
        ("{\"plugins\": {\"a\": true}}", #"plugins.json:1:19: "a" must be an object { … }, not a boolean"#),
        ("{\"plugins\": {\"a\": {\"path\": null}}}", #"plugins.json:1:28: "path" must be a string that is not empty, not null"#),
        ("{\"plugins\": {\"a\": {\"path\": \"\"}}}", #"plugins.json:1:28: "path" must be a string that is not empty"#),
        (
            "{\"plugins\": {\"a\": {\"path\": \"a.so\", \"enabled\": \"yes\"}}}",
            #"plugins.json:1:47: "enabled" must be true or false, not a string"#
        ),
        (
            "{\"plugins\": {\"a\": {\"path\": \"a.so\", \"writes\": \"confrim\"}}}",
            #"plugins.json:1:46: "writes" must be auto, confirm or off; did you mean "confirm"?"#
        ),
        (
            "{\"plugins\": {\"a\": {\"path\": \"a.so\", \"deadline_seconds\": 0}}}",
            #"plugins.json:1:56: "deadline_seconds" is 0, must be a number above 0 and at most 86400"#
        ),
        (
            "{\"plugins\": {\"a\": {\"path\": \"a.so\", \"deadline_seconds\": 1e400}}}",
            #"plugins.json:1:56: "deadline_seconds" is beyond every number, must be a number above 0 and at most 86400"#
        ),
        (
            "{\"plugins\": {}, \"policy\": {\"workers\": 1.5}}",
            #"plugins.json:1:39: "workers" is 1.5, must be a whole number from 1 to 256"#
        ),
        ("{\"plugins\": {}, \"policy\": {\"workers\": \"8\"}}", #"plugins.json:1:39: "workers" must be a whole number from 1 to 256, not a string"#),
        // Sessions.
        ("{\"plugins\": {}, \"sessions\": {\"s\": {}}}", #"plugins.json:1:35: the key "kind" is missing in sessions.s; it is one of http, kwork, gitea, kubernetes"#),
        (
            "{\"plugins\": {}, \"sessions\": {\"s\": {\"kind\": \"kwerk\"}}}",
            #"plugins.json:1:44: there is no such kind of session; did you mean "kwork"?"#
        ),
        (
            "{\"plugins\": {}, \"sessions\": {\"s\": {\"kind\": \"kwork\", \"headers\": {}}}}",
            #"plugins.json:1:53: unknown key "headers" in sessions.s; the keys here are: kind, site, api, web, account, login, password, token, token_file, phone_last, rate, proxy, timeout_seconds, connect_timeout_seconds, max_bytes, ca_file, retries, circuit_breaker, allow_http"#
        ),
        (
            "{\"plugins\": {}, \"sessions\": {\"s\": {\"kind\": \"kwork\", \"rate\": {\"per_second\": 2}}}}",
            #"plugins.json:1:61: the key "burst" is missing in sessions.s.rate"#
        ),
    ])
    func mistake(text: String, line: String) {
        #expect(manifest(text).lines == [line])
    }

    @Test("columns count characters, not bytes, and lines of either ending")
    func columns() {
        let text = "{\"plugins\": {},\r\n \"sessions\": {\"имя\": {\"kind\": \"kwork\"}, \"é\": 1}}"
        #expect(manifest(text).sessions.map(\.problems.first?.place.line) == [2, 2])
        #expect(manifest(text).sessions.map(\.problems.first?.place.column) == [15, 41])
    }

    @Test("every mistake of a file is reported, not only the first")
    func all() {
        let text = """
            {"plugins": {"a": {"pth": "a.so", "enabled": 1}, "b": {"path": "b.so"}},
             "policy": {"write": "off"}}
            """
        #expect(manifest(text).lines.count == 3)
    }

    @Test("a mistake in one entry leaves the others usable")
    func reach() {
        let read = manifest("""
            {"plugins": {"bad": {"path": 3}, "good": {"path": "good.so"}},
             "sessions": {"bad": {"kind": "no"}, "good": {"kind": "kwork"}}}
            """)
        #expect(read.problems.isEmpty)
        #expect(read.bundles.map(\.problems.isEmpty) == [false, true])
        #expect(read.sessions.map(\.problems.isEmpty) == [false, true])
    }

    @Test("a mistake in policy is one of the whole file, so that no rule is lost silently", arguments: [
        #"{"plugins": {}, "policy": {"writes": "of"}}"#, #"{"plugins": {}, "policy": {"write": "off"}}"#, #"{"plugins": {}, "polcy": {}}"#,
    ])
    func policy(text: String) {
        #expect(manifest(text).problems.count == 1)
    }
}
