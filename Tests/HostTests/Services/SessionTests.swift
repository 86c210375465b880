import Glibc
import Testing
@testable import Host

@Suite struct SessionTests {
    /// Answers one after the other; the last one for ever.
    static func script(_ answers: [String]) -> (server: TinyServer, requests: Monitor<[Received]>) {
        let requests = Monitor([Received]())
        let server = TinyServer.http { request in
            let number = requests.withLock { $0.append(request); return $0.count }
            return answers[min(number, answers.count) - 1]
        }
        return (server, requests)
    }

    @Test func credentialsComeFromTheSessionAndTraceContextGoesOn() throws {
        let (server, requests) = Self.script([ok("{}")])
        let fixture = SessionFixture(base: server.url + "v1", headers: [HTTPHeader(name: "Authorization", value: "Bearer s3cret-value")])
        let trace = TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        #expect(fixture.get("things/1", call: CallFixture.call(trace: trace)).answer?.status == 200)
        let request = try #require(requests.withLock { $0.first })
        #expect(request.target == "/v1/things/1")
        #expect(request.header("authorization") == "Bearer s3cret-value")
        #expect(request.header("traceparent") == trace.traceparent)
    }

    @Test func anAnonymousRequestCarriesNoCredentials() throws {
        let (server, requests) = Self.script([ok("{}")])
        let fixture = SessionFixture(base: server.url, headers: [HTTPHeader(name: "X-Api-Key", value: "s3cret-value")])
        var request = SessionRequest(session: "service", effect: .read, method: "GET", path: "")
        request.isAnonymous = true
        #expect(fixture.registry.send(request, for: CallFixture.call()).answer != nil)
        #expect(try #require(requests.withLock { $0.first }).header("x-api-key") == nil)
    }

    @Test func aRefusedRequestNeverReachesTheServer() {
        let (server, _) = Self.script([ok("{}")])
        let fixture = SessionFixture(base: server.url)
        #expect(fixture.get("a", call: CallFixture.call(sessions: [])).failure?.code == "session_not_granted")
        #expect(fixture.write("a", call: CallFixture.call()).failure?.code == "write_disabled")
        #expect(fixture.get("../a").failure?.code == "invalid_request")
        #expect(server.connections == 0)
    }

    @Test func anUnknownOrBrokenSessionSaysSo() {
        let fixture = SessionFixture(base: "http://example.com/")
        let failure = fixture.get("a").failure
        #expect(failure?.code == "session_not_configured")
        #expect(failure?.message.contains("allow_http") == true)
        let request = SessionRequest(session: "other", effect: .read, method: "GET", path: "")
        let missing = fixture.registry.send(request, for: CallFixture.call(sessions: ["other"])).failure
        #expect(missing?.code == "session_not_configured")
    }

    @Test(arguments: ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "429 Too Many Requests"])
    func aReadIsRepeatedUntilItWorks(_ status: String) {
        let (server, requests) = Self.script([ok("busy", status: status), ok("fine")])
        #expect(SessionFixture(base: server.url).get("a").text == "fine")
        #expect(requests.withLock { $0.count } == 2)
    }

    @Test func aReadIsRepeatedAfterALostConnection() {
        let count = Monitor(0)
        let server = TinyServer.http { _ in count.withLock { $0 += 1; return $0 } == 1 ? nil : ok("fine") }
        #expect(SessionFixture(base: server.url).get("a").text == "fine")
    }

    @Test(arguments: [(401, "auth_failed"), (403, "permission"), (404, "not_found"), (410, "not_found"), (422, "api_error"), (302, "bad_answer")])
    func statusesThatStayAreNotRepeated(_ status: Int, _ code: String) {
        let (server, requests) = Self.script([ok("no", status: "\(status) No")])
        #expect(SessionFixture(base: server.url).get("a").failure?.code == code)
        #expect(requests.withLock { $0.count } == 1)
    }

    @Test func aToolMayAskForEveryStatus() {
        let (server, _) = Self.script([ok("missing", status: "404 Not Found")])
        var request = SessionRequest(session: "service", effect: .read, method: "GET", path: "a")
        request.acceptsAnyStatus = true
        let outcome = SessionFixture(base: server.url).registry.send(request, for: CallFixture.call())
        #expect(outcome.answer?.status == 404 && outcome.text == "missing")
    }

    @Test func retryAfterHoldsBackEveryCallOfTheSession() {
        let (server, requests) = Self.script([ok("", headers: "Retry-After: 3600\r\n", status: "429 Slow Down")])
        let fixture = SessionFixture(base: server.url, rate: RateLimit(perSecond: 100, burst: 100))
        let first = fixture.get("a").failure
        #expect(first?.code == "rate_limit" && first?.retry == .later(afterMilliseconds: 900_000))
        let second = fixture.get("b").failure
        #expect(second?.code == "rate_limit")
        if case .later(let wait?) = second?.retry { #expect((800_000...900_000).contains(wait)) } else { Issue.record("no advice") }
        // Another process of the same user knows it too.
        let other = SessionFixture(base: server.url, rate: RateLimit(perSecond: 100, burst: 100), directory: fixture.directory)
        #expect(other.get("c").failure?.code == "rate_limit")
        #expect(requests.withLock { $0.count } == 1)
    }

    @Test func aWriteIsSentOnceWhateverComes() {
        for answer in [ok("", status: "500 Oops"), ok("", headers: "Retry-After: 1\r\n", status: "503 Busy"), ok("", status: "302 Found")] {
            let (server, requests) = Self.script([answer])
            let failure = SessionFixture(base: server.url).write("a", checkWith: "list_things").failure
            #expect(failure?.code == "outcome_unknown" && failure?.retry == .outcomeUnknown)
            #expect(failure?.message.contains("list_things") == true)
            #expect(requests.withLock { $0.count } == 1)
        }
    }

    @Test func aWriteWhoseAnswerIsLostIsUnknown() {
        let count = Monitor(0)
        let server = TinyServer { peer in
            guard peer.readRequest() != nil else { return }
            count.withLock { $0 += 1 }
            peer.reset()
        }
        #expect(SessionFixture(base: server.url).write("a").failure?.code == "outcome_unknown")
        #expect(count.withLock { $0 } == 1)
    }

    @Test func aWriteThatNeverLeftSaysSo() {
        let failure = SessionFixture(base: "http://127.0.0.1:\(TinyServer.closedPort())/").write("a").failure
        #expect(failure?.code == "connection_failed" && failure?.retry == .later(afterMilliseconds: nil))
        #expect(failure?.message.contains("Nothing was changed") == true)
    }

    @Test func aWriteThatWasRefusedIsKnown() {
        for (status, code) in [(403, "permission"), (404, "not_found"), (429, "rate_limit"), (422, "api_error"), (401, "auth_failed")] {
            let (server, _) = Self.script([ok("", status: "\(status) No")])
            #expect(SessionFixture(base: server.url).write("a").failure?.code == code)
        }
    }

    @Test func aWriteThatTimesOutIsKnownToTheCallerBeforeTheDeadline() {
        let server = TinyServer { peer in _ = peer.waitForClose() }
        let failure = SessionFixture(base: server.url).write("a", call: CallFixture.call(hints: .write, milliseconds: 2_500)).failure
        #expect(failure?.code == "outcome_unknown")
    }

    @Test func cancellingAWriteTellsThatItMayHaveHappened() {
        let cancellation = Cancellation()
        let server = TinyServer { peer in
            _ = peer.readRequest()
            cancellation.cancel(.client(reason: nil))
            _ = peer.waitForClose()
        }
        let outcome = SessionFixture(base: server.url).write("a", call: CallFixture.call(hints: .write, cancellation: cancellation))
        guard case .cancelled(let failure) = outcome else { return #expect(Bool(false), "it should be cancelled") }
        #expect(failure.code == "outcome_unknown")
    }

    @Test func redirectsStayAtTheirOrigin() {
        let elsewhere = TinyServer.http { _ in ok("stolen") }
        let server = TinyServer.http { request in
            switch request.target {
            case "/near": ok("", headers: "Location: /there?x=1\r\n", status: "302 Found")
            case "/far": ok("", headers: "Location: \(elsewhere.url)\r\n", status: "302 Found")
            case "/loop": ok("", headers: "Location: /loop\r\n", status: "302 Found")
            default: ok("at \(request.target)")
            }
        }
        let fixture = SessionFixture(base: server.url)
        #expect(fixture.get("near").text == "at /there?x=1")
        #expect(fixture.get("far").failure?.code == "bad_answer")
        #expect(fixture.get("loop").failure?.code == "bad_answer")
        #expect(elsewhere.connections == 0)
    }

    @Test func aHostThatKeepsFailingIsLeftInPeaceByAllProcesses() {
        let (server, requests) = Self.script([ok("", status: "500 Oops")])
        let fixture = SessionFixture(base: server.url)
        for _ in 0..<2 { _ = fixture.get("a", call: CallFixture.call(milliseconds: 3_000)) }
        let failure = fixture.get("a").failure
        #expect(failure?.code == "circuit_open")
        #expect(failure?.message.contains("Try again in") == true)
        let other = SessionFixture(base: server.url, directory: fixture.directory)
        #expect(other.write("a").failure?.code == "circuit_open")
        #expect(requests.withLock { $0.count } <= Int(CircuitBreaker.threshold))
    }

    @Test func theRateIsKeptAsTheServerSeesIt() {
        let times = Monitor([Int64]())
        let server = TinyServer.http { _ in
            times.withLock { $0.append(MonotonicTime.now.nanoseconds) }
            return ok("{}")
        }
        let fixture = SessionFixture(base: server.url, rate: RateLimit(perSecond: 20, burst: 3))
        let done = Monitor(0)
        for _ in 0..<9 {
            Thread.start(name: "caller") {
                if fixture.get("a").answer != nil { done.withLock { $0 += 1 } }
                done.broadcast()
            }
        }
        #expect(done.wait(until: MonotonicTime.now.adding(milliseconds: 20_000)) { $0 == 9 ? true : nil } == true)
        let sorted = times.withLock { $0.sorted() }
        for index in 0..<(sorted.count - 3) { #expect(sorted[index + 3] - sorted[index] >= 990_000_000) }
    }

    @Test func aMultipartBodyAndAQueryArrive() throws {
        let (server, requests) = Self.script([ok("{}")])
        var request = SessionRequest(session: "service", effect: .write, method: "POST", path: "upload")
        request.query = [HTTPHeader(name: "q", value: "a b")]
        request.body = .multipart([.init(name: "file", fileName: "a.bin", contentType: "", data: Array("data".utf8))])
        #expect(SessionFixture(base: server.url).registry.send(request, for: CallFixture.writing).answer != nil)
        let seen = try #require(requests.withLock { $0.first })
        #expect(seen.target == "/upload?q=a%20b")
        #expect(seen.header("content-type")?.hasPrefix("multipart/form-data; boundary=mcp-") == true)
        #expect(seen.body.contains("filename=\"a.bin\"\r\n\r\ndata\r\n--mcp-"))
    }
}
