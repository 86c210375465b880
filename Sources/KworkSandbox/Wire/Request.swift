/// Which of the two hosts of the real service a listener stands in for.
enum Host: String, Sendable {
    /// api.kwork.ru
    case api
    /// kwork.ru
    case web
}

/// One header line.
struct Header: Sendable, Equatable {
    var name: String
    var value: String
}

/// One request as it was received, before anything judged it.
struct Request: Sendable {
    var host: Host
    var method: String
    /// Path without the query, percent escapes untouched.
    var path: String
    /// Query without the question mark, percent escapes untouched.
    var query = ""
    var headers: [Header] = []
    var body: [UInt8] = []
    /// CLOCK_MONOTONIC in nanoseconds when the last byte had arrived.
    var receivedAt: UInt64 = 0
    /// Number of the connection it came over, counted from 1.
    var connection = 0

    /// All values of a header, compared without case.
    func values(of header: String) -> [String] {
        headers.filter { $0.name.lowercased() == header.lowercased() }.map(\.value)
    }

    /// The cookies sent along, last one wins.
    var cookies: [String: String] {
        var cookies: [String: String] = [:]
        for pair in values(of: "Cookie").flatMap({ $0.split(separator: ";") }) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { continue }
            cookies[String(halves[0].drop { $0 == " " })] = String(halves[1])
        }
        return cookies
    }
}
