import Testing

@testable import KworkSandbox

@Suite("The own offers")
struct OfferListTests {
    private func all() -> [JSON] {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        return [1, 2].flatMap { rehearsal.api("offers", query: "page=\($0)&token=\(token)").parsed?["response"]?.elements ?? [] }
    }

    @Test("They fill more than one page, newest first, and a page beyond the end is empty")
    func paging() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        for (page, count) in [(1, 10), (2, 3), (3, 0)] {
            let reply = rehearsal.api("offers", query: "page=\(page)&token=\(token)").parsed
            #expect(reply?["response"]?.elements?.count == count)
            #expect(reply?["paging"] == ["limit": 10, "page": .integer(page), "pages": 2, "total": 13])
        }
    }

    @Test("Loose typing: numbers as text, flags as numbers, the project under two names or none")
    func looseTypes() {
        let rows = all()
        for key in ["id", "price", "date_create"] {
            #expect(rows.contains { $0[key]?.text != nil }, "\(key) as text")
            #expect(rows.contains { $0[key]?.integer != nil }, "\(key) as a number")
        }
        #expect(rows.contains { $0["is_actual"]?.bool != nil })
        #expect(rows.contains { $0["is_actual"]?.integer != nil })
        #expect(rows.contains { $0["want_id"] == nil && $0["project"] != nil })
        #expect(rows.contains { $0["want_id"] == nil && $0["project"] == nil })
    }

    @Test("Every offer of the list can be opened and then tells its project; some open as a list of one")
    func details() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        var asList = 0
        for row in all() {
            let id = row["id"]?.integer.map { String($0) } ?? row["id"]?.text ?? ""
            let answer = rehearsal.api("offer", query: "id=\(id)&token=\(token)").parsed?["response"]
            if answer?.elements?.count == 1 { asList += 1 }
            #expect((answer?[0] ?? answer)?["project"]?["id"]?.integer != nil)
        }
        #expect(asList > 0)
        #expect(asList < 13)
    }

    @Test("Texts come escaped and without blank lines")
    func escaping() {
        let texts = all().compactMap { $0["comment"]?.text }
        #expect(texts.contains { $0.contains("&laquo;Запись+&raquo;") && $0.contains("\n") && !$0.contains("\n\n") })
        #expect(texts.contains { $0.contains("&amp;") && $0.contains("&quot;") })
    }

    @Test("A token of the second account sees its own things only")
    func secondAccount() {
        var rehearsal = Rehearsal()
        let token = rehearsal.control("POST", "tokens", ["account": 2]).parsed?["token"]?.text ?? ""
        #expect(rehearsal.api("actor", query: "token=\(token)").parsed?["response"]?["username"] == "petrov_bots")
        #expect(rehearsal.api("offers", query: "token=\(token)").parsed?["response"] == [])
        #expect(rehearsal.api("deleteOffer", query: "id=8120455&token=\(token)").parsed?["success"] == false)
        #expect(rehearsal.api("project", query: "id=3010033&token=\(token)").parsed?["response"]?["has_offer"] == 0)
        #expect(rehearsal.control("POST", "tokens", ["account": 3]).status == 400)
        _ = rehearsal.control("POST", "settings", ["sign_in_account": 2])
        #expect(rehearsal.api("actor", query: "token=\(rehearsal.token())").parsed?["response"]?["username"] == "petrov_bots")
    }

    @Test("The site without an exchange answers with nothing, and lands on its home page")
    func com() {
        var rehearsal = Rehearsal { $0.site = .com }
        let token = rehearsal.token()
        for name in ["projects", "favoriteCategories"] {
            #expect(rehearsal.api(name, query: "token=\(token)").parsed == ["success": true])
        }
        #expect(rehearsal.web("/").status == 200)
        #expect(rehearsal.web("/projects").status == 404)
    }
}
