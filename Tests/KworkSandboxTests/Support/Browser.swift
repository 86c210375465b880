@testable import KworkSandbox

/// A client that offers as the real site wants it, step by step, with its own cookies.
struct Browser {
    static let project = 3_010_126
    static let text = String(repeating: "Сделаю бота для магазина «Уют» с каталогом, корзиной и оплатой.\n\n", count: 3)
    static let accept = "application/json, text/plain, */*"

    var rehearsal: Rehearsal
    var cookies: [String: String] = [:]
    /// Every reply of the web site so far.
    var seen: [Reply] = []
    var draftKey = "abcd1234"
    /// Value of the field `csrftoken`.
    var csrf = ""
    var project = Browser.project
    /// Address of the web host without a slash.
    var root = "http://127.0.0.1:8080"

    init(_ rehearsal: Rehearsal = Rehearsal()) {
        self.rehearsal = rehearsal
        self.rehearsal.sandbox.world.webURL = root + "/"
    }

    var cookieHeader: [Header] {
        cookies.isEmpty ? [] : [Header(name: "Cookie", value: cookies.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "; "))]
    }

    mutating func get(_ path: String, query: String = "") -> Reply {
        keep(rehearsal.web(path, query: query, headers: cookieHeader))
    }

    mutating func keep(_ reply: Reply) -> Reply {
        seen.append(reply)
        for header in reply.headers where header.name == "Set-Cookie" {
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = String(pair[1])
        }
        return reply
    }

    /// From the token to the CSRF cookies.
    mutating func logIn() -> Reply {
        let token = rehearsal.token()
        let answer = rehearsal.api("getWebAuthToken", query: "url_to_redirect=%2Fprojects&token=\(token)").parsed?["response"]
        let url = answer?["url"]?.text ?? "?"
        let login = get("/login-by-token", query: String(url.drop { $0 != "?" }.dropFirst()))
        return login.status == 302 ? get(login.header("Location") ?? "") : login
    }

    /// Opens the page of a new offer and reads what later steps need.
    mutating func openPage() -> Reply {
        let reply = get("/new_offer", query: "project=\(project)")
        read(reply)
        return reply
    }

    /// What later steps need of the page.
    mutating func read(_ reply: Reply) {
        draftKey = between("draftKey: \"", "\"", reply.bodyText) ?? between("name=\"draftKey\" value=\"", "\"", reply.bodyText)
            ?? between("data-draft-key=\"", "\"", reply.bodyText) ?? "abcd1234"
        csrf = cookies["csrf_user_token"] ?? cookies["XSRF-TOKEN"].flatMap { FormEncoding.decode($0.utf8) }
            ?? between("csrf_user_token = \"", "\"", reply.bodyText) ?? between("name=\"csrftoken\" value=\"", "\"", reply.bodyText) ?? ""
    }

    private func between(_ start: String, _ end: Character, _ text: String) -> String? {
        text.firstRange(of: start).map { String(text[$0.upperBound...].prefix { $0 != end }) }
    }

    func headers(accept: String, type: String) -> [Header] {
        var headers = cookieHeader
        headers += [
            Header(name: "X-Requested-With", value: "XMLHttpRequest"), Header(name: "Origin", value: root),
            Header(name: "Referer", value: "\(root)/new_offer?project=\(project)"), Header(name: "Accept", value: accept),
            Header(name: "Content-Type", value: type),
        ]
        if let token = cookies["csrf_token"] ?? cookies["csrf_user_token"] { headers.append(Header(name: "X-CSRF-Token", value: token)) }
        if let token = cookies["XSRF-TOKEN"].flatMap({ FormEncoding.decode($0.utf8) }) {
            headers.append(Header(name: "X-XSRF-TOKEN", value: token))
        }
        return headers
    }

    static func multipart(_ fields: [(String, String)]) -> [UInt8] {
        var body = ""
        for (name, value) in fields { body += "--limit\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n" }
        return Array((body + "--limit--\r\n").utf8)
    }

    func faq() -> Request {
        post("/quick-faq/init", type: "application/json", JSON.object([.init(key: "page", value: "new_offer")]).serialized)
    }

    func draft() -> Request {
        post(
            "/wants/create_offer_draft", accept: "*/*", type: "multipart/form-data; boundary=limit",
            Self.multipart([("csrftoken", csrf), ("projectId", String(project)), ("message", ""), ("draftKey", draftKey)]))
    }

    func template(_ text: String = Browser.text) -> Request {
        let body: JSON = ["description": .string(text), "wantid": .integer(project)]
        return post("/projects/check_is_template", type: "application/json", body.serialized)
    }

    func offer(_ text: String = Browser.text, price: Int = 20_000, days: Int = 7, title: String = "Бот «Уют»") -> Request {
        var request = post(
            "/api/offer/createoffer", type: "multipart/form-data; boundary=limit",
            Self.multipart([
                ("wantId", String(project)), ("offerType", "custom"), ("description", text), ("kwork_duration", String(days)),
                ("kwork_price", String(price)), ("kwork_name", title),
            ]))
        request.query = "wantId=\(project)&offerType=custom"
        return request
    }

    func post(_ path: String, accept: String = Browser.accept, type: String, _ body: [UInt8]) -> Request {
        Request(host: .web, method: "POST", path: path, headers: headers(accept: accept, type: type), body: body)
    }

    func visit(_ path: String, query: String = "") -> Request {
        Request(host: .web, method: "GET", path: path, query: query, headers: cookieHeader)
    }

    mutating func send(_ request: Request) -> Reply { keep(rehearsal.send(request)) }

    /// Everything up to, not including, the offer itself.
    mutating func prepare(_ text: String = Browser.text) -> [Reply] {
        [logIn(), openPage(), send(faq()), send(draft()), send(template(text))]
    }

    var violations: [String] { rehearsal.sandbox.log.violations.compactMap { $0.violation?.code } }
}
