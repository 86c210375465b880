/// The key under which the site keeps the draft of an offer. A page names it in a script (`draftKey: "…"`), a hidden
/// field or the attribute `data-draft-key`.
enum DraftKey {
    /// The key of a page; a new one when the page has none.
    static func of(page: String) -> String { find(in: Array(page.utf8)) ?? random() }

    static func random() -> String {
        String((0..<8).map { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() ?? "a" })
    }

    static func find(in page: [UInt8]) -> String? {
        for name in ["draftKey", "data-draft-key"] {
            for start in occurrences(of: name, in: page) {
                let end = start + name.utf8.count
                if let key = assigned(page, after: end) ?? fieldValue(page, around: start) { return key }
            }
        }
        return nil
    }

    private static func occurrences(of name: String, in page: [UInt8]) -> [Int] {
        let name = Array(name.utf8)
        guard page.count >= name.count else { return [] }
        return (0...(page.count - name.count)).filter {
            page[$0] == name[0] && page[$0..<($0 + name.count)].elementsEqual(name)
        }
    }

    /// `= "key"` or `": "key"`, with any of the quotes that HTML and JSON inside scripts have.
    private static func assigned(_ page: [UInt8], after position: Int) -> String? {
        let sign = skip(quotesAndBlanks, page, from: position)
        guard sign < page.count, page[sign] == UInt8(ascii: "=") || page[sign] == UInt8(ascii: ":") else { return nil }
        let start = skip(quotesAndBlanks, page, from: sign + 1)
        let key = page[start...].prefix { isKeyByte($0) }
        // Only what stands in quotes is a value; a bare word is a variable.
        guard start > sign + 1, (6...64).contains(key.count), isQuote(page, start - 1), isQuote(page, key.endIndex)
        else { return nil }
        return String(decoding: key, as: UTF8.self)
    }

    /// The `value` of the tag around a `name="draftKey"`.
    private static func fieldValue(_ page: [UInt8], around position: Int) -> String? {
        let window = 500
        let low = max(0, position - window)
        let high = min(page.count, position + window)
        guard let open = page[low..<position].lastIndex(of: UInt8(ascii: "<")),
            let close = page[position..<high].firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        let tag = Array(page[open..<close])
        guard let value = occurrences(of: "value", in: tag).first else { return nil }
        return assigned(tag + [UInt8(ascii: " ")], after: value + 5)
    }

    private static let quotesAndBlanks: [[UInt8]] = ["\"", "'", "\\", "&quot;", "&#34;", "&#39;", " ", "\t", "\n", "\r"].map { Array($0.utf8) }

    private static func skip(_ tokens: [[UInt8]], _ page: [UInt8], from position: Int) -> Int {
        var position = position
        while let token = tokens.first(where: { page[position...].starts(with: $0) }) { position += token.count }
        return position
    }

    /// A quote, or the first or last byte of one that is written as an entity.
    private static func isQuote(_ page: [UInt8], _ position: Int) -> Bool {
        position < page.count && "\"'\\&;".utf8.contains(page[position])
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
