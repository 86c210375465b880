import Testing
@testable import Host

@Suite struct HTTPEngineTests {
    let engine = HTTPEngine()

    func perform(_ request: HTTPRequest, within milliseconds: Int64 = 10_000) -> Result<HTTPAnswer, TransportFailure> {
        engine.perform(request, deadline: MonotonicTime.now.adding(milliseconds: milliseconds), cancellation: Cancellation())
    }

    func failure(_ request: HTTPRequest) -> TransportFailure? {
        if case .failure(let failure) = perform(request) { return failure }
        return nil
    }

    @Test func aGetBringsStatusHeadersAndBody() throws {
        let server = TinyServer.http { ok("hello \($0.target)", type: "text/plain; charset=utf-8", headers: "X-Thing: 1\r\n") }
        let answer = try perform(HTTPRequest(method: .get, url: server.url + "path?a=b")).get()
        #expect(answer.status == 200)
        #expect(answer.body == Array("hello /path?a=b".utf8))
        #expect(answer.mediaType == "text/plain")
        #expect(answer.header("x-thing") == "1")
    }

    @Test func aPostCarriesItsBodyAndNothingWeDidNotAskFor() throws {
        let seen = Monitor(Received?.none)
        let server = TinyServer.http { request in
            seen.withLock { $0 = request }
            return ok("{}")
        }
        _ = try perform(HTTPRequest(method: .post, url: server.url, body: Array("a=ü".utf8))).get()
        let request = try #require(seen.withLock { $0 })
        #expect(request.method == "POST")
        #expect(request.body == "a=ü")
        #expect(request.header("content-type") == nil)
        #expect(request.header("expect") == nil)
    }

    @Test(arguments: [HTTPRequest.Method.put, .patch, .delete, .post])
    func everyMethodReachesTheServerAsItself(_ method: HTTPRequest.Method) throws {
        let server = TinyServer.http { ok("\($0.method) \($0.header("content-length") ?? "none")") }
        let body: [UInt8]? = method == .delete ? nil : []
        let answer = try perform(HTTPRequest(method: method, url: server.url, body: body)).get()
        #expect(answer.body == Array("\(method.rawValue) \(method == .delete ? "none" : "0")".utf8))
    }

    @Test func aHeadRequestDoesNotWaitForABody() throws {
        let server = TinyServer.http { _ in "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" }
        let answer = try perform(HTTPRequest(method: .head, url: server.url)).get()
        #expect(answer.status == 200 && answer.body.isEmpty)
    }

    @Test func readsShareAConnectionAndWritesTakeAFreshOne() throws {
        let server = TinyServer.http { _ in ok("{}") }
        for _ in 0..<3 { _ = try perform(HTTPRequest(method: .get, url: server.url)).get() }
        #expect(server.connections == 1)
        var write = HTTPRequest(method: .post, url: server.url)
        write.wantsFreshConnection = true
        _ = try perform(write).get()
        #expect(server.connections == 2)
    }

    @Test func aRefusedConnectionIsCertainlyUnsent() {
        let found = failure(HTTPRequest(method: .post, url: "http://127.0.0.1:\(TinyServer.closedPort())/", body: [1]))
        #expect(found?.kind == .connect)
        #expect(found?.mayHaveBeenSent == false)
    }

    @Test func anUnknownHostIsCertainlyUnsent() {
        let found = failure(HTTPRequest(method: .get, url: "http://does-not-exist.invalid/"))
        #expect(found?.kind == .connect)
        #expect(found?.mayHaveBeenSent == false)
    }

    @Test func aServerThatDoesNotSpeakTLSFailsBeforeTheRequest() {
        let server = TinyServer { peer in
            _ = peer.read()
            peer.write("this is no TLS\r\n")
        }
        let found = failure(HTTPRequest(method: .post, url: "https://127.0.0.1:\(server.port)/", body: [1]))
        #expect(found?.kind == .tls)
        #expect(found?.mayHaveBeenSent == false)
    }

    @Test func aResetAfterTheRequestMayHaveBeenSent() {
        let server = TinyServer { peer in
            _ = peer.readRequest()
            peer.reset()
        }
        let found = failure(HTTPRequest(method: .post, url: server.url, body: Array("x".utf8)))
        #expect(found?.kind == .lost)
        #expect(found?.mayHaveBeenSent == true)
    }

    /// libcurl would quietly send the request a second time when an idle connection turns out to be dead.
    @Test func aRequestIsNeverSentTwiceByTheLibrary() throws {
        let requests = Monitor(0)
        let server = TinyServer { peer in
            var isFirst = true
            while peer.readRequest() != nil {
                requests.withLock { $0 += 1 }
                if !isFirst { return }
                isFirst = false
                peer.write(ok("{}"))
            }
        }
        _ = try perform(HTTPRequest(method: .get, url: server.url)).get()
        let found = failure(HTTPRequest(method: .post, url: server.url, body: []))
        #expect(found?.kind == .lost)
        #expect(found?.mayHaveBeenSent == true)
        #expect(requests.withLock { $0 } == 2)
    }

    @Test func aTruncatedAnswerIsALostConnection() {
        let server = TinyServer.http { _ in ok("x").replacing("Content-Length: 1", with: "Content-Length: 10") }
        let broken = TinyServer { peer in
            _ = peer.readRequest()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        }
        defer { server.stop() }
        let found = failure(HTTPRequest(method: .get, url: broken.url))
        #expect(found?.kind == .lost)
        #expect(found?.mayHaveBeenSent == true)
    }

    @Test func anAnswerThatIsNotHTTPIsMalformed() {
        let server = TinyServer { peer in
            _ = peer.readRequest()
            peer.write("220 ftp.example.com ready\r\n")
        }
        #expect(failure(HTTPRequest(method: .get, url: server.url))?.kind == .malformed)
    }

    @Test func aSilentServerTimesOutAfterSending() {
        let server = TinyServer { peer in _ = peer.waitForClose() }
        var request = HTTPRequest(method: .get, url: server.url)
        request.timeoutMilliseconds = 150
        let found = failure(request)
        #expect(found?.kind == .timeout)
        #expect(found?.mayHaveBeenSent == true)
    }

    @Test(arguments: [true, false])
    func anAnswerAboveTheLimitIsGivenUp(_ saysItsLength: Bool) {
        let server = TinyServer { peer in
            _ = peer.readRequest()
            let body = String(repeating: "x", count: 5000)
            peer.write(saysItsLength ? ok(body) : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body)
        }
        var request = HTTPRequest(method: .get, url: server.url)
        request.maximumBytes = 4999
        #expect(failure(request)?.kind == .tooLarge)
        request.maximumBytes = 5000
        #expect(throws: Never.self) { try perform(request).get() }
    }

    @Test func endlessHeadersAreGivenUp() {
        let server = TinyServer { peer in
            _ = peer.readRequest()
            peer.write("HTTP/1.1 200 OK\r\n")
            for number in 0..<200 { peer.write("X-\(number): \(String(repeating: "y", count: 4000))\r\n") }
            peer.write("\r\n")
        }
        #expect(failure(HTTPRequest(method: .get, url: server.url))?.kind == .tooLarge)
    }

    @Test func cancellingReturnsAtOnceAndClosesTheConnection() {
        let closed = Monitor(false)
        let started = Monitor(false)
        let server = TinyServer { peer in
            _ = peer.readRequest()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart")
            started.withLock { $0 = true }
            started.broadcast()
            let isClosed = peer.waitForClose()
            closed.withLock { $0 = isClosed }
            closed.broadcast()
        }
        let cancellation = Cancellation()
        Thread.start(name: "canceller") {
            _ = started.wait { $0 ? true : nil }
            cancellation.cancel(.client(reason: nil))
        }
        let result = engine.perform(
            HTTPRequest(method: .get, url: server.url), deadline: MonotonicTime.now.adding(milliseconds: 20_000), cancellation: cancellation)
        guard case .failure(let failure) = result else { return #expect(Bool(false), "it should have been cancelled") }
        #expect(failure.kind == .cancelled(.client(reason: nil)))
        #expect(failure.mayHaveBeenSent)
        let limit = MonotonicTime.now.adding(milliseconds: 10_000)
        #expect(closed.wait(until: limit) { $0 ? true : nil } == true, "the server should see the connection close")
    }

    @Test func aCancelledCallSendsNothing() {
        let server = TinyServer.http { _ in ok("{}") }
        let cancellation = Cancellation()
        cancellation.cancel(.deadline)
        let result = engine.perform(HTTPRequest(method: .get, url: server.url), deadline: .distantFuture, cancellation: cancellation)
        #expect(throws: TransportFailure.self) { try result.get() }
        #expect(server.connections == 0)
    }

    @Test func manyThreadsAtOnceGetTheirOwnAnswers() {
        let server = TinyServer.http { ok($0.target) }
        let engine = engine
        let done = Monitor<[Bool]>([])
        for number in 0..<24 {
            Thread.start(name: "caller") {
                let answer = try? engine.perform(
                    HTTPRequest(method: .get, url: server.url + "\(number)"),
                    deadline: MonotonicTime.now.adding(milliseconds: 20_000), cancellation: Cancellation()
                ).get()
                done.withLock { $0.append(answer?.body == Array("/\(number)".utf8)) }
                done.broadcast()
            }
        }
        let all = done.wait(until: MonotonicTime.now.adding(milliseconds: 30_000)) { $0.count == 24 ? $0 : nil }
        #expect(all?.allSatisfy { $0 } == true)
    }

    @Test func shutdownEndsWhatRunsAndRefusesWhatComes() {
        let engine = HTTPEngine()
        let started = Monitor(false)
        let server = TinyServer { peer in
            _ = peer.readRequest()
            started.withLock { $0 = true }
            started.broadcast()
            _ = peer.waitForClose()
        }
        Thread.start(name: "stopper") {
            _ = started.wait { $0 ? true : nil }
            engine.shutdown()
        }
        let request = HTTPRequest(method: .get, url: server.url)
        let running = engine.perform(request, deadline: MonotonicTime.now.adding(milliseconds: 20_000), cancellation: Cancellation())
        guard case .failure(let first) = running else { return #expect(Bool(false), "it should have been ended: \(running)") }
        #expect(first.kind == .cancelled(.shutdown))
        let later = engine.perform(request, deadline: .distantFuture, cancellation: Cancellation())
        guard case .failure(let second) = later else { return #expect(Bool(false), "it should have been refused") }
        #expect(second.kind == .refused && !second.mayHaveBeenSent)
    }
}
