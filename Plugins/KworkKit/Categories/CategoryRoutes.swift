extension Route {
    static let categories = read("categories", isPublic: true)
}
