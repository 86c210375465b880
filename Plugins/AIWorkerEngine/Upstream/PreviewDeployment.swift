import AIWorkerKit

/// The way of one preview into the cluster: which request comes next, and what to make of its answer. A value, without I/O.
struct PreviewDeployment {
    /// What an answer led to.
    enum Verdict {
        /// The next request can be sent at once.
        case goOn
        /// Wait, then send the next request.
        ///
        /// - Parameter failure: what it is when the time is over; nil: a preview that is not ready yet.
        case wait(for: String, failure: Unreachable? = nil)
        case ready
        /// The cluster gave up.
        case failed(String)
        /// The cluster does not take what it was sent.
        case refused
    }

    /// In the order in which the cluster is asked.
    private enum Stage: Int {
        case namespace, quota, networkPolicy, secret, deployment, service, ingress, rollout
    }

    private let objects: PreviewObjects
    private var stage = Stage.namespace
    /// Of the secret as applied: a change of it starts new pods.
    private var secretVersion = ""
    /// Waits in a row before the rollout.
    private var waits = 0
    /// How often something was missing that had just been there.
    private var losses = 0

    init(_ objects: PreviewObjects) { self.objects = objects }

    var request: UpstreamRequest {
        guard let object else { return UpstreamRequest(method: "GET", path: objects.deployment(secretVersion: "").path) }
        return UpstreamRequest(
            method: "PATCH", path: object.path, query: [("fieldManager", "aiworker"), ("force", "true")], body: object.body,
            contentType: "application/apply-patch+yaml")
    }

    /// What the request is about, for people.
    var subject: String { object.map { "the preview's \($0.body["kind"]?.asString ?? "object")" } ?? "to show the preview" }

    /// Whether not all of it is there yet.
    var isApplying: Bool { stage != .rollout }

    /// How long to wait when an answer asks for it, in seconds.
    var pause: Double { stage == .rollout ? 1 : min(2, 0.1 * Double(1 << min(waits, 5))) }

    private var object: PreviewObjects.Object? {
        switch stage {
        case .namespace: objects.namespace
        case .quota: objects.quota
        case .networkPolicy: objects.networkPolicy
        case .secret: objects.secret
        case .deployment: objects.deployment(secretVersion: secretVersion)
        case .service: objects.service
        case .ingress: objects.ingress
        case .rollout: nil
        }
    }

    /// Takes the answer to `request`, whose body is an object if it is a success.
    mutating func take(_ answer: UpstreamAnswer) -> Verdict {
        guard answer.isSuccess, let body = answer.body else { return takeRefusal(answer) }
        switch stage {
        case .namespace where Self.isGoing(body): return waiting("the old preview is still being removed")
        case .secret: secretVersion = objects.version(ofSecret: body)
        case .rollout:
            switch Rollout(body) {
            case .ready: return .ready
            case .failed(let reason): return .failed(reason)
            case .waiting(let what): return .wait(for: what)
            }
        default: break
        }
        waits = 0
        stage = Stage(rawValue: stage.rawValue + 1) ?? .rollout
        return .goOn
    }

    private mutating func takeRefusal(_ answer: UpstreamAnswer) -> Verdict {
        switch answer.status {
        case 409 where stage != .rollout:
            // On a forced apply it passes.
            let what = "one of its objects kept changing"
            return waiting(what, failure: Unreachable(status: 409, reason: what))
        case 403 where Self.saysTerminating(answer):
            stage = .namespace
            return waiting("the old preview is still being removed")
        case 404 where stage != .namespace && losses < 2:
            // It went away with its namespace meanwhile; a cluster that does not know the kind says the same again.
            losses += 1
            stage = .namespace
            return waiting("the preview was removed and is made again")
        default: return .refused
        }
    }

    private mutating func waiting(_ what: String, failure: Unreachable? = nil) -> Verdict {
        waits += 1
        return .wait(for: what, failure: failure)
    }

    /// Whether a namespace is still going away: it takes updates, and everything in it goes with it.
    private static func isGoing(_ namespace: JSON) -> Bool {
        namespace["metadata"]?["deletionTimestamp"]?.asString != nil || namespace["status"]?["phase"]?.asString == "Terminating"
    }

    private static func saysTerminating(_ answer: UpstreamAnswer) -> Bool {
        answer.body?["details"]?["causes"]?.asArray?.contains { $0["reason"]?.asString == "NamespaceTerminating" } ?? false
    }
}
