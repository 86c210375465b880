/// The way from the mobile API into the web site: a one-time link, then cookies.
enum WebDomain {
    static let sessionCookie = "sandbox_session"

    static let routes: [Route] = [
        .api("getWebAuthToken", token: .required, [.query("url_to_redirect", .text)], handler: getWebAuthToken),
        .page(
            "/login-by-token", [.query("token", .filledText, required: true), .query("url_to_redirect", .text)], handler: loginByToken),
        .page("/login", handler: login),
        .page("/projects", handler: projects),
        .page("/", handler: home),
        // The page that older clients expect here has moved.
        .page("/exchange") { _, _ throws(Refusal) in .html(page("404", "Страница не найдена"), status: 404) },
    ]

    private static func getWebAuthToken(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let target = call.parameters.text("url_to_redirect") ?? "/"
        guard let account = call.account, target.hasPrefix("/"), !target.hasPrefix("//") else {
            throw Refusal(text: "Неверный адрес перехода", code: 400)
        }
        let key = world.random.hexKey()
        world.loginLinks[key] = LoginLink(
            account: account, target: target, expiresAt: call.now + UInt64(LoginLink.lifetime) * 1_000_000_000)
        let url = world.webURL + "login-by-token?token=\(key)&url_to_redirect=\(FormEncoding.encode(target))"
        return .success([
            "token": .string(key), "expires_at": .integer(call.unixNow + LoginLink.lifetime), "url": .string(url),
            "url_to_redirect": .string(target),
        ])
    }

    /// A used, expired or unknown link leads to the login page, as does any page without a session.
    private static func loginByToken(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let key = call.parameters.text("token") ?? ""
        guard let link = world.loginLinks[key], !link.used, call.now < link.expiresAt else { return .redirect(to: "/login") }
        world.loginLinks[key]?.used = true
        let session = world.random.hexKey()
        world.webSessions[session] = WebSession(account: link.account, csrf: world.random.hexKey(), xsrf: world.random.hexKey() + "=")
        let cookie = Header(name: "Set-Cookie", value: "\(sessionCookie)=\(session); Path=/; HttpOnly")
        if world.settings.web.loginRedirect == .script {
            return .html(page("Вход", "<script>location.replace(\"\(link.target)\")</script>"), headers: [cookie])
        }
        return .redirect(to: link.target, headers: [cookie])
    }

    private static func login(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        .html(page("Вход", "<form action=\"/login\" method=\"post\"><input name=\"l_username\"></form>"))
    }

    /// The landing page; it is the page, not the login, that sets the CSRF cookies.
    private static func projects(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        guard !world.settings.site.isCom else { return .html(page("404", "Page not found"), status: 404) }
        guard let session = session(world, call.request) else { return .redirect(to: "/login") }
        return .html(page("Биржа", "<h1>Биржа проектов</h1>"), headers: csrfCookies(session, world.settings.web))
    }

    /// Everybody sees it; it is the landing page of the site without an exchange.
    private static func home(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let headers = session(world, call.request).map { csrfCookies($0, world.settings.web) } ?? []
        return .html(page("Kwork", "<h1>Kwork</h1>"), headers: headers)
    }

    static func session(_ world: World, _ request: Request) -> WebSession? {
        request.cookies[sessionCookie].flatMap { world.webSessions[$0] }
    }

    static func endSession(_ world: inout World, _ request: Request) {
        if let cookie = request.cookies[sessionCookie] { world.webSessions[cookie] = nil }
    }

    static func csrfCookies(_ session: WebSession, _ settings: WebSettings) -> [Header] {
        let cookies = [
            "csrf_user_token": session.csrf, "csrf_token": session.headerToken, "XSRF-TOKEN": FormEncoding.encode(session.xsrf),
        ]
        let names =
            switch settings.csrf {
            case .everywhere, .cookies: ["csrf_user_token", "XSRF-TOKEN"]
            case .threeCookies: ["csrf_user_token", "csrf_token", "XSRF-TOKEN"]
            case .xsrfCookie: ["XSRF-TOKEN"]
            case .page, .hiddenField, .nowhere: [String]()
            }
        return names.map { Header(name: "Set-Cookie", value: "\($0)=\(cookies[$0] ?? ""); Path=/") }
    }

    static func page(_ title: String, _ body: String) -> String {
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>\(title)</title></head><body>\(body)</body></html>\n"
    }
}
