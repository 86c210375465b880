import Testing

@testable import Host

@Suite struct StatusReportTests {
    private let folder: TemporaryFolder
    private let directory = TestDirectory()

    init() throws { folder = try TemporaryFolder() }

    private func configuration(_ sessions: String, bundles: String = #""a": {"path": "a.so", "sessions": ["k", "h"]}"#, policy: String = "{}")
        throws -> Configuration
    {
        let text = #"{"plugins": {\#(bundles)}, "sessions": {\#(sessions)}, "policy": \#(policy)}"#
        let manifest = ManifestReader.read(
            SourceText(file: "plugins.json", bytes: Array(text.utf8)), environment: Environment(["SECRET": "s3cret-value"]))
        #expect(manifest.problems.isEmpty)
        return Configuration(
            file: ConfigurationFile(path: "/x/plugins.json", shown: "plugins.json", reason: "in the working directory"), manifest: manifest,
            policy: Policy(writes: manifest.policy.writes))
    }

    private func report(_ configuration: Configuration) -> StatusReport {
        StatusReport(configuration, in: folder.surroundings(), directory: directory.path)
    }

    private var kwork: String { #""k": {"kind": "kwork", "token": "${SECRET}", "token_file": "\#(folder.path)/token"}"# }

    private func session(_ configuration: Configuration) throws -> SessionConfiguration {
        try #require(configuration.manifest.sessions.first).configuration().get()
    }

    @Test func whatIsKnownAboutTheTokenIsShownAndTheTokenIsNot() throws {
        let configuration = try configuration(kwork)
        guard case .kwork(let kwork) = try session(configuration) else { Issue.record("no kwork session"); return }
        let record = kwork.accountRecord(for: "s3cret-value", directory: directory.path)
        record.signedIn("s3cret-value", lifetimeSeconds: 864_000)
        record.identified("s3cret-value", id: 5, username: "demo")
        let report = report(configuration)
        #expect(report.text.contains("@demo (id 5), checked 20"))
        #expect(report.text.contains("token from plugins.json or its variable"))
        #expect(!report.text.contains("s3cret") && !report.json.text.contains("s3cret"))
        let session = report.json["sessions"]?.array?.first
        #expect(session?["validity"] == "valid" && session?["account"]?["username"] == "demo" && session?["credentials"] == "token")
        #expect(!report.isBroken)
    }

    private func keep(_ claim: TokenClaim) throws {
        let file = try #require(TokenFile("\(folder.path)/token", log: .silent))
        guard case .success = file.store("kept-token", for: claim) else { Issue.record("not stored"); return }
    }

    @Test func aTokenOfAnotherLoginOrAddressIsToldAndNotCounted() throws {
        try keep(TokenClaim(api: "http://127.0.0.1:1/", login: "ada"))
        let token = #""kind": "kwork", "token_file": "\#(folder.path)/token", "api": "http://127.0.0.1:1/""#
        func status(_ more: String, api: String = "http://127.0.0.1:1/") throws -> (text: String, json: JSON?) {
            let report = report(try configuration(#""k": {\#(token.replacing("http://127.0.0.1:1/", with: api))\#(more)}"#))
            return (report.text, report.json["sessions"]?.array?.first)
        }
        #expect(try status("").json?["credentials"] == "tokenFile")
        let same = try status(#", "login": "ada", "password": "x""#)
        #expect(same.json?["credentials"] == "tokenFile" && same.json?["tokenFileProblem"] == .null)
        let other = try status(#", "login": "bob", "password": "x""#)
        #expect(other.json?["credentials"] == "login" && other.json?["ok"] == true)
        #expect(other.text.contains("holds the token of another login") && !other.text.contains("kept-token"))
        let stuck = try status(#", "login": "bob""#)
        #expect(stuck.json?["ok"] == false && stuck.text.contains("holds the token of another login"))
        let elsewhere = try status("", api: "http://127.0.0.1:2/")
        #expect(elsewhere.json?["ok"] == false && elsewhere.text.contains("holds a token of another API address"))
    }

    @Test func openWritesThatCannotBeReadAreNotNone() throws {
        let configuration = try configuration(kwork)
        let name = try session(configuration).journalName
        #expect(report(configuration).text.contains("open writes") && !report(configuration).text.contains("not known: "))
        TestDirectory.write("no journal at all", to: directory.file(name))
        let report = report(configuration)
        #expect(report.text.contains("not known: ") && report.text.contains("is damaged"))
        #expect(report.json["sessions"]?.array?.first?["openWritesProblem"]?.string?.contains("damaged") == true)
    }

    @Test func aRecordOfAnotherTokenSaysNothing() throws {
        let configuration = try configuration(kwork)
        guard case .kwork(let kwork) = try session(configuration) else { Issue.record("no kwork session"); return }
        kwork.accountRecord(for: "s3cret-value", directory: directory.path).identified("yesterday", id: 5, username: "demo")
        let session = report(configuration).json["sessions"]?.array?.first
        #expect(session?["account"] == .null && session?["validity"] == "unknown")
    }

    @Test func sharedLimitsAreShownAndNotTouched() throws {
        let configuration = try configuration(kwork)
        let name = try session(configuration).stateName
        let file = StateFile(name: name, directory: directory.path)
        file.update { state in
            let now = MonotonicTime.now
            for _ in 0..<3 { _ = state.rate.take(RateLimit(perSecond: 2, burst: 5), now: now) }
            state.rate.close(until: now.adding(milliseconds: 60_000))
            for _ in 0..<5 { state[breaker: 1].failed(wasProbe: false, now: now.adding(milliseconds: 60_000)) }
        }
        let before = TestDirectory.read(directory.file(name))
        let report = report(configuration)
        let session = report.json["sessions"]?.array?.first
        #expect(session?["rate"]?["used"] == 3)
        #expect(session?["closedForMs"]?.integer.map { (50_000...60_000).contains($0) } == true)
        #expect(session?["circuits"]?.array?.map { $0["state"]?.string } == ["closed", "open"])
        #expect(report.text.contains("3 of 5 used now") && report.text.contains("web paused for"))
        #expect(report.isBroken)
        #expect(TestDirectory.read(directory.file(name)) == before)
    }

    @Test func openWritesAreListedWithTheirCheck() throws {
        let configuration = try configuration(kwork)
        let journal = WriteJournal(name: try session(configuration).journalName, directory: directory.path)
        let fingerprint = [UInt8](repeating: 7, count: 32)
        #expect(journal.begin(1, fingerprint: fingerprint, tool: "submit_offer", checkWith: "list_my_offers", call: 1) == .go)
        journal.leaveOpen(1)
        let report = report(configuration)
        #expect(report.text.contains("submit_offer, ") && report.text.contains("ago: check with list_my_offers"))
        #expect(report.json["sessions"]?.array?.first?["openWrites"]?.array?.first?["tool"] == "submit_offer")
    }

    @Test func openWritesOfAnAccountAreListedWhateverTheCredentials() throws {
        let configuration = try configuration(kwork)
        guard case .kwork(let kwork) = try session(configuration) else { return #expect(Bool(false), "a kwork session") }
        let journal = WriteJournal(name: SessionConfiguration.journalName(kworkAccount: 42), directory: directory.path)
        #expect(journal.begin(1, fingerprint: [UInt8](repeating: 7, count: 32), tool: "send_message", checkWith: "get_dialog (user_id=5)", call: 1) == .go)
        journal.leaveOpen(1)
        #expect(!report(configuration).text.contains("send_message"), "nobody knows yet whose account it is")
        let record = kwork.token.map { kwork.accountRecord(for: $0, directory: directory.path) } ?? kwork.keptAccountRecord(directory: directory.path)
        record.identified(kwork.token ?? "token", id: 42, username: "demo")
        #expect(report(configuration).text.contains("ago: check with get_dialog (user_id=5)"))
    }

    @Test func writesAreTheStrictestOfFileAndBundle() throws {
        let bundles = #""a": {"path": "a.so", "sessions": ["k"], "writes": "off"}, "b": {"path": "b.so", "sessions": ["k"]}, "#
            + #""c": {"path": "c.so", "sessions": ["k"], "enabled": false}"#
        let report = report(try configuration(kwork, bundles: bundles, policy: #"{"writes": "confirm"}"#))
        #expect(report.bundlesOn == 2 && report.bundlesOff == 1)
        #expect(report.sessions[0].grants == [.init(bundle: "a", writes: .off), .init(bundle: "b", writes: .confirm)])
        #expect(report.text.contains("confirm; a: off"))
    }

    @Test func aSessionThatNobodyUsesSpoilsNothing() throws {
        let report = report(try configuration(
            #""k": {"kind": "kwork", "token_file": ""}, "h": {"kind": "http", "base": "https://example.com/", "headers": {"X": "s3cret-header"}}"#,
            bundles: #""a": {"path": "a.so", "sessions": ["h"]}"#))
        #expect(report.sessions.map(\.problems.isEmpty) == [false, true])
        #expect(!report.isBroken)
        #expect(report.text.contains("no bundle that is on") && !report.text.contains("s3cret-header"))
    }

    @Test func aSessionWithMistakesIsBroken() throws {
        let report = report(try configuration(#""k": {"kind": "kwork", "api": "ftp://x"}"#))
        #expect(report.isBroken && report.text.contains("to put right"))
    }
}

@Suite struct LoginInputTests {
    @Test(arguments: [
        ("http://kwork.ru/captcha_only#response=03AGd_x-1", "03AGd_x-1"), ("#response=abc", "abc"), ("  abc \n", "abc"),
        ("response=abc&x=1", "abc"), ("", nil), ("http://kwork.ru/captcha_only", nil), ("two words", nil), ("#response=", nil),
    ] as [(String, String?)])
    func aPastedCaptchaResponseIsFound(_ pasted: String, _ response: String?) {
        #expect(SignInDialogue.response(pasted) == response)
    }

    @Test func aPasswordIsTakenAsItStandsUpToOneLineEnd() throws {
        #expect(try PasswordSource.password(Array(" with blanks \n".utf8)) == " with blanks ")
        #expect(try PasswordSource.password(Array("windows\r\n".utf8)) == "windows")
        for bad in ["", "\n", "two\nlines", "nul\0"] {
            #expect(throws: PasswordSource.Mistake.self) { try PasswordSource.password(Array(bad.utf8)) }
        }
        #expect(throws: PasswordSource.Mistake.self) { try PasswordSource.password([0xFF, 0xFE]) }
    }

    @Test func whetherKworkWantsPhoneDigitsIsReadFromItsWords() {
        #expect(SignInDialogue.asksForPhone("Введите последние 4 цифры номера телефона"))
        #expect(!SignInDialogue.asksForPhone("Неверный логин или пароль") && !SignInDialogue.asksForPhone(nil))
    }

    @Test func timesAreReadable() {
        #expect(TimeText.universal(1_000_000_000) == "2001-09-09T01:46:40Z")
        #expect([5, 300, 10_000, 900_000].map { TimeText.span($0) } == ["5 s", "5 min", "2 h", "10 days"])
    }
}
