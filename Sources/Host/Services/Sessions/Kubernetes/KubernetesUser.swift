/// How a user of a kubeconfig proves who it is: a value, checked, with files not yet read.
struct KubernetesUser: Sendable, Equatable {
    enum Login: Sendable, Equatable {
        /// No `Authorization` field.
        case none
        /// The value of the `Authorization` field. A secret.
        case fixed(String)
        /// The file of a token that may be replaced at any time.
        case tokenFile(String)
        case exec(ExecPlugin)
    }

    /// PEM text, or the file that holds it.
    enum Material: Sendable, Equatable {
        case data([UInt8], key: String)
        case file(String, key: String)
    }

    var login = Login.none
    var certificate: Material?
    var key: Material?
    /// Fields that let one user act as another.
    var impersonation: [HTTPHeader] = []
    /// Texts that must appear in no output.
    var secrets: [String] = []
    /// For faults found while files are read.
    var place = ""
    var file: String?

    /// In words, for `mcp-host status`.
    var label: String {
        let way: String? =
            switch login {
            case .none: nil
            case .fixed(let value): value.hasPrefix("Basic ") ? "user name and password" : "token"
            case .tokenFile: "token file"
            case .exec: "exec plugin"
            }
        let parts = [way, certificate == nil ? nil : "client certificate"].compactMap { $0 }
        return parts.isEmpty ? "no credentials" : parts.joined(separator: " and ")
    }
}

extension KubernetesUser {
    /// A token or its file comes first, then user name and password, then the exec plugin. A client certificate goes with each.
    init(_ entry: KubeconfigEntry) throws(KubernetesFault) {
        file = entry.file
        place = "users[\(entry.name)]"
        guard !entry.has("auth-provider") else {
            throw entry.fault("auth-provider", "is a way to log in that Kubernetes has given up; use exec, a token or a client certificate")
        }
        certificate = try KubernetesUser.material("client-certificate", entry)
        key = try KubernetesUser.material("client-key", entry)
        guard (certificate == nil) == (key == nil) else {
            throw entry.fault(certificate == nil ? "client-certificate" : "client-key", "is missing: certificate and key belong together")
        }
        if let text = try entry.text("client-key-data") { secrets.append(text) }
        let token = try entry.text("token")
        let password = try entry.text("password") ?? ""
        let username = try entry.text("username")
        secrets += [token ?? "", password].filter { !$0.isEmpty }
        if token != nil, username != nil { throw entry.fault("token", "stands beside a username: only one of the two can be used") }
        if let path = try entry.path("tokenFile") {
            login = .tokenFile(path)
        } else if let token {
            guard HeaderRules.isCredential(token) else { throw entry.fault("token", "has a blank or control character in it") }
            login = .fixed("Bearer \(token)")
        } else if let username {
            guard !username.contains(":") else { throw entry.fault("username", "must not contain a colon") }
            let encoded = Base64.encode(Array("\(username):\(password)".utf8))
            secrets.append(encoded)
            login = .fixed("Basic \(encoded)")
        } else if let exec = try entry.inner("exec") {
            let plugin = try ExecPlugin(exec)
            login = .exec(plugin)
            secrets += plugin.secrets
        }
        impersonation = try KubernetesUser.impersonation(entry)
    }

    private static func material(_ key: String, _ entry: KubeconfigEntry) throws(KubernetesFault) -> Material? {
        if let data = try entry.data(key + "-data") { return .data(data, key: key + "-data") }
        return try entry.path(key).map { .file($0, key: key) }
    }

    private static func impersonation(_ entry: KubeconfigEntry) throws(KubernetesFault) -> [HTTPHeader] {
        guard !entry.has("as-user-extra") else { throw entry.fault("as-user-extra", "is not supported") }
        var headers: [HTTPHeader] = []
        if let name = try entry.text("as") { headers.append(HTTPHeader(name: "Impersonate-User", value: name)) }
        if let id = try entry.text("as-uid") { headers.append(HTTPHeader(name: "Impersonate-Uid", value: id)) }
        headers += try entry.texts("as-groups").map { HTTPHeader(name: "Impersonate-Group", value: $0) }
        guard headers.isEmpty || headers[0].name == "Impersonate-User" else { throw entry.fault("as", "is missing beside as-uid or as-groups") }
        guard headers.allSatisfy({ HeaderRules.isValue($0.value) }) else { throw entry.fault("as", "has a control character in it") }
        return headers
    }
}
