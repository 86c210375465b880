import Testing

@testable import Host

/// A whole deployment in this process, from the text of its plugins.json.
@Suite struct DeploymentTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let compiled = try Program.compile(["Examples/hello/hello.c"], to: folder.path + "/hello.so")
        try #require(compiled.status == 0, "\(compiled.errors)")
    }

    private func load(
        _ text: String, _ options: DeploymentOptions = DeploymentOptions(), environment: [String: String] = [:]
    ) throws -> Deployment {
        let path = try folder.write("plugins.json", text)
        var options = options
        options.configuration = path
        return try Deployment.load(options, in: folder.surroundings(environment))
    }

    @Test("deadline and result limit: the tool's own, the policy's, the bundle's", arguments: [
        ("", "{}", 60_000, 1 << 20), ("", #"{"deadline_seconds": 5, "result_limit_bytes": 2048}"#, 5_000, 2_048),
        (#", "deadline_seconds": 0.25, "result_limit_bytes": 4096"#, #"{"deadline_seconds": 5, "result_limit_bytes": 2048}"#, 250, 4_096),
    ] as [(String, String, Int64, Int)])
    func limits(entry: String, policy: String, deadline: Int64, resultLimit: Int) throws {
        let deployment = try load("{\"plugins\": {\"hello\": {\"path\": \"hello.so\"\(entry)}}, \"policy\": \(policy)}")
        let tool = try #require(deployment.catalog["greet"])
        #expect(tool.definition.deadlineMilliseconds == deadline)
        #expect(tool.resultLimit == resultLimit)
    }

    @Test("what a tool may use is what its entry grants")
    func grants() throws {
        let deployment = try load(
            #"{"plugins": {"hello": {"path": "hello.so", "sessions": ["k"], "writes": "confirm"}}, "sessions": {"k": {"kind": "kwork", "token": "t0ken"}}}"#)
        let tool = try #require(deployment.catalog["greet"])
        #expect(tool.bundleName == "hello")
        #expect(tool.sessions == ["k"])
        #expect(tool.writes == .confirm)
    }

    @Test("only what is meant to be on is a problem")
    func problems() throws {
        let deployment = try load("""
            {"plugins": {"off": {"path": "${NO}", "enabled": false}, "other": {"path": "gone.so"}, "hello": {"path": "hello.so"}},
             "sessions": {"unused": {"kind": "http", "base": "${NO}"}}}
            """, DeploymentOptions(toolsets: ["hello"]))
        #expect(deployment.problems == [])
        #expect(deployment.catalog.tools.map(\.definition.name) == ["greet"])
        #expect(deployment.sessions.map(\.problems.count) == [1])
    }

    @Test("a kwork session without any way to sign in names its variables", arguments: [
        ([:], "no credentials: set KWORK_TOKEN, or KWORK_LOGIN and KWORK_PASSWORD, or run mcp-host login k"),
        (["KWORK_LOGIN": "ada"], "no credentials: set KWORK_TOKEN, or KWORK_PASSWORD, or run mcp-host login k"), (["KWORK_TOKEN": "t0ken"], nil),
        (["KWORK_LOGIN": "ada", "KWORK_PASSWORD": "pa55word"], nil),
    ] as [([String: String], String?)])
    func credentials(environment: [String: String], message: String?) throws {
        let text = """
            {"plugins": {}, "sessions": {"k": {"kind": "kwork", "token": "${KWORK_TOKEN:-}", "login": "${KWORK_LOGIN:-}",
              "password": "${KWORK_PASSWORD:-}", "token_file": "~/token"}}}
            """
        let problems = try load(text, environment: environment).sessions[0].problems
        #expect(problems.map { $0.hasSuffix(message ?? "nothing") } == (message == nil ? [] : [true]))
        try folder.write("home/token", "kept")
        #expect(try load(text, environment: environment).sessions[0].problems == [])
    }

    @Test("the file that ships is usable with nothing set, and takes every variable it promises")
    func shipped() throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let source = SourceText(file: "plugins.json", bytes: try TestFile.read(root + "/plugins.json"))
        #expect(ManifestReader.read(source, environment: Environment([:])).lines == [])
        let bare = try #require(ManifestReader.read(source, environment: Environment([:])).sessions.first)
        #expect(try bare.configuration().get() == .kwork(KworkSessionConfiguration()))
        let variables = [
            "KWORK_API_URL": "http://127.0.0.1:1/", "KWORK_WEB_URL": "http://127.0.0.1:2/", "KWORK_LOGIN": "ada", "KWORK_PASSWORD": "pass",
            "KWORK_TOKEN": "t0ken", "KWORK_TOKEN_FILE": "/t", "KWORK_PHONE_LAST": "1234", "KWORK_PROXY_URL": "socks5://u:p@h:1",
            "KWORK_TIMEOUT": "7.5", "KWORK_RPS_LIMIT": "0.5", "KWORK_BURST_LIMIT": "3",
        ]
        var connection = SessionConnection()
        connection.proxy = "socks5://u:p@h:1"
        connection.timeoutMilliseconds = 7_500
        let session = try #require(ManifestReader.read(source, environment: Environment(variables)).sessions.first)
        #expect(
            try session.configuration().get()
                == .kwork(
                    KworkSessionConfiguration(
                        api: "http://127.0.0.1:1/", web: "http://127.0.0.1:2/", login: "ada", password: "pass", token: "t0ken",
                        tokenFile: "/t", phoneLast: "1234", rate: RateLimit(perSecond: 0.5, burst: 3), connection: connection)))
    }

    @Test("the operator guide explains every key, and every variable of the file that ships")
    func guide() throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let guide = String(decoding: try TestFile.read(root + "/docs/operator-guide.md"), as: UTF8.self)
        func names(_ shape: Shape) -> [String] {
            switch shape {
            case .object(let keys): keys.flatMap { [$0.name] + names($0.shape) }
            case .named(_, let inner), .list(let inner): names(inner)
            case .kinds(let kinds): kinds.flatMap { $0.keys.flatMap { [$0.name] + names($0.shape) } }
            default: []
            }
        }
        let missing = Set(names(ManifestShape.root)).subtracting(["$schema"]).filter { key in
            !guide.contains("`\(key)`") && !guide.contains(".\(key)`") && !guide.contains("`\(key).")
        }
        #expect(missing == [])
        let shipped = String(decoding: try TestFile.read(root + "/plugins.json"), as: UTF8.self)
        for match in shipped.matches(of: /\$\{(\w+)/) { #expect(guide.contains("`\(match.1)`")) }
    }
}
