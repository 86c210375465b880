/// The right to publish, as a lock of the server that belongs to one connection and ends with it.
final class ServerLock: PublisherLock {
    private static let name = "CONCAT('aiworker.publisher.', SHA1(DATABASE()))"

    private var link: ServerLink?

    /// Takes over a connection that has the lock.
    init(_ link: ServerLink) { self.link = link }

    deinit { release() }

    /// Tries to get the lock for a connection, without waiting.
    static func take(_ link: ServerLink) throws -> Bool {
        try link.query("SELECT GET_LOCK(\(name), 0) AS taken", []).first?.integer("taken") == 1
    }

    func isHeld() -> Bool {
        guard let link, let rows = try? link.query("SELECT IS_USED_LOCK(\(Self.name)) = CONNECTION_ID() AS held", []) else { return false }
        return rows.first?.integer("held") == 1
    }

    func release() {
        // The server notices a closed connection only a moment later.
        _ = try? link?.query("SELECT RELEASE_LOCK(\(Self.name))", [])
        link?.close()
        link = nil
    }
}
