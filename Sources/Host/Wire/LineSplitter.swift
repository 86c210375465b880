import Glibc

/// Cuts a stream of bytes into lines, however the bytes arrive. Holds at most one unfinished line.
struct LineSplitter {
    /// What was found.
    enum Event {
        /// A line without its line end. The bytes are valid during the call only.
        case line(UnsafeBufferPointer<UInt8>)
        /// A line longer than the limit was skipped.
        case tooLong
    }

    /// Longest line taken, in bytes.
    let limit: Int
    private var unfinished: [UInt8] = []
    private var isSkipping = false

    init(limit: Int) { self.limit = limit }

    /// Takes the next bytes and reports each line that they complete. Lines of blanks only are left out.
    mutating func consume(_ chunk: UnsafeBufferPointer<UInt8>, _ report: (Event) -> Void) {
        var rest = chunk
        while let base = rest.baseAddress, !rest.isEmpty {
            guard let end = memchr(base, 0x0A, rest.count) else { return keep(rest) }
            let length = UnsafeRawPointer(end) - UnsafeRawPointer(base)
            finish(UnsafeBufferPointer(rebasing: rest[..<length]), report)
            rest = UnsafeBufferPointer(rebasing: rest[(length + 1)...])
        }
    }

    /// Takes the end of the stream: what stands after the last line end counts as a line.
    mutating func end(_ report: (Event) -> Void) {
        guard !isSkipping, !unfinished.isEmpty else { return }
        finish(UnsafeBufferPointer(start: nil, count: 0), report)
    }

    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !isSkipping else { return }
        if unfinished.count + bytes.count > limit {
            isSkipping = true
            unfinished = []
        } else {
            unfinished.append(contentsOf: bytes)
        }
    }

    private mutating func finish(_ tail: UnsafeBufferPointer<UInt8>, _ report: (Event) -> Void) {
        if unfinished.isEmpty, !isSkipping, tail.count <= limit {
            if !LineSplitter.isBlank(tail) { report(.line(tail)) }
            return
        }
        keep(tail)
        if isSkipping {
            isSkipping = false
            report(.tooLong)
            return
        }
        unfinished.withUnsafeBufferPointer { line in
            if !LineSplitter.isBlank(line) { report(.line(line)) }
        }
        // A huge line must not keep its memory for the rest of the session.
        if unfinished.capacity > 1 << 20 { unfinished = [] } else { unfinished.removeAll(keepingCapacity: true) }
    }

    private static func isBlank(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in line where byte != 0x20 && byte != 0x09 && byte != 0x0D { return false }
        return true
    }
}
