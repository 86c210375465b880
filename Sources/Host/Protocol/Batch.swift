/// A JSON array of requests (2025-03-26): its answers leave together. Guarded by the lock of its connection.
final class Batch: @unchecked Sendable {
    // Sendable by hand: only touched with the lock of the connection held.
    private var missing: Int
    private var parts: [[UInt8]] = []

    init(expecting count: Int) { missing = count }

    /// Takes the answer of one element, nil when it has none; gives the whole line once it was the last.
    func finish(_ answer: [UInt8]?) -> [UInt8]? {
        if let answer { parts.append(answer) }
        missing -= 1
        guard missing == 0, !parts.isEmpty else { return nil }
        var line: [UInt8] = [UInt8(ascii: "[")]
        for (index, part) in parts.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            line.append(contentsOf: part)
        }
        line.append(UInt8(ascii: "]"))
        return line
    }
}
