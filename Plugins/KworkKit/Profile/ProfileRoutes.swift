extension Route {
    static let actor = read("actor")
    static let user = read("user", ["id", "with_hidden"], isPublic: true)
    static let userByUsername = read("userByUsername", ["username", "with_hidden"], isPublic: true)
    static let userSearch = read("userSearch", ["query", "page"], isPublic: true)
    static let userReviews = read("userReviews", ["user_id", "type", "page"])
}
