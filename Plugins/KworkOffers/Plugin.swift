import KworkKit

let plugin = Plugin(
    "host.mcp.kwork.offers", "1.0.0", "Kwork: отклики", needs: [.http], threadSafe: true,
    tools: [listMyOffers, getOffer, checkMyOffer, submitOffer, deleteOffer])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
