import PluginABI

/// The C face of the services: one table of functions for each, made once and never freed.
enum ServiceTables {
    /// Of all services so far.
    static let revision: UInt32 = 1

    static func table(_ id: String) -> UnsafeRawPointer? {
        switch id {
        case MCP_SERVICE_HTTP: UnsafeRawPointer(HTTPTable.shared)
        case MCP_SERVICE_LIMIT: UnsafeRawPointer(LimitTable.shared)
        case MCP_SERVICE_GUARD: UnsafeRawPointer(GuardTable.shared)
        case MCP_SERVICE_LOG: UnsafeRawPointer(LogTable.shared)
        case MCP_SERVICE_SETTINGS: UnsafeRawPointer(SettingsTable.shared)
        default: nil
        }
    }

    /// A table that lives as long as the process.
    static func immortal<Table>(_ table: Table) -> UnsafePointer<Table> {
        let pointer = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        pointer.initialize(to: table)
        return UnsafePointer(pointer)
    }
}
