/// The secrets this process knows, and the way to take them out of a text. What is registered stays registered: an old
/// token is as secret as the new one. Safe from any thread.
final class Redaction: Sendable {
    static let shared = Redaction()
    static let replacement = "[secret]"
    /// Shorter values are left alone: replacing every "ab" would make a log unreadable and tell the value by its absence.
    static let minimumLength = 4

    /// How many passing secrets are kept: enough for all that can still be on their way through this process.
    static let passingLimit = 512

    private struct Known {
        /// The longest first, so that a secret inside another does not leave its rest behind.
        var all: [[UInt8]] = []
        /// Those of `all` that make room for newer ones, oldest first.
        var passing: [[UInt8]] = []
    }

    /// Below this a secret is left in what tools give back: a short password is a word that data may well have.
    static let resultLength = 8

    private let known = Monitor(Known())
    /// Knows all that this one knows, and more.
    private let parent: Redaction?

    /// - Parameter parent: is told everything, and redacts in place of this one.
    init(parent: Redaction? = nil) { self.parent = parent }

    /// Remembers a secret. Its percent-encoded and JSON-escaped spellings are recognised without being registered.
    /// - Parameter isPassing: one of many, such as a form key that each page brings anew; the oldest of them are forgotten.
    func register(_ secret: String, isPassing: Bool = false) {
        parent?.register(secret, isPassing: isPassing)
        let bytes = Array(secret.utf8)
        guard bytes.count >= Redaction.minimumLength else { return }
        known.withLock { known in
            let isKnown = known.all.contains(bytes)
            if isPassing {
                if isKnown, !known.passing.contains(bytes) { return }
                known.passing.removeAll { $0 == bytes }
                known.passing.append(bytes)
                if known.passing.count > Redaction.passingLimit {
                    let oldest = known.passing.removeFirst()
                    known.all.removeAll { $0 == oldest }
                }
            } else {
                known.passing.removeAll { $0 == bytes }
            }
            guard !isKnown else { return }
            known.all.append(bytes)
            known.all.sort { $0.count > $1.count }
        }
    }

    /// The text without registered secrets, and with every URL cut down to scheme, host and path.
    func redact(_ text: String) -> String {
        if let parent { return parent.redact(text) }
        let secrets = known.withLock { $0.all }
        var bytes = Array(text.utf8)
        if !secrets.isEmpty { bytes = Redaction.replacing(secrets, in: bytes) }
        return String(decoding: Redaction.shorteningURLs(in: bytes), as: UTF8.self)
    }

    /// The bytes without the secrets registered here; addresses stay whole.
    ///
    /// - Parameter length: of the shortest secret that counts.
    func blackOut(_ bytes: [UInt8], from length: Int = minimumLength) -> [UInt8] {
        let secrets = known.withLock { $0.all.filter { $0.count >= length } }
        return secrets.isEmpty ? bytes : Redaction.replacing(secrets, in: bytes)
    }

    /// Matches are searched in the original bytes and replaced as whole merged spans, so that overlapping secrets leave
    /// nothing of each other.
    private static func replacing(_ secrets: [[UInt8]], in text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        // Most bytes cannot begin a secret, in whatever spelling.
        var beginnings = [Bool](repeating: false, count: 256)
        for byte in secrets.compactMap(\.first) + Array("%\\+&".utf8) { beginnings[Int(byte)] = true }
        var index = 0
        var hiddenUntil = 0
        while index < text.count {
            for secret in secrets where beginnings[Int(text[index])] {
                if let end = end(of: secret, in: text, at: index), end > hiddenUntil {
                    if index >= hiddenUntil { result.append(contentsOf: replacement.utf8) }
                    hiddenUntil = end
                }
            }
            if index >= hiddenUntil { result.append(text[index]) }
            index += 1
        }
        return result
    }

    /// Where a spelling of `secret` that starts at `start` ends. Each byte may stand as itself, percent-encoded, or
    /// escaped with a backslash or as a numeric entity of HTML; a blank also as a plus.
    private static func end(of secret: [UInt8], in text: [UInt8], at start: Int) -> Int? {
        if start + secret.count <= text.count, text[start..<start + secret.count].elementsEqual(secret) {
            return start + secret.count
        }
        var index = start
        for byte in secret {
            guard index < text.count else { return nil }
            if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
                let high = Percent.digit(text[index + 1]), let low = Percent.digit(text[index + 2]), high << 4 | low == byte
            {
                index += 3
            } else if text[index] == UInt8(ascii: "&"), let entity = entity(text[index...]), entity.value == UInt32(byte) {
                index += entity.size
            } else if text[index] == UInt8(ascii: "\\"), index + 1 < text.count, text[index + 1] == byte {
                index += 2
            } else if text[index] == byte || (byte == UInt8(ascii: " ") && text[index] == UInt8(ascii: "+")) {
                index += 1
            } else {
                return nil
            }
        }
        return index
    }

    /// `&#65;` or `&#x41;` at the start, and how many bytes it takes.
    private static func entity(_ text: ArraySlice<UInt8>) -> (value: UInt32, size: Int)? {
        guard let end = text.prefix(9).firstIndex(of: UInt8(ascii: ";")), text.dropFirst().first == UInt8(ascii: "#") else { return nil }
        let digits = String(decoding: text[(text.startIndex + 2)..<end], as: UTF8.self).lowercased()
        guard let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits) else { return nil }
        return (value, end - text.startIndex + 1)
    }

    /// Cuts user-info, query and fragment out of everything that looks like `scheme://…`.
    private static func shorteningURLs(in text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard text[index...].starts(with: "://".utf8) else {
                result.append(text[index])
                index += 1
                continue
            }
            let end = text[index...].firstIndex(where: endsURL) ?? text.count
            let authority = index + 3
            let pathStart = text[authority..<end].firstIndex(where: { "/?#".utf8.contains($0) }) ?? end
            let host = text[authority..<pathStart].lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority
            let pathEnd = text[pathStart..<end].firstIndex(where: { "?#".utf8.contains($0) }) ?? end
            result.append(contentsOf: text[index..<authority])
            result.append(contentsOf: text[host..<pathEnd])
            if pathEnd < end { result.append(contentsOf: "?…".utf8) }
            index = end
        }
        return result
    }

    private static func endsURL(_ byte: UInt8) -> Bool { byte <= 0x20 || "\"'<>`)]},;".utf8.contains(byte) }
}
