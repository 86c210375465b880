/// A cluster and a way to it, with everything read that a first request needs.
struct KubernetesTarget: Sendable {
    var cluster: KubernetesCluster
    var user: KubernetesUser
    /// The client certificate, loaded; nil: there is none.
    var identity: ClientIdentity?
}

/// Reads what a session of kind kubernetes names. Blocks on files; sends nothing and starts no program.
struct KubernetesReader: Sendable {
    let configuration: KubernetesSessionConfiguration
    let redaction: Redaction

    func target() throws(KubernetesFault) -> KubernetesTarget {
        var target: KubernetesTarget
        switch configuration.source {
        case .none: throw KubernetesFault("is not set, and neither is server, and this is no pod of a cluster")
        case .address(let address, let token):
            var user = KubernetesUser()
            if let token { user.login = .fixed("Bearer \(token)") }
            target = KubernetesTarget(cluster: KubernetesCluster(address: address), user: user)
        case .pod(let address, let directory):
            target = try pod(address, directory)
        case .files(let paths):
            let (cluster, user) = try merged(paths).selection(context: configuration.context)
            target = KubernetesTarget(cluster: try KubernetesCluster(cluster), user: try user.map(KubernetesUser.init) ?? KubernetesUser())
        }
        for secret in target.user.secrets { redaction.register(secret) }
        // What the entry in plugins.json says itself comes first.
        if configuration.connection.trust.authorities != .system { target.cluster.trust.authorities = configuration.connection.trust.authorities }
        if let proxy = configuration.connection.proxy { target.cluster.proxy = proxy }
        if let file = target.cluster.authorityFile { try check(authorities: file) }
        target.identity = try identity(target.user)
        return target
    }

    // MARK: files

    /// The files that exist, merged.
    private func merged(_ paths: [String]) throws(KubernetesFault) -> Kubeconfig {
        var files: [Kubeconfig.File] = []
        for path in paths {
            let path = KubernetesFiles.absolute(path)
            guard let bytes = try KubernetesFiles.readIfPresent(path, key: "kubeconfig") else { continue }
            files.append(Kubeconfig.File(path: path, content: try parsed(bytes, path)))
        }
        if files.isEmpty {
            throw paths.count == 1
                ? KubernetesFault(file: KubernetesFiles.absolute(paths[0]), "does not exist") : KubernetesFault("none of its files exists")
        }
        return try Kubeconfig(files)
    }

    private func parsed(_ bytes: [UInt8], _ path: String) throws(KubernetesFault) -> JSON {
        let library: YAMLLibrary
        switch YAMLLibrary.shared {
        case .success(let loaded): library = loaded
        case .failure(let refusal): throw KubernetesFault("cannot be read: \(refusal.message)")
        }
        switch library.json(bytes) {
        case .success(let json): return json
        case .failure(let refusal): throw KubernetesFault(file: path, refusal.message)
        }
    }

    private func pod(_ address: String, _ directory: String) throws(KubernetesFault) -> KubernetesTarget {
        let directory = KubernetesFiles.absolute(directory)
        var cluster = KubernetesCluster(address: address)
        cluster.trust.authorities = .file(FilePath.join(directory, "ca.crt"))
        var user = KubernetesUser()
        user.login = .tokenFile(FilePath.join(directory, "token"))
        // Said at once, also when the first request comes much later than this look.
        _ = try KubernetesFiles.token(FilePath.join(directory, "token"), key: "service_account_dir")
        return KubernetesTarget(cluster: cluster, user: user)
    }

    /// libcurl reads the file for each connection; what is wrong with it is told here.
    private func check(authorities file: String) throws(KubernetesFault) {
        let isOwn = configuration.connection.trust.authorities != .system
        var key = "kubeconfig"
        if case .pod = configuration.source { key = "service_account_dir" }
        if isOwn { key = "ca_file" }
        guard PEM.holdsCertificate(try KubernetesFiles.read(file, key: key)) else {
            throw KubernetesFault(key: key, file: file, "holds no PEM certificate")
        }
    }

    private func identity(_ user: KubernetesUser) throws(KubernetesFault) -> ClientIdentity? {
        guard let certificate = user.certificate, let key = user.key else { return nil }
        let (chain, chainKey) = try material(certificate)
        guard PEM.holdsCertificate(chain) else { throw KubernetesFault(file: user.file, "\(user.place).\(chainKey) holds no PEM certificate") }
        let (secret, secretKey) = try material(key)
        redaction.register(String(decoding: secret, as: UTF8.self))
        if let fault = PEM.keyFault(secret) { throw KubernetesFault(file: user.file, "\(user.place).\(secretKey) \(fault)") }
        return ClientIdentity(certificate: chain, key: secret)
    }

    private func material(_ material: KubernetesUser.Material) throws(KubernetesFault) -> (bytes: [UInt8], key: String) {
        switch material {
        case .data(let bytes, let key): (bytes, key)
        case .file(let path, let key): (try KubernetesFiles.read(path, key: "kubeconfig"), key)
        }
    }
}

/// Reads the files around a kubeconfig.
enum KubernetesFiles {
    /// `~/` is the home directory; the rest is relative to the working directory.
    static func absolute(_ path: String) -> String { Surroundings.process.absolute(path, from: FilePath.workingDirectory) }

    static func read(_ path: String, key: String) throws(KubernetesFault) -> [UInt8] {
        guard let bytes = try readIfPresent(path, key: key) else { throw KubernetesFault(key: key, file: path, "does not exist") }
        return bytes
    }

    /// nil when there is no such file.
    static func readIfPresent(_ path: String, key: String) throws(KubernetesFault) -> [UInt8]? {
        guard !path.utf8.contains(0) else { throw KubernetesFault(key: key, "is no path") }
        do throws(FileReader.Failure) {
            return try FileReader.readRegular(path, limit: YAMLLibrary.sizeLimit)
        } catch {
            throw KubernetesFault(key: key, file: path, error.message)
        }
    }

    /// The one token in a file.
    static func token(_ path: String, key: String) throws(KubernetesFault) -> String {
        let token = Text.trimmed(String(decoding: try read(path, key: key), as: UTF8.self))
        guard HeaderRules.isCredential(token) else { throw KubernetesFault(key: key, file: path, "holds no token") }
        return token
    }
}
