import Testing

@testable import KworkSandbox

@Suite("Over real sockets", .timeLimit(.minutes(2)))
struct ServerTests {
    private static func withServer(_ body: @escaping @Sendable (SandboxServer) async throws -> Void) async throws {
        try await SandboxServer.withRunning(SandboxConfiguration(), body)
    }

    private static func plan(_ fault: String, on server: SandboxServer) async {
        let answer = await RawClient.exchange(port: server.apiPort, RawClient.controlRequest("faults", json: fault))
        #expect(answer.status == 200)
    }

    private static func signIn(_ server: SandboxServer) async throws -> String {
        let answer = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("signIn", form: "login=demo&password=demo"))
        return try #require(JSON(parsing: Array(answer.body.utf8))?["response"]?["token"]?.text)
    }

    @Test("A sign-in and a call with the token work, and the web link leads to the web port")
    func signInAndCall() async throws {
        try await Self.withServer { server in
            let token = try await Self.signIn(server)
            let me = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("actor?token=\(token)"))
            #expect(me.status == 200)
            #expect(me.body.contains("\"username\":\"demo\""))
            #expect(me.text.contains("Content-Type: application/json; charset=utf-8\r\n"))
            let link = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("getWebAuthToken?url_to_redirect=/projects&token=\(token)"))
            #expect(link.body.contains("\"url\":\"\(server.webURL)login-by-token?token="))
            #expect(server.apiPort != server.webPort)
        }
    }

    @Test("Each port plays its own host")
    func twoHosts() async throws {
        try await Self.withServer { server in
            let wrongPort = await RawClient.exchange(port: server.webPort, RawClient.apiRequest("categories"))
            #expect(wrongPort.status == 404)
            let page = await RawClient.exchange(port: server.webPort, "GET /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(page.status == 200)
            #expect(page.body.contains("<form"))
        }
    }

    @Test("A connection is kept open, and the log tells which requests shared it")
    func keepAlive() async throws {
        try await Self.withServer { server in
            let both = RawClient.apiRequest("categories", closing: false) + RawClient.apiRequest("categories")
            let answers = await RawClient.exchange(port: server.apiPort, both)
            #expect(answers.text.split(separator: "HTTP/1.1 200").count == 2)
            _ = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"))
            let log = await RawClient.exchange(port: server.apiPort, "GET /_sandbox/requests HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let entries = try #require(JSON(parsing: Array(log.body.utf8))?["requests"]?.elements)
            try #require(entries.count == 3)
            #expect(entries[0]["connection"] == entries[1]["connection"])
            #expect(entries[0]["connection"] != entries[2]["connection"])
            let times = entries.compactMap { $0["time_ns"]?.integer }
            #expect(times == times.sorted())
            #expect(times.count == 3)
        }
    }

    @Test("close: the connection ends without a byte")
    func close() async throws {
        try await Self.withServer { server in
            await Self.plan(#"{"kind":"close"}"#, on: server)
            let answer = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"))
            #expect(answer.bytes.isEmpty)
            #expect(answer.ending == .closed)
        }
    }

    @Test("reset: RST before any byte")
    func reset() async throws {
        try await Self.withServer { server in
            await Self.plan(#"{"kind":"reset"}"#, on: server)
            let answer = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"))
            #expect(answer.bytes.isEmpty)
            #expect(answer.ending == .reset)
        }
    }

    @Test("reset after the headers: the head arrives, then RST")
    func resetAfterHead() async throws {
        try await Self.withServer { server in
            await Self.plan(#"{"kind":"reset","where":"after-headers"}"#, on: server)
            let answer = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"))
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
            #expect(answer.ending == .reset)
        }
    }

    @Test("truncated: fewer bytes than Content-Length says, then an orderly end")
    func truncated() async throws {
        try await Self.withServer { server in
            await Self.plan(#"{"kind":"truncated","keep_bytes":10}"#, on: server)
            let answer = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"))
            #expect(answer.body.utf8.count == 10)
            #expect(!answer.text.contains("Content-Length: 10\r\n"))
            #expect(answer.text.contains("Content-Length: "))
            #expect(answer.ending == .closed)
        }
    }

    @Test("slow: the answer comes whole, but not before its time", arguments: ["before-headers", "mid-body"])
    func slow(place: String) async throws {
        try await Self.withServer { server in
            await Self.plan(#"{"kind":"slow","delay_ms":300,"where":"\#(place)"}"#, on: server)
            let clock = ContinuousClock()
            let begin = clock.now
            let answer = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"))
            #expect(begin.duration(to: clock.now) >= .milliseconds(290))
            #expect(JSON(parsing: Array(answer.body.utf8))?["success"] == true)
        }
    }

    @Test("huge: as many bytes as ordered, still valid JSON")
    func huge() async throws {
        try await Self.withServer { server in
            await Self.plan(#"{"kind":"huge","bytes":300000}"#, on: server)
            let answer = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"))
            #expect(answer.body.utf8.count == 300_000)
            #expect(JSON(parsing: Array(answer.body.utf8))?["success"] == true)
        }
    }

    @Test("huge and chunked: the head hides the length")
    func hugeChunked() async throws {
        try await Self.withServer { server in
            await Self.plan(#"{"kind":"huge","bytes":300000,"chunked":true}"#, on: server)
            let answer = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"))
            #expect(!answer.text.contains("Content-Length"))
            #expect(answer.body.utf8.count > 300_000)
        }
    }

    @Test("A client that leaves in the middle of an answer does no harm", arguments: [#"{"kind":"huge","bytes":100000000}"#, #"{"kind":"slow","where":"mid-body","delay_ms":50}"#])
    func leavingClient(fault: String) async throws {
        try await Self.withServer { server in
            await Self.plan(fault, on: server)
            _ = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"), enough: 1)
            let next = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories"))
            #expect(next.status == 200)
        }
    }

    @Test("Many clients at once are all served and all counted")
    func crowd() async throws {
        try await Self.withServer { server in
            await withTaskGroup(of: Int?.self) { group in
                for _ in 0..<40 {
                    group.addTask { await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories")).status }
                }
                for await status in group { #expect(status == 200) }
            }
            let state = await RawClient.exchange(port: server.webPort, "GET /_sandbox/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(JSON(parsing: Array(state.body.utf8))?["requests"] == 40)
        }
    }

    @Test("A waiting slow answer does not keep the sandbox from stopping")
    func stopsWhileSlow() async throws {
        try await Self.withServer { server in
            await Self.plan(#"{"kind":"slow","delay_ms":600000}"#, on: server)
            Task.detached { await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories")) }
            // The request has to be inside before the sandbox stops.
            while server.answer(Request(host: .api, method: "GET", path: "/_sandbox/state")).parsed?["requests"] == 0 {
                await Task.yield()
            }
        }
    }

    @Test("An offer goes its whole way over sockets, from the password to the list")
    func offer() async throws {
        try await Self.withServer { server in
            let token = try await Self.signIn(server)
            var browser = Browser()
            browser.root = String(server.webURL.dropLast())
            let link = await RawClient.exchange(
                port: server.apiPort, RawClient.apiRequest("getWebAuthToken?url_to_redirect=%2Fprojects&token=\(token)")
            ).reply.parsed?["response"]?["url"]?.text ?? ""
            #expect(link.hasPrefix(server.webURL))
            let query = String(link.drop { $0 != "?" }.dropFirst())
            for path in ["/login-by-token", "/projects"] {
                let request = browser.visit(path, query: path == "/projects" ? "" : query)
                _ = browser.keep(await RawClient.exchange(port: server.webPort, RawClient.text(request)).reply)
            }
            browser.read(browser.keep(await RawClient.exchange(port: server.webPort, RawClient.text(browser.visit("/new_offer", query: "project=\(browser.project)"))).reply))
            for request in [browser.faq(), browser.draft(), browser.template(), browser.offer()] {
                let answer = await RawClient.exchange(port: server.webPort, RawClient.text(request)).reply
                #expect(answer.parsed?["success"] == true, "\(request.path)")
            }
            let offers = await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("offers?token=\(token)")).reply.parsed
            #expect(offers?["response"]?[0]?["title"] == "Бот &laquo;Уют&raquo;")
            let state = server.answer(Request(host: .api, method: "GET", path: "/_sandbox/state")).parsed
            #expect(state?["violations"] == [])
        }
    }

    @Test("hang: no byte comes, and the sandbox can stop meanwhile")
    func hang() async throws {
        let (left, leaving) = AsyncStream<Int>.makeStream()
        try await Self.withServer { server in
            await Self.plan(#"{"kind":"hang"}"#, on: server)
            Task.detached {
                leaving.yield(await RawClient.exchange(port: server.apiPort, RawClient.apiRequest("categories")).bytes.count)
            }
            while server.answer(Request(host: .api, method: "GET", path: "/_sandbox/state")).parsed?["requests"] == 0 {
                await Task.yield()
            }
        }
        for await count in left {
            #expect(count == 0)
            break
        }
    }

    @Test("A taken port is an error that names it")
    func takenPort() async throws {
        try await Self.withServer { server in
            var configuration = SandboxConfiguration()
            configuration.webPort = server.webPort
            let taken = configuration
            let error = await #expect(throws: ListenError.self) {
                try await SandboxServer.withRunning(taken) { _ in }
            }
            #expect(error?.description.contains(":\(server.webPort): Address already in use") == true)
        }
    }
}
