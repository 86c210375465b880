import PluginABI

/// mcp.log/1
enum LogTable {
    // Written once here and read by bundles ever after.
    nonisolated(unsafe) static let shared: UnsafePointer<mcp_log_service> = {
        var table = mcp_log_service()
        table.struct_size = UInt32(MemoryLayout<mcp_log_service>.size)
        table.revision = ServiceTables.revision
        table.write = { host, level, text in
            guard let host = HostHandle.from(host), let level = LogLevel(rawValue: level), let services = Services.current,
                case .success(let text) = BorrowedText.copy(text)
            else { return CallStatus.invalid }
            services.log.write(level, "bundle \(host.bundleName): \(text)")
            return CallStatus.ok
        }
        return ServiceTables.immortal(table)
    }()
}
