/// A person on the exchange. Texts are kept as people wrote them; they are escaped on the way out.
struct User: Sendable {
    var id: Int
    var username: String
    var fullname: String
    var profession: String
    var level: String
    var description: String
    var location: String
    /// As the service tells it on profiles, such as `4.8`.
    var rating: String
    var goodReviews: Int
    var badReviews: Int
    var online: Bool
    /// Unix seconds.
    var registered: Int
    var completedOrders: Int
    var isWorker: Bool
}
