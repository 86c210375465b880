import Testing

@testable import KworkSandbox

@Suite("Planned faults")
struct FaultTests {
    @Test("A fault skips 'after' requests, meets 'times', and then is over")
    func counting() {
        var rehearsal = Rehearsal()
        _ = rehearsal.control("POST", "faults", ["route": "categories", "kind": "status", "status": 503, "after": 1, "times": 2])
        let statuses = (0..<5).map { _ in rehearsal.api("categories").status }
        #expect(statuses == [200, 503, 503, 200, 200])
        #expect(rehearsal.api("user", query: "id=318250").status == 200)
    }

    @Test("'always' goes on until the plan is cleared")
    func always() {
        var rehearsal = Rehearsal()
        _ = rehearsal.control("POST", "faults", ["kind": "close", "times": "always"])
        let deliveries = (0..<20).map { _ in rehearsal.api("categories").delivery }
        #expect(deliveries.allSatisfy { $0 == .closed })
        _ = rehearsal.control("DELETE", "faults")
        #expect(rehearsal.api("categories").delivery == .whole)
    }

    @Test("429 can tell the wait in seconds, as a date, and in the body")
    func retryAfter() {
        var rehearsal = Rehearsal()
        _ = rehearsal.control(
            "POST", "faults",
            [
                ["kind": "status", "status": 429, "retry_after": 7],
                ["kind": "status", "status": 429, "retry_after_date": 9],
                ["kind": "status", "status": 429, "json_retry_after": 11],
            ])
        #expect(rehearsal.api("categories").header("Retry-After") == "7")
        #expect(rehearsal.api("categories").header("Retry-After") == "Mon, 05 Oct 2026 11:33:29 GMT")
        let third = rehearsal.api("categories")
        #expect(third.header("Retry-After") == nil)
        #expect(third.parsed?["retry_after"] == 11)
    }

    @Test("The request takes effect only when the fault says so")
    func processed() {
        var rehearsal = Rehearsal()
        _ = rehearsal.control(
            "POST", "faults", [["route": "signIn", "kind": "close"], ["route": "signIn", "kind": "close", "processed": true]])
        _ = rehearsal.api("signIn", form: "login=demo&password=demo")
        #expect(rehearsal.sandbox.world.tokens.isEmpty)
        _ = rehearsal.api("signIn", form: "login=demo&password=demo")
        #expect(rehearsal.sandbox.world.tokens.count == 1)
    }

    @Test("Answers that only look like answers")
    func strangeAnswers() {
        var rehearsal = Rehearsal()
        _ = rehearsal.control(
            "POST", "faults",
            [
                ["kind": "api-error", "error": "Проект закрыт", "error_code": 5], ["kind": "captcha"], ["kind": "non-json"],
                ["kind": "content-type", "content_type": "text/plain"], ["kind": "shape", "body": [1, 2]],
                ["kind": "redirect", "location": "http://elsewhere.example/"], ["kind": "bad-utf8"],
            ])
        let apiError = rehearsal.api("categories")
        #expect(apiError.status == 200)
        #expect(apiError.parsed == ["error": "Проект закрыт", "error_code": 5, "success": false])
        #expect(rehearsal.api("categories").parsed?["error_code"] == 118)
        let page = rehearsal.api("categories")
        #expect(page.status == 200)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
        let mislabelled = rehearsal.api("categories")
        #expect(mislabelled.headers.filter { $0.name == "Content-Type" }.map(\.value) == ["text/plain"])
        #expect(mislabelled.parsed?["success"] == true)
        #expect(rehearsal.api("categories").parsed == [1, 2])
        let redirect = rehearsal.api("categories")
        #expect(redirect.status == 302)
        #expect(redirect.header("Location") == "http://elsewhere.example/")
        #expect(String(validating: rehearsal.api("categories").body, as: UTF8.self) == nil)
    }

    @Test("A fault that cannot be understood is refused and adds nothing",
        arguments: [
            #"{"kind":"nonsense"}"#, #"{"kind":"close","rout":"x"}"#, #"{"kind":"status"}"#, #"{"kind":"close","times":0}"#,
            #"{"kind":"slow","where":"nowhere"}"#, #"{"kind":"redirect"}"#, #"{"route":"","kind":"close"}"#, #"["x"]"#,
            #"[{"kind":"close"},{"kind":"nonsense"}]"#, "{",
        ])
    func badFaults(text: String) {
        var rehearsal = Rehearsal()
        let reply = rehearsal.send(Request(host: .api, method: "POST", path: "/_sandbox/faults", body: Array(text.utf8)))
        #expect(reply.status == 400)
        #expect(reply.parsed?["error"]?.text?.isEmpty == false)
        #expect(rehearsal.sandbox.plan.faults.isEmpty)
    }

    @Test("Patterns tell hosts, paths and prefixes apart",
        arguments: [
            ("projects", true, true), ("/projects", true, true), ("api:projects", true, false), ("web:/proj*", false, true), ("*", true, true),
            ("project", false, false), ("api:*", true, false),
        ])
    func patterns(text: String, api: Bool, web: Bool) throws {
        let pattern = try #require(RoutePattern(text))
        #expect(pattern.matches(Request(host: .api, method: "POST", path: "/projects")) == api)
        #expect(pattern.matches(Request(host: .web, method: "GET", path: "/projects")) == web)
    }
}
