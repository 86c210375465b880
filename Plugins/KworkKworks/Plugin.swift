import KworkKit

let plugin = Plugin(
    "host.mcp.kwork.kworks", "1.0.0", "Kwork: кворки", needs: [.http, .settings], threadSafe: true,
    tools: [listMyKworks, getKwork, getKworkDetails, startKwork, pauseKwork])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
