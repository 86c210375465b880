import Testing

@testable import KworkSandbox

@Suite("Requests that a correct client never sends")
struct StrictnessTests {
    struct Misdeed: Sendable, CustomTestStringConvertible {
        var code: String
        var status: Int
        var request: Request
        var testDescription: String { code + " " + request.path }

        init(_ code: String, status: Int = 400, _ request: Request, _ change: (inout Request) -> Void = { _ in }) {
            self.code = code
            self.status = status
            self.request = request
            change(&self.request)
        }
    }

    static let misdeeds: [Misdeed] = [
        Misdeed("missing-basic-header", status: 401, Rehearsal.apiRequest("categories")) { $0.headers.removeFirst() },
        Misdeed("wrong-basic-header", status: 401, Rehearsal.apiRequest("categories")) { $0.headers[0].value = "Basic bm8=" },
        Misdeed("wrong-method", status: 405, Rehearsal.apiRequest("categories")) { $0.method = "GET" },
        Misdeed("unknown-route", status: 404, Rehearsal.apiRequest("proyects")),
        Misdeed("unknown-parameter", Rehearsal.apiRequest("project", query: "project_id=1&token=t")),
        Misdeed("unknown-parameter", Rehearsal.apiRequest("signIn", query: "token=t", form: "login=a&password=b")),
        Misdeed("missing-parameter", Rehearsal.apiRequest("user")),
        Misdeed("missing-parameter", Rehearsal.apiRequest("signIn", form: "login=a")),
        Misdeed("missing-token", status: 401, Rehearsal.apiRequest("actor")),
        Misdeed("wrong-parameter-type", Rehearsal.apiRequest("user", query: "id=abc")),
        Misdeed("wrong-parameter-type", Rehearsal.apiRequest("user", query: "id=0")),
        Misdeed("wrong-parameter-type", Rehearsal.apiRequest("user", query: "id=1.0")),
        Misdeed("wrong-parameter-type", Rehearsal.apiRequest("user", query: "id=007")),
        Misdeed("wrong-parameter-type", Rehearsal.apiRequest("projects", query: "page=0&token=t")),
        Misdeed("wrong-parameter-type", Rehearsal.apiRequest("projects", query: "categories=41,,39&token=t")),
        Misdeed("wrong-parameter-type", Rehearsal.apiRequest("projects", query: "hiring_from=101&token=t")),
        Misdeed("wrong-parameter-type", Rehearsal.apiRequest("projects", query: "offers=1&token=t")),
        Misdeed("wrong-parameter-type", Rehearsal.apiRequest("userByUsername", query: "username=%20")),
        Misdeed("misplaced-parameter", Rehearsal.apiRequest("user", form: "id=1")),
        Misdeed("misplaced-parameter", Rehearsal.apiRequest("signIn", query: "password=b", form: "login=a")),
        Misdeed("repeated-parameter", Rehearsal.apiRequest("user", query: "id=1&id=2")),
        Misdeed("two-tokens", Rehearsal.apiRequest("exchangeInfo", query: "token=a", form: "token=b")),
        Misdeed("bad-encoding", Rehearsal.apiRequest("userSearch", query: "query=%D0")),
        Misdeed("bad-encoding", Rehearsal.apiRequest("userSearch", query: "query=%zz")),
        Misdeed("wrong-content-type", status: 415, Rehearsal.apiRequest("signIn", form: "{}")) { $0.headers[2].value = "application/json" },
        Misdeed("missing-content-length", Rehearsal.apiRequest("categories")) { $0.headers.remove(at: 1) },
        Misdeed("cookie-on-api-host", Rehearsal.apiRequest("categories")) { $0.headers.append(Header(name: "Cookie", value: "a=b")) },
        Misdeed("basic-header-on-web-host", Request(host: .web, method: "GET", path: "/login", headers: [Rehearsal.basic])),
    ]

    @Test("are answered with an HTTP error and recorded", arguments: misdeeds)
    func refused(misdeed: Misdeed) throws {
        var rehearsal = Rehearsal()
        let reply = rehearsal.send(misdeed.request)
        #expect(reply.status == misdeed.status)
        #expect(reply.parsed?["success"] == false)
        #expect(reply.parsed?["violation"]?.text == misdeed.code)
        let state = rehearsal.control("GET", "state").parsed
        #expect(state?["violations"]?[0]?["violation"]?.text == misdeed.code)
        #expect(state?["violations"]?.elements?.count == 1)
    }

    @Test("The user token on the web host is noticed wherever it hides")
    func leakedToken() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        let inQuery = rehearsal.web("/login-by-token", query: "token=\(token)")
        let inHeader = rehearsal.web("/projects", headers: [Header(name: "Referer", value: "https://x/?token=\(token)")])
        #expect(inQuery.parsed?["violation"]?.text == "api-token-on-web-host")
        #expect(inHeader.parsed?["violation"]?.text == "api-token-on-web-host")
    }

    @Test("Messages never repeat the value that was refused")
    func noValues() {
        var rehearsal = Rehearsal()
        let reply = rehearsal.api("user", query: "id=geheim")
        #expect(reply.status == 400)
        #expect(!reply.bodyText.contains("geheim"))
    }

    @Test("A refused request uses up no fault")
    func faultsWait() {
        var rehearsal = Rehearsal()
        _ = rehearsal.control("POST", "faults", ["kind": "close", "route": "user"])
        #expect(rehearsal.api("user", query: "id=x").status == 400)
        #expect(rehearsal.api("user", query: "id=318250").delivery == .closed)
        _ = rehearsal.control("POST", "faults", ["kind": "close", "route": "actor"])
        #expect(rehearsal.api("actor").parsed?["violation"] == "missing-token")
        let token = rehearsal.token()
        #expect(rehearsal.api("actor", query: "token=\(token)").delivery == .closed)
    }

    @Test("Token in the query and in the form body are equally good")
    func tokenPlaces() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        #expect(rehearsal.api("exchangeInfo", form: "token=\(token)").status == 200)
        #expect(rehearsal.api("exchangeInfo", query: "token=\(token)").status == 200)
        #expect(rehearsal.sandbox.log.violations.isEmpty)
    }
}
