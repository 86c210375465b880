/// Which of the two sites an account works on. Account and token are the same on both.
enum KworkSite: String, Sendable, CaseIterable {
    case ru, com

    var api: String { "https://api.kwork.\(rawValue)/" }
    var web: String { "https://kwork.\(rawValue)/" }
    /// The page after a login; it sets the cookies that forms need. Must begin with a slash.
    var landingPage: String { self == .ru ? "/projects" : "/" }
}
