import Glibc
import Testing

@testable import Host

@Suite struct AccountRecordTests {
    private let directory = TestDirectory()
    private var file: AccountRecordFile { AccountRecordFile(name: "one.account", directory: directory.path) }

    @Test func theRecordOfASignInIsReadBackAndKnowsItsToken() throws {
        file.signedIn("token-of-june", lifetimeSeconds: 2_592_000, now: 1_000)
        let record = try #require(file.read())
        #expect(record.belongs(to: "token-of-june"))
        #expect(!record.belongs(to: "token-of-july"))
        #expect(record.signedInAt == 1_000 && record.expiresAt == 2_593_000 && record.label == nil)
        #expect(TestDirectory.mode(directory.file("one.account")) == 0o600)
        #expect(TestDirectory.read(directory.file("one.account"))?.contains("token-of-june") == false)
    }

    @Test func theAccountJoinsWhatIsKnownAboutTheSameTokenAndNoOther() throws {
        file.signedIn("token-of-june", lifetimeSeconds: 60, now: 1_000)
        file.identified("token-of-june", id: 5, username: "demo", now: 1_010)
        var record = try #require(file.read())
        #expect(record.label == "@demo (id 5)" && record.expiresAt == 1_060 && record.checkedAt == 1_010)
        file.identified("token-of-july", id: 6, username: "other", now: 1_020)
        record = try #require(file.read())
        #expect(record.belongs(to: "token-of-july") && record.expiresAt == nil && record.signedInAt == nil)
        #expect(record.label == "@other (id 6)")
    }

    @Test(arguments: [
        "", "{", "[]", #"{"version":2,"token_sha256":"00"}"#, #"{"version":1,"token_sha256":"zz"}"#, #"{"version":1}"#,
        #"{"version":1,"token_sha256":"0011"}"#,
    ])
    func whatIsNoRecordOfThisVersionCountsAsNone(_ text: String) {
        TestDirectory.write(text, to: directory.file("one.account"))
        #expect(file.read() == nil)
    }

    @Test func aRecordThatOthersMayChangeIsNotBelieved() {
        file.signedIn("token-of-june", lifetimeSeconds: nil)
        #expect(file.read() != nil)
        chmod(directory.file("one.account"), 0o666)
        #expect(file.read() == nil)
    }

    @Test func aLinkIsNotFollowed() {
        file.signedIn("token-of-june", lifetimeSeconds: nil)
        rename(directory.file("one.account"), directory.file("other"))
        symlink(directory.file("other"), directory.file("one.account"))
        #expect(file.read() == nil)
    }

    @Test func readingMakesNothing() {
        #expect(AccountRecordFile(name: "none.account", directory: directory.path + "/not-there").read() == nil)
        #expect(access(directory.path + "/not-there", F_OK) != 0)
        #expect(!file.remove())
    }

    @Test func theConfiguredTokenAndTheFileHaveRecordsOfTheirOwn() {
        var configuration = KworkSessionConfiguration()
        configuration.token = "given"
        let given = configuration.accountRecord(for: "given").name
        let kept = configuration.accountRecord(for: "kept").name
        configuration.token = nil
        #expect(given != kept)
        #expect(configuration.accountRecord(for: "kept").name == kept, "taking the variable away must not lose the record")
    }
}

@Suite struct TokenStoreTests {
    private let folder: TemporaryFolder
    private let log = HostLog(level: .error, redaction: Redaction(), sink: { _ in })

    init() throws { folder = try TemporaryFolder() }

    private func file(_ name: String) throws -> TokenFile { try #require(TokenFile(FilePath.join(folder.path, name), log: log)) }

    private let claim = TokenClaim(api: "http://127.0.0.1:1/", login: "ada")

    private func message(_ result: Result<Void, StateProblem>) -> String {
        if case .failure(let problem) = result { problem.message } else { "" }
    }

    @Test func aTokenIsStoredForItsOwnerOnlyAndReplacesTheOldFileAsAWhole() throws {
        let path = try folder.write("token", "old")
        chmod(path, 0o644)
        // Whoever has the old file open keeps the old file.
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        let file = try file("token")
        guard case .success = file.store("fresh-token", for: claim) else { Issue.record("not stored"); return }
        #expect(file.look() == .token("fresh-token", isPrivate: true))
        var before = stat()
        var after = stat()
        #expect(fstat(descriptor, &before) == 0 && lstat(path, &after) == 0)
        #expect(before.st_ino != after.st_ino && before.st_size == 3)
        #expect(try folderNames() == ["token", "token.account"], "no temporary file is left")
    }

    private func folderNames() throws -> [String] {
        let directory = try #require(opendir(folder.path))
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    @Test func aFolderThatOthersMayWriteToIsRefused() throws {
        for mode in [0o777, 0o775, 0o770] as [mode_t] {
            let name = "loose\(mode)"
            try folder.write("\(name)/deeper/x")
            chmod(FilePath.join(folder.path, name), mode)
            #expect(message(try file("\(name)/token").store("t0ken", for: claim)).contains("others may write to"))
            #expect(message(try file("\(name)/deeper/token").store("t0ken", for: claim)).contains("others may write to"), "above counts, too")
            #expect(try file("\(name)/token").look() == .absent)
        }
    }

    @Test func aStickyFolderWillDo() throws {
        try folder.write("sticky/x")
        chmod(FilePath.join(folder.path, "sticky"), 0o1777)
        #expect(message(try file("sticky/token").store("t0ken", for: claim)) == "")
    }

    @Test func aLinkOrAFolderInItsPlaceIsRefusedAndLeftAlone() throws {
        let target = try folder.write("target", "precious")
        symlink(target, FilePath.join(folder.path, "link"))
        #expect(message(try file("link").store("t0ken", for: claim)).contains("is a link"))
        #expect(TestDirectory.read(target) == "precious")
        try folder.write("place/x")
        #expect(message(try file("place").store("t0ken", for: claim)).contains("no regular file"))
        for name in ["link", "place"] {
            guard case .failure = try file(name).remove() else { Issue.record("\(name) was deleted"); return }
        }
    }

    @Test func aFolderThatIsNotThereIsAnErrorWithItsName() throws {
        #expect(message(try file("nowhere/token").store("t0ken", for: claim)).contains("nowhere"))
    }

    @Test func deletingTellsWhetherThereWasSomething() throws {
        let file = try file("token")
        #expect(file.look() == .absent)
        guard case .success(false) = file.remove() else { Issue.record("there was something"); return }
        _ = file.store("t0ken", for: claim)
        guard case .success(true) = file.remove() else { Issue.record("there was nothing"); return }
        #expect(file.look() == .absent)
    }

    @Test func whatIsNoTokenIsSaid() throws {
        try folder.write("token", "two words")
        #expect(try file("token").look() == .unusable("does not hold a token"))
        try folder.write("token", "\n")
        #expect(try file("token").look() == .absent)
    }
}
