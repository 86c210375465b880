import Foundation
import Testing

/// Runs the built program.
@Suite("The kwork-sandbox command", .timeLimit(.minutes(2)))
struct CommandTests {
    private struct Run {
        var process: Process
        var input: Pipe
        var readyFile: URL
        var directory: URL
        let ended: AsyncStream<Int32>

        init(_ arguments: [String]) throws {
            let (ended, signal) = AsyncStream<Int32>.makeStream()
            self.ended = ended
            directory = FileManager.default.temporaryDirectory.appendingPathComponent("kwork-sandbox-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            readyFile = directory.appendingPathComponent("ready")
            process = Process()
            let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            process.executableURL = program.appendingPathComponent("kwork-sandbox")
            process.arguments = arguments + ["--ready-file", readyFile.path]
            input = Pipe()
            process.standardInput = input
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            process.terminationHandler = { signal.yield($0.terminationStatus) }
            try process.run()
        }

        /// The lines of the ready file as names and values.
        func environment() async throws -> [String: String] {
            while !FileManager.default.fileExists(atPath: readyFile.path) {
                guard process.isRunning else { break }
                try await Task.sleep(for: .milliseconds(20))
            }
            let lines = try String(contentsOf: readyFile, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
            return Dictionary(
                uniqueKeysWithValues: lines.map { line in
                    let halves = line.split(separator: "=", maxSplits: 1)
                    return (String(halves[0]), String(halves[1]))
                })
        }

        func status() async -> Int32? {
            for await status in ended { return status }
            return nil
        }

        func cleanUp() {
            if process.isRunning { process.terminate() }
            try? FileManager.default.removeItem(at: directory)
        }
    }

    @Test("tells where it listens and ends cleanly on SIGTERM")
    func terminates() async throws {
        let run = try Run(["--require-pace", "2,1"])
        defer { run.cleanUp() }
        let environment = try await run.environment()
        let port = try #require(environment["KWORK_API_URL"].flatMap { URL(string: $0)?.port })
        #expect(environment["KWORK_LOGIN"] == "demo")
        #expect(environment["KWORK_WEB_URL"]?.hasPrefix("http://127.0.0.1:") == true)
        let two = RawClient.apiRequest("categories", closing: false) + RawClient.apiRequest("categories")
        let answers = await RawClient.exchange(port: port, two)
        #expect(answers.status == 200)
        #expect(answers.text.contains("HTTP/1.1 429"))
        run.process.terminate()
        #expect(await run.status() == 0)
    }

    @Test("stands in for the site without an exchange, if asked to")
    func com() async throws {
        let run = try Run(["--site", "com", "--with-parent"])
        defer { run.cleanUp() }
        let environment = try await run.environment()
        let port = try #require(environment["KWORK_WEB_URL"].flatMap { URL(string: $0)?.port })
        for (page, status) in [("/", 200), ("/projects", 404)] {
            #expect(await RawClient.exchange(port: port, "GET \(page) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").status == status)
        }
    }

    @Test("ends when its standard input ends, if asked to")
    func followsParent() async throws {
        let run = try Run(["--with-parent"])
        defer { run.cleanUp() }
        _ = try await run.environment()
        try run.input.fileHandleForWriting.close()
        #expect(await run.status() == 0)
    }

    @Test("refuses a pace it cannot read", arguments: ["fast", "0,5", "2,0", "2", "2,5,x"])
    func badPace(text: String) async throws {
        let run = try Run(["--require-pace", text])
        defer { run.cleanUp() }
        #expect(await run.status() == 64)
    }
}
