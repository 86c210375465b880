import KworkSandbox
import Testing
@testable import Host

/// Whose account is changed: decided on values.
@Suite struct AccountPinTests {
    let ada = AccountPin.Account(id: 7, username: "Ada")
    let bob = AccountPin.Account(id: 8, username: "bob")

    @Test func theFirstOneSeenStays() {
        var pin = AccountPin(expected: nil)
        #expect(pin.answer(for: 1) == nil)
        let first = pin.learned(ada, generation: 1)
        let other = pin.learned(bob, generation: 2)
        let again = pin.learned(ada, generation: 3)
        #expect(first == nil && other?.code == .accountMismatch && again == nil)
        for name in ["@Ada", "id 7", "@bob", "id 8"] { #expect(other?.message?.contains(name) == true) }
    }

    @Test(arguments: ["7", "ada", "@ADA", " Ada "])
    func theOperatorsWordIsANumberOrAName(_ expected: String) {
        var pin = AccountPin(expected: expected)
        let other = pin.learned(bob, generation: 1)
        let right = pin.learned(ada, generation: 2)
        #expect(other?.code == .accountMismatch && right == nil)
    }

    @Test func aRefusedAccountIsNotPinned() {
        var pin = AccountPin(expected: "8")
        _ = pin.learned(ada, generation: 1)
        #expect(pin.pinned == nil)
    }

    @Test(arguments: [
        #"{"id": 7, "username": "Ada"}"#, #"{"id": "7", "username": " Ada "}"#, #"[{"id": 7, "username": "Ada"}]"#,
    ])
    func anAnswerThatSaysWho(_ text: String) throws { #expect(AccountPin.Account(actor: try JSON(parsing: text)) == ada) }

    @Test(arguments: [
        "null", "{}", "[]", #"{"id": 7}"#, #"{"id": 0, "username": "Ada"}"#, #"{"id": -7, "username": "Ada"}"#, #"{"id": true, "username": "Ada"}"#,
        #"{"id": "7a", "username": "Ada"}"#, #"{"id": 7.5, "username": "Ada"}"#, #"{"id": 7, "username": " "}"#, #"{"id": 7, "username": 5}"#,
        #"[{"id": 7, "username": "Ada"}, {"id": 8, "username": "bob"}]"#, #"{"id": "", "username": "Ada"}"#, #"{"id": "99999999999999999999", "username": "Ada"}"#,
    ])
    func anAnswerThatDoesNot(_ text: String) throws { #expect(AccountPin.Account(actor: try JSON(parsing: text)) == nil) }
}

/// The same against the sandbox, where a second account exists.
@Suite struct KworkIdentityTests {
    private static let second = #"{"account": 2}"#

    @Test func theAccountIsAskedOnceForEachToken() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            #expect(registry.read("offers").answer != nil)
            #expect(kwork.requests("actor").isEmpty, "reads do not care")
            #expect(together(6) { _ in registry.write("deleteOffer").failure?.code }.allSatisfy { $0 != "account_mismatch" })
            #expect(kwork.requests("actor").count == 1)
        }
    }

    @Test func anotherTokenInTheFileStopsWritesAndNotReads() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.login = nil
            TestDirectory.write(kwork.issueToken, to: kwork.tokenFile)
            let registry = kwork.registry(configuration)
            #expect(registry.write("offers").answer != nil)
            TestDirectory.write(kwork.control(.post, "tokens", KworkIdentityTests.second)["token"]?.string ?? "", to: kwork.tokenFile)
            kwork.control(.post, "revoke-tokens", #"{"token": "\#(kwork.firstToken)"}"#)
            let before = kwork.requests("offers").count
            let failure = registry.write("offers").failure
            #expect(failure?.code == "account_mismatch" && failure?.retry == .never, "\(String(describing: failure))")
            #expect(kwork.requests("offers").count == before + 1, "the old token's refused attempt, and nothing with the new one")
            #expect(registry.read("offers").answer != nil)
            #expect(registry.write("offers").failure?.code == "account_mismatch")
            #expect(kwork.requests("actor").count == 2, "known by now")
        }
    }

    @Test func aSignInThatLeadsToAnotherAccountStopsWrites() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            #expect(registry.write("offers").answer != nil)
            kwork.settings(#"{"sign_in_account": 2}"#)
            kwork.control(.post, "expire-tokens")
            #expect(registry.read("offers").answer != nil)
            #expect(registry.write("offers").failure?.code == "account_mismatch")
            #expect(registry.change(Offer.help).failure?.code == "account_mismatch", "preparations too")
            #expect(kwork.webRequests.isEmpty)
        }
    }

    @Test func theOperatorsAccountCountsFromTheFirstWrite() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.token = kwork.control(.post, "tokens", KworkIdentityTests.second)["token"]?.string
            configuration.account = "demo_seller"
            let registry = kwork.registry(configuration)
            let failure = registry.write("offers").failure
            #expect(failure?.code == "account_mismatch" && failure?.message.contains("demo_seller") == true)
            #expect(kwork.requests("offers").isEmpty)
        }
    }

    @Test(arguments: [
        #"{"kind": "shape", "body": {"success": true, "response": {"username": "x"}}, "times": "always"}"#, #"{"kind": "shape", "body": {"success": true}, "times": "always"}"#,
        #"{"kind": "non-json", "times": "always"}"#, #"{"kind": "status", "status": 500, "times": "always"}"#,
    ])
    func withoutAClearAnswerNothingIsSent(_ fault: String) async throws {
        try await withKwork { kwork in
            kwork.fault(fault.replacing("{\"kind\"", with: "{\"route\": \"api:/actor\", \"kind\""))
            let failure = kwork.registry().write("offers").failure
            #expect(failure != nil && failure?.retry != .outcomeUnknown)
            #expect(kwork.requests("offers").isEmpty)
        }
    }
}

/// What a session refuses before anything is sent.
@Suite struct KworkAdmissionTests {
    @Test(arguments: [
        ("api", "POST", "actor", KworkRoutes.Kind.read), ("api", "POST", "/inboxMessage", .read), ("api", "POST", "userByUsername", .read), ("api", "POST", "inboxCreate", .write),
        ("api", "POST", "deleteOffer", .write), ("api", "POST", "noSuchRoute", .write), ("api", "POST", "Actor", .write), ("api", "POST", "actor/x", .write),
        ("api", "POST", "inbox%43reate", .write), ("api", "DELETE", "actor", .write), ("api", "POST", "fileUpload", .write), ("api", "POST", "signIn", .host),
        ("web", "GET", "new_offer", .read), ("web", "POST", "quick-faq/init", .preparation), ("web", "POST", "wants/create_offer_draft", .preparation),
        ("web", "POST", "projects/check_is_template", .preparation), ("web", "POST", "api/offer/createoffer", .write), ("web", "POST", "quick-faq/init/", .write),
        ("web", "PUT", "quick-faq/init", .write), ("web", "POST", "actor", .write), ("web", "GET", "login-by-token", .host), ("web", "GET", "%6Cogout", .host),
    ] as [(String, String, String, KworkRoutes.Kind)])
    func effects(_ site: String, _ method: String, _ path: String, _ kind: KworkRoutes.Kind) {
        #expect(KworkRoutes.kind(site: site, method: method, path: path) == kind)
    }

    @Test func aWriteThatCallsItselfAReadIsRefused() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            for path in ["inboxCreate", "deleteOffer", "somethingNew"] {
                let failure = registry.read(path).failure
                #expect(failure?.code == "invalid_request" && failure?.message.contains(path) == true)
            }
            var preparation = Offer.help
            preparation.effect = .read
            #expect(registry.ask(preparation).failure?.code == "invalid_request")
            #expect(registry.send(Offer.help, for: CallFixture.call()).failure?.code == "write_disabled", "a tool that only reads")
            #expect(registry.send(Offer.help, for: CallFixture.call(hints: .write, writes: .off)).failure?.code == "write_disabled")
            #expect(kwork.control(.get, "state")["requests"]?.integer == 0)
        }
    }

    @Test(arguments: ["PUT", "PATCH", "DELETE"])
    func theseMethodsAreNoReadsInAnySession(_ method: String) {
        let fixture = SessionFixture(base: "http://127.0.0.1:9/")
        let request = SessionRequest(session: "service", effect: .read, method: method, path: "x")
        #expect(fixture.registry.send(request, for: CallFixture.call()).failure?.code == "invalid_request")
    }

    @Test func kworkComHasNoExchange() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.site = .com
            let registry = kwork.registry(configuration)
            for path in ["projects", "project", "favoriteCategories", "exchangeInfo", "getWantsCount", "offers", "offer", "myWants", "want", "/Projects"] {
                let failure = registry.read(path).failure
                #expect(failure?.code == "site_unsupported" && failure?.message.contains("kwork.ru") == true, "\(path)")
            }
            for path in ["addFavoriteCategories", "delFavoriteCategories", "deleteOffer", "stopWant", "restartWant"] {
                #expect(registry.write(path).failure?.code == "site_unsupported", "\(path)")
            }
            for request in [Offer.page, .page("projects")] { #expect(registry.ask(request).failure?.code == "site_unsupported") }
            for request in [Offer.help, Offer.draft, Offer.check, Offer.create] { #expect(registry.change(request).failure?.code == "site_unsupported") }
            #expect(kwork.control(.get, "state")["requests"]?.integer == 0)
            #expect(registry.read("actor").answer != nil)
        }
    }

    @Test func kworkComLandsOnItsFirstPage() async throws {
        try await withKwork { kwork in
            kwork.settings(#"{"site": "com"}"#)
            var configuration = kwork.configuration()
            configuration.site = .com
            #expect(kwork.registry(configuration).ask(.page("/")).answer?.status == 200)
            #expect(kwork.requests("login-by-token").count == 1)
            #expect(kwork.requests("getWebAuthToken").first?["query"]?.string?.contains("url_to_redirect=%2F&") == true)
        }
    }

    @Test func aSessionThatCannotBeReadSaysWhy() {
        let directory = TestDirectory()
        let registry = SessionRegistry(
            [:], unusable: ["service": UnusableSession(reason: "plugins.json:3:5: the environment variable X is not set")], engine: HTTPEngine(), log: LogCapture().log(),
            stateDirectory: directory.path)
        let failure = registry.read("actor").failure
        #expect(failure?.code == "session_not_configured")
        #expect(failure?.message.contains("X is not set") == true && failure?.message.contains("There is no session") == false)
    }
}

/// Routes that misbehave on their own.
@Suite struct KworkStubbornTests {
    @Test func oneRouteThatAlwaysAnswers401LocksNobodyOut() async throws {
        try await withKwork { kwork in
            kwork.fault(#"{"route": "api:/categories", "kind": "status", "status": 401, "times": "always"}"#)
            let registry = kwork.registry()
            for _ in 0..<3 {
                #expect(registry.read("categories").failure?.code == "auth_failed")
                #expect(registry.read("actor").answer != nil)
            }
            #expect(kwork.signIns == 1)
        }
    }

    @Test func aGivenTokenSurvivesOneSuchRoute() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.login = nil
            configuration.token = kwork.issueToken
            let registry = kwork.registry(configuration)
            #expect(registry.read("actor").answer != nil)
            kwork.fault(#"{"route": "api:/offers", "kind": "status", "status": 401, "times": "always"}"#)
            for _ in 0..<3 {
                #expect(registry.read("offers").failure?.code == "auth_failed")
                #expect(registry.read("actor").answer != nil)
            }
        }
    }

    @Test func aSignInThatConflictsIsAProblemOfTheLogin() async throws {
        try await withKwork { kwork in
            kwork.fault(#"{"route": "signIn", "kind": "status", "status": 409}"#)
            #expect(kwork.registry().read("actor").failure?.code == "auth_failed")
        }
    }
}

extension KworkFixture {
    /// The token handed out first.
    var firstToken: String { requests("offers").first.flatMap { $0["query_items"]?.array?.first { $0.array?.first?.string == "token" }?.array?.last?.string } ?? "" }
}
