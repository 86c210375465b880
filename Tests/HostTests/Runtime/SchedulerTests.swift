import Glibc
import Testing

@testable import Host

@Suite("Scheduler")
struct SchedulerTests {
    private let soon = MonotonicTime.now.adding(milliseconds: 30_000)

    @Test("a serial lane runs its jobs one at a time and in their order")
    func serial() {
        let scheduler = Scheduler()
        let lane = Lane(name: "serial", isSerial: true)
        let seen = Monitor((order: [Int](), running: 0, most: 0))
        for number in 0..<500 {
            try? scheduler.submit(on: lane) {
                seen.withLock {
                    $0.running += 1
                    $0.most = max($0.most, $0.running)
                    $0.order.append(number)
                }
                seen.withLock { $0.running -= 1 }
            }
        }
        #expect(scheduler.drain(until: soon))
        seen.withLock {
            #expect($0.order == Array(0..<500))
            #expect($0.most == 1)
        }
        scheduler.stop()
    }

    @Test("a stuck lane holds up no other lane")
    func stuckLane() {
        let scheduler = Scheduler()
        let release = Monitor(false)
        let stuck = Lane(name: "stuck", isSerial: true)
        try? scheduler.submit(on: stuck) { _ = release.wait { $0 ? true : nil } }
        let done = Monitor(0)
        for number in 0..<20 {
            try? scheduler.submit(on: Lane(name: "free \(number)", isSerial: true)) {
                done.withLock { $0 += 1 }
                done.broadcast()
            }
        }
        #expect(done.wait(until: soon) { $0 == 20 ? true : nil } == true)
        release.withLock { $0 = true }
        release.broadcast()
        #expect(scheduler.drain(until: soon))
        scheduler.stop()
    }

    @Test("a parallel lane keeps its limit")
    func parallelLimit() {
        let scheduler = Scheduler(parallelLimit: 3)
        let lane = Lane(name: "parallel", isSerial: false)
        let state = Monitor((running: 0, most: 0))
        for _ in 0..<200 {
            try? scheduler.submit(on: lane) {
                state.withLock {
                    $0.running += 1
                    $0.most = max($0.most, $0.running)
                }
                state.withLock { $0.running -= 1 }
            }
        }
        #expect(scheduler.drain(until: soon))
        state.withLock { #expect($0.most <= 3 && $0.most >= 1) }
        scheduler.stop()
    }

    @Test("a full queue refuses, and what was taken still runs")
    func fullQueue() throws {
        let scheduler = Scheduler(queueLimit: 5)
        let lane = Lane(name: "lane", isSerial: true)
        let release = Monitor(false)
        let entered = Monitor(false)
        try scheduler.submit(on: lane) {
            entered.withLock { $0 = true }
            entered.broadcast()
            _ = release.wait { $0 ? true : nil }
        }
        #expect(entered.wait(until: soon) { $0 ? true : nil } == true)
        let ran = Monitor(0)
        for _ in 0..<5 { try scheduler.submit(on: lane) { ran.withLock { $0 += 1 } } }
        #expect(throws: Scheduler.Refusal.queueFull) { try scheduler.submit(on: lane) {} }
        release.withLock { $0 = true }
        release.broadcast()
        #expect(scheduler.drain(until: soon))
        #expect(ran.withLock { $0 } == 5)
        scheduler.stop()
        #expect(throws: Scheduler.Refusal.stopped) { try scheduler.submit(on: lane) {} }
    }

    @Test("work that steps aside lets the rest of its lane pass, and goes on alone afterwards")
    func aside() {
        let scheduler = Scheduler()
        let lane = Lane(name: "serial", isSerial: true)
        let answered = Monitor(false)
        let seen = Monitor((order: [String](), running: 0, most: 0))
        @Sendable func run(_ name: String) {
            seen.withLock {
                $0.running += 1
                $0.most = max($0.most, $0.running)
                $0.order.append(name)
            }
            sched_yield()
            seen.withLock { $0.running -= 1 }
            seen.broadcast()
        }
        try? scheduler.submit(on: lane) {
            run("preview")
            _ = scheduler.aside(of: lane) { answered.wait(until: self.soon) { $0 ? true : nil } }
            run("tool")
        }
        for _ in 0..<3 { try? scheduler.submit(on: lane) { run("other") } }
        #expect(seen.wait(until: soon) { $0.order.count == 4 ? true : nil } == true, "nobody waits for the person")
        for _ in 0..<200 { try? scheduler.submit(on: lane) { run("late") } }
        answered.withLock { $0 = true }
        answered.broadcast()
        #expect(scheduler.drain(until: soon))
        seen.withLock {
            #expect($0.most == 1, "the lane is never shared")
            #expect($0.order.count { $0 == "tool" } == 1 && $0.order.count == 205)
        }
        scheduler.stop()
    }

    @Test("with too many aside the lane is kept, and all of them come back")
    func asideLimit() {
        let scheduler = Scheduler()
        let lane = Lane(name: "serial", isSerial: true)
        let answered = Monitor(false)
        let asked = Monitor(0)
        let total = Scheduler.asideLimit + 5
        for _ in 0..<total {
            try? scheduler.submit(on: lane) {
                _ = scheduler.aside(of: lane) {
                    asked.withLock { $0 += 1 }
                    asked.broadcast()
                    return answered.wait(until: self.soon) { $0 ? true : nil }
                }
            }
        }
        #expect(asked.wait(until: soon) { $0 == Scheduler.asideLimit + 1 ? true : nil } == true)
        answered.withLock { $0 = true }
        answered.broadcast()
        #expect(scheduler.drain(until: soon))
        #expect(asked.withLock { $0 } == total)
        scheduler.stop()
    }

    @Test("many threads may submit at once and no job is lost")
    func stress() {
        let scheduler = Scheduler(queueLimit: 1_000_000)
        let lanes = (0..<5).map { Lane(name: "\($0)", isSerial: $0 % 2 == 0) }
        let count = Monitor(0)
        let finished = Monitor(0)
        for _ in 0..<4 {
            Thread.start(name: "submitter") {
                for number in 0..<2000 { try? scheduler.submit(on: lanes[number % 5]) { count.withLock { $0 += 1 } } }
                finished.withLock { $0 += 1 }
                finished.broadcast()
            }
        }
        #expect(finished.wait(until: soon) { $0 == 4 ? true : nil } == true)
        #expect(scheduler.drain(until: soon))
        #expect(count.withLock { $0 } == 8000)
        scheduler.stop()
    }
}

@Suite("Cancellation")
struct CancellationTests {
    @Test("it is raised once, wakes sleepers and runs handlers")
    func raised() {
        let cancellation = Cancellation()
        let ran = Monitor(0)
        _ = cancellation.onCancel { ran.withLock { $0 += 1 } }
        let removed = cancellation.onCancel { ran.withLock { $0 += 100 } }
        cancellation.removeHandler(removed)
        let woken = Monitor<Bool?>(nil)
        Thread.start(name: "sleeper") {
            let slept = cancellation.sleep(until: MonotonicTime.now.adding(milliseconds: 60_000))
            woken.withLock { $0 = !slept }
            woken.broadcast()
        }
        #expect(cancellation.cancel(.deadline))
        #expect(!cancellation.cancel(.shutdown))
        #expect(cancellation.reason == .deadline)
        #expect(woken.wait(until: MonotonicTime.now.adding(milliseconds: 30_000)) { $0 } == true)
        #expect(ran.withLock { $0 } == 1)
        _ = cancellation.onCancel { ran.withLock { $0 += 10 } }
        #expect(ran.withLock { $0 } == 11)
    }

    @Test("an undisturbed sleep lasts until its end")
    func sleeps() {
        #expect(Cancellation().sleep(until: MonotonicTime.now.adding(milliseconds: 5)))
    }
}

/// Work from a closure, woken at once.
private final class ClosureWork: Work {
    private let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    func run() { body() }
    func settle(hasMore: Bool) {}
}

extension Scheduler {
    fileprivate func submit(on lane: Lane, _ body: @escaping @Sendable () -> Void) throws(Refusal) {
        try submit(ClosureWork(body), on: lane)
        wake()
    }
}
