import Foundation
import Testing

@testable import AIWorkerKit

/// What goes wrong with a server that stays up, on both kinds of connection.
@Suite struct ServerFaultTests {
    @Test("a deadlock is taken back and done again, and no caller hears of it", arguments: Wire.allCases) func deadlock(wire: Wire) throws {
        let (store, _) = try ServerStore.make(wire, busyTimeout: 30)
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
        let (store, _) = try ServerStore.make(wire, busyTimeout: 30)
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
        let (store, address) = try ServerStore.make(wire)
        let person = try SQLSession(address)
        for _ in 0..<3 {
            #expect(try Self.killAll(of: address, but: person) > 0)
            try store.run("UPDATE projects SET preview_port = preview_port + 1 WHERE id = 'p'")
            #expect(try Self.killAll(of: address, but: person) > 0)
            #expect(try ServerStore.name(store, "p") == "P")
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
        let (store, address) = try ServerStore.make(wire)
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
        let (store, address) = try ServerStore.make(wire)
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
        let (store, address) = try ServerStore.make(wire)
        let other = try MariaDBDatabase(address)
        let lock = try #require(try store.publisherLock())
        #expect(try other.publisherLock() == nil)
        let person = try SQLSession(address)
        _ = try Self.killAll(of: address, but: person)
        #expect(!lock.isHeld())
        let next = try #require(try other.publisherLock())
        #expect(next.isHeld() && !lock.isHeld())
        let elsewhere = try ServerStore.make(wire).0
        #expect(try elsewhere.publisherLock()?.isHeld() == true, "another database has a right of its own")
    }

    @Test("a value that will never fit is told as such, and not to be tried again", arguments: [
        "UPDATE projects SET name = REPEAT('x', 513)", "UPDATE projects SET preview_port = 99999999999",
        "UPDATE projects SET env_vars = '[not json'", "UPDATE projects SET name = NULL",
    ])
    func refusedValue(statement: String) throws {
        let (store, _) = try ServerStore.make(.plain)
        do {
            try store.run(statement)
            Issue.record("it was taken")
        } catch StoreError.refused(let reason) {
            let failure = StoreError.refused(reason).failure
            #expect(failure.code == "invalid_argument" && failure.retry == .never)
        }
    }
}
