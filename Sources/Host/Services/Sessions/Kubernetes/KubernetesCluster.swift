/// What a kubeconfig says about one cluster: a value, checked, with files not yet read.
struct KubernetesCluster: Sendable, Equatable {
    /// Of the API server.
    var address: String
    var trust = ServerTrust()
    /// nil: none.
    var proxy: String?
    /// For exec plugins that ask for it.
    var execConfig: JSON?

    /// The PEM file in `trust`, when it names one: it has to be looked at before it is used.
    var authorityFile: String? { if case .file(let path) = trust.authorities { path } else { nil } }
}

extension KubernetesCluster {
    init(_ entry: KubeconfigEntry) throws(KubernetesFault) {
        guard let server = try entry.text("server") else { throw entry.fault("server", "is missing") }
        if let fault = KubernetesAddress.fault(server) { throw entry.fault("server", fault) }
        address = server
        if let data = try entry.data("certificate-authority-data") {
            guard PEM.holdsCertificate(data) else { throw entry.fault("certificate-authority-data", "holds no PEM certificate") }
            trust.authorities = .pem(data)
        } else if let path = try entry.path("certificate-authority") {
            trust.authorities = .file(path)
        }
        trust.isVerified = try !entry.flag("insecure-skip-tls-verify")
        if !trust.isVerified, trust.authorities != .system {
            throw entry.fault("insecure-skip-tls-verify", "contradicts the certificate-authority beside it")
        }
        trust.serverName = try entry.text("tls-server-name")
        if let name = trust.serverName, NamedServer(url: server, name: name) == nil { throw entry.fault("tls-server-name", "is no host name") }
        proxy = try entry.text("proxy-url")
        if let proxy, ProxyAddress(proxy) == nil {
            throw entry.fault("proxy-url", "must be http://, socks4://, socks4a://, socks5:// or socks5h://, with [user:password@]host:port")
        }
        let extensions = entry.value("extensions")?.array ?? []
        execConfig = extensions.first { $0["name"]?.string == "client.authentication.k8s.io/exec" }?["extension"]
    }
}

/// Looks at PEM text without understanding it.
enum PEM {
    static func holdsCertificate(_ bytes: [UInt8]) -> Bool { contains("-----BEGIN CERTIFICATE-----", bytes) }

    /// What keeps a private key from being used; nil when nothing does.
    static func keyFault(_ bytes: [UInt8]) -> String? {
        guard contains("PRIVATE KEY-----", bytes) else { return "holds no PEM private key" }
        guard !contains("BEGIN ENCRYPTED PRIVATE KEY", bytes), !contains("Proc-Type: 4,ENCRYPTED", bytes) else {
            return "is encrypted with a passphrase, and there is nobody to ask for it"
        }
        return nil
    }

    private static func contains(_ needle: String, _ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains(needle)
    }
}
