import Testing

@testable import KworkKit

@Suite struct ReplyTests {
    private func reply(_ body: JSON) throws -> Reply { try Reply(.project, body) }

    @Test(arguments: ["[]", "null", "\"ok\"", "1"])
    func callsABodyThatIsNoObjectDrift(_ body: String) {
        #expect(failureCode { _ = try Reply(.project, JSON(parsing: body)) } == "contract_drift")
    }

    @Test(arguments: [#"{"success":false,"error":"Нет &laquo;прав&raquo;"}"#, #"{"error":"Нет «прав»"}"#])
    func tellsTheApisOwnErrorShouldOneEverArriveHere(_ body: String) {
        #expect(throws: Failure("upstream_error", "Kwork отказал: Нет «прав»")) {
            try Reply(.project, JSON(parsing: body))
        }
    }

    @Test func takesOneObjectFromAnObjectOrAListOfOne() throws {
        #expect(try reply(["success": true, "response": ["id": 1]]).object()?["id"] == 1)
        #expect(try reply(["success": true, "response": [["id": 1]]]).object()?["id"] == 1)
    }

    @Test func knowsThatNullAndEmptyMeanNoSuchObject() throws {
        #expect(try reply(["success": true, "response": nil]).object() == nil)
        #expect(try reply(["success": true, "response": []]).object() == nil)
        #expect(try reply(["success": true]).object() == nil)
    }

    @Test func takesTheEnvelopeItselfWhenItCarriesTheObject() throws {
        #expect(try reply(["success": true, "response": nil, "id": 7]).object(orEnvelopeWith: ["id"])?["id"] == 7)
    }

    @Test func callsSeveralObjectsOrAnotherKindDrift() {
        #expect(failureCode { _ = try reply(["response": [[:], [:]]]).object() } == "contract_drift")
        #expect(failureCode { _ = try reply(["response": "text"]).object() } == "contract_drift")
    }

    @Test func neverReadsAnOddAnswerAsAnEmptyList() throws {
        #expect(try reply(["response": []]).list().isEmpty)
        #expect(try reply(["response": nil]).list().isEmpty)
        #expect(try reply(["response": ["items": [["id": 1]]]]).list("users", "items").count == 1)
        for odd: JSON in [[:], ["response": "x"], ["response": ["other": []]], ["response": [1]], ["response": ["items": "x"]]] {
            #expect(failureCode { _ = try reply(odd).list("users", "items") } == "contract_drift", "\(odd.text)")
        }
    }

    @Test func countsPagesWhenTheServerDoesNot() throws {
        let paging = try reply(["response": [], "paging": ["page": "2", "total": 21, "limit": 10]])
            .paging(page: 2, count: 10)
        #expect(paging.pages == 3 && paging.next == 3)
        #expect(paging.line == "Страница 2 из 3, всего 21. Следующая: page=3.")
    }

    @Test func saysNothingAboutPagesItDoesNotKnow() throws {
        let paging = try reply(["response": []]).paging(page: 4, count: 0)
        #expect(paging.line.hasPrefix("Страница 4. Последняя ли она, неизвестно") && paging.next == nil)
    }

    @Test func findsPagingInsideTheResponse() throws {
        #expect(try reply(["response": ["paging": ["total": 5, "limit": 5]]]).paging(page: 1, count: 5).pages == 1)
    }

    @Test func doesNotBelieveAnEmptyPageInTheMiddle() throws {
        let odd = try reply(["response": [], "paging": ["total": 57, "limit": 10]])
        #expect(failureCode { _ = try odd.paging(page: 2, count: 0) } == "contract_drift")
        #expect(try odd.paging(page: 7, count: 0).line == "Страница 7 из 6, всего 57.")
    }

    @Test func saysOfAWriteThatItsOutcomeIsUnknown() {
        #expect(Failure.drift("x", "y", effect: .write).retry == .unknown)
        #expect(Failure.drift("x", "y").retry == .never)
    }

    @Test func sendsAPostMarkedAsTheReadItIs() throws {
        let request = try Route.project.request(["id": 5])
        #expect(request.method == "POST" && request.path == "project" && request.effect == .read)
        #expect(request.query == ["id": 5] && request.form == [:] && !request.isAnonymous)
    }

    @Test func sendsNoTokenToPublicMethods() throws {
        for route in [Route.user, .userByUsername, .userSearch] {
            #expect(try route.request([:]).isAnonymous, "\(route.path)")
        }
        for route in [Route.actor, .projects, .project, .exchangeInfo, .favoriteCategories] {
            #expect(try !route.request([:]).isAnonymous, "\(route.path)")
        }
    }

    @Test func saysOfAWriteHowToCheckIt() throws {
        let route = Route.write("inboxCreate", ["user_id"], form: ["text"], checkWith: "get_dialog")
        let request = try route.request(["user_id": 5], form: ["text": "a & b"])
        #expect(request.effect == .write && request.checkWith == "get_dialog" && request.form == ["text": "a & b"])
    }

    @Test func refusesToSendAParameterTheMethodDoesNotKnow() {
        let fake = FakeKwork(["project": "{}"])
        #expect(failureCode { _ = try fake.kwork.ask(.project, ["project_id": 1]) } == "internal")
        #expect(failureCode { _ = try fake.kwork.ask(.project, form: ["id": 1]) } == "internal")
        #expect(fake.requests.isEmpty)
    }
}
