import PluginABI

/// Looks up a table of functions by id and least revision; nil when this host has none. Tables live as long as the process.
typealias ServiceProvider = @Sendable (_ id: String, _ revision: UInt32) -> UnsafeRawPointer?

/// The host as one bundle sees it: what an `mcp_host *` stands for. Lives as long as the process.
final class HostHandle: @unchecked Sendable {
    // Sendable by hand: `address` is written once, and what changes sits behind the lock.

    private struct Cell {
        var host: mcp_host
        var handle: Unmanaged<HostHandle>
    }

    /// Where the bundle is in its life, as far as `refuse` cares.
    private struct Start {
        var isRunning = false
        var reason: String?
    }

    /// The name of the bundle in plugins.json.
    let bundleName: String
    /// The bundle's settings, environment variables expanded.
    let settings: JSONObject
    private let services: ServiceProvider
    private let start = Guarded(Start())
    private let cell: UnsafeMutablePointer<Cell>

    init(bundleName: String, settings: JSONObject, services: @escaping ServiceProvider) {
        self.bundleName = bundleName
        self.settings = settings
        self.services = services
        cell = .allocate(capacity: 1)
        // Retained for good: the bundle keeps the pointer.
        cell.initialize(to: Cell(host: mcp_host(api: HostTable.shared), handle: Unmanaged.passRetained(self)))
    }

    /// Given to `init` as `mcp_host *`.
    var pointer: UnsafeMutablePointer<mcp_host> {
        UnsafeMutableRawPointer(cell).assumingMemoryBound(to: mcp_host.self)
    }

    /// The host handle behind a pointer that a bundle handed back; nil when it is null.
    static func from(_ pointer: UnsafeMutablePointer<mcp_host>?) -> HostHandle? {
        guard let pointer else { return nil }
        return UnsafeRawPointer(pointer).assumingMemoryBound(to: Cell.self).pointee.handle.takeUnretainedValue()
    }

    /// Runs `init` of the bundle and returns its status with the reason it gave.
    func whileStarting(_ body: () -> Int32) -> (status: Int32, reason: String?) {
        start.withLock { $0.isRunning = true }
        let status = body()
        return start.withLock { start in
            start.isRunning = false
            return (status, start.reason)
        }
    }

    func service(_ id: mcp_str, _ revision: UInt32) -> UnsafeRawPointer? {
        guard case .success(let id) = BorrowedText.copy(id, limit: 256) else {
            Misbehaviour.report(bundle: bundleName, rule: "R2", "the id of a service is not text")
            return nil
        }
        return services(id, revision)
    }

    func refuse(_ reason: mcp_str) -> Int32 {
        guard case .success(let reason) = BorrowedText.copy(reason, limit: 1 << 16) else {
            Misbehaviour.report(bundle: bundleName, rule: "R2", "the reason given to refuse is not UTF-8 text")
            return CallStatus.invalid
        }
        let isStarting = start.withLock { start in
            guard start.isRunning else { return false }
            start.reason = reason
            return true
        }
        guard isStarting else {
            Misbehaviour.report(bundle: bundleName, rule: "R4", "refuse was called outside of init")
            return CallStatus.invalid
        }
        return CallStatus.ok
    }
}

/// The table of functions behind every `mcp_host`.
enum HostTable {
    /// Name and version as bundles see them.
    static let version: StaticString = "mcp-host 0.1.0"

    // Written once here and read by bundles ever after.
    nonisolated(unsafe) static let shared: UnsafePointer<mcp_host_api> = {
        var api = mcp_host_api()
        api.struct_size = UInt32(MemoryLayout<mcp_host_api>.size)
        api.revision = 0
        api.version = { _ in
            mcp_str(
                data: UnsafeRawPointer(HostTable.version.utf8Start).assumingMemoryBound(to: CChar.self),
                size: HostTable.version.utf8CodeUnitCount)
        }
        api.service = { host, id, revision in HostHandle.from(host)?.service(id, revision) }
        api.refuse = { host, reason in HostHandle.from(host)?.refuse(reason) ?? CallStatus.invalid }
        let table = UnsafeMutablePointer<mcp_host_api>.allocate(capacity: 1)
        table.initialize(to: api)
        return UnsafePointer(table)
    }()
}
