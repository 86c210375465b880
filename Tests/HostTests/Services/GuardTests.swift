import Testing
@testable import Host

@Suite struct RetryAfterTests {
    @Test(arguments: [
        ("0", 0), ("7", 7_000), ("1.5", 1_500), ("-3", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 10_000), ("Sun, 06 Nov 1994 08:49:00 GMT", 0),
        ("999999999", 900_000), ("86400", 900_000),
    ] as [(String, Int64)])
    func secondsAndDatesAreRead(_ field: String, _ milliseconds: Int64) {
        #expect(RetryAfter.milliseconds(field: field, now: WallClock(seconds: 784_111_767)) == milliseconds)
    }

    @Test(arguments: ["", "soon", "nan", "inf", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:00:00 GMT"])
    func anythingElseIsNone(_ field: String) {
        #expect(RetryAfter.milliseconds(field: field, now: WallClock(seconds: 0)) == nil)
    }

    @Test(arguments: [#"{"retry_after": 3}"#, #"{"retryAfter": "3"}"#])
    func theBodyMaySayItToo(_ body: String) {
        let answer = HTTPAnswer(
            status: 429, headers: [HTTPHeader(name: "content-type", value: "application/json; charset=utf-8")], body: Array(body.utf8))
        #expect(RetryAfter.milliseconds(answer, now: .now) == 3_000)
    }

    @Test(arguments: [(0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT")])
    func datesAreCountedRight(_ seconds: Int, _ text: String) {
        #expect(HTTPDate.seconds(text) == Int64(seconds))
    }
}

@Suite struct RetryPlanTests {
    func next(_ plan: inout RetryPlan, _ problem: Problem, canRenew: Bool = false, remaining: Int64 = 60_000) -> RetryPlan.Next {
        plan.next(after: problem, canRenew: canRenew, jitter: 0, remainingMilliseconds: remaining)
    }

    @Test func readsAreTriedAFewTimesWithGrowingPauses() {
        var plan = RetryPlan(isWrite: false)
        let problem = Problem(.connectionFailed, "")
        let decisions = (0..<4).map { _ in next(&plan, problem) }
        #expect(decisions == [
            .again(afterMilliseconds: 500), .again(afterMilliseconds: 1000), .again(afterMilliseconds: 2000), .giveUp,
        ])
    }

    @Test func retryAfterIsKeptInFullOrNotTriedAtAll() {
        var plan = RetryPlan(isWrite: false)
        let problem = Problem(.rateLimit, "", retryAfterMilliseconds: 9_000)
        let decision = next(&plan, problem, remaining: 20_000)
        #expect(decision == .again(afterMilliseconds: 9_000))
        let later = next(&plan, problem, remaining: 9_000)
        #expect(later == .giveUp)
    }

    @Test func writesAreNotRepeated() {
        for code in FailureCode.allCases where code != .authFailed {
            var plan = RetryPlan(isWrite: true)
            let decision = next(&plan, Problem(code, ""), canRenew: true)
            #expect(decision == .giveUp)
        }
    }

    @Test(arguments: [true, false])
    func aRefusedTokenIsRenewedOnceForReadsAndWrites(_ isWrite: Bool) {
        var plan = RetryPlan(isWrite: isWrite)
        let problem = Problem(.authFailed, "", status: 401)
        let first = next(&plan, problem, canRenew: true)
        #expect(first == .renewCredentials)
        let second = next(&plan, problem, canRenew: true)
        #expect(second == .giveUp)
        var fixed = RetryPlan(isWrite: isWrite)
        let last = next(&fixed, problem)
        #expect(last == .giveUp)
    }

    @Test(arguments: [FailureCode.permission, .notFound, .badAnswer, .captcha, .tlsFailed, .circuitOpen, .tooLarge, .cancelled])
    func whatWillFailAgainIsNotRepeated(_ code: FailureCode) {
        var plan = RetryPlan(isWrite: false)
        let decision = next(&plan, Problem(code, ""))
        #expect(decision == .giveUp)
    }
}

@Suite struct GuardTests {
    func failure(_ problem: Problem, isWrite: Bool = false, checkWith: String = "") -> Failure {
        Guard.failure(problem, isWrite: isWrite, subject: "gitea", checkWith: checkWith, wording: EnglishWording())
    }

    @Test func aWriteThatMayHaveArrivedIsUnknownAndSaysHowToCheck() {
        let found = failure(Problem(.timeout, "", mayHaveBeenSent: true), isWrite: true, checkWith: "list_my_offers")
        #expect(found.code == "outcome_unknown")
        #expect(found.retry == .outcomeUnknown)
        #expect(found.message.contains("check with list_my_offers"))
    }

    @Test func aWriteThatNeverLeftMayBeRepeated() {
        let found = failure(Problem(.connectionFailed, ""), isWrite: true)
        #expect(found.code == "connection_failed")
        #expect(found.retry == .later(afterMilliseconds: nil))
        #expect(found.message.contains("Nothing was changed"))
    }

    @Test func aRefusedWriteIsNoUnknownOutcome() {
        for code in [FailureCode.permission, .notFound, .rateLimit, .authFailed, .captcha, .duplicate, .apiError] {
            #expect(failure(Problem(code, "", mayHaveBeenSent: true), isWrite: true).code == code.rawValue)
        }
    }

    @Test func aReadNeverLeavesAnUnknownOutcome() {
        for code in FailureCode.allCases where code != .outcomeUnknown {
            #expect(failure(Problem(code, "", mayHaveBeenSent: true)).retry != .outcomeUnknown)
        }
    }

    @Test func theWaitIsSaidInSeconds() {
        let found = failure(Problem(.rateLimit, "", retryAfterMilliseconds: 1_200))
        #expect(found.retry == .later(afterMilliseconds: 1_200))
        #expect(found.message.contains("Try again in 2 s."))
    }

    @Test func detailsStayInTheLog() {
        for wording in [EnglishWording(), RussianWording()] as [any FailureWording] {
            for code in FailureCode.allCases {
                let found = Guard.failure(
                    Problem(code, "inner detail", mayHaveBeenSent: true), isWrite: true, subject: "x", wording: wording)
                #expect(!found.message.contains("inner detail") && !found.message.isEmpty)
            }
        }
    }

    @Test func everyCodeIsDocumented() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let text = try #require(TestDirectory.read("/\(root)/docs/failure-codes.md"))
        for code in FailureCode.allCases { #expect(text.contains("| `\(code.rawValue)` |"), "\(code.rawValue) is missing") }
    }
}
