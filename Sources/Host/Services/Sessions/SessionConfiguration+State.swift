extension SessionConfiguration {
    /// The file of what processes share about this account and the way to it; see `SharedState`.
    var stateName: String {
        switch self {
        case .http(let http):
            Session.identity(["http"] + http.sites.map(\.base) + http.headers.map(\.value) + [http.connection.proxy])
        case .kwork(let kwork):
            Session.identity(["kwork", kwork.api, kwork.login ?? kwork.token ?? kwork.tokenFile, kwork.connection.proxy])
        case .gitea(let gitea): Session.identity(["gitea", gitea.base, gitea.token, gitea.connection.proxy])
        case .kubernetes(let cluster): Session.identity(["kubernetes"] + cluster.identity + [cluster.connection.proxy])
        }
    }
}
