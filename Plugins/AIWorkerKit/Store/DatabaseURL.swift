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
        // The last one: a password that was not encoded may hold more, and what else divides the rest.
        guard let at = text.lastIndex(of: "@") else { return nil }
        let account = text[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var place = text[text.index(after: at)...]
        var options: [(String, String)] = []
        if let mark = place.firstIndex(of: "?") {
            for pair in place[place.index(after: mark)...].split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { return nil }
                options.append((String(parts[0]), String(parts[1])))
            }
            place = place[..<mark]
        }
        guard !place.contains("#"), place.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else { return nil }
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

    /// Reads `host`, `host:port`, `[address]` or `[address]:port`.
    private static func hostAndPort(_ text: String) -> (String, Int)? {
        var host = text[...]
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            if !rest.isEmpty { port = rest.dropFirst() }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !host.isEmpty, !host.contains(where: { "[]/%".contains($0) }) else { return nil }
        guard let port else { return (String(host), 3306) }
        guard port.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(port), (1...65_535).contains(number) else { return nil }
        return (String(host), number)
    }
}
