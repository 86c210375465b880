import NIOHTTP1
import Testing

@testable import aiworker_events

@Suite("Who may come in")
struct AccessTests {
    private func head(_ fields: [(String, String)], _ method: HTTPMethod = .GET) -> HTTPRequestHead {
        HTTPRequestHead(version: .http1_1, method: method, uri: "/", headers: HTTPHeaders(fields))
    }

    private let open = Access(token: nil, isLoopback: true)
    private let closed = Access(token: "0123456789abcdef", isLoopback: false)

    @Test("this machine is served under its own names", arguments: ["localhost", "localhost:8090", "127.0.0.1:1", "127.9.8.7", "[::1]:80", "LOCALHOST"])
    func ownNames(host: String) {
        #expect(open.decide(head([("host", host)]), isChange: true) == .allowed)
    }

    @Test("a name that was made to point here is turned away", arguments: [
        "evil.example", "localhost.evil.example:8090", "127.0.0.1.evil.example", "127.evil", "10.0.0.1", "", "[::2]",
    ])
    func rebinding(host: String) {
        #expect(open.decide(head([("host", host)]), isChange: false) != .allowed)
    }

    @Test("exactly one Host")
    func hosts() {
        #expect(open.decide(head([]), isChange: false) != .allowed)
        #expect(open.decide(head([("host", "localhost"), ("host", "localhost")]), isChange: false) != .allowed)
    }

    @Test("changes come from the page itself, or from no page at all", arguments: [
        ("http://localhost:8090", true), (nil, true), ("http://localhost:8091", false), ("http://evil.example", false), ("null", false),
        ("http://localhost:8090.evil.example", false), ("file://", false),
    ] as [(String?, Bool)])
    func origins(origin: String?, isAllowed: Bool) {
        let fields = [("host", "localhost:8090")] + (origin.map { [("origin", $0)] } ?? [])
        #expect((open.decide(head(fields, .POST), isChange: true) == .allowed) == isAllowed)
        #expect((closed.decide(head(fields + [("authorization", "Bearer 0123456789abcdef")], .POST), isChange: true) == .allowed) == isAllowed)
    }

    @Test("a browser that says cross-site is believed")
    func fetchMetadata() {
        #expect(open.decide(head([("host", "localhost"), ("sec-fetch-site", "cross-site")], .POST), isChange: true) != .allowed)
        #expect(open.decide(head([("host", "localhost"), ("sec-fetch-site", "same-origin")], .POST), isChange: true) == .allowed)
    }

    @Test("with a token nobody comes in without it", arguments: [
        nil, "Bearer wrong", "Bearer 0123456789abcde", "Basic 0123456789abcdef", "0123456789abcdef", "Bearer ",
    ] as [String?])
    func wrongTokens(authorization: String?) {
        let fields = [("host", "x")] + (authorization.map { [("authorization", $0)] } ?? [])
        #expect(closed.decide(head(fields), isChange: false) == .unknown)
    }

    @Test("a login gives a cookie that counts until the logout")
    func cookies() throws {
        let session = try #require(closed.login("0123456789abcdef"))
        let cookie = [("host", "x"), ("cookie", "a=b; \(Access.cookieName)=\(session); c=d")]
        #expect(closed.decide(head(cookie), isChange: false) == .allowed)
        #expect(closed.decide(head([("host", "x"), ("cookie", "\(Access.cookieName)=\(session)x")]), isChange: false) == .unknown)
        #expect(closed.decide(head([("host", "x"), ("cookie", "\(Access.cookieName)=")]), isChange: false) == .unknown)
        closed.logout(head(cookie))
        #expect(closed.decide(head(cookie), isChange: false) == .unknown)
    }

    @Test("after ten wrong tokens in a minute an address has to wait, and no other one has to; the right token always counts")
    func guessing() {
        let start = ContinuousClock.now
        for _ in 0..<10 {
            #expect(closed.login("wrong") == nil)
            #expect(closed.mayTryAgain("192.0.2.1", now: start))
        }
        #expect(!closed.mayTryAgain("192.0.2.1", now: start + .seconds(59)))
        #expect(closed.mayTryAgain("192.0.2.2", now: start))
        #expect(closed.login("0123456789abcdef") != nil)
        #expect(closed.mayTryAgain("192.0.2.1", now: start + .seconds(61)))
    }
}
