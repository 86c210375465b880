import Foundation

/// The store of the settings, opened when it is first used and again after it could not be. Safe from any thread; functions block.
// Unchecked: the database is read and written under the lock.
public final class Store: @unchecked Sendable {
    private let url: DatabaseURL
    private let busyTimeout: Double
    private let lock = NSLock()
    private var opened: (any Database)?

    public init(_ url: DatabaseURL, busyTimeout: Double) {
        self.url = url
        self.busyTimeout = busyTimeout
    }

    /// - Throws: `StoreError`.
    public func database() throws -> any Database {
        lock.lock()
        defer { lock.unlock() }
        if let opened { return opened }
        let database: any Database
        switch url {
        case .sqlite(let path): database = try SQLiteDatabase(path: path, busyTimeout: busyTimeout)
        case .server(let address): database = try MariaDBDatabase(address, busyTimeout: busyTimeout)
        }
        opened = database
        return database
    }
}
