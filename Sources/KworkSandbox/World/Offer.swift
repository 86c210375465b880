/// An offer on a project. Texts are kept as people wrote them; they are escaped on the way out.
struct Offer: Sendable {
    var id: Int
    /// Index into `World.accounts`.
    var account: Int
    var project: Int
    var title: String
    /// The service calls it `comment`.
    var text: String
    /// Rubles.
    var price: Int
    var days: Int
    /// Unix seconds.
    var created: Int
    /// Still in the running; the others are kept as history.
    var active = true
    /// The buyer has seen it.
    var read = false
    var order: Int?
    /// Rows of the list leave out which project it belongs to; only `offer` tells.
    var hidesProject = false
}

extension World {
    /// Newest first. By id, because the clock of this machine may be behind the dates of the seed.
    func offers(of account: Int?) -> [Offer] {
        offers.filter { $0.account == account }.sorted { $0.id > $1.id }
    }

    func hasOffer(account: Int?, project: Int) -> Bool {
        offers.contains { $0.account == account && $0.project == project && $0.active }
    }

    /// Puts an offer on the exchange: one connect less, one offer more on the project.
    /// - Returns: its id.
    mutating func addOffer(_ offer: Offer) -> Int {
        var offer = offer
        offer.id = (offers.map(\.id).max() ?? 0) + 7
        offers.append(offer)
        accounts[offer.account].activeConnects -= 1
        if let index = projects.firstIndex(where: { $0.id == offer.project }) { projects[index].offers += 1 }
        return offer.id
    }
}
