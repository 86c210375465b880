/// All routes, one domain after the other. A new domain adds its file below `Domains` and one line here.
struct RouteTable: Sendable {
    static let complete = RouteTable(
        SignInDomain.routes + ProfileDomain.routes + ProjectsDomain.routes + CategoriesDomain.routes + WebDomain.routes
            + OffersDomain.routes + OfferFlowDomain.routes
            + DialogsDomain.routes + MessagesDomain.routes + FilesDomain.routes
            + KworksDomain.routes + ReviewsDomain.routes + NotificationsDomain.routes
            + OrdersDomain.routes + TracksDomain.routes)

    let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
    }

    func route(for request: Request) -> Route? {
        routes.first { $0.host == request.host && $0.path == request.path }
    }
}
