import KworkKit

let plugin = Plugin(
    "host.mcp.kwork.categories", "1.0.0", "Kwork: рубрики", needs: [.http], threadSafe: true,
    tools: [listCategories, getFavoriteCategories])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
