import KworkKit

let plugin = Plugin(
    "host.mcp.kwork.orders", "1.0.0", "Kwork: заказы", needs: [.http], threadSafe: true,
    tools: [])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
