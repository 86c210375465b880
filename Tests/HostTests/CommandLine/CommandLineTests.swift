import Testing

@testable import Host

/// The real program in a folder of its own, with the smallest example as its bundle.
@Suite struct CommandLineTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let compiled = try Program.compile(["Examples/hello/hello.c"], to: folder.path + "/hello.so")
        try #require(compiled.status == 0, "\(compiled.errors)")
    }

    private func run(_ arguments: String..., environment: [String: String] = [:], input: String = "") throws -> Program.Result {
        try Program.run(arguments, in: folder.path, environment: environment, input: input)
    }

    private func configure(_ text: String) throws { try folder.write("plugins.json", text) }

    // MARK: a bundle by itself

    @Test("an author checks a bundle and sees its tools as signatures")
    func checkBundle() throws {
        let result = try run("check", "./hello.so")
        #expect(result.status == 0)
        #expect(
            result.output == """
                hello.so  com.example.hello 1.0.0, ABI 1.0, 1 tool, no services asked for
                  greet(name: string, times: integer = 1)   read-only
                ready to enable: add "hello": { "path": "hello.so" } to plugins.json

                """)
        #expect(result.errors == "")
    }

    @Test("an author calls a tool of a bundle", arguments: [
        (["name=Ada", "times=2"], "Hello, Ada!\nHello, Ada!\n"), ([#"{"name": "Ada"}"#], "Hello, Ada!\n"),
    ])
    func callBundle(words: [String], output: String) throws {
        let result = try Program.run(["call", "./hello.so", "greet"] + words, in: folder.path)
        #expect(result.output == output)
        #expect(result.errors == "")
        #expect(result.status == 0)
    }

    @Test("arguments that do not fit are told in one line, and the exit code says so")
    func wrongArguments() throws {
        let result = try run("call", "./hello.so", "greet", "times=20")
        #expect(result.errors == "greet: name is required; times is 20, allowed is 1 to 10\n")
        #expect(result.output == "")
        #expect(result.status == 1)
    }

    @Test("arguments may come from stdin")
    func standardInput() throws {
        #expect(try run("call", "./hello.so", "greet", "-", input: #"{"name": "Ada"}"#).output == "Hello, Ada!\n")
        #expect(try run("call", "./hello.so", "greet", "-", input: "s3cret").errors == "greet: stdin holds no JSON object\n")
    }

    @Test("--json gives the result as a client gets it")
    func resultAsJSON() throws {
        let result = try run("call", "--json", "./hello.so", "greet", "name=Ada")
        #expect(try JSON(parsing: result.output)["content"] == [["type": "text", "text": "Hello, Ada!"]])
        let failed = try run("call", "--json", "./hello.so", "greet")
        #expect(try JSON(parsing: failed.output)["isError"] == true)
        #expect(failed.status == 1)
    }

    @Test("a check for programs")
    func checkAsJSON() throws {
        let bundle = try run("check", "--json", "./hello.so")
        let report = try JSON(parsing: bundle.output)
        #expect(report["ok"] == true && report["id"] == "com.example.hello")
        #expect(report["tools"]?.array?.first?["name"] == "greet" && report["tools"]?.array?.first?["preview"] == false)
        #expect(bundle.status == 0)
        try folder.write("text.so", "no library")
        let refused = try run("check", "--json", "./text.so")
        #expect(try JSON(parsing: refused.output)["ok"] == false)
        #expect(refused.status == 1)
        try configure(#"{"plugins": {"h": {"path": "./hello.so"}, "gone": {"path": "./gone.so"}}}"#)
        let all = try run("check", "--json")
        let whole = try JSON(parsing: all.output)
        #expect(whole["ok"] == false && whole["problems"]?.array?.count == 1 && whole["toolsets"]?.array?.count == 2)
        #expect(all.status == 1)
    }

    @Test("a preview is tried without a client, and nothing is changed")
    func preview() throws {
        try folder.write("noter.c", """
            #include <mcp_plugin.h>
            #include <stdio.h>
            static mcp_status put_note(mcp_call *call, mcp_str text) {
                fputs("WRITTEN", stderr);
                mcp_textf(call, "%.*s", MCP_ARG(text));
                return MCP_OK;
            }
            static mcp_status say_note(mcp_call *call, mcp_str text) {
                mcp_textf(call, "Would keep %.*s", MCP_ARG(text));
                return MCP_OK;
            }
            MCP_PLUGIN("com.example.noter", "1.0.0", "Noter",
                MCP_TOOL_PREVIEWED(put_note, say_note, "Keeps a note.", MCP_WRITE, (.deadline_ms = 5000), MCP_STRING(text, "What to keep.")))
            """)
        let compiled = try Program.run(
            ["-shared", "-fPIC", "-o", "noter.so", "-I", Program.headers, "noter.c"], in: folder.path, path: "/usr/bin/cc")
        try #require(compiled.status == 0, "\(compiled.errors)")
        #expect(try run("check", "./noter.so").output.contains("writes, preview"))
        let shown = try run("call", "--preview", "./noter.so", "put_note", "text=milk")
        #expect(shown.output == "Would keep milk\n")
        #expect(!shown.errors.contains("WRITTEN") && shown.status == 0)
        #expect(try run("call", "--preview", "./noter.so", "put_note").status == 1)
        let reading = try run("call", "--preview", "./hello.so", "greet", "name=Ada")
        #expect(reading.status == 2 && reading.errors.contains("only reads"))
    }

    @Test("output that nobody gets is no success", arguments: [
        ["check", "./hello.so"], ["list"], ["check"], ["schema"], ["status"], ["status", "--json"], ["check", "--json"],
    ])
    func lostOutput(words: [String]) throws {
        try configure(#"{"plugins": {"h": {"path": "./hello.so"}}}"#)
        let script = #"exec "$0" "$@" > /dev/full"#
        let result = try Program.run(["-c", script, Program.path] + words, in: folder.path, path: "/bin/sh")
        #expect(result.status == 1)
        #expect(result.errors.contains("could not be written"))
    }

    @Test("a file that is not there is not refused, and a log level that is none is told")
    func smallWords() throws {
        let result = try run("check", "./gone.so", environment: ["MCP_HOST_LOG": "loud"])
        #expect(result.errors.contains("there is no file ./gone.so") && !result.errors.contains("refused"))
        #expect(result.errors.contains("MCP_HOST_LOG is no level") && !result.errors.contains("loud"))
        #expect(result.status == 1)
    }

    @Test("a byte order mark is called by its name")
    func byteOrderMark() throws {
        try configure("\u{FEFF}{}")
        let result = try run("list")
        #expect(result.errors.contains("plugins.json:1:1: the file begins with a byte order mark"))
        #expect(result.status == 3)
    }

    @Test("what is no bundle is refused with its reason")
    func refusedBundle() throws {
        try folder.write("text.so", "no library")
        let result = try run("check", "./text.so")
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("text.so is refused: "))
        #expect(result.output == "")
    }

    // MARK: plugins.json

    private static let usual = """
        {
          "plugins": {
            "hello": { "path": "hello.so" },
            "spare": { "path": "hello.so", "enabled": false },
            "typo": { "path": "hello.so", "tols": {} },
            "gone": { "path": "${GONE_PATH}" }
          }
        }
        """

    @Test("list shows what is on, what is off, and why")
    func list() throws {
        try configure(Self.usual)
        let result = try run("list")
        #expect(
            result.output == """
                plugins.json, in the working directory

                toolset  tools  state    why
                hello    1/1    on
                spare    –      off      plugins.json:4 "enabled": false
                typo     –      refused  plugins.json:5:35: unknown key "tols" in plugins.typo; did you mean "tools"?
                gone     –      refused  plugins.json:6:23: "path": the environment variable GONE_PATH is not set; set it or write ${GONE_PATH:-default}

                """)
        #expect(result.status == 0)
        let json = try JSON(parsing: try run("list", "--json").output)
        #expect(json["toolsets"]?.array?.map { $0["state"] } == ["on", "off", "refused", "refused"])
    }

    @Test("check, also called doctor, ends with 1 when something cannot be used", arguments: ["check", "doctor"])
    func check(command: String) throws {
        try configure(Self.usual)
        let result = try run(command)
        #expect(result.output.hasSuffix("\n2 things to put right\n"))
        #expect(result.status == 1)
        try configure(#"{"plugins": {"hello": {"path": "hello.so"}}}"#)
        let good = try run(command)
        #expect(good.output.hasSuffix("\neverything that is on can be used\n"))
        #expect(good.status == 0)
    }

    @Test("a tool of the deployment is called by its name alone; one that is off names its rule")
    func callDeployed() throws {
        try configure(#"{"plugins": {"hello": {"path": "hello.so"}}}"#)
        #expect(try run("call", "greet", "name=Ada").output == "Hello, Ada!\n")
        let unknown = try run("call", "great", "name=Ada")
        #expect(unknown.errors == "mcp-host: there is no tool \"great\"; did you mean \"greet\"?\n")
        #expect(unknown.status == 2)
        try configure(#"{"plugins": {"hello": {"path": "hello.so", "tools": {"deny": ["gr*"]}}}}"#)
        #expect(try run("call", "greet", "name=Ada").errors == "mcp-host: greet of hello is off: plugins.json:1 tools.deny \"gr*\"\n")
    }

    @Test("of two bundles with the same tool the later one is left out, and its line names both")
    func clash() throws {
        try configure(#"{"plugins": {"one": {"path": "hello.so"}, "two": {"path": "hello.so"}}}"#)
        let line = try #require(try run("list").output.split(separator: "\n").last { $0.hasPrefix("two") })
        #expect(line.contains("refused") && line.contains("greet") && line.contains("one"))
    }

    @Test("patterns that match nothing and grants of unknown sessions are pointed out")
    func notes() throws {
        try configure(#"{"plugins": {"a": {"path": "hello.so", "tools": {"deny": ["great"]}, "sessions": ["kwrk"]}}, "sessions": {"kwork": {"kind": "kwork", "token": "x"}}}"#)
        let output = try run("check").output
        #expect(output.contains(#"plugins.json:1: tools.deny "great" matches no tool of a; did you mean "greet"?"#))
        #expect(output.contains(#"plugins.json:1: there is no session "kwrk" in "sessions"; did you mean "kwork"?"#))
    }

    @Test("a session granted twice is pointed out")
    func grantedTwice() throws {
        try configure(#"{"plugins": {"a": {"path": "hello.so", "sessions": ["k", "k"]}}, "sessions": {"k": {"kind": "kwork", "token": "x"}}}"#)
        #expect(try run("check").output.contains("the session \"k\" is named twice"))
    }

    @Test("advice fits: no sessions for a bundle given by its file, and the rule that wants a confirmation")
    func advice() throws {
        let sources = [
            "arguments", "asking", "client", "conformance_asking", "conformance_content", "conformance_rounds", "constraints", "content", "everything",
            "failing", "guarding", "json", "network", "noise", "operator", "services", "store", "structured", "time",
        ].map { "Examples/everything/\($0).c" }
        let compiled = try Program.compile(sources, to: folder.path + "/everything.so")
        try #require(compiled.status == 0, "\(compiled.errors)")
        let alone = try run("call", "./everything.so", "fetch", "path=x")
        #expect(alone.status == 1 && alone.errors.contains("a bundle given by its file has no sessions"))
        try configure(#"{"plugins": {"e": {"path": "everything.so", "tools": {"confirm": ["put_*"]}}}}"#)
        let gated = try run("call", "put_note", "text=milk")
        #expect(gated.errors.contains(#"It is asked for by plugins.json:1 tools.confirm "put_*""#))
    }

    // MARK: serve

    private static let conversation = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
        {"jsonrpc":"2.0","method":"notifications/initialized"}
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"greet","arguments":{"name":"Ada"}}}

        """

    @Test("serving is the default command, and a bad bundle beside a good one costs one line on stderr", arguments: [
        [], ["serve"], ["serve", "--config", "plugins.json"], ["--config=plugins.json", "--read-only"], ["--toolsets", "hello,typo,gone"],
    ])
    func serve(arguments: [String]) throws {
        try configure(Self.usual)
        let result = try Program.run(arguments, in: folder.path, input: Self.conversation)
        let answers = try result.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(answers.map { $0["id"] } == [1, 2])
        #expect(answers.last?["result"]?["content"]?.array?.first?["text"] == "Hello, Ada!")
        #expect(result.errors.split(separator: "\n").count == 2)
        #expect(result.errors.contains("typo is left out: ") && result.errors.contains("gone is left out: "))
        #expect(result.status == 0)
    }

    @Test("a configuration that cannot be used at all ends with 3 and says where", arguments: [
        ("{\n  \"plugins\": {},\n  \"polcy\": {}\n}", "mcp-host: plugins.json:3:3: unknown key \"polcy\" at the top level; did you mean \"policy\"?\n"),
        ("{\n", "mcp-host: plugins.json:2:1: expected a key in double quotes\n"),
    ])
    func unusable(text: String, line: String) throws {
        try configure(text)
        for command in [["serve"], ["list"], ["check"], ["call", "greet"]] {
            let result = try Program.run(command, in: folder.path)
            #expect(result.status == 3)
            #expect(result.errors == line)
            #expect(result.output == "")
        }
    }

    @Test("without a configuration the places are named")
    func none() throws {
        let result = try run("serve")
        #expect(result.status == 3)
        #expect(result.errors.hasPrefix("mcp-host: no plugins.json found; give one with --config or MCP_HOST_CONFIG (looked for \(folder.path)/plugins.json, "))
    }

    // MARK: the command line itself

    @Test("mistakes on the command line end with 2", arguments: [
        (["lst"], "mcp-host: there is no command \"lst\"; did you mean \"list\"?\n"),
        (["list", "--toolsets", "hallo"], "mcp-host: --toolsets: plugins.json has no bundle \"hallo\"; did you mean \"hello\"? there are: hello\n"),
        (["list", "--toolsets", ","], "mcp-host: --toolsets names no bundle; there are: hello\n"),
        (["serve", "--confg", "x"], nil), (["serve", "--config"], nil), (["call"], nil),
    ] as [([String], String?)])
    func mistakes(arguments: [String], line: String?) throws {
        try configure(#"{"plugins": {"hello": {"path": "hello.so"}}}"#)
        let result = try Program.run(arguments, in: folder.path)
        #expect(result.status == 2)
        #expect(result.output == "")
        #expect(!result.errors.isEmpty)
        if let line { #expect(result.errors == line) }
    }

    @Test("help and version go to stdout, and the help lists the exit codes")
    func help() throws {
        let help = try run("--help")
        #expect(help.status == 0)
        #expect(help.output.contains("USAGE: mcp-host [serve]") && help.output.contains("  4  a write may or may not have happened"))
        #expect(try run("--version").output == "mcp-host \(ServerIdentity.version)\n")
    }

    @Test("cflags finds the header beside the program and in an installed prefix")
    func compilerFlags() throws {
        let folder = try TemporaryFolder()
        let surroundings = Surroundings(
            workingDirectory: "/", programDirectory: folder.path + "/bin dir", environment: Environment([:]))
        #expect(CompilerFlags.text(in: surroundings) == nil)
        try folder.write("include/mcp_plugin.h")
        #expect(CompilerFlags.text(in: surroundings) == "-I\(folder.path)/include")
        try folder.write("bin dir/include/mcp_plugin.h")
        #expect(CompilerFlags.text(in: surroundings) == "-I'\(folder.path)/bin dir/include'")
    }

    @Test("the schema command prints the schema")
    func schema() throws {
        let isSame = try JSON(parsing: try run("schema").output) == ManifestShape.schema
        #expect(isSame)
    }

    @Test("a secret from the environment appears in no output, whatever is wrong")
    func secrets() throws {
        try configure("""
            {"plugins": {"hello": {"path": "hello.so", "deadline_seconds": "${S}", "settings": {"a": "${S}"}}, "b": {"path": "${S}"}},
             "sessions": {"k": {"kind": "kwork", "token": "${S}", "proxy": "${S}", "api": "${S}", "rate": {"per_second": "${S}", "burst": 1}}}}
            """)
        for command in [["list"], ["list", "--json"], ["check"], ["serve"], ["call", "greet", "name=x"]] {
            let result = try Program.run(command, in: folder.path, environment: ["S": "hunter2-secret"])
            let isSilent = !(result.output + result.errors).contains("hunter2")
            #expect(isSilent, "\(command)")
        }
    }
}
