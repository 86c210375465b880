import AIWorkerKit
import Foundation
import Testing

@testable import aiworker_events

/// A server on a store of its own, for as long as the body runs.
func withService(_ limits: ConnectionLimits = ConnectionLimits(), _ body: @Sendable (Int, SQLiteDatabase) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "events-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let settings = try WorkerSettings.fromEnvironment(["HOME": folder, "AIWORKER_DATABASE_URL": "sqlite://\(folder)/queue.db"])
    let store = Store(settings.database, busyTimeout: settings.busyTimeout)
    let service = Service(settings: settings, store: store, access: Access(token: nil, isLoopback: true), limits: limits)
    let database = try #require(try store.database() as? SQLiteDatabase)
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { continuation.finish() }
            try await service.run(on: try ListenAddress("127.0.0.1:0")) { continuation.yield($0) }
        }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        try await body(port, database)
        group.cancelAll()
    }
}

/// A connection that says exactly what a test wants, and nothing by itself.
struct Client: ~Copyable {
    private let descriptor: Int32

    struct Failed: Error { var what: String }

    init(_ port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // Little is taken without being read.
        var room: Int32 = 4096
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw Failed(what: "connect: \(errno)") }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) { _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
    func write(_ text: String) { write(Array(text.utf8)) }

    /// Asks for the events after 0 and reads the handshake.
    func openWebSocket() async throws {
        write(
            "GET /events?after=0 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        let endOfHead = Array("\r\n\r\n".utf8)
        guard let answer = try await read(until: { Array($0.suffix(4)) == endOfHead }), answer.starts(with: Array("HTTP/1.1 101".utf8)) else {
            throw Failed(what: "no handshake")
        }
    }

    /// Reads until the condition holds or the other side has closed, at most 30 s.
    ///
    /// - Returns: what was read; nil when the other side closed before.
    func read(until isEnough: ([UInt8]) -> Bool) async throws -> [UInt8]? {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let end = ContinuousClock.now + .seconds(30)
        while .now < end {
            let count = recv(descriptor, &chunk, chunk.count, Int32(MSG_DONTWAIT))
            if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { return nil }
            if count > 0 {
                all += chunk[..<count]
                if isEnough(all) { return all }
            } else {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        throw Failed(what: "neither enough nor an end within 30 s, but \(all.count) bytes")
    }

    /// Waits until the other side has closed.
    func isClosed() async throws -> Bool { try await read { _ in false } == nil }

    /// Whether a request is served.
    func isServed() async throws -> Bool {
        write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = try await read { $0.suffix(3) == Array("ok\n".utf8) }
        return answer?.starts(with: Array("HTTP/1.1 200".utf8)) ?? false
    }
}
