import Testing

@testable import KworkSandbox

@Suite("What the web site refuses from a page's script")
struct OfferStrictnessTests {
    struct Slip: Sendable, CustomTestStringConvertible {
        var code: String
        var looksLikeCSRF: Bool
        var change: @Sendable (inout Request) -> Void
        var testDescription: String { code }

        init(_ code: String, csrf: Bool = true, _ change: @escaping @Sendable (inout Request) -> Void) {
            self.code = code
            looksLikeCSRF = csrf
            self.change = change
        }

        static func without(_ header: String, _ code: String, csrf: Bool = true) -> Slip {
            Slip(code, csrf: csrf) { $0.headers.removeAll { $0.name == header } }
        }

        static func with(_ header: String, _ value: String, _ code: String, csrf: Bool = true) -> Slip {
            Slip(code, csrf: csrf) {
                $0.headers.removeAll { $0.name == header }
                $0.headers.append(Header(name: header, value: value))
            }
        }
    }

    static let slips: [Slip] = [
        .without("X-Requested-With", "missing-requested-with"), .without("Origin", "wrong-origin"),
        .with("Origin", "http://127.0.0.1:8080/", "wrong-origin"), .without("Referer", "wrong-referer"),
        .with("Referer", "http://127.0.0.1:8080/new_offer?project=3010118", "wrong-referer"),
        .with("Referer", "http://127.0.0.1:8080/projects", "wrong-referer"), .with("Accept", "text/html", "wrong-accept", csrf: false),
        .without("X-CSRF-Token", "missing-csrf-header"), .with("X-CSRF-Token", "0123456789abcdef", "wrong-csrf-header"),
        .without("X-XSRF-TOKEN", "missing-csrf-header"), .with("X-XSRF-TOKEN", "x%3D", "wrong-csrf-header"),
        .with("Content-Type", "application/json", "wrong-content-type", csrf: false),
        .with("Content-Type", "multipart/form-data", "bad-multipart", csrf: false),
        .with("Authorization", "Basic bW9iaWxlX2FwaTpxRnZmUmw3dw==", "basic-header-on-web-host", csrf: false),
        Slip("wrong-csrf-field") { $0.body = Browser.multipart([("csrftoken", "0123456789abcdef"), ("projectId", "3010126"), ("message", ""), ("draftKey", "k")]) },
        Slip("missing-parameter", csrf: false) { $0.body = Browser.multipart([("projectId", "3010126"), ("message", ""), ("draftKey", "k")]) },
        Slip("unknown-parameter", csrf: false) { $0.body = Browser.multipart([("csrftoken", "a"), ("project", "3010126")]) },
        Slip("wrong-parameter-type", csrf: false) { $0.body = Browser.multipart([("csrftoken", "a"), ("projectId", "3010126"), ("message", "hi")]) },
        Slip("bad-multipart", csrf: false) { $0.body = Array($0.body.dropLast(12)) },
        Slip("wrong-method", csrf: false) { $0.method = "GET" },
    ]

    @Test("Each slip in the draft step is recorded, answered as the site would, and uses up no fault", arguments: slips)
    func draftStep(slip: Slip) {
        var browser = Browser()
        _ = browser.logIn()
        _ = browser.openPage()
        _ = browser.send(browser.faq())
        _ = browser.rehearsal.control("POST", "faults", ["route": "web:/wants/*", "kind": "close"])
        var request = browser.draft()
        slip.change(&request)
        let reply = browser.send(request)
        #expect(browser.violations == [slip.code])
        #expect(reply.parsed?["success"] == false)
        #expect((reply.status == 200) == slip.looksLikeCSRF)
        #expect(reply.bodyText.contains("CSRF") == slip.looksLikeCSRF)
        #expect(browser.send(browser.draft()).delivery == .closed)
    }

    @Test("JSON steps know their keys and types",
        arguments: [
            ("/quick-faq/init", #"{"page":"offer"}"#, "wrong-parameter-type"), ("/quick-faq/init", #"{}"#, "missing-parameter"),
            ("/quick-faq/init", #"{"page":"new_offer","x":1}"#, "unknown-parameter"), ("/quick-faq/init", "page=new_offer", "bad-json"),
            ("/projects/check_is_template", #"{"description":"a","wantid":"3010126"}"#, "wrong-parameter-type"),
            ("/projects/check_is_template", #"{"description":1,"wantid":3010126}"#, "wrong-parameter-type"),
        ])
    func jsonSteps(path: String, body: String, code: String) {
        var browser = Browser()
        _ = browser.prepare()
        let reply = browser.send(browser.post(path, type: "application/json", Array(body.utf8)))
        #expect(reply.parsed?["violation"]?.text == code)
    }

    @Test("A step whose predecessor has not succeeded is out of order")
    func order() {
        var browser = Browser()
        _ = browser.logIn()
        #expect(browser.send(browser.faq()).parsed?["violation"] == "wrong-order")
        _ = browser.openPage()
        #expect(browser.send(browser.draft()).parsed?["violation"] == "wrong-order")
        _ = browser.send(browser.faq())
        #expect(browser.send(browser.template()).parsed?["violation"] == "wrong-order")
        browser.draftKey = "zzzz9999"
        #expect(browser.send(browser.draft()).parsed?["violation"] == "wrong-draft-key")
        _ = browser.openPage()
        _ = browser.send(browser.faq())
        _ = browser.send(browser.draft())
        #expect(browser.send(browser.offer()).parsed?["violation"] == "wrong-order")
        _ = browser.send(browser.template("Другой текст"))
        #expect(browser.send(browser.offer()).parsed?["violation"] == "wrong-order")
        #expect(browser.rehearsal.sandbox.world.offers.count == 13)
    }

    @Test("The user token in a multipart body is noticed")
    func leakedToken() {
        var browser = Browser()
        let token = browser.rehearsal.token()
        _ = browser.prepare()
        #expect(browser.send(browser.offer(Browser.text + token)).parsed?["violation"] == "api-token-on-web-host")
    }
}
