/// One login on the web site, as a value: what was answered goes in, what to do next comes out.
struct WebLogin: Sendable {
    enum Step: Sendable, Equatable {
        /// GET this address, without following redirects.
        case get(String)
        case done
        case fail(Problem)
    }

    /// An answer, reduced to what counts here.
    struct Page: Sendable {
        var status: Int
        /// The `Location` field as it came.
        var location: String?
        /// The same, made absolute.
        var target: String?
        /// Whether the jar holds a cookie by now.
        var hasCookies: Bool
    }

    static let hopLimit = 10

    private enum Phase { case link, landing }

    private let rule: WebLinkRule
    private let landing: String
    private var phase = Phase.link
    private var address = ""
    private var hops = 0

    /// - Parameter landingPage: starts with a slash.
    init(base: BaseAddress, landingPage: String) {
        rule = WebLinkRule(base: base)
        landing = base.origin + base.path + landingPage.dropFirst()
    }

    /// The API gave this one-time link.
    mutating func begin(link: String) -> Step {
        if let fault = rule.fault(inLink: link) {
            return .fail(Problem(.contractDrift, "the login link is not followed: \(fault)", message:
                "Kwork дал для входа на сайт ссылку, которая ведёт не туда. Она не открыта, ничего не отправлено."))
        }
        return visit(link)
    }

    /// The address of the last step answered.
    mutating func answered(_ page: Page) -> Step {
        if let target = page.target, [301, 302, 303, 307, 308].contains(page.status) { return follow(target, page) }
        if WebLinkRule.leadsToLogin(address) { return .fail(WebLogin.refusal("the login page came back")) }
        switch (phase, page.status) {
        case (_, 200...399):
            // Some logins lead on by script, and it is the page that sets the cookies for forms.
            return phase == .landing || isLanding(address) ? .done : land()
        case (.landing, 404), (.landing, 410):
            return page.hasCookies ? .done : .fail(moved(page.status))
        case (.link, 404), (.link, 410):
            if isLanding(address), page.hasCookies { return .done }
            // The link worked and led to a page that is gone; the landing page is another matter.
            return hops > 0 && !isLanding(address) ? land() : .fail(moved(page.status))
        case (_, 408), (_, 429), (_, 500...):
            return .fail(Problem(page.status == 429 ? .rateLimit : .upstreamUnavailable, "web login: HTTP \(page.status)", status: page.status))
        default: return .fail(WebLogin.refusal("web login: HTTP \(page.status)"))
        }
    }

    private mutating func follow(_ target: String, _ page: Page) -> Step {
        hops += 1
        guard hops <= WebLogin.hopLimit else { return .fail(Problem(.contractDrift, "web login: more than \(WebLogin.hopLimit) redirects")) }
        if let fault = rule.fault(inRedirect: target, location: page.location, from: address) {
            return .fail(Problem(.contractDrift, "web login: \(fault)", message:
                "Вход на сайт Kwork перенаправил на чужой адрес. Переход не выполнен, ничего не отправлено."))
        }
        if WebLinkRule.leadsToLogin(target) { return .fail(WebLogin.refusal("the login link led to the login page")) }
        return visit(target)
    }

    private mutating func visit(_ address: String) -> Step {
        self.address = address
        return .get(address)
    }

    private mutating func land() -> Step {
        phase = .landing
        return visit(landing)
    }

    private func isLanding(_ address: String) -> Bool {
        func trimmed(_ path: String?) -> String? { path.map { $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 } }
        return trimmed(WebLinkRule.path(of: address)) == trimmed(WebLinkRule.path(of: landing))
    }

    private func moved(_ status: Int) -> Problem {
        Problem(.contractDrift, "web login: HTTP \(status)", status: status, message:
            "Страница входа на сайт Kwork переехала (HTTP \(status)), поэтому войти не удалось. Ничего не отправлено; нужна новая версия.")
    }

    /// Not status 401: that would renew the API's token, which is not in question.
    private static func refusal(_ detail: String) -> Problem {
        Problem(.authFailed, detail, message:
            "Войти на сайт Kwork не удалось: одноразовая ссылка не принята. Ничего не отправлено. Повторите; если не поможет, войдите в Kwork заново.")
    }
}
