/// What the host does for tools: sessions over HTTP, limits, the guard, the operator's log, settings. Everything is made
/// when it is first used; starting the host costs none of it. Safe from any thread.
final class Services: Sendable {
    let sessions: SessionRegistry
    let log: HostLog
    private let engine: HTTPEngine

    /// The one whose tables are in use. C functions get no context of their own, so it is found here.
    private static let installed = Monitor(Services?.none)
    static var current: Services? { installed.withLock { $0 } }

    /// - Parameters:
    ///   - sessions: the entries of plugins.json by name. One with problems fails its calls, not the others.
    ///   - unusable: why an entry has no configuration, by name: told to whoever asks for it.
    ///   - stateDirectory: where limits are shared with other processes; nil: the usual place of this user.
    init(
        sessions: [String: SessionConfiguration], unusable: [String: UnusableSession] = [:], log: HostLog = .shared, redaction: Redaction = .shared, stateDirectory: String? = nil
    ) {
        self.log = log
        engine = HTTPEngine()
        self.sessions = SessionRegistry(
            sessions, unusable: unusable, engine: engine, log: log, redaction: redaction, stateDirectory: stateDirectory)
    }

    /// The table of a service of at least that revision, valid for the life of the process; nil when this host has none.
    /// From the first call on, the functions of all tables work with these services.
    func table(id: String, revision: UInt32) -> UnsafeRawPointer? {
        guard revision <= ServiceTables.revision, let table = ServiceTables.table(id) else { return nil }
        Services.installed.withLock { if $0 !== self { $0 = self } }
        return table
    }

    /// Ends running transfers and refuses new ones. Returns when the I/O thread has ended.
    func shutdown() { engine.shutdown() }
}
