import PluginABI

/// mcp.guard/1
enum GuardTable {
    // Written once here and read by bundles ever after.
    nonisolated(unsafe) static let shared: UnsafePointer<mcp_guard_service> = {
        var table = mcp_guard_service()
        table.struct_size = UInt32(MemoryLayout<mcp_guard_service>.size)
        table.revision = ServiceTables.revision
        table.fail = { call, code, effect, detail in
            guard let handle = CallHandle.from(call), let services = Services.current else { return CallStatus.invalid }
            return GuardTable.fail(handle, code, effect, detail, services: services)
        }
        table.pause = { call, attempt in
            guard let handle = CallHandle.from(call) else { return CallStatus.invalid }
            return GuardTable.pause(handle, attempt)
        }
        return ServiceTables.immortal(table)
    }()

    static func fail(_ handle: CallHandle, _ code: mcp_str, _ effect: UInt32, _ detail: mcp_str, services: Services) -> mcp_status {
        guard case .success(let word) = BorrowedText.copy(code), let code = FailureCode(rawValue: word) else {
            return handle.invalid("R10", "mcp.guard: the code is not one of docs/failure-codes.md")
        }
        guard effect == UInt32(MCP_EFFECT_READ) || effect == UInt32(MCP_EFFECT_WRITE) else {
            return handle.invalid("R10", "mcp.guard: effect must be MCP_EFFECT_READ or MCP_EFFECT_WRITE")
        }
        guard case .success(let detail) = BorrowedText.copy(detail) else { return handle.invalid("R2", "mcp.guard: detail is not text") }
        services.log.write(.warning, "bundle \(handle.bundleName), tool \(handle.toolName): \(code.rawValue): \(detail)")
        let wording = services.sessions.wording(for: handle.call)
        handle.record(Guard.failure(
            Problem(code, detail, mayHaveBeenSent: true), isWrite: effect == UInt32(MCP_EFFECT_WRITE),
            subject: wording.anonymousSubject, wording: wording))
        return CallStatus.failed
    }

    static func pause(_ handle: CallHandle, _ attempt: UInt32) -> mcp_status {
        if handle.isStopped { return CallStatus.cancelled }
        guard attempt >= 1 else { return handle.invalid("R10", "mcp.guard: attempt counts from 1") }
        guard attempt < RetryPlan.attempts else { return CallStatus.failed }
        var wait = RetryPlan.pause(failures: Int(attempt), jitter: Double.random(in: 0...1))
        switch handle.state.withLock({ $0.failure?.retry }) {
        case .never, .outcomeUnknown: return CallStatus.failed
        case .later(let asked): wait = max(wait, asked ?? 0)
        case .unspecified, nil: break
        }
        guard wait < handle.call.deadline.remainingMilliseconds else { return CallStatus.failed }
        let isWhole = handle.call.cancellation.sleep(until: MonotonicTime.now.adding(milliseconds: wait))
        return isWhole ? CallStatus.ok : CallStatus.cancelled
    }
}
