import Testing

@testable import KworkKit

@Suite struct MessageWritingTests {
    private static let sent = #"{"success":true,"response":{"id":"905","conversation_id":5,"type":"message","page":3,"time":1700000000}}"#
    private static let present = #"{"success":true,"response":{"message_id":\#(905),"message":"было","files":[{"id":31},{"id":"32"}],"quote":{"reply_message_id":899}}}"#
    private static let text = " Привет!\r\n\n\tЦена & срок = 5% + 1 🙂 "

    @Test func sendsTheTextExactlyAsGiven() throws {
        let script = ScriptedKwork(["inboxCreate": [.body(Self.sent)]])
        let message = try NewMessage(text: Self.text, fileIDs: [31, 32], replyTo: 899)
        let sent = try script.kwork.send(message, to: try script.kwork.recipient(userID: 7, username: nil))
        #expect(script.lines == ["POST inboxCreate?user_id=7&uploaded_files[]=31&uploaded_files[]=32&reply_message_id=899 text=\(Self.text)"])
        #expect(script.requests[0].effect == .write && script.requests[0].checkWith == "get_dialog (user_id=7)")
        #expect(sent.text == "Сообщение 905 отправлено пользователю с id 7, 14.11.2023 22:13 UTC, с ним 2 файла. Изменить его можно через edit_message, удалить через delete_message.")
        #expect(sent.fitsItsSchema && sent.value["message_id"] == 905 && sent.value["conversation_id"] == 5)
    }

    @Test func findsTheRecipientByLoginFirst() throws {
        let script = ScriptedKwork([
            "userByUsername": [.body(#"{"success":true,"response":{"id":7,"username":"anna"}}"#)], "inboxCreate": [.body(Self.sent)],
        ])
        let recipient = try script.kwork.recipient(userID: nil, username: "@anna")
        let sent = try script.kwork.send(NewMessage(text: "x"), to: recipient)
        #expect(script.requests[1].checkWith == "get_dialog (user_id=7) или get_dialog (username=anna)")
        #expect(script.lines == ["POST userByUsername?username=anna", "POST inboxCreate?user_id=7 text=x"])
        #expect(sent.text.hasPrefix("Сообщение 905 отправлено @anna (id 7)") && sent.value["username"] == "anna")
    }

    @Test(arguments: [#"{"success":true,"response":null}"#, #"{"success":true,"response":[]}"#])
    func sendsNothingToNobody(_ body: String) {
        let script = ScriptedKwork(["userByUsername": [.body(body)]])
        #expect(failureCode { _ = try script.kwork.recipient(userID: nil, username: "x") } == "not_found")
        #expect(failureCode { _ = try script.kwork.recipient(userID: nil, username: nil) } == "validation")
        #expect(script.paths == ["userByUsername"])
    }

    @Test(arguments: [#"{"success":true}"#, #"{"success":true,"response":null}"#, #"{"success":true,"response":{"id":0}}"#, #"{"success":true,"response":"ok"}"#, "{}", #"{"response":{"id":5}}"#])
    func callsAMessageWithoutANumberUnknown(_ body: String) {
        let script = ScriptedKwork(["inboxCreate": [.body(body)]])
        let found = failure { _ = try script.kwork.send(NewMessage(text: "x"), to: Recipient(id: 7)) }
        #expect(found?.code == "outcome_unknown" && found?.retry == .unknown && found?.message.contains("get_dialog") == true)
        #expect(script.paths.count == 1)
    }

    @Test(arguments: ["", " \n\t", "a\u{0}b", "a\u{1B}[2Jb", "abc\u{202E}cba", String(repeating: "я", count: 10_001)])
    func refusesTextsThatMustNotLeave(_ text: String) {
        let script = ScriptedKwork([:])
        #expect(failureCode { _ = try NewMessage(text: text) } == "validation")
        #expect(failureCode { _ = try script.kwork.editMessage(id: 1, text: text) } == "validation")
        #expect(script.requests.isEmpty)
    }

    @Test func refusesNumbersThatAreNone() {
        #expect(failureCode { _ = try NewMessage(text: "x", fileIDs: [0]) } == "validation")
        #expect(failureCode { _ = try NewMessage(text: "x", replyTo: -1) } == "validation")
    }

    @Test func editsDeletesAndMarksRead() throws {
        let done = ScriptedKwork.Step.body(#"{"success":true}"#)
        let script = ScriptedKwork(["inboxMessage": [.body(Self.present)], "inboxEdit": [done], "inboxDelete": [done], "inboxRead": [done]])
        let edited = try script.kwork.editMessage(id: 905, text: Self.text)
        let deleted = try script.kwork.deleteMessage(id: 905)
        let read = try script.kwork.markDialogRead(userID: 7)
        #expect(script.lines == [
            "POST inboxMessage?messageId=905", "POST inboxEdit?id=905&uploaded_files[]=31&uploaded_files[]=32&reply_message_id=899 text=\(Self.text)",
            "POST inboxDelete?id=905", "POST inboxRead?user_id=7",
        ])
        #expect(script.requests.map(\.effect) == [.read, .write, .write, .write])
        #expect(script.requests.map(\.checkWith) == ["", "get_dialog", "get_dialog", "list_dialogs"])
        #expect(edited.text.hasPrefix("Сообщение 905 изменено") && edited.value["deleted"] == false && edited.value["files_kept"] == 2)
        #expect(deleted.text == "Сообщение 905 удалено." && deleted.value["deleted"] == true)
        #expect(read.text.contains("id 7") && read.fitsItsSchema && edited.fitsItsSchema)
    }

    @Test func doesNotCallAnUnconfirmedChangeDone() {
        let odd = ScriptedKwork.Step.body(#"{"response":[]}"#)
        let kwork = ScriptedKwork(["inboxMessage": [.body(Self.present)], "inboxEdit": [odd], "inboxDelete": [odd], "inboxRead": [odd]]).kwork
        #expect(failureCode { _ = try kwork.editMessage(id: 905, text: "x") } == "outcome_unknown")
        #expect(failureCode { _ = try kwork.deleteMessage(id: 1) } == "outcome_unknown")
        #expect(failureCode { _ = try kwork.markDialogRead(userID: 1) } == "outcome_unknown")
    }

    @Test func saysWhatToDoAboutAMessageThatIsNotThere() throws {
        let missing = ScriptedKwork.Step.failure(Failure("not_found", "На Kwork этого нет.", retry: .never))
        let kwork = ScriptedKwork(["inboxMessage": [missing], "inboxEdit": [missing], "inboxDelete": [missing], "inboxRead": [missing], "inboxCreate": [missing]]).kwork
        let found = [
            failure { _ = try kwork.editMessage(id: 1, text: "x") }, failure { _ = try kwork.deleteMessage(id: 1) },
            failure { _ = try kwork.markDialogRead(userID: 1) }, failure { _ = try kwork.send(NewMessage(text: "x"), to: Recipient(id: 7)) },
        ]
        #expect(found.map { $0?.code } == Array(repeating: "not_found", count: 4))
        #expect(found.map { $0?.message.hasPrefix("На Kwork") } == Array(repeating: false, count: 4))
    }

    @Test func takesTheOtherWordForDone() throws {
        _ = try ScriptedKwork(["inboxRead": [.body(#"{"status":"ok"}"#)]]).kwork.markDialogRead(userID: 1)
    }
}
