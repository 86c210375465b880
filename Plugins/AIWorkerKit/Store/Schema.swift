/// The tables of the queue. Names, kinds and defaults are a contract with everybody who reads them with plain SQL.
enum Schema {
    /// Written to `aiworker_meta` under `schema_version`.
    static let version: Int64 = 1

    static let versionQuery = "SELECT value FROM aiworker_meta WHERE name = 'schema_version'"

    /// Whether all of it is there, read from the rows of `versionQuery`: the version is written last.
    ///
    /// - Throws: `StoreError` for a version that is another one.
    static func isComplete(_ rows: [Row]) throws -> Bool {
        guard let row = rows.first else { return false }
        guard let found = row.integer("value"), found > 0 else {
            throw StoreError.unavailable("schema_version in aiworker_meta is no whole number from 1")
        }
        guard found <= version else { throw StoreError.schemaTooNew(found: found, known: version) }
        return true
    }

    /// What differs between servers.
    struct Server {
        /// Of ids and short texts: byte by byte.
        var collation = "utf8mb4_bin"
        /// Whether a default may be an expression.
        var takesExpressions = true
    }

    /// The statements that create what is not there yet, in their order. Each may run again.
    static func statements(_ dialect: Dialect, server: Server = Server()) -> [String] {
        tables(Kinds(dialect, server)) + indexes(dialect)
    }

    private static func tables(_ kind: Kinds) -> [String] {
        [
            """
            CREATE TABLE IF NOT EXISTS projects (
              id \(kind.id) NOT NULL PRIMARY KEY,
              name \(kind.short) NOT NULL,
              description \(kind.long),
              gitea_owner \(kind.short), gitea_repo_name \(kind.short), gitea_repo_url \(kind.short),
              default_branch \(kind.short) DEFAULT 'main',
              docker_image \(kind.short),
              env_vars \(kind.json("env_vars")),
              preview_port \(kind.integer) DEFAULT 8080,
              created_at \(kind.time) DEFAULT \(kind.now), updated_at \(kind.time) DEFAULT \(kind.now)
            )\(kind.tableEnd)
            """,
            """
            CREATE TABLE IF NOT EXISTS tasks (
              id \(kind.id) NOT NULL PRIMARY KEY,
              project_id \(kind.id) NOT NULL,
              title \(kind.short) NOT NULL,
              description \(kind.long),
              priority \(kind.integer) NOT NULL DEFAULT 0,
              state \(kind.state) NOT NULL DEFAULT 'backlog'
                CHECK (state IN (\(TaskState.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")))),
              required_capabilities \(kind.json("required_capabilities")),
              run_after \(kind.time),
              assigned_agent_id \(kind.id), assigned_at \(kind.time), started_at \(kind.time), completed_at \(kind.time),
              lease_token \(kind.short), lease_expires_at \(kind.time),
              attempt_count \(kind.integer) NOT NULL DEFAULT 0, max_attempts \(kind.integer),
              failure_reason \(kind.long),
              actual_duration_minutes \(kind.number) CHECK (actual_duration_minutes >= 0),
              result_metadata \(kind.json("result_metadata")),
              branch_name \(kind.short), branch_created_at \(kind.time),
              pr_number \(kind.big), pr_url \(kind.short),
              preview_namespace \(kind.short), preview_url \(kind.short), preview_deployed_at \(kind.time),
              preview_status \(kind.short),
              created_at \(kind.time) DEFAULT \(kind.now), updated_at \(kind.time) DEFAULT \(kind.now),
              FOREIGN KEY (project_id) REFERENCES projects (id)
            )\(kind.tableEnd)
            """,
            """
            CREATE TABLE IF NOT EXISTS agents (
              id \(kind.id) NOT NULL PRIMARY KEY,
              name \(kind.short),
              capabilities \(kind.json("capabilities")),
              status \(kind.state) NOT NULL DEFAULT 'idle',
              current_task_id \(kind.id),
              last_heartbeat \(kind.time),
              tasks_completed \(kind.integer) NOT NULL DEFAULT 0,
              created_at \(kind.time) DEFAULT \(kind.now), updated_at \(kind.time) DEFAULT \(kind.now)
            )\(kind.tableEnd)
            """,
            """
            CREATE TABLE IF NOT EXISTS task_questions (
              id \(kind.id) NOT NULL PRIMARY KEY,
              task_id \(kind.id) NOT NULL,
              agent_id \(kind.id),
              question \(kind.long) NOT NULL,
              context \(kind.long),
              status \(kind.state) NOT NULL DEFAULT 'pending',
              response \(kind.long),
              responded_at \(kind.time), read_at \(kind.time),
              idempotency_key \(kind.key),
              created_at \(kind.time) DEFAULT \(kind.now),
              FOREIGN KEY (task_id) REFERENCES tasks (id)
            )\(kind.tableEnd)
            """,
            """
            CREATE TABLE IF NOT EXISTS agent_logs (
              id \(kind.auto),
              agent_id \(kind.id) NOT NULL,
              task_id \(kind.id),
              level \(kind.state) NOT NULL DEFAULT 'info',
              message \(kind.long) NOT NULL,
              metadata \(kind.json("metadata")),
              created_at \(kind.time) DEFAULT \(kind.now)
            )\(kind.tableEnd)
            """,
            """
            CREATE TABLE IF NOT EXISTS outbox_events (
              id \(kind.auto),
              event_id \(kind.id),
              event \(kind.short),
              task_id \(kind.id), project_id \(kind.id),
              payload \(kind.json("payload")),
              created_at \(kind.time) DEFAULT \(kind.now),
              published_at \(kind.time),
              attempts \(kind.integer) NOT NULL DEFAULT 0,
              last_error \(kind.long)
            )\(kind.tableEnd)
            """,
            """
            CREATE TABLE IF NOT EXISTS aiworker_meta (
              name \(kind.id) NOT NULL PRIMARY KEY,
              value \(kind.long)
            )\(kind.tableEnd)
            """,
        ]
    }

    /// Name, table and columns. The first one ends with what the claim sorts by, in its directions.
    private static let indexList: [(name: String, table: String, columns: String, isUnique: Bool)] = [
        ("tasks_claim", "tasks", "state, priority DESC, created_at, id", false),
        ("tasks_lease", "tasks", "state, lease_expires_at", false),
        ("tasks_agent", "tasks", "assigned_agent_id, state", false),
        ("tasks_branch", "tasks", "project_id, branch_name", true),
        ("questions_task", "task_questions", "task_id, status", false),
        ("questions_key", "task_questions", "task_id, idempotency_key", true),
        ("logs_agent", "agent_logs", "agent_id, id", false),
        ("logs_task", "agent_logs", "task_id, id", false),
        ("outbox_published", "outbox_events", "published_at, id", false),
        ("outbox_event", "outbox_events", "event_id", true),
        ("outbox_task", "outbox_events", "task_id, id", false),
    ]

    private static func indexes(_ dialect: Dialect) -> [String] {
        // MySQL has no IF NOT EXISTS for indexes; its store looks which are there.
        let order = "CREATE INDEX IF NOT EXISTS tasks_sorted ON tasks (state, priority DESC, \(dialect.comparable("created_at")), id)"
        // Where times are texts, the claim sorts by an expression.
        return (dialect == .sqlite ? [order] : []) + indexList.map { index in
            "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(dialect == .sqlite ? "IF NOT EXISTS " : "")\(index.name) "
                + "ON \(index.table) (\(index.columns))"
        }
    }

    /// The name of the index that a statement of `statements` creates; nil for tables.
    static func indexName(of statement: String) -> String? {
        indexList.first { statement.contains("INDEX \($0.name) ") || statement.contains("EXISTS \($0.name) ON") }?.name
    }
}

/// The column types of one dialect, by the kinds of the contract.
private struct Kinds {
    let dialect: Dialect
    let server: Schema.Server

    init(_ dialect: Dialect, _ server: Schema.Server) {
        self.dialect = dialect
        self.server = server
    }

    private func either(_ sqlite: String, _ mysql: String) -> String { dialect == .sqlite ? sqlite : mysql }

    private var bytewise: String { "CHARACTER SET utf8mb4 COLLATE \(server.collation)" }

    var id: String { either("TEXT", "VARCHAR(64) \(bytewise)") }
    var key: String { either("TEXT", "VARCHAR(255) \(bytewise)") }
    var short: String { either("TEXT", "VARCHAR(512) \(bytewise)") }
    var long: String { either("TEXT", "MEDIUMTEXT") }
    var state: String { either("TEXT", "VARCHAR(20) \(bytewise)") }
    var integer: String { either("INTEGER", "INT") }
    var big: String { either("INTEGER", "BIGINT") }
    var number: String { either("REAL", "DOUBLE") }
    var time: String { either("TEXT", "DATETIME(3)") }
    var now: String { either("(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))", server.takesExpressions ? "(UTC_TIMESTAMP(3))" : "CURRENT_TIMESTAMP(3)") }
    var auto: String { either("INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY") }
    var tableEnd: String { either("", " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4") }
    func json(_ column: String) -> String {
        either("TEXT CHECK (\(column) IS NULL OR json_valid(\(column)))", "JSON")
    }
}
