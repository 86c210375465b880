/// What all lease tokens of one process begin with. So the rows themselves say which leases are its own, at the moment when it matters
/// and whatever its calls have learned of each other: a resumed lease is still one of its own, one that a twin took is not.
public struct LeaseMark: Sendable, Equatable {
    private let text: String

    /// One that no other process has: 64 random bits.
    public init() { text = "lease-" + Self.hexadecimal() + "-" }

    /// Opaque, new each time: another 128 random bits.
    func newToken() -> String { text + Self.hexadecimal() + Self.hexadecimal() }

    func isOn(_ token: String?) -> Bool { token.map { $0.utf8.starts(with: text.utf8) } ?? false }

    /// For LIKE.
    var pattern: SQLValue { .text(text + "%") }

    private static func hexadecimal() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
