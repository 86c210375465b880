/// A checked request on its way out: the session adds its credentials, then it becomes bytes.
struct OutgoingRequest: Sendable {
    var base: BaseAddress
    var method: HTTPRequest.Method
    /// Below the base, as the tool gave it.
    var path: String
    var query: [HTTPHeader] = []
    var headers: [HTTPHeader] = []
    var body = SessionRequest.Body.none
    var timeoutMilliseconds: Int64
    var maximumBytes: Int
    /// What it does on the other side, as the session knows it.
    var effect = SessionRequest.Effect.read
    /// An answer that was lost must not be asked for again over a connection that may be stale.
    var isWrite: Bool { effect == .write }
    var redirects = Redirects.follow
    /// Replaces base, path and query: a link that the site gave.
    var link: String?
    /// How we prove on TLS who we are; nil: not there.
    var identity: ClientIdentity?
    /// The web session it belongs to.
    var webTicket: WebTicket?

    /// What becomes of a redirect.
    enum Redirects: Sendable { case follow, followExceptToLogin, leave }

    /// Absolute address with the encoded query.
    var url: String {
        if let link { return link }
        let path = Percent.encode(self.path.hasPrefix("/") ? String(self.path.dropFirst()) : self.path, keeping: "/%:@!$&'()*+,;=")
        var url = base.origin + base.path + path
        if !query.isEmpty { url += "?" + OutgoingRequest.encode(query) }
        return url
    }

    /// The request as the engine takes it.
    func rendered(connection: SessionConnection, proxy: ProxyAddress?, boundary: @autoclosure () -> String) -> HTTPRequest {
        var request = HTTPRequest(method: method, url: url, headers: headers)
        switch body {
        case .none:
            if method == .post || method == .put || method == .patch { request.body = [] }
        case .form(let fields):
            request.headers.append(HTTPHeader(name: "Content-Type", value: "application/x-www-form-urlencoded"))
            request.body = Array(OutgoingRequest.encode(fields).utf8)
        case .multipart(let parts):
            let boundary = boundary()
            request.headers.append(HTTPHeader(name: "Content-Type", value: "multipart/form-data; boundary=\(boundary)"))
            request.body = Multipart.encode(parts, boundary: boundary)
        case .bytes(let bytes, let contentType):
            if !contentType.isEmpty { request.headers.append(HTTPHeader(name: "Content-Type", value: contentType)) }
            request.body = bytes
        }
        request.proxy = proxy
        request.timeoutMilliseconds = timeoutMilliseconds
        request.connectTimeoutMilliseconds = connection.connectTimeoutMilliseconds
        request.maximumBytes = maximumBytes
        request.trust = connection.trust
        request.identity = identity
        request.wantsFreshConnection = isWrite
        request.cookies = webTicket?.jar
        return request
    }

    /// `name=value&…`, for a query and for a form alike: a blank becomes %20, which both readers understand.
    static func encode(_ fields: [HTTPHeader]) -> String {
        fields.map { Percent.encode($0.name, keeping: "[]") + "=" + Percent.encode($0.value) }.joined(separator: "&")
    }
}
