import Foundation
import Testing

@testable import AIWorkerKit

/// Opening a store on a server: what stands in the way is told, without the password.
@Suite struct ServerOpeningTests {
    private static func refusal(_ address: DatabaseURL.ServerAddress) -> String? {
        let reason = expectUnavailable { try MariaDBDatabase(address, busyTimeout: 2) }
        #expect(reason?.contains(address.password) == false)
        return reason
    }

    @Test("a wrong password, an unknown database and a closed port are told apart") func wrongAddress() throws {
        let server = try MariaDBServer.shared.get()
        #expect(Self.refusal(server.address("mysql", password: "wrong-secret"))?.contains("password") == true)
        #expect(Self.refusal(server.address("no_such_database"))?.contains("no such database") == true)
        var closed = server.address("mysql")
        closed.port = 1
        #expect(Self.refusal(closed)?.contains("no connection") == true)
    }

    @Test("a connection that fails after the login is closed once, and the reason told") func failureAfterLogin() throws {
        var address = try MariaDBServer.shared.get().makeDatabase()
        address.user = MariaDBServer.limitedUser
        for _ in 0..<3 { #expect(Self.refusal(address)?.contains("1226") == true) }
    }

    @Test("a server that encrypts is talked to in cipher, also where nothing is said; a certificate of nobody is refused where that counts")
    func encrypted() throws {
        var address = try MariaDBServer.encrypted.get().makeDatabase()
        for mode in ["required", "preferred"] {
            address.sslMode = mode
            let found = try MariaDBDatabase(address).read { try $0.query("SHOW STATUS LIKE 'Ssl_cipher'", []) }
            #expect(found.first?.text("Value")?.isEmpty == false, "\(mode)")
        }
        for mode in ["verify-ca", "verify-identity"] {
            address.sslMode = mode
            #expect(Self.refusal(address)?.contains("encrypted") == true, "\(mode)")
        }
    }

    @Test("encryption that is asked for and not there is a refusal; preferred goes without", arguments: ["required", "verify-ca", "verify-identity"])
    func encryption(mode: String) throws {
        var address = try MariaDBServer.shared.get().makeDatabase()
        address.sslMode = "preferred"
        _ = try MariaDBDatabase(address)
        address.sslMode = mode
        _ = Self.refusal(address)
    }

    @Test("a server that cannot skip locked rows is refused with the reason") func oldServer() throws {
        let server = try MariaDBServer(["--version=10.5.8-MariaDB"], checksVersion: false)
        let reason = Self.refusal(server.address("mysql"))
        #expect(reason?.contains("10.5.8") == true && reason?.contains("10.6") == true)
        server.stop()
    }

    @Test("hosts that meet an empty database at once create its schema once, and none fails") func schemaAtOnce() throws {
        let address = try MariaDBServer.shared.get().makeDatabase()
        let failures = Collected<String>()
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            do { try MariaDBDatabase(address, busyTimeout: 60).run("INSERT INTO projects (id, name) VALUES (?, 'P')", [.text("\(number)")]) } catch {
                failures.add("\(error)")
            }
        }
        #expect(failures.all.isEmpty)
        let person = try SQLSession(address)
        #expect(try person.query("SELECT id FROM projects").count == 8)
        #expect(try person.query("SELECT value FROM aiworker_meta").map { $0.text("value") } == ["1"])
    }

    @Test("a half-made schema is completed and a newer one refused") func otherSchemas() throws {
        let address = try MariaDBServer.shared.get().makeDatabase()
        _ = try MariaDBDatabase(address)
        let person = try SQLSession(address)
        for statement in ["DELETE FROM aiworker_meta", "DROP TABLE outbox_events", "DROP INDEX tasks_claim ON tasks"] { try person.execute(statement) }
        _ = try MariaDBDatabase(address)
        #expect(try person.query("SHOW INDEX FROM tasks WHERE Key_name = 'tasks_claim'").isEmpty == false)
        #expect(try person.query("SELECT * FROM outbox_events").isEmpty)
        try person.execute("UPDATE aiworker_meta SET value = '9'")
        #expect(throws: StoreError.schemaTooNew(found: 9, known: 1)) { try MariaDBDatabase(address) }
        for value in ["'0'", "'-1'", "'new'", "NULL"] {
            try person.execute("UPDATE aiworker_meta SET value = \(value)")
            #expect(Self.refusal(address)?.contains("schema_version") == true)
        }
    }

    @Test("a server that stops and starts again is used again by the same store") func restart() throws {
        let server = try MariaDBServer()
        let store = try MariaDBDatabase(server.makeDatabase(), busyTimeout: 5)
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        for hard in [false, true] {
            server.halt(hard: hard)
            expectUnavailable { try store.run("UPDATE projects SET name = 'x'") }
            expectUnavailable { try store.read { try $0.query("SELECT 1", []) } }
            try server.start()
            try store.run("UPDATE projects SET preview_port = preview_port + 1")
        }
        #expect(try store.read { try $0.query("SELECT preview_port FROM projects", []) }.first?.integer("preview_port") == 8082)
        server.stop()
    }
}
