import AIWorkerKit
import Testing

@testable import AIWorkerEngine

@Suite("Rollout")
struct RolloutTests {
    private func deployment(
        generation: Int64 = 2, observed: Int64? = 2, replicas: Int64 = 1, updated: Int64 = 1, available: Int64 = 1, wanted: Int64? = 1,
        conditions: [JSON] = []
    ) -> JSON {
        var status = JSON.Object([
            (key: "replicas", value: .integer(replicas)), (key: "updatedReplicas", value: .integer(updated)),
            (key: "availableReplicas", value: .integer(available)), (key: "conditions", value: .array(conditions)),
        ])
        if let observed { status["observedGeneration"] = .integer(observed) }
        var spec = JSON.Object()
        if let wanted { spec["replicas"] = .integer(wanted) }
        return ["metadata": ["generation": .integer(generation)], "spec": .object(spec), "status": .object(status)]
    }

    @Test("ready when all pods are of this generation and answer")
    func ready() { #expect(Rollout(deployment()) == .ready) }

    @Test("one replica is wanted when the object does not say")
    func defaultReplicas() {
        #expect(Rollout(deployment(wanted: nil)) == .ready)
        #expect(Rollout(deployment(replicas: 0, updated: 0, available: 0, wanted: nil)) != .ready)
    }

    @Test("what an older generation says does not count", arguments: [nil, 1] as [Int64?])
    func olderGeneration(observed: Int64?) {
        let available: JSON = ["type": "Available", "status": "True"]
        let failed: JSON = ["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"]
        for condition in [available, failed] {
            guard case .waiting = Rollout(deployment(observed: observed, conditions: [condition])) else {
                Issue.record("an older generation decided")
                return
            }
        }
    }

    @Test("not ready while pods are missing, old ones remain or none answers", arguments: [
        (0, 0, 0), (2, 1, 1), (1, 1, 0),
    ] as [(Int64, Int64, Int64)])
    func waiting(replicas: Int64, updated: Int64, available: Int64) {
        guard case .waiting = Rollout(deployment(replicas: replicas, updated: updated, available: available)) else {
            Issue.record("counted as done")
            return
        }
    }

    @Test("Available alone is not enough")
    func availableAlone() {
        let condition: JSON = ["type": "Available", "status": "True"]
        #expect(Rollout(deployment(updated: 0, conditions: [condition])) != .ready)
    }

    @Test("failed past its deadline, or when pods cannot be made", arguments: [
        ["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"],
        ["type": "ReplicaFailure", "status": "True", "reason": "FailedCreate"],
    ] as [JSON])
    func failed(condition: JSON) {
        guard case .failed = Rollout(deployment(updated: 0, conditions: [condition])) else {
            Issue.record("not seen as failed")
            return
        }
    }

    @Test("a deployment without a status waits")
    func noStatus() {
        guard case .waiting = Rollout(["metadata": ["generation": 1]]) else {
            Issue.record("a deployment without a status is not ready")
            return
        }
    }

    @Test("numbers that no cluster means do no harm", arguments: [
        (.max, .min, .min), (.min, .max, .max), (.max, .max, .min), (.min, .min, .min), (.max, 0, 1 << 40),
    ] as [(Int64, Int64, Int64)], [Int64.min, -1, .max])
    func hostile(numbers: (Int64, Int64, Int64), wanted: Int64) {
        let rollout = Rollout(
            deployment(
                generation: wanted, observed: .max, replicas: numbers.0, updated: numbers.1, available: numbers.2, wanted: wanted))
        if case .failed = rollout { Issue.record("no condition says so") }
    }
}
