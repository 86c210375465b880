/// The address below which a session's requests stay: scheme, host, port and a path that ends in a slash.
struct BaseAddress: Sendable, Equatable {
    enum Scheme: String, Sendable { case http, https }

    let scheme: Scheme
    /// Lower case; an IPv6 address keeps its brackets.
    let host: String
    let port: Int
    /// Starts and ends with a slash.
    let path: String

    /// Parses `http(s)://host[:port][/path]`; nil for anything else, user-info, query and fragment included.
    init?(_ text: String) {
        guard let (scheme, rest) = BaseAddress.scheme(of: text) else { return nil }
        guard !rest.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || "?#@\\\"<>".utf8.contains($0) }) else { return nil }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let (host, port) = BaseAddress.authority(rest[..<slash]) else { return nil }
        let path = String(rest[slash...])
        guard !path.split(separator: "/").contains(where: { Percent.decode(String($0)) == ".." || $0 == "." }) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port ?? (scheme == .https ? 443 : 80)
        self.path = path.hasSuffix("/") ? path : path + "/"
    }

    /// Scheme, host and, unless it is the usual one, port. No slash at the end.
    var origin: String {
        let usual = scheme == .https ? 443 : 80
        return "\(scheme.rawValue)://\(host)" + (port == usual ? "" : ":\(port)")
    }

    /// Whether it is on this machine, so that nobody else can read along.
    var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func scheme(of text: String) -> (Scheme, Substring)? {
        for scheme in [Scheme.https, .http] {
            let prefix = scheme.rawValue + "://"
            if text.utf8.count > prefix.utf8.count, text.prefix(prefix.count).lowercased() == prefix {
                return (scheme, text.dropFirst(prefix.count))
            }
        }
        return nil
    }

    /// `host[:port]`, also with a bracketed IPv6 address.
    static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        var host = text
        var port: Int?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[...end]
            let rest = text[text.index(after: end)...]
            guard host.dropFirst().dropLast().utf8.allSatisfy({ Percent.digit($0) != nil || ":.".utf8.contains($0) }) else { return nil }
            if !rest.isEmpty {
                guard rest.first == ":", let number = portNumber(rest.dropFirst()) else { return nil }
                port = number
            }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            guard let number = portNumber(text[text.index(after: colon)...]) else { return nil }
            port = number
        }
        guard !host.isEmpty, host.utf8.allSatisfy(isHostByte) else { return nil }
        return (host.lowercased(), port)
    }

    private static func portNumber(_ text: Substring) -> Int? {
        guard let number = UInt16(text), number > 0, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(number)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._[]:".utf8.contains(byte)
        }
    }
}
