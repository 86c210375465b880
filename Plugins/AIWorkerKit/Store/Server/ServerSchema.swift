/// Creates the schema on a server, where other hosts may be doing the same.
enum ServerSchema {
    /// Creates what is missing and checks the version.
    ///
    /// - Parameter patience: how long to wait for another host that is creating it, in seconds.
    /// - Throws: `StoreError`, `ServerError`.
    static func prepare(_ link: ServerLink, patience: Double) throws {
        // Most starts find it there, and need no right to create anything.
        if try isThere(link) { return }
        let name = "CONCAT('aiworker.schema.', SHA1(DATABASE()))"
        let taken = try link.query("SELECT GET_LOCK(\(name), ?) AS taken", [.integer(Int64(patience.rounded(.up)))])
        guard taken.first?.integer("taken") == 1 else { throw StoreError.busy }
        defer { _ = try? link.query("SELECT RELEASE_LOCK(\(name))", []) }
        if try isThere(link) { return }
        for statement in Schema.statements(.mysql, server: flavour(link)) {
            if let index = Schema.indexName(of: statement), try hasIndex(link, index) { continue }
            try link.execute(statement, [])
        }
        // Last, so that a host that dies before leaves the rest to the next one.
        try link.execute(
            "INSERT IGNORE INTO aiworker_meta (name, value) VALUES ('schema_version', ?)", [.text(String(Schema.version))])
    }

    private static func isThere(_ link: ServerLink) throws -> Bool {
        do {
            return try Schema.isComplete(link.query(Schema.versionQuery, []))
        } catch let error as ServerError where error.isMissingTable {
            return false
        }
    }

    private static func hasIndex(_ link: ServerLink, _ name: String) throws -> Bool {
        try !link.query(
            "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = ? LIMIT 1", [.text(name)]
        ).isEmpty
    }

    private static func flavour(_ link: ServerLink) -> Schema.Server {
        Schema.Server(
            // Those that do not take `a` and `a ` for the same.
            collation: link.isMariaDB ? "utf8mb4_nopad_bin" : link.version >= 80_017 ? "utf8mb4_0900_bin" : "utf8mb4_bin",
            takesExpressions: link.isMariaDB || link.version >= 80_013)
    }
}
