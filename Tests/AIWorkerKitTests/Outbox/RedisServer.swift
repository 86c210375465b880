import Foundation

@testable import AIWorkerKit

/// A real redis-server of a test, on a port of its own. Ends with the object.
final class RedisServer {
    let port: Int
    private let process = Process()

    /// - Parameter port: nil: a free one.
    init(port wanted: Int? = nil, password: String? = nil, more: String = "") throws {
        signal(SIGPIPE, SIG_IGN)
        port = try wanted ?? Self.freePort()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["redis-server", "-"]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let configuration = """
            port \(port)
            bind 127.0.0.1
            save ""
            dir \(NSTemporaryDirectory())
            \(password.map { "requirepass \($0)" } ?? "")
            \(more)
            """
        input.fileHandleForWriting.write(Data(configuration.utf8))
        try input.fileHandleForWriting.close()
        let end = Date(timeIntervalSinceNow: 20)
        while true {
            do {
                _ = try RedisConnection(url(password: password))
                return
            } catch {
                guard process.isRunning, Date() < end else { throw error }
                usleep(20_000)
            }
        }
    }

    deinit { stop() }

    func url(password: String? = nil) -> RedisURL {
        // The text has the form that is read.
        var url = RedisURL("redis://127.0.0.1:\(port)/0") ?? RedisURL("redis://127.0.0.1")
        url?.password = password
        guard let url else { preconditionFailure("the test's own address is bad") }
        return url
    }

    func stop() {
        guard process.isRunning else { return }
        // It inherits blocked signals from the thread that started it, so asking politely would do nothing.
        kill(process.processIdentifier, SIGKILL)
        let end = Date(timeIntervalSinceNow: 10)
        while process.isRunning, Date() < end { usleep(5_000) }
    }

    static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, size) == 0 && getsockname(socket, pointer, &size) == 0
            }
        }
        guard isBound else { throw RedisError(reason: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
