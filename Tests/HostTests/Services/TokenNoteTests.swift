import Glibc
import Testing
@testable import Host

/// A kept token belongs to a login and an address: nobody else's session uses or replaces it.
@Suite struct TokenNoteTests {
    private let directory = TestDirectory()
    private let capture = LogCapture()

    private func file() throws -> TokenFile { try #require(TokenFile(directory.file("token"), log: capture.log())) }

    private func store(_ token: String, _ claim: TokenClaim) throws {
        guard case .success = try file().store(token, for: claim) else { Issue.record("not stored"); return }
    }

    private let ada = TokenClaim(api: "http://127.0.0.1:1/", login: "ada@example.com")

    @Test func aKeptTokenIsForItsLoginAndAddress() throws {
        try store("t0ken-of-ada", ada)
        #expect(try file().read(for: ada) == "t0ken-of-ada")
        #expect(try file().read(for: TokenClaim(api: "http://127.0.0.1:1", login: " Ada@Example.com")) == "t0ken-of-ada", "same address, same login")
        #expect(try file().read(for: TokenClaim(api: ada.api, login: nil)) == "t0ken-of-ada", "without a login any account will do")
        #expect(try file().read(for: TokenClaim(api: ada.api, login: "bob")) == nil)
        #expect(try file().read(for: TokenClaim(api: "http://127.0.0.1:2/", login: ada.login)) == nil)
        #expect(capture.text.contains("holds the token of another login") && capture.text.contains("holds a token of another API address"))
        #expect(TestDirectory.mode(directory.file("token.account")) == 0o600)
    }

    @Test func theNoteTellsNeitherTokenNorLogin() throws {
        try store("t0ken-of-ada", ada)
        let note = try #require(TestDirectory.read(directory.file("token.account")))
        #expect(!note.contains("t0ken-of-ada") && !note.contains("ada"))
        try store("another-token", ada)
        let other = try #require(TestDirectory.read(directory.file("token.account")))
        let before = try HostJSON(parsing: note)["login_sha256"]
        let after = try HostJSON(parsing: other)["login_sha256"]
        #expect(before != after, "the same login cannot be recognised without the token")
    }

    @Test func aTokenPutThereByHandIsUsed() throws {
        TestDirectory.write("by-hand", to: directory.file("token"))
        #expect(try file().read(for: ada) == "by-hand")
        try store("t0ken-of-ada", ada)
        TestDirectory.write("by-hand-again", to: directory.file("token"))
        #expect(try file().read(for: TokenClaim(api: ada.api, login: "bob")) == "by-hand-again")
    }

    @Test func aTokenUsedAtKworksOwnAddressIsNotedAsOneOfIt() throws {
        TestDirectory.write("from-before", to: directory.file("token"))
        let kwork = TokenClaim(api: KworkSite.ru.api, login: "ada")
        try file().adopt("from-before", for: ada)
        #expect(try file().note() == nil, "elsewhere nothing is known about it")
        try file().adopt("from-before", for: kwork)
        #expect(try file().read(for: kwork) == "from-before")
        #expect(try file().read(for: TokenClaim(api: kwork.api, login: "bob")) == "from-before", "for which login is not known")
        #expect(try file().read(for: ada) == nil)
    }

    @Test func aSignInElsewhereDoesNotReplaceIt() throws {
        try store("t0ken-of-ada", ada)
        try file().write("sandbox-token", for: TokenClaim(api: "http://127.0.0.1:2/", login: ada.login))
        #expect(TestDirectory.read(directory.file("token")) == "t0ken-of-ada\n")
        #expect(capture.text.contains("is not kept: the token file holds a token of another API address"))
        try file().write("token-of-bob", for: TokenClaim(api: ada.api, login: "bob"))
        #expect(TestDirectory.read(directory.file("token")) == "token-of-bob\n")
    }

    @Test func deletingTheTokenDeletesTheNote() throws {
        try store("t0ken-of-ada", ada)
        #expect(try file().remove().get())
        #expect(access(directory.file("token.account"), F_OK) != 0)
    }

    @Test func aFileThatCannotBeWrittenIsFoundOutBeforehandAndNothingIsLeft() throws {
        #expect(try file().tryOut() == nil)
        #expect(access(directory.file("token"), F_OK) != 0)
        let lost = try #require(TokenFile(directory.file("no/such/folder/token"), log: capture.log()))
        #expect(lost.tryOut()?.message.contains("cannot be reached") == true)
    }

    // MARK: in a session

    @Test func anotherLoginSignsInInsteadOfActingAsTheFirst() async throws {
        try await withKwork { kwork in
            func account(_ answer: HTTPAnswer?) -> HostJSON? { (try? HostJSON(parsing: answer?.body ?? []))?["response"]?["id"] }
            let first = account(kwork.registry().read("actor").answer)
            var second = kwork.configuration()
            (second.login, second.password) = ("second", "second")
            let other = account(kwork.registry(second).read("actor").answer)
            #expect(kwork.signIns == 2)
            #expect(first != nil && other != nil && first != other, "each login is its own account")
            #expect(kwork.registry().read("actor").answer?.status == 200)
            #expect(kwork.signIns == 3)
        }
    }

    @Test func anotherLoginWithoutPasswordFailsAndSaysWhy() async throws {
        try await withKwork { kwork in
            #expect(kwork.registry().read("actor").answer?.status == 200)
            var second = kwork.configuration()
            (second.login, second.password) = ("second", nil)
            let failure = kwork.registry(second).read("actor").failure
            #expect(failure?.code == "auth_required" && failure?.message.contains("другого логина") == true)
            #expect(kwork.signIns == 1)
        }
    }

    @Test func aTokenOfAnotherAddressIsNeitherSentNorReplaced() async throws {
        try await withKwork { kwork in
            guard case .success = TokenFile(kwork.tokenFile, log: kwork.capture.log())?
                .store("token-of-elsewhere", for: TokenClaim(api: KworkSite.ru.api, login: "demo"))
            else { Issue.record("not stored"); return }
            #expect(kwork.registry().read("actor").answer?.status == 200)
            #expect(TestDirectory.read(kwork.tokenFile) == "token-of-elsewhere\n")
            #expect(!"\(kwork.control(.get, "requests"))".contains("token-of-elsewhere"))
        }
    }
}
