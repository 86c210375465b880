extension Route {
    static let workerOrders = read("workerOrders", ["filter", "page"])
    static let payerOrders = read("payerOrders", ["filter", "page", "company_orders"])
    static let orderDetails = read("getOrderDetails", ["orderId"])
    static let orderHeader = read("getOrderHeader", ["orderId"])
    static let orderFiles = read("getOrderFiles", ["id"])
    static let tracks = read("getTracks", ["orderId", "trackId", "direction", "limit"])

    /// The API knows no comment here.
    static let sendOrderForApproval = write(
        "sendOrderForApproval", ["orderId", "metrics[]", "stageIds[]", "filesIds[]"], checkWith: "get_order_details")
    static let approveOrder = write("approveOrder", ["orderId", "portfolio"], checkWith: "get_order_details")
    static let sendOrderForRevision = write(
        "sendOrderForRevision", ["orderId", "revision", "files[]", "stageIds[]"], checkWith: "get_order_details")
    /// What is uploaded shows nowhere until it is used, so sending it again does no harm.
    static let fileUpload = write("fileUpload", checkWith: "")
    /// A message with an order's number belongs to the order's chat.
    static let trackCreate = write(
        "inboxCreate", ["user_id", "order_id", "uploaded_files[]"], form: ["text"], checkWith: "list_tracks")
}
