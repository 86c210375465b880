/// Names of a task's preview in the cluster.
public enum PreviewName {
    /// A DNS label that no other task has: the id in safe letters, for people, and a hash of the exact one.
    public static func namespace(taskID: String) -> String {
        let safe = label(taskID.lowercased(), longest: 30)
        return "preview-task-" + (safe.isEmpty ? "" : safe + "-") + ShortHash.of(taskID)
    }

    /// The id as the value of a Kubernetes label.
    public static func label(taskID: String) -> String {
        let safe = label(taskID, longest: 63)
        return safe.isEmpty ? ShortHash.of(taskID) : safe
    }

    private static func label(_ text: String, longest: Int) -> String {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            DNSName.isLetterOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }
        var bytes = Array(text.utf8.map { isAlphanumeric($0) ? $0 : UInt8(ascii: "-") }.prefix(longest))
        while let last = bytes.last, !isAlphanumeric(last) { bytes.removeLast() }
        while let first = bytes.first, !isAlphanumeric(first) { bytes.removeFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the cluster takes a name for an environment variable, also an older one.
    public static func isEnvironmentName(_ name: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || "-._".utf8.contains(byte)
        }
        guard let first = name.utf8.first, isLetter(first), name != ".", !name.hasPrefix(".."), name.utf8.count <= 253 else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
