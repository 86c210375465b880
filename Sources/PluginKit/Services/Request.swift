/// Whether a request changes something.
public enum Effect: UInt32, Sendable {
    /// May be sent again: the host retries it.
    case read = 1
    /// Never sent again once a byte may have left; refused while writes are off and in read-only tools.
    case write = 2
}

/// A value that may stand in a query or a form. nil leaves the name out.
public protocol RequestValue {
    var requestText: String? { get }
}

extension String: RequestValue { public var requestText: String? { self } }
extension Int: RequestValue { public var requestText: String? { description } }
extension Int64: RequestValue { public var requestText: String? { description } }
extension Double: RequestValue { public var requestText: String? { description } }
extension Bool: RequestValue { public var requestText: String? { description } }
extension mcp_str: RequestValue { public var requestText: String? { optional } }
extension mcp_opt_integer: RequestValue { public var requestText: String? { optional?.description } }
extension mcp_opt_number: RequestValue { public var requestText: String? { optional?.description } }
extension mcp_opt_bool: RequestValue { public var requestText: String? { optional?.description } }
extension Optional: RequestValue where Wrapped: RequestValue {
    public var requestText: String? { self?.requestText }
}

/// Names and values in order; names may repeat. Written as `["id": id, "page": page]`; absent values are left out.
public struct Pairs: ExpressibleByDictionaryLiteral, Sendable, Equatable {
    public private(set) var all: [Pair] = []

    /// One name and its value, not encoded.
    public struct Pair: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    public init(dictionaryLiteral elements: (String, any RequestValue)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// Adds a pair, unless the value is absent.
    public mutating func append(_ name: String, _ value: any RequestValue) {
        if let text = value.requestText { all.append(Pair(name: name, value: text)) }
    }

    /// No pointer for no pairs: the host takes one for a body that is given, but empty.
    func lowered(in arena: Arena) -> (UnsafePointer<mcp_pair>?, Int) {
        if all.isEmpty { return (nil, 0) }
        return (arena.array(all.map { mcp_pair(name: arena.text($0.name), value: arena.text($0.value)) }), all.count)
    }
}

/// A request below a session. See `mcp_http_request` in the header for each field.
public struct Request {
    public var method: String
    public var path: String
    public var effect: Effect
    public var query: Pairs
    public var headers: Pairs = [:]
    public var form: Pairs = [:]
    public var parts: [Part] = []
    public var body: [UInt8] = []
    public var contentType = ""
    /// Without the user's credentials.
    public var isAnonymous = false
    /// Hand over answers of any HTTP status.
    public var takesAnyStatus = false
    /// For one attempt; nil: the session's.
    public var timeout: Duration?
    /// Which address of a session that has several; empty: the first.
    public var site = ""
    /// Largest answer taken, in bytes; 0: the session's limit.
    public var maximumBytes: UInt64 = 0
    /// For writes: how to find out whether it happened, such as "list_my_offers".
    public var checkWith = ""

    /// One part of a multipart body.
    public struct Part {
        public var name: String
        public var data: [UInt8]
        public var fileName = ""
        public var contentType = ""

        public init(_ name: String, _ data: [UInt8], fileName: String = "", contentType: String = "") {
            self.name = name
            self.data = data
            self.fileName = fileName
            self.contentType = contentType
        }
    }

    public init(_ method: String, _ path: String, _ query: Pairs = [:], effect: Effect) {
        self.method = method
        self.path = path
        self.query = query
        self.effect = effect
    }

    func lowered(session: String, in arena: Arena) -> mcp_http_request {
        func span(_ data: [UInt8]) -> mcp_bytes {
            let (start, count) = arena.bytes(data)
            return mcp_bytes(data: start, size: count)
        }
        let (query, queryCount) = query.lowered(in: arena)
        let (headers, headerCount) = headers.lowered(in: arena)
        let (form, formCount) = form.lowered(in: arena)
        let lowered = parts.map {
            mcp_part(
                name: arena.text($0.name), file_name: arena.text($0.fileName),
                content_type: arena.text($0.contentType), data: span($0.data))
        }
        return mcp_http_request(
            struct_size: UInt32(MemoryLayout<mcp_http_request>.size),
            effect: effect.rawValue,
            flags: (isAnonymous ? UInt32(MCP_HTTP_ANONYMOUS) : 0) | (takesAnyStatus ? UInt32(MCP_HTTP_ANY_STATUS) : 0),
            timeout_ms: UInt32(clamping: timeout?.milliseconds ?? 0),
            session: arena.text(session), site: arena.text(site), method: arena.text(method), path: arena.text(path),
            query: query, query_count: queryCount, headers: headers, header_count: headerCount,
            form: form, form_count: formCount, parts: lowered.isEmpty ? nil : arena.array(lowered), part_count: parts.count,
            body: body.isEmpty ? mcp_bytes() : span(body), content_type: arena.text(contentType),
            max_bytes: maximumBytes, check_with: arena.text(checkWith))
    }
}
