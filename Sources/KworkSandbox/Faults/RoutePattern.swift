/// Which requests a fault meets: `projects` or `/projects` (either host), `api:/projects`, `web:*`, `*`;
/// a trailing `*` stands for any rest.
struct RoutePattern: Sendable {
    var text: String
    private var host: Host?
    private var path: String
    private var isPrefix: Bool

    /// - Returns: nil for an empty pattern.
    init?(_ text: String) {
        self.text = text
        var rest = text[...]
        for host in [Host.api, .web] where rest.hasPrefix(host.rawValue + ":") {
            self.host = host
            rest = rest.dropFirst(host.rawValue.count + 1)
        }
        guard !rest.isEmpty else { return nil }
        isPrefix = rest.hasSuffix("*")
        if isPrefix { rest = rest.dropLast() }
        path = rest.hasPrefix("/") ? String(rest) : "/" + rest
    }

    func matches(_ request: Request) -> Bool {
        if let host, host != request.host { return false }
        return isPrefix ? request.path.hasPrefix(path) : request.path == path
    }
}
