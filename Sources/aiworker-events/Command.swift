import AIWorkerKit
import ArgumentParser
import Foundation
import NIOCore

/// `aiworker-events`: the page for people, and the events for programs.
@main
struct Command: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aiworker-events",
        abstract: "Shows the queue live in a browser and relays its events over WebSocket.",
        discussion: """
            Reads the same AIWORKER_* variables as the toolset. Listens on this machine only; to listen elsewhere, set \
            AIWORKER_EVENTS_TOKEN to a secret of at least 16 characters, which people then type once and programs send as \
            "Authorization: Bearer …".
            """)

    @Option(help: "Address and port to listen on; port 0 takes any free one.")
    var listen = "127.0.0.1:8090"

    @Flag(help: "End when standard input does: for a server that must not outlive who started it.")
    var withParent = false

    func run() async throws {
        let place: ListenAddress
        let settings: WorkerSettings
        let token: String?
        do {
            place = try ListenAddress(listen)
            let environment = ProcessInfo.processInfo.environment
            settings = try WorkerSettings.fromEnvironment(environment)
            token = try Self.token(environment["AIWORKER_EVENTS_TOKEN"], isLoopback: place.isLoopback)
        } catch let failure as Failure {
            throw Complaint(failure.message)
        }
        let store = Store(settings.database, busyTimeout: settings.busyTimeout)
        let service = Service(settings: settings, store: store, access: Access(token: token, isLoopback: place.isLoopback))
        Self.endWithSignals()
        if withParent { Self.endWithInput() }
        do {
            try await service.run(on: place) { port in
                FileHandle.standardOutput.write(Data("Listening on http://\(place.shownHost):\(port)/\n".utf8))
            }
        } catch let failure as Failure {
            throw Complaint(failure.message)
        } catch let error as IOError {
            throw Complaint(place.complaint(error.errnoCode))
        } catch {
            throw Complaint("cannot listen on \(listen): \(error)")
        }
    }

    private static func token(_ text: String?, isLoopback: Bool) throws -> String? {
        guard let text, !text.isEmpty else {
            if isLoopback { return nil }
            throw Failure.notConfigured(
                "AIWORKER_EVENTS_TOKEN",
                "To listen on an address that others can reach, set AIWORKER_EVENTS_TOKEN to a secret of at least 16 characters.")
        }
        guard text.utf8.count >= 16, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure.notConfigured(
                "AIWORKER_EVENTS_TOKEN", "AIWORKER_EVENTS_TOKEN must have at least 16 characters, all of them visible ASCII.")
        }
        return text
    }

    /// Also as the first process of a container, which a signal without a handler does not end. What is stored is whole at any moment,
    /// and readers come back, so there is nothing to put away.
    private static func endWithSignals() {
        for number in [SIGTERM, SIGINT] { signal(number) { _ in _exit(0) } }
    }

    private static func endWithInput() {
        let thread = Thread {
            var byte: UInt8 = 0
            while read(0, &byte, 1) > 0 {}
            Foundation.exit(0)
        }
        thread.start()
    }
}

/// A message that ends the program with status 1.
struct Complaint: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
