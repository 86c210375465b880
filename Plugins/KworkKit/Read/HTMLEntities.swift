extension String {
    /// HTML entities replaced once: `&amp;quot;` becomes `&quot;`, not `"`. What is no entity stays as it is.
    public var unescapingHTML: String {
        guard utf8.contains(UInt8(ascii: "&")) else { return self }
        var result = ""
        result.reserveCapacity(utf8.count)
        var rest = self[...]
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            rest = rest[ampersand...]
            // No entity Kwork writes is longer; a lone & in a long text must not cost a search to its end.
            let window = rest.prefix(12)
            if let semicolon = window.firstIndex(of: ";"),
                let character = Self.character(named: window[window.index(after: ampersand)..<semicolon])
            {
                result += character
                rest = rest[rest.index(after: semicolon)...]
            } else {
                result += "&"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    private static func character(named name: Substring) -> String? {
        if name.first == "#" {
            let digits = name.dropFirst()
            let isHexadecimal = digits.first == "x" || digits.first == "X"
            let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            guard let value, value > 0, let scalar = Unicode.Scalar(value) else { return nil }
            return String(scalar)
        }
        return named[String(name)]
    }

    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "laquo": "«", "raquo": "»",
        "ldquo": "“", "rdquo": "”", "bdquo": "„", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ndash": "–", "mdash": "—",
        "hellip": "…", "bull": "•", "middot": "·", "copy": "©", "reg": "®", "trade": "™", "deg": "°", "euro": "€",
        "times": "×", "sect": "§", "plusmn": "±", "frac12": "½", "shy": "\u{AD}", "thinsp": "\u{2009}",
        "ensp": "\u{2002}", "emsp": "\u{2003}", "rarr": "→", "larr": "←", "minus": "−", "infin": "∞",
    ]
}
