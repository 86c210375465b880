/// An order: one user works, another pays.
struct StoredOrder: Sendable {
    /// The service's numbers of the states.
    enum Status: Int, Sendable {
        case inWork = 1, arbitration, cancelled, onReview, completed, unpaid
    }

    struct Stage: Sendable {
        var id: Int
        var title: String
        /// 1 waiting, 2 in work, 3 done.
        var status: Int
        var price: Int
        var progress: Int
    }

    /// A message or an event in the order's chat.
    struct Track: Sendable {
        var id: Int
        /// Sender; 0 for an event of the service.
        var from: Int
        var text: String
        /// Unix seconds.
        var time: Int
        var files: [Int] = []
        var unread = false
        var isEvent: Bool { from == 0 }
    }

    var id: Int
    /// Ids of users.
    var worker: Int
    var payer: Int
    var title: String
    var kwork: String
    var status: Status
    /// Rubles; may have a fraction.
    var price: Double
    /// Unix seconds.
    var added: Int
    var deadline: Int
    var description: String
    var stages: [Stage] = []
    var files: [Int] = []
    var tracks: [Track] = []
    var hasStarted = true
    var lacksData = false
    var cancelReason: String?

    func isFor(_ user: Int) -> Bool { worker == user || payer == user }
}

extension World {
    /// - Throws: the refusal for an order that is not there or not this user's.
    func orderIndex(_ id: Int?, for user: Int) throws(Refusal) -> Int {
        guard let index = orders.firstIndex(where: { $0.id == id && $0.isFor(user) }) else {
            throw Refusal(text: "Заказ не найден", code: 404)
        }
        return index
    }

    /// - Returns: the id of the new track.
    mutating func addTrack(_ track: StoredOrder.Track, toOrderAt index: Int) -> Int {
        var track = track
        track.id = (orders.flatMap(\.tracks).map(\.id).max() ?? 0) + 5
        orders[index].tracks.append(track)
        return track.id
    }
}
