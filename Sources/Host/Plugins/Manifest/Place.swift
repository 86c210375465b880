/// A point in a file that a person edits.
struct Place: Sendable, Equatable {
    /// The file as it is shown to the operator.
    var file: String
    /// Counted from 1.
    var line: Int
    /// Counted from 1, in Unicode scalars, as most editors do.
    var column: Int

    /// `plugins.json:14:9`, the form that editors and terminals make clickable.
    var full: String { "\(file):\(line):\(column)" }

    /// `plugins.json:14`, with the folder left out: short enough for a table.
    var short: String {
        let name = file.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(file[file.utf8.index(after: $0)...]) } ?? file
        return "\(name):\(line)"
    }
}

/// The text of a file together with the name under which its errors are reported.
struct SourceText: Sendable {
    let file: String
    let bytes: [UInt8]

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    /// Line and column of a byte offset; offsets beyond the end give the end.
    func place(at offset: Int) -> Place {
        var line = 1
        var column = 1
        for byte in bytes[..<min(max(offset, 0), bytes.count)] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1  // Continuation bytes of UTF-8 belong to the scalar before them.
            }
        }
        return Place(file: file, line: line, column: column)
    }
}
