import Foundation
import Testing

@testable import AIWorkerKit

/// Who waits for whom at a server, and how long.
@Suite struct ServerWaitTests {
    @Test("a row that another holds is waited for as long as configured, and no longer", arguments: Wire.allCases) func busy(wire: Wire) throws {
        let (store, address) = try ServerStore.make(wire, busyTimeout: 1)
        let person = try SQLSession(address)
        try person.execute("BEGIN")
        try person.execute("UPDATE projects SET name = 'locked' WHERE id = 'p'")
        let begin = DispatchTime.now()
        #expect(throws: StoreError.busy) { try store.run("UPDATE projects SET name = 'x' WHERE id = 'p'") }
        let waited = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
        #expect(waited >= 0.9 && waited < 6)
        try person.execute("COMMIT")
        try store.run("UPDATE projects SET name = 'free' WHERE id = 'p'")
        #expect(try ServerStore.name(store, "p") == "free")
    }

    @Test("a table that another has locked is waited for as long as configured too", arguments: Wire.allCases) func tableLock(wire: Wire) throws {
        let (store, address) = try ServerStore.make(wire, busyTimeout: 1)
        let person = try SQLSession(address)
        try person.execute("LOCK TABLES projects WRITE")
        #expect(throws: StoreError.busy) { try store.run("UPDATE projects SET name = 'x'") }
        #expect(throws: StoreError.busy) { try store.read { try $0.query("SELECT * FROM projects", []) } }
        try person.execute("UNLOCK TABLES")
        #expect(try ServerStore.name(store, "p") == "P")
    }

    @Test("renewals have a connection of their own while all others wait", arguments: Wire.allCases) func reserved(wire: Wire) throws {
        let (store, address) = try ServerStore.make(wire, busyTimeout: 20)
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
        let (store, _) = try ServerStore.make(wire, busyTimeout: 1)
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
        let (store, address) = try ServerStore.make(wire, busyTimeout: 4)
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

    @Test("all statements of a transaction have one end of waiting") func oneEndForAll() throws {
        let (store, address) = try ServerStore.make(.plain, busyTimeout: 4)
        let people = try [SQLSession(address), SQLSession(address)]
        for (person, id) in zip(people, ["p", "q"]) {
            try person.execute("BEGIN")
            try person.execute("UPDATE projects SET name = 'locked' WHERE id = ?", [.text(id)])
        }
        Thread {
            usleep(3_000_000)
            _ = try? people[0].execute("ROLLBACK")
        }.start()
        let begin = DispatchTime.now()
        #expect(throws: StoreError.busy) {
            try store.write { connection in
                for id in ["p", "q"] { try connection.execute("UPDATE projects SET name = 'x' WHERE id = ?", [.text(id)]) }
            }
        }
        let waited = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
        #expect(waited >= 3 && waited < 6, "\(waited) s")
    }

    @Test("calls that wait for a row do not hold up others", arguments: Wire.allCases) func manyWait(wire: Wire) throws {
        let (store, address) = try ServerStore.make(wire, busyTimeout: 60)
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
        #expect(try ServerStore.name(store, "q") == "other")
        try person.execute("ROLLBACK")
        over.arrive()
        #expect(try person.query("SELECT preview_port FROM projects WHERE id = 'p'").first?.integer("preview_port") == 8095)
    }

    @Test("where the server has no connection left, those that the process has must do", arguments: [false, true])
    func noConnectionLeft(isEncrypted: Bool) throws {
        let server = try MariaDBServer(["--max-connections=3"], isEncrypted: isEncrypted)
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
}
