/// Which addresses a web login may visit. A link comes from outside and opens the account to whoever gets it, so everything
/// about it is checked before it is followed.
struct WebLinkRule: Sendable {
    /// The configured web site.
    let base: BaseAddress

    /// What is wrong with the login link; nil when it may be visited.
    func fault(inLink link: String) -> String? {
        switch WebLinkRule.origin(of: link) {
        case .failure(let fault): return fault.reason
        case .success(let address):
            guard address.scheme == base.scheme, address.port == base.port else { return "it has another scheme or port than the site" }
            return belongsToSite(address.host) ? nil : "it leads to another host"
        }
    }

    /// What is wrong with a redirect from `source`, whose target libcurl made absolute; nil when it may be followed.
    /// - Parameter location: the field as it came.
    func fault(inRedirect target: String, location: String?, from source: String) -> String? {
        if let location, WebLinkRule.hasForbiddenByte(location) { return "the redirect has a backslash or control character in it" }
        guard case .success(let here) = WebLinkRule.origin(of: source) else { return "the redirect comes from nowhere" }
        switch WebLinkRule.origin(of: target) {
        case .failure(let fault): return fault.reason
        case .success(let there): return there.origin == here.origin || there.origin == base.origin ? nil : "the redirect leads to another host"
        }
    }

    private func belongsToSite(_ host: String) -> Bool {
        if host == base.host { return true }
        // An address made of numbers has no subdomains.
        let isNumeric = base.host.hasPrefix("[") || base.host.split(separator: ".").last.map { $0.allSatisfy(\.isNumber) } == true
        return !isNumeric && host.hasSuffix("." + base.host)
    }

    /// Whether an absolute address is the login page of its site.
    static func leadsToLogin(_ url: String?) -> Bool {
        guard let url, let path = path(of: url) else { return false }
        return ["login", "signin"].contains(path.lowercased().split(separator: "/").first.map(String.init))
    }

    /// The path of an absolute address, without query and fragment; "/" when there is none.
    static func path(of url: String) -> String? {
        let bytes = Array(url.utf8)
        guard let start = afterScheme(bytes) else { return nil }
        let end = bytes[start...].firstIndex { "?#".utf8.contains($0) } ?? bytes.count
        guard let slash = bytes[start..<end].firstIndex(of: UInt8(ascii: "/")) else { return "/" }
        return String(decoding: bytes[slash..<end], as: UTF8.self)
    }

    private struct Fault: Error { var reason: String }

    private static func origin(of url: String) -> Result<BaseAddress, Fault> {
        guard !hasForbiddenByte(url) else { return .failure(Fault(reason: "it has a backslash, blank or control character in it")) }
        let bytes = Array(url.utf8)
        guard let start = afterScheme(bytes) else { return .failure(Fault(reason: "it is no absolute address")) }
        let end = bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.count
        let authority = bytes[start..<end]
        guard !authority.contains(UInt8(ascii: "@")) else { return .failure(Fault(reason: "it has a user in it")) }
        guard let address = BaseAddress(String(decoding: bytes[..<end], as: UTF8.self)) else {
            return .failure(Fault(reason: "it is no http address"))
        }
        return .success(address)
    }

    private static func afterScheme(_ bytes: [UInt8]) -> Int? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else { return nil }
        return colon + 3
    }

    private static func hasForbiddenByte(_ text: String) -> Bool {
        text.utf8.contains { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }
    }
}
