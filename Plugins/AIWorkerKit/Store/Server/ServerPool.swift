import Foundation

/// The connections of this process to one server. Few, because a fleet has many processes; one of them is kept for urgent work, so
/// that leases are renewed while all others wait for locks. Safe from any thread.
// Unchecked: everything mutable is read and written under the condition's lock.
final class ServerPool: @unchecked Sendable {
    /// For everybody.
    static let ordinary = 4
    /// Beyond those, for urgent work alone.
    static let reserved = 1

    private let connect: @Sendable () throws -> ServerLink
    private let changed = NSCondition()
    private var idle: [(link: ServerLink, since: DispatchTime)] = []
    private var taken = 0

    init(_ connect: @escaping @Sendable () throws -> ServerLink) { self.connect = connect }

    /// A connection, which must come back by `give`, `discard` or `forget`. Waits while too many are in use.
    ///
    /// - Throws: `StoreError`: `busy` when none came free in time.
    func take(isUrgent: Bool, until end: DispatchTime) throws -> ServerLink {
        if let link = try reserve(isUrgent: isUrgent, until: end) { return link }
        do {
            return try connect()
        } catch {
            leave()
            throw (error as? ServerError)?.storeError ?? error
        }
    }

    /// Takes a place, and an idle connection if there is one.
    private func reserve(isUrgent: Bool, until end: DispatchTime) throws -> ServerLink? {
        changed.lock()
        defer { changed.unlock() }
        let limit = Self.ordinary + (isUrgent ? Self.reserved : 0)
        while taken >= limit {
            let now = DispatchTime.now()
            guard now < end else { throw StoreError.busy }
            let seconds = Double(end.uptimeNanoseconds - now.uptimeNanoseconds) / 1e9
            _ = changed.wait(until: Date(timeIntervalSinceNow: seconds))
        }
        taken += 1
        return idle.popLast()?.link
    }

    /// Takes back a connection that is outside any transaction. One that nobody has needed for a while is closed.
    func give(_ link: ServerLink) {
        changed.lock()
        let now = DispatchTime.now()
        var old: ServerLink?
        if let first = idle.first, now.uptimeNanoseconds - first.since.uptimeNanoseconds > 60_000_000_000 {
            old = first.link
            idle.removeFirst()
        }
        idle.append((link, now))
        taken -= 1
        changed.broadcast()
        changed.unlock()
        old?.close()
    }

    /// Closes a connection that cannot be used any more.
    func discard(_ link: ServerLink) {
        link.close()
        leave()
    }

    /// Closes those that nobody uses: when one was lost, the server has most likely been away.
    func discardIdle() {
        changed.lock()
        let old = idle
        idle = []
        changed.unlock()
        for (link, _) in old { link.close() }
    }

    /// Leaves a connection to the caller for good.
    func forget(_ link: ServerLink) { leave() }

    private func leave() {
        changed.lock()
        taken -= 1
        changed.broadcast()
        changed.unlock()
    }
}
