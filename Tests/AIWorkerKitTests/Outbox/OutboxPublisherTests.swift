import Foundation
import Testing

@testable import AIWorkerKit

/// A database in memory with one project and one task, and a publisher of it.
private struct Outbox {
    let database: SQLiteDatabase
    let publisher: OutboxPublisher
    let clock = Clock()

    /// Goes on only when it is told to.
    final class Clock { var now = ContinuousClock.now }

    init(_ redis: RedisURL?, retention: Double = 604_800) throws {
        let database = try SQLiteDatabase(path: nil)
        try database.write { connection in
            try connection.execute("INSERT INTO projects (id, name) VALUES ('p', 'p')", [])
            try connection.execute("INSERT INTO tasks (id, project_id, title) VALUES ('t', 'p', 't')", [])
        }
        var settings = try WorkerSettings.fromEnvironment(["HOME": "/nowhere"])
        settings.redis = redis
        settings.outboxRetention = retention
        self.database = database
        publisher = OutboxPublisher(settings, now: { [clock] in clock.now }) { database }
    }

    func add(_ count: Int, from first: Int = 0) throws {
        try database.write { connection in
            for number in first..<first + count {
                try connection.execute(
                    "INSERT INTO outbox_events (event_id, event, task_id, project_id, payload) VALUES (?, 'task:status_changed', 't', 'p', ?)",
                    [.text("event-\(number)"), .text(#"{"n":\#(number),"text":"ä\u2028"}"#)])
            }
        }
    }

    func column(_ name: String) throws -> [String?] {
        try database.read { try $0.query("SELECT \(name) AS it FROM outbox_events ORDER BY id", []).map { $0.text("it") } }
    }
}

/// The messages that arrive until there are so many.
private func messages(_ subscription: RedisSubscription, _ count: Int) throws -> [JSON] {
    var found: [JSON] = []
    let end = Date(timeIntervalSinceNow: 20)
    while found.count < count, Date() < end {
        found += try subscription.messages(within: 1).compactMap { JSON(text: $0) }
    }
    return found
}

@Suite("The publisher and a real Redis")
struct OutboxPublisherTests {
    @Test("messages have the form of the contract and the order of their ids, and the cache keys are gone before them")
    func publishes() throws {
        let redis = try RedisServer()
        let outbox = try Outbox(redis.url())
        let client = try RedisConnection(redis.url())
        _ = try client.send([["SET", "task:t", "old"], ["SET", "task:list:p", "old"], ["SET", "task:other", "stays"]])
        let subscription = try RedisSubscription(redis.url(), channel: "aiworker:events")
        try outbox.add(300)
        #expect(outbox.publisher.round() == .init(pause: 1, trouble: nil))
        let found = try messages(subscription, 300)
        let ids = found.compactMap { $0["id"]?.asInteger }
        #expect(ids.count == 300 && ids.elementsEqual(1...300))
        #expect(found.first?["eventId"]?.asString == "event-0")
        #expect(found.first?["event"]?.asString == "task:status_changed")
        #expect(found.first?["data"]?["text"]?.asString == "ä\u{2028}")
        #expect(found.first?["at"]?.asString.flatMap { Timestamp(parsing: $0) } != nil)
        #expect(try outbox.column("published_at").allSatisfy { $0 != nil })
        // DEL counts the keys that were there.
        _ = try client.send([["RENAME", "task:other", "task:moved"]])
        #expect(try client.send([["RENAME", "task:t", "x"]]).first == .refused("ERR no such key"))
        #expect(try client.send([["RENAME", "task:list:p", "x"]]).first == .refused("ERR no such key"))
    }

    @Test("without a server rows wait with attempts and a reason, and go out in order once it is there")
    func recovers() throws {
        let port = try RedisServer.freePort()
        let url = try #require(RedisURL("redis://127.0.0.1:\(port)"))
        let outbox = try Outbox(url)
        try outbox.add(3)
        let failed = outbox.publisher.round()
        #expect(failed.trouble?.contains("cannot be reached") == true)
        #expect(try outbox.column("attempts") == ["1", "1", "1"])
        #expect(try outbox.column("last_error").allSatisfy { $0?.contains("cannot be reached") == true })
        #expect(try outbox.column("published_at") == [nil, nil, nil])

        for _ in 0..<2 {
            // The second time it is a server that was started again under an open connection.
            let redis = try RedisServer(port: port)
            let subscription = try RedisSubscription(url, channel: "aiworker:events")
            #expect(outbox.publisher.round().trouble == nil)
            #expect(try messages(subscription, 3).count == 3)
            redis.stop()
            outbox.clock.now += OutboxPublisher.trust
            try outbox.add(3, from: Int.random(in: 100..<1_000_000_000))
        }
    }

    @Test("a wrong password and a missing one are told without the password")
    func passwords() throws {
        let redis = try RedisServer(password: "right-secret")
        let wrong = try Outbox(redis.url(password: "wrong-secret"))
        try wrong.add(1)
        let trouble = try #require(wrong.publisher.round().trouble)
        #expect(trouble == "Redis refused the password of AIWORKER_REDIS_URL")
        #expect(try wrong.column("last_error").first??.contains("secret") == false)
        let missing = try Outbox(redis.url())
        try missing.add(1)
        #expect(missing.publisher.round().trouble?.contains("NOAUTH") == true)
        let right = try Outbox(redis.url(password: "right-secret"))
        try right.add(1)
        #expect(right.publisher.round().trouble == nil)
    }

    @Test("a server that is full still publishes, since nothing is stored in it")
    func fullServer() throws {
        let redis = try RedisServer(more: "maxmemory 1mb\nmaxmemory-policy noeviction")
        let client = try RedisConnection(redis.url())
        let isFull = try (0..<400).contains { try client.send([["SET", "k\($0)", String(repeating: "x", count: 10_000)]]).first != .fine }
        #expect(isFull)
        let outbox = try Outbox(redis.url())
        try outbox.add(2)
        #expect(outbox.publisher.round().trouble == nil)
        #expect(try outbox.column("published_at").allSatisfy { $0 != nil })
    }

    @Test("a server that accepts and never answers costs the publisher its time limit and nobody else anything")
    func hangingServer() throws {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, size) == 0 && getsockname(socket, pointer, &size) == 0 && listen(socket, 8) == 0
            }
        }
        #expect(isListening)
        let url = try #require(RedisURL("redis://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"))
        let outbox = try Outbox(url)
        try outbox.add(1)
        let start = ContinuousClock.now
        #expect(outbox.publisher.round().trouble?.contains("time limit") == true)
        #expect(start.duration(to: .now) < .seconds(15))
        #expect(try outbox.column("attempts") == ["1"])
    }

    @Test("of two publishers of one store one works, and the other takes over when that one is gone")
    func oneAtATime() throws {
        let redis = try RedisServer()
        let outbox = try Outbox(redis.url())
        var settings = try WorkerSettings.fromEnvironment(["HOME": "/nowhere"])
        settings.redis = redis.url()
        do {
            let first = OutboxPublisher(settings) { outbox.database }
            _ = first.round()
            try outbox.add(1)
            _ = outbox.publisher.round()
            #expect(try outbox.column("published_at") == [nil])
            _ = first.round()
            #expect(try outbox.column("published_at").first != .some(nil))
        }
        try outbox.add(1, from: 7)
        _ = outbox.publisher.round()
        #expect(try outbox.column("published_at").allSatisfy { $0 != nil })
    }

    @Test("rows past their time go: published ones, and without Redis all")
    func retention() throws {
        let old = "UPDATE outbox_events SET created_at = '2020-01-01T00:00:00Z' WHERE id <= 2"
        let alone = try Outbox(nil, retention: 60)
        try alone.add(3)
        _ = try alone.database.write { try $0.execute(old, []) }
        _ = alone.publisher.round()
        #expect(try alone.column("id") == ["3"])

        let redis = try RedisServer()
        let outbox = try Outbox(redis.url(), retention: 60)
        try outbox.add(3)
        _ = outbox.publisher.round()
        _ = try outbox.database.write { try $0.execute(old, []) }
        // The next round that deletes is a minute away, so another publisher does it.
        let rows = OutboxRows(database: outbox.database)
        try rows.prune(olderThan: 60, unpublishedToo: false)
        #expect(try outbox.column("id") == ["3"])
        try outbox.add(1, from: 9)
        _ = try outbox.database.write { try $0.execute("UPDATE outbox_events SET created_at = '2020-01-01T00:00:00Z'", []) }
        try rows.prune(olderThan: 60, unpublishedToo: false)
        #expect(try outbox.column("id") == ["4"])
    }
}
