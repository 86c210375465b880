import PluginABI
import Testing
@testable import Host

/// The C functions as a bundle calls them, without their `mcp_call *`, which `CallHandle.from` covers.
@Suite struct ServiceTableTests {
    let directory = TestDirectory()
    let capture = LogCapture()

    func services(_ base: String, rate: RateLimit? = nil) -> Services {
        let configuration = HTTPSessionConfiguration(
            sites: [SessionSite(name: "main", base: base)], headers: [HTTPHeader(name: "Authorization", value: "Bearer s3cret-value")], rate: rate)
        return Services(
            sessions: ["service": .http(configuration)], log: capture.log(), redaction: capture.redaction, stateDirectory: directory.path)
    }

    func handle(_ call: ToolCall = CallFixture.call()) -> CallHandle { CallHandle(call: call, arena: Arena()) }

    /// Runs `body` with a request whose texts live as long as it runs.
    func request(
        session: String = "service", method: String = "GET", path: String = "things", effect: UInt32 = 1,
        _ change: (inout mcp_http_request) -> Void = { _ in }, _ body: (inout mcp_http_request) -> mcp_status
    ) -> mcp_status {
        withSpan(session) { session in
            withSpan(method) { method in
                withSpan(path) { path in
                    var request = mcp_http_request()
                    request.struct_size = UInt32(MemoryLayout<mcp_http_request>.size)
                    request.effect = effect
                    request.session = session
                    request.method = method
                    request.path = path
                    change(&request)
                    return body(&request)
                }
            }
        }
    }

    func withSpan<Value>(_ text: String, _ body: (mcp_str) -> Value) -> Value {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { body(mcp_str(data: $0.baseAddress?.assumingMemoryBound(to: CChar.self), size: $0.count)) }
    }

    func newResponse() -> mcp_http_response {
        var response = mcp_http_response()
        response.struct_size = UInt32(MemoryLayout<mcp_http_response>.size)
        return response
    }

    func text(_ span: mcp_str) -> String {
        String(decoding: UnsafeRawBufferPointer(start: span.data, count: span.size), as: UTF8.self)
    }

    @Test func everyServiceHasATableOfItsRevision() throws {
        let services = services("http://127.0.0.1:1/")
        for id in ["mcp.http", "mcp.limit", "mcp.guard", "mcp.log", "mcp.settings"] {
            let table = try #require(services.table(id: id, revision: 1))
            #expect(table.load(fromByteOffset: 4, as: UInt32.self) == 1)
            #expect(table.load(as: UInt32.self) >= 16)
            #expect(services.table(id: id, revision: 1) == table)
            #expect(services.table(id: id, revision: 2) == nil)
        }
        #expect(services.table(id: "mcp.nothing", revision: 1) == nil)
    }

    @Test func aRequestGoesOutAndItsAnswerOutlivesTheFunction() {
        let server = TinyServer.http { ok("[\($0.target)]", headers: "Set-Cookie: a=b\r\nX-Thing: 7\r\nX-Empty:\r\n") }
        let services = services(server.url)
        let handle = handle()
        var response = newResponse()
        let status = request { HTTPTable.request(handle, &$0, &response, services: services) }
        #expect(status == CallStatus.ok)
        #expect(response.status == 200)
        #expect(String(decoding: UnsafeBufferPointer(start: response.body.data, count: response.body.size), as: UTF8.self) == "[/things]")
        #expect(text(response.content_type) == "application/json")
        let headers = (0..<response.header_count).map { index in
            (text(response.headers[index].name), text(response.headers[index].value))
        }
        #expect(headers.contains { $0 == ("x-thing", "7") })
        #expect(!headers.contains { $0.0 == "set-cookie" })
        withExtendedLifetime(handle) {}
    }

    @Test func pairsAndFormsArrive() {
        let seen = Monitor(Received?.none)
        let server = TinyServer.http { request in
            seen.withLock { $0 = request }
            return ok("{}")
        }
        let services = services(server.url)
        var response = newResponse()
        let status = withSpan("käse") { value in
            var pairs = [mcp_pair(name: value, value: value)]
            return pairs.withUnsafeMutableBufferPointer { pairs in
                request(method: "POST", { request in
                    request.query = UnsafePointer(pairs.baseAddress)
                    request.query_count = 1
                    request.form = UnsafePointer(pairs.baseAddress)
                    request.form_count = 1
                }) { HTTPTable.request(handle(), &$0, &response, services: services) }
            }
        }
        #expect(status == CallStatus.ok)
        #expect(seen.withLock { $0?.target } == "/things?k%C3%A4se=k%C3%A4se")
        #expect(seen.withLock { $0?.body } == "k%C3%A4se=k%C3%A4se")
    }

    @Test func failuresAreRecordedOnTheCall() {
        let server = TinyServer.http { _ in ok("", status: "404 Not Found") }
        let handle = handle()
        var response = newResponse()
        let services = services(server.url)
        #expect(request { HTTPTable.request(handle, &$0, &response, services: services) } == CallStatus.failed)
        #expect(handle.state.withLock { $0.failure?.code } == "not_found")
        #expect(request(effect: 2) { HTTPTable.request(handle, &$0, &response, services: services) } == CallStatus.failed)
        #expect(handle.state.withLock { $0.failure?.code } == "write_disabled")
    }

    @Test func aStoppedCallIsCancelled() {
        let cancellation = Cancellation()
        cancellation.cancel(.client(reason: nil))
        let handle = handle(CallFixture.call(cancellation: cancellation))
        var response = newResponse()
        let services = services("http://127.0.0.1:1/")
        #expect(request { HTTPTable.request(handle, &$0, &response, services: services) } == CallStatus.cancelled)
        #expect(withSpan("service") { LimitTable.acquire(handle, $0, services: services) } == CallStatus.cancelled)
    }

    @Test func brokenRequestsAreInvalidAndNotSent() {
        let server = TinyServer.http { _ in ok("{}") }
        let services = services(server.url)
        var response = newResponse()
        func status(_ effect: UInt32 = 1, _ change: (inout mcp_http_request) -> Void) -> mcp_status {
            request(method: "POST", effect: effect, change) { HTTPTable.request(handle(), &$0, &response, services: services) }
        }
        #expect(status { $0.struct_size = 8 } == CallStatus.invalid)
        #expect(status(0) { _ in } == CallStatus.invalid)
        #expect(status(3) { _ in } == CallStatus.invalid)
        #expect(status { $0.flags = 4 } == CallStatus.invalid)
        #expect(status { $0.path = mcp_str(data: nil, size: 3) } == CallStatus.invalid)
        #expect(status { $0.query_count = 1 } == CallStatus.invalid)
        #expect(status { $0.query_count = .max } == CallStatus.invalid)
        let bad: [CChar] = [-1, -2]
        bad.withUnsafeBufferPointer { bad in
            #expect(status { $0.path = mcp_str(data: bad.baseAddress, size: 2) } == CallStatus.invalid)
        }
        #expect(HTTPTable.request(handle(), nil, &response, services: services) == CallStatus.invalid)
        #expect(request { HTTPTable.request(handle(), &$0, nil, services: services) } == CallStatus.invalid)
        response.struct_size = 4
        #expect(status { _ in } == CallStatus.invalid)
        #expect(server.connections == 0)
    }

    @Test func aLongerRequestOfALaterRevisionIsUnderstood() {
        struct Longer {
            var request = mcp_http_request()
            var extra: UInt64 = .max
        }
        let server = TinyServer.http { _ in ok("{}") }
        let services = services(server.url)
        var response = newResponse()
        let status = request { request in
            var longer = Longer(request: request)
            longer.request.struct_size = UInt32(MemoryLayout<Longer>.size)
            return withUnsafePointer(to: &longer) { pointer in
                UnsafeRawPointer(pointer).withMemoryRebound(to: mcp_http_request.self, capacity: 1) {
                    HTTPTable.request(handle(), $0, &response, services: services)
                }
            }
        }
        #expect(status == CallStatus.ok)
    }

    @Test func permitsOfTheLimitServiceAreThoseOfTheSession() {
        let services = services("http://127.0.0.1:1/", rate: RateLimit(perSecond: 0.1, burst: 1))
        let handle = handle(CallFixture.call(milliseconds: 2_000))
        #expect(withSpan("service") { LimitTable.acquire(handle, $0, services: services) } == CallStatus.ok)
        #expect(withSpan("service") { LimitTable.acquire(handle, $0, services: services) } == CallStatus.failed)
        #expect(handle.state.withLock { $0.failure?.code } == "rate_limit")
        #expect(withSpan("other") { LimitTable.acquire(handle, $0, services: services) } == CallStatus.failed)
        #expect(handle.state.withLock { $0.failure?.code } == "session_not_granted")
    }

    @Test func theGuardKnowsItsWordsAndKeepsDetailsToItself() {
        let services = services("http://127.0.0.1:1/")
        let handle = handle()
        func fail(_ code: String, _ effect: UInt32) -> mcp_status {
            withSpan(code) { code in withSpan("inner detail") { GuardTable.fail(handle, code, effect, $0, services: services) } }
        }
        #expect(fail("timeout", 1) == CallStatus.failed)
        #expect(handle.state.withLock { $0.failure?.code } == "timeout")
        #expect(fail("timeout", 2) == CallStatus.failed)
        #expect(handle.state.withLock { $0.failure?.code } == "outcome_unknown")
        #expect(handle.state.withLock { $0.failure?.message.contains("inner") } == false)
        #expect(capture.text.contains("inner detail"))
        #expect(fail("no_such_code", 1) == CallStatus.invalid)
        #expect(fail("timeout", 0) == CallStatus.invalid)
    }

    @Test func pausesEndWhenItIsEnough() {
        let handle = handle()
        #expect(GuardTable.pause(handle, 0) == CallStatus.invalid)
        #expect(GuardTable.pause(handle, 1) == CallStatus.ok)
        #expect(GuardTable.pause(handle, UInt32(RetryPlan.attempts)) == CallStatus.failed)
        handle.record(Failure("permission", "", retry: .never))
        #expect(GuardTable.pause(handle, 1) == CallStatus.failed)
        handle.record(Failure("rate_limit", "", retry: .later(afterMilliseconds: 600_000)))
        #expect(GuardTable.pause(handle, 1) == CallStatus.failed)
        handle.call.cancellation.cancel(.deadline)
        #expect(GuardTable.pause(handle, 1) == CallStatus.cancelled)
    }

    @Test func settingsStayWhereTheyAre() {
        let host = HostHandle(bundleName: "some", settings: ["name": "värt", "count": 3]) { _, _ in nil }
        let table = SettingsTable.shared.pointee
        let all = table.all(host.pointer)
        #expect(text(mcp_str(data: all.data, size: all.size)) == #"{"name":"värt","count":3}"#)
        #expect(table.all(host.pointer).data == all.data)
        let name = withSpan("name") { table.text(host.pointer, $0) }
        #expect(text(name) == "värt")
        #expect(withSpan("count") { table.text(host.pointer, $0) }.data == nil)
        #expect(withSpan("missing") { table.text(host.pointer, $0) }.data == nil)
        #expect(table.text(nil, name).data == nil)
    }
}
