import Testing

@testable import AIWorkerKit

/// A row that waits.
private func row(_ id: Int64, _ task: String) -> OutboxEvent {
    OutboxEvent(id: id, eventID: "e\(id)", event: "task:status_changed", taskID: task, projectID: "p", payload: [:])
}

private func state(interval: Double = 1, publishes: Bool = true) -> PublisherState {
    PublisherState(interval: interval, publishes: publishes, jitter: { 1 })
}

/// Begins a round and takes it to the loaded rows.
private func loaded(_ state: inout PublisherState, _ rows: [OutboxEvent]) -> PublisherState.Action {
    #expect(state.begin(isPruneDue: false) == .takeLock)
    #expect(state.next(after: .lock(isHeld: true)) == .load)
    return state.next(after: .loaded(rows))
}

@Suite("What the publisher does next")
struct PublisherStateTests {
    @Test("rows go out together as long as no task occurs twice, and are written down once")
    func waves() {
        var state = state()
        let rows = [row(1, "a"), row(2, "b"), row(3, "a"), row(4, "c")]
        #expect(loaded(&state, rows) == .deliver([rows[0], rows[1]]))
        #expect(state.next(after: .delivered) == .deliver([rows[2], rows[3]]))
        #expect(state.next(after: .delivered) == .mark([1, 2, 3, 4]))
        #expect(state.next(after: .marked) == .rest(seconds: 1))
        #expect(state.trouble == nil)
    }

    @Test("a row that fails stops all rows after it, and those before it are written down")
    func failureInTheMiddle() {
        var state = state()
        let rows = [row(1, "a"), row(2, "b"), row(3, "c"), row(4, "b")]
        #expect(loaded(&state, rows) == .deliver(Array(rows.prefix(3))))
        #expect(state.next(after: .undelivered(published: 1, reason: "no")) == .mark([1]))
        #expect(state.next(after: .marked) == .noteFailure([2, 3, 4], reason: "no"))
        #expect(state.next(after: .failureNoted) == .rest(seconds: 1))
        #expect(state.trouble == "no")
    }

    @Test("pauses double up to the limit and begin again after a success")
    func backoff() {
        var state = state()
        var pauses: [Double] = []
        for _ in 0..<6 {
            _ = loaded(&state, [row(1, "a")])
            #expect(state.next(after: .undelivered(published: 0, reason: "no")) == .noteFailure([1], reason: "no"))
            if case .rest(let seconds) = state.next(after: .failureNoted) { pauses.append(seconds) }
        }
        #expect(pauses == [1, 2, 4, 8, PublisherState.longestPause, PublisherState.longestPause])
        _ = loaded(&state, [row(1, "a")])
        #expect(state.next(after: .delivered) == .mark([1]))
        #expect(state.next(after: .marked) == .rest(seconds: 1))
        _ = loaded(&state, [row(2, "a")])
        _ = state.next(after: .undelivered(published: 0, reason: "no"))
        #expect(state.next(after: .failureNoted) == .rest(seconds: 1))
    }

    @Test("jitter takes away at most half of a pause")
    func jitter() {
        var state = PublisherState(interval: 4, publishes: true, jitter: { 0 })
        _ = loaded(&state, [row(1, "a")])
        _ = state.next(after: .undelivered(published: 0, reason: "no"))
        #expect(state.next(after: .failureNoted) == .rest(seconds: 2))
    }

    @Test("what was published and could not be written down is written down before anything else is published")
    func databaseFailsAfterPublishing() {
        var state = state()
        _ = loaded(&state, [row(1, "a")])
        #expect(state.next(after: .delivered) == .mark([1]))
        #expect(state.next(after: .databaseFailed(reason: "busy")) == .rest(seconds: 1))
        #expect(state.trouble == "the database: busy")
        #expect(state.begin(isPruneDue: false) == .takeLock)
        #expect(state.next(after: .lock(isHeld: true)) == .mark([1]))
        #expect(state.next(after: .marked) == .rest(seconds: 1))
    }

    @Test("without the lock nothing is published, and what another publisher may repeat is forgotten")
    func noLock() {
        var state = state()
        _ = loaded(&state, [row(1, "a")])
        _ = state.next(after: .delivered)
        _ = state.next(after: .databaseFailed(reason: "busy"))
        _ = state.begin(isPruneDue: false)
        #expect(state.next(after: .lock(isHeld: false)) == .rest(seconds: 1))
        _ = state.begin(isPruneDue: false)
        #expect(state.next(after: .lock(isHeld: true)) == .load)
    }

    @Test("full batches are followed by the next one at once, but a round ends")
    func fullBatches() {
        var state = state()
        let rows = (0..<PublisherState.batch).map { row(Int64($0), "t\($0)") }
        _ = state.begin(isPruneDue: false)
        var action = state.next(after: .lock(isHeld: true))
        var batches = 0
        while action == .load {
            batches += 1
            #expect(state.next(after: .loaded(rows)) == .deliver(rows))
            #expect(state.next(after: .delivered) == .mark(rows.map(\.id)))
            action = state.next(after: .marked)
        }
        #expect(batches == PublisherState.batchesInRound)
        #expect(action == .rest(seconds: 0))
    }

    @Test("rows past their time are deleted also while full batches come, and publishing goes on at once")
    func pruningUnderLoad() {
        var state = state()
        let rows = (0..<PublisherState.batch).map { row(Int64($0), "t\($0)") }
        _ = state.begin(isPruneDue: true)
        var action = state.next(after: .lock(isHeld: true))
        while action == .load {
            _ = state.next(after: .loaded(rows))
            _ = state.next(after: .delivered)
            action = state.next(after: .marked)
        }
        #expect(action == .prune)
        #expect(state.next(after: .pruned) == .rest(seconds: 0))
    }

    @Test("rows past their time are deleted when nothing waits, and without Redis too")
    func pruning() {
        var state = state()
        _ = state.begin(isPruneDue: true)
        _ = state.next(after: .lock(isHeld: true))
        #expect(state.next(after: .loaded([])) == .prune)
        #expect(state.next(after: .pruned) == .rest(seconds: 1))

        var alone = AIWorkerKitTests.state(publishes: false)
        _ = alone.begin(isPruneDue: true)
        #expect(alone.next(after: .lock(isHeld: true)) == .prune)
        #expect(alone.next(after: .pruned) == .rest(seconds: 1))
        _ = alone.begin(isPruneDue: false)
        #expect(alone.next(after: .lock(isHeld: true)) == .rest(seconds: 1))
    }
}
