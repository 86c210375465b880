/// Cookies of one web session, as a value. libcurl parses, matches and expires them; each stands here in libcurl's own
/// seven-field line: domain, whether subdomains count, path, whether only over TLS, expiry, name, value.
struct CookieJar: Sendable, Equatable {
    /// What makes two lines the same cookie.
    private struct Key: Hashable {
        var domain: String
        var path: String
        var name: String
    }

    /// More than a site has use for; what goes beyond is dropped.
    static let limit = 256

    private var order: [Key] = []
    private var cookies: [Key: Cookie] = [:]

    init() {}

    /// Lines that are no cookie are left out.
    /// - Parameter now: when given, so are cookies that have expired: libcurl does not send them, but lists them.
    init(lines: [String], now: WallClock? = nil) {
        for cookie in lines.compactMap(Cookie.init(line:)) {
            if let now, cookie.hasExpired(now) { continue }
            set(cookie)
        }
    }

    var isEmpty: Bool { order.isEmpty }
    var lines: [String] { order.compactMap { cookies[$0]?.line } }
    var all: [Cookie] { order.compactMap { cookies[$0] } }

    /// The value that a page at the root of `host` would be sent, if any; of several the most specific one.
    func value(_ name: String, host: String, now: WallClock) -> String? {
        let fitting = all.filter { $0.name == name && $0.fits(host: host) && !$0.hasExpired(now) && !$0.value.isEmpty }
        return fitting.max { ($0.domain.count, $0.path.count) < ($1.domain.count, $1.path.count) }?.value
    }

    /// Takes over what one exchange changed: requests that run side by side start from the same cookies, and none of them
    /// must undo what another was given.
    mutating func apply(from before: CookieJar, to after: CookieJar) {
        for key in before.order where after.cookies[key] == nil { remove(key) }
        for key in after.order where after.cookies[key] != before.cookies[key] {
            if let cookie = after.cookies[key] { set(cookie) }
        }
    }

    private mutating func set(_ cookie: Cookie) {
        let key = Key(domain: cookie.domain, path: cookie.path, name: cookie.name)
        if cookies[key] == nil {
            guard order.count < CookieJar.limit else { return }
            order.append(key)
        }
        cookies[key] = cookie
    }

    private mutating func remove(_ key: Key) {
        guard cookies.removeValue(forKey: key) != nil else { return }
        order.removeAll { $0 == key }
    }
}

/// One cookie in libcurl's notation.
struct Cookie: Sendable, Equatable {
    let line: String
    /// Lower case, without a leading dot.
    let domain: String
    let includesSubdomains: Bool
    let path: String
    /// Seconds since 1970; 0: ends with the session.
    let expires: Int64
    let name: String
    let value: String

    init?(line: String) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 7, !fields[5].isEmpty else { return nil }
        self.line = line
        var domain = fields[0].lowercased()
        let mark = "#httponly_"
        if domain.hasPrefix(mark) { domain = String(domain.dropFirst(mark.count)) }
        if domain.hasPrefix(".") { domain = String(domain.dropFirst()) }
        guard !domain.isEmpty else { return nil }
        self.domain = domain
        includesSubdomains = fields[1] == "TRUE"
        path = fields[2]
        expires = Int64(fields[4]) ?? 0
        name = fields[5]
        value = fields[6]
    }

    func fits(host: String) -> Bool { host == domain || includesSubdomains && host.hasSuffix("." + domain) }
    func hasExpired(_ now: WallClock) -> Bool { expires > 0 && expires <= now.seconds }

    /// Whether the value opens or proves something, so that it must not be seen. Short ones and plain words or numbers are
    /// settings: hiding them would black out half of a page.
    var isSecret: Bool { Cookie.isSecret(value) }

    static func isSecret(_ value: String) -> Bool {
        let bytes = value.utf8
        guard bytes.count >= 8 else { return false }
        guard bytes.count < 16 else { return true }
        let isWord = bytes.allSatisfy { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") || "-_".utf8.contains($0) }
        let isNumber = bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        return !isWord && !isNumber
    }
}
