import PluginABI

/// An answer as a bundle reads it, in memory of its own that lives until the tool function returns (R3).
final class ResponseStorage: @unchecked Sendable {
    // Sendable by hand: written once in `init`, read-only after that.
    private let status: Int32
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let pairs: UnsafeMutableBufferPointer<mcp_pair>
    private let contentType: mcp_str
    private let body: mcp_bytes

    /// Never handed to a bundle: they are credentials, or for proxies.
    private static let withheld: Set<String> = [
        "set-cookie", "set-cookie2", "authorization", "proxy-authorization", "proxy-authenticate", "proxy-authentication-info",
        "authentication-info", "www-authenticate",
    ]

    init(_ answer: HTTPAnswer) {
        let headers = answer.headers.filter { !ResponseStorage.withheld.contains($0.name) && !$0.name.isEmpty }
        let type = answer.header("content-type") ?? ""
        // One spare byte after each piece, so that an empty one still has an address.
        let size = answer.body.count + type.utf8.count + 2 + headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 2 }
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
        bytes.initialize(repeating: 0)
        var used = 0
        func place(_ piece: some Collection<UInt8>) -> (address: UnsafeMutablePointer<UInt8>, count: Int) {
            let target = UnsafeMutableBufferPointer(rebasing: bytes[used..<used + piece.count])
            _ = target.update(fromContentsOf: piece)
            defer { used += piece.count + 1 }
            return (bytes.baseAddress.unsafelyUnwrapped + used, piece.count)
        }
        func span(_ text: String) -> mcp_str {
            let (address, count) = place(Array(text.utf8))
            return mcp_str(data: UnsafeRawPointer(address).assumingMemoryBound(to: CChar.self), size: count)
        }
        let (address, count) = place(answer.body)
        body = mcp_bytes(data: UnsafePointer(address), size: count)
        contentType = span(type)
        pairs = .allocate(capacity: max(1, headers.count))
        pairs.initialize(repeating: mcp_pair())
        for (index, header) in headers.enumerated() { pairs[index] = mcp_pair(name: span(header.name), value: span(header.value)) }
        self.bytes = bytes
        status = Int32(answer.status)
        headerCount = headers.count
    }

    private let headerCount: Int

    deinit {
        bytes.deallocate()
        pairs.deallocate()
    }

    /// Writes as many fields as the bundle has room for; its `struct_size` stays.
    func fill(_ out: UnsafeMutablePointer<mcp_http_response>, room: UInt32) {
        var response = mcp_http_response(
            struct_size: room, status: status, content_type: contentType, body: body, headers: UnsafePointer(pairs.baseAddress),
            header_count: headerCount)
        withUnsafeBytes(of: &response) { bytes in
            UnsafeMutableRawPointer(out).copyMemory(from: bytes.baseAddress.unsafelyUnwrapped, byteCount: min(bytes.count, Int(room)))
        }
    }
}
