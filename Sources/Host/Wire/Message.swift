/// The id of a JSON-RPC request. Compared by type and value: `"1"` is not `1`.
enum RequestID: Sendable, Hashable {
    case integer(Int64)
    /// An integer beyond 64 bits, in its own digits, so that it is echoed exactly.
    case digits(String)
    case string(String)

    init?(_ value: JSON) {
        switch value {
        case .integer(let value): self = .integer(value)
        case .string(let value):
            // Stands for what the text could not hold, so it could not be echoed exactly.
            guard !value.unicodeScalars.contains("\u{FFFD}") else { return nil }
            self = .string(value)
        case .number(let text):
            // `1.0` and `1e3` are numbers with a fraction or exponent: not ids.
            guard text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || ($0 >= 0x30 && $0 <= 0x39) }), text.utf8.count <= 512
            else { return nil }
            self = .digits(text)
        default: return nil
        }
    }

    static func == (left: RequestID, right: RequestID) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.digits(let left), .digits(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        default: false
        }
    }

    var json: JSON {
        switch self {
        case .integer(let value): .integer(value)
        case .digits(let text): .number(text)
        case .string(let text): .string(text)
        }
    }
}

/// A JSON-RPC error object.
struct RPCError: Error, Sendable, Equatable {
    var code: Int64
    /// One short sentence.
    var message: String
    var data: JSON?

    init(code: Int64, _ message: String, data: JSON? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    static func parseError(_ message: String) -> RPCError { RPCError(code: -32700, message) }
    static func invalidRequest(_ message: String) -> RPCError { RPCError(code: -32600, message) }
    static func methodNotFound(_ method: String) -> RPCError {
        RPCError(code: -32601, "This server has no method \(method.shortened(to: 80)).")
    }
    static func invalidParams(_ message: String) -> RPCError { RPCError(code: -32602, message) }
    static func internalError(_ message: String) -> RPCError { RPCError(code: -32603, message) }
}

/// One message of a client, sorted by kind (JSON-RPC 2.0, sections 4 to 6).
enum Message: Sendable {
    case request(id: RequestID, method: String, params: JSONObject?)
    case notification(method: String, params: JSONObject?)
    case response(id: RequestID, ResponseBody)
    case batch([JSON])
    /// No message at all, to be answered with this error; the id is there if one could be read.
    case invalid(id: RequestID?, RPCError)
    /// Broken, but in a way that must not be answered.
    case ignored

    /// What a response holds.
    enum ResponseBody: Sendable, Equatable {
        case result(JSON)
        case error(RPCError)
        /// Neither or both members, or an error object of the wrong shape.
        case malformed
    }

    /// Sorts one line. The bytes need only be valid during the call.
    init(line: UnsafeBufferPointer<UInt8>) {
        switch JSON.parse(line) {
        case .failure(let error):
            self = .invalid(id: nil, .parseError("Not valid JSON: \(error.message) (byte \(error.offset))."))
        case .success(let value): self = Message(value)
        }
    }

    init(_ value: JSON) {
        switch value {
        case .array(let items): self = .batch(items)
        default: self = Message(element: value)
        }
    }

    /// Sorts one element of a batch, or a message that is none.
    init(element: JSON) {
        guard case .object(let object) = element else {
            self = .invalid(id: nil, .invalidRequest("A message must be a JSON object, not \(element.kind)."))
            return
        }
        var id: RequestID?
        var hasID = false
        var method: JSON?
        var params: JSON?
        var version: JSON?
        var result: JSON?
        var error: JSON?
        for member in object.members {
            switch member.name {
            case "id":
                hasID = true
                id = RequestID(member.value)
            case "method": method = member.value
            case "params": params = member.value
            case "jsonrpc": version = member.value
            case "result": result = member.value
            case "error": error = member.value
            default: break
            }
        }
        if let method {
            self = Message(
                method: method, params: params, isVersionRight: version == .string("2.0"), id: id, hasID: hasID)
        } else if result != nil || error != nil {
            guard let id, version == .string("2.0") else {
                self = .ignored
                return
            }
            self = .response(id: id, Message.body(result: result, error: error))
        } else {
            self = .invalid(id: id, .invalidRequest("The message has no method."))
        }
    }

    private init(method: JSON, params: JSON?, isVersionRight: Bool, id: RequestID?, hasID: Bool) {
        if hasID, id == nil {
            self = .invalid(id: nil, .invalidRequest("The id of a request must be a string or an integer."))
            return
        }
        guard case .string(let name) = method else {
            self = .invalid(id: id, .invalidRequest("The method must be a string, not \(method.kind)."))
            return
        }
        guard isVersionRight else {
            self = id == nil ? .ignored : .invalid(id: id, .invalidRequest("The member jsonrpc must be \"2.0\"."))
            return
        }
        switch params {
        case nil: self = id.map { .request(id: $0, method: name, params: nil) } ?? .notification(method: name, params: nil)
        case .object(let object):
            self = id.map { .request(id: $0, method: name, params: object) } ?? .notification(method: name, params: object)
        case .some(let other):
            self = id == nil ? .ignored : .invalid(id: id, .invalidRequest("The params must be an object, not \(other.kind)."))
        }
    }

    private static func body(result: JSON?, error: JSON?) -> ResponseBody {
        switch (result, error) {
        case (let result?, nil): return .result(result)
        case (nil, .object(let object)?):
            guard case .integer(let code)? = object["code"], case .string(let message)? = object["message"] else {
                return .malformed
            }
            return .error(RPCError(code: code, message, data: object["data"]))
        default: return .malformed
        }
    }
}

extension String {
    /// Equal byte for byte. Swift's `==` also takes different spellings of one character for equal.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
    }

    /// The text, cut with an ellipsis when it is longer than so many characters.
    func shortened(to limit: Int) -> String {
        guard utf8.count > limit, count > limit else { return self }
        return prefix(limit) + "…"
    }
}
