import AIWorkerKit
import Testing

@testable import aiworker_events

@Suite("What strangers and slow readers may take")
struct ConnectionLimitsTests {
    @Test("a request that does not arrive is given up", arguments: [
        "", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\n",
        "POST /api/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf",
        "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /he",
    ])
    func halfRequests(text: String) async throws {
        var limits = ConnectionLimits()
        limits.request = .milliseconds(300)
        try await withService(limits) { port, _ in
            let client = try Client(port)
            client.write(text)
            #expect(try await client.isClosed())
        }
    }

    @Test("one connection more than the limit is closed, and there is room when another one ends")
    func connections() async throws {
        var limits = ConnectionLimits()
        limits.connections = 1
        try await withService(limits) { port, _ in
            do {
                let first = try Client(port)
                #expect(try await first.isServed())
                #expect(try await Client(port).isClosed())
                #expect(try await first.isServed())
            }
            try await serves(port)
        }
    }

    @Test("a WebSocket that answers no ping is given up")
    func silence() async throws {
        var limits = ConnectionLimits()
        limits.ping = .milliseconds(100)
        try await withService(limits) { port, _ in
            let client = try Client(port)
            try await client.openWebSocket()
            #expect(try await client.isClosed())
        }
    }

    @Test("a WebSocket that answers pings stays")
    func answers() async throws {
        var limits = ConnectionLimits()
        limits.ping = .milliseconds(200)
        try await withService(limits) { port, _ in
            let client = try Client(port)
            try await client.openWebSocket()
            for _ in 0..<8 {
                let ping = try await client.read { $0.count >= 2 }
                #expect(ping.map { Array($0.prefix(2)) } == [0x89, 0])
                // An empty pong, masked with zeros.
                client.write([0x8A, 0x80, 0, 0, 0, 0])
            }
        }
    }

    @Test("a WebSocket whose reader does not read is closed when too much waits, by number or by size", arguments: [
        (600, 64 << 20), (5000, 11 << 20),
    ])
    func slowReaders(frames: Int, bytes: Int) async throws {
        var limits = ConnectionLimits()
        limits.connections = 1
        limits.waitingFrames = frames
        limits.waitingBytes = bytes
        try await withService(limits) { port, database in
            let slow = try Client(port)
            try await slow.openWebSocket()
            // More than the buffers of both sides take.
            for look in 0..<120 {
                try database.write { connection in
                    for number in 0..<25 {
                        try connection.execute(
                            "INSERT INTO outbox_events (event_id, event, payload) VALUES (?, 'test', ?)",
                            [.text("\(look)-\(number)"), .text(#"{"text": "\#(String(repeating: "x", count: 20_000))"}"#)])
                    }
                }
            }
            // Its place is free although it never read or closed.
            try await serves(port)
            _ = consume slow
        }
    }

    /// Waits until somebody else is served, at most 30 s.
    private func serves(_ port: Int) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while try await !Client(port).isServed() {
            guard .now < end else { throw Client.Failed(what: "nobody is served") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
