import AIWorkerKit

/// How far a deployment has come, read from the object alone. Pure.
enum Rollout: Equatable {
    case ready
    case waiting(String)
    case failed(String)

    init(_ deployment: JSON) {
        let generation = deployment["metadata"]?["generation"]?.asInteger ?? 0
        let status = deployment["status"]
        let observed = status?["observedGeneration"]?.asInteger ?? -1
        // What is said of an older generation says nothing of this one.
        guard observed >= generation else {
            self = .waiting("the cluster has not looked at it yet")
            return
        }
        for condition in status?["conditions"]?.asArray ?? [] {
            let reason = condition["reason"]?.asString ?? ""
            let isTrue = condition["status"]?.asString == "True"
            switch condition["type"]?.asString {
            case "Progressing" where condition["status"]?.asString == "False" && reason == "ProgressDeadlineExceeded":
                self = .failed("the pods did not become ready in time (ProgressDeadlineExceeded)")
                return
            case "ReplicaFailure" where isTrue:
                self = .failed("the cluster could not create the pods (\(Upstream.word(reason) ?? "ReplicaFailure"))")
                return
            default: break
            }
        }
        // A count is an int32 of 0 or more; whatever else a cluster says must not get into the arithmetic.
        func count(_ value: JSON?, orElse usual: Int64) -> Int64 { min(max(0, value?.asInteger ?? usual), Int64(Int32.max)) }
        let wanted = count(deployment["spec"]?["replicas"], orElse: 1)
        let updated = count(status?["updatedReplicas"], orElse: 0)
        let available = count(status?["availableReplicas"], orElse: 0)
        let all = count(status?["replicas"], orElse: 0)
        if updated < wanted {
            self = .waiting("\(updated) of \(wanted) pods started")
        } else if all > updated {
            self = .waiting("\(all - updated) old pods still there")
        } else if available < updated {
            self = .waiting("\(available) of \(updated) pods answer")
        } else {
            self = .ready
        }
    }
}
