import Glibc
import Testing
@testable import Host

@Suite struct StateFileTests {
    @Test func stateSurvivesTheWayThroughBytes() throws {
        var state = SharedState()
        state.rate.permits = [RateWindow.Permit(id: 7, time: 1, isOpen: true, balance: 3)]
        state.rate.balancedAt = 5
        state.rate.closedUntil = -6
        state.rate.nextID = 8
        state[breaker: 1] = CircuitBreaker(failures: 2, openUntil: 3, openings: 4)
        state.signInClosedUntil = 9
        state.refusedCredentials = .max
        let bytes = state.encoded(boot: 1)
        #expect(SharedState(bytes, boot: 1) == state)
        #expect(SharedState(bytes, boot: 2) == nil, "times of another boot mean nothing")
        for length in 0..<bytes.count { #expect(SharedState(Array(bytes[..<length]), boot: 1) == nil) }
        for index in bytes.indices {
            var broken = bytes
            broken[index] ^= 0x10
            #expect(SharedState(broken, boot: 1) == nil)
        }
    }

    @Test func twoOwnersSeeEachOthersChanges() {
        let directory = TestDirectory()
        let first = StateFile(name: "a.state", directory: directory.path)
        let second = StateFile(name: "a.state", directory: directory.path)
        first.update { $0.signInClosedUntil = 42 }
        #expect(second.update { $0.signInClosedUntil } == 42)
        #expect(TestDirectory.mode(directory.file("a.state")) == 0o600)
    }

    @Test func garbageInTheFileIsReplaced() {
        let directory = TestDirectory()
        TestDirectory.write("not a state", to: directory.file("a.state"))
        let file = StateFile(name: "a.state", directory: directory.path)
        file.update { $0.signInClosedUntil = 1 }
        #expect(StateFile(name: "a.state", directory: directory.path).update { $0.signInClosedUntil } == 1)
    }

    @Test func aDirectoryOpenToOthersIsNotUsed() {
        let directory = TestDirectory()
        chmod(directory.path, 0o755)
        let capture = LogCapture()
        let file = StateFile(name: "a.state", directory: directory.path, log: capture.log())
        file.update { $0.signInClosedUntil = 5 }
        #expect(file.update { $0.signInClosedUntil } == 5, "the limit still works in this process")
        #expect(capture.all.count == 1)
        #expect(access(directory.file("a.state"), F_OK) != 0)
    }

    @Test func aLinkInPlaceOfTheDirectoryOrFileIsNotFollowed() {
        let directory = TestDirectory()
        symlink(directory.path, directory.file("link"))
        #expect(throws: StateProblem.self) { try StateDirectory.open(directory.file("link")).get() }
        TestDirectory.write("precious", to: directory.file("target"))
        symlink(directory.file("target"), directory.file("a.state"))
        StateFile(name: "a.state", directory: directory.path, log: LogCapture().log()).update { $0.signInClosedUntil = 5 }
        #expect(TestDirectory.read(directory.file("target")) == "precious")
    }

    /// The lock of a process that is killed while it holds it goes with it.
    @Test func aKilledHolderLeavesNothingInTheWay() async {
        let directory = TestDirectory()
        let path = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            StateFile(name: "a.state", directory: path).update { state in
                state.signInClosedUntil = 1
                kill(getpid(), SIGKILL)
            }
        }
        let capture = LogCapture()
        StateFile(name: "a.state", directory: path, log: capture.log()).update { $0.signInClosedUntil = 2 }
        #expect(StateFile(name: "a.state", directory: path).update { $0.signInClosedUntil } == 2)
        #expect(capture.all.isEmpty)
    }
}

@Suite struct RateLimiterTests {
    @Test func aPermitThatCannotComeInTimeIsRefusedAtOnce() {
        let directory = TestDirectory()
        let limiter = RateLimiter(limit: RateLimit(perSecond: 0.1, burst: 1), file: StateFile(name: "a", directory: directory.path))
        let deadline = MonotonicTime.now.adding(milliseconds: 5_000)
        guard case .go(let permit) = limiter.acquire(deadline: deadline, cancellation: Cancellation()) else {
            return #expect(Bool(false), "the first is free")
        }
        limiter.confirm(permit)
        let before = MonotonicTime.now
        guard case .tooLate(let wait) = limiter.acquire(deadline: deadline, cancellation: Cancellation()) else {
            return #expect(Bool(false), "the second is due in ten seconds")
        }
        #expect((9_000...10_000).contains(wait))
        #expect(MonotonicTime.now < before.adding(milliseconds: 3_000))
    }

    @Test func theQueueIsInOrderAndACancelledPlaceIsGivenUp() {
        let directory = TestDirectory()
        let limiter = RateLimiter(limit: RateLimit(perSecond: 10, burst: 1), file: StateFile(name: "a", directory: directory.path))
        let order = Monitor([Int]())
        let cancelled = Cancellation()
        let queued = Monitor(0)
        for number in 0..<5 {
            // One after the other, so that the order of arrival is known.
            _ = queued.wait { $0 == number ? true : nil }
            Thread.start(name: "queue") {
                queued.withLock { $0 += 1 }
                queued.broadcast()
                let outcome = limiter.acquire(deadline: .distantFuture, cancellation: number == 2 ? cancelled : Cancellation())
                if case .go(let permit) = outcome { limiter.confirm(permit) }
                order.withLock { $0.append(outcome == .cancelled(.deadline) ? -number : number) }
                order.broadcast()
            }
            usleep(20_000)
        }
        cancelled.cancel(.deadline)
        let end = order.wait(until: MonotonicTime.now.adding(milliseconds: 30_000)) { $0.count == 5 ? $0 : nil }
        #expect(end?.filter { $0 >= 0 } == [0, 1, 3, 4])
        #expect(end?.contains(-2) == true)
    }

    /// Three processes, one limit: together they keep it.
    @Test func processesShareOneLimit() async {
        let directory = TestDirectory()
        let path = directory.path
        await withTaskGroup { group in
            for _ in 0..<3 {
                group.addTask {
                    await #expect(processExitsWith: .success) { [path = path as String] in
                        let limiter = RateLimiter(
                            limit: RateLimit(perSecond: 8, burst: 4), file: StateFile(name: "shared", directory: path))
                        for _ in 0..<6 {
                            guard case .go(let permit) = limiter.acquire(deadline: .distantFuture, cancellation: Cancellation()) else { exit(1) }
                            let now = MonotonicTime.now
                            limiter.confirm(permit, at: now)
                            // Appending so little is one write, which O_APPEND keeps whole.
                            let times = open(path + "/times", O_WRONLY | O_CREAT | O_APPEND, 0o600)
                            let line = "\(now.nanoseconds)\n"
                            write(times, line, line.utf8.count)
                            close(times)
                        }
                    }
                }
            }
        }
        let times = (TestDirectory.read(directory.file("times")) ?? "").split(separator: "\n").compactMap { Int64($0) }.sorted()
        #expect(times.count == 18)
        guard times.count == 18 else { return }
        for index in 0..<(times.count - 4) { #expect(times[index + 4] - times[index] >= 1_000_000_000) }
        for first in times.indices {
            for last in first..<times.count {
                let seconds = Double(times[last] - times[first]) / 1e9
                #expect(Double(last - first + 1) <= 4 + 8 * seconds + 1e-3)
            }
        }
    }
}
