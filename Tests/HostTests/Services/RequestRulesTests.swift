import Testing
@testable import Host

@Suite struct RequestRulesTests {
    func shape(_ change: (inout SessionRequest) -> Void) -> Problem? {
        var request = SessionRequest(session: "service", effect: .read, method: "POST", path: "a")
        change(&request)
        return RequestRules.shapeProblem(request)
    }

    @Test(arguments: ["", "project", "/project", "a/b/c", "a.b/..c", "путь", "a%20b", "a b", "v1/users:list"])
    func ordinaryPathsPass(_ path: String) { #expect(RequestRules.pathFault(path) == nil) }

    @Test(arguments: [
        "..", "../x", "a/../b", "a/..", "%2e%2e/x", "%2E./x", "%252e%252e/x", "./a", "a/%2fb", "a/%5c..", "a\\b", "a?b=c", "a#b", "a\nb",
        "a\u{0}b", "//evil.example/", "https://evil.example/", "http:x", "a\u{7F}",
    ])
    func pathsThatCouldLeadElsewhereDoNot(_ path: String) { #expect(RequestRules.pathFault(path) != nil) }

    @Test(arguments: [
        "Authorization", "cookie", "HOST", "Content-Length", "proxy-authorization", "Proxy-Connection", "Connection", "Transfer-Encoding",
        "TE", "Upgrade", "Expect", "X-Forwarded-For", "traceparent", "bad name", "", "a:b", "a\r\nb",
    ])
    func headersOfTheHostAreRefused(_ name: String) {
        #expect(shape { $0.headers = [HTTPHeader(name: name, value: "x")] }?.code == .invalidRequest)
    }

    @Test(arguments: ["a\r\nAuthorization: x", "a\nb", "a\rb", "a\u{0}b"])
    func headerValuesCannotStartAnotherHeader(_ value: String) {
        #expect(shape { $0.headers = [HTTPHeader(name: "X-Thing", value: value)] }?.code == .invalidRequest)
    }

    @Test func ordinaryHeadersPass() {
        #expect(shape { $0.headers = [HTTPHeader(name: "Accept", value: "application/json"), HTTPHeader(name: "X-A", value: "ü\tb")] } == nil)
    }

    @Test(arguments: ["get", "CONNECT", "TRACE", "OPTIONS", "", "GET /x HTTP/1.1\r\n"])
    func onlyKnownMethodsPass(_ method: String) { #expect(shape { $0.method = method }?.code == .invalidRequest) }

    @Test func aPartCannotStartAnotherPart() {
        let part = SessionRequest.Part(name: "a\r\nb", fileName: "", contentType: "", data: [])
        #expect(shape { $0.body = .multipart([part]) }?.code == .invalidRequest)
    }

    @Test func aSessionMustBeGranted() {
        let request = SessionRequest(session: "other", effect: .read, method: "GET", path: "")
        let problem = RequestRules.problem(request, call: CallFixture.call())
        #expect(problem?.code == .sessionNotGranted)
        #expect(problem?.message?.contains("some-bundle") == true)
    }

    @Test func aReadOnlyToolSendsOnlyReads() {
        let request = SessionRequest(session: "service", effect: .write, method: "POST", path: "")
        let problem = RequestRules.problem(request, call: CallFixture.call(hints: .readOnly, writes: .auto))
        #expect(problem?.code == .writeDisabled)
        #expect(problem?.message?.contains("declared as read-only") == true)
    }

    @Test func withWritesOffTheRefusalNamesTheSetting() {
        let request = SessionRequest(session: "service", effect: .write, method: "POST", path: "")
        let problem = RequestRules.problem(request, call: CallFixture.call(hints: .write, writes: .off))
        #expect(problem?.code == .writeDisabled)
        #expect(problem?.message?.contains("\"writes\"") == true)
        #expect(RequestRules.problem(request, call: CallFixture.writing) == nil)
        var read = request
        read.effect = .read
        #expect(RequestRules.problem(read, call: CallFixture.call(hints: .write, writes: .off)) == nil)
    }
}

@Suite struct AddressTests {
    @Test(arguments: [
        ("https://api.example.com", "https://api.example.com", "/"), ("HTTPS://API.Example.com:443/v1", "https://api.example.com", "/v1/"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080", "/"), ("http://[::1]:80/a/", "http://[::1]", "/a/"),
    ])
    func baseAddressesAreRead(_ text: String, _ origin: String, _ path: String) {
        let base = BaseAddress(text)
        #expect(base?.origin == origin && base?.path == path)
    }

    @Test(arguments: [
        "", "api.example.com", "ftp://a", "https://", "https://u:p@a/", "https://a/?q", "https://a/#f", "https://a:0/", "https://a:99999/",
        "https://a b/", "https://a\\b/", "https://a/../b", "https://a:x/", "https://[::1/", "https:///x",
    ])
    func otherBaseAddressesAreRefused(_ text: String) { #expect(BaseAddress(text) == nil) }

    @Test func plainHTTPIsForThisMachineUnlessAllowed() {
        func problems(_ base: String, _ allows: Bool = false) -> [SessionProblem] {
            var configuration = HTTPSessionConfiguration(sites: [SessionSite(name: "main", base: base)])
            configuration.connection.allowsPlainHTTP = allows
            return configuration.problems()
        }
        #expect(problems("http://127.0.0.1:1/").isEmpty && problems("http://localhost/").isEmpty && problems("http://[::1]/").isEmpty)
        #expect(problems("http://example.com/").first?.message.contains("allow_http") == true)
        #expect(problems("http://127.0.0.1.example.com/").count == 1)
        #expect(problems("http://example.com/", true).isEmpty)
    }

    @Test func proxiesAreReadWithTheirCredentials() throws {
        let proxy = try #require(ProxyAddress("socks5://us%40er:p%3Ass@proxy.example:1081/"))
        #expect(proxy.kind == .socks5 && proxy.host == "proxy.example" && proxy.port == 1081)
        #expect(proxy.user == "us@er" && proxy.password == "p:ss")
        #expect(ProxyAddress("http://a")?.port == 8080)
        for bad in ["", "proxy:1", "ftp://a:1", "socks5://", "http://a:0", "http://a b:1", "http://:p@a:1", "http://u%3Ax:p@a:1"] {
            #expect(ProxyAddress(bad) == nil)
        }
    }

    @Test func requestsBecomeAddressesAndBodies() throws {
        var request = OutgoingRequest(
            base: try #require(BaseAddress("https://a.example/v1")), method: .post, path: "/über uns",
            query: [HTTPHeader(name: "ids[]", value: "a&b=c +ю"), HTTPHeader(name: "empty", value: "")], timeoutMilliseconds: 1, maximumBytes: 1)
        #expect(request.url == "https://a.example/v1/%C3%BCber%20uns?ids[]=a%26b%3Dc%20%2B%D1%8E&empty=")
        request.body = .form([HTTPHeader(name: "text", value: "a=b&c\n")])
        let form = request.rendered(connection: SessionConnection(), proxy: nil, boundary: "B")
        #expect(form.body == Array("text=a%3Db%26c%0A".utf8))
        request.body = .multipart([.init(name: "a\"b", fileName: "f.txt", contentType: "text/plain", data: Array("hi".utf8))])
        let multipart = request.rendered(connection: SessionConnection(), proxy: nil, boundary: "B")
        #expect(String(decoding: multipart.body ?? [], as: UTF8.self)
            == "--B\r\nContent-Disposition: form-data; name=\"a%22b\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\nhi\r\n--B--\r\n")
    }

    @Test func redirectsAreFollowedOnlyWhereNothingCanGoWrong() throws {
        let base = try #require(BaseAddress("https://a.example/v1/"))
        func rule(_ method: HTTPRequest.Method, _ status: Int, _ target: String?) -> RedirectRule {
            RedirectRule.next(HTTPAnswer(status: status, redirectTarget: target), request: HTTPRequest(method: method, url: ""), base: base)
        }
        #expect(rule(.get, 302, "https://a.example/other?x=1") == .follow("https://a.example/other?x=1"))
        #expect(rule(.head, 308, "https://A.EXAMPLE:443/") == .follow("https://A.EXAMPLE:443/"))
        #expect(rule(.post, 302, "https://a.example/") == .none)
        #expect(rule(.get, 200, "https://a.example/") == .none)
        #expect(rule(.get, 302, nil) == .none)
        for target in ["http://a.example/", "https://a.example:444/", "https://evila.example/", "https://a.example@evil/", "https://u@a.example/", "x"] {
            if case .refuse = rule(.get, 302, target) { continue }
            Issue.record("\(target) was not refused")
        }
    }
}
