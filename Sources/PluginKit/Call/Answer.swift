/// Who a content block is for; none named: everybody.
public struct Audience: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let user = Audience(rawValue: UInt32(MCP_AUDIENCE_USER))
    public static let assistant = Audience(rawValue: UInt32(MCP_AUDIENCE_ASSISTANT))
}

extension UnsafeMutablePointer<mcp_call> {
    // All of it is in revision 0. What a later one adds may only be read after a look at `struct_size` (rule R1).
    var api: mcp_call_api { pointee.api.pointee }

    /// Runs the tool's body. What it throws becomes the status the host expects: a `Failure` is recorded with its code
    /// and message, an `Interruption` is passed on, any other error is a failure "internal" with its description.
    public func answer(_ body: (Call) throws -> Void) -> Status {
        do {
            try body(self)
            return .ok
        } catch let interruption as Interruption {
            return interruption.status
        } catch let failure as Failure {
            return fail(failure)
        } catch {
            return fail(Failure("internal", "\(error)"))
        }
    }

    /// Runs the body of a preview: the text it returns is what the person is asked, word for word. Only reads: a request with
    /// an effect fails, and so does `ask`. What it throws is the call's result, and nobody is asked.
    public func preview(_ body: (Call) throws -> String) -> Status {
        answer { call in call.text(try body(call)) }
    }

    /// Records why the call fails; the last record counts. Returns `.failed`, to end a tool with.
    public func fail(_ failure: Failure) -> Status {
        let rule = failure.rule
        let arena = Arena()
        var record = mcp_failure(
            struct_size: UInt32(MemoryLayout<mcp_failure>.size), retry: UInt32(rule.retry), code: arena.text(failure.code),
            message: arena.text(failure.message), retry_after_ms: rule.afterMilliseconds,
            details: arena.json(failure.details.isEmpty ? nil : .object(failure.details)))
        return withExtendedLifetime(arena) { api.fail?(self, &record) ?? .failed }
    }

    /// The failure that a service or `fail` recorded.
    public var recordedFailure: Failure? {
        var record = mcp_failure()
        record.struct_size = UInt32(MemoryLayout<mcp_failure>.size)
        guard api.failure?(self, &record) == .ok else { return nil }
        let retry: Failure.Retry =
            switch Int(record.retry) {
            case MCP_RETRY_NEVER: .never
            case MCP_RETRY_LATER:
                .later(after: record.retry_after_ms > 0 ? .milliseconds(record.retry_after_ms) : nil)
            case MCP_RETRY_UNKNOWN: .unknown
            default: .unspecified
            }
        let details = (try? record.details.value())?.asObject ?? JSON.Object()
        return Failure(String(record.code), String(record.message), retry: retry, details: details)
    }

    /// Forgets the recorded failure, to go on after one.
    public func recover() { _ = api.recover?(self) }

    // Content blocks appear in the order they were added. Their status may be ignored: the host tells the client when
    // an answer was cut or refused.

    /// Adds a text block.
    @discardableResult
    public func text(_ text: String) -> Status { text.withSpan { api.text?(self, $0) ?? .unavailable } }

    /// Sets the structured result, once per call. Must fit the tool's output schema.
    @discardableResult
    public func structured(_ value: JSON) -> Status { value.withSpan { api.structured?(self, $0) ?? .unavailable } }

    /// Adds an image.
    @discardableResult
    public func image(_ data: [UInt8], type: String) -> Status { blob(data, type, api.image) }

    /// Adds audio.
    @discardableResult
    public func audio(_ data: [UInt8], type: String) -> Status { blob(data, type, api.audio) }

    /// Adds an embedded text resource.
    @discardableResult
    public func resource(_ uri: String, type: String, text: String) -> Status {
        uri.withSpan { uri in
            type.withSpan { type in
                text.withSpan { api.resource_text?(self, uri, type, $0) ?? .unavailable }
            }
        }
    }

    /// Adds an embedded binary resource.
    @discardableResult
    public func resource(_ uri: String, type: String, data: [UInt8]) -> Status {
        data.withUnsafeBufferPointer { bytes in
            let span = mcp_bytes(data: bytes.baseAddress, size: bytes.count)
            return uri.withSpan { uri in
                type.withSpan { api.resource_blob?(self, uri, $0, span) ?? .unavailable }
            }
        }
    }

    /// Annotates the block added last: who it is for, and how much it matters, from 0 to 1.
    @discardableResult
    public func annotate(for audience: Audience = [], priority: Double? = nil) -> Status {
        api.annotate?(self, audience.rawValue, priority ?? -1) ?? .unavailable
    }

    /// Adds a link to a resource.
    @discardableResult
    public func link(
        _ uri: String, name: String, title: String = "", description: String = "", type: String = "",
        size: Int64? = nil
    ) -> Status {
        let arena = Arena()
        var link = mcp_link(
            struct_size: UInt32(MemoryLayout<mcp_link>.size), reserved: 0, uri: arena.text(uri),
            name: arena.text(name), title: arena.text(title), description: arena.text(description),
            mime_type: arena.text(type), size: size ?? -1)
        return withExtendedLifetime(arena) { api.link?(self, &link) ?? .unavailable }
    }

    private typealias BlobFunction = @convention(c) (Call?, mcp_bytes, mcp_str) -> Status

    private func blob(_ data: [UInt8], _ type: String, _ function: BlobFunction?) -> Status {
        data.withUnsafeBufferPointer { bytes in
            type.withSpan {
                function?(self, mcp_bytes(data: bytes.baseAddress, size: bytes.count), $0) ?? .unavailable
            }
        }
    }
}
