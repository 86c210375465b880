import Foundation

/// The store of the settings, opened when it is first used and again after it could not be. Safe from any thread; functions block.
// Unchecked: everything mutable is read and written under the condition's lock.
public final class Store: @unchecked Sendable {
    private let url: DatabaseURL
    private let busyTimeout: Double
    private let changed = NSCondition()
    private var opened: (any Database)?
    private var isOpening = false
    /// What became of the last attempts, by their number, for those who waited for one.
    private var attempts = 0
    private var lastFailure: (any Error)?

    /// Opens nothing yet.
    ///
    /// - Parameter busyTimeout: how long one call may wait for a lock, in seconds.
    public init(_ url: DatabaseURL, busyTimeout: Double) {
        self.url = url
        self.busyTimeout = busyTimeout
    }

    /// One call opens it. Those that come meanwhile wait for that one and share its outcome, so that a server which does not answer
    /// costs each of them one time-out only.
    ///
    /// - Throws: `StoreError`.
    public func database() throws -> any Database {
        if let found = try openedOrTurn() { return found }
        let outcome = Result { try open() }
        changed.lock()
        defer { changed.unlock() }
        isOpening = false
        attempts += 1
        switch outcome {
        case .success(let database): opened = database
        case .failure(let error): lastFailure = error
        }
        changed.broadcast()
        return try outcome.get()
    }

    /// nil: the caller has to open it.
    private func openedOrTurn() throws -> (any Database)? {
        changed.lock()
        defer { changed.unlock() }
        if let opened { return opened }
        guard isOpening else {
            isOpening = true
            return nil
        }
        let awaited = attempts
        while attempts == awaited { changed.wait() }
        if let opened { return opened }
        throw lastFailure ?? StoreError.unavailable("it could not be opened")
    }

    private func open() throws -> any Database {
        switch url {
        case .sqlite(let path): try SQLiteDatabase(path: path, busyTimeout: busyTimeout)
        case .server(let address): try MariaDBDatabase(address, busyTimeout: busyTimeout)
        }
    }
}
