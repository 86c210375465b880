/// What a tool wants sent: a session and a path, nothing secret. See `mcp_http_request` in the header.
struct SessionRequest: Sendable {
    enum Effect: Sendable {
        case read
        case write
        /// Needs the permission of a write, but creates nothing that counts: it may fail and be repeated as a read. Only the
        /// host gives this, to steps it knows.
        case preparation
    }

    enum Body: Sendable {
        case none
        case form([HTTPHeader])
        case multipart([Part])
        case bytes([UInt8], contentType: String)
    }

    struct Part: Sendable {
        var name: String
        /// Empty: a plain field.
        var fileName: String
        /// Empty: left out.
        var contentType: String
        var data: [UInt8]
    }

    var session: String
    /// Empty: the session's first.
    var site = ""
    var effect: Effect
    var method: String
    var path: String
    var query: [HTTPHeader] = []
    var headers: [HTTPHeader] = []
    var body = Body.none
    var isAnonymous = false
    var acceptsAnyStatus = false
    /// nil: the session's.
    var timeoutMilliseconds: Int64?
    /// nil: the session's.
    var maximumBytes: Int?
    /// For writes: the tool that shows whether it happened.
    var checkWith = ""
}
