/// One of the operator's sessions, as granted to this bundle in plugins.json. The host adds address, credentials, rate
/// limit, retries and redaction.
public struct Session {
    let call: Call
    let name: String

    /// Sends a request and waits. Throws `Interruption.failed` when it went wrong: the guarded failure is then already
    /// recorded, worded for the model.
    public func send(_ request: Request) throws -> Response {
        guard let service = Bundle.service(MCP_SERVICE_HTTP, as: mcp_http_service.self) else {
            throw Failure("internal", "this bundle did not ask for mcp.http: add `needs: [.http]` to its Plugin")
        }
        let arena = Arena()
        var lowered = request.lowered(session: name, in: arena)
        var response = mcp_http_response()
        response.struct_size = UInt32(MemoryLayout<mcp_http_response>.size)
        try withExtendedLifetime(arena) {
            try check(service.pointee.request?(call, &lowered, &response) ?? .unavailable, "session \(name)")
        }
        return Response(raw: response)
    }

    /// GET, a read.
    public func get(_ path: String, _ query: Pairs = [:]) throws -> Response {
        try send(Request("GET", path, query, effect: .read))
    }

    /// POST; a write unless stated otherwise.
    public func post(
        _ path: String, _ query: Pairs = [:], form: Pairs = [:], effect: Effect = .write
    ) throws -> Response {
        var request = Request("POST", path, query, effect: effect)
        request.form = form
        return try send(request)
    }

    /// POST with a JSON body; a write unless stated otherwise.
    public func post(
        _ path: String, _ query: Pairs = [:], json: JSON, effect: Effect = .write
    ) throws -> Response {
        var request = Request("POST", path, query, effect: effect)
        request.body = json.utf8
        request.contentType = "application/json"
        return try send(request)
    }
}

/// An answer. Everything in it dies when the tool function returns.
public struct Response {
    let raw: mcp_http_response

    /// HTTP status.
    public var status: Int { Int(raw.status) }
    /// May be empty.
    public var contentType: String { String(raw.content_type) }
    /// The body, not copied.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: raw.body.data, count: raw.body.size) }
    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The body as JSON.
    public func json() throws(JSONError) -> JSON { try JSON(parsing: bytes) }

    /// The first header of that lower-case name.
    public func header(_ name: String) -> String? {
        UnsafeBufferPointer(start: raw.headers, count: raw.header_count)
            .first { String($0.name) == name }.map { String($0.value) }
    }
}

extension UnsafeMutablePointer<mcp_call> {
    /// A session of plugins.json. The bundle must have asked for it: `Plugin(…, needs: [.http])`.
    public func session(_ name: String) -> Session { Session(call: self, name: name) }
}
