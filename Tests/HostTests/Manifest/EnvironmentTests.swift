import Testing

@testable import Host

@Suite struct EnvironmentTests {
    private static let environment = Environment(["NAME": "value", "EMPTY": "", "DOLLAR": "$NAME"])

    @Test("variables, defaults and dollars are put in", arguments: [
        ("plain", "plain"), ("${NAME}", "value"), ("a ${NAME} b ${NAME}", "a value b value"), ("${MISSING:-none}", "none"),
        ("${NAME:-none}", "value"), ("${EMPTY:-none}", "none"), ("${MISSING:-}", ""), ("$$", "$"), ("$${NAME}", "${NAME}"),
        ("${MISSING:-a$$b:-c}", "a$b:-c"), ("${DOLLAR}", "$NAME"), ("цена ${NAME}", "цена value"),
    ])
    func expansion(text: String, result: String) throws {
        #expect(try Self.environment.expand(text).text == result)
    }

    @Test("what cannot be expanded says why", arguments: [
        ("${MISSING}", ExpansionError.notSet(variable: "MISSING")), ("${EMPTY}", .notSet(variable: "EMPTY")),
        ("a $ b", .syntax("a variable is written ${NAME}; a plain \"$\" is written \"$$\"")),
        ("$NAME", .syntax("a variable is written ${NAME}; a plain \"$\" is written \"$$\"")),
        ("${NAME", .syntax("\"${NAME\" must go on with \"}\" or \":-default}\"")),
        ("${NAME:default}", .syntax("\"${NAME\" must go on with \"}\" or \":-default}\"")),
        ("${}", .syntax("after \"${\" comes the name of a variable: letters, digits and \"_\"")),
        ("${1X}", .syntax("after \"${\" comes the name of a variable: letters, digits and \"_\"")),
        ("${A:-${NAME}}", .syntax("a default cannot refer to another variable; write \"$$\" for \"$\"")),
    ])
    func failure(text: String, error: ExpansionError) {
        #expect(throws: error) { try Self.environment.expand(text) }
    }

    @Test("numbers and booleans may come from one variable, and its value is never repeated")
    func typed() throws {
        let text = #"{"plugins": {"a": {"path": "a.so", "enabled": "${ON:-true}", "deadline_seconds": "${TIME}"}}}"#
        let bundle = try #require(manifest(text, ["TIME": "2.5", "ON": "false"]).bundles.first)
        #expect(bundle.problems.isEmpty)
        #expect(bundle.enabled?.value == false)
        #expect(bundle.deadlineMilliseconds == 2_500)
        #expect(manifest(text, ["TIME": "hunter2"]).lines == [
            #"plugins.json:1:82: "deadline_seconds" must be a number above 0 and at most 86400; the value of TIME, or its default, is not"#
        ])
    }

    @Test("a missing variable takes down only the entry that uses it, and is named")
    func missing() throws {
        let read = manifest(#"{"plugins": {"a": {"path": "${A_PATH}"}, "b": {"path": "b.so"}}}"#)
        #expect(read.bundles.map(\.problems.first?.variable) == ["A_PATH", nil])
        #expect(read.bundles[0].problems.map(\.message) == [
            #""path": the environment variable A_PATH is not set; set it or write ${A_PATH:-default}"#
        ])
    }

    @Test("secret keys and settings from the environment are known as secrets, other values are not")
    func secrets() {
        let read = manifest(
            """
            {"plugins": {"a": {"path": "${A}", "settings": {"url": "db://${PW}", "plain": "text", "deep": [{"k": "${PW}"}]}}},
             "sessions": {"k": {"kind": "kwork", "token": "literal-token", "api": "${API:-https://api/}", "password": "${PW}"}}}
            """, ["A": "a.so", "PW": "hunter2"])
        #expect(Set(read.secrets) == ["db://hunter2", "hunter2", "literal-token"])
        #expect(read.bundles[0].settings["url"] == "db://hunter2")
    }
}
