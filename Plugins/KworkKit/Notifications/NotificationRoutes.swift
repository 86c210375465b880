extension Route {
    static let notifications = read("notifications")
}
