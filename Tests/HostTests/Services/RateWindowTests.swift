import Testing
@testable import Host

@Suite struct RateWindowTests {
    static let start: Int64 = 1_000_000_000_000
    static func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: start + Int64((seconds * 1e9).rounded())) }

    /// Sends `count` requests as early as the window allows and returns their times in seconds.
    static func run(_ limit: RateLimit, count: Int, sendingDelay: (Int) -> Double = { _ in 0 }) -> [Double] {
        var window = RateWindow()
        var now = start
        var sent: [Int64] = []
        var open: [(id: UInt64, at: Int64)] = []
        while sent.count < count {
            for permit in open where permit.at <= now { window.confirm(permit.id, at: MonotonicTime(nanoseconds: permit.at)) }
            open.removeAll { $0.at <= now }
            switch window.take(limit, now: MonotonicTime(nanoseconds: now)) {
            case .go(let id):
                let leaves = now + Int64(sendingDelay(sent.count) * 1e9)
                sent.append(leaves)
                open.append((id, leaves))
            case .wait(let until):
                guard until.nanoseconds > now else {
                    Issue.record("told to wait until a time that has passed")
                    return []
                }
                now = until.nanoseconds
            }
        }
        return sent.sorted().map { Double($0 - start) / 1e9 }
    }

    @Test(arguments: [RateLimit(perSecond: 2, burst: 5), RateLimit(perSecond: 10, burst: 3), RateLimit(perSecond: 0.5, burst: 1)])
    func noSecondSeesMoreThanTheBurst(_ limit: RateLimit) {
        let sent = Self.run(limit, count: 40)
        for index in 0..<max(0, sent.count - limit.burst) { #expect(sent[index + limit.burst] - sent[index] >= 1) }
    }

    @Test(arguments: [RateLimit(perSecond: 2, burst: 5), RateLimit(perSecond: 10, burst: 3), RateLimit(perSecond: 3, burst: 1)])
    func noSpanSeesMoreThanBurstPlusRate(_ limit: RateLimit) {
        let sent = Self.run(limit, count: 40)
        for first in sent.indices {
            for last in first..<sent.count {
                #expect(Double(last - first + 1) <= Double(limit.burst) + limit.perSecond * (sent[last] - sent[first]) + 1e-6)
            }
        }
    }

    @Test func aQueueFinishesInTheTimeTheRateAllows() {
        let sent = Self.run(RateLimit(perSecond: 2, burst: 5), count: 25)
        #expect(abs((sent.last ?? 0) - 10) < 0.5, "(25 - 5) / 2 seconds")
    }

    @Test func whatCountsIsWhenARequestLeft() {
        // The first five need 0.4 s to connect, the others nothing.
        let sent = Self.run(RateLimit(perSecond: 5, burst: 5), count: 20, sendingDelay: { $0 < 5 ? 0.4 : 0 })
        for index in 0..<max(0, sent.count - 5) { #expect(sent[index + 5] - sent[index] >= 1) }
    }

    @Test func permitsOfADeadProcessAreForgotten() {
        var window = RateWindow()
        let limit = RateLimit(perSecond: 1, burst: 1)
        #expect(window.take(limit, now: Self.time(0)) == .go(permit: 1))
        guard case .wait = window.take(limit, now: Self.time(2)) else { return #expect(Bool(false), "the first is still open") }
        #expect(window.take(limit, now: Self.time(31)) == .go(permit: 2))
    }

    @Test func retryAfterHoldsEverybodyBack() {
        var window = RateWindow()
        let limit = RateLimit(perSecond: 100, burst: 100)
        window.close(until: Self.time(7))
        #expect(window.take(limit, now: Self.time(1)) == .wait(until: Self.time(7)))
        window.close(until: Self.time(3))
        #expect(window.take(limit, now: Self.time(6.9)) == .wait(until: Self.time(7)))
        guard case .go = window.take(limit, now: Self.time(7)) else { return #expect(Bool(false), "the gate should be open") }
    }

    @Test func theEstimateForAPlaceInTheQueueIsALowerBound() {
        let limit = RateLimit(perSecond: 2, burst: 5)
        let sent = Self.run(limit, count: 20)
        let empty = RateWindow()
        for place in sent.indices {
            let estimate = Double(empty.earliest(limit, ahead: place, now: Self.time(0)).nanoseconds - Self.time(0).nanoseconds) / 1e9
            #expect(estimate <= sent[place] + 1e-6)
            #expect(estimate >= sent[place] - 1.1)
        }
    }
}

@Suite struct CircuitBreakerTests {
    func time(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: (1000 + seconds) * 1_000_000_000) }

    func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<CircuitBreaker.threshold { breaker.failed(wasProbe: false, now: time(0)) }
        return breaker
    }

    @Test func itOpensAfterFailuresInARowOnly() {
        var breaker = CircuitBreaker()
        for _ in 0..<(CircuitBreaker.threshold - 1) { #expect(breaker.failed(wasProbe: false, now: time(0)) == false) }
        breaker.succeeded()
        for _ in 0..<(CircuitBreaker.threshold - 1) { #expect(breaker.failed(wasProbe: false, now: time(0)) == false) }
        #expect(breaker.admit(now: time(0)) == .go(isProbe: false))
        #expect(breaker.failed(wasProbe: false, now: time(0)) == true)
        #expect(breaker.admit(now: time(1)) == .refuse(until: time(5)))
    }

    @Test func oneProbeDecides() {
        var breaker = opened()
        #expect(breaker.admit(now: time(5)) == .go(isProbe: true))
        guard case .refuse = breaker.admit(now: time(6)) else { return #expect(Bool(false), "one probe at a time") }
        breaker.succeeded()
        #expect(breaker.admit(now: time(6)) == .go(isProbe: false))
    }

    @Test func aFailedProbeDoublesThePauseUpToALimit() {
        var breaker = opened()
        var now: Int64 = 5
        for expected: Int64 in [10, 20, 40, 80, 160, 300, 300] {
            #expect(breaker.admit(now: time(now)) == .go(isProbe: true))
            breaker.failed(wasProbe: true, now: time(now))
            #expect(breaker.admit(now: time(now)) == .refuse(until: time(now + expected)))
            now += expected
        }
    }

    @Test func requestsFromBeforeDoNotProlongThePause() {
        var breaker = opened()
        #expect(breaker.failed(wasProbe: false, now: time(3)) == false)
        #expect(breaker.admit(now: time(4)) == .refuse(until: time(5)))
    }

    @Test func aProbeThatSaysNothingIsPassedOn() {
        var breaker = opened()
        #expect(breaker.admit(now: time(5)) == .go(isProbe: true))
        breaker.inconclusive(wasProbe: true, now: time(6))
        #expect(breaker.admit(now: time(6)) == .go(isProbe: true))
    }

    @Test func aProbeThatNeverReportsIsReplaced() {
        var breaker = opened()
        #expect(breaker.admit(now: time(5)) == .go(isProbe: true))
        #expect(breaker.admit(now: time(41)) == .go(isProbe: true))
    }
}
