import PluginABI

/// A rule of the header that a bundle broke.
struct RuleBreach: Error, Equatable {
    var rule: String
    var message: String
}

/// Copies and checks what a bundle passes to mcp.http; nothing of the bundle's memory is used afterwards.
enum RequestReader {
    /// Pairs or parts in one list.
    static let listLimit = 4096
    /// Bytes of one body or part.
    static let bodyLimit = 256 << 20

    static func read(_ pointer: UnsafePointer<mcp_http_request>?) throws(RuleBreach) -> SessionRequest {
        guard let pointer else { throw RuleBreach(rule: "R1", message: "the request is null") }
        let size = UnsafeRawPointer(pointer).loadUnaligned(as: UInt32.self)
        if let fault = GrowingStruct.problem(size: size, minimum: MemoryLayout<mcp_http_request>.size, of: "mcp_http_request") {
            throw RuleBreach(rule: "R1", message: fault)
        }
        let raw = GrowingStruct.read(UnsafeRawPointer(pointer), size: size, zero: mcp_http_request())
        var request = SessionRequest(
            session: try text(raw.session, "session"), effect: try effect(raw.effect), method: try text(raw.method, "method"),
            path: try text(raw.path, "path"))
        request.site = try text(raw.site, "site")
        request.query = try pairs(raw.query, raw.query_count, "query")
        request.headers = try pairs(raw.headers, raw.header_count, "headers")
        request.body = try body(raw)
        let known = UInt32(MCP_HTTP_ANONYMOUS | MCP_HTTP_ANY_STATUS)
        guard raw.flags & ~known == 0 else { throw RuleBreach(rule: "R10", message: "flags has bits this host does not know") }
        request.isAnonymous = raw.flags & UInt32(MCP_HTTP_ANONYMOUS) != 0
        request.acceptsAnyStatus = raw.flags & UInt32(MCP_HTTP_ANY_STATUS) != 0
        if raw.timeout_ms > 0 { request.timeoutMilliseconds = Int64(raw.timeout_ms) }
        if raw.max_bytes > 0 { request.maximumBytes = Int(min(raw.max_bytes, UInt64(Int32.max))) }
        request.checkWith = try text(raw.check_with, "check_with")
        return request
    }

    private static func effect(_ value: UInt32) throws(RuleBreach) -> SessionRequest.Effect {
        switch value {
        case UInt32(MCP_EFFECT_READ): return .read
        case UInt32(MCP_EFFECT_WRITE): return .write
        default: throw RuleBreach(rule: "R10", message: "effect must be MCP_EFFECT_READ or MCP_EFFECT_WRITE")
        }
    }

    private static func body(_ raw: mcp_http_request) throws(RuleBreach) -> SessionRequest.Body {
        // A list that is there, if empty, is a body: `form` with a count of 0 sends an empty form.
        let given = [raw.form != nil, raw.parts != nil, raw.body.size > 0 || raw.body.data != nil].filter { $0 }.count
        guard given <= 1 else { throw RuleBreach(rule: "R1", message: "only one of form, parts and body may be given") }
        if raw.form != nil || raw.form_count > 0 { return .form(try pairs(raw.form, raw.form_count, "form")) }
        if raw.parts != nil || raw.part_count > 0 { return .multipart(try parts(raw.parts, raw.part_count)) }
        guard raw.body.data != nil || raw.body.size > 0 else { return .none }
        return .bytes(try bytes(raw.body, "body"), contentType: try text(raw.content_type, "content_type"))
    }

    private static func pairs(_ base: UnsafePointer<mcp_pair>?, _ count: Int, _ name: String) throws(RuleBreach) -> [HTTPHeader] {
        var pairs: [HTTPHeader] = []
        for pair in try list(base, count, name) {
            pairs.append(HTTPHeader(name: try text(pair.name, name), value: try text(pair.value, name)))
        }
        return pairs
    }

    private static func parts(_ base: UnsafePointer<mcp_part>?, _ count: Int) throws(RuleBreach) -> [SessionRequest.Part] {
        var parts: [SessionRequest.Part] = []
        for part in try list(base, count, "parts") {
            parts.append(SessionRequest.Part(
                name: try text(part.name, "parts"), fileName: try text(part.file_name, "parts"),
                contentType: try text(part.content_type, "parts"), data: try bytes(part.data, "parts")))
        }
        return parts
    }

    private static func list<Element>(
        _ base: UnsafePointer<Element>?, _ count: Int, _ name: String
    ) throws(RuleBreach) -> UnsafeBufferPointer<Element> {
        guard count > 0 || count == 0 else { throw RuleBreach(rule: "R1", message: "\(name) has an impossible count") }
        guard count <= listLimit else { throw RuleBreach(rule: "R1", message: "\(name) has more than \(listLimit) entries") }
        guard base != nil || count == 0 else { throw RuleBreach(rule: "R2", message: "\(name) has a count but no entries") }
        return UnsafeBufferPointer(start: base, count: base == nil ? 0 : count)
    }

    private static func text(_ span: mcp_str, _ name: String) throws(RuleBreach) -> String {
        do {
            return try BorrowedText.copy(span).get()
        } catch {
            throw RuleBreach(rule: "R2", message: "\(name) \(error.message)")
        }
    }

    private static func bytes(_ span: mcp_bytes, _ name: String) throws(RuleBreach) -> [UInt8] {
        guard span.size > 0 else { return [] }
        guard let data = span.data else { throw RuleBreach(rule: "R2", message: "\(name) has a size but no data") }
        guard span.size <= bodyLimit else { throw RuleBreach(rule: "R1", message: "\(name) has more than \(bodyLimit) bytes") }
        return Array(UnsafeBufferPointer(start: data, count: span.size))
    }
}
