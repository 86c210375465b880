import PluginKit

let plugin = Plugin("host.mcp.aiworker", "1.0.0", "aiworker: task queue for coding agents", needs: [.settings], tools: [])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
