import PluginKitEntry

/// What the kit knows about the bundle it is linked into, and about its host.
struct Bundle {
    var needs: [Need] = []
    var problems: [String] = []
    var start: (@Sendable () throws -> Void)?
    var stop: (@Sendable () -> Void)?
    var host: UnsafeMutablePointer<mcp_host>?
    var services: [String: UnsafeRawPointer] = [:]

    // Unsafe: written by `describe` and `init` only, which the host runs alone and before any tool; then only read.
    nonisolated(unsafe) static var current = Bundle()

    /// `init` of the descriptor.
    static func initialize(_ host: UnsafeMutablePointer<mcp_host>?) -> Status {
        guard let host else { return .invalid }
        if !current.problems.isEmpty { return refuse(host, current.problems.joined(separator: "; ")) }
        current.host = host
        for need in current.needs {
            current.services[need.id] = need.id.withSpan { host.pointee.api?.pointee.service?(host, $0, need.revision) }
            if need.isRequired, current.services[need.id] == nil {
                return refuse(host, "this host has no service \(need.id)/\(need.revision)")
            }
        }
        do {
            try current.start?()
            return .ok
        } catch let failure as Failure {
            return refuse(host, failure.message)
        } catch {
            return refuse(host, "\(error)")
        }
    }

    private static func refuse(_ host: UnsafeMutablePointer<mcp_host>, _ reason: String) -> Status {
        _ = reason.withSpan { host.pointee.api?.pointee.refuse?(host, $0) }
        return .failed
    }

    /// The table of a service, or nil when the host has none or the bundle did not ask for it.
    static func service<Table>(_ id: String, as type: Table.Type) -> UnsafePointer<Table>? {
        current.services[id]?.assumingMemoryBound(to: type)
    }
}

/// For a bundle made of several libraries: the one that the host loads hands the host on to the others, each of which has its own
/// copy of this kit.
public enum AttachedHost {
    /// The host of this bundle, from `start` on; nil before.
    public static var current: UnsafeMutablePointer<mcp_host>? { Bundle.current.host }

    /// The file of the library that calls this, for finding others beside it; nil when the loader cannot tell.
    public static func ownFile(dso: UnsafeRawPointer = #dsohandle) -> String? {
        plugin_kit_file(dso).map { String(cString: $0) }
    }

    /// Lets this copy of the kit talk to the host. Call it once, in the second library, before anything else of the kit.
    ///
    /// - Parameter needs: services that the bundle's descriptor asks for, too. One that is missing is absent here.
    public static func attach(_ host: UnsafeMutablePointer<mcp_host>, needs: [Need]) {
        Bundle.current.host = host
        for need in needs {
            Bundle.current.services[need.id] = need.id.withSpan { host.pointee.api?.pointee.service?(host, $0, need.revision) }
        }
    }
}
