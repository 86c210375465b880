import Testing

@testable import Host

/// Merging and choosing, without files.
@Suite struct KubeconfigTests {
    private static let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    private static let key = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"

    private func file(_ path: String, _ content: JSON) -> Kubeconfig.File { Kubeconfig.File(path: path, content: content) }

    private func config(
        cluster: JSON = ["server": "https://one.example:6443"], user: JSON = ["token": "t0ken-value"], context: JSON = ["cluster": "c", "user": "u"],
        current: String = "x"
    ) -> JSON {
        [
            "kind": "Config", "clusters": [["name": "c", "cluster": cluster]], "users": [["name": "u", "user": user]],
            "contexts": [["name": "x", "context": context]], "current-context": .string(current),
        ]
    }

    private func user(_ body: JSON) throws -> KubernetesUser {
        let chosen = try Kubeconfig([file("/home/a/.kube/config", config(user: body))]).selection(context: nil)
        return try KubernetesUser(try #require(chosen.user))
    }

    private func cluster(_ body: JSON) throws -> KubernetesCluster {
        try KubernetesCluster(try Kubeconfig([file("/home/a/.kube/config", config(cluster: body))]).selection(context: nil).cluster)
    }

    private func fault(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no fault"
        } catch {
            return (error as? KubernetesFault)?.message ?? "another error"
        }
    }

    @Test("of an entry in several files the first one counts as a whole, and so does the first current-context")
    func merging() throws {
        let first: JSON = [
            "users": [["name": "u", "user": ["token": "first"]]], "contexts": [["name": "y", "context": ["cluster": "c", "user": "u"]]],
            "current-context": "y", "clusters": .null,
        ]
        let second = config(user: ["token": "second", "username": "ignored"])
        let merged = try Kubeconfig([file("/a", .null), file("/b", first), file("/c", second)])
        let chosen = try merged.selection(context: nil)
        #expect(chosen.cluster.file == "/c" && chosen.user?.file == "/b")
        #expect(try KubernetesUser(try #require(chosen.user)).login == .fixed("Bearer first"))
        #expect(try merged.selection(context: "x").user?.file == "/b")
        #expect(merged.contexts.map(\.name) == ["y", "x"])
    }

    @Test("what cannot be chosen is told by key and file, and never by the value")
    func faults() throws {
        let files = try Kubeconfig([file("/a/config", config(current: "gone"))])
        #expect(throws: KubernetesFault(file: "/a/config", "its current-context is not among its contexts")) { try files.selection(context: nil) }
        #expect(throws: KubernetesFault(key: "context", "there is no such context in the kubeconfig")) { try files.selection(context: "s3cret") }
        let unset = try Kubeconfig([file("/a/config", config(current: ""))])
        #expect(throws: KubernetesFault(file: "/a/config", "has no current-context; set one, or give \"context\"")) { try unset.selection(context: nil) }
        #expect(try unset.selection(context: "x").user?.name == "u")
        #expect(fault { _ = try Kubeconfig([file("/a", config(context: ["cluster": "d"]))]).selection(context: nil) }
            == "contexts[x].cluster names a cluster that is not among the clusters")
        #expect(fault { _ = try Kubeconfig([file("/a", config(context: ["cluster": "c", "user": "v"]))]).selection(context: nil) }
            == "contexts[x].user names a user that is not among the users")
        #expect(fault { _ = try Kubeconfig([file("/a", "just a text")]) } == "is no kubeconfig: it must be a mapping")
        #expect(fault { _ = try Kubeconfig([file("/a", ["kind": "Pod"])]) } == "is no kubeconfig: its kind is not Config")
        #expect(fault { _ = try Kubeconfig([file("/a", ["users": [["user": ["token": "s3cret"]]]])]) } == "an entry of users has no name")
        #expect(fault { _ = try Kubeconfig([file("/a", ["users": "s3cret"])]) } == "users must be a list")
    }

    @Test("a context may do without a user")
    func noUser() throws {
        #expect(try Kubeconfig([file("/a", config(context: ["cluster": "c"]))]).selection(context: nil).user == nil)
    }

    @Test("a cluster's keys arrive; paths are relative to their file")
    func clusterKeys() throws {
        let told = try cluster([
            "server": "https://10.0.0.1:6443/k8s", "certificate-authority": "pki/ca.crt", "tls-server-name": "kubernetes.default",
            "proxy-url": "socks5://127.0.0.1:1080",
            "extensions": [["name": "client.authentication.k8s.io/exec", "extension": ["audience": "a"]]],
        ])
        #expect(told.address == "https://10.0.0.1:6443/k8s" && told.authorityFile == "/home/a/.kube/pki/ca.crt")
        #expect(told.trust.serverName == "kubernetes.default" && told.proxy == "socks5://127.0.0.1:1080")
        #expect(told.execConfig == ["audience": "a"])
        // Data comes before a file, and may be broken into lines.
        var data = Base64.encode(Array(Self.certificate.utf8))
        data.insert("\n", at: data.index(data.startIndex, offsetBy: 7))
        let inline = try cluster(["server": "https://x", "certificate-authority": "/no/such", "certificate-authority-data": .string(data)])
        #expect(inline.trust.authorities == .pem(Array(Self.certificate.utf8)))
        #expect(try cluster(["server": "https://x", "insecure-skip-tls-verify": true]).trust.isVerified == false)
    }

    @Test("a cluster that is not safe or not clear is refused", arguments: [
        ("{}", "clusters[c].server is missing"),
        (#"{"server": "http://10.0.0.1:8080"}"#, "clusters[c].server is not encrypted: http:// is taken for this machine only"),
        (#"{"server": "ftp://x"}"#, "clusters[c].server must be https://host[:port][/path] without user, query and fragment"),
        (#"{"server": 5}"#, "clusters[c].server must be https://host[:port][/path] without user, query and fragment"),
        (#"{"server": ["x"]}"#, "clusters[c].server must be a text"),
        (#"{"server": "https://x", "insecure-skip-tls-verify": "yes"}"#, "clusters[c].insecure-skip-tls-verify must be true or false"),
        (
            #"{"server": "https://x", "insecure-skip-tls-verify": true, "certificate-authority": "/ca"}"#,
            "clusters[c].insecure-skip-tls-verify contradicts the certificate-authority beside it"
        ),
        (#"{"server": "https://x", "certificate-authority-data": "%%%"}"#, "clusters[c].certificate-authority-data is no base 64"),
        (#"{"server": "https://x", "certificate-authority-data": "aGVsbG8="}"#, "clusters[c].certificate-authority-data holds no PEM certificate"),
        (#"{"server": "https://x", "tls-server-name": "a/b"}"#, "clusters[c].tls-server-name is no host name"),
        (
            #"{"server": "https://x", "proxy-url": "https://p"}"#,
            "clusters[c].proxy-url must be http://, socks4://, socks4a://, socks5:// or socks5h://, with [user:password@]host:port"
        ),
    ])
    func badClusters(body: String, message: String) { #expect(fault { _ = try cluster(try JSON(parsing: body)) } == message) }

    @Test("http is taken on this machine")
    func loopback() throws { #expect(try cluster(["server": "http://127.0.0.1:8001"]).address == "http://127.0.0.1:8001") }

    @Test("each way to log in is read, the earlier one first")
    func logins() throws {
        #expect(try user(["token": "abc"]).login == .fixed("Bearer abc"))
        #expect(try user(["token": 12345]).login == .fixed("Bearer 12345"))
        #expect(try user(["token": "abc", "tokenFile": "t/token"]).login == .tokenFile("/home/a/.kube/t/token"))
        let basic = try user(["username": "ada", "password": "päss:word"])
        #expect(basic.login == .fixed("Basic " + Base64.encode(Array("ada:päss:word".utf8))) && basic.secrets.contains("päss:word"))
        #expect(try user([:]).login == .none)
        let keys: JSON = [
            "client-certificate": "me.crt", "client-key-data": .string(Base64.encode(Array(Self.key.utf8))),
            "client-key": "/ignored", "token": "abc",
        ]
        let both = try user(keys)
        #expect(both.certificate == .file("/home/a/.kube/me.crt", key: "client-certificate"))
        #expect(both.key == .data(Array(Self.key.utf8), key: "client-key-data") && both.login == .fixed("Bearer abc"))
        #expect(both.label == "token and client certificate")
    }

    @Test("acting as somebody else is passed on")
    func impersonation() throws {
        let acting = try user(["token": "abc", "as": "bob", "as-uid": "7", "as-groups": ["dev", "ops"]])
        #expect(acting.impersonation == [
            HTTPHeader(name: "Impersonate-User", value: "bob"), HTTPHeader(name: "Impersonate-Uid", value: "7"),
            HTTPHeader(name: "Impersonate-Group", value: "dev"), HTTPHeader(name: "Impersonate-Group", value: "ops"),
        ])
    }

    @Test("a user that is not clear or not supported is refused", arguments: [
        (
            #"{"auth-provider": {"name": "gcp"}}"#,
            "users[u].auth-provider is a way to log in that Kubernetes has given up; use exec, a token or a client certificate"
        ),
        (#"{"token": "a", "username": "b"}"#, "users[u].token stands beside a username: only one of the two can be used"),
        (#"{"token": "two words"}"#, "users[u].token has a blank or control character in it"),
        (#"{"username": "a:b"}"#, "users[u].username must not contain a colon"),
        (#"{"client-certificate": "a"}"#, "users[u].client-key is missing: certificate and key belong together"),
        (#"{"client-key": "a"}"#, "users[u].client-certificate is missing: certificate and key belong together"),
        (#"{"as-groups": ["x"]}"#, "users[u].as is missing beside as-uid or as-groups"),
        (#"{"as": "a", "as-user-extra": {"b": ["c"]}}"#, "users[u].as-user-extra is not supported"),
        (#"{"exec": "program"}"#, "users[u].exec must be a mapping"),
        (
            #"{"exec": {"command": "x"}}"#,
            "users[u].exec.apiVersion must be client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1"
        ),
        (
            #"{"exec": {"apiVersion": "client.authentication.k8s.io/v1alpha1", "command": "x"}}"#,
            "users[u].exec.apiVersion must be client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1"
        ),
        (#"{"exec": {"apiVersion": "client.authentication.k8s.io/v1"}}"#, "users[u].exec.command is missing"),
        (
            #"{"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "x", "interactiveMode": "Always"}}"#,
            "users[u].exec.interactiveMode is Always, and there is no terminal here on which the program could ask"
        ),
        (
            #"{"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "x", "env": [{"name": "A"}]}}"#,
            "users[u].exec.env must be a list of name and value"
        ),
    ])
    func badUsers(body: String, message: String) { #expect(fault { _ = try user(try JSON(parsing: body)) } == message) }

    @Test("a fault names the variable and the file's last part to tools, and the whole path to the operator")
    func wording() {
        let fault = KubernetesFault(file: "/home/ada/clusters/dev.yaml", "users[u].token has a blank or control character in it")
        let problem = fault.problem(session: "kubernetes", variable: "KUBECONFIG")
        #expect(problem.message
            == "The session \"kubernetes\" cannot be used: KUBECONFIG, file dev.yaml: users[u].token has a blank or control character in it.")
        #expect(problem.details == ["session": "kubernetes", "key": "kubeconfig", "variable": "KUBECONFIG"])
        let listed = ["/home/ada/.kube/config", "/home/ada/clusters/dev.yaml"]
        #expect(fault.problem(session: "k", variable: "KUBECONFIG", listed: listed).message?.contains("KUBECONFIG, file 2 of 2: users") == true)
        #expect(fault.problem(session: "k", variable: "KUBECONFIG", listed: [listed[1]]).message?.contains("KUBECONFIG: users") == true)
        #expect(fault.line.contains("/home/ada/clusters/dev.yaml"))
        let plain = KubernetesFault(key: "context", "there is no such context in the kubeconfig").problem(session: "k", variable: nil)
        #expect(plain.message == "The session \"k\" cannot be used: \"context\" in plugins.json: there is no such context in the kubeconfig.")
    }
}
