import Glibc
import Testing
@testable import Host

@Suite struct ProxyTests {
    static func fixture(_ base: String, proxy: String) -> SessionFixture {
        var connection = SessionConnection()
        connection.proxy = proxy
        connection.allowsPlainHTTP = true
        return SessionFixture(base: base, connection: connection)
    }

    /// A SOCKS5 proxy (RFC 1928, 1929) that wants one user, notes the address asked for and then plays the server itself.
    static func socks5(user: String, password: String, asked: Monitor<[String]>) -> TinyServer {
        TinyServer { peer in
            guard let greeting = peer.readExactly(2), let methods = peer.readExactly(Int(greeting[1])), methods.contains(2) else { return }
            _ = send(peer.descriptor, [5, 2] as [UInt8], 2, Int32(MSG_NOSIGNAL))
            guard let head = peer.readExactly(2), let name = peer.readExactly(Int(head[1])), let length = peer.readExactly(1),
                let secret = peer.readExactly(Int(length[0]))
            else { return }
            let isRight = name == Array(user.utf8) && secret == Array(password.utf8)
            _ = send(peer.descriptor, [1, isRight ? 0 : 1] as [UInt8], 2, Int32(MSG_NOSIGNAL))
            guard isRight, let request = peer.readExactly(4), request[3] == 3, let size = peer.readExactly(1),
                let host = peer.readExactly(Int(size[0])), peer.readExactly(2) != nil
            else { return }
            asked.withLock { $0.append(String(decoding: host, as: UTF8.self)) }
            _ = send(peer.descriptor, [5, 0, 0, 1, 0, 0, 0, 0, 0, 0] as [UInt8], 10, Int32(MSG_NOSIGNAL))
            while peer.readRequest() != nil { peer.write(ok("through")) }
        }
    }

    @Test func socks5WithCredentialsCarriesTheRequestAndResolvesTheName() {
        let asked = Monitor([String]())
        let proxy = Self.socks5(user: "proxyuser", password: "pr@xy-pass", asked: asked)
        let fixture = Self.fixture("http://service.invalid/", proxy: "socks5://proxyuser:pr%40xy-pass@127.0.0.1:\(proxy.port)")
        #expect(fixture.get("a").text == "through")
        #expect(asked.withLock { $0 } == ["service.invalid"])
    }

    @Test func wrongProxyCredentialsAreAProxyFailureAndNothingIsSent() {
        let proxy = Self.socks5(user: "proxyuser", password: "other", asked: Monitor([]))
        let fixture = Self.fixture("http://service.invalid/", proxy: "socks5://proxyuser:pr%40xy-pass@127.0.0.1:\(proxy.port)")
        let failure = fixture.write("a").failure
        #expect(failure?.code == "proxy_failed")
        #expect(failure?.message.contains("Nothing was changed") == true)
        #expect(!fixture.capture.text.contains("pr@xy-pass"))
    }

    @Test(arguments: ["http", "socks4", "socks4a", "socks5", "socks5h"])
    func aDeadProxyIsNeverGoneAround(_ kind: String) {
        let server = TinyServer.http { _ in ok("direct") }
        let fixture = Self.fixture(server.url, proxy: "\(kind)://127.0.0.1:\(TinyServer.closedPort())")
        let failure = fixture.write("a").failure
        #expect(failure?.code == "proxy_failed")
        #expect(server.connections == 0)
    }

    @Test func anHTTPProxyGetsConnectForHTTPSWithItsCredentials() {
        let seen = Monitor([Received]())
        let proxy = TinyServer.http { request in
            seen.withLock { $0.append(request) }
            return "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
        }
        let fixture = Self.fixture("https://service.invalid/", proxy: "http://proxyuser:secret99@127.0.0.1:\(proxy.port)")
        let failure = fixture.write("a?".replacing("?", with: "")).failure
        #expect(failure?.code == "proxy_failed")
        #expect(failure?.message.contains("Nothing was changed") == true)
        let request = seen.withLock { $0.first }
        #expect(request?.line == "CONNECT service.invalid:443 HTTP/1.1")
        #expect(request?.header("proxy-authorization") == "Basic cHJveHl1c2VyOnNlY3JldDk5")
    }

    @Test func anHTTPProxyDoesNotSeeOurHeadersOfATunnel() {
        let seen = Monitor([Received]())
        let proxy = TinyServer.http { request in
            seen.withLock { $0.append(request) }
            return nil
        }
        var connection = SessionConnection()
        connection.proxy = "http://127.0.0.1:\(proxy.port)"
        let fixture = SessionFixture(
            base: "https://service.invalid/", headers: [HTTPHeader(name: "Authorization", value: "Bearer s3cret-value")], connection: connection)
        _ = fixture.write("a")
        #expect(seen.withLock { $0.first }?.header("authorization") == nil)
    }

    @Test func thePlainProxyGetsTheWholeAddress() {
        let proxy = TinyServer.http { ok($0.target) }
        #expect(Self.fixture("http://service.invalid/base/", proxy: "http://127.0.0.1:\(proxy.port)").get("a").text
            == "http://service.invalid/base/a")
    }

    @Test func anUnreadableProxyIsNoReasonToGoDirect() {
        let server = TinyServer.http { _ in ok("direct") }
        #expect(Self.fixture(server.url, proxy: "ftp://127.0.0.1:1").get("a").failure?.code == "session_not_configured")
        #expect(server.connections == 0)
    }
}
