import PluginABI

/// The recorded failure of a call, as its bundle writes and reads it.
extension CallHandle {
    func fail(_ pointer: UnsafePointer<mcp_failure>?) -> Int32 {
        guard let pointer else { return invalid("R2", "fail got a null pointer") }
        let size = UnsafeRawPointer(pointer).load(as: UInt32.self)
        if let problem = GrowingStruct.problem(size: size, minimum: 48, of: "mcp_failure") { return invalid("R1", problem) }
        let raw = GrowingStruct.read(pointer, size: size, zero: mcp_failure())
        guard let code = copied(raw.code, "the code of a failure", limit: 64),
            let message = copied(raw.message, "the message of a failure", limit: 1 << 16)
        else { return CallStatus.invalid }
        let retry: Failure.Retry
        switch raw.retry {
        case 0: retry = .unspecified
        case 1: retry = .never
        case 2: retry = .later(afterMilliseconds: raw.retry_after_ms > 0 ? raw.retry_after_ms : nil)
        case 3: retry = .outcomeUnknown
        default: return invalid("R10", "fail got the unknown retry advice \(raw.retry)")
        }
        var details = JSONObject()
        if raw.details.data != nil, raw.details.size > 0 {
            guard raw.details.size <= 1 << 16 else { return invalid("R2", "the details of a failure exceed 65536 bytes") }
            guard let value = parsed(raw.details, "the details of a failure") else { return CallStatus.invalid }
            guard let object = value.object else { return invalid("R2", "the details of a failure are no JSON object") }
            details = object
        }
        let failure = Failure(
            code.isEmpty ? "failed" : code, message.isEmpty ? Invoker.silentFailure : message, retry: retry, details: details)
        return state.withLock { state in
            guard !state.isFinished else { return CallStatus.invalid }
            state.failure = failure
            state.failedByTool = true
            return CallStatus.failed
        }
    }

    func readFailure(_ out: UnsafeMutablePointer<mcp_failure>?) -> Int32 {
        guard let out else { return invalid("R2", "failure got a null pointer") }
        let size = UnsafeRawPointer(out).load(as: UInt32.self)
        if let problem = GrowingStruct.problem(size: size, minimum: 48, of: "mcp_failure") { return invalid("R1", problem) }
        let raw: mcp_failure? = state.withLock { state in
            guard let failure = state.failure else { return nil }
            var raw = mcp_failure()
            raw.struct_size = UInt32(MemoryLayout<mcp_failure>.size)
            raw.code = state.handOut(failure.code)
            raw.message = state.handOut(failure.message)
            switch failure.retry {
            case .unspecified: raw.retry = 0
            case .never: raw.retry = 1
            case .later(let milliseconds):
                raw.retry = 2
                raw.retry_after_ms = milliseconds ?? 0
            case .outcomeUnknown: raw.retry = 3
            }
            if !failure.details.isEmpty {
                let text = state.handOut(JSON.object(failure.details).text)
                raw.details = mcp_json(data: text.data, size: text.size)
            }
            return raw
        }
        guard let raw else { return CallStatus.unavailable }
        GrowingStruct.write(raw, to: out, size: size)
        return CallStatus.ok
    }

    func recover() -> Int32 {
        state.withLock { state in
            guard !state.isFinished else { return CallStatus.invalid }
            state.failure = nil
            state.failedByTool = false
            return CallStatus.ok
        }
    }

    /// An entry of the trace context; without data when the client sent none.
    func traceEntry(_ entry: UInt32) -> mcp_str {
        let text: String?
        switch entry {
        case 0: text = call.trace.traceparent
        case 1: text = call.trace.tracestate
        case 2: text = call.trace.baggage
        default:
            _ = invalid("R10", "trace got the unknown entry \(entry)")
            text = nil
        }
        guard let text else { return mcp_str() }
        return state.withLock { $0.handOut(text) }
    }
}

extension CallState {
    /// A copy of text that lives until the tool function returns.
    func handOut(_ text: String) -> mcp_str {
        var text = text
        return text.withUTF8 { bytes in
            mcp_str(data: ArgumentPlan.characters(arena.copy(UnsafeRawBufferPointer(bytes))), size: bytes.count)
        }
    }
}
