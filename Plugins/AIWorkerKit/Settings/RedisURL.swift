import Foundation

/// A Redis server, read from `AIWORKER_REDIS_URL`.
public struct RedisURL: Sendable, Equatable {
    public var host: String
    public var port = 6379
    /// A secret.
    public var password: String?
    public var database = 0

    /// Reads `redis://[[user]:password@]host[:port][/database]`; nil for anything else.
    public init?(_ text: String) {
        guard text.hasPrefix("redis://") else { return nil }
        var rest = text.dropFirst("redis://".count)
        if let at = rest.lastIndex(of: "@") {
            let account = rest[..<at]
            guard account.hasPrefix(":") || account.hasPrefix("default:"), let colon = account.firstIndex(of: ":"),
                let password = String(account[account.index(after: colon)...]).removingPercentEncoding, !password.isEmpty
            else { return nil }
            self.password = password
            rest = rest[rest.index(after: at)...]
        }
        if let slash = rest.firstIndex(of: "/") {
            let number = rest[rest.index(after: slash)...]
            if !number.isEmpty {
                guard let database = Int(number), (0...65_535).contains(database) else { return nil }
                self.database = database
            }
            rest = rest[..<slash]
        }
        var name = String(rest)
        if name.hasPrefix("["), let end = name.firstIndex(of: "]") {
            let port = name[name.index(after: end)...]
            if !port.isEmpty {
                guard port.hasPrefix(":"), let number = Int(port.dropFirst()) else { return nil }
                self.port = number
            }
            name = String(name[name.index(after: name.startIndex)..<end])
        } else if let colon = name.lastIndex(of: ":") {
            guard let number = Int(name[name.index(after: colon)...]) else { return nil }
            port = number
            name = String(name[..<colon])
            guard !name.contains(":") else { return nil }
        }
        guard !name.isEmpty, (1...65_535).contains(port), !name.contains(where: { $0.isWhitespace || $0 == "?" || $0 == "#" }) else {
            return nil
        }
        host = name
    }
}
