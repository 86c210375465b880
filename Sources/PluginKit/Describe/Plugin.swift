/// A bundle. Keep it in a global and hand out its descriptor:
///
///     let plugin = Plugin("com.example.hello", "1.0.0", "Greetings", tools: [ … ])
///     @c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
///
/// One per library.
// Unchecked: the memory behind the pointer is written once, before the value exists, and never freed.
public struct Plugin: @unchecked Sendable {
    /// For the host; valid for the life of the process.
    public let descriptor: UnsafePointer<mcp_plugin>

    /// - Parameters:
    ///   - id: a reverse domain name.
    ///   - version: of the bundle, for people.
    ///   - title: for people.
    ///   - needs: services of the host; `[.http]` for `call.session(…)`.
    ///   - threadSafe: tools may run at the same time as each other.
    ///   - jsonFailures: failures reach the client as JSON texts, see MCP_JSON_FAILURES.
    ///   - start: called once before the first tool call. What it throws leaves the bundle out, with that text.
    ///   - stop: called once at an orderly end.
    public init(
        _ id: String, _ version: String, _ title: String, needs: [Need] = [], threadSafe: Bool = false,
        jsonFailures: Bool = false, tools: [Tool], start: (@Sendable () throws -> Void)? = nil, stop: (@Sendable () -> Void)? = nil
    ) {
        let arena = Arena()
        let plugin = mcp_plugin(
            struct_size: UInt32(MemoryLayout<mcp_plugin>.size),
            flags: (threadSafe ? UInt32(MCP_THREAD_SAFE) : 0) | (jsonFailures ? UInt32(MCP_JSON_FAILURES) : 0),
            id: arena.text(id),
            version: arena.text(version),
            title: arena.text(title),
            tools: arena.array(tools.map { $0.lowered(in: arena) }),
            tool_count: tools.count,
            needs: arena.array(needs.map { $0.lowered(in: arena) }),
            need_count: needs.count,
            init: { Bundle.initialize($0) },
            deinit: { Bundle.current.stop?() })
        descriptor = arena.array([plugin])
        arena.isPermanent = true
        Bundle.current = Bundle(
            needs: needs, problems: tools.compactMap(\.problem), start: start, stop: stop)
    }
}
