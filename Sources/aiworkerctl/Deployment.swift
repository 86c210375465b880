import AIWorkerKit
import Foundation

/// What the environment variables of this process say, and the store behind them.
enum Deployment {
    static var variables: [String: String] { ProcessInfo.processInfo.environment }

    /// - Throws: `not_configured`, with the variable that cannot be read.
    static func settings() throws -> WorkerSettings { try WorkerSettings.fromEnvironment(variables) }

    /// The store, opened; its schema is made where it is absent.
    ///
    /// - Throws: `Failure`.
    static func database(_ settings: WorkerSettings) throws -> any Database {
        do {
            return try Store(settings.database, busyTimeout: settings.busyTimeout).database()
        } catch let error as StoreError {
            throw error.failure
        }
    }

    /// - Throws: `not_configured` for a store that would end with this command.
    static func people(_ settings: WorkerSettings) throws -> People {
        if settings.database == .sqlite(path: nil) {
            throw Failure.notConfigured(
                "AIWORKER_DATABASE_URL",
                "AIWORKER_DATABASE_URL is sqlite::memory:, which each process has for itself and loses at its end. Name a file or a server.")
        }
        return People(try database(settings), rules: settings.rules)
    }
}
