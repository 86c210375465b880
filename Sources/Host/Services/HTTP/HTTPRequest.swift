/// One exchange with a server, complete with address and credentials. Nothing in it is logged.
struct HTTPRequest: Sendable {
    enum Method: String, Sendable, CaseIterable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"
    }

    var method: Method
    /// Absolute, percent-encoded, http or https.
    var url: String
    var headers: [HTTPHeader] = []
    /// nil: none. An empty one is sent as `Content-Length: 0`.
    var body: [UInt8]?
    var proxy: ProxyAddress?
    /// For the whole exchange.
    var timeoutMilliseconds: Int64 = 30_000
    var connectTimeoutMilliseconds: Int64 = 10_000
    /// Largest body taken, after decompression.
    var maximumBytes = 8 << 20
    var trust = ServerTrust()
    /// Certificate and key that are shown to a server that asks for them.
    var identity: ClientIdentity?
    /// Opens a new connection instead of taking an idle one, which the server may be closing at this moment.
    var wantsFreshConnection = false
    /// Cookies to choose from, in libcurl's lines; nil: none are sent and none are kept.
    var cookies: CookieJar?
}

/// What came back.
struct HTTPAnswer: Sendable, Equatable {
    var status: Int
    /// In their order, names in lower case.
    var headers: [HTTPHeader] = []
    var body: [UInt8] = []
    /// Where a 3xx answer points, made absolute.
    var redirectTarget: String?
    /// The cookies after the exchange; nil when the request had no jar.
    var cookies: CookieJar?
    /// The address that gave this answer, after redirects. May hold secrets.
    var address = ""

    /// The first field of that name, which must be in lower case.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The media type in lower case without parameters; empty when there is none.
    var mediaType: String {
        guard let value = header("content-type") else { return "" }
        let end = value.firstIndex(of: ";") ?? value.endIndex
        return Text.trimmed(value[..<end]).lowercased()
    }
}

/// Why no answer came.
struct TransportFailure: Error, Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// The name does not resolve or nobody listens.
        case connect
        case tls
        case proxy
        case timeout
        /// The connection ended before the answer was complete.
        case lost
        /// The answer is larger than allowed.
        case tooLarge
        /// The answer is not HTTP.
        case malformed
        case cancelled(CancellationReason)
        /// The request could not even be formed, or the engine has been shut down.
        case refused
    }

    var kind: Kind
    /// Whether a byte of the request may have left. False is certain.
    var mayHaveBeenSent: Bool
    /// For the operator's log.
    var detail: String
}
