/// `"kind": "kubernetes"`: the API of a cluster. Nothing it names is read before the first request.
struct KubernetesSessionConfiguration: Sendable, Equatable {
    /// Keys whose variables messages name.
    static let keys = [
        "server", "token", "kubeconfig", "context", "service_host", "service_port", "service_account_dir", "ca_file", "proxy",
    ]

    /// Address of the API server. Comes before `kubeconfig`.
    var server: String?
    /// Bearer token for `server`.
    var token: String?
    /// Files of client configuration, separated by colons.
    var kubeconfig: String?
    /// nil: the current context of the files.
    var context: String?
    /// Where the API server is for a pod; nil: this is no pod.
    var serviceHost: String?
    /// nil: 443.
    var servicePort: String?
    /// With the files `token` and `ca.crt`.
    var serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount"
    /// nil: no limit.
    var rate: RateLimit?
    var connection = SessionConnection()
    /// The variables that keys took their values from, for messages.
    var variables: [String: String] = [:]

    /// What tells this cluster and account from others, for the names of files that processes share.
    var identity: [String?] {
        switch source {
        case .address(let address, let token): [address, token]
        case .files(let files): ["files"] + files + [context]
        case .pod(let address, let directory): [address, directory]
        case .none: []
        }
    }
}

/// Where the cluster and the right to use it come from.
enum KubernetesSource: Sendable, Equatable {
    /// Given in plugins.json.
    case address(String, token: String?)
    /// Client configuration, in the order of precedence; paths as they were given.
    case files([String])
    /// The service account of the pod this process runs in.
    case pod(String, directory: String)
    case none
}

extension KubernetesSessionConfiguration {
    /// An address comes before files, files before the pod. A token without address belongs to none of them.
    var source: KubernetesSource {
        if let server { return .address(server, token: token) }
        let files = (kubeconfig ?? "").split(separator: ":").map(String.init)
        if !files.isEmpty { return .files(files) }
        guard let serviceHost else { return .none }
        let host = serviceHost.contains(":") && !serviceHost.hasPrefix("[") ? "[\(serviceHost)]" : serviceHost
        return .pod("https://\(host):\(servicePort ?? "443")", directory: serviceAccountDirectory)
    }

    /// What is wrong with the values themselves; files are not looked at.
    func problems() -> [SessionProblem] {
        var problems = connection.problems() + (rate?.problems() ?? [])
        switch source {
        case .address(let address, let token):
            if let fault = KubernetesAddress.fault(address) { problems.append(SessionProblem(key: "server", message: fault)) }
            if let token, !HeaderRules.isCredential(token) {
                problems.append(SessionProblem(key: "token", message: "has a blank or control character in it"))
            }
        case .files: break
        case .pod(let address, _):
            if let servicePort, UInt16(servicePort) ?? 0 == 0 {
                problems.append(SessionProblem(key: "service_port", message: "must be a port: 1 to 65535"))
            } else if BaseAddress(address)?.path != "/" {
                problems.append(SessionProblem(key: "service_host", message: "must be a host name or address"))
            }
        case .none:
            problems = [SessionProblem(key: "kubeconfig", message: "is not set, and neither is server, and this is no pod of a cluster", isAbsence: true)]
        }
        return problems
    }
}

/// Addresses of API servers.
enum KubernetesAddress {
    /// What is wrong with one, in words that go behind its name; nil when nothing is.
    static func fault(_ text: String) -> String? {
        guard let base = BaseAddress(text) else { return "must be https://host[:port][/path] without user, query and fragment" }
        return base.scheme == .http && !base.isLoopback ? "is not encrypted: http:// is taken for this machine only" : nil
    }
}
