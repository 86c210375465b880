/// What the server or the client library said.
struct ServerError: Error {
    var code: UInt32
    var message: String

    /// Of a link that was established: it is of no use any more. What was sent last may have been done or not.
    var isLost: Bool {
        switch code {
        // What the client library itself complains of, encrypted or not: after that the two sides no longer agree where they are.
        case 2000..<3000: true
        // Of the server: shutting down, connection killed, idle for too long, trouble with packets.
        case 1053, 1927, 3169, 4031, 1152, 1158, 1159, 1160, 1161: true
        default: false
        }
    }

    /// The server has undone the whole transaction by itself to let another one go on.
    var isDeadlock: Bool {
        // 1020: the row has changed since it was read, in versions that look for that.
        code == 1213 || code == 1020
    }

    /// A deadlock, or a lock that was not free in time.
    var isConflict: Bool { isDeadlock || code == 1205 || code == 3572 }

    /// A row that an index refused. The transaction goes on.
    var refusedRow: StoreError? {
        switch code {
        case 1062, 1586: .duplicate
        case 1452, 1216: .noSuchParent
        default: nil
        }
    }

    /// A value that no repetition makes fit: too long, out of range, no JSON, against a CHECK, NULL, of another form.
    private var isRefusedValue: Bool { [1048, 1153, 1264, 1292, 1366, 1406, 3140, 3819, 4025].contains(code) }

    /// The server or its user has no connection to spare at present.
    var isFull: Bool {
        // Told before there is any encryption, it comes wrapped in a complaint about that.
        Self.full.contains(code) || code == 2026 && Self.full.contains { message.contains("\($0) - ") }
    }
    private static let full: [UInt32] = [1040, 1203, 1226]

    /// The table does not exist.
    var isMissingTable: Bool { code == 1146 }

    /// What the callers of a store hear.
    var storeError: StoreError {
        if let refusedRow { return refusedRow }
        if isConflict { return .busy }
        return isRefusedValue ? .refused(reason) : .unavailable(reason)
    }

    /// For people. Texts of the server that repeat parts of a statement are left out.
    private var reason: String {
        switch code {
        case 1044, 1142, 1227: "the database user has no permission for this (\(code)); give it all rights on its database"
        case 1045, 1698: "the server refused the user or the password of AIWORKER_DATABASE_URL"
        case 1049: "the server has no such database; create it first"
        case 1226: "the database user has used up what the server allows it (1226)"
        case _ where isFull: "the server has no free connection (\(code))"
        case 1021, 1114, 1041: "the server has run out of disk or memory (\(code))"
        case 1290, 1836: "the server is read-only"
        case 1153: "the text is longer than the server takes (max_allowed_packet)"
        case 2002, 2003, 2005: "no connection to the server: \(message)"
        case 2026: "the encrypted connection to the server failed or was lost: \(message)"
        case 2006, 2013, 2055: "the connection to the server was lost (\(code))"
        case _ where isRefusedValue: "it is too long, too large or of another form than the column takes (\(code))"
        case 1064: "the server refused a statement (\(code))"
        case 2000..<3000: "the connection to the server cannot be used (\(code)): \(message)"
        default: isLost ? "the connection to the server was lost (\(code))" : "the server answered \(code): \(message)"
        }
    }
}
