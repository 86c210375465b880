extension SessionStatus {
    /// What the files of a cluster say. Reads them; sends nothing and starts no program.
    mutating func addCluster(_ configuration: KubernetesSessionConfiguration) {
        switch configuration.source {
        case .address: source = configuration.token == nil ? .none : .token
        case .files: source = .kubeconfig
        case .pod: source = .serviceAccount
        case .none: source = .none
        }
        hasToken = source == .token
        do throws(KubernetesFault) {
            let target = try KubernetesReader(configuration: configuration, redaction: .shared).target()
            sites = [SessionSite(name: "api", base: target.cluster.address)]
            hasProxy = target.cluster.proxy != nil
            identity = target.user.label
        } catch {
            problems.append(configuration.described(error))
        }
    }
}

extension KubernetesSessionConfiguration {
    /// A fault for the operator, with the variable behind the key.
    func described(_ fault: KubernetesFault) -> String { fault.line + (variables[fault.key].map { " (from \($0))" } ?? "") }
}

extension SessionEntry {
    /// What keeps this session from working that only its files tell; for commands, never at start.
    func fileProblems() -> [String] {
        let cluster: KubernetesSessionConfiguration
        switch configuration() {
        case .success(.kubernetes(let value)): cluster = value
        case .success(.kwork(let kwork)): return looseTokenFile(kwork)
        default: return []
        }
        do throws(KubernetesFault) {
            _ = try KubernetesReader(configuration: cluster, redaction: .shared).target()
            return []
        } catch {
            return ["\(place.full): \(cluster.described(error))"]
        }
    }
}
