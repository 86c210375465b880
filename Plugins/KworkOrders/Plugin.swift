import KworkKit

let plugin = Plugin(
    "host.mcp.kwork.orders", "1.0.0", "Kwork: заказы", needs: [.http, .settings], threadSafe: true,
    tools: [
        listWorkerOrders, listBuyerOrders, getOrderDetails, getOrderFiles, listTracks, sendTrackMessage, sendOrderForApproval,
        approveOrder, requestRevision, uploadFile,
    ])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
