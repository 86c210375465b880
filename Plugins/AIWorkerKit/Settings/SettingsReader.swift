/// Reads single settings and words what is wrong with them. Values are not repeated: some are secrets.
struct SettingsReader {
    private let lookup: (WorkerSettings.Name) -> String?

    init(_ lookup: @escaping (WorkerSettings.Name) -> String?) { self.lookup = lookup }

    /// Keys whose variable has no common prefix.
    private static let otherVariables = ["gitea_url": "GITEA_URL", "home": "HOME", "data_home": "XDG_DATA_HOME", "database": "AIWORKER_DATABASE_URL"]

    static func name(_ key: String) -> WorkerSettings.Name {
        WorkerSettings.Name(key: key, variable: otherVariables[key] ?? "AIWORKER_" + key.uppercased())
    }

    private func text(_ key: String) -> String? {
        guard let text = lookup(Self.name(key)), !text.isEmpty else { return nil }
        return text
    }

    private func bad(_ key: String, _ expected: String) -> Failure {
        let variable = Self.name(key).variable
        return .notConfigured(variable, "\(variable) must be \(expected). The operator has to correct it and start the host again.")
    }

    /// A number; one beyond the range is taken for its end, which stands for as much as can be.
    func number(_ key: String, _ range: ClosedRange<Double>) throws -> Double? {
        guard let text = text(key) else { return nil }
        // Swift's own numbers may also be written in hexadecimal, and named.
        guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let value = Double(text), value >= range.lowerBound else {
            throw bad(key, "a number of \(JSON(number: range.lowerBound).text) or more")
        }
        return min(value, range.upperBound)
    }

    /// The same for a whole number.
    func integer(_ key: String, _ range: ClosedRange<Int64>) throws -> Int64? {
        guard let text = text(key) else { return nil }
        let isHuge = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let value = Int64(text) ?? (isHuge ? .max : nil), value >= range.lowerBound else {
            throw bad(key, "a whole number of \(range.lowerBound) or more")
        }
        return min(value, range.upperBound)
    }

    func flag(_ key: String) throws -> Bool? {
        switch text(key)?.lowercased() {
        case nil: nil
        case "true": true
        case "false": false
        default: throw bad(key, "true or false")
        }
    }

    func choice(_ key: String, _ words: [String]) throws -> String? {
        guard let text = text(key) else { return nil }
        guard words.contains(text) else { throw bad(key, words.joined(separator: " or ")) }
        return text
    }

    func line(_ key: String) throws -> String? {
        guard let text = text(key) else { return nil }
        guard text.utf8.count <= 200, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw bad(key, "one line of at most 200 bytes")
        }
        return text
    }

    func identifier(_ key: String) throws -> String? {
        guard let text = text(key) else { return nil }
        guard text.count <= 64, !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw bad(key, "1 to 64 characters on one line")
        }
        return text
    }

    /// A DNS name; in lower case, as the cluster wants it.
    func domain(_ key: String) throws -> String? {
        guard let text = text(key)?.lowercased() else { return nil }
        guard DNSName.isSubdomain(text, longest: 189) else { throw bad(key, "a DNS name, such as preview.example.com") }
        return text
    }

    /// The name of an object of the cluster.
    func objectName(_ key: String) throws -> String? {
        guard let text = text(key) else { return nil }
        guard DNSName.isSubdomain(text) else { throw bad(key, "the name of an object of the cluster: lower-case letters, digits, - and .") }
        return text
    }

    func gitea(_ key: String) throws -> String? {
        guard let text = try address(key, allowsPlainEverywhere: true) else { return nil }
        guard !text.hasSuffix("/api/v1"), !text.hasSuffix("/api/v1/") else { throw bad(key, "the address of Gitea without /api/v1") }
        return text
    }

    func address(_ key: String, allowsPlainEverywhere: Bool) throws -> String? {
        guard let text = text(key) else { return nil }
        let isPlain = text.hasPrefix("http://")
        guard isPlain || text.hasPrefix("https://") else { throw bad(key, "an address that starts with https:// or http://") }
        let rest = text.dropFirst(isPlain ? 7 : 8)
        let host = rest.prefix { $0 != "/" }
        guard !host.isEmpty, !text.contains("@"), !text.contains("?"), !text.contains("#"),
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
        else { throw bad(key, "an address without user, query and fragment") }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        let port = host.dropFirst(name.count)
        guard port.isEmpty || port.first == ":" && (Int(port.dropFirst()).map { (1...65_535).contains($0) } ?? false),
            host.first != "[" || host.contains("]"), !name.isEmpty
        else { throw bad(key, "an address whose port, if any, is a number from 1 to 65535") }
        guard allowsPlainEverywhere || !isPlain || Loopback.isName(name) else {
            throw bad(key, "an https:// address; http:// is taken for this machine only")
        }
        return text
    }

    func database() throws -> DatabaseURL {
        guard let text = text("database") else {
            guard let standard = DatabaseURL.standard(dataHome: text("data_home"), home: text("home")) else {
                throw bad("database", "set, because there is no home directory to put a database into")
            }
            return standard
        }
        guard let url = DatabaseURL(text) else {
            throw bad("database", "sqlite:///absolute/path.db, sqlite::memory: or mysql://user:password@host:port/database")
        }
        return url
    }

    func redis() throws -> RedisURL? {
        guard let text = text("redis_url") else { return nil }
        guard let url = RedisURL(text) else { throw bad("redis_url", "redis://[:password@]host[:port][/database]") }
        return url
    }
}
