/// Client configuration of Kubernetes, merged from its files. A value without I/O.
struct Kubeconfig: Sendable, Equatable {
    /// One file as read.
    struct File: Sendable, Equatable {
        /// Absolute.
        var path: String
        var content: JSON
    }

    private(set) var clusters: [KubeconfigEntry] = []
    private(set) var users: [KubeconfigEntry] = []
    private(set) var contexts: [KubeconfigEntry] = []
    /// With the file that named it.
    private(set) var currentContext: (name: String, file: String)?
    private let firstFile: String

    /// Of an entry that stands in several files the first one counts as a whole.
    init(_ files: [File]) throws(KubernetesFault) {
        firstFile = files.first?.path ?? ""
        for file in files {
            // An empty file is a configuration with nothing in it.
            if file.content.isNull { continue }
            guard let root = file.content.object else { throw KubernetesFault(file: file.path, "is no kubeconfig: it must be a mapping") }
            if let kind = root["kind"]?.string, kind != "Config" { throw KubernetesFault(file: file.path, "is no kubeconfig: its kind is not Config") }
            clusters.add(try KubeconfigEntry.list("clusters", of: "cluster", in: root, file: file.path))
            users.add(try KubeconfigEntry.list("users", of: "user", in: root, file: file.path))
            contexts.add(try KubeconfigEntry.list("contexts", of: "context", in: root, file: file.path))
            if currentContext == nil, let name = root["current-context"]?.plainText, !name.isEmpty { currentContext = (name, file.path) }
        }
    }

    static func == (left: Kubeconfig, right: Kubeconfig) -> Bool {
        left.clusters == right.clusters && left.users == right.users && left.contexts == right.contexts
            && left.currentContext?.name == right.currentContext?.name
    }

    /// Cluster and user of a context.
    ///
    /// - Parameter context: nil: the current one.
    /// - Returns: no user when the context names none.
    func selection(context: String?) throws(KubernetesFault) -> (cluster: KubeconfigEntry, user: KubeconfigEntry?) {
        let name: String
        if let context {
            name = context
        } else if let currentContext {
            name = currentContext.name
        } else {
            throw KubernetesFault(file: firstFile, "has no current-context; set one, or give \"context\"")
        }
        guard let entry = contexts.first(where: { $0.name == name }) else {
            throw context == nil
                ? KubernetesFault(file: currentContext?.file, "its current-context is not among its contexts")
                : KubernetesFault(key: "context", "there is no such context in the kubeconfig")
        }
        guard let clusterName = try entry.text("cluster") else { throw entry.fault("cluster", "is missing") }
        guard let cluster = clusters.first(where: { $0.name == clusterName }) else {
            throw entry.fault("cluster", "names a cluster that is not among the clusters")
        }
        guard let userName = try entry.text("user") else { return (cluster, nil) }
        guard let user = users.first(where: { $0.name == userName }) else {
            throw entry.fault("user", "names a user that is not among the users")
        }
        return (cluster, user)
    }
}

/// A named entry of one of the lists, with the file it stands in.
struct KubeconfigEntry: Sendable, Equatable {
    let name: String
    /// Where it stands, such as `users[dev]`.
    let place: String
    let file: String
    private let body: JSONObject

    static func list(_ list: String, of noun: String, in root: JSONObject, file: String) throws(KubernetesFault) -> [KubeconfigEntry] {
        guard let value = root[list], !value.isNull else { return [] }
        guard let items = value.array else { throw KubernetesFault(file: file, "\(list) must be a list") }
        var entries: [KubeconfigEntry] = []
        for item in items {
            guard let name = item["name"]?.plainText, !name.isEmpty else { throw KubernetesFault(file: file, "an entry of \(list) has no name") }
            let body = item[noun] ?? .null
            guard let object = body.isNull ? JSONObject() : body.object else {
                throw KubernetesFault(file: file, "\(list)[\(name)].\(noun) must be a mapping")
            }
            entries.append(KubeconfigEntry(name: name, place: "\(list)[\(name)]", file: file, body: object))
        }
        return entries
    }

    /// An entry inside this one, such as `exec`; nil when it is not there.
    func inner(_ key: String) throws(KubernetesFault) -> KubeconfigEntry? {
        guard let value = body[key], !value.isNull else { return nil }
        guard let object = value.object else { throw fault(key, "must be a mapping") }
        return KubeconfigEntry(name: name, place: "\(place).\(key)", file: file, body: object)
    }

    func has(_ key: String) -> Bool { body[key].map { !$0.isNull } ?? false }

    func value(_ key: String) -> JSON? { body[key] }

    /// A text; nil when absent or empty.
    func text(_ key: String) throws(KubernetesFault) -> String? {
        guard let value = body[key], !value.isNull else { return nil }
        guard let text = value.plainText else { throw fault(key, "must be a text") }
        return text.isEmpty ? nil : text
    }

    func flag(_ key: String) throws(KubernetesFault) -> Bool {
        guard let value = body[key], !value.isNull else { return false }
        guard let flag = value.bool else { throw fault(key, "must be true or false") }
        return flag
    }

    func texts(_ key: String) throws(KubernetesFault) -> [String] {
        guard let value = body[key], !value.isNull else { return [] }
        guard let items = value.array else { throw fault(key, "must be a list") }
        var texts: [String] = []
        for item in items {
            guard let text = item.plainText else { throw fault(key, "must be a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// A path, absolute: one without a slash at its start is relative to the file it stands in.
    func path(_ key: String) throws(KubernetesFault) -> String? {
        try text(key).map { $0.hasPrefix("/") ? $0 : FilePath.join(FilePath.directory(of: file), $0) }
    }

    /// Base 64; nil when absent or empty.
    func data(_ key: String) throws(KubernetesFault) -> [UInt8]? {
        guard let text = try text(key) else { return nil }
        guard let bytes = Base64.decodeStandard(text) else { throw fault(key, "is no base 64") }
        return bytes
    }

    func fault(_ key: String, _ message: String) -> KubernetesFault {
        KubernetesFault(file: file, "\(place).\(key) \(message)")
    }
}

extension [KubeconfigEntry] {
    /// Adds those whose names are new.
    fileprivate mutating func add(_ entries: [KubeconfigEntry]) {
        for entry in entries where !contains(where: { $0.name == entry.name }) { append(entry) }
    }
}

extension JSON {
    /// A text as YAML means it: what was written without quotes may look like a number.
    fileprivate var plainText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .integer(let number): String(number)
        default: nil
        }
    }
}
