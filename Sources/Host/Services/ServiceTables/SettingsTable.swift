import PluginABI

/// mcp.settings/1
enum SettingsTable {
    // Written once here and read by bundles ever after.
    nonisolated(unsafe) static let shared: UnsafePointer<mcp_settings_service> = {
        var table = mcp_settings_service()
        table.struct_size = UInt32(MemoryLayout<mcp_settings_service>.size)
        table.revision = ServiceTables.revision
        table.all = { host in
            guard let host = HostHandle.from(host) else { return mcp_json() }
            let span = SettingsTable.immortal(host, key: nil) {
                var writer = JSONWriter()
                writer.object(host.settings)
                return writer.bytes
            }
            return mcp_json(data: span.data, size: span.size)
        }
        table.text = { host, key in
            guard let host = HostHandle.from(host), case .success(let key) = BorrowedText.copy(key),
                let value = host.settings[key]?.string
            else { return mcp_str() }
            return SettingsTable.immortal(host, key: key) { Array(value.utf8) }
        }
        return ServiceTables.immortal(table)
    }()

    private struct Key: Hashable {
        var host: ObjectIdentifier
        var key: String?
    }

    /// Texts handed out so far. Bundles may keep them, so they are made once and never freed.
    private static let texts = Monitor([Key: mcp_str]())

    private static func immortal(_ host: HostHandle, key: String?, _ make: () -> [UInt8]) -> mcp_str {
        texts.withLock { texts in
            let key = Key(host: ObjectIdentifier(host), key: key)
            if let text = texts[key] { return text }
            let bytes = make()
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
            for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
            copy[bytes.count] = 0
            let text = mcp_str(data: UnsafePointer(copy), size: bytes.count)
            texts[key] = text
            return text
        }
    }
}
