import Glibc
import Testing

@testable import Host

/// Real TLS with certificates of the test's own.
@Suite struct KubernetesTLSTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func fixture(_ change: (inout KubernetesSessionConfiguration) -> Void) -> SessionFixture {
        var configuration = KubernetesSessionConfiguration()
        configuration.connection.retries = 0
        change(&configuration)
        return SessionFixture(.kubernetes(configuration))
    }

    private func kubeconfig(cluster: String, user: String, name: String = "config") throws -> String {
        try folder.write(name, """
            current-context: dev
            contexts: [{name: dev, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {\(cluster)}}]
            users: [{name: u, user: {\(user)}}]

            """)
    }

    private func seen(_ outcome: Exchange.Outcome) throws -> JSON { try JSON(parsing: try #require(outcome.text, "\(outcome)")) }

    @Test("a client certificate proves who we are, from data and from files beside the kubeconfig")
    func clientCertificate() throws {
        let server = try TLSServer(in: folder, demandsCertificate: true)
        let inline = try kubeconfig(
            cluster: "server: '\(server.url)', certificate-authority-data: \(server.base64("ca.crt"))",
            user: "client-certificate-data: \(server.base64("client.crt")), client-key-data: \(server.base64("client.key"))")
        let first = fixture { $0.kubeconfig = inline }
        #expect(try seen(first.get("a"))["subject"] == "ada")
        let key = try #require(TestDirectory.read(server.file("client.key")))
        #expect(first.capture.redaction.redact("a \(key) b") == "a [secret] b")
        #expect(first.capture.redaction.redact(server.base64("client.key")) == "[secret]")
        let files = try kubeconfig(
            cluster: "server: '\(server.url)', certificate-authority: ca.crt", user: "client-certificate: client.crt, client-key: ./client.key", name: "files")
        #expect(try seen(fixture { $0.kubeconfig = files }.get("a"))["subject"] == "ada")
    }

    @Test("without the certificate such a server lets nobody in, also not over a connection of one who has it")
    func noCertificate() throws {
        let server = try TLSServer(in: folder, demandsCertificate: true)
        let with = try kubeconfig(
            cluster: "server: '\(server.url)', certificate-authority: ca.crt", user: "client-certificate: client.crt, client-key: client.key")
        let without = try kubeconfig(cluster: "server: '\(server.url)', certificate-authority: ca.crt", user: "token: abcdef", name: "without")
        var known = KubernetesSessionConfiguration()
        known.kubeconfig = with
        var unknown = known
        unknown.kubeconfig = without
        unknown.connection.retries = 0
        let directory = TestDirectory()
        let registry = SessionRegistry(
            ["known": .kubernetes(known), "unknown": .kubernetes(unknown)], engine: HTTPEngine(), log: LogCapture().log(), stateDirectory: directory.path)
        func get(_ name: String) -> Exchange.Outcome {
            registry.send(SessionRequest(session: name, effect: .read, method: "GET", path: "a"), for: CallFixture.call(sessions: [name]))
        }
        #expect(try seen(get("known"))["subject"] == "ada")
        #expect(["tls_failed", "connection_failed"].contains(get("unknown").failure?.code ?? ""))
        #expect(try seen(get("known"))["subject"] == "ada")
    }

    @Test("a server of another authority is not trusted, unless the kubeconfig says to skip the check")
    func trust() throws {
        let server = try TLSServer(in: folder)
        let other = try TemporaryFolder()
        let stranger = try TLSServer(in: other)
        let wrong = try kubeconfig(cluster: "server: '\(server.url)', certificate-authority: \(stranger.file("ca.crt"))", user: "token: abcdef")
        #expect(fixture { $0.kubeconfig = wrong }.get("a").failure?.code == "tls_failed")
        let data = try kubeconfig(
            cluster: "server: '\(server.url)', certificate-authority-data: \(stranger.base64("ca.crt"))", user: "token: abcdef", name: "data")
        #expect(fixture { $0.kubeconfig = data }.get("a").failure?.code == "tls_failed")
        let system = try kubeconfig(cluster: "server: '\(server.url)'", user: "token: abcdef", name: "system")
        #expect(fixture { $0.kubeconfig = system }.get("a").failure?.code == "tls_failed")
        let skipped = try kubeconfig(cluster: "server: '\(server.url)', insecure-skip-tls-verify: true", user: "token: abcdef", name: "skipped")
        #expect(try seen(fixture { $0.kubeconfig = skipped }.get("a"))["authorization"] == "Bearer abcdef")
        // The session's own word comes first.
        #expect(fixture {
            $0.kubeconfig = wrong
            $0.connection.trust.authorities = .file(server.file("ca.crt"))
        }.get("a").answer?.status == 200)
    }

    @Test("tls-server-name is the name that is asked for and checked, while the address stays")
    func serverName() throws {
        let server = try TLSServer(in: folder, names: "DNS:kubernetes.default.svc")
        let plain = try kubeconfig(cluster: "server: '\(server.url)', certificate-authority: ca.crt", user: "token: abcdef")
        #expect(fixture { $0.kubeconfig = plain }.get("a").failure?.code == "tls_failed")
        let named = try kubeconfig(
            cluster: "server: '\(server.url)', certificate-authority: ca.crt, tls-server-name: kubernetes.default.svc", user: "token: abcdef", name: "named")
        let told = try seen(fixture { $0.kubeconfig = named }.get("a"))
        #expect(told["name"] == "kubernetes.default.svc" && told["host"] == .string("127.0.0.1:\(server.port)"))
        let wrong = try kubeconfig(
            cluster: "server: '\(server.url)', certificate-authority: ca.crt, tls-server-name: other.svc", user: "token: abcdef", name: "wrong")
        #expect(fixture { $0.kubeconfig = wrong }.get("a").failure?.code == "tls_failed")
    }

    @Test("a pod uses its service account, and takes the new token when the old one is refused")
    func pod() throws {
        let server = try TLSServer(in: folder)
        TestDirectory.write("pod-token-one\n", to: server.file("token"))
        TestDirectory.write("pod-token-one", to: server.file("expected"))
        let fixture = fixture {
            $0.serviceHost = "127.0.0.1"
            $0.servicePort = String(server.port)
            $0.serviceAccountDirectory = folder.path
        }
        #expect(try seen(fixture.get("a"))["authorization"] == "Bearer pod-token-one")
        TestDirectory.write("pod-token-two\n", to: server.file("token"))
        TestDirectory.write("pod-token-two", to: server.file("expected"))
        #expect(try seen(fixture.get("b"))["authorization"] == "Bearer pod-token-two")
        #expect(fixture.capture.redaction.redact("pod-token-one pod-token-two") == "[secret] [secret]")
        // With the file gone the last token goes on serving.
        unlink(server.file("token"))
        #expect(fixture.get("c").answer?.status == 200)
    }

    @Test("a certificate from an exec plugin is shown to the server")
    func execCertificate() throws {
        let server = try TLSServer(in: folder, demandsCertificate: true)
        let pem = ["client.crt", "client.key"].map { JSON.string(TestDirectory.read(server.file($0)) ?? "").text }
        try folder.write("answer.json", """
            {"apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential",
             "status": {"clientCertificateData": \(pem[0]), "clientKeyData": \(pem[1])}}
            """)
        let config = try kubeconfig(
            cluster: "server: '\(server.url)', certificate-authority: ca.crt",
            user: "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: cat, args: ['\(folder.path)/answer.json']}")
        #expect(try seen(fixture { $0.kubeconfig = config }.get("a"))["subject"] == "ada")
    }

    @Test("certificates and keys that are none are told before anything is sent", arguments: [
        ("certificate-authority: gone.crt", "token: abcdef", "file gone.crt: does not exist"),
        ("certificate-authority: notes.txt", "token: abcdef", "file notes.txt: holds no PEM certificate"),
        ("insecure-skip-tls-verify: true", "client-certificate: notes.txt, client-key: notes.txt", "users[u].client-certificate holds no PEM certificate"),
        ("insecure-skip-tls-verify: true", "client-certificate: some.crt, client-key: notes.txt", "users[u].client-key holds no PEM private key"),
        ("insecure-skip-tls-verify: true", "client-certificate: some.crt, client-key: locked.key", "users[u].client-key is encrypted with a passphrase"),
    ])
    func badMaterial(cluster: String, user: String, message: String) throws {
        try folder.write("notes.txt", "s3cret-notes")
        try folder.write("some.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
        try folder.write("locked.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n")
        let config = try kubeconfig(cluster: "server: 'https://127.0.0.1:1', \(cluster)", user: user)
        let failure = fixture { $0.kubeconfig = config }.get("a").failure
        #expect(failure?.code == "session_not_configured" && failure?.message.contains(message) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("s3cret") == false)
    }

    @Test("a ca_file of any session replaces the authorities of the system")
    func plainSession() throws {
        let server = try TLSServer(in: folder)
        var connection = SessionConnection()
        connection.retries = 0
        connection.trust.authorities = .file(server.file("ca.crt"))
        #expect(SessionFixture(base: server.url, connection: connection).get("a").answer?.status == 200)
        connection.trust = ServerTrust()
        #expect(SessionFixture(base: server.url, connection: connection).get("a").failure?.code == "tls_failed")
    }
}
