import Foundation

/// The path of a request and its query, percent-decoded.
struct Target: Equatable {
    /// As it was sent, without the query.
    var path: String
    /// The parts of the path, decoded.
    var parts: [String]
    var query: [String: String]

    init(_ uri: String) {
        let halves = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(halves[0])
        parts = path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        query = halves.count > 1 ? Self.pairs(String(halves[1])) : [:]
    }

    /// `name=value&…`, as in queries and forms.
    static func pairs(_ text: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func decoded(_ part: Substring) -> String {
                let spaced = part.replacing("+", with: " ")
                return spaced.removingPercentEncoding ?? String(spaced)
            }
            pairs[decoded(parts[0])] = parts.count > 1 ? decoded(parts[1]) : ""
        }
        return pairs
    }
}
