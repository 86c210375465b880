import Crypto

/// One session of plugins.json at work: addresses, credentials, limit and breaker. Safe from any thread.
final class Session: Sendable {
    let name: String
    let sites: [SessionSite]
    let bases: [BaseAddress]
    let connection: SessionConnection
    let proxy: ProxyAddress?
    let credentials: any Credentials
    let limiter: RateLimiter?
    let state: StateFile
    /// Note writes; nil: none are noted.
    let journals: WriteJournals?
    let engine: HTTPEngine
    let log: HostLog

    /// nil when the addresses or the proxy cannot be read; `SessionConfiguration.problems()` says why.
    init?(
        name: String, sites: [SessionSite], connection: SessionConnection, rate: RateLimit?, credentials: any Credentials,
        state: StateFile, journals: WriteJournals? = nil, engine: HTTPEngine, log: HostLog
    ) {
        let bases = sites.compactMap { BaseAddress($0.base) }
        guard !bases.isEmpty, bases.count == sites.count else { return nil }
        let wantsProxy = connection.proxy.map { !$0.isEmpty } ?? false
        let proxy = connection.proxy.flatMap { ProxyAddress($0) }
        // Never go direct because an address could not be read.
        guard !wantsProxy || proxy != nil else { return nil }
        self.name = name
        self.sites = sites
        self.bases = bases
        self.connection = connection
        self.proxy = proxy
        self.credentials = credentials
        self.state = state
        self.journals = journals
        self.engine = engine
        self.log = log
        limiter = rate.map { RateLimiter(limit: $0, file: state) }
    }

    /// The number of a site; nil when there is none of that name. Empty: the first.
    func siteIndex(_ name: String) -> Int? { name.isEmpty ? 0 : sites.firstIndex { $0.name == name } }

    /// The request as the credentials understand it, or why it must not be sent.
    func admitted(_ request: SessionRequest) -> Result<SessionRequest, Problem> {
        // A site that does not exist is told by the exchange.
        guard let index = siteIndex(request.site) else { return .success(request) }
        return credentials.admitted(request, site: sites[index].name, base: bases[index])
    }

    /// A name for the state file that tells sessions apart and tells nothing else.
    static func identity(_ parts: [String?]) -> String {
        let text = parts.map { $0.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined(separator: "|")
        return SHA256.hash(data: Array(text.utf8)).prefix(12).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined() + ".state"
    }
}
