import Testing

@testable import KworkSandbox

@Suite("Dialogs and messages")
struct DialogTests {
    private var rehearsal: Rehearsal
    private let token: String

    init() {
        rehearsal = Rehearsal()
        token = rehearsal.token()
    }

    private mutating func call(_ name: String, _ query: String = "", text: String? = nil) -> JSON? {
        let form = text.map { "text=" + FormEncoding.encode($0) } ?? ""
        let reply = rehearsal.api(name, query: query + (query.isEmpty ? "" : "&") + "token=" + token, form: form)
        #expect(reply.status == 200)
        return reply.parsed
    }

    private func ids(_ answer: JSON?) -> [Int] {
        (answer?["response"]?.elements ?? []).compactMap { $0["message_id"]?.integer ?? $0["message_id"]?.text.flatMap { Int($0) } }
    }

    @Test("The list: newest first, two pages, paging without 'pages', counts of unread and archived beside it")
    mutating func list() {
        let first = call("dialogs", "page=1")
        let second = call("dialogs", "page=2&withTracks=1")
        #expect(first?["response"]?.elements?.count == 10)
        #expect(second?["response"]?.elements?.count == 4)
        #expect(first?["paging"] == ["limit": 10, "page": 1, "total": 14])
        #expect(first?["filter_counts"] == ["archived": 2, "unread": 2])
        #expect(first?["response"]?[0]?["username"] == "sovetnik_shop")
        #expect(first?["response"]?[0]?["unread_count"] == 2)
        #expect(first?["response"]?[0]?["isStarred"]?.integer == 1)
        #expect(first?["response"]?[0]?["last_message"]?.text?.contains("недели &amp; сколько") == true)
        let all = (first?["response"]?.elements ?? []) + (second?["response"]?.elements ?? [])
        #expect(all.contains { $0["user_id"]?.text != nil })
        #expect(all.contains { $0["user_id"]?.integer != nil })
        #expect(all.count { $0["archived"]?.bool == true || $0["archived"]?.integer == 1 } == 2)
        #expect(call("dialogs", "excludedIds=640031,1118845")?["paging"]?["total"] == 12)
        let me = call("actor")?["response"]
        #expect(me?["unread_dialog_count"] == 2)
        #expect(me?["unread_messages_count"] == 3)
    }

    @Test("A dialog of 120: page 1 is the oldest and short, the newest comes without a page, none beyond the end",
        arguments: [("&page=1", 20, 1), ("&page=2", 50, 2), ("&page=3", 50, 3), ("", 50, 3), ("&page=4", 0, 4)])
    mutating func pages(query: String, count: Int, page: Int) {
        let answer = call("inboxes", "username=alfa_stroy" + query)
        #expect(ids(answer).count == count)
        #expect(answer?["paging"] == ["limit": 50, "page": .integer(page), "pages": 3, "total": 120])
        for row in answer?["response"]?.elements ?? [] { #expect(row["message_page"] == .integer(page)) }
    }

    @Test("The three pages together hold every message once")
    mutating func complete() {
        let numbers = (1...3).flatMap { ids(call("inboxes", "username=alfa_stroy&page=\($0)")) }
        #expect(Set(numbers).count == 120)
        #expect(ids(call("inboxes", "username=alfa_stroy")).sorted() == ids(call("inboxes", "username=alfa_stroy&page=3")).sorted())
        #expect(numbers.min() == ids(call("inboxes", "username=alfa_stroy&page=1")).min())
    }

    @Test("Messages show quotes, files, kinds and loose types")
    mutating func rows() {
        let rows = (1...3).flatMap { call("inboxes", "username=alfa_stroy&page=\($0)")?["response"]?.elements ?? [] }
        for key in ["message_id", "to_id", "from_id", "time"] {
            #expect(rows.contains { $0[key]?.text != nil }, "\(key) as text")
            #expect(rows.contains { $0[key]?.integer != nil }, "\(key) as a number")
        }
        #expect(rows.contains { $0["type"] == JSON.null })
        #expect(rows.contains { $0["type"] == nil })
        #expect(rows.contains { $0["files"]?[0]?["name"] == "parser_report.xlsx" })
        #expect(rows.contains { $0["quote"]?["reply_message_displayed_text"]?.text != nil })
        #expect(rows.contains { $0["message"]?.text?.contains("&quot;Цена&quot;") == true })
        #expect(rows.contains { $0["message"]?.text?.contains("\n\n") == true })
        let asked = call("inboxes", "username=anna_school")?["response"]?.elements ?? []
        #expect(asked.contains { $0["type"] == "custom_request" && $0["custom_request"]?["budget"] == "7000" })
        #expect(asked.contains { $0["type"] == "offer_kwork_new" && $0["inbox_order"]?["budget"] != nil })
    }

    @Test("A sent message is in the dialog, escaped, and moves it to the top")
    mutating func send() throws {
        let text = "Готов \"взяться\" за <бота> & «Уют».\n\n+ % = 👍"
        let sent = call("inboxCreate", "user_id=1402290&message_key=a1&uuid=b2", text: text)?["response"]
        let id = try #require(sent?["id"]?.integer)
        #expect(sent?["type"] == "message")
        #expect(sent?["page"] == 1)
        let row = call("inboxMessage", "messageId=\(id)")?["response"]
        #expect(row?["message"] == "Готов &quot;взяться&quot; за &lt;бота&gt; &amp; «Уют».\n\n+ % = 👍")
        #expect(ids(call("inboxes", "username=kate_market")).max() == id)
        #expect(call("dialogs")?["response"]?[0]?["username"] == "kate_market")
        #expect(rehearsal.sandbox.log.violations.isEmpty)
    }

    @Test("Reading a dialog clears its counter, and only its own")
    mutating func read() {
        #expect(call("inboxRead", "user_id=640031") == ["success": true])
        #expect(call("dialogs")?["filter_counts"]?["unread"] == 1)
        #expect(call("actor")?["response"]?["unread_messages_count"] == 1)
        #expect(call("inboxRead", "user_id=318250")?["error"] == "Диалог не найден")
    }

    @Test("An edit replaces text and attachments; what is not named again is gone")
    mutating func edit() throws {
        let id = try #require(call("inboxCreate", "user_id=640031&uploaded_files%5B%5D=55110", text: "Отчёт")?["response"]?["id"]?.integer)
        _ = call("inboxEdit", "id=\(id)&uploaded_files%5B%5D=55110", text: "Отчёт 2")
        var row = call("inboxMessage", "messageId=\(id)")?["response"]
        #expect(row?["files"]?.elements?.count == 1)
        #expect(row?["updated_at"] == 1_791_200_000)
        _ = call("inboxEdit", "id=\(id)", text: "Отчёт 3")
        row = call("inboxMessage", "messageId=\(id)")?["response"]
        #expect(row?["message"] == "Отчёт 3")
        let left = row?["files"]?.elements?.count ?? 0
        #expect(left == 0)
    }

    @Test("A deleted message is gone")
    mutating func delete() throws {
        let id = try #require(call("inboxCreate", "user_id=640031", text: "Ой")?["response"]?["id"]?.integer)
        #expect(call("inboxDelete", "id=\(id)") == ["success": true])
        #expect(!ids(call("inboxes", "username=sovetnik_shop")).contains(id))
        #expect(call("inboxDelete", "id=\(id)")?["error"] == "Сообщение не найдено")
    }

    @Test("An answer quotes a message of the same dialog only")
    mutating func reply() throws {
        let first = try #require(ids(call("inboxes", "username=sovetnik_shop")).max())
        let id = try #require(call("inboxCreate", "user_id=640031&reply_message_id=\(first)", text: "Успею")?["response"]?["id"]?.integer)
        #expect(call("inboxMessage", "messageId=\(id)")?["response"]?["quote"]?["reply_message_id"] == .integer(first))
        #expect(call("inboxCreate", "user_id=1402290&reply_message_id=\(first)", text: "Успею")?["success"] == false)
    }

    @Test("Refusals",
        arguments: [
            ("inboxCreate", "user_id=1", "Пользователь не найден"), ("inboxCreate", "user_id=1204417", "самому себе"),
            ("inboxCreate", "user_id=1090214", "не можете написать"), ("inboxCreate", "user_id=1101733", "не можете написать"),
            ("inboxCreate", "user_id=640031&uploaded_files%5B%5D=1", "Файл не найден"),
            ("inboxCreate", "user_id=640031&order_id=1", "Заказ не найден"), ("inboxes", "username=nobody", "Пользователь не найден"),
            ("inboxMessage", "messageId=1", "Сообщение не найдено"), ("inboxEdit", "id=1", "Сообщение не найдено"),
            ("searchDialogs", "query=%D1%8F", "не менее 2"), ("searchMessages", "text=a&userId=1", "Пользователь не найден"),
        ])
    mutating func refusals(name: String, query: String, error: String) {
        let before = rehearsal.sandbox.world.messages.count
        let answer = call(name, query, text: name == "inboxCreate" || name == "inboxEdit" ? "Привет" : nil)
        #expect(answer?["success"] == false)
        #expect(answer?["error"]?.text?.contains(error) == true)
        #expect(rehearsal.sandbox.world.messages.count == before)
    }

    @Test("Other people's messages cannot be changed, and a message needs a text or a file")
    mutating func foreign() throws {
        let id = try #require(ids(call("inboxes", "username=sovetnik_shop")).max())
        #expect(call("inboxEdit", "id=\(id)", text: "x")?["error"] == "Нельзя редактировать чужое сообщение")
        #expect(call("inboxDelete", "id=\(id)")?["error"] == "Нельзя удалить чужое сообщение")
        #expect(call("inboxCreate", "user_id=640031", text: " ")?["error"] == "Введите текст сообщения")
        #expect(call("inboxCreate", "user_id=640031&uploaded_files%5B%5D=55110")?["success"] == true)
    }

    @Test("Search by name, by the last message, and inside one dialog")
    mutating func search() {
        #expect(call("searchDialogs", "query=SOVET")?["paging"] == ["limit": 10, "page": 1, "total": 1])
        #expect(call("searchDialogs", "query=" + FormEncoding.encode("логи"))?["response"]?[0]?["username"] == "kirill_auto")
        let found = call("searchMessages", "userId=1118845&text=" + FormEncoding.encode("вёрстку"))
        #expect(found?["paging"]?["total"] == 12)
        #expect(found?["response"]?[0]?["id"]?.integer != nil)
        #expect(found?["response"]?[0]?["phrase"]?.text?.contains("вёрстку") == true)
        #expect(call("searchMessages", "userId=1118845&text=zzz")?["response"] == [])
    }

    @Test("What one account writes, the other one reads as unread")
    mutating func twoAccounts() {
        _ = call("inboxCreate", "user_id=771902", text: "Привет, коллега")
        let other = rehearsal.control("POST", "tokens", ["account": 2]).parsed?["token"]?.text ?? ""
        let dialogs = rehearsal.api("dialogs", query: "token=\(other)").parsed
        #expect(dialogs?["paging"]?["total"] == 1)
        #expect(dialogs?["response"]?[0]?["username"] == "demo")
        #expect(dialogs?["response"]?[0]?["unread"] == 1)
    }

    @Test("The control API lets somebody write")
    mutating func incoming() {
        #expect(rehearsal.control("POST", "messages", ["from": "startup_lab", "text": "Ну как?"]).status == 200)
        #expect(call("dialogs")?["response"]?[0]?["last_message"] == "Ну как?")
        #expect(rehearsal.control("POST", "messages", ["from": "nobody", "text": "?"]).status == 400)
    }

    @Test("A message for an order goes to whoever keeps the orders")
    mutating func track() {
        rehearsal.sandbox.world.orderHooks.writeTrack = { world, track throws(Refusal) in
            guard track.order == 77 else { throw Refusal(text: "Заказ не найден", code: 404) }
            world.accounts[track.account].workerStatus = track.text
            return 9_001
        }
        let answer = call("inboxCreate", "user_id=640031&order_id=77", text: "Готово")?["response"]
        #expect(answer?["id"] == 9_001)
        #expect(answer?["type"] == "track")
        #expect(rehearsal.sandbox.world.accounts[0].workerStatus == "Готово")
        #expect(call("inboxCreate", "user_id=640031&order_id=78", text: "Готово")?["success"] == false)
    }
}
