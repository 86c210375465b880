/// Memory behind the spans that the kit hands to the host. Freed with the arena, or never (rule R3: descriptors stay).
final class Arena {
    private var blocks: [UnsafeMutableRawPointer] = []

    /// Set to never free the memory. Not a leaked reference to the arena: the optimiser may remove an unused one.
    var isPermanent = false

    deinit {
        if isPermanent { return }
        for block in blocks { block.deallocate() }
    }

    /// A copy of `values`; a valid pointer even when there are none.
    func array<Value>(_ values: [Value]) -> UnsafePointer<Value> {
        let copy = UnsafeMutablePointer<Value>.allocate(capacity: max(values.count, 1))
        copy.initialize(from: values, count: values.count)
        blocks.append(UnsafeMutableRawPointer(copy))
        return UnsafePointer(copy)
    }

    func text(_ text: String) -> mcp_str {
        let (start, count) = bytes(Array(text.utf8))
        return mcp_str(data: UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), size: count)
    }

    /// JSON text, or the empty span that means "none".
    func json(_ value: JSON?) -> mcp_json {
        guard let value else { return mcp_json() }
        let (start, count) = bytes(value.utf8)
        return mcp_json(data: UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), size: count)
    }

    func bytes(_ bytes: [UInt8]) -> (UnsafePointer<UInt8>, Int) { (array(bytes), bytes.count) }
}

extension String {
    /// Runs `body` with a span that is valid only inside it.
    func withSpan<Result>(_ body: (mcp_str) -> Result) -> Result {
        var copy = self
        return copy.withUTF8 { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                return withUnsafePointer(to: CChar(0)) { body(mcp_str(data: $0, size: 0)) }
            }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                body(mcp_str(data: $0, size: bytes.count))
            }
        }
    }
}

extension JSON {
    /// Runs `body` with the JSON text, valid only inside it.
    func withSpan<Result>(_ body: (mcp_json) -> Result) -> Result {
        utf8.withUnsafeBytes { bytes in
            body(mcp_json(data: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), size: bytes.count))
        }
    }
}
