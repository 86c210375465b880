import Testing
@testable import Host

/// Which links and redirects a web login follows, without any network.
@Suite struct WebLoginTests {
    static let base = BaseAddress("https://kwork.ru/") ?? BaseAddress("http://127.0.0.1/")!
    let rule = WebLinkRule(base: base)

    @Test(arguments: [
        "https://kwork.ru/login-by-token?token=x", "https://kwork.ru:443/a", "https://KWORK.ru/a", "https://login.kwork.ru/a", "https://a.b.kwork.ru",
    ])
    func linksOfTheSiteAreFollowed(_ link: String) { #expect(rule.fault(inLink: link) == nil) }

    @Test(arguments: [
        "https://evilkwork.ru/", "https://kwork.ru.evil.com/", "https://kwork.ru.evil/", "https://user@kwork.ru/", "https://user:word@kwork.ru/",
        "https://kwork.ru@evil.com/", "https://evil.com\\@kwork.ru/", "https://kwork.ru\\.evil.com/", "https://kwork.ru:444/", "https://kwork.ru:80/",
        "http://kwork.ru/", "https://kwork.com/", "https://www.kwork.com/", "//kwork.ru/a", "/login-by-token", "javascript:alert(1)", "ftp://kwork.ru/",
        "https://kwork.ru\n/", "https://kwork.ru/a\r\nX: y", "https:// kwork.ru/", "https://kwork.ru%2eevil.com/", "https://.kwork.ru@/", "https://",
        "https://kwork.ru./", "https://кwork.ru/", "",
    ])
    func otherLinksAreNot(_ link: String) { #expect(rule.fault(inLink: link) != nil) }

    @Test func anAddressOfNumbersHasNoSubdomains() {
        let local = WebLinkRule(base: BaseAddress("http://127.0.0.1:8080/")!)
        #expect(local.fault(inLink: "http://127.0.0.1:8080/x") == nil)
        #expect(local.fault(inLink: "http://evil.127.0.0.1:8080/x") != nil)
        #expect(local.fault(inLink: "http://127.0.0.1:8081/x") != nil)
    }

    @Test func redirectsStayOnTheirOriginOrGoToTheSite() {
        let from = "https://login.kwork.ru/a"
        #expect(rule.fault(inRedirect: "https://login.kwork.ru/b", location: "/b", from: from) == nil)
        #expect(rule.fault(inRedirect: "https://kwork.ru/projects", location: "https://kwork.ru/projects", from: from) == nil)
        #expect(rule.fault(inRedirect: "https://other.kwork.ru/", location: nil, from: from) != nil, "another subdomain")
        #expect(rule.fault(inRedirect: "http://kwork.ru/", location: nil, from: from) != nil)
        #expect(rule.fault(inRedirect: "https://kwork.ru/b", location: "\\\\evil.com/b", from: from) != nil, "as it came, not as it was read")
        #expect(rule.fault(inRedirect: "https://user@kwork.ru/b", location: nil, from: from) != nil)
    }

    @Test(arguments: [
        ("https://kwork.ru/login", true), ("https://kwork.ru/login?next=/", true), ("https://kwork.ru/login/", true), ("https://kwork.ru/LOGIN", true),
        ("https://kwork.ru/login-by-token?token=x", false), ("https://kwork.ru/projects?from=/login", false), ("https://kwork.ru", false),
    ])
    func theLoginPageIsKnownByItsPath(_ url: String, _ isLogin: Bool) { #expect(WebLinkRule.leadsToLogin(url) == isLogin) }

    // MARK: The login as a whole

    private func page(_ status: Int, to target: String? = nil, cookies: Bool = true) -> WebLogin.Page {
        WebLogin.Page(status: status, location: target, target: target, hasCookies: cookies)
    }

    private func begun() -> WebLogin {
        var login = WebLogin(base: WebLoginTests.base, landingPage: "/projects")
        let first = login.begin(link: "https://kwork.ru/in?token=x")
        #expect(first == .get("https://kwork.ru/in?token=x"))
        return login
    }

    private func code(_ step: WebLogin.Step) -> FailureCode? { if case .fail(let problem) = step { problem.code } else { nil } }

    @Test func aLinkThatEndsOnTheLandingPageIsEnough() {
        var login = begun()
        let step1 = login.answered(page(302, to: "https://kwork.ru/projects"))
        #expect(step1 == .get("https://kwork.ru/projects"))
        let step2 = login.answered(page(200))
        #expect(step2 == .done)
    }

    @Test func otherwiseTheLandingPageIsVisitedToo() {
        var login = begun()
        let step1 = login.answered(page(200))
        #expect(step1 == .get("https://kwork.ru/projects"))
        let step2 = login.answered(page(302))
        #expect(step2 == .done, "a redirect without a target is a page")
    }

    @Test func aLandingPageThatIsGoneStopsNothingWhenThereAreCookies() {
        var login = begun()
        _ = login.answered(page(200))
        let step1 = login.answered(page(404))
        #expect(step1 == .done)
        var without = begun()
        _ = without.answered(page(200, cookies: false))
        let step2 = without.answered(page(404, cookies: false))
        #expect(code(step2) == .contractDrift)
        var redirected = begun()
        _ = redirected.answered(page(302, to: "https://kwork.ru/exchange"))
        let step3 = redirected.answered(page(404))
        #expect(step3 == .get("https://kwork.ru/projects"))
    }

    @Test func aLinkThatIsGoneIsDriftAndNoExpiredLogin() {
        for status in [404, 410] {
            var login = begun()
            let step = login.answered(page(status))
            #expect(code(step) == .contractDrift)
        }
    }

    @Test func everythingElseIsARefusedLogin() {
        for status in [400, 401, 403, 418] {
            var login = begun()
            let step1 = login.answered(page(status))
            #expect(code(step1) == .authFailed)
        }
        var login = begun()
        let step2 = login.answered(page(302, to: "https://kwork.ru/login?x=1"))
        #expect(code(step2) == .authFailed)
        for status in [500, 503] {
            var login = begun()
            let step3 = login.answered(page(status))
            #expect(code(step3) == .upstreamUnavailable)
        }
    }

    @Test func tenRedirectsAreFollowedAndNotEleven() {
        var login = begun()
        for number in 1...10 {
            let step1 = login.answered(page(302, to: "https://kwork.ru/\(number)"))
            #expect(step1 == .get("https://kwork.ru/\(number)"))
        }
        let step2 = login.answered(page(302, to: "https://kwork.ru/11"))
        #expect(code(step2) == .contractDrift)
    }

    @Test func aForeignRedirectEndsTheLogin() {
        var login = begun()
        let step1 = login.answered(page(302, to: "https://evilkwork.ru/"))
        #expect(code(step1) == .contractDrift)
        let step2 = login.begin(link: "https://kwork.com/in")
        #expect(code(step2) == .contractDrift)
    }
}

/// Keys in pages.
@Suite struct PageScannerTests {
    static let key = "0123456789abcdefABCD"

    @Test(arguments: [
        "var csrf_user_token = \"\(key)\";", "window.csrf_user_token='\(key)'", "{\"csrf_user_token\":\"\(key)\"}", "config['csrf_user_token'] = \"\(key)\"",
        "csrf_user_token is text; csrf_user_token = \"short\"; csrf_user_token : \"\(key)\"",
    ])
    func assignmentsAreFound(_ page: String) {
        #expect(PageScanner.keys(in: Array(page.utf8)) == .init(assigned: PageScannerTests.key, field: nil))
    }

    @Test(arguments: [
        "<input type=\"hidden\" name=\"csrftoken\" value=\"\(key)\">", "<INPUT value='\(key)' name='csrftoken'/>", "<input name=csrftoken value=\(key)>",
        "<input name=\"other\" value=\"1\"><input\n  disabled name = \"csrftoken\" value=\"\(key)\">",
    ])
    func hiddenFieldsAreFound(_ page: String) {
        #expect(PageScanner.keys(in: Array(page.utf8)) == .init(assigned: nil, field: PageScannerTests.key))
    }

    @Test(arguments: [
        "csrf_user_token = \"\(String(repeating: "a", count: 129))\"", "csrf_user_token = \"0123456789abcdeg0123\"", "csrf_user_token = \"0123", "csrf_user_token",
        "csrf_user_token = ", "<input name=\"csrftoken\" value=\"", "<input name=\"csrftoken\"", "<input", "<inputname=\"csrftoken\" value=\"\(key)\">", "",
    ])
    func otherTextsAreNoKeys(_ page: String) { #expect(PageScanner.keys(in: Array(page.utf8)) == .init()) }

    /// Pages with a few bytes changed, cut or moved: never a trap, and never a key that is none.
    @Test func anyBytesAreRead() {
        var source = RandomSource()
        let whole = Array("<input type=hidden name=\"csrftoken\" value='\(PageScannerTests.key)'><script>csrf_user_token = \"\(PageScannerTests.key)\"</script>".utf8)
        var found = 0
        for _ in 0..<20_000 {
            var page = whole
            for _ in 0..<Int.random(in: 0...3, using: &source) {
                let index = Int.random(in: 0..<page.count, using: &source)
                switch Int.random(in: 0..<4, using: &source) {
                case 0: page[index] = UInt8.random(in: 0 ... .max, using: &source)
                case 1: page.remove(at: index)
                case 2: page.insert(contentsOf: whole.prefix(index), at: index)
                default: page = Array(page[index...] + page[..<index])
                }
            }
            let keys = PageScanner.keys(in: page)
            for key in [keys.assigned, keys.field].compactMap({ $0 }) {
                found += 1
                #expect((16...128).contains(key.utf8.count) && key.utf8.allSatisfy { Percent.digit($0) != nil }, "seed \(source.seed)")
            }
        }
        #expect(found > 1_000)
    }
}
