import AIWorkerKit
import ArgumentParser
import Foundation

/// What a command prints: JSON for programs, text for people.
struct Answer {
    var json: JSON
    var text: String
}

/// A command that works on the queue.
protocol PeopleCommand: ParsableCommand {
    var common: CommonOptions { get }
    func work(_ people: People) throws -> Answer
}

extension PeopleCommand {
    func run() throws {
        try Shell.run(json: common.json) {
            let settings = try Shell.settings()
            Shell.print(try work(try Shell.people(settings)), json: common.json)
        }
    }
}

/// What all commands share: settings in, text and status out.
enum Shell {
    static func settings() throws -> WorkerSettings { try WorkerSettings.fromEnvironment(ProcessInfo.processInfo.environment) }

    static func database(_ settings: WorkerSettings) throws -> any Database {
        do {
            return try Store(settings.database, busyTimeout: settings.busyTimeout).database()
        } catch let error as StoreError {
            throw error.failure
        }
    }

    static func people(_ settings: WorkerSettings) throws -> People { People(try database(settings), rules: settings.rules) }

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
                print(JSON.object(JSON.Object([(key: "error", value: describe(failure))])).text)
            } else {
                FileHandle.standardError.write(Data("aiworkerctl: \(Printable.line(failure.message))\n".utf8))
            }
            throw ExitCode(isAboutTheStore(failure) ? 2 : 1)
        }
    }

    private static func describe(_ failure: Failure) -> JSON {
        var object = JSON.Object([(key: "code", value: .string(failure.code)), (key: "message", value: .string(failure.message))])
        for (key, value) in failure.details.members { object[key] = value }
        return .object(object)
    }

    private static func isAboutTheStore(_ failure: Failure) -> Bool {
        ["not_configured", "database_busy", "database_unavailable", "schema_too_new"].contains(failure.code)
    }
}
