import AIWorkerKit

/// The cluster's API as far as previews need it: server-side apply and reading one deployment.
struct Kubernetes {
    let upstream: Upstream
    /// Seconds that the call has left for waiting.
    let remaining: () -> Double

    /// Creates or updates an object, taking fields over. Returns it as the cluster has it.
    func apply(_ object: PreviewObjects.Object) throws -> JSON {
        let request = UpstreamRequest(
            method: "PATCH", path: object.path, query: [("fieldManager", "aiworker"), ("force", "true")], body: object.body,
            contentType: "application/apply-patch+yaml")
        var pause = 0.2
        while true {
            let answer = try upstream.send(request)
            if answer.isSuccess {
                guard let body = answer.body, body.asObject != nil else {
                    throw upstream.unavailable(Unreachable(status: answer.status, reason: "its answer could not be read"))
                }
                return body
            }
            guard Self.passes(answer) else { throw upstream.refused(answer, "the preview's \(kind(object))") }
            // A conflict on a forced apply, and a namespace that is still going away, both pass.
            guard remaining() > pause + 1 else {
                throw upstream.unavailable(
                    Unreachable(status: answer.status, reason: answer.status == 409 ? "its object kept changing" : "the old preview is still being removed"))
            }
            try upstream.wait(pause)
            pause = min(pause * 2, 2)
        }
    }

    /// The namespace, there to stay. One that is still going away takes updates, and everything in it goes with it: it is waited for.
    func establish(_ namespace: PreviewObjects.Object) throws {
        var pause = 0.2
        while try apply(namespace)["metadata"]?["deletionTimestamp"]?.asString != nil {
            guard remaining() > pause + 1 else {
                throw upstream.unavailable(Unreachable(status: nil, reason: "the old preview is still being removed"))
            }
            try upstream.wait(pause)
            pause = min(pause * 2, 2)
        }
    }

    func deployment(_ namespace: String) throws -> JSON {
        let answer = try upstream.send(
            UpstreamRequest(
                method: "GET", path: "apis/apps/v1/namespaces/\(namespace)/deployments/\(PreviewObjects.name)"))
        guard answer.isSuccess else { throw upstream.refused(answer, "to show the preview") }
        guard let body = answer.body, body.asObject != nil else {
            throw upstream.unavailable(Unreachable(status: answer.status, reason: "its answer could not be read"))
        }
        return body
    }

    private func kind(_ object: PreviewObjects.Object) -> String { object.body["kind"]?.asString ?? "object" }

    static func passes(_ answer: UpstreamAnswer) -> Bool {
        if answer.status == 409 { return true }
        guard answer.status == 403 else { return false }
        return answer.body?["details"]?["causes"]?.asArray?.contains { $0["reason"]?.asString == "NamespaceTerminating" } ?? false
    }
}
