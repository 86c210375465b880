import Glibc

/// Member names that stand in almost every message of 2026-07-28 and are too long for Swift to keep without memory of their own.
/// Read as these very strings, they cost no allocation, and comparing them is comparing two addresses.
enum CommonNames {
    static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
    static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
    static let clientInfo = "io.modelcontextprotocol/clientInfo"

    /// The common name with these bytes, if it is one.
    static func match(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        switch bytes.count {
        case 39: same(bytes, "io.modelcontextprotocol/protocolVersion") ? protocolVersion : nil
        case 42: same(bytes, "io.modelcontextprotocol/clientCapabilities") ? clientCapabilities : nil
        case 34: same(bytes, "io.modelcontextprotocol/clientInfo") ? clientInfo : nil
        default: nil
        }
    }

    private static func same(_ bytes: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
        guard let base = bytes.baseAddress, name.utf8CodeUnitCount == bytes.count else { return false }
        return memcmp(base, name.utf8Start, bytes.count) == 0
    }
}
