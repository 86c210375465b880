import Foundation
import GRDB
import Testing

@testable import AIWorkerKit

/// Who waits for whom at a file, and how long.
@Suite struct SQLiteWaitTests {
    /// Somebody else's connection to the file.
    private static func other(_ path: String) throws -> GRDB.DatabaseQueue { try DatabaseQueue(path: path) }

    @Test("a lock of another program is waited for as long as configured, and no longer", arguments: [0.2, 1.0])
    func busy(timeout: Double) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        let store = try SQLiteDatabase(path: path, busyTimeout: timeout)
        try Self.other(path).inDatabase { other in
            try other.execute(sql: "BEGIN IMMEDIATE")
            let begin = DispatchTime.now()
            #expect(throws: StoreError.busy) { try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')") }
            let waited = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
            #expect(waited >= timeout && waited < timeout + 3)
            #expect(try store.read { try $0.query("SELECT id FROM projects", []) }.isEmpty, "reading goes on meanwhile")
            try other.execute(sql: "COMMIT")
        }
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        expectFailure("database_busy") { throw StoreError.busy.failure }
        #expect(StoreError.busy.failure.retry != .never)
    }

    @Test("the wait for other threads and the wait for other programs have one end") func oneEnd() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        let store = try SQLiteDatabase(path: path, busyTimeout: 2)
        let isWaiting = DispatchSemaphore(value: 0)
        try Self.other(path).inDatabase { other in
            try other.execute(sql: "BEGIN IMMEDIATE")
            Thread {
                isWaiting.signal()
                try? store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
            }.start()
            isWaiting.wait()
            usleep(300_000)
            let begin = DispatchTime.now()
            #expect(throws: StoreError.busy) { try store.run("INSERT INTO projects (id, name) VALUES ('q', 'Q')") }
            let waited = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
            #expect(waited >= 1.9 && waited < 3.2, "\(waited) s")
            try other.execute(sql: "ROLLBACK")
        }
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
    }

    @Test("urgent writes come before all others that wait") func urgentFirst() throws {
        let turn = WriteTurn()
        let end = DispatchTime.now() + 60
        #expect(turn.take(isUrgent: false, until: end))
        let order = Collected<String>()
        let done = Meeting(7)
        for name in ["a", "b", "c", "urgent", "d", "e"] {
            Thread {
                if turn.take(isUrgent: name == "urgent", until: end) {
                    order.add(name)
                    turn.giveBack()
                }
                done.arrive()
            }.start()
        }
        while !turn.isAwaitedUrgently { usleep(1000) }
        #expect(!turn.take(isUrgent: true, until: .now() + 0.05))
        turn.giveBack()
        done.arrive()
        #expect(order.all.first == "urgent" && order.all.count == 6)
    }

    @Test("a lock that is given back in time is no failure") func waiting() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        let store = try SQLiteDatabase(path: path, busyTimeout: 30)
        let isLocked = DispatchSemaphore(value: 0)
        let thread = Thread {
            try? Self.other(path).inDatabase { other in
                try other.execute(sql: "BEGIN EXCLUSIVE")
                isLocked.signal()
                usleep(300_000)
                try other.execute(sql: "COMMIT")
            }
        }
        thread.start()
        isLocked.wait()
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        #expect(try store.read { try $0.query("SELECT id FROM projects", []) }.count == 1)
    }

    @Test("many processes' worth of openings at once on an empty place all succeed") func openedAtOnce() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("new/q.db")
        let failures = Collected<String>()
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            do {
                let store = try SQLiteDatabase(path: path, busyTimeout: 60)
                try store.run("INSERT INTO projects (id, name) VALUES (?, 'P')", [.text("\(number)")])
            } catch { failures.add("\(error)") }
        }
        #expect(failures.all.isEmpty)
        let store = try SQLiteDatabase(path: path)
        #expect(try store.read { try $0.query("SELECT id FROM projects", []) }.count == 8)
    }
}
