import CMariaDB
import Foundation

/// One connection to the server. Errors are `ServerError`.
// Unchecked: the pool gives it to one thread at a time.
final class ServerLink: @unchecked Sendable {
    private var handle: UnsafeMutablePointer<MYSQL>?
    /// Else MySQL.
    let isMariaDB: Bool
    /// Such as 101102 for 10.11.2.
    let version: UInt
    /// How long a statement waits for a lock, in seconds, as the server has been told; nil: it has not.
    private var longestWait: Int?

    /// What the library needs once for the process, before any thread.
    private static let library: Bool = mysql_server_init(0, nil, nil) == 0

    /// Beyond the longest wait for a lock: when the server does not answer at all, in seconds.
    private static let silence = 20

    /// Connects and sets what both sides count on: strict checks, UTC, how long locks are waited for.
    ///
    /// - Throws: `ServerError`, and `StoreError.unavailable` for a server that is too old or not encrypted as asked.
    static func connect(_ address: DatabaseURL.ServerAddress, busyTimeout: Double) throws -> ServerLink {
        guard library, let handle = mysql_init(nil) else { throw ServerError(code: 2008, message: "out of memory") }
        let link = try ServerLink(owning: logIn(handle, address, busyTimeout))
        guard link.version >= (link.isMariaDB ? 100_600 : 80_001) else {
            throw StoreError.unavailable(
                "the server is \(link.isMariaDB ? "MariaDB" : "MySQL") \(link.version / 10_000).\(link.version / 100 % 100)."
                    + "\(link.version % 100); needed is MariaDB 10.6, MySQL 8.0.1 or later, which can skip locked rows")
        }
        for statement in greeting(isMariaDB: link.isMariaDB) { try link.execute(statement, []) }
        try link.limitWaits(to: busyTimeout)
        return link
    }

    private init(owning handle: UnsafeMutablePointer<MYSQL>) {
        self.handle = handle
        isMariaDB = mariadb_connection(handle) != 0
        version = mysql_get_server_version(handle)
    }

    /// Returns the handle, connected; closes it when it throws.
    private static func logIn(
        _ handle: UnsafeMutablePointer<MYSQL>, _ address: DatabaseURL.ServerAddress, _ busyTimeout: Double
    ) throws -> UnsafeMutablePointer<MYSQL> {
        do {
            prepare(handle, address, busyTimeout)
            guard
                mysql_real_connect(
                    handle, address.host, address.user, address.password, address.database, UInt32(address.port), nil,
                    UInt(CLIENT_FOUND_ROWS)) != nil
            else { throw error(handle) }
            if address.sslMode != "disabled", address.sslMode != "preferred", mysql_get_ssl_cipher(handle) == nil {
                throw StoreError.unavailable("the server does not encrypt, and ssl-mode is \(address.sslMode)")
            }
            return handle
        } catch {
            mysql_close(handle)
            throw error
        }
    }

    deinit { close() }

    func close() {
        if let handle { mysql_close(handle) }
        handle = nil
    }

    private static func prepare(_ handle: UnsafeMutablePointer<MYSQL>, _ address: DatabaseURL.ServerAddress, _ busyTimeout: Double) {
        func set(_ option: mysql_option, _ number: UInt32) {
            var number = number
            mysql_options(handle, option, &number)
        }
        func set(_ option: mysql_option, on: Bool) {
            var flag: my_bool = on ? 1 : 0
            mysql_options(handle, option, &flag)
        }
        let longest = UInt32(wholeSeconds(busyTimeout) + silence)
        set(MYSQL_OPT_CONNECT_TIMEOUT, UInt32(address.connectTimeout))
        set(MYSQL_OPT_READ_TIMEOUT, longest)
        set(MYSQL_OPT_WRITE_TIMEOUT, longest)
        // Else `localhost` would mean a socket in some place of this machine, whatever the port.
        set(MYSQL_OPT_PROTOCOL, MYSQL_PROTOCOL_TCP.rawValue)
        // A server may ask its client for any file otherwise.
        set(MYSQL_OPT_LOCAL_INFILE, 0)
        set(MYSQL_OPT_RECONNECT, on: false)
        mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        switch address.sslMode {
        case "disabled": break
        case "verify-ca", "verify-identity":
            set(MYSQL_OPT_SSL_ENFORCE, on: true)
            set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, on: true)
        default: set(MYSQL_OPT_SSL_ENFORCE, on: true)
        }
    }

    private static func greeting(isMariaDB: Bool) -> [String] {
        var settings = [
            // Without NO_BACKSLASH_ESCAPES and ANSI_QUOTES, on which `StatementText` counts.
            "sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
            "time_zone = '+00:00'", "autocommit = 1",
        ]
        // The locks of a machine that has vanished in the middle of a transaction end with it.
        if isMariaDB { settings.append("idle_transaction_timeout = 60") }
        return [
            "SET SESSION " + settings.joined(separator: ", "),
            // Fewer gap locks; what a claim depends on it locks row by row.
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        ]
    }

    /// Lets the next statement wait for locks until `end`.
    func limitWaits(until end: DispatchTime) throws {
        let now = DispatchTime.now()
        try limitWaits(to: end > now ? Double(end.uptimeNanoseconds - now.uptimeNanoseconds) / 1e9 : 0)
    }

    /// Sets how long each of the next statements waits for a lock, in seconds. The server counts in whole ones, at least 1.
    private func limitWaits(to seconds: Double) throws {
        let wait = Self.wholeSeconds(seconds)
        guard wait != longestWait else { return }
        try execute("SET SESSION innodb_lock_wait_timeout = \(wait), lock_wait_timeout = \(wait)", [])
        longestWait = wait
    }

    /// Upwards, within what server and library take.
    private static func wholeSeconds(_ seconds: Double) -> Int { Int(min(max(seconds.rounded(.up), 1), 1_000_000)) }

    /// Runs a statement and returns its rows.
    func query(_ sql: String, _ values: [SQLValue]) throws -> [Row] {
        let handle = try send(sql, values)
        guard let result = mysql_store_result(handle) else {
            if mysql_field_count(handle) > 0 { throw Self.error(handle) }
            return []
        }
        defer { mysql_free_result(result) }
        return Self.rows(result)
    }

    /// Runs a statement; how many rows it found, and the automatic number of the row it inserted.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> (found: Int, number: Int64) {
        let handle = try send(sql, values)
        if mysql_field_count(handle) > 0 {
            guard let result = mysql_store_result(handle) else { throw Self.error(handle) }
            mysql_free_result(result)
            return (0, 0)
        }
        return (Int(clamping: mysql_affected_rows(handle)), Int64(clamping: mysql_insert_id(handle)))
    }

    private func send(_ sql: String, _ values: [SQLValue]) throws -> UnsafeMutablePointer<MYSQL> {
        guard let handle else { throw ServerError(code: 2006, message: "the connection is closed") }
        let text = try StatementText.bytes(sql, values)
        let status = text.withUnsafeBytes { bytes in
            mysql_real_query(handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt(bytes.count))
        }
        guard status == 0 else { throw Self.error(handle) }
        return handle
    }

    private static func error(_ handle: UnsafeMutablePointer<MYSQL>) -> ServerError {
        let code = mysql_errno(handle)
        // 0: the library has noted nothing; then nothing can be known about the link either.
        return ServerError(code: code == 0 ? 2013 : code, message: mysql_error(handle).map { String(cString: $0) } ?? "")
    }

    private static func rows(_ result: UnsafeMutablePointer<MYSQL_RES>) -> [Row] {
        let count = Int(mysql_num_fields(result))
        guard let fields = mysql_fetch_fields(result) else { return [] }
        let columns = Row.Columns((0..<count).map { fields[$0].name.map { String(cString: $0) } ?? "" })
        var rows: [Row] = []
        while let row = mysql_fetch_row(result), let lengths = mysql_fetch_lengths(result) {
            rows.append(
                Row(
                    columns,
                    (0..<count).map { index in
                        guard let start = row[index] else { return .null }
                        let bytes = UnsafeRawBufferPointer(start: start, count: Int(lengths[index]))
                        return value(String(decoding: bytes, as: UTF8.self), fields[index].type)
                    }))
        }
        return rows
    }

    private static func value(_ text: String, _ type: enum_field_types) -> SQLValue {
        switch type {
        case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_YEAR:
            Int64(text).map { .integer($0) } ?? .text(text)
        case MYSQL_TYPE_FLOAT, MYSQL_TYPE_DOUBLE: Double(text).map { .real($0) } ?? .text(text)
        // Sums of integers are decimals.
        case MYSQL_TYPE_NEWDECIMAL, MYSQL_TYPE_DECIMAL: Int64(text).map { .integer($0) } ?? Double(text).map { .real($0) } ?? .text(text)
        default: .text(text)
        }
    }
}
