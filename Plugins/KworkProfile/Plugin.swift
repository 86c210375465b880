import KworkKit

let plugin = Plugin(
    "host.mcp.kwork.profile", "1.0.0", "Kwork: профиль и пользователи", needs: [.http, .settings], threadSafe: true,
    tools: [getMe, getConnects, getUserInfo, searchUsers, getUserReviews])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
