/// Which redirects are followed: GET and HEAD, to the same scheme, host and port. A redirect after anything else may come
/// after the effect, and another host would get to see the request.
enum RedirectRule: Equatable {
    case none
    case follow(String)
    case refuse(String)

    static func next(_ answer: HTTPAnswer, request: HTTPRequest, base: BaseAddress) -> RedirectRule {
        guard [301, 302, 303, 307, 308].contains(answer.status), request.method == .get || request.method == .head else { return .none }
        guard let target = answer.redirectTarget else { return .none }
        let end = target.firstIndex { $0 == "?" || $0 == "#" } ?? target.endIndex
        // The rest of the path is the server's own business, so only its origin is read.
        let authorityStart = target.utf8.firstIndex(of: UInt8(ascii: ":")).map { target.utf8.index($0, offsetBy: 3, limitedBy: target.endIndex) ?? target.endIndex }
        guard let authorityStart else { return .refuse("redirect to no address") }
        let pathStart = target[authorityStart...].firstIndex(of: "/") ?? target.endIndex
        guard let address = BaseAddress(String(target[..<min(pathStart, end)])) else { return .refuse("redirect to no http address") }
        guard address.origin == base.origin else { return .refuse("redirect to another host") }
        return .follow(target)
    }
}
