import Foundation

/// Where the store is, read from `AIWORKER_DATABASE_URL`.
public enum DatabaseURL: Sendable, Equatable {
    /// nil: in memory.
    case sqlite(path: String?)
    case server(ServerAddress)

    /// A MySQL or MariaDB server.
    public struct ServerAddress: Sendable, Equatable {
        public var user: String
        /// A secret.
        public var password: String
        public var host: String
        public var port: Int
        public var database: String
        /// `disabled`, `preferred`, `required`, `verify-ca` or `verify-identity`.
        public var sslMode = "preferred"
        /// In seconds.
        public var connectTimeout = 10
    }

    static let sslModes = ["disabled", "preferred", "required", "verify-ca", "verify-identity"]

    /// nil: none of the forms of the contract.
    public init?(_ text: String) {
        if text == "sqlite::memory:" {
            self = .sqlite(path: nil)
            return
        }
        if text.hasPrefix("sqlite:///") {
            let encoded = text.dropFirst("sqlite://".count)
            guard !encoded.contains("?"), let path = String(encoded).removingPercentEncoding, !path.hasSuffix("/"), !path.contains("\0")
            else { return nil }
            self = .sqlite(path: path)
            return
        }
        guard let scheme = ["mysql://", "mariadb://"].first(where: text.hasPrefix) else { return nil }
        guard let address = ServerAddress(String(text.dropFirst(scheme.count))) else { return nil }
        self = .server(address)
    }

    /// The file under the user's data directory that is used when nothing is said.
    public static func standard(dataHome: String?, home: String?) -> DatabaseURL? {
        if let dataHome, dataHome.hasPrefix("/") { return .sqlite(path: dataHome + "/aiworker/aiworker.db") }
        guard let home, home.hasPrefix("/") else { return nil }
        return .sqlite(path: home + "/.local/share/aiworker/aiworker.db")
    }
}

extension DatabaseURL.ServerAddress {
    /// Reads `user:pass@host:port/db?keys`.
    init?(_ text: String) {
        var rest = text[...]
        var options: [(String, String)] = []
        if let mark = rest.firstIndex(of: "?") {
            for pair in rest[rest.index(after: mark)...].split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { return nil }
                options.append((String(parts[0]), String(parts[1])))
            }
            rest = rest[..<mark]
        }
        // The last one: a password that was not encoded may hold more.
        guard let at = rest.lastIndex(of: "@") else { return nil }
        let account = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let place = rest[rest.index(after: at)...]
        guard let slash = place.firstIndex(of: "/") else { return nil }
        guard let user = account.first.flatMap({ String($0).removingPercentEncoding }), !user.isEmpty,
            let password = account.count > 1 ? String(account[1]).removingPercentEncoding : "",
            let database = String(place[place.index(after: slash)...]).removingPercentEncoding, !database.isEmpty,
            !database.contains("/"), !(user + password + database).contains("\0")
        else { return nil }
        guard let (host, port) = Self.hostAndPort(String(place[..<slash])) else { return nil }
        self.init(user: user, password: password, host: host, port: port, database: database)
        for (name, value) in options {
            switch name {
            case "ssl-mode":
                guard DatabaseURL.sslModes.contains(value.lowercased()) else { return nil }
                sslMode = value.lowercased()
            case "connect-timeout":
                guard let seconds = Int(value), (1...600).contains(seconds) else { return nil }
                connectTimeout = seconds
            default: return nil
            }
        }
    }

    private static func hostAndPort(_ text: String) -> (String, Int)? {
        var host = text
        var port = 3306
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            if !rest.isEmpty {
                guard rest.hasPrefix(":"), let number = Int(rest.dropFirst()) else { return nil }
                port = number
            }
        } else if let colon = text.lastIndex(of: ":") {
            guard let number = Int(text[text.index(after: colon)...]) else { return nil }
            host = String(text[..<colon])
            port = number
        }
        guard !host.isEmpty, !host.contains(":") || text.hasPrefix("["), (1...65_535).contains(port) else { return nil }
        return (host, port)
    }
}
