import Glibc
import class KworkSandbox.SandboxServer
import struct KworkSandbox.SandboxConfiguration
import Testing
@testable import Host

/// A Kwork session against the sandbox.
final class KworkFixture: Sendable {
    let server: SandboxServer
    let directory: TestDirectory
    let capture = LogCapture()
    private let wire = HTTPEngine()

    init(_ server: SandboxServer, directory: TestDirectory = TestDirectory()) {
        self.server = server
        self.directory = directory
    }

    var tokenFile: String { directory.file("token") }

    func configuration() -> KworkSessionConfiguration {
        var configuration = KworkSessionConfiguration()
        configuration.api = server.apiURL
        configuration.web = server.webURL
        configuration.login = "demo"
        configuration.password = "demo"
        configuration.tokenFile = tokenFile
        configuration.rate = RateLimit(perSecond: 1000, burst: 1000)
        return configuration
    }

    /// As another process would: nothing shared but files.
    func registry(_ configuration: KworkSessionConfiguration? = nil) -> SessionRegistry {
        SessionRegistry(
            ["service": .kwork(configuration ?? self.configuration())], engine: HTTPEngine(), log: capture.log(),
            redaction: capture.redaction, stateDirectory: directory.path)
    }

    @discardableResult
    func control(_ method: HTTPRequest.Method, _ path: String, _ body: String = "{}") -> HostJSON {
        let request = HTTPRequest(
            method: method, url: server.apiURL + "_sandbox/" + path, headers: [HTTPHeader(name: "Content-Type", value: "application/json")],
            body: method == .get ? nil : Array(body.utf8))
        let answer = try? wire.perform(request, deadline: MonotonicTime.now.adding(milliseconds: 30_000), cancellation: Cancellation()).get()
        let json = (try? HostJSON(parsing: answer?.body ?? [])) ?? .null
        if answer?.status != 200 { Issue.record("control \(path): \(json)") }
        return json
    }

    var signIns: Int64? { control(.get, "state")["sign_ins"]?["attempts"]?.integer }
    var violations: [HostJSON] { control(.get, "state")["violations"]?.array ?? [.null] }
    var issueToken: String { control(.post, "tokens")["token"]?.string ?? "" }

    func requests(_ path: String) -> [HostJSON] {
        (control(.get, "requests")["requests"]?.array ?? []).filter { $0["path"]?.string == "/" + path }
    }
}

extension SessionRegistry {
    func read(_ path: String, anonymous: Bool = false, site: String = "", call: ToolCall = CallFixture.call()) -> Exchange.Outcome {
        var request = SessionRequest(session: "service", effect: .read, method: "POST", path: path)
        request.isAnonymous = anonymous
        request.site = site
        return send(request, for: call)
    }

    func write(_ path: String) -> Exchange.Outcome {
        send(SessionRequest(session: "service", effect: .write, method: "POST", path: path), for: CallFixture.writing)
    }
}

/// Runs a blocking body on a thread of its own: the sandbox lives on the cooperative pool, which must not be blocked.
func withKwork(_ configure: (inout SandboxConfiguration) -> Void = { _ in }, _ body: @escaping @Sendable (KworkFixture) -> Void) async throws {
    var configuration = SandboxConfiguration()
    configure(&configuration)
    try await SandboxServer.withRunning(configuration) { server in
        await withCheckedContinuation { continuation in
            Thread.start(name: "kwork-test") {
                body(KworkFixture(server))
                continuation.resume()
            }
        }
    }
}

/// Runs `body` on so many threads at once and returns what came of it.
func together<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Value) -> [Value] {
    let results = Monitor([Value]())
    for number in 0..<count {
        Thread.start(name: "together") {
            let value = body(number)
            results.withLock { $0.append(value) }
            results.broadcast()
        }
    }
    return results.wait(until: MonotonicTime.now.adding(milliseconds: 60_000)) { $0.count == count ? $0 : nil } ?? []
}

@Suite struct KworkSessionTests {
    @Test func aFreshLoginIsKeptAndUsedByTheNextProcess() async throws {
        try await withKwork { kwork in
            TestDirectory.write("stale-token-of-old\n", to: kwork.tokenFile, mode: 0o644)
            #expect(kwork.registry().read("actor").answer?.status == 200)
            #expect(kwork.signIns == 1)
            #expect(TestDirectory.mode(kwork.tokenFile) == 0o600)
            #expect(kwork.registry().read("actor").answer?.status == 200)
            #expect(kwork.signIns == 1, "the second process reads the file")
            #expect(kwork.violations.isEmpty)
        }
    }

    @Test func aGivenTokenComesFirstAndIsNeverWritten() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.token = kwork.issueToken
            TestDirectory.write("from-the-file", to: kwork.tokenFile)
            #expect(kwork.registry(configuration).read("actor").answer != nil)
            #expect(kwork.signIns == 0)
            #expect(TestDirectory.read(kwork.tokenFile) == "from-the-file")
        }
    }

    @Test func aRefusedGivenTokenIsNotTriedAgain() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.token = "refused-token-1"
            let registry = kwork.registry(configuration)
            for _ in 0..<3 { #expect(registry.read("actor").answer != nil) }
            #expect(kwork.signIns == 1)
            let refused = kwork.requests("actor").filter { $0["query"]?.string?.contains("refused-token-1") == true }
            #expect(refused.count == 1)
        }
    }

    @Test func withoutAnyCredentialsNothingIsSentAndTheSettingsAreNamed() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.password = ""
            let failure = kwork.registry(configuration).read("actor").failure
            #expect(failure?.code == "auth_required")
            for name in ["KWORK_TOKEN", "KWORK_LOGIN", "KWORK_PASSWORD"] { #expect(failure?.message.contains(name) == true) }
            #expect(kwork.control(.get, "state")["requests"]?.integer == 0)
        }
    }

    @Test func anAnonymousRequestNeedsNoLogin() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.login = nil
            #expect(kwork.registry(configuration).read("categories", anonymous: true).answer != nil)
            #expect(kwork.signIns == 0 && kwork.violations.isEmpty)
        }
    }

    @Test func theExchangeSummaryTakesItsTokenFromTheForm() async throws {
        try await withKwork { kwork in
            #expect(kwork.registry().read("exchangeInfo").answer != nil)
            #expect(kwork.violations.isEmpty)
        }
    }

    @Test func anExpiredTokenCostsOneLoginHoweverManyCallsMeetIt() async throws {
        try await withKwork { kwork in
            let first = kwork.registry()
            let second = kwork.registry()
            #expect(first.read("actor").answer != nil && second.read("actor").answer != nil)
            #expect(kwork.signIns == 1)
            kwork.control(.post, "expire-tokens")
            let outcomes = together(8) { number in (number % 2 == 0 ? first : second).read("actor").answer != nil }
            #expect(outcomes.count == 8 && outcomes.allSatisfy { $0 })
            #expect(kwork.signIns == 2, "two processes, eight calls, one login")
        }
    }

    @Test func theFirstLoginIsSharedByAllWhoNeedIt() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            #expect(together(8) { _ in registry.read("actor").answer != nil } == Array(repeating: true, count: 8))
            #expect(kwork.signIns == 1)
        }
    }

    @Test func aSecond401IsAnErrorAndNotALoop() async throws {
        try await withKwork { kwork in
            kwork.control(.post, "faults", #"{"route": "api:/actor", "kind": "status", "status": 401, "times": "always"}"#)
            let registry = kwork.registry()
            #expect(registry.read("actor").failure?.code == "auth_failed")
            for _ in 0..<3 { #expect(registry.read("actor").failure?.code == "auth_failed") }
            #expect((kwork.signIns ?? 99) <= 2)
        }
    }

    @Test func aWrongPasswordIsTriedOnceByAllProcessesTogether() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.password = "wrong-password"
            let (first, second) = (kwork.registry(configuration), kwork.registry(configuration))
            let failures = together(8) { number in (number % 2 == 0 ? first : second).read("actor").failure }
            #expect(failures.allSatisfy { $0?.code == "auth_failed" && $0?.message.contains("KWORK_PASSWORD") == true })
            #expect(kwork.registry(configuration).read("actor").failure?.code == "auth_failed")
            #expect(kwork.signIns == 1)
            // Corrected credentials are tried at once.
            #expect(kwork.registry().read("actor").answer != nil)
            #expect(!kwork.capture.text.contains("wrong-password"))
        }
    }

    @Test func thePhoneDigitsGoAlong() async throws {
        try await withKwork({ $0.phoneDigits = "4321" }) { kwork in
            var configuration = kwork.configuration()
            configuration.phoneLast = "4321"
            #expect(kwork.registry(configuration).read("actor").answer != nil)
        }
    }

    @Test func aCaptchaAtTheSignInIsToldAsOne() async throws {
        try await withKwork({ $0.captchaAtSignIn = true }) { kwork in
            let registry = kwork.registry()
            for _ in 0..<3 { #expect(registry.read("actor").failure?.code == "captcha") }
            #expect(kwork.signIns == 1)
        }
    }

    @Test func aTokenFileThatCannotBeWrittenIsOnlyAWarning() async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            configuration.tokenFile = "/proc/no/such/token"
            #expect(kwork.registry(configuration).read("actor").answer != nil)
            #expect(kwork.capture.all.contains { $0.contains("warning") && $0.contains("not kept") })
        }
    }

    @Test func theWebSiteSeesNeitherTheClientCredentialNorTheToken() async throws {
        try await withKwork { kwork in
            var request = SessionRequest(session: "service", effect: .read, method: "GET", path: "projects")
            request.site = "web"
            request.acceptsAnyStatus = true
            #expect(kwork.registry().send(request, for: CallFixture.call()).answer?.status == 200)
            #expect(kwork.violations.isEmpty)
        }
    }

    /// Measured on a thread of its own: the sandbox shares its threads with whatever tests run beside this one.
    @Test func theRateCountsTheSignInToo() {
        let arrivals = Monitor([Int64]())
        let server = TinyServer.http { request in
            arrivals.withLock { $0.append(MonotonicTime.now.nanoseconds) }
            return ok(request.target == "/signIn" ? #"{"success": true, "response": {"token": "fresh-token"}}"# : #"{"success": true}"#)
        }
        var configuration = KworkSessionConfiguration(api: server.url, web: server.url, login: "demo", password: "s3cret-word")
        configuration.tokenFile = nil
        configuration.rate = RateLimit(perSecond: 4, burst: 2)
        let fixture = SessionFixture(.kwork(configuration))
        #expect(together(4) { _ in fixture.registry.read("actor").answer != nil } == Array(repeating: true, count: 4))
        let times = arrivals.withLock { $0.sorted() }
        #expect(times.count == 5, "one sign-in, four reads")
        for index in 0..<max(0, times.count - 2) { #expect(times[index + 2] - times[index] >= 950_000_000) }
    }
}

/// Every fault of the sandbox, once for a read and once for a write; and no secret in what the host says about it.
@Suite struct KworkFaultTests {
    @Test(arguments: [
        (#"{"kind": "status", "status": 500, "times": 1}"#, nil, "outcome_unknown"),
        (#"{"kind": "status", "status": 503, "retry_after": 1, "times": 1}"#, nil, "outcome_unknown"),
        (#"{"kind": "status", "status": 429, "retry_after": 1, "times": 1}"#, nil, "rate_limit"),
        (#"{"kind": "status", "status": 401, "times": 1}"#, nil, nil),
        (#"{"kind": "status", "status": 403, "times": "always"}"#, "permission", "permission"),
        (#"{"kind": "captcha", "times": "always"}"#, "captcha", "captcha"),
        (#"{"kind": "api-error", "error": "Проект закрыт", "times": "always"}"#, "closed_project", "closed_project"),
        (#"{"kind": "reset", "times": 1}"#, nil, "outcome_unknown"),
        (#"{"kind": "close", "times": 1}"#, nil, "outcome_unknown"),
        (#"{"kind": "truncated", "times": 1}"#, nil, "outcome_unknown"),
        (#"{"kind": "non-json", "times": "always"}"#, "bad_answer", "outcome_unknown"),
        (#"{"kind": "content-type", "times": "always"}"#, "bad_answer", "outcome_unknown"),
        (#"{"kind": "huge", "bytes": 20000000, "times": "always"}"#, "too_large", "outcome_unknown"),
        (#"{"kind": "redirect", "location": "http://127.0.0.1:1/", "times": "always"}"#, "bad_answer", "outcome_unknown"),
        (#"{"kind": "bad-utf8", "times": 1}"#, nil, nil),
        (#"{"kind": "slow", "delay_ms": 60000, "times": 1}"#, nil, "outcome_unknown"),
    ] as [(String, String?, String?)])
    func faults(_ fault: String, _ read: String?, _ write: String?) async throws {
        try await withKwork { kwork in
            var configuration = kwork.configuration()
            // Long enough for a busy machine: a write that ran out of it would be open, and an equal one is not sent again.
            configuration.connection.timeoutMilliseconds = 12_000
            configuration.connection.hasCircuitBreaker = false
            let registry = kwork.registry(configuration)
            // The account is known from here on.
            #expect(registry.write("offers").answer != nil)
            let planned = fault.replacing("{\"kind\"", with: "{\"route\": \"api:/offers\", \"kind\"")
            kwork.control(.post, "faults", planned)
            let readOutcome = registry.read("offers")
            #expect(readOutcome.failure?.code == read, "read: \(readOutcome)")
            kwork.control(.delete, "faults")
            kwork.control(.post, "faults", planned)
            let before = kwork.requests("offers").count
            let writeOutcome = registry.write("offers")
            #expect(writeOutcome.failure?.code == write, "write: \(writeOutcome)")
            let isRenewed = fault.contains("401")
            #expect(kwork.requests("offers").count - before == (isRenewed ? 2 : 1), "a write goes once")
            KworkFaultTests.expectNoSecrets(kwork, [readOutcome, writeOutcome])
        }
    }

    static func expectNoSecrets(_ kwork: KworkFixture, _ outcomes: [Exchange.Outcome]) {
        let tokens = (kwork.control(.get, "state")["tokens"]?.array ?? []).compactMap { $0["token"]?.string }
        #expect(!tokens.isEmpty)
        for secret in tokens + ["bW9iaWxlX2FwaTpxRnZmUmw3dw=="] {
            #expect(!kwork.capture.text.contains(secret))
            for outcome in outcomes { #expect(outcome.failure?.message.contains(secret) != true) }
        }
        #expect(!kwork.capture.text.contains("token="))
    }
}
