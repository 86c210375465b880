import Testing

@testable import KworkSandbox

@Suite("Orders, their chats, and kworks")
struct OrderDomainTests {
    private var rehearsal = Rehearsal()
    private let token: String

    init() { token = rehearsal.token() }

    private mutating func ask(_ route: String, _ query: String, form: String = "") -> JSON? {
        rehearsal.api(route, query: (query.isEmpty ? "" : query + "&") + "token=\(token)", form: form).parsed
    }

    private mutating func orders(_ route: String, _ filter: String) -> [Int] {
        (ask(route, "filter=\(filter)")?["response"]?["orders"]?.elements ?? []).compactMap { row in
            row["id"]?.integer ?? row["id"]?.text.flatMap { Int($0) }
        }
    }

    @Test("The paging stands inside the response and tells no pages; two keys have a Cyrillic letter")
    mutating func list() {
        let first = ask("workerOrders", "filter=all&page=1")?["response"]
        #expect(first?["orders"]?.elements?.count == 20 && first?["paging"] == ["limit": 20, "page": 1, "total": 25])
        #expect(ask("workerOrders", "filter=all&page=2")?["response"]?["orders"]?.elements?.count == 5)
        let cancelled = ask("workerOrders", "filter=cancelled")?["response"]?["orders"]?[0]
        #expect(cancelled?["can\u{0441}el_reason"]?.text == "Покупатель передумал" && cancelled?["cancel_reason"] == nil)
        #expect(ask("workerOrders", "filter=nonsense")?["success"] == false)
    }

    @Test("Handing in leads to review, once; sending back and approving are the buyer's")
    mutating func steps() {
        #expect(ask("sendOrderForApproval", "orderId=5204802")?["success"] == true)
        #expect(orders("workerOrders", "delivered").contains(5_204_802) && !orders("workerOrders", "active").contains(5_204_802))
        #expect(ask("sendOrderForApproval", "orderId=5204802")?["success"] == false)
        #expect(ask("approveOrder", "orderId=5204802&portfolio=0")?["success"] == false)
        #expect(ask("sendOrderForRevision", "orderId=5203900&revision=x")?["success"] == true)
        #expect(orders("payerOrders", "active").contains(5_203_900))
        #expect(ask("approveOrder", "orderId=5203900&portfolio=0")?["success"] == false)
    }

    @Test("The API knows no comment, no foreign file and no foreign stage")
    mutating func strictness() {
        #expect(ask("sendOrderForApproval", "orderId=5204802&comment=x")?["violation"]?.text == "unknown-parameter")
        #expect(ask("sendOrderForApproval", "orderId=5204802&filesIds%5B%5D=1")?["success"] == false)
        #expect(ask("sendOrderForApproval", "orderId=5204777&stageIds%5B%5D=1")?["success"] == false)
        #expect(ask("getOrderDetails", "orderId=1")?["success"] == false)
    }

    @Test("A message with an order's number stands in its chat and nowhere else")
    mutating func chat() {
        let sent = ask("inboxCreate", "user_id=640031&order_id=5204777", form: "text=%3Cb%3E")
        let id = sent?["response"]?["id"]?.integer
        let tracks = ask("getTracks", "orderId=5204777&limit=1")?["response"]?["messages"]?.elements ?? []
        #expect(id != nil && tracks.count == 1 && tracks[0]["text"]?.text == "&lt;b&gt;")
        #expect(ask("inboxCreate", "user_id=318250&order_id=5204777", form: "text=x")?["success"] == false)
        #expect(ask("getTracks", "orderId=5204777&trackId=910015&direction=before")?["response"]?["messages"]?.elements?.count == 2)
    }

    @Test("Kworks: seven groups, drafts inside the hidden ones, everything once more under 0")
    mutating func kworks() {
        let groups = ask("kworksStatusList", "")?["response"]?.elements ?? []
        #expect(groups.compactMap { $0["id"]?.integer } == [7, 1, 2, 3, 4, 5, 0])
        #expect(groups[0]["kworks_count"] == 12 && groups[0]["kworks"]?.elements?.count == 10)
        #expect(groups[5]["kworks"]?.elements?.last?["id"] == 6)
        #expect(ask("userKworks", "user_id=1204417&status_id=7&page=2")?["response"]?.elements?.count == 2)
    }

    @Test("Starting a changed kwork leads to the moderator, pausing takes it off sale, foreign ones are not there")
    mutating func switches() {
        #expect(ask("startKwork", "kwork_id=22300209")?["response"]?[0]?["message"]?.text?.contains("модерации") == true)
        #expect(ask("userKworks", "user_id=1204417&status_id=1")?["paging"]?["total"] == 2)
        #expect(ask("pauseKwork", "kwork_id=22410900")?["success"] == true && ask("pauseKwork", "kwork_id=22410900")?["success"] == false)
        #expect(ask("pauseKwork", "kwork_id=22700300")?["success"] == false)
    }

    @Test("No news is a success without a response; reviews can be asked for by kind")
    mutating func newsAndReviews() {
        #expect(ask("notifications", "")?["response"]?.elements?.count == 2)
        _ = rehearsal.control("POST", "settings", ["notifications": false])
        let silent = ask("notifications", "")
        #expect(silent == ["success": true])
        #expect(ask("userReviews", "user_id=1204417&type=negative")?["response"]?.elements?.count == 2)
        #expect(ask("userReviews", "user_id=1204417&type=all")?["paging"]?["total"] == 23)
        #expect(ask("userReviews", "user_id=1204417&type=nice")?["success"] == false)
    }
}
