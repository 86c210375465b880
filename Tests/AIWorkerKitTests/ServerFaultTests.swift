import Foundation
import Testing

@testable import AIWorkerKit

/// What goes wrong with a server that stays up, on both kinds of connection.
@Suite struct ServerFaultTests {
    enum Wire: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case plain, encrypted

        var testDescription: String { rawValue }
        var server: MariaDBServer { get throws { try (self == .plain ? MariaDBServer.shared : MariaDBServer.encrypted).get() } }
    }

    private static func store(_ wire: Wire, busyTimeout: Double = 10) throws -> (MariaDBDatabase, DatabaseURL.ServerAddress) {
        let address = try wire.server.makeDatabase()
        let store = try MariaDBDatabase(address, busyTimeout: busyTimeout)
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P'), ('q', 'Q')")
        return (store, address)
    }

    private static func name(_ store: MariaDBDatabase, _ id: String) throws -> String? {
        try store.read { try $0.query("SELECT name FROM projects WHERE id = ?", [.text(id)]) }.first?.text("name")
    }

    @Test("a row that another holds is waited for as long as configured, and no longer", arguments: Wire.allCases) func busy(wire: Wire) throws {
        let (store, address) = try Self.store(wire, busyTimeout: 1)
        let person = try SQLSession(address)
        try person.execute("BEGIN")
        try person.execute("UPDATE projects SET name = 'locked' WHERE id = 'p'")
        let begin = DispatchTime.now()
        #expect(throws: StoreError.busy) { try store.run("UPDATE projects SET name = 'x' WHERE id = 'p'") }
        let waited = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
        #expect(waited >= 0.9 && waited < 6)
        try person.execute("COMMIT")
        try store.run("UPDATE projects SET name = 'free' WHERE id = 'p'")
        #expect(try Self.name(store, "p") == "free")
    }

    @Test("a table that another has locked is waited for as long as configured too", arguments: Wire.allCases) func tableLock(wire: Wire) throws {
        let (store, address) = try Self.store(wire, busyTimeout: 1)
        let person = try SQLSession(address)
        try person.execute("LOCK TABLES projects WRITE")
        #expect(throws: StoreError.busy) { try store.run("UPDATE projects SET name = 'x'") }
        #expect(throws: StoreError.busy) { try store.read { try $0.query("SELECT * FROM projects", []) } }
        try person.execute("UNLOCK TABLES")
        #expect(try Self.name(store, "p") == "P")
    }

    @Test("a deadlock is taken back and done again, and no caller hears of it", arguments: Wire.allCases) func deadlock(wire: Wire) throws {
        let (store, _) = try Self.store(wire, busyTimeout: 30)
        let runs = Collected<String>()
        let failures = Collected<String>()
        let meeting = Meeting(2)
        let orders = [["p", "q"], ["q", "p"]]
        DispatchQueue.concurrentPerform(iterations: 2) { worker in
            do {
                try store.write { connection in
                    runs.add("\(worker)")
                    try connection.execute("UPDATE projects SET description = CONCAT(COALESCE(description, ''), ?) WHERE id = ?", [
                        .text("\(worker)"), .text(orders[worker][0]),
                    ])
                    // Both hold one row before either wants the other's; at the second try nobody is waited for.
                    meeting.arrive()
                    try connection.execute("UPDATE projects SET description = CONCAT(COALESCE(description, ''), ?) WHERE id = ?", [
                        .text("\(worker)"), .text(orders[worker][1]),
                    ])
                }
            } catch { failures.add("\(error)") }
        }
        #expect(failures.all.isEmpty)
        #expect(runs.all.count >= 3, "one of them was run again")
        for id in ["p", "q"] {
            let text = try store.read { try $0.query("SELECT description FROM projects WHERE id = ?", [.text(id)]) }.first?.text("description")
            #expect(text?.sorted() == ["0", "1"], "each wrote once")
        }
    }

    @Test("a body that swallows a deadlock commits nothing of it", arguments: Wire.allCases) func swallowed(wire: Wire) throws {
        let (store, _) = try Self.store(wire, busyTimeout: 30)
        let meeting = Meeting(2)
        let orders = [["p", "q"], ["q", "p"]]
        let failures = Collected<String>()
        DispatchQueue.concurrentPerform(iterations: 2) { worker in
            do {
                try store.write { connection in
                    try connection.execute("UPDATE projects SET preview_port = preview_port + 1 WHERE id = ?", [.text(orders[worker][0])])
                    meeting.arrive()
                    _ = try? connection.execute("UPDATE projects SET preview_port = preview_port + 1 WHERE id = ?", [.text(orders[worker][1])])
                }
            } catch { failures.add("\(error)") }
        }
        #expect(failures.all.isEmpty)
        #expect(try store.read { try $0.query("SELECT preview_port FROM projects", []) }.allSatisfy { $0.integer("preview_port") == 8082 })
    }

    @Test("a connection that the server has closed is replaced without a word", arguments: Wire.allCases) func idleConnection(wire: Wire) throws {
        let (store, address) = try Self.store(wire)
        let person = try SQLSession(address)
        for _ in 0..<3 {
            #expect(try Self.killAll(of: address, but: person) > 0)
            try store.run("UPDATE projects SET preview_port = preview_port + 1 WHERE id = 'p'")
            #expect(try Self.killAll(of: address, but: person) > 0)
            #expect(try Self.name(store, "p") == "P")
        }
        #expect(try person.query("SELECT preview_port FROM projects WHERE id = 'p'").first?.integer("preview_port") == 8083)
    }

    /// Ends all connections to a database but one, and waits until they are gone. Returns how many there were.
    private static func killAll(of address: DatabaseURL.ServerAddress, but person: SQLSession) throws -> Int {
        let list = "SELECT id FROM information_schema.processlist WHERE db = '\(address.database)' AND id <> CONNECTION_ID()"
        let found = try person.query(list).compactMap { $0.integer("id") }
        // A store that notices the loss of one closes its others.
        for id in found { _ = try? person.execute("KILL \(id)") }
        while try !person.query(list).isEmpty { usleep(1000) }
        return found.count
    }

    @Test("a connection lost in the middle of a transaction begins it again, once", arguments: Wire.allCases) func lostInTheMiddle(wire: Wire) throws {
        let (store, address) = try Self.store(wire)
        let person = try SQLSession(address)
        let runs = Collected<Int>()
        try store.write { connection in
            runs.add(1)
            try connection.execute("UPDATE projects SET preview_port = preview_port + 1 WHERE id = 'p'", [])
            if runs.all.count == 1 { _ = try Self.killAll(of: address, but: person) }
            try connection.execute("UPDATE projects SET preview_port = preview_port + 1 WHERE id = 'q'", [])
        }
        #expect(runs.all.count == 2)
        #expect(try person.query("SELECT preview_port FROM projects").allSatisfy { $0.integer("preview_port") == 8081 })
        let reason = expectUnavailable {
            try store.write { connection in
                _ = try Self.killAll(of: address, but: person)
                try connection.execute("UPDATE projects SET preview_port = 0", [])
            }
        }
        #expect(reason?.contains("lost") == true)
        #expect(try person.query("SELECT preview_port FROM projects").allSatisfy { $0.integer("preview_port") == 8081 })
    }

    @Test("a connection lost at the commit is not tried again, because it may have been done", arguments: Wire.allCases) func lostAtCommit(wire: Wire) throws {
        let (store, address) = try Self.store(wire)
        let person = try SQLSession(address)
        let runs = Collected<Int>()
        do {
            try store.write { connection in
                runs.add(1)
                try connection.execute("UPDATE projects SET preview_port = 1", [])
                _ = try Self.killAll(of: address, but: person)
            }
            Issue.record("a commit without a connection cannot succeed")
        } catch StoreError.outcomeUnknown(let reason) {
            #expect(!reason.contains(MariaDBServer.password))
            let failure = StoreError.outcomeUnknown(reason).failure
            #expect(failure.code == "database_unavailable" && !failure.message.contains("Nothing was changed"))
        }
        #expect(runs.all.count == 1)
    }

    @Test("the right to publish is lost with its connection, and another gets it", arguments: Wire.allCases) func publisherLock(wire: Wire) throws {
        let (store, address) = try Self.store(wire)
        let other = try MariaDBDatabase(address)
        let lock = try #require(try store.publisherLock())
        #expect(try other.publisherLock() == nil)
        let person = try SQLSession(address)
        _ = try Self.killAll(of: address, but: person)
        #expect(!lock.isHeld())
        let next = try #require(try other.publisherLock())
        #expect(next.isHeld() && !lock.isHeld())
        let elsewhere = try Self.store(wire).0
        #expect(try elsewhere.publisherLock()?.isHeld() == true, "another database has a right of its own")
    }

    @Test("renewals have a connection of their own while all others wait", arguments: Wire.allCases) func reserved(wire: Wire) throws {
        let (store, address) = try Self.store(wire, busyTimeout: 20)
        let person = try SQLSession(address)
        try person.execute("BEGIN")
        try person.execute("UPDATE projects SET name = 'locked' WHERE id = 'p'")
        let started = Meeting(ServerPool.ordinary + 1)
        let done = Meeting(ServerPool.ordinary + 1)
        for _ in 0..<ServerPool.ordinary {
            Thread {
                try? store.write { connection in
                    started.arrive()
                    try connection.execute("UPDATE projects SET preview_port = 1 WHERE id = 'p'", [])
                }
                done.arrive()
            }.start()
        }
        started.arrive()
        try store.writeUrgently { _ = try $0.execute("UPDATE projects SET name = 'renewed' WHERE id = 'q'", []) }
        #expect(try person.query("SELECT name FROM projects WHERE id = 'q'").first?.text("name") == "renewed")
        try person.execute("ROLLBACK")
        done.arrive()
        let open = try person.query("SELECT COUNT(*) AS n FROM information_schema.processlist WHERE db = '\(address.database)'")
        #expect(try #require(open.first?.integer("n")) <= Int64(ServerPool.ordinary + ServerPool.reserved + 1))
    }

    @Test("a full pool is busy in the configured time", arguments: Wire.allCases) func fullPool(wire: Wire) throws {
        let (store, _) = try Self.store(wire, busyTimeout: 1)
        let waiting = Meeting(ServerPool.ordinary + 1)
        let over = Meeting(ServerPool.ordinary + 1)
        for _ in 0..<ServerPool.ordinary {
            Thread {
                try? store.write { connection in
                    waiting.arrive()
                    over.arrive()
                    try connection.execute("UPDATE projects SET preview_port = 1 WHERE id = 'p'", [])
                }
            }.start()
        }
        waiting.arrive()
        #expect(throws: StoreError.busy) { try store.read { try $0.query("SELECT 1", []) } }
        over.arrive()
    }

    @Test("the wait for a connection and the wait for a row have one end", arguments: Wire.allCases) func oneEnd(wire: Wire) throws {
        let (store, address) = try Self.store(wire, busyTimeout: 4)
        let person = try SQLSession(address, patience: 30)
        try person.execute("BEGIN")
        try person.execute("UPDATE projects SET name = 'locked' WHERE id = 'p'")
        let waiting = Meeting(ServerPool.ordinary + 1)
        for _ in 0..<ServerPool.ordinary {
            Thread {
                try? store.write { _ in
                    waiting.arrive()
                    usleep(3_000_000)
                }
            }.start()
        }
        waiting.arrive()
        let begin = DispatchTime.now()
        #expect(throws: StoreError.busy) { try store.run("UPDATE projects SET name = 'x' WHERE id = 'p'") }
        let waited = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
        #expect(waited >= 3 && waited < 6, "\(waited) s")
        try person.execute("ROLLBACK")
        try store.run("UPDATE projects SET name = 'free' WHERE id = 'p'")
    }

    @Test("calls that wait for a row do not hold up others", arguments: Wire.allCases) func manyWait(wire: Wire) throws {
        let (store, address) = try Self.store(wire, busyTimeout: 60)
        let person = try SQLSession(address)
        try person.execute("BEGIN")
        try person.execute("UPDATE projects SET name = 'locked' WHERE id = 'p'")
        let begun = Meeting(16)
        let over = Meeting(16)
        for _ in 0..<15 {
            Thread {
                try? store.write { connection in
                    begun.arrive()
                    try connection.execute("UPDATE projects SET preview_port = preview_port + 1 WHERE id = 'p'", [])
                }
                over.arrive()
            }.start()
        }
        begun.arrive()
        try store.run("UPDATE projects SET name = 'other' WHERE id = 'q'")
        #expect(try Self.name(store, "q") == "other")
        try person.execute("ROLLBACK")
        over.arrive()
        #expect(try person.query("SELECT preview_port FROM projects WHERE id = 'p'").first?.integer("preview_port") == 8095)
    }

    @Test("where the server has no connection left, those that the process has must do") func noConnectionLeft() throws {
        let server = try MariaDBServer(["--max-connections=3"])
        defer { server.stop() }
        let address = try server.makeDatabase()
        let store = try MariaDBDatabase(address, busyTimeout: 30)
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        let failures = Collected<String>()
        DispatchQueue.concurrentPerform(iterations: 12) { _ in
            do {
                for _ in 0..<5 {
                    try store.write { connection in
                        try connection.execute("UPDATE projects SET preview_port = preview_port + 1", [])
                        usleep(2000)
                    }
                }
            } catch { failures.add("\(error)") }
        }
        #expect(failures.all.isEmpty)
        #expect(try store.read { try $0.query("SELECT preview_port FROM projects", []) }.first?.integer("preview_port") == 8140)
    }

    @Test("a value that will never fit is told as such, and not to be tried again", arguments: [
        "UPDATE projects SET name = REPEAT('x', 513)", "UPDATE projects SET preview_port = 99999999999",
        "UPDATE projects SET env_vars = '[not json'", "UPDATE projects SET name = NULL",
    ])
    func refusedValue(statement: String) throws {
        let (store, _) = try Self.store(.plain)
        do {
            try store.run(statement)
            Issue.record("it was taken")
        } catch StoreError.refused(let reason) {
            let failure = StoreError.refused(reason).failure
            #expect(failure.code == "invalid_argument" && failure.retry == .never)
        }
    }
}
