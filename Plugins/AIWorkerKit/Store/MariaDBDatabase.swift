/// MySQL 8 or MariaDB 10.6+.
public final class MariaDBDatabase: Database {
    public let dialect = Dialect.mysql

    public init(_ address: DatabaseURL.ServerAddress, busyTimeout: Double = 10) throws {
        throw StoreError.unavailable("MySQL and MariaDB are not built yet")
    }

    public func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result { throw StoreError.unavailable("not built yet") }
    public func write<Result>(_ body: (any Connection) throws -> Result) throws -> Result { throw StoreError.unavailable("not built yet") }
    public func publisherLock() throws -> (any PublisherLock)? { nil }
}
