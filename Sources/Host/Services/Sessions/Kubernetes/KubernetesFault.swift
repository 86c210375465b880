/// Why a cluster cannot be used, found when its session is first used. Holds names of keys and files, never a value.
struct KubernetesFault: Error, Sendable, Equatable {
    /// The key of plugins.json that leads to it.
    var key: String
    /// The file at fault; nil when it is none.
    var file: String?
    /// What is wrong, to follow the name of the key or file.
    var message: String

    init(key: String = "kubeconfig", file: String? = nil, _ message: String) {
        self.key = key
        self.file = file
        self.message = message
    }

    /// For the operator, who may see whole paths.
    var line: String { "\"\(key)\"" + (file.map { ": \($0)" } ?? "") + ": \(message)" }

    /// As a failure of a request: the variable behind the key by its name, a file by its last part.
    ///
    /// - Parameter listed: the files that the key itself names. They are a value, so they are counted instead.
    func problem(session: String, variable: String?, listed: [String] = []) -> Problem {
        var text = "The session \"\(session)\" cannot be used: \(variable ?? "\"\(key)\" in plugins.json")"
        if let file {
            if let index = listed.firstIndex(of: file) {
                if listed.count > 1 { text += ", file \(index + 1) of \(listed.count)" }
            } else {
                text += ", file \(FilePath.name(of: file))"
            }
        }
        let unusable = UnusableSession(reason: message, key: key, variable: variable)
        return Problem(.sessionNotConfigured, line, message: "\(text): \(message).", details: unusable.details(session: session))
    }
}

extension KubernetesSessionConfiguration {
    func problem(_ fault: KubernetesFault, session: String) -> Problem {
        var listed: [String] = []
        if case .files(let paths) = source { listed = paths.map(KubernetesFiles.absolute) }
        return fault.problem(session: session, variable: variables[fault.key], listed: listed)
    }
}
