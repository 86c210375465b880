/// One mistake in plugins.json, or in the environment it refers to.
struct ManifestProblem: Error, Sendable, Equatable {
    /// The keys that lead to the mistake: `["plugins", "kwork-profile", "path"]`. Empty: the whole file.
    var path: [String]
    var place: Place
    /// What is wrong and what would be right. Holds no value that came from the environment.
    var message: String
    /// The variable that is not set or has a bad value, when that is the problem.
    var variable: String?

    /// One line for the operator: `plugins.json:14:9: …`.
    var line: String { "\(place.full): \(message)" }

    /// What the mistake takes down with it.
    enum Reach: Sendable, Equatable {
        /// Nothing can be served: the text is no JSON, or a rule for all bundles is unclear.
        case everything
        case bundle(String)
        case session(String)
    }

    var reach: Reach {
        guard path.count >= 2 else { return .everything }
        switch path[0] {
        case "plugins": return .bundle(path[1])
        case "sessions": return .session(path[1])
        default: return .everything
        }
    }
}
