import GRDB

/// One connection of the pool inside a transaction.
struct SQLiteConnection: Connection {
    let database: GRDB.Database
    let clock: @Sendable () -> Timestamp
    var dialect: Dialect { .sqlite }

    func query(_ sql: String, _ values: [SQLValue]) throws -> [Row] {
        try SQLiteFault.told { try rows(sql, values) }
    }

    private func rows(_ sql: String, _ values: [SQLValue]) throws -> [Row] {
        let statement = try database.cachedStatement(sql: sql)
        let names = Row.Columns(statement.columnNames)
        let cursor = try GRDB.Row.fetchCursor(statement, arguments: arguments(values))
        var rows: [Row] = []
        while let row = try cursor.next() { rows.append(Row(names, row.databaseValues.map(SQLValue.init))) }
        return rows
    }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try SQLiteFault.told {
            try database.cachedStatement(sql: sql).execute(arguments: arguments(values))
            return database.changesCount
        }
    }

    func insert(_ sql: String, _ values: [SQLValue]) throws -> Int64 {
        _ = try execute(sql, values)
        return database.lastInsertedRowID
    }

    func now() throws -> Timestamp { clock() }

    private func arguments(_ values: [SQLValue]) -> StatementArguments {
        StatementArguments(
            values.map { value -> (any DatabaseValueConvertible)? in
                switch value {
                case .null: nil
                case .integer(let integer): integer
                case .real(let number): number
                case .text(let text): text
                }
            })
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .text(String(decoding: data, as: UTF8.self))
        }
    }
}
