import Glibc
import Testing

@testable import Host

/// Sessions over files of a test's own, against a server on loopback.
@Suite struct KubernetesSessionTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func fixture(_ change: (inout KubernetesSessionConfiguration) -> Void) -> SessionFixture {
        var configuration = KubernetesSessionConfiguration()
        configuration.connection.retries = 0
        configuration.variables = ["kubeconfig": "KUBECONFIG", "context": "AIWORKER_KUBE_CONTEXT", "service_account_dir": "AIWORKER_KUBE_SA_DIR"]
        change(&configuration)
        return SessionFixture(.kubernetes(configuration))
    }

    /// A kubeconfig with one cluster at the server and one user.
    private func kubeconfig(_ server: TinyServer, user: String, name: String = "config") throws -> String {
        try folder.write(name, """
            apiVersion: v1
            kind: Config
            current-context: dev
            contexts: [{name: dev, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "\(server.url)"}}]
            users:
            - name: u
              user:
                \(user)

            """)
    }

    private func authorizations(_ requests: Monitor<[Received]>) -> [String] {
        requests.withLock { $0.map { $0.header("authorization") ?? "none" } }
    }

    /// Takes only what `accepts` says.
    private func server(accepting accepts: @escaping @Sendable (String) -> Bool) -> (server: TinyServer, requests: Monitor<[Received]>) {
        let requests = Monitor([Received]())
        let server = TinyServer.http { request in
            requests.withLock { $0.append(request) }
            return accepts(request.header("authorization") ?? "none") ? ok("{}") : ok("{}", status: "401 Unauthorized")
        }
        return (server, requests)
    }

    /// A script that prints credentials and counts its runs in a file beside it.
    private func plugin(_ body: String) throws -> String {
        let path = try folder.write("login.sh", "#!/bin/sh\necho run >> '\(folder.path)/runs'\n\(body)\n")
        chmod(path, 0o700)
        return path
    }

    private var runs: Int { Self.runs(in: folder.path) }

    private static func runs(in folder: String) -> Int {
        (TestDirectory.read(FilePath.join(folder, "runs")) ?? "").split(separator: "\n").count
    }

    private static let version = "client.authentication.k8s.io/v1"
    private func credential(_ status: String) -> String {
        #"echo '{"apiVersion": "\#(Self.version)", "kind": "ExecCredential", "status": \#(status)}'"#
    }
    private var exec: String { "exec: {apiVersion: \(Self.version), command: ./login.sh, interactiveMode: Never}" }

    // MARK: sources

    @Test("an address with a token is used as it is, and the token is known as a secret")
    func direct() {
        let (server, requests) = server { $0 == "Bearer direct-t0ken" }
        let fixture = fixture {
            $0.server = server.url
            $0.token = "direct-t0ken"
            $0.kubeconfig = "/no/such/file"
        }
        #expect(fixture.get("version").answer?.status == 200)
        #expect(authorizations(requests) == ["Bearer direct-t0ken"])
        #expect(fixture.capture.redaction.redact("x direct-t0ken") == "x [secret]")
    }

    @Test("an anonymous request carries nothing")
    func anonymous() {
        let (server, requests) = server { _ in true }
        var request = SessionRequest(session: "service", effect: .read, method: "GET", path: "healthz")
        request.isAnonymous = true
        let fixture = fixture { ($0.server, $0.token) = (server.url, "direct-t0ken") }
        #expect(fixture.registry.send(request, for: CallFixture.call()).answer != nil)
        #expect(authorizations(requests) == ["none"])
    }

    @Test("files that do not exist are passed over, relative and merged ones are read")
    func files() throws {
        let (server, requests) = server { _ in true }
        let config = try kubeconfig(server, user: "{token: from-the-file, as: bob}")
        let fixture = fixture { $0.kubeconfig = "\(folder.path)/gone:\(config)" }
        #expect(fixture.get("version").answer?.status == 200)
        #expect(authorizations(requests) == ["Bearer from-the-file"])
        #expect(requests.withLock { $0.first?.header("impersonate-user") } == "bob")
        #expect(fixture.capture.redaction.redact("from-the-file") == "[secret]")
    }

    @Test("nothing is read before the first request, and a file that was put right counts from the next on")
    func lazy() throws {
        let (server, _) = server { _ in true }
        let path = try folder.write("config", "users: [{token: s3cret-value")
        let fixture = fixture { $0.kubeconfig = path }
        let failure = fixture.get("version").failure
        #expect(failure?.code == "session_not_configured" && failure?.retry == .never)
        #expect(failure?.message.contains("KUBECONFIG: line ") == true && failure?.message.contains("s3cret") == false)
        #expect(failure?.details == ["session": "service", "key": "kubeconfig", "variable": "KUBECONFIG"])
        #expect(!fixture.capture.text.contains("s3cret") && fixture.capture.text.contains(path))
        _ = try kubeconfig(server, user: "{token: abcdef}")
        #expect(fixture.get("version").answer?.status == 200)
    }

    @Test("what cannot be read names the variable")
    func unreadable() throws {
        let missing = fixture { $0.kubeconfig = "/no/such/file" }.get("a").failure
        #expect(missing?.message.contains("KUBECONFIG: does not exist") == true)
        let none = fixture { $0.kubeconfig = "/no/such/file:/nor/this" }.get("a").failure
        #expect(none?.message.contains("KUBECONFIG: none of its files exists") == true)
        let directory = fixture { $0.kubeconfig = folder.path }.get("a").failure
        #expect(directory?.message.contains("is a folder, not a file") == true)
        let pipe = FilePath.join(folder.path, "pipe")
        mkfifo(pipe, 0o600)
        #expect(fixture { $0.kubeconfig = pipe }.get("a").failure?.message.contains("is no regular file") == true)
        let (server, _) = server { _ in true }
        let config = try kubeconfig(server, user: "{token: abcdef}")
        let context = fixture {
            $0.kubeconfig = config
            $0.context = "s3cret-context"
        }.get("a").failure
        #expect(context?.message.contains("AIWORKER_KUBE_CONTEXT: there is no such context") == true)
        #expect(context?.message.contains("s3cret") == false && context?.details["key"] == "context")
        let pod = fixture {
            $0.serviceHost = "127.0.0.1"
            $0.serviceAccountDirectory = folder.path
        }.get("a").failure
        #expect(pod?.message.contains("AIWORKER_KUBE_SA_DIR, file token: does not exist") == true && pod?.details["key"] == "service_account_dir")
    }

    @Test("a write fails in the same way, and certainly was not sent")
    func write() {
        let failure = fixture { $0.kubeconfig = "/no/such/file" }.write("a").failure
        #expect(failure?.code == "session_not_configured" && failure?.retry == .never)
    }

    // MARK: being refused

    @Test("a token file is read again at once after a 401, for writes too, and only once when it holds the same")
    func tokenFile() throws {
        let good = Monitor("Bearer first-token")
        let (server, requests) = server { header in good.withLock { $0 == header } }
        let file = try folder.write("token", "first-token\n")
        let fixture = fixture { $0.kubeconfig = try? kubeconfig(server, user: "{tokenFile: token}") }
        #expect(fixture.get("a").answer?.status == 200)
        good.withLock { $0 = "Bearer second-token" }
        TestDirectory.write("second-token\n", to: file)
        #expect(fixture.write("b").answer?.status == 200)
        #expect(authorizations(requests) == ["Bearer first-token", "Bearer first-token", "Bearer second-token"])
        good.withLock { $0 = "Bearer third-token" }
        #expect(fixture.get("c").failure?.code == "auth_failed")
        #expect(requests.withLock { $0.count } == 4)
        #expect(fixture.capture.redaction.redact("first-token second-token") == "[secret] [secret]")
    }

    @Test("a kubeconfig is read again after a 401, for another token")
    func renewedFile() throws {
        let good = Monitor("Bearer first-token")
        let (server, requests) = server { header in good.withLock { $0 == header } }
        let path = try kubeconfig(server, user: "{token: first-token}")
        let fixture = fixture { $0.kubeconfig = path }
        #expect(fixture.get("a").answer?.status == 200)
        good.withLock { $0 = "Bearer second-token" }
        #expect(fixture.get("b").failure?.code == "auth_failed")
        _ = try kubeconfig(server, user: "{token: second-token}")
        #expect(fixture.get("c").answer?.status == 200)
        #expect(fixture.get("d").answer?.status == 200)
        #expect(authorizations(requests).map { $0.dropFirst(7).prefix(1) } == ["f", "f", "f", "s", "s"])
    }

    @Test("a token in plugins.json is not tried twice")
    func fixedToken() {
        let (server, requests) = server { _ in false }
        #expect(fixture { ($0.server, $0.token) = (server.url, "direct-t0ken") }.get("a").failure?.code == "auth_failed")
        #expect(requests.withLock { $0.count } == 1)
    }

    // MARK: exec plugins

    @Test("a plugin runs once for many requests, even at the same time")
    func execOnce() throws {
        let (server, requests) = server { $0 == "Bearer exec-token-1" }
        _ = try plugin(credential(#"{"token": "exec-token-1"}"#))
        let config = try kubeconfig(server, user: exec)
        let fixture = fixture { $0.kubeconfig = config }
        let outcomes = Monitor([Bool]())
        for _ in 0..<6 {
            Thread.start(name: "caller") {
                let isGood = fixture.get("a").answer?.status == 200
                outcomes.withLock { $0.append(isGood) }
                outcomes.broadcast()
            }
        }
        let all = outcomes.wait(until: .now.adding(milliseconds: 20_000)) { $0.count == 6 ? $0 : nil }
        #expect(all == Array(repeating: true, count: 6))
        #expect(runs == 1 && requests.withLock { $0.count } == 6)
        #expect(fixture.capture.redaction.redact("exec-token-1") == "[secret]")
    }

    @Test("what has expired is asked for again")
    func execExpired() throws {
        let (server, _) = server { $0 == "Bearer exec-token-1" }
        _ = try plugin(credential(#"{"token": "exec-token-1", "expirationTimestamp": "2020-01-01T00:00:00Z"}"#))
        let config = try kubeconfig(server, user: exec)
        let fixture = fixture { $0.kubeconfig = config }
        #expect(fixture.get("a").answer?.status == 200 && fixture.get("b").answer?.status == 200)
        #expect(runs == 2)
    }

    @Test("a refused credential is asked for again once")
    func execRefused() throws {
        let (server, requests) = server { $0 == "Bearer exec-token-2" }
        _ = try plugin(#"n=$(wc -l < "$(dirname "$0")/runs"); n=$((n)); "# + credential(#"{"token": "exec-token-'$n'"}"#))
        let config = try kubeconfig(server, user: exec)
        let fixture = fixture { $0.kubeconfig = config }
        #expect(fixture.get("a").answer?.status == 200)
        #expect(authorizations(requests) == ["Bearer exec-token-1", "Bearer exec-token-2"] && runs == 2)
        let (closed, closedRequests) = self.server { _ in false }
        let never = try kubeconfig(closed, user: exec, name: "never")
        #expect(self.fixture { $0.kubeconfig = never }.get("a").failure?.code == "auth_failed")
        #expect(closedRequests.withLock { $0.count } == 2 && runs == 4)
    }

    @Test("a plugin sees its arguments without a shell, its variables and what Kubernetes tells it, and nothing on its input")
    func execSurroundings() throws {
        let (server, _) = server { _ in true }
        _ = try plugin(#"{ printf '%s|' "$@"; printf '%s|' "$FROM_CONFIG"; printf '%s|' "$KUBERNETES_EXEC_INFO"; wc -c; } > "$(dirname "$0")/seen"; "#
            + credential(#"{"token": "exec-token-1"}"#))
        let config = try kubeconfig(server, user: """
            exec:
                  apiVersion: \(Self.version)
                  command: ./login.sh
                  args: ["two words", "$HOME; exit 1", "*"]
                  env: [{name: FROM_CONFIG, value: "a value"}]
                  provideClusterInfo: true
            """)
        #expect(fixture { $0.kubeconfig = config }.get("a").answer?.status == 200)
        let seen = (TestDirectory.read(FilePath.join(folder.path, "seen")) ?? "").split(separator: "|").map(String.init)
        #expect(seen.prefix(4) == ["two words", "$HOME; exit 1", "*", "a value"])
        #expect(try JSON(parsing: seen[4])["spec"]?["cluster"]?["server"] == .string(server.url))
        #expect(Text.trimmed(seen[5]) == "0")
    }

    @Test("a plugin that fails is told in words of ours, with its own in the log alone", arguments: [
        (#"echo "no such profile" >&2; echo s3cret-output; exit 3"#, "the exec plugin ended with status 3", "no such profile", "upstream_unavailable"),
        ("echo s3cret-output", "the exec plugin printed no JSON object", "", "session_not_configured"),
        ("kill -9 $$", "the exec plugin ended with status 137", "", "upstream_unavailable"),
        ("head -c 1100000 /dev/zero", "the exec plugin printed more than 1048576 bytes", "", "session_not_configured"),
    ])
    func execFails(body: String, message: String, logged: String, code: String) throws {
        let (server, _) = server { _ in true }
        _ = try plugin(body)
        let config = try kubeconfig(server, user: exec)
        let fixture = fixture {
            $0.kubeconfig = config
            $0.connection.retries = 0
        }
        let failure = fixture.get("a").failure
        #expect(failure?.code == code && failure?.message.contains(message) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("profile") == false && fixture.capture.text.contains(logged) != logged.isEmpty || logged.isEmpty)
        #expect(failure?.message.contains("s3cret") == false && !fixture.capture.text.contains("s3cret"))
        #expect(server.connections == 0)
    }

    @Test("a plugin that is not there is told with the hint of the kubeconfig in the log")
    func execMissing() throws {
        let (server, _) = server { _ in true }
        let config = try kubeconfig(server, user: "exec: {apiVersion: \(Self.version), command: no-such-login-program, installHint: see the wiki}")
        let fixture = fixture { $0.kubeconfig = config }
        #expect(fixture.get("a").failure?.message.contains("the exec plugin could not be started: No such file or directory") == true)
        #expect(fixture.capture.text.contains("see the wiki"))
    }

    @Test("a plugin that takes too long is killed with all it started, and so is one nobody waits for")
    func execHangs() throws {
        let (server, _) = server { _ in true }
        _ = try plugin(#"sleep 600 & echo $! > "$(dirname "$0")/child"; wait"#)
        let config = try kubeconfig(server, user: exec)
        let late = fixture {
            $0.kubeconfig = config
            $0.connection.timeoutMilliseconds = 700
            $0.connection.retries = 0
        }
        #expect(late.get("a").failure?.message.contains("did not end in time") == true)
        #expect(Self.hasEnded(FilePath.join(folder.path, "child")))
        // A call with less time than the plugin may take says nothing about the plugin.
        let hurried = fixture { $0.kubeconfig = config }.get("a", call: CallFixture.call(milliseconds: 500)).failure
        #expect(hurried?.code == "timeout")
        let cancellation = Cancellation()
        Thread.start(name: "canceller") { [path = folder.path] in
            let deadline = MonotonicTime.now.adding(milliseconds: 20_000)
            while Self.runs(in: path) < 3, .now < deadline { usleep(5_000) }
            cancellation.cancel(.client(reason: nil))
        }
        let stopped = fixture { $0.kubeconfig = config }.get("a", call: CallFixture.call(cancellation: cancellation))
        guard case .cancelled = stopped else { Issue.record("not cancelled: \(stopped)"); return }
    }

    /// Whether the process named in a file is gone or soon will be.
    private static func hasEnded(_ file: String) -> Bool {
        guard let process = TestDirectory.read(file).flatMap({ pid_t(Text.trimmed($0)) }) else { return false }
        for _ in 0..<400 {
            // One that nobody has reaped yet has ended as well.
            let state = TestDirectory.read("/proc/\(process)/stat")?.split(separator: ")").last?.split(separator: " ").first
            if state == nil || state == "Z" || state == "X" { return true }
            usleep(10_000)
        }
        return false
    }
}
