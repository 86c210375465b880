import Foundation

/// The connections of this process to one server: as many as calls wait for locks at once, so that they hold up no other call; and one
/// more for urgent work, so that leases are renewed whatever the others do. Safe from any thread.
final class ServerPool: Sendable {
    /// For everybody, at most: a host runs 16 calls of a toolset at once, and there is work without a call.
    static let ordinary = 20
    /// Beyond those, for urgent work alone.
    static let reserved = 1
    /// After which a connection that nobody has needed is closed.
    private static let idleSeconds = 60.0

    private let connect: @Sendable () throws -> ServerLink
    private let state = Monitor(State())

    private struct State {
        var idle: [(link: ServerLink, since: DispatchTime)] = []
        var taken = 0
    }

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
            guard let failure = error as? ServerError else { throw error }
            // A fleet may have used up what the server has; then those that this process has must do.
            if failure.isFull, let link = try waitForIdle(until: end) { return link }
            throw failure.storeError
        }
    }

    /// Takes the next connection that comes back. nil: none is in use.
    private func waitForIdle(until end: DispatchTime) throws -> ServerLink? {
        let found = state.wait(until: end) { state -> ServerLink?? in
            if let link = state.idle.popLast()?.link {
                state.taken += 1
                return link
            }
            return state.taken == 0 ? .some(nil) : nil
        }
        guard let found else { throw StoreError.busy }
        return found
    }

    /// Takes a place, and an idle connection if there is one.
    private func reserve(isUrgent: Bool, until end: DispatchTime) throws -> ServerLink? {
        let limit = Self.ordinary + (isUrgent ? Self.reserved : 0)
        let place = state.wait(until: end) { state -> (link: ServerLink?, Void)? in
            guard state.taken < limit else { return nil }
            state.taken += 1
            return (state.idle.popLast()?.link, ())
        }
        guard let place else { throw StoreError.busy }
        return place.link
    }

    /// Takes back a connection that is outside any transaction. One that nobody has needed for a while is closed.
    func give(_ link: ServerLink) {
        let old = state.change { state -> ServerLink? in
            let now = DispatchTime.now()
            state.idle.append((link, now))
            state.taken -= 1
            guard state.idle[0].since + Self.idleSeconds < now else { return nil }
            return state.idle.removeFirst().link
        }
        old?.close()
    }

    /// Closes a connection that cannot be used any more.
    func discard(_ link: ServerLink) {
        link.close()
        leave()
    }

    /// Closes those that nobody uses: when one was lost, the server has most likely been away.
    func discardIdle() {
        let old = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for (link, _) in old { link.close() }
    }

    /// Leaves a connection to the caller for good.
    func forget(_ link: ServerLink) { leave() }

    private func leave() { state.change { $0.taken -= 1 } }
}
