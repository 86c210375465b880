import AIWorkerKit
import ArgumentParser
import Foundation

/// Text out, failures as text and status.
enum Console {
    static func print(_ answer: Answer, json: Bool) { print(json ? answer.json.text : answer.text) }

    /// Writes at once, so that followers see each line; a reader that has left ends the program quietly.
    static func print(_ line: String) {
        var bytes = Array((line + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                exit(errno == EPIPE ? 0 : 1)
            }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Runs a command; a failure becomes a message and the exit status that belongs to it.
    static func run(json: Bool, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let failure as Failure {
            if json {
                print(error(failure).text)
            } else {
                FileHandle.standardError.write(Data("aiworkerctl: \(Printable.line(failure.message))\n".utf8))
            }
            throw ExitCode(isAboutTheStore(failure) ? 2 : 1)
        }
    }

    /// A failure for programs.
    static func error(_ failure: Failure) -> JSON { ["error": failure.forPeople] }

    private static func isAboutTheStore(_ failure: Failure) -> Bool {
        ["not_configured", "database_busy", "database_unavailable", "schema_too_new"].contains(failure.code)
    }
}
