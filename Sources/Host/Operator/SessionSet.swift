/// The sessions of plugins.json, sorted into usable and not.
struct SessionSet: Sendable {
    /// Those that can be made.
    private(set) var configurations: [String: SessionConfiguration] = [:]
    /// Why the others cannot, by name.
    private(set) var unusable: [String: UnusableSession] = [:]
    /// In the order of the file.
    private(set) var findings: [SessionFinding] = []

    init(_ entries: [SessionEntry], surroundings: Surroundings) {
        for entry in entries {
            var finding = SessionFinding(name: entry.name, kind: entry.value["kind"]?.json.string ?? "", problems: [])
            switch entry.configuration() {
            case .success(let configuration):
                configurations[entry.name] = configuration
                finding.problems = entry.missingCredentials(configuration, surroundings: surroundings)
            case .failure(let error):
                finding.problems = error.problems.map(\.line)
                finding.isAbsent = error.isAbsence
                unusable[entry.name] = UnusableSession(error)
            }
            findings.append(finding)
        }
    }

    /// Grants that name no session, or one a second time: most likely a slip.
    func unknown(_ granted: [Placed<String>]) -> [BundleFinding.Note] {
        var seen = Set<String>()
        return granted.compactMap { name in
            guard seen.insert(name.value).inserted else { return .init(place: name.place, message: "the session \"\(name.value)\" is named twice") }
            guard !findings.contains(where: { $0.name == name.value }) else { return nil }
            let advice = Suggestion.advice(for: name.value, in: findings.map(\.name), all: "there are")
            return .init(place: name.place, message: "there is no session \"\(name.value)\" in \"sessions\"\(advice)")
        }
    }

    /// Those of the granted sessions that are meant to be used and cannot be.
    func broken(_ granted: [Placed<String>]) -> [String] {
        granted.map(\.value).filter { name in findings.first { $0.name == name }?.isBroken ?? true }
    }
}

extension SessionEntry {
    /// A Kwork session that has no way to sign in, told by the variables that would give it one.
    func missingCredentials(_ configuration: SessionConfiguration, surroundings: Surroundings) -> [String] {
        guard case .kwork(let kwork) = configuration, kwork.token == nil, kwork.login == nil || kwork.password == nil else { return [] }
        if let file = kwork.tokenFile, FilePath.isFile(surroundings.absolute(file, from: surroundings.workingDirectory)) {
            return kwork.tokenFileRemark(in: surroundings).map { ["\(place.full): the token file \($0)"] } ?? []
        }
        let missing = [("login", kwork.login), ("password", kwork.password)].filter { $0.1 == nil }.map { source(of: $0.0) }
        let login = kwork.tokenFile == nil ? "" : ", or run mcp-host login \(name)"
        return ["\(place.full): no credentials: set \(source(of: "token")), or \(missing.joined(separator: " and "))\(login)"]
    }

    /// What an operator should know about a session that works all the same.
    func remarks(in surroundings: Surroundings) -> [String] {
        guard case .success(.kwork(let kwork)) = configuration(), kwork.login != nil, kwork.password != nil else { return [] }
        return kwork.tokenFileRemark(in: surroundings).map { ["\(place.full): the token file \($0)"] } ?? []
    }

    func looseTokenFile(_ kwork: KworkSessionConfiguration) -> [String] {
        guard case .token(_, isPrivate: false)? = TokenFile(kwork.tokenFile, log: .silent)?.look() else { return [] }
        return ["\(place.full): the token file can be read by others; chmod 600 it, or log in again"]
    }

    /// The variable behind a key, or the key itself when the file does not take it from one.
    private func source(of key: String) -> String { variables(key).first ?? "\"\(key)\"" }
}

extension KworkSessionConfiguration {
    /// Why the token in the file is not used, in words that go behind "the token file"; nil: it is, or there is none.
    fileprivate func tokenFileRemark(in surroundings: Surroundings) -> String? {
        let path = tokenFile.map { surroundings.absolute($0, from: surroundings.workingDirectory) }
        guard let file = TokenFile(path, log: .silent), case .token(let token, _) = file.look() else { return nil }
        return file.standing(of: token, for: tokenClaim).reason
    }
}
