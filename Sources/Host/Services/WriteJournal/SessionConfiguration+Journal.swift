extension SessionConfiguration {
    /// The file in which writes of this account are noted: the same for all processes, whatever way they take to the site.
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

    /// The writes of this account whose outcome nobody knows, oldest first. Reads only; needs no network.
    ///
    /// - Parameter directory: for tests; nil: the lasting directory of this user.
    func unresolvedWrites(directory: String? = nil) -> [WriteJournal.Unresolved] {
        WriteJournal(name: journalName, directory: directory).unresolved()
    }
}
