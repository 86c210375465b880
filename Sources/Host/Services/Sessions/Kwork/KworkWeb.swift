/// The web site of a Kwork session: one login for all who wait, cookies, form keys, and what a bundle may see of a page.
/// Safe from any thread.
final class KworkWeb: Sendable {
    private let landingPage: String
    private let log: HostLog
    private let redaction: Redaction
    /// Only what the site itself handed out: the words to black out in its pages.
    private let pageSecrets = Redaction()
    private let state = Monitor(WebState())
    private let flight = Flight<UInt64>("the web login of another call")

    init(landingPage: String, log: HostLog, redaction: Redaction) {
        self.landingPage = landingPage
        self.log = log
        self.redaction = redaction
    }

    /// The cookies for a request under the token of that generation; logs in when there are none. When the token had to be
    /// renewed for that, there is no ticket: start over with the new token.
    /// - Parameters:
    ///   - way: to the web site.
    ///   - link: asks the API for the one-time link, and tells the generation of the token it took.
    func ticket(
        generation: UInt64, way: Transmission, link: (String) -> Result<(JSONObject, UInt64), Problem>
    ) -> Result<WebTicket?, Problem> {
        while true {
            if let ticket = state.withLock({ $0.ticket(generation: generation) }) { return .success(ticket) }
            let wanted = generation
            let outcome = flight.run(way.context) { () -> Result<UInt64, Problem> in
                // The flight before this one may have brought it.
                if let newest = state.withLock({ $0.generation }), newest >= wanted { return .success(newest) }
                return logIn(way, link)
            }
            switch outcome {
            case .failure(var problem):
                problem.mayHaveBeenSent = false
                return .failure(problem)
            case .success(let actual):
                if actual > generation { return .success(nil) }
            }
        }
    }

    private func logIn(_ way: Transmission, _ link: (String) -> Result<(JSONObject, UInt64), Problem>) -> Result<UInt64, Problem> {
        let base = way.session.bases[way.siteIndex]
        let address: String
        let generation: UInt64
        switch link(landingPage) {
        case .failure(let problem): return .failure(problem)
        case .success((let envelope, let number)):
            generation = number
            for key in ["url", "token"] { envelope["response"]?[key]?.string.map(hide) }
            guard let url = envelope["response"]?["url"]?.string, !url.isEmpty else {
                return .failure(Problem(.contractDrift, "getWebAuthToken brought no link"))
            }
            for value in KworkWeb.queryValues(url) where Cookie.isSecret(value) { hide(value) }
            address = url
        }
        log.write(.debug, "session \(way.session.name): logging in on the web site")
        var login = WebLogin(base: base, landingPage: landingPage)
        var jar = CookieJar()
        var step = login.begin(link: address)
        while true {
            switch step {
            case .fail(let problem): return .failure(problem)
            case .done:
                state.withLock { $0.loggedIn(generation: generation, jar: jar) }
                return .success(generation)
            case .get(let url):
                var request = OutgoingRequest(
                    base: base, method: .get, path: "", timeoutMilliseconds: way.session.connection.timeoutMilliseconds,
                    maximumBytes: way.session.connection.maximumBytes)
                request.link = url
                request.redirects = .leave
                request.webTicket = WebTicket(serial: 0, jar: jar)
                switch way.send(request) {
                case .failure(let problem): return .failure(problem)
                case .success(let answer):
                    if let changed = answer.cookies { jar = changed }
                    hideCookies(jar)
                    step = login.answered(WebLogin.Page(
                        status: answer.status, location: answer.header("location"), target: answer.redirectTarget,
                        hasCookies: jar.all.contains { $0.fits(host: base.host) }))
                }
            }
        }
    }

    /// The session of that number is over. Returns whether another one may be had.
    func lost(_ serial: UInt64) -> Bool { state.withLock { $0.lost(serial) } }

    /// Keeps cookies and form keys of an answer, and returns it with all of them blacked out.
    func received(_ answer: HTTPAnswer, to request: OutgoingRequest) -> HTTPAnswer {
        guard let ticket = request.webTicket else { return answer }
        let keys = answer.mediaType == "text/html" ? PageScanner.keys(in: answer.body) : nil
        for key in [keys?.assigned, keys?.field] { key.map(hide) }
        if let jar = answer.cookies { hideCookies(jar) }
        state.withLock { $0.received(ticket.serial, from: ticket.jar, to: answer.cookies, page: keys) }
        var visible = answer
        visible.body = pageSecrets.blackOut(answer.body)
        visible.headers = answer.headers.map { header in
            HTTPHeader(name: header.name, value: String(decoding: pageSecrets.blackOut(Array(header.value.utf8)), as: UTF8.self))
        }
        return visible
    }

    private func hideCookies(_ jar: CookieJar) {
        for cookie in jar.all where cookie.isSecret {
            hide(cookie.value)
            let decoded = Percent.decode(cookie.value)
            if decoded != cookie.value, Cookie.isSecret(decoded) { hide(decoded) }
        }
    }

    private func hide(_ secret: String) {
        // A site may give new ones with each answer.
        redaction.register(secret, isPassing: true)
        pageSecrets.register(secret, isPassing: true)
    }

    private static func queryValues(_ url: String) -> [String] {
        guard let mark = url.firstIndex(of: "?") else { return [] }
        return url[url.index(after: mark)...].split(separator: "&").filter { !$0.hasPrefix("url_to_redirect=") }.map { pair in
            Percent.decode(String(pair[(pair.firstIndex(of: "=").map { pair.index(after: $0) } ?? pair.startIndex)...]))
        }
    }
}
