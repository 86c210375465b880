/// The session that a command is about.
struct NamedSession {
    let name: String
    let configuration: KworkSessionConfiguration
    /// The variable or key behind the configured token, for advice.
    let tokenSource: String

    /// The named session of kind `kwork`, or what the process ends with after the reasons were printed. The name is not repeated
    /// when there is none: it may be a password in the wrong place.
    static func find(_ name: String, in configuration: Configuration) -> Result<NamedSession, ExitStatus> {
        let sessions = configuration.manifest.sessions
        guard let entry = sessions.first(where: { $0.name == name }) else {
            let names = sessions.map(\.name)
            Operator.complain("mcp-host: \(configuration.file.shown) has no session of that name; "
                + (names.isEmpty ? "it has none at all" : "there are: \(names.joined(separator: ", "))"))
            return .failure(.usage)
        }
        switch entry.configuration() {
        case .failure(let error):
            for problem in error.problems { Operator.complain("mcp-host: \(TerminalText.printable(problem.line))") }
            return .failure(.failure)
        case .success(.kwork(let kwork)):
            return .success(NamedSession(name: name, configuration: kwork, tokenSource: entry.value["token"]?.variables.first ?? "\"token\""))
        case .success(let other):
            let place =
                switch other {
                case .gitea: "the \"token\""
                case .kubernetes: "the \"token\" or \"kubeconfig\""
                case .http, .kwork: "the \"headers\""
                }
            let kind = entry.value["kind"]?.json.string ?? ""
            Operator.complain("mcp-host: the session \"\(name)\" is of kind \(kind), which has no login: its credentials are \(place) in \(configuration.file.shown)")
            return .failure(.usage)
        }
    }

    /// As it is without the configured token, which the file has nothing to do with.
    var ofFile: KworkSessionConfiguration {
        var configuration = configuration
        configuration.token = nil
        return configuration
    }

    /// The file that keeps the token; nil after saying why there is none.
    func tokenFile() -> TokenFile? {
        if let file = TokenFile(configuration.tokenFile, log: .shared) { return file }
        Operator.complain("mcp-host: the session \"\(name)\" keeps no token: its \"token_file\" is empty")
        return nil
    }
}
