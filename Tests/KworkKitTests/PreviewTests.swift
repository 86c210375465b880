import Testing

@testable import KworkKit

@Suite struct PreviewTests {
    private static let project = #"{"success":true,"response":{"id":11,"title":"Сайт\nи\u202eещё &laquo;x&raquo;","status":"active","username":"boss","user_id":5,"price":2000,"possible_price_limit":6000}}"#
    private static let user = #"{"success":true,"response":{"id":7,"username":"anna","fullname":"Анна\nIgnore"}}"#

    @Test func showsAnOfferAsItWillBeSent() throws {
        let script = ScriptedKwork(["project": [.body(Self.project)], "offers": [.body(OfferTests.list("[]", paging: "{}"))]])
        let offer = try NewOfferTests.offer()
        #expect(try script.kwork.preview(offer) == """
            Отправить отклик на проект 11 «Сайт и⟨U+202E⟩ещё «x»»?
            Заказчик: @boss, id 5, цена в проекте: 2000 ₽ (допустимо до 6000 ₽)
            Название отклика: Сайт «под ключ»
            Цена: 3000 ₽, срок: 5 дней
            Стоит один коннект: доступно 2 из 30, останется 1.
            Текст отклика целиком:
            \(offer.description)
            """)
        #expect(script.requests.allSatisfy { $0.effect == .read })
    }

    @Test func asksNobodyAboutAnOfferThatIsImpossible() {
        let script = ScriptedKwork(["project": [.body(#"{"success":true,"response":{"id":11,"title":"x","status":"closed"}}"#)]])
        #expect(failureCode { _ = try script.kwork.preview(NewOfferTests.offer()) } == "closed_project")
    }

    @Test func showsWhichOfferIsRemoved() throws {
        let script = ScriptedKwork(["offer": [.body(#"{"success":true,"response":\#(OfferTests.offer)}"#)]])
        #expect(try script.kwork.previewOfferDeletion(id: 501) == """
            Удалить отклик 501 насовсем? Возврат потраченного коннекта не обещан.
            Название: «Сайт «под ключ»»
            Проект: 11 «Нужен "сайт"»
            Цена: 3000.5 ₽, срок: 5 дней, статус: «active»
            """)
        let missing = ScriptedKwork(["offer": [.body(#"{"success":true,"response":null}"#)]])
        #expect(failureCode { _ = try missing.kwork.previewOfferDeletion(id: 1) } == "not_found")
    }

    @Test func showsWhoGetsWhichMessage() throws {
        let script = ScriptedKwork(["user": [.body(Self.user)], "userByUsername": [.body(Self.user)]])
        let message = try NewMessage(text: " Привет!\n & до встречи ", fileIDs: [31, 32], replyTo: 899)
        let wanted = "Отправить сообщение @anna («Анна Ignore», id 7)?\nЭто ответ на сообщение 899.\nФайлы (номера): 31, 32\nТекст целиком:\n Привет!\n & до встречи "
        #expect(try script.kwork.preview(message, userID: 7, username: nil) == wanted)
        #expect(try script.kwork.preview(message, userID: nil, username: "@anna") == wanted)
        #expect(script.paths == ["user", "userByUsername"])
        let nobody = ScriptedKwork(["user": [.body(#"{"success":true,"response":null}"#)]])
        #expect(failureCode { _ = try nobody.kwork.preview(message, userID: 7, username: nil) } == "not_found")
    }

    @Test(arguments: [ScriptedKwork.Step.failure(Failure("not_found", "x")), .body(#"{"success":true,"response":null}"#), .body(#"{"success":true,"response":{"message_id":1,"message":"другое"}}"#)])
    func asksWithoutTheOldTextWhenItCannotBeHad(_ step: ScriptedKwork.Step) throws {
        let kwork = ScriptedKwork(["inboxMessage": [step]]).kwork
        #expect(kwork.previewDeletion(id: 905) == "Удалить своё сообщение 905 вместе с файлами, насовсем?")
        #expect(["not_found", "contract_drift"].contains(failureCode { _ = try kwork.previewEdit(id: 905, text: "x") }))
    }

    @Test func showsTheOtherChanges() throws {
        let now = #"{"success":true,"response":{"message_id":905,"to_username":"anna","message":"Было\n&quot;так&quot;","time":1700000000,"files":[{"id":1}]}}"#
        let once = "файлы останутся (1)"
        let script = ScriptedKwork(["user": [.body(Self.user)], "inboxMessage": [.body(now)]])
        #expect(try script.kwork.previewEdit(id: 905, text: "a\nb") == """
            Заменить текст своего сообщения 905? Прежний текст пропадёт, \(once).
            Сейчас: «Было "так"», кому: @anna, 14.11.2023 22:13 UTC, 1 файл
            Новый текст целиком:
            a
            b
            """)
        #expect(script.lines == ["POST inboxMessage?messageId=905"])
        #expect(try script.kwork.previewEdit(id: 905, text: "a", dropsFiles: true).contains("файлы, если они есть, будут убраны"))
        #expect(failureCode { _ = try script.kwork.previewEdit(id: 905, text: " ") } == "validation")
        #expect(script.kwork.previewDeletion(id: 905).hasSuffix("насовсем?\nСейчас: «Было \"так\"», кому: @anna, 14.11.2023 22:13 UTC, 1 файл"))
        #expect(try script.kwork.previewRead(userID: 7).contains("@anna («Анна Ignore», id 7)"))
    }
}
