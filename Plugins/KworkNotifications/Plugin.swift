import KworkKit

let plugin = Plugin(
    "host.mcp.kwork.notifications", "1.0.0", "Kwork: уведомления", needs: [.http, .settings], threadSafe: true,
    tools: [whatsNew, listNotifications])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
