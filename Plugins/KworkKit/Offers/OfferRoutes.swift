extension Route {
    static let offers = read("offers", ["page"])
    static let offer = read("offer", ["id"])
    static let deleteOffer = write("deleteOffer", ["id"], checkWith: "get_offer")
}
