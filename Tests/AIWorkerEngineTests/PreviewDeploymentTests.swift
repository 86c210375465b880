@testable import AIWorkerKit
import Testing

@testable import AIWorkerEngine

@Suite("The way of a preview")
struct PreviewDeploymentTests {
    private let fresh = PreviewDeployment(
        PreviewObjects(
            intent: PreviewIntent(
                taskID: "t", namespace: "n", image: "i", port: 80, environment: [], workBegan: nil, now: Timestamp(milliseconds: 0)),
            host: "h", isSecure: true, ingressClass: nil, expiresAt: Timestamp(milliseconds: 0)))

    private let good = UpstreamAnswer(status: 200, body: ["metadata": ["uid": "u"]])
    private let terminating = UpstreamAnswer(status: 403, body: ["details": ["causes": [["reason": "NamespaceTerminating"]]]])
    private let missing = UpstreamAnswer(status: 404, body: ["reason": "NotFound"])

    private func kind(_ deployment: PreviewDeployment) -> String { deployment.request.body?["kind"]?.asString ?? deployment.request.method }

    /// Goes on until an object of that kind is asked for.
    private func advanced(to kind: String, _ deployment: PreviewDeployment? = nil) -> PreviewDeployment {
        var deployment = deployment ?? fresh
        while self.kind(deployment) != kind { _ = deployment.take(good) }
        return deployment
    }

    private func word(_ verdict: PreviewDeployment.Verdict) -> String {
        switch verdict {
        case .goOn: "go on"
        case .wait(_, nil): "wait"
        case .wait(_, .some): "wait or fail"
        case .ready: "ready"
        case .failed: "failed"
        case .refused: "refused"
        }
    }

    @Test("everything is applied in order, then the rollout is looked at")
    func order() {
        var deployment = fresh
        var kinds: [String] = []
        while deployment.isApplying {
            kinds.append(kind(deployment))
            #expect(word(deployment.take(good)) == "go on")
        }
        #expect(kinds == ["Namespace", "ResourceQuota", "NetworkPolicy", "Secret", "Deployment", "Service", "Ingress"])
        #expect(kind(deployment) == "GET" && deployment.request.path.hasSuffix("deployments/preview"))
    }

    @Test("a namespace that is going away is waited for, however that is said", arguments: [
        ["metadata": ["deletionTimestamp": "2026-01-01T00:00:00Z"]], ["metadata": [:], "status": ["phase": "Terminating"]],
    ] as [JSON])
    func going(namespace: JSON) {
        var deployment = fresh
        for _ in 0..<9 { #expect(word(deployment.take(UpstreamAnswer(status: 200, body: namespace))) == "wait") }
        #expect(kind(deployment) == "Namespace" && deployment.pause <= 2)
        #expect(word(deployment.take(good)) == "go on")
    }

    @Test("a namespace that begins to go away is established again", arguments: ["ResourceQuota", "Secret", "Ingress"])
    func goingMidway(at: String) {
        for refusal in [terminating, missing] {
            var deployment = advanced(to: at)
            #expect(word(deployment.take(refusal)) == "wait")
            #expect(kind(deployment) == "Namespace")
            #expect(take(good, advanced(to: at, deployment)) == "go on")
        }
    }

    private func take(_ answer: UpstreamAnswer, _ deployment: PreviewDeployment) -> String {
        var deployment = deployment
        return word(deployment.take(answer))
    }

    @Test("what stays missing is refused in the end, and so is what nobody may do")
    func refusals() {
        var deployment = fresh
        for _ in 0..<2 {
            deployment = advanced(to: "Service", deployment)
            #expect(word(deployment.take(missing)) == "wait")
        }
        #expect(take(missing, advanced(to: "Service", deployment)) == "refused")
        #expect(take(missing, fresh) == "refused")
        #expect(take(UpstreamAnswer(status: 403, body: [:]), advanced(to: "Secret")) == "refused")
    }

    @Test("a preview that is removed during its rollout is made again")
    func removed() {
        var deployment = advanced(to: "GET")
        #expect(word(deployment.take(missing)) == "wait")
        #expect(kind(deployment) == "Namespace")
    }

    @Test("a conflict is tried again, and is a failure when the time is over")
    func conflict() {
        var deployment = advanced(to: "Service")
        #expect(word(deployment.take(UpstreamAnswer(status: 409, body: [:]))) == "wait or fail")
        #expect(kind(deployment) == "Service")
    }
}
