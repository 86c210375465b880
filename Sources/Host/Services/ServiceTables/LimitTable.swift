import PluginABI

/// mcp.limit/1
enum LimitTable {
    // Written once here and read by bundles ever after.
    nonisolated(unsafe) static let shared: UnsafePointer<mcp_limit_service> = {
        var table = mcp_limit_service()
        table.struct_size = UInt32(MemoryLayout<mcp_limit_service>.size)
        table.revision = ServiceTables.revision
        table.acquire = { call, session in
            guard let handle = CallHandle.from(call), let services = Services.current else { return CallStatus.invalid }
            return LimitTable.acquire(handle, session, services: services)
        }
        return ServiceTables.immortal(table)
    }()

    static func acquire(_ handle: CallHandle, _ session: mcp_str, services: Services) -> mcp_status {
        guard case .success(let name) = BorrowedText.copy(session) else { return handle.invalid("R2", "mcp.limit: session is not text") }
        if handle.isStopped { return CallStatus.cancelled }
        switch services.sessions.acquirePermit(name, for: handle.call) {
        case nil, .answer?: return CallStatus.ok
        case .cancelled?: return CallStatus.cancelled
        case .failed(let failure)?:
            handle.record(failure)
            return CallStatus.failed
        }
    }
}
