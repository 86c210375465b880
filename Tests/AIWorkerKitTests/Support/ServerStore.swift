import Testing

@testable import AIWorkerKit

/// How a store talks to its server.
enum Wire: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case plain, encrypted

    var testDescription: String { rawValue }
    var server: MariaDBServer { get throws { try (self == .plain ? MariaDBServer.shared : MariaDBServer.encrypted).get() } }
}

/// A store with two projects, `p` and `q`, in a new database.
enum ServerStore {
    static func make(_ wire: Wire, busyTimeout: Double = 10) throws -> (MariaDBDatabase, DatabaseURL.ServerAddress) {
        let address = try wire.server.makeDatabase()
        let store = try MariaDBDatabase(address, busyTimeout: busyTimeout)
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P'), ('q', 'Q')")
        return (store, address)
    }

    static func name(_ store: MariaDBDatabase, _ id: String) throws -> String? {
        try store.read { try $0.query("SELECT name FROM projects WHERE id = ?", [.text(id)]) }.first?.text("name")
    }
}
