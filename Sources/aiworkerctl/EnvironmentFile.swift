import AIWorkerKit
import Foundation

/// The environment of a preview, read from a file because arguments are seen by everybody on the machine.
enum EnvironmentFile {
    /// - Parameter path: `-` reads standard input. Lines `NAME=VALUE`, or one JSON object of texts.
    /// - Throws: `invalid_argument`, without any value in it.
    static func read(_ path: String) throws -> [(name: String, value: String)] {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle, let data = try? handle.readToEnd() ?? Data() else {
            throw Failure.invalidArgument("The file \(path) cannot be read.")
        }
        let text = String(decoding: data, as: UTF8.self)
        if text.drop(while: \.isWhitespace).hasPrefix("{") {
            guard let object = JSON(text: text)?.asObject else { throw Failure.invalidArgument("The file \(path) is no JSON object.") }
            return try object.members.map { name, value in
                guard let value = value.asString else { throw Failure.invalidArgument("The value of \(name) in \(path) is no text.") }
                return (name, value)
            }
        }
        return try text.split(whereSeparator: \.isNewline).enumerated().compactMap { number, line in
            let line = line.drop(while: \.isWhitespace)
            if line.isEmpty || line.hasPrefix("#") { return nil }
            guard let equals = line.firstIndex(of: "=") else {
                // The line may be a secret without its name.
                throw Failure.invalidArgument("Line \(number + 1) of \(path) has not the form NAME=VALUE.")
            }
            return (String(line[..<equals]), unquoted(line[line.index(after: equals)...]))
        }
    }

    /// Without the quotes around it, if it has a pair of them; the text between stays as it is.
    private static func unquoted(_ value: Substring) -> String {
        for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
            return String(value.dropFirst().dropLast())
        }
        return String(value)
    }
}
