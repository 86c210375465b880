/// Where a proxy stands and who we are to it.
struct ProxyAddress: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable { case http, socks4, socks4a, socks5, socks5h }

    let kind: Kind
    let host: String
    let port: Int
    /// Decoded; nil when the address has none.
    let user: String?
    let password: String?

    /// Parses `kind://[user[:password]@]host[:port]`; nil for anything else. A `socks5` proxy is asked to resolve names, as
    /// `socks5h` is, so that no look-up goes past it; `socks4` cannot, `socks4a` can.
    init?(_ text: String) {
        guard let separator = ProxyAddress.range(of: "://", in: text),
            let kind = Kind(rawValue: text[..<separator.lowerBound].lowercased())
        else { return nil }
        var rest = text[separator.upperBound...]
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return nil }
        var credentials: Substring?
        if let at = rest.lastIndex(of: "@") {
            credentials = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        guard let (host, port) = BaseAddress.authority(rest) else { return nil }
        self.kind = kind
        self.host = host
        self.port = port ?? (kind == .http ? 8080 : 1080)
        if let credentials {
            let colon = credentials.firstIndex(of: ":") ?? credentials.endIndex
            user = Percent.decode(String(credentials[..<colon]))
            password = colon < credentials.endIndex ? Percent.decode(String(credentials[credentials.index(after: colon)...])) : ""
        } else {
            user = nil
            password = nil
        }
        // libcurl takes both in one "user:password" text and cuts it at the first colon.
        if let user, user.contains(":") || user.isEmpty { return nil }
    }

    private static func range(of needle: String, in text: String) -> Range<String.Index>? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(needle) { return index..<text.index(index, offsetBy: needle.count) }
            index = text.index(after: index)
        }
        return nil
    }
}
