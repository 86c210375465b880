import PluginABI

/// The arguments of a tool that brings its own schema: the whole object as JSON text.
enum RawArguments {
    /// One address per argument of `mcp_status name(mcp_call *call, mcp_json arguments)`.
    static func frame(
        _ arguments: JSONObject, handle: UnsafeMutableRawPointer, arena: Arena
    ) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
        let text = JSON.object(arguments).utf8
        let copy = text.withUnsafeBytes { arena.copy($0) }
        let values = arena.allocate(24)
        values.storeBytes(of: handle, as: UnsafeMutableRawPointer.self)
        values.storeBytes(
            of: mcp_json(data: ArgumentPlan.characters(copy), size: text.count), toByteOffset: 8, as: mcp_json.self)
        let addresses = arena.allocate(16).bindMemory(to: UnsafeMutableRawPointer?.self, capacity: 2)
        addresses[0] = values
        addresses[1] = values + 8
        return addresses
    }
}
