/// Base 64 (RFC 4648): the standard alphabet with padding for content, the URL-safe one without for tokens.
enum Base64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func encode(_ bytes: [UInt8]) -> String { encode(bytes, standard, isPadded: true) }
    static func encodeURLSafe(_ bytes: [UInt8]) -> String { encode(bytes, urlSafe, isPadded: false) }

    private static func encode(_ bytes: [UInt8], _ alphabet: [UInt8], isPadded: Bool) -> String {
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output in
            var length = 0
            var index = 0
            while index < bytes.count {
                let left = bytes.count - index
                let word =
                    UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                    | (left > 2 ? UInt32(bytes[index + 2]) : 0)
                for position in 0..<4 {
                    if position <= left {
                        output[length] = alphabet[Int(word >> (18 - 6 * UInt32(position)) & 63)]
                        length += 1
                    } else if isPadded {
                        output[length] = UInt8(ascii: "=")
                        length += 1
                    }
                }
                index += 3
            }
            return length
        }
    }

    /// Decodes URL-safe text without padding; nil when it is anything else, or not in its one canonical spelling.
    static func decodeURLSafe(_ text: some StringProtocol) -> [UInt8]? {
        var output: [UInt8] = []
        var word: UInt32 = 0
        var bits = 0
        for byte in text.utf8 {
            guard let value = urlSafe.firstIndex(of: byte) else { return nil }
            word = word << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
                word &= 1 << UInt32(bits) - 1
            }
        }
        return word == 0 && bits < 6 ? output : nil
    }

    /// Decodes the standard alphabet with or without padding; line breaks and blanks do not count. nil when it is anything else.
    static func decodeStandard(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): bytes.append(UInt8(ascii: "_"))
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            case 0x09, 0x0A, 0x0D, 0x20: break
            default: bytes.append(byte)
            }
        }
        while bytes.last == UInt8(ascii: "=") { bytes.removeLast() }
        return decodeURLSafe(String(decoding: bytes, as: UTF8.self))
    }
}
