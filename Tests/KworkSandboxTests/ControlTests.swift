import Testing

@testable import KworkSandbox

@Suite("The control API")
struct ControlTests {
    @Test("The log shows requests completely, in order, and can be narrowed to a route")
    func log() {
        var rehearsal = Rehearsal()
        _ = rehearsal.api("signIn", form: "login=demo&password=a%26b")
        rehearsal.now += 5
        _ = rehearsal.api("userSearch", query: "query=%D0%B1%D0%BE%D1%82")
        let all = rehearsal.control("GET", "requests").parsed
        #expect(all?["total"] == 2)
        let first = all?["requests"]?[0]
        #expect(first?["method"] == "POST")
        #expect(first?["path"] == "/signIn")
        #expect(first?["form_items"]?[1] == ["password", "a&b"])
        #expect(first?["headers"]?["authorization"]?.text?.hasPrefix("Basic ") == true)
        #expect(first?["status"] == 200)
        #expect(first?["time_ns"] == 1_000_000_000)
        let narrowed = rehearsal.send(Request(host: .web, method: "GET", path: "/_sandbox/requests", query: "route=userSearch")).parsed
        #expect(narrowed?["requests"]?.elements?.count == 1)
        #expect(narrowed?["requests"]?[0]?["query_items"]?[0] == ["query", "бот"])
        #expect(narrowed?["requests"]?[0]?["time_ns"] == 1_000_000_005)
    }

    @Test("A filter that is not understood is refused instead of ignored", arguments: ["path=user", "route=", "route=a&route=b"])
    func badFilter(query: String) {
        var rehearsal = Rehearsal()
        let reply = rehearsal.send(Request(host: .api, method: "GET", path: "/_sandbox/requests", query: query))
        #expect(reply.status == 400)
    }

    @Test("The log tells which fault met a request, and that no status was sent")
    func faultInLog() {
        var rehearsal = Rehearsal()
        let id = rehearsal.control("POST", "faults", ["kind": "reset"]).parsed?["ids"]?[0]
        _ = rehearsal.api("categories")
        let entry = rehearsal.control("GET", "requests").parsed?["requests"]?[0]
        #expect(entry?["fault"] == id)
        #expect(entry?["status"] == JSON.null)
    }

    @Test("Reset forgets everything but the address of the web host")
    func reset() {
        var rehearsal = Rehearsal()
        rehearsal.sandbox.world.webURL = "http://127.0.0.1:4/"
        let token = rehearsal.token()
        _ = rehearsal.control("POST", "faults", ["kind": "close"])
        _ = rehearsal.control("POST", "settings", ["captcha": true, "phone_digits": "1234"])
        _ = rehearsal.control("POST", "reset")
        #expect(rehearsal.control("GET", "state").parsed?["requests"] == 0)
        #expect(rehearsal.api("actor", query: "token=\(token)").status == 401)
        #expect(rehearsal.token() == token)
        #expect(rehearsal.sandbox.world.webURL == "http://127.0.0.1:4/")
    }

    @Test("Settings change together or not at all")
    func settings() {
        var rehearsal = Rehearsal()
        #expect(rehearsal.control("POST", "settings", ["captcha": true, "colour": "red"]).status == 400)
        #expect(!rehearsal.sandbox.world.settings.captchaAtSignIn)
        #expect(rehearsal.control("POST", "settings", ["active_connects": 0, "password": "new"]).status == 200)
        #expect(rehearsal.api("signIn", form: "login=demo&password=demo").parsed?["success"] == false)
        #expect(rehearsal.api("signIn", form: "login=demo&password=new").parsed?["success"] == true)
    }

    @Test("A token can be had without a sign-in, and one token retired while another lives on")
    func tokens() throws {
        var rehearsal = Rehearsal()
        let one = try #require(rehearsal.control("POST", "tokens").parsed?["token"]?.text)
        let two = try #require(rehearsal.control("POST", "tokens").parsed?["token"]?.text)
        #expect(rehearsal.control("POST", "revoke-tokens", ["token": .string(one)]).parsed?["changed"] == 1)
        #expect(rehearsal.api("actor", query: "token=\(one)").status == 401)
        #expect(rehearsal.api("actor", query: "token=\(two)").status == 200)
        #expect(rehearsal.sandbox.world.signIns.attempts == 0)
    }

    @Test("An unknown call is refused with the list of what there is", arguments: [("GET", "nothing"), ("GET", "reset"), ("PUT", "faults")])
    func unknown(method: String, name: String) {
        var rehearsal = Rehearsal()
        let reply = rehearsal.control(method, name)
        #expect(reply.status == 400)
        #expect(reply.parsed?["error"]?.text?.contains("expire-tokens") == true)
    }

    @Test("The log keeps the newest requests when it is full")
    func capacity() {
        var log = RequestLog()
        for _ in 0..<(RequestLog.capacity + 3) { _ = log.append(Request(host: .api, method: "POST", path: "/x")) }
        #expect(log.entries.count == RequestLog.capacity)
        #expect(log.entries.first?.number == 4)
        #expect(log.total == RequestLog.capacity + 3)
    }
}
