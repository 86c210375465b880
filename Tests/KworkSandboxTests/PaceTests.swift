import Testing

@testable import KworkSandbox

@Suite("The rate limit seen from the server")
struct PaceTests {
    private let second: UInt64 = 1_000_000_000

    /// What the limit says to requests at these times, in seconds.
    private func verdicts(rate: Double, burst: Int, slackMilliseconds: Int = 100, at times: [Double]) -> [Bool] {
        var pace = Pace(rate: rate, burst: burst, slackMilliseconds: slackMilliseconds)
        return times.map { pace.admits(at: UInt64($0 * 1000) * 1_000_000) }
    }

    @Test("The burst passes at once, the next request does not")
    func burst() {
        #expect(verdicts(rate: 2, burst: 5, at: [1, 1, 1, 1, 1, 1]) == [true, true, true, true, true, false])
    }

    @Test("Requests at the agreed rate go on for ever")
    func steady() {
        let times = [1, 1, 1, 1, 1] + (0..<100).map { 2 + Double($0) / 2 }
        #expect(verdicts(rate: 2, burst: 5, at: times).allSatisfy { $0 })
    }

    @Test("A full burst every second is too fast in the long run, although no single second exceeds it")
    func sustained() {
        let times = (1...10).flatMap { Array(repeating: Double($0), count: 5) }
        let passed = verdicts(rate: 2, burst: 5, at: times).count { $0 }
        // 5 + 2 * 9 seconds, and nothing for being early: the requests of one second come together.
        #expect(passed == 23)
    }

    @Test("More than the burst inside a sliding second is too fast, although the long run would allow it")
    func slidingSecond() {
        #expect(verdicts(rate: 10, burst: 2, at: [1, 1.4, 1.8, 2]) == [true, true, false, true])
    }

    @Test("A request that looks a little early passes, unless the slack is zero")
    func slack() {
        #expect(verdicts(rate: 1, burst: 1, slackMilliseconds: 100, at: [1, 1.95]) == [true, true])
        #expect(verdicts(rate: 1, burst: 1, slackMilliseconds: 0, at: [1, 1.95]) == [true, false])
    }

    @Test("Over the limit means 429 with Retry-After, marked in the log; control calls are free")
    func answer() {
        var rehearsal = Rehearsal { $0.pace = .init(rate: 1, burst: 2) }
        for _ in 0..<5 { _ = rehearsal.control("GET", "state") }
        let statuses = (0..<3).map { _ in rehearsal.api("categories").status }
        #expect(statuses == [200, 200, 429])
        rehearsal.now += 2 * second
        #expect(rehearsal.api("categories").status == 200)
        #expect(rehearsal.control("GET", "state").parsed?["too_fast"] == 1)
    }
}
