/// Tells names apart; keeps no secret.
public enum ShortHash {
    /// 16 hexadecimal digits: FNV-1a over the UTF-8 bytes, with its bits mixed once more at the end.
    public static func of(_ text: String) -> String {
        let digits = String(number(text), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The same as a number.
    public static func number(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= hash >> 33
        hash &*= 0xff51_afd7_ed55_8ccd
        hash ^= hash >> 33
        return hash
    }
}
