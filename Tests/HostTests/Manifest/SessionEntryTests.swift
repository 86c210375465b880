import Testing

@testable import Host

@Suite struct SessionEntryTests {
    private func session(_ entry: String, _ environment: [String: String] = [:]) throws -> Result<SessionConfiguration, SessionEntryError> {
        let read = manifest("{\"plugins\": {}, \"sessions\": {\"s\":\n\(entry)}}", environment)
        try #require(read.sessions.count == 1)
        return read.sessions[0].configuration()
    }

    @Test("a kwork session with nothing but its kind has the documented defaults")
    func kworkDefaults() throws {
        #expect(try session(#"{"kind": "kwork"}"#).get() == .kwork(KworkSessionConfiguration()))
    }

    @Test("empty texts count as not given, except that an empty token file means none")
    func empty() throws {
        var expected = KworkSessionConfiguration()
        expected.tokenFile = nil
        let entry = #"{"kind": "kwork", "api": "", "login": "", "token": "${T:-}", "token_file": "", "proxy": ""}"#
        #expect(try session(entry).get() == .kwork(expected))
    }

    @Test("everything of an http session arrives")
    func http() throws {
        var connection = SessionConnection()
        connection.proxy = "socks5://u:p@127.0.0.1:1080"
        connection.timeoutMilliseconds = 1_500
        connection.connectTimeoutMilliseconds = 250
        connection.maximumBytes = 2_048
        connection.trust.authorities = .file("/dev/null")
        connection.allowsPlainHTTP = true
        let expected = HTTPSessionConfiguration(
            sites: [SessionSite(name: "base", base: "http://git.example/"), SessionSite(name: "raw", base: "https://raw.example/")],
            headers: [HTTPHeader(name: "Authorization", value: "token t0ken")], rate: RateLimit(perSecond: 0.5, burst: 3),
            connection: connection)
        let entry = """
            {"kind": "http", "base": "http://git.example/", "sites": {"raw": "https://raw.example/"},
             "headers": {"Authorization": "token ${TOKEN}"}, "rate": {"per_second": "${RPS}", "burst": 3},
             "proxy": "socks5://u:p@127.0.0.1:1080", "timeout_seconds": 1.5, "connect_timeout_seconds": 0.25, "max_bytes": 2048,
             "ca_file": "/dev/null", "allow_http": true}
            """
        #expect(try session(entry, ["TOKEN": "t0ken", "RPS": "0.5"]).get() == .http(expected))
    }

    @Test("what a service refuses is reported at its place in the file", arguments: [
        ("{\"kind\": \"kwork\",\n\"api\": \"ftp://x\"}", 3, 8), ("{\"kind\": \"http\"}", 2, 1),
        ("{\"kind\": \"http\", \"base\": \"https://x/\", \"headers\": {\"Host\": \"x\"}}", 2, 60),
        ("{\"kind\": \"kwork\", \"proxy\": \"ftp://u:hunter2@x\"}", 2, 28),
    ])
    func refused(entry: String, line: Int, column: Int) throws {
        let error = #expect(throws: SessionEntryError.self) { try session(entry).get() }
        #expect(error?.problems.map(\.place) == [Place(file: "plugins.json", line: line, column: column)])
        #expect(error?.problems.allSatisfy { !$0.line.contains("hunter2") } == true)
    }
}
