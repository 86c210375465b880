import GRDB

/// What SQLite says, in the words of a store.
enum SQLiteFault {
    /// Runs `body`; what SQLite refuses in it is thrown as `StoreError`.
    static func told<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as DatabaseError { throw storeError(error) }
    }

    private static func storeError(_ error: DatabaseError) -> StoreError {
        let reason = error.message ?? error.resultCode.description
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: return .duplicate
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return .noSuchParent
        default: break
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: return .refused(reason)
        case .SQLITE_FULL: return .unavailable("the disk is full")
        case .SQLITE_READONLY: return .unavailable("the database file is read-only")
        case .SQLITE_NOTADB: return .unavailable("the file is no SQLite database")
        case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_PERM, .SQLITE_NOMEM:
            return .unavailable(reason)
        default: return .unavailable("SQLite refused a statement: \(reason)")
        }
    }
}
