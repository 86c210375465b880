/// The `settings` of this bundle in plugins.json. Needs `.settings`; without the service everything is absent.
public enum Settings {
    private static var service: UnsafePointer<mcp_settings_service>? {
        Bundle.service(MCP_SERVICE_SETTINGS, as: mcp_settings_service.self)
    }

    /// A string member; nil when absent or no string.
    public static func text(_ key: String) -> String? {
        guard let host = Bundle.current.host else { return nil }
        return key.withSpan { service?.pointee.text?(host, $0).optional }
    }

    /// The whole object; empty when there is none.
    public static var all: JSON {
        guard let host = Bundle.current.host, let span = service?.pointee.all?(host) else { return [:] }
        return (try? span.value()) ?? [:]
    }
}

/// The operator's log on stderr. Needs `.log`; without the service lines are dropped. For the client see `call.log`.
public enum OperatorLog {
    /// Writes one line; the host cuts it at 4096 bytes and replaces the secrets it knows.
    public static func write(_ level: LogLevel, _ text: String) {
        guard let host = Bundle.current.host,
            let service = Bundle.service(MCP_SERVICE_LOG, as: mcp_log_service.self)
        else { return }
        _ = text.withSpan { service.pointee.write?(host, level.rawValue, $0) }
    }
}

/// Severities, as in RFC 5424 and MCP.
public enum LogLevel: UInt32, Sendable {
    case debug, info, notice, warning, error, critical, alert, emergency
}
