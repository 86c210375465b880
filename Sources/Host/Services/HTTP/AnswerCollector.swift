/// Gathers an answer as it comes in, within limits.
struct AnswerCollector {
    /// All header fields together.
    static let headerLimit = 256 << 10

    let maximumBytes: Int
    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    private var headerBytes = 0

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    /// Takes one header line; false when there are too many. A status line starts over: what came before was an
    /// interim answer.
    mutating func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= AnswerCollector.headerLimit else {
            isTooLarge = true
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            headers = []
            return true
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return true }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = Text.trimmed(String(decoding: line[(colon + 1)...], as: UTF8.self))
        headers.append(HTTPHeader(name: name, value: value))
        return true
    }

    /// Takes a piece of the body; false when it gets too large.
    mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= maximumBytes else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }
}
