import AIWorkerKit
import Testing

@testable import AIWorkerEngine

/// A service whose answers are written down beforehand.
private final class Script {
    enum Step {
        case answer(Int, JSON? = [:], retryAfter: Double? = nil)
        case lost
        /// Nothing was sent.
        case unsent
    }

    var steps: [Step]
    var requests: [UpstreamRequest] = []
    var pauses: [Double] = []

    init(_ steps: [Step]) { self.steps = steps }

    func upstream(retries: Int = 2) -> Upstream {
        Upstream(
            service: .gitea, retries: retries,
            sendOnce: { request in
                self.requests.append(request)
                guard !self.steps.isEmpty else { throw Failure("internal", "more requests than answers") }
                switch self.steps.removeFirst() {
                case .answer(let status, let body, let wait): return UpstreamAnswer(status: status, body: body, retryAfter: wait)
                case .lost: throw Unreachable(reason: "lost")
                case .unsent: throw Unreachable(reason: "refused", mayHaveHappened: false)
                }
            }, wait: { self.pauses.append($0) })
    }

    var sent: [String] { requests.map { "\($0.method) \($0.path)" } }
}

private func code(_ body: () throws -> some Any) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? Failure ?? (error as? Unreachable)?.failure(.gitea))?.code ?? "\(error)"
    }
}

@Suite("Requests to services outside")
struct UpstreamTests {
    private let request = UpstreamRequest(method: "GET", path: "x")

    @Test("what passes by itself is tried again", arguments: [429, 502, 503, 504])
    func passing(status: Int) throws {
        let script = Script([.answer(status), .answer(status), .answer(200)])
        #expect(try script.upstream().send(request).status == 200)
        #expect(script.pauses.count == 2)
    }

    @Test("after the last try the reason is told, with status and service")
    func usedUp() {
        let script = Script([.answer(503), .answer(503), .answer(503)])
        do {
            _ = try script.upstream().send(request)
            Issue.record("no failure")
        } catch {
            let failure = (error as? Unreachable)?.failure(.gitea)
            #expect(failure?.code == "upstream_unavailable")
            #expect(failure?.details["status"] == 503)
            #expect(failure?.details["service"] == "gitea")
            #expect(failure?.retry == .later(after: nil))
        }
        #expect(script.requests.count == 3)
    }

    @Test("no further tries when none are allowed")
    func noRetries() {
        let script = Script([.lost])
        #expect(code { try script.upstream(retries: 0).send(request) } == "upstream_unavailable")
        #expect(script.requests.count == 1)
    }

    @Test("a broken server is not asked again", arguments: [500, 501])
    func broken(status: Int) {
        let script = Script([.answer(status)])
        #expect(code { try script.upstream().send(request) } == "upstream_unavailable")
    }

    @Test("an answer that cannot be read is no answer")
    func unreadable() throws {
        let script = Script([.answer(200, nil), .answer(200)])
        #expect(try script.upstream().send(request).body == [:])
    }

    @Test("Retry-After is obeyed, and told when it is too long for a call")
    func retryAfter() {
        let short = Script([.answer(429, [:], retryAfter: 3), .answer(200)])
        #expect(code { try short.upstream().send(request) } == nil)
        #expect(short.pauses == [3])
        let long = Script([.answer(429, [:], retryAfter: 3600)])
        do {
            _ = try long.upstream().send(request)
            Issue.record("no failure")
        } catch {
            #expect((error as? Unreachable)?.failure(.gitea).retry == .later(after: .seconds(3600)))
        }
    }

    @Test("refusals by kind", arguments: [
        (401, "upstream_auth"), (403, "upstream_auth"), (404, "upstream_rejected"), (422, "upstream_rejected"), (423, "upstream_rejected"),
    ])
    func refusals(status: Int, expected: String) {
        #expect(Script([]).upstream().refused(UpstreamAnswer(status: status, body: nil), "it").code == expected)
    }
}

@Suite("Gitea")
struct GiteaTests {
    private func gitea(_ script: Script, retries: Int = 2) -> Gitea {
        Gitea(upstream: script.upstream(retries: retries), owner: "o", repository: "r")
    }

    private func outcome<Value>(_ creation: Gitea.Creation<Value>) -> String {
        switch creation {
        case .created: "created"
        case .found: "found"
        case .conflict: "conflict"
        }
    }

    @Test("a branch is made from the default branch")
    func branch() throws {
        let script = Script([.answer(201, ["name": "b"])])
        #expect(outcome(try gitea(script).createBranch("b", from: "main")) == "created")
        #expect(script.requests[0].body == ["new_branch_name": "b", "old_ref_name": "main"])
    }

    @Test("a lost answer is looked after before the request is sent again")
    func lostAfterEffect() throws {
        let script = Script([.lost, .answer(200, ["name": "b"])])
        #expect(outcome(try gitea(script).createBranch("b", from: "main")) == "found")
        #expect(script.sent == ["POST repos/o/r/branches", "GET repos/o/r/branches/b"])
    }

    @Test("a request that was lost before its effect is sent again")
    func lostBeforeEffect() throws {
        let script = Script([.lost, .answer(404), .answer(201, ["name": "b"])])
        #expect(outcome(try gitea(script).createBranch("b", from: "main")) == "created")
    }

    @Test("the last look comes after the last try")
    func lostAtTheEnd() throws {
        let script = Script([.lost, .answer(200, ["name": "b"])])
        #expect(outcome(try gitea(script, retries: 0).createBranch("b", from: "main")) == "found")
    }

    @Test("what is there after a try that sent nothing is not ours")
    func unsent() throws {
        let script = Script([.unsent, .unsent, .answer(409)])
        #expect(outcome(try gitea(script).createBranch("b", from: "main")) == "conflict")
        #expect(Set(script.sent) == ["POST repos/o/r/branches"])
        #expect(code { try gitea(Script([.unsent]), retries: 0).createBranch("b", from: "main") } == "upstream_unavailable")
    }

    @Test("a try that had its effect late is found when the next one meets it", arguments: [429, 502, 503, 504])
    func lateEffect(status: Int) throws {
        let script = Script([.answer(status), .answer(404), .answer(409), .answer(200, ["name": "b"])])
        #expect(outcome(try gitea(script).createBranch("b", from: "main")) == "found")
    }

    @Test("a look that fails is tried again, and the request is not sent blindly")
    func failedLook() throws {
        let script = Script([.lost, .answer(503), .answer(200, ["name": "b"])])
        #expect(outcome(try gitea(script).createBranch("b", from: "main")) == "found")
        #expect(script.sent.map { $0.prefix(4) } == ["POST", "GET ", "GET "])
    }

    @Test("who asks to wait is not looked at")
    func noLook() {
        let script = Script([.answer(503, retryAfter: 3600)])
        #expect(code { try gitea(script).createBranch("b", from: "main") } == "upstream_unavailable")
        #expect(script.requests.count == 1)
    }

    @Test("an unknown start is told as such, although Gitea answers 500")
    func unknownStart() {
        let script = Script([.answer(500), .answer(404), .answer(404)])
        #expect(code { try gitea(script).createBranch("b", from: "nope") } == "upstream_rejected")
    }

    @Test("a name that is taken is no error yet")
    func conflict() throws {
        let script = Script([.answer(409, ["message": "exists"])])
        #expect(outcome(try gitea(script).createBranch("b", from: "main")) == "conflict")
    }

    @Test("the open pull request of the pair is adopted")
    func adoptsPullRequest() throws {
        let script = Script([.answer(409), .answer(200, ["number": 7, "state": "open", "html_url": "http://g/7"])])
        let made = try gitea(script).createPullRequest(base: "main", head: "b", title: "t", text: "")
        guard case .found(let found) = made else {
            Issue.record("not adopted")
            return
        }
        #expect(found.number == 7)
        #expect(found.url == "http://g/7")
    }

    @Test("a closed pull request is not adopted, and the list of open ones has the last word")
    func closedPullRequest() throws {
        let script = Script([
            .answer(409), .answer(200, ["number": 7, "state": "closed"]),
            .answer(200, [["number": 9, "state": "open", "html_url": "u", "base": ["ref": "main"], "head": ["ref": "b"]]]),
        ])
        guard case .found(let found) = try gitea(script).createPullRequest(base: "main", head: "b", title: "t", text: "") else {
            Issue.record("not found")
            return
        }
        #expect(found.number == 9)
    }
}
