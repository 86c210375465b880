/// A program that prints credentials, as a kubeconfig names it.
struct ExecPlugin: Sendable, Equatable {
    static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    /// With a slash: a path, absolute. Without: looked up in PATH.
    var command: String
    var arguments: [String]
    /// Added to the environment of the host.
    var environment: [HTTPHeader]
    var apiVersion: String
    /// Whether the program is told about the cluster.
    var wantsCluster: Bool
    /// What to do when the program is not there, in the words of the kubeconfig.
    var installHint: String?

    /// Arguments and variables that look like secrets.
    var secrets: [String] { (arguments + environment.map(\.value)).filter(Cookie.isSecret) }

    init(_ entry: KubeconfigEntry) throws(KubernetesFault) {
        guard let command = try entry.text("command") else { throw entry.fault("command", "is missing") }
        self.command = command.contains("/") ? try entry.path("command") ?? command : command
        arguments = try entry.texts("args")
        var variables: [HTTPHeader] = []
        for item in entry.value("env")?.array ?? [] {
            guard let name = item["name"]?.string, !name.isEmpty, !name.contains("="), let value = item["value"]?.string else {
                throw entry.fault("env", "must be a list of name and value")
            }
            variables.append(HTTPHeader(name: name, value: value))
        }
        environment = variables
        guard let version = try entry.text("apiVersion"), ExecPlugin.versions.contains(version) else {
            throw entry.fault("apiVersion", "must be \(ExecPlugin.versions.joined(separator: " or "))")
        }
        apiVersion = version
        if try entry.text("interactiveMode") == "Always" {
            throw entry.fault("interactiveMode", "is Always, and there is no terminal here on which the program could ask")
        }
        wantsCluster = try entry.flag("provideClusterInfo")
        installHint = try entry.text("installHint")
        let texts = [self.command] + arguments + environment.flatMap { [$0.name, $0.value] }
        guard !texts.contains(where: { $0.utf8.contains(0) }) else { throw entry.fault("args", "holds a zero byte") }
    }

    /// The value of KUBERNETES_EXEC_INFO.
    func info(_ cluster: KubernetesCluster) -> JSON {
        var spec: JSONObject = ["interactive": false]
        if wantsCluster {
            var about: JSONObject = ["server": .string(cluster.address)]
            if let name = cluster.trust.serverName { about["tls-server-name"] = .string(name) }
            if !cluster.trust.isVerified { about["insecure-skip-tls-verify"] = true }
            if case .pem(let bytes) = cluster.trust.authorities { about["certificate-authority-data"] = .string(Base64.encode(bytes)) }
            if let proxy = cluster.proxy { about["proxy-url"] = .string(proxy) }
            if let config = cluster.execConfig { about["config"] = config }
            spec["cluster"] = .object(about)
        }
        return ["apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": .object(spec)]
    }

    /// The environment of the program: that of the host, then its own, then what Kubernetes adds.
    func environment(inherited: [String], cluster: KubernetesCluster) -> [String] {
        var own = environment
        own.append(HTTPHeader(name: "KUBERNETES_EXEC_INFO", value: info(cluster).text))
        let names = Set(own.map(\.name))
        let kept = inherited.filter { line in !names.contains(String(line.prefix { $0 != "=" })) }
        // Of equal names in the list the last one counts.
        var last: [String: String] = [:]
        for variable in own { last[variable.name] = variable.value }
        return kept + last.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }
}
