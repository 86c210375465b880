import Testing

@testable import Host

@Suite struct GiteaSessionTests {
    private func gitea(_ url: String?, token: String? = "g1tea-secret-token") -> SessionConfiguration {
        .gitea(GiteaSessionConfiguration(url: url, token: token))
    }

    @Test("requests go below /api/v1 with the token in its own form", arguments: ["", "/", "///", "/api/v1", "/api/v1/"])
    func address(ending: String) throws {
        let (server, requests) = SessionTests.script([ok("{}")])
        let fixture = SessionFixture(gitea(String(server.url.dropLast()) + ending))
        #expect(fixture.get("version").answer?.status == 200)
        let request = try #require(requests.withLock { $0.first })
        #expect(request.target == "/api/v1/version")
        #expect(request.header("authorization") == "token g1tea-secret-token")
        #expect(fixture.capture.redaction.redact("token g1tea-secret-token") == "[secret]")
        #expect(fixture.capture.redaction.redact("g1tea-secret-token") == "[secret]")
    }

    @Test("a server below a path keeps the path")
    func path() {
        #expect(GiteaSessionConfiguration(url: "https://x.example/git/").base == "https://x.example/git/api/v1")
    }

    @Test("without a token no Authorization is sent")
    func withoutToken() throws {
        let (server, requests) = SessionTests.script([ok("{}")])
        #expect(SessionFixture(gitea(server.url, token: nil)).get("version").answer != nil)
        #expect(try #require(requests.withLock { $0.first }).header("authorization") == nil)
    }

    @Test("branch names reach the server as they are", arguments: [
        ("repos/o/r/branches/feature/x", "repos/o/r/branches/feature/x"),
        ("repos/o/r/branches/fix%2312", "repos/o/r/branches/fix%2312"),
        ("repos/o/r/branches/100%25", "repos/o/r/branches/100%25"),
        ("repos/o/r/branches/two words", "repos/o/r/branches/two%20words"),
        ("repos/o/r/branches/ветка", "repos/o/r/branches/%D0%B2%D0%B5%D1%82%D0%BA%D0%B0"),
        ("repos/o/r/branches/a+b;c=d", "repos/o/r/branches/a+b;c=d"),
        ("repos/o/r/branches/a%3Fb", "repos/o/r/branches/a%3Fb"),
    ])
    func branches(path: String, target: String) throws {
        let (server, requests) = SessionTests.script([ok("{}")])
        #expect(SessionFixture(gitea(server.url)).get(path).answer != nil)
        #expect(try #require(requests.withLock { $0.first }).target == "/api/v1/" + target)
    }

    @Test("paths that would leave the repository are refused before anything is sent", arguments: [
        "repos/o/r/branches/..", "repos/o/r/branches/%2e%2e/x", "repos/o/r/branches/%252e%252e", "repos/o/r/branches/a#b",
        "repos/o/r/branches/a?b", "repos/o/r/branches/a%2Fb", "repos/o/r/branches/a\\b", "//host/x", "https://host/x",
    ])
    func refusedPaths(path: String) {
        let (server, _) = SessionTests.script([ok("{}")])
        #expect(SessionFixture(gitea(server.url)).get(path).failure?.code == "invalid_request")
        #expect(server.connections == 0)
    }

    @Test("an entry without address leaves the session out and says which variable would give one")
    func notSetUp() throws {
        let read = manifest("""
            {"plugins": {}, "sessions": {"gitea": {"kind": "gitea", "url": "${GITEA_URL:-}", "token": "${GITEA_TOKEN:-}",
             "retries": "${RETRIES:-2}", "circuit_breaker": false}}}
            """, [:])
        #expect(read.lines == [])
        let set = SessionSet(read.sessions, surroundings: .process)
        let unusable = try #require(set.unusable["gitea"])
        #expect(unusable.key == "url" && unusable.variable == "GITEA_URL" && unusable.reason.contains("set GITEA_URL"))
        #expect(set.findings.first?.isAbsent == true && set.broken(Self.granted("gitea")) == [])
        let registry = SessionRegistry([:], unusable: set.unusable, engine: HTTPEngine(), log: LogCapture().log())
        let request = SessionRequest(session: "gitea", effect: .read, method: "GET", path: "version")
        let failure = registry.send(request, for: CallFixture.call(sessions: ["gitea"])).failure
        #expect(failure?.code == "session_not_configured" && failure?.message.contains("GITEA_URL") == true)
        #expect(failure?.details == ["session": "gitea", "key": "url", "variable": "GITEA_URL"])
    }

    @Test("a bad address is broken, not absent, and is not repeated")
    func badAddress() throws {
        let read = manifest(#"{"plugins": {}, "sessions": {"g": {"kind": "gitea", "url": "${U}"}}}"#, ["U": "ftp://hunter2.example"])
        let set = SessionSet(read.sessions, surroundings: .process)
        #expect(set.findings.first?.isAbsent == false && set.broken(Self.granted("g")) == ["g"])
        #expect(set.unusable["g"]?.key == "url" && set.unusable["g"]?.variable == "U")
        #expect(set.unusable["g"]?.reason.contains("hunter2") == false)
    }

    @Test("everything of an entry arrives")
    func entry() throws {
        let read = manifest("""
            {"plugins": {}, "sessions": {"g": {"kind": "gitea", "url": "https://git.example/", "token": "${T}", "retries": "${R:-2}",
             "circuit_breaker": "${C:-false}", "timeout_seconds": "${S:-15}", "ca_file": "/dev/null"}}}
            """, ["T": "abcd-efgh"])
        var connection = SessionConnection()
        connection.retries = 2
        connection.hasCircuitBreaker = false
        connection.timeoutMilliseconds = 15_000
        connection.trust.authorities = .file("/dev/null")
        #expect(try read.sessions[0].configuration().get()
            == .gitea(GiteaSessionConfiguration(url: "https://git.example/", token: "abcd-efgh", connection: connection)))
        #expect(read.secrets.contains("abcd-efgh"))
    }

    private static func granted(_ name: String) -> [Placed<String>] {
        [Placed(value: name, place: Place(file: "plugins.json", line: 1, column: 1))]
    }
}

/// `retries` and `circuit_breaker`, which all kinds have.
@Suite struct EffortTests {
    private func fixture(_ url: String, retries: Int = 3, breaker: Bool = true) -> SessionFixture {
        var connection = SessionConnection()
        connection.retries = retries
        connection.hasCircuitBreaker = breaker
        return SessionFixture(base: url, connection: connection)
    }

    @Test("a read is sent again as often as the session says", arguments: [0, 1, 2])
    func retries(_ retries: Int) {
        let (server, requests) = SessionTests.script([ok("busy", status: "503 Busy")])
        #expect(fixture(server.url, retries: retries).get("a").failure?.code == "upstream_unavailable")
        #expect(requests.withLock { $0.count } == retries + 1)
    }

    @Test("a write is sent once, whatever the number says")
    func write() {
        let (server, requests) = SessionTests.script([ok("busy", status: "503 Busy")])
        _ = fixture(server.url, retries: 10).write("a")
        #expect(requests.withLock { $0.count } == 1)
    }

    @Test("the plan counts retries, not attempts", arguments: [0, 3, 10])
    func plan(_ retries: Int) {
        var plan = RetryPlan(isWrite: false, retries: retries)
        var count = 0
        while plan.next(after: Problem(.timeout, ""), canRenew: false, jitter: 0, remainingMilliseconds: 1_000_000) != .giveUp { count += 1 }
        #expect(count == retries)
    }

    @Test("without a breaker a failing host is asked every time, with one it is left in peace")
    func breaker() {
        let (server, requests) = SessionTests.script([ok("no", status: "500 Oops")])
        let without = fixture(server.url, retries: 0, breaker: false)
        for _ in 0..<8 { #expect(without.get("a").failure?.code == "upstream_unavailable") }
        #expect(requests.withLock { $0.count } == 8)
        let with = fixture(server.url, retries: 0)
        let codes = (0..<8).map { _ in with.get("a").failure?.code ?? "" }
        #expect(codes.contains("circuit_open"))
        #expect(requests.withLock { $0.count } == 13)
    }

    @Test("out of range numbers are refused", arguments: ["-1", "11", "1.5", "\"3\"", "true"])
    func range(value: String) {
        #expect(!manifest(#"{"plugins": {}, "sessions": {"s": {"kind": "http", "base": "https://x/", "retries": \#(value)}}}"#).lines.isEmpty)
    }
}

/// What a bundle needs for server-side apply.
@Suite struct ApplyRequestTests {
    @Test("a PATCH with its own content type and query reaches the server as it was asked for, once")
    func apply() throws {
        let (server, requests) = SessionTests.script([ok("{}", status: "201 Created")])
        var request = SessionRequest(session: "service", effect: .write, method: "PATCH", path: "apis/apps/v1/namespaces/n/deployments/d")
        request.query = [HTTPHeader(name: "fieldManager", value: "aiworker"), HTTPHeader(name: "force", value: "true")]
        request.body = .bytes(Array("{\"kind\":\"Deployment\"}".utf8), contentType: "application/apply-patch+yaml")
        let outcome = SessionFixture(base: server.url).registry.send(request, for: CallFixture.writing)
        #expect(outcome.answer?.status == 201)
        let sent = try #require(requests.withLock { $0.first })
        #expect(sent.method == "PATCH" && sent.target == "/apis/apps/v1/namespaces/n/deployments/d?fieldManager=aiworker&force=true")
        #expect(sent.header("content-type") == "application/apply-patch+yaml" && sent.body == "{\"kind\":\"Deployment\"}")
        #expect(requests.withLock { $0.count } == 1)
    }
}
