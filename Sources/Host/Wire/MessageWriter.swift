/// Whole JSON-RPC messages, each as the bytes of one line without its line end.
enum MessageWriter {
    /// A response whose result `body` writes.
    static func result(_ id: RequestID, capacity: Int = 256, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        writer.raw(#"{"jsonrpc":"2.0","id":"#)
        writer.id(id)
        writer.raw(#","result":"#)
        body(&writer)
        writer.raw("}")
        return writer.bytes
    }

    /// An error response. Without an id it says `"id":null`, or nothing where the schema does not admit null.
    static func error(_ id: RequestID?, _ error: RPCError, nullID: Bool = false) -> [UInt8] {
        var writer = JSONWriter()
        writer.raw(#"{"jsonrpc":"2.0""#)
        if let id {
            writer.raw(#","id":"#)
            writer.id(id)
        } else if nullID {
            writer.raw(#","id":null"#)
        }
        writer.raw(#","error":{"code":"#)
        writer.integer(error.code)
        writer.raw(#","message":"#)
        writer.string(error.message)
        if let data = error.data {
            writer.raw(#","data":"#)
            writer.value(data)
        }
        writer.raw("}}")
        return writer.bytes
    }

    /// A notification; `method` is written as it is.
    static func notification(_ method: StaticString, params: JSONObject) -> [UInt8] {
        var writer = JSONWriter()
        writer.raw(#"{"jsonrpc":"2.0","method":""#)
        writer.raw(method)
        writer.raw(#"","params":"#)
        writer.object(params)
        writer.raw("}")
        return writer.bytes
    }

    /// A request of ours; `method` is written as it is.
    static func request(_ id: RequestID, _ method: StaticString, params: JSONObject) -> [UInt8] {
        var writer = JSONWriter()
        writer.raw(#"{"jsonrpc":"2.0","id":"#)
        writer.id(id)
        writer.raw(#","method":""#)
        writer.raw(method)
        writer.raw(#"","params":"#)
        writer.object(params)
        writer.raw("}")
        return writer.bytes
    }
}

extension JSONWriter {
    mutating func id(_ id: RequestID) {
        switch id {
        case .integer(let value): integer(value)
        case .digits(let text): bytes.append(contentsOf: text.utf8)
        case .string(let text): string(text)
        }
    }
}
