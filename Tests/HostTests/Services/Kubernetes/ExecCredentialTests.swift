import Testing

@testable import Host

@Suite struct ExecCredentialTests {
    private static let version = "client.authentication.k8s.io/v1"

    private func read(_ status: String, version: String = version) -> Result<ExecCredential, ExecFault> {
        Result { () throws(ExecFault) in
            try ExecCredential(
                Array("{\"apiVersion\": \"\(version)\", \"kind\": \"ExecCredential\", \"status\": \(status)}".utf8), apiVersion: Self.version)
        }
    }

    @Test("token, certificate and expiry are taken")
    func taken() throws {
        let pem = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n"
        let key = "-----BEGIN EC PRIVATE KEY-----\\nMIIB\\n-----END EC PRIVATE KEY-----\\n"
        let credential = try read("""
            {"token": "abc.def", "clientCertificateData": "\(pem)", "clientKeyData": "\(key)", "expirationTimestamp": "2026-11-21T07:30:00Z"}
            """).get()
        #expect(credential.token == "abc.def" && credential.expiresAt == 1_795_246_200)
        #expect(credential.identity?.certificate.starts(with: "-----BEGIN CERTIFICATE-----\n".utf8) == true)
        #expect(credential.hasExpired(WallClock(seconds: 1_795_246_200)) && !credential.hasExpired(WallClock(seconds: 1_795_246_199)))
        #expect(try read(#"{"token": "abc", "expirationTimestamp": null}"#).get().expiresAt == nil)
    }

    @Test("everything else is refused, and what was printed is not repeated", arguments: [
        ("{}", "printed neither a token nor a client certificate"), ("null", "printed no status"),
        (#"{"token": ""}"#, "printed neither a token nor a client certificate"),
        (#"{"token": 5}"#, "printed a token that is no text"),
        (#"{"token": "s3cret word"}"#, "printed a token with a blank or control character in it"),
        (#"{"token": "s3cret", "expirationTimestamp": "tomorrow"}"#, "printed an expirationTimestamp that is no RFC 3339 time"),
        (#"{"clientCertificateData": "s3cret"}"#, "printed only one of clientCertificateData and clientKeyData"),
        (#"{"clientCertificateData": "s3cret", "clientKeyData": "x"}"#, "printed a clientCertificateData without PEM certificate"),
        (
            #"{"clientCertificateData": "-----BEGIN CERTIFICATE-----", "clientKeyData": "-----BEGIN ENCRYPTED PRIVATE KEY-----"}"#,
            "printed a clientKeyData that is encrypted with a passphrase, and there is nobody to ask for it"
        ),
    ])
    func refused(status: String, message: String) { #expect(read(status) == .failure(ExecFault(message))) }

    @Test("another form of answer is refused", arguments: [
        "", "token", "[]", "{}", #"{"kind": "Other"}"#, #"{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1"}"#,
    ])
    func form(text: String) {
        #expect(throws: ExecFault.self) { try ExecCredential(Array(text.utf8), apiVersion: Self.version) }
    }

    @Test("times of RFC 3339 are read", arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-21T07:30:00.123456Z", 1_795_246_200), ("2026-11-21t10:30:00+03:00", 1_795_246_200),
        ("2026-11-21 02:00:00-05:30", 1_795_246_200), ("2024-02-29T00:00:00z", 1_709_164_800), ("1969-12-31T23:59:59Z", -1),
    ])
    func times(text: String, seconds: Int64) { #expect(Timestamp.seconds(text) == seconds) }

    @Test("what is no such time is not taken for one", arguments: [
        "", "2026-11-21", "2026-11-21T07:30Z", "2026-11-21T07:30:00", "2026-13-01T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T07:30:00.Z",
        "2026-11-21T07:30:00+3:00", "2026-11-21T07:30:00Zx", "٢٠٢٦-11-21T07:30:00Z", "2026-11-21T07:30:00+99:00",
    ])
    func noTimes(text: String) { #expect(Timestamp.seconds(text) == nil) }

    private func plugin(_ more: JSONObject) throws -> ExecPlugin {
        var body: JSONObject = ["apiVersion": .string(Self.version), "command": "./bin/login"]
        for member in more.members { body[member.name] = member.value }
        let root: JSONObject = ["users": [["name": "u", "user": ["exec": .object(body)]]]]
        let entry = try #require(try KubeconfigEntry.list("users", of: "user", in: root, file: "/k/config").first)
        return try ExecPlugin(try #require(try entry.inner("exec")))
    }

    @Test("a command with a slash is relative to its file, one without is looked up")
    func command() throws {
        #expect(try plugin([:]).command == "/k/bin/login")
        #expect(try plugin(["command": "aws"]).command == "aws")
        #expect(try plugin(["command": "/usr/bin/x"]).command == "/usr/bin/x")
    }

    @Test("the plugin is told about the cluster only when it asks")
    func info() throws {
        var cluster = KubernetesCluster(address: "https://x:1")
        cluster.trust.authorities = .pem(Array("pem".utf8))
        cluster.trust.serverName = "n"
        cluster.execConfig = ["a": 1]
        #expect(try plugin([:]).info(cluster)
            == ["apiVersion": .string(Self.version), "kind": "ExecCredential", "spec": ["interactive": false]])
        #expect(try plugin(["provideClusterInfo": true]).info(cluster)["spec"]?["cluster"] == [
            "server": "https://x:1", "tls-server-name": "n", "certificate-authority-data": "cGVt", "config": ["a": 1],
        ])
    }

    @Test("its variables replace inherited ones, and the last of equal names counts")
    func environment() throws {
        let plugin = try plugin(["env": [["name": "A", "value": "1"], ["name": "B", "value": "2"], ["name": "A", "value": "3"]]])
        let lines = plugin.environment(inherited: ["A=0", "C=c=c", "KUBERNETES_EXEC_INFO=old", "AA=x"], cluster: KubernetesCluster(address: "https://x"))
        #expect(lines.prefix(2) == ["C=c=c", "AA=x"])
        #expect(lines.filter { $0.hasPrefix("A=") } == ["A=3"] && lines.filter { $0.hasPrefix("B=") } == ["B=2"])
        #expect(lines.count(where: { $0.hasPrefix("KUBERNETES_EXEC_INFO={") }) == 1 && lines.count == 5)
    }

    @Test("arguments and variables that look like secrets count as such")
    func secrets() throws {
        let plugin = try plugin(["args": ["get-token", "--secret=aB3$xyz12345"], "env": [["name": "P", "value": "default"]]])
        #expect(plugin.secrets == ["--secret=aB3$xyz12345"])
    }
}
