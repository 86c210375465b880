extension SessionConfiguration {
    /// The file in which writes are noted: the same for all processes, whatever way they take to the site. Kwork's sessions use
    /// it only for what goes out without an account; see `journalName(kworkAccount:)`.
    var journalName: String {
        let parts: [String?]
        switch self {
        case .http(let http): parts = ["http"] + http.sites.map(\.base) + http.headers.map(\.value)
        case .kwork(let kwork): parts = ["kwork", kwork.api, kwork.login ?? kwork.token ?? kwork.tokenFile]
        case .gitea(let gitea): parts = ["gitea", gitea.base, gitea.token]
        case .kubernetes(let cluster): parts = ["kubernetes"] + cluster.identity
        }
        return Session.identity(["writes"] + parts).replacing(".state", with: ".writes")
    }

    /// The file in which writes of an account at Kwork are noted, whatever credentials and addresses lead to it.
    static func journalName(kworkAccount id: Int64) -> String {
        Session.identity(["writes", "kwork account", "\(id)"]).replacing(".state", with: ".writes")
    }

    /// The writes of this account whose outcome nobody knows, oldest first. Reads only; needs no network.
    ///
    /// - Parameter directory: for tests; nil: the lasting directory of this user.
    func unresolvedWrites(directory: String? = nil) -> [WriteJournal.Unresolved] {
        journalNames(directory: directory).flatMap { WriteJournal(name: $0, directory: directory).unresolved() }.sorted { $0.sentAt < $1.sentAt }
    }

    /// Why `unresolvedWrites` may not be all; nil: they are.
    func journalTrouble(directory: String? = nil) -> String? {
        journalNames(directory: directory).lazy.compactMap { JournalFile(name: $0, directory: directory).trouble }.first
    }

    /// Where writes of this account may be noted, as far as it is known without a request.
    private func journalNames(directory: String?) -> [String] {
        guard case .kwork(let kwork) = self, let id = kwork.knownAccount(directory: directory) else { return [journalName] }
        return [journalName, SessionConfiguration.journalName(kworkAccount: id)]
    }
}

extension KworkSessionConfiguration {
    /// The number of the account, as far as it is known without a request: the operator has written it, or Kwork has said
    /// whose token it is.
    fileprivate func knownAccount(directory: String?) -> Int64? {
        if let account, let id = Int64(Text.trimmed(account)), id > 0 { return id }
        let record = token.map { accountRecord(for: $0, directory: directory) } ?? keptAccountRecord(directory: directory)
        return record.read()?.accountID
    }
}
