/// SipHash-2-4 (Aumasson and Bernstein, 2012): a hash that says nothing of what went in to those who do not know its key.
enum SipHash {
    static func hash(_ bytes: [UInt8], key: (UInt64, UInt64)) -> UInt64 {
        var v0 = key.0 ^ 0x736f_6d65_7073_6575
        var v1 = key.1 ^ 0x646f_7261_6e64_6f6d
        var v2 = key.0 ^ 0x6c79_6765_6e65_7261
        var v3 = key.1 ^ 0x7465_6462_7974_6573

        func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }
        func rounds(_ count: Int) {
            for _ in 0..<count {
                v0 &+= v1
                v1 = rotated(v1, 13) ^ v0
                v0 = rotated(v0, 32)
                v2 &+= v3
                v3 = rotated(v3, 16) ^ v2
                v0 &+= v3
                v3 = rotated(v3, 21) ^ v0
                v2 &+= v1
                v1 = rotated(v1, 17) ^ v2
                v2 = rotated(v2, 32)
            }
        }
        func take(_ word: UInt64) {
            v3 ^= word
            rounds(2)
            v0 ^= word
        }

        for start in stride(from: 0, through: bytes.count, by: 8) {
            let group = bytes[start..<min(start + 8, bytes.count)]
            var word = group.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
            // The last one, which may be empty, ends with the length.
            if group.count < 8 { word |= UInt64(truncatingIfNeeded: bytes.count) << 56 }
            take(word)
        }
        v2 ^= 0xFF
        rounds(4)
        return v0 ^ v1 ^ v2 ^ v3
    }
}
