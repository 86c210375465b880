import KworkKit

let plugin = Plugin(
    "host.mcp.kwork.projects", "1.0.0", "Kwork: биржа проектов", needs: [.http], threadSafe: true,
    tools: [listProjects, searchProjects, getProject, getExchangeInfo])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
