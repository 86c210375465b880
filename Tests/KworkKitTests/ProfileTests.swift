import Testing

@testable import KworkKit

@Suite struct ProfileTests {
    static let actor = #"""
        {"success":true,"response":{"id":"42","username":"ivan","type":"worker","fullname":"Иван &laquo;Код&raquo;",
        "rating":"4.8","good_reviews":10,"bad_reviews":"1","level_description":"Продвинутый","profession":"Программист",
        "total_amount":2000,"hold_amount":0,"free_amount":1234.56,"currency":"USD","completed_orders_count":57,
        "worker_status":"busy","unread_dialog_count":3,"unread_messages_count":7,"kworks_count":5,"unknown":[1]}}
        """#

    @Test func showsEveryDatumOfTheAccount() throws {
        let account = try FakeKwork(["actor": Self.actor]).kwork.account()
        #expect(account.text == """
            Аккаунт: @ivan, Иван «Код», id 42
            Профессия: Программист
            Уровень: Продвинутый
            Рейтинг: 4.8, отзывы: 10 положительных, 1 отрицательный
            Выполнено заказов: 57
            Баланс: доступно 1234.56 USD, заморожено 0 USD, всего 2000 USD
            Приём заказов: занят (busy)
            На площадке: кворков 5
            Непрочитано: диалогов 3, сообщений 7
            """)
        #expect(account.fitsItsSchema)
        #expect(account.value["free_amount"] == 1234.56 && account.value["rating"] == 4.8)
        #expect(account.value["total_amount"]?.text == "2000")
    }

    @Test func readsAnAccountOfWhichMostIsMissing() throws {
        let body = #"{"success":true,"response":{"username":"a","specialization":"Дизайнер","rating":null,"worker_status":null}}"#
        let account = try FakeKwork(["actor": body]).kwork.account()
        #expect(account.text.contains("Рейтинг: —, отзывы: —"))
        #expect(account.text.contains("доступно —, заморожено —") && account.value["free_amount"] == nil)
        #expect(account.text.contains("Профессия: Дизайнер") && account.text.contains("не задан"))
        #expect(account.fitsItsSchema)
    }

    @Test(arguments: [#"{"success":true}"#, #"{"success":true,"response":[]}"#, #"{"success":true,"response":{"rating":"5"}}"#])
    func doesNotInventAnAccount(_ body: String) {
        #expect(failureCode { _ = try FakeKwork(["actor": body]).kwork.account() } == "contract_drift")
    }

    @Test func readsConnectsFromTheExchange() throws {
        let fake = FakeKwork(["projects": #"{"success":true,"response":[],"connects":{"active_connects":"0","all_connects":30,"update_time":-1}}"#])
        let connects = try fake.kwork.connects()
        #expect(fake.requests == ["projects?categories="])
        #expect(connects.text == "Коннекты: доступно 0 из 30\nВремя обновления неизвестно")
        #expect(connects.value == ["active": 0, "all": 30])
        #expect(connects.fitsItsSchema)
    }

    @Test(arguments: [#"{"success":true,"response":[]}"#, #"{"success":true,"response":[],"connects":{"all_connects":3}}"#])
    func doesNotTakeMissingConnectsForZero(_ body: String) {
        #expect(failureCode { _ = try FakeKwork(["projects": body]).kwork.connects() } == "contract_drift")
    }

    static let user = #"""
        {"success":true,"response":{"id":7,"username":"anna","fullname":"Анна","rating":"5.0","good_reviews":3,
        "bad_reviews":0,"level_description":null,"profession":"Копирайтер","description":"Пишу &amp; правлю\nБыстро",
        "online":1,"live_date":1700000000,"location":"Пермь","completed_orders_count":9,"order_done_persent":100,
        "allowedDialog":true,"custom_request_min_budget":999.5}}
        """#

    @Test func showsAProfileByNumber() throws {
        let fake = FakeKwork(["user": Self.user])
        let user = try fake.kwork.user(id: 7)
        #expect(fake.requests == ["user?id=7"])
        for datum in ["@anna", "Анна", "id 7", "5.0", "3 положительных", "Копирайтер", "О себе:\n   Пишу & правлю\n   Быстро",
            "Онлайн: да", "14.11.2023 22:13 UTC", "Пермь", "Выполнено заказов: 9", "сдано 100%", "999.5 ₽", Show.untrusted]
        {
            #expect(user.text.contains(datum), "\(datum)")
        }
        #expect(user.fitsItsSchema)
    }

    @Test(arguments: ["anna", "@anna", "  @anna ", "@@anna"])
    func findsAProfileByLoginHoweverItIsWritten(_ name: String) throws {
        let fake = FakeKwork(["userByUsername": Self.user])
        #expect(try fake.kwork.user(named: name).id == 7)
        #expect(fake.requests == ["userByUsername?username=anna"])
    }

    @Test(arguments: ["", "@", " @ "])
    func sendsNothingForAnEmptyLogin(_ name: String) {
        let fake = FakeKwork(["userByUsername": Self.user])
        #expect(failureCode { _ = try fake.kwork.user(named: name) } == "validation")
        #expect(fake.requests.isEmpty)
    }

    @Test(arguments: [
        #"{"success":true,"response":null}"#, #"{"success":true,"response":[]}"#, 
    ])
    func saysThatThereIsNoSuchUser(_ body: String) {
        #expect(failureCode { _ = try FakeKwork(["userByUsername": body]).kwork.user(named: "x") } == "not_found")
    }

    @Test func tellsAMissingUserFromAnOddAnswer() {
        let missing = FakeKwork(["user": #"{"success":true,"response":null}"#])
        #expect(failureCode { _ = try missing.kwork.user(id: 1) } == "not_found")
        let odd = FakeKwork(["user": #"{"success":true,"response":"?"}"#])
        #expect(failureCode { _ = try odd.kwork.user(id: 1) } == "contract_drift")
    }

    static let found = #"[{"id":1,"username":"a","fullname":"А","rating":4.5,"reviews_count":2,"specialization":"SMM"},{"id":"2","username":"b","is_online":true}]"#

    @Test(arguments: [found, #"{"users":\#(found)}"#, #"{"items":\#(found)}"#])
    func listsUsersFromEveryShape(_ response: String) throws {
        let fake = FakeKwork(["userSearch": #"{"success":true,"response":\#(response),"paging":{"page":1,"total":2,"limit":10,"pages":1}}"#])
        let search = try fake.kwork.searchUsers(" смм ", page: 1)
        #expect(fake.requests == ["userSearch?query=смм"])
        #expect(search.text == """
            По запросу «смм» на этой странице: 2 пользователя
            1. @a, id 1, А. Рейтинг: 4.5, 2 отзыва. Профессия: SMM
            2. @b, id 2. Рейтинг: —. Профессия: —. Онлайн
            Страница 1 из 1, всего 2. Профиль целиком: get_user_info.
            """)
        #expect(search.fitsItsSchema)
    }

    @Test func saysThatNobodyWasFound() throws {
        let fake = FakeKwork(["userSearch": #"{"success":true,"response":[]}"#])
        let search = try fake.kwork.searchUsers("x", page: 3)
        #expect(fake.requests == ["userSearch?query=x&page=3"])
        #expect(search.text.hasPrefix("На странице 3 по запросу «x» никого нет."))
        #expect(search.value["count"] == 0 && search.fitsItsSchema)
    }
}
