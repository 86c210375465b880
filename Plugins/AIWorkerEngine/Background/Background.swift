import AIWorkerKit

/// What goes on without a call. Each part has a thread of its own, so that none waits for another.
enum Background {
    static func threads(_ setup: Engine.Setup) -> [PeriodicThread] {
        var threads: [PeriodicThread] = []
        if setup.settings.autoRenew { threads.append(renewal(setup)) }
        if setup.settings.reaperInterval > 0 { threads.append(reaper(setup)) }
        threads.append(publisher(setup))
        return threads
    }

    /// Renews the leases of this process, every third of a lease, so that one failure or two do not matter.
    private static func renewal(_ setup: Engine.Setup) -> PeriodicThread {
        let third = setup.settings.rules.leaseSeconds / 3
        let complaints = Complaints("leases could not be renewed")
        let soon = min(third, 1)
        return PeriodicThread("aiworker-renew") {
            var passedOver = 0
            let pause = complaints.watch(soon: soon, later: third) { passedOver = try setup.queue().renewLeases() }
            return passedOver > 0 ? soon : pause
        }
    }

    private static func reaper(_ setup: Engine.Setup) -> PeriodicThread {
        let interval = setup.settings.reaperInterval
        let complaints = Complaints("expired leases could not be looked for")
        return PeriodicThread("aiworker-sweep") {
            complaints.watch(soon: interval, later: interval) {
                let changed = try setup.queue().sweep()
                if changed > 0 { OperatorLog.write(.info, "aiworker: \(changed) task(s) whose lease or wait had ended were moved on") }
            }
        }
    }

    private static func publisher(_ setup: Engine.Setup) -> PeriodicThread {
        let complaints = Complaints("events wait in the outbox")
        // Unsafe only in the compiler's eyes: the one thread that runs the rounds is the only one that touches it.
        nonisolated(unsafe) let publisher = OutboxPublisher(setup.settings) { try setup.store.database() }
        return PeriodicThread("aiworker-outbox") {
            let round = publisher.round()
            return complaints.watch(soon: round.pause, later: round.pause) {
                if let trouble = round.trouble { throw Failure("internal", trouble) }
            }
        }
    }
}
