import AIWorkerKit
import NIOPosix

/// Work on the database, on threads that may block.
struct Work: Sendable {
    let pool: NIOThreadPool
    let store: Store
    let rules: QueueRules

    /// - Throws: `Failure`.
    func callAsFunction<Result: Sendable>(_ body: @escaping @Sendable (People) throws -> Result) async throws -> Result {
        try await pool.runIfActive {
            do {
                return try body(People(try store.database(), rules: rules))
            } catch let error as StoreError {
                throw error.failure
            }
        }
    }
}
