/// The values of `mcp_status`.
enum CallStatus {
    static let ok: Int32 = 0
    static let failed: Int32 = 1
    static let pending: Int32 = 2
    static let cancelled: Int32 = 3
    static let unavailable: Int32 = 4
    static let invalid: Int32 = 5
}
