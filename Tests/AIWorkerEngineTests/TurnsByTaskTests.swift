import Foundation
import Synchronization
import Testing

@testable import AIWorkerEngine

@Suite struct TurnsByTaskTests {
    private struct Stopped: Error {}

    /// A thread, so that waiting blocks nobody else's test.
    private static func start(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
        let ended = DispatchSemaphore(value: 0)
        let thread = Thread {
            body()
            ended.signal()
        }
        thread.start()
        return ended
    }

    @Test("calls for one task go one after the other, in the order in which they came")
    func order() throws {
        let turns = TurnsByTask()
        let order = Mutex<[Int]>([])
        var threads: [DispatchSemaphore] = []
        try turns.take("t", {}) {
            for number in 0..<8 {
                let isWaiting = DispatchSemaphore(value: 0)
                let asked = Atomic(false)
                threads.append(
                    Self.start {
                        let check = { if asked.exchange(true, ordering: .relaxed) == false { isWaiting.signal() } }
                        try? turns.take("t", check) {
                            order.withLock { $0.append(number) }
                        }
                    })
                // Asked whether to stop: it waits, behind those before it.
                isWaiting.wait()
            }
            try turns.take("other", {}) { order.withLock { $0.append(-1) } }
        }
        for thread in threads { thread.wait() }
        #expect(order.withLock { $0 } == [-1] + Array(0..<8))
    }

    @Test("a call that should stop leaves the queue to the others")
    func stopped() throws {
        let turns = TurnsByTask()
        _ = try turns.take("t", {}) {
            #expect(throws: Stopped.self) { try turns.take("t", { throw Stopped() }) { _ = Issue.record("had a turn") } }
        }
        #expect(throws: Stopped.self) { try turns.take("t", {}) { () throws -> Void in throw Stopped() } }
        #expect(try turns.take("t", {}) { 5 } == 5)
    }
}
