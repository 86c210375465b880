import Testing

@testable import AIWorkerKit

/// Expects a failure with that code, and returns it.
@discardableResult
func expectFailure<Result>(
    _ code: String, _ location: SourceLocation = #_sourceLocation, _ body: () throws -> Result
) -> Failure? {
    do {
        let result = try body()
        Issue.record("expected \(code), got \(result)", sourceLocation: location)
    } catch let failure as Failure {
        #expect(failure.code == code, "\(failure.message)", sourceLocation: location)
        return failure
    } catch { Issue.record("expected \(code), got \(error)", sourceLocation: location) }
    return nil
}

/// Expects that kind of trouble with the store itself, and returns its reason.
@discardableResult
func expectUnavailable<Result>(_ location: SourceLocation = #_sourceLocation, _ body: () throws -> Result) -> String? {
    do {
        let result = try body()
        Issue.record("expected unavailable, got \(result)", sourceLocation: location)
    } catch StoreError.unavailable(let reason) {
        return reason
    } catch { Issue.record("expected unavailable, got \(error)", sourceLocation: location) }
    return nil
}

extension Caller {
    /// - Parameter leaseToken: the one that the call gave.
    init(agentID: String, leaseToken: String?) {
        self.init(agentID: agentID, proof: leaseToken.map { .token($0) } ?? .none)
    }
}

extension TaskQueue {
    /// The status tool with no metadata.
    @discardableResult
    func report(_ task: String, _ state: TaskState, by agent: String = "a", token: String? = nil, _ metadata: JSON? = nil) throws -> StatusChange {
        try changeStatus(task, by: Caller(agentID: agent, leaseToken: token), StatusRequest(state: state, metadata: metadata))
    }

    @discardableResult
    func next(_ agent: String = "a", _ capabilities: [String]? = nil) throws -> Claim? {
        try nextTask(for: agent, capabilities: capabilities)
    }

    @discardableResult
    func asks(_ task: String, _ question: String, by agent: String = "a", context: String? = nil, key: String? = nil) throws -> AskedQuestion {
        try ask(task, by: Caller(agentID: agent), question: question, context: context, key: key)
    }

    @discardableResult
    func reads(_ task: String, _ question: String? = nil, by agent: String = "a") throws -> QuestionCheck {
        try checkResponse(task, by: Caller(agentID: agent), questionID: question)
    }
}

extension Database {
    /// One statement in a transaction of its own.
    func run(_ sql: String, _ values: [SQLValue] = []) throws { _ = try write { try $0.execute(sql, values) } }
}
