import PluginABI

/// mcp.http/1
enum HTTPTable {
    // Written once here and read by bundles ever after.
    nonisolated(unsafe) static let shared: UnsafePointer<mcp_http_service> = {
        var table = mcp_http_service()
        table.struct_size = UInt32(MemoryLayout<mcp_http_service>.size)
        table.revision = ServiceTables.revision
        table.request = { call, request, out in
            guard let handle = CallHandle.from(call), let services = Services.current else { return CallStatus.invalid }
            return HTTPTable.request(handle, request, out, services: services)
        }
        return ServiceTables.immortal(table)
    }()

    static func request(
        _ handle: CallHandle, _ request: UnsafePointer<mcp_http_request>?, _ out: UnsafeMutablePointer<mcp_http_response>?,
        services: Services
    ) -> mcp_status {
        guard let out else { return handle.invalid("R1", "mcp.http: out is null") }
        let room = UnsafeRawPointer(out).loadUnaligned(as: UInt32.self)
        if let fault = GrowingStruct.problem(size: room, minimum: MemoryLayout<mcp_http_response>.size, of: "mcp_http_response") {
            return handle.invalid("R1", "mcp.http: \(fault)")
        }
        let wanted: SessionRequest
        do throws(RuleBreach) {
            wanted = try RequestReader.read(request)
        } catch {
            return handle.invalid(error.rule, "mcp.http: \(error.message)")
        }
        if wanted.effect == .write, handle.call.isPreview {
            Misbehaviour.report(
                bundle: handle.bundleName, tool: handle.toolName, rule: "R11", "its preview sent a request that changes something")
        }
        if handle.isStopped { return CallStatus.cancelled }
        switch services.sessions.send(wanted, for: handle.call) {
        case .answer(let answer):
            let storage = ResponseStorage(answer)
            handle.keepAlive(storage)
            storage.fill(out, room: room)
            return CallStatus.ok
        case .failed(let failure):
            handle.record(failure)
            return CallStatus.failed
        case .cancelled(let failure):
            handle.record(failure)
            return CallStatus.cancelled
        }
    }
}
