/// Names of branches: what a task's branch is called, and which given names are taken.
public enum BranchName {
    /// Longest name that Gitea takes.
    static let longest = 100

    /// Why a given name cannot be used, to follow "the name "; nil when it can.
    ///
    /// - Parameter defaultBranch: the project's, which no task may work on.
    public static func fault(_ name: String, defaultBranch: String) -> String? {
        guard !name.isEmpty, name.utf8.count <= longest else { return "must have 1 to \(longest) characters" }
        guard name.utf8.allSatisfy({ isPlain($0) || $0 == UInt8(ascii: "/") }) else {
            return "may hold only letters, digits and . _ / -"
        }
        if let first = name.first, "-/.".contains(first) { return "must not begin with \(first)" }
        if let last = name.last, "/.".contains(last) { return "must not end with \(last)" }
        for part in ["//", "..", "/."] where name.contains(part) { return "must not hold \(part)" }
        if name.split(separator: "/").contains(where: { $0.hasSuffix(".lock") }) { return "must have no part that ends in .lock" }
        if name == "HEAD" || name.hasPrefix("refs/") { return "is reserved by Git" }
        if name == defaultBranch { return "is the project's default branch" }
        return nil
    }

    /// `task-`, the beginning of the id, and the title in a few plain letters.
    ///
    /// - Parameter isDistinct: with a part made from the whole id, for when the plain name is taken.
    public static func generated(taskID: String, title: String, isDistinct: Bool = false) -> String {
        let start = String(decoding: taskID.unicodeScalars.prefix(8).map(plain), as: UTF8.self)
        var name = "task-" + start
        let words = slug(title)
        if !words.isEmpty { name += "-" + words }
        if isDistinct { name += "-" + ShortHash.of(taskID).prefix(8) }
        name = name.replacing("..", with: "--")
        while let last = name.last, last == "." || last == "-" { name.removeLast() }
        return name.hasSuffix(".lock") ? name + "-1" : name
    }

    /// Lower-case ASCII letters and digits with single dashes between them, at most 30 characters.
    static func slug(_ title: String) -> String {
        var slug: [UInt8] = []
        for byte in title.lowercased().utf8 {
            if DNSName.isLetterOrDigit(byte) {
                slug.append(byte)
            } else if slug.last != UInt8(ascii: "-"), !slug.isEmpty {
                slug.append(UInt8(ascii: "-"))
            }
        }
        slug = Array(slug.prefix(30))
        while slug.last == UInt8(ascii: "-") { slug.removeLast() }
        return String(decoding: slug, as: UTF8.self)
    }

    private static func plain(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.isASCII && isPlain(UInt8(scalar.value)) ? UInt8(scalar.value) : UInt8(ascii: "-")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        DNSName.isLetterOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || "._-".utf8.contains(byte)
    }
}
