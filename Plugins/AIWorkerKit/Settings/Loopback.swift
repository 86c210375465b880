/// This machine by itself: what is sent there nobody else can read.
public enum Loopback {
    /// - Parameter host: without port; an IPv6 one with or without brackets.
    public static func isName(_ host: some StringProtocol) -> Bool {
        let host = host.lowercased()
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        // A name such as 127.example.com leads anywhere.
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { part in
            UInt8(part) != nil && part.utf8.allSatisfy(DNSName.isLetterOrDigit)
        }
    }
}
