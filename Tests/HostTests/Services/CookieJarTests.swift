import Testing
@testable import Host

/// Cookies as values, and as libcurl keeps them.
@Suite struct CookieJarTests {
    private func line(_ name: String, _ value: String, domain: String = "kwork.ru", subdomains: Bool = false, path: String = "/", expires: Int64 = 0) -> String {
        [subdomains ? "." + domain : domain, subdomains ? "TRUE" : "FALSE", path, "FALSE", "\(expires)", name, value].joined(separator: "\t")
    }
    private let now = WallClock(seconds: 1_000_000)

    @Test func valuesAreFoundByHost() {
        let jar = CookieJar(lines: [
            line("a", "host"), line("b", "wide", subdomains: true), line("c", "old", expires: 999_999), line("d", "new", expires: 1_000_001),
            "#HttpOnly_" + line("e", "hidden"), line("f", ""), line("g", "other", domain: "evilkwork.ru"), "no cookie", "",
        ])
        #expect(jar.value("a", host: "kwork.ru", now: now) == "host" && jar.value("a", host: "www.kwork.ru", now: now) == nil)
        #expect(jar.value("b", host: "www.kwork.ru", now: now) == "wide" && jar.value("b", host: "evilkwork.ru", now: now) == nil)
        #expect(jar.value("c", host: "kwork.ru", now: now) == nil && jar.value("d", host: "kwork.ru", now: now) == "new")
        #expect(jar.value("e", host: "kwork.ru", now: now) == "hidden" && jar.value("f", host: "kwork.ru", now: now) == nil)
        #expect(jar.value("g", host: "kwork.ru", now: now) == nil)
    }

    @Test func exchangesSideBySideDoNotUndoEachOther() {
        let start = CookieJar(lines: [line("a", "1"), line("b", "1")])
        var jar = start
        jar.apply(from: start, to: CookieJar(lines: [line("a", "2"), line("b", "1"), line("c", "1")]))
        jar.apply(from: start, to: CookieJar(lines: [line("a", "1"), line("d", "1")]))
        #expect(jar.all.map(\.name) == ["a", "c", "d"] && jar.value("a", host: "kwork.ru", now: now) == "2")
    }

    @Test func aJarHasItsLimit() {
        let jar = CookieJar(lines: (0..<1_000).map { line("n\($0)", "v") })
        #expect(jar.all.count == CookieJar.limit)
    }

    @Test(arguments: [
        ("e099ec6cd7363ca5", true), ("abc12345", true), ("true", false), ("1", false), ("projects", false), ("1732160000", false), ("12345678901234567890", true),
    ])
    func settingsAreNoSecrets(_ value: String, _ isSecret: Bool) { #expect(Cookie.isSecret(value) == isSecret) }

    private func fetch(_ server: TinyServer, _ path: String, _ jar: CookieJar?) -> HTTPAnswer? {
        let request = HTTPRequest(method: .get, url: server.url + path, cookies: jar)
        return try? HTTPEngine().perform(request, deadline: MonotonicTime.now.adding(milliseconds: 20_000), cancellation: Cancellation()).get()
    }

    @Test func libcurlKeepsChoosesAndDropsThem() {
        let server = TinyServer.http { request in
            request.target == "/set"
                ? ok("{}", headers: "Set-Cookie: a=1; Path=/; HttpOnly\r\nSet-Cookie: deep=2; Path=/deep\r\nSet-Cookie: foreign=3; Domain=example.com\r\nSet-Cookie: late=4; Max-Age=0\r\n")
                : ok(request.header("cookie") ?? "none", headers: request.target == "/drop" ? "Set-Cookie: a=; Path=/; Max-Age=0\r\n" : "")
        }
        let first = fetch(server, "set", CookieJar())
        #expect(first?.cookies?.all.map(\.name).sorted() == ["a", "deep"])
        let second = fetch(server, "x", first?.cookies)
        #expect(String(decoding: second?.body ?? [], as: UTF8.self) == "a=1")
        #expect(fetch(server, "drop", second?.cookies)?.cookies?.all.map(\.name) == ["deep"])
        let plain = fetch(server, "set", nil)
        #expect(plain?.status == 200 && plain?.cookies == nil)
        #expect(String(decoding: fetch(server, "x", nil)?.body ?? [], as: UTF8.self) == "none", "without a jar nothing is kept")
    }
}

/// Where the form key comes from.
@Suite struct FormKeyTests {
    private func ticket(_ cookies: [(String, String)], _ page: PageScanner.Keys = .init()) -> WebTicket {
        WebTicket(serial: 1, jar: CookieJar(lines: cookies.map { "kwork.ru\tFALSE\t/\tFALSE\t0\t\($0.0)\t\($0.1)" }), page: page)
    }
    private let page = PageScanner.Keys(assigned: "script", field: "field")
    private let now = WallClock(seconds: 1)

    @Test func theSourcesComeInOrder() {
        let both = [("csrf_user_token", "user"), ("XSRF-TOKEN", "xs%3Drf")]
        #expect(ticket(both, page).formKey(host: "kwork.ru", now: now) == "user")
        #expect(ticket([both[1]], page).formKey(host: "kwork.ru", now: now) == "xs=rf")
        #expect(ticket([], page).formKey(host: "kwork.ru", now: now) == "script")
        #expect(ticket([], .init(assigned: nil, field: "field")).formKey(host: "kwork.ru", now: now) == "field")
        #expect(ticket([("csrf_token", "header only")]).formKey(host: "kwork.ru", now: now) == nil)
    }

    private func outgoing(_ method: HTTPRequest.Method, headers: [HTTPHeader] = [], body: SessionRequest.Body = .none) -> OutgoingRequest {
        OutgoingRequest(
            base: BaseAddress("https://kwork.ru/")!, method: method, path: "x", headers: headers, body: body, timeoutMilliseconds: 1, maximumBytes: 1)
    }

    private func header(_ request: OutgoingRequest?, _ name: String) -> [String] {
        (request?.headers ?? []).filter { $0.name.lowercased() == name }.map(\.value)
    }

    @Test func scriptsCarryWhatABrowserWouldSend() {
        let forged = ["X-CSRF-Token", "Origin", "X-Requested-With"].map { HTTPHeader(name: $0, value: "forged") }
        let cookies = ticket([("csrf_user_token", "user"), ("csrf_token", "head"), ("XSRF-TOKEN", "a%3D")])
        let request = WebHeaders.complete(outgoing(.post, headers: forged), ticket: cookies, now: now)
        #expect(header(request, "x-csrf-token") == ["head"] && header(request, "x-xsrf-token") == ["a="])
        #expect(header(request, "origin") == ["https://kwork.ru"] && header(request, "x-requested-with") == ["XMLHttpRequest"])
        #expect(header(request, "accept") == ["application/json, text/plain, */*"])
        let bare = WebHeaders.complete(outgoing(.post, headers: [HTTPHeader(name: "accept", value: "*/*")]), ticket: ticket([]), now: now)
        #expect(header(bare, "x-csrf-token").isEmpty && header(bare, "x-xsrf-token").isEmpty && header(bare, "accept") == ["*/*"])
        let page = WebHeaders.complete(outgoing(.get, headers: forged), ticket: cookies, now: now)
        #expect(header(page, "origin").isEmpty && header(page, "x-csrf-token").isEmpty)
    }

    @Test func onlyAnEmptyFieldIsFilled() {
        let fields = [HTTPHeader(name: "csrftoken", value: ""), HTTPHeader(name: "csrftoken", value: "own"), HTTPHeader(name: "other", value: "")]
        guard case .form(let filled)? = WebHeaders.complete(outgoing(.post, body: .form(fields)), ticket: ticket([("csrf_user_token", "k")]), now: now)?.body
        else { return #expect(Bool(false)) }
        #expect(filled.map(\.value) == ["k", "own", ""])
        #expect(WebHeaders.complete(outgoing(.post, body: .form(fields)), ticket: ticket([]), now: now) == nil)
    }

    @Test(arguments: [
        ("/new_offer?project=5", "https://kwork.ru/new_offer?project=5"), ("https://kwork.ru/a", "https://kwork.ru/a"), ("https://kwork.ru", "https://kwork.ru"),
        ("https://kwork.ru.evil/a", nil), ("//evil/a", nil), ("a", nil), ("/a\\b", nil), ("/a b", nil), ("", nil),
    ] as [(String, String?)])
    func referersBelongToTheSite(_ given: String, _ sent: String?) {
        #expect(WebHeaders.referer(given, base: BaseAddress("https://kwork.ru/")!) == sent)
    }
}
