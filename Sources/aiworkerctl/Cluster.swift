import AIWorkerKit
import Host

/// The cluster as operators need it: what it is, what this account may do, the namespaces of previews.
struct Cluster {
    private let client: ServiceClient

    /// - Throws: `not_configured`, with `KUBECONFIG` as the variable when none names a cluster.
    init(_ variables: [String: String], timeout: Double) throws {
        do {
            client = try ServiceClient(.kubernetes, variables: variables, timeout: timeout)
        } catch let fault where fault.isAbsence {
            throw Failure.notConfigured(
                "KUBECONFIG", "No cluster is configured: set KUBECONFIG, or AIWORKER_KUBE_URL and AIWORKER_KUBE_TOKEN.")
        } catch {
            throw Failure(fault: error)
        }
    }

    /// The version of the API server, such as v1.31.4.
    func version() throws -> String { try object("GET", "version")["gitVersion"]?.asString ?? "of an unknown version" }

    /// All namespaces of previews, as a NamespaceList.
    func previews() throws -> JSON {
        let list = try object("GET", "api/v1/namespaces", query: [("labelSelector", ExpiredPreview.selector)])
        guard list["kind"]?.asString == "NamespaceList", list["items"]?.asArray != nil else {
            throw Failure.make("upstream_unavailable", "The cluster's answer is no list of namespaces.", isRetryable: true)
        }
        return list
    }

    /// What became of a request to delete.
    enum Deletion {
        case gone
        /// It is not what was seen any more.
        case changed
    }

    /// Deletes exactly the namespace that was seen, with all that is in it.
    func delete(_ preview: ExpiredPreview) throws -> Deletion {
        let answer = try send("DELETE", "api/v1/namespaces/\(preview.namespace)", json: preview.deleteOptions)
        switch answer.status {
        case 200...299, 404: return .gone
        case 409: return .changed
        default: throw refused(answer)
        }
    }

    /// Whether this account may do that in any namespace.
    func may(_ right: Right) throws -> Bool {
        let review = try object(
            "POST", "apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            json: [
                "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
                "spec": [
                    "resourceAttributes": ["group": .string(right.group), "resource": .string(right.resource), "verb": .string(right.verb)]
                ],
            ])
        guard let isAllowed = review["status"]?["allowed"]?.asBool else {
            throw Failure.make("upstream_unavailable", "The cluster did not say what this account may do.", isRetryable: true)
        }
        return isAllowed
    }

    private func send(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], json: JSON? = nil
    ) throws -> ServiceClient.Answer {
        do {
            return try client.send(method, path, query: query, json: json?.text)
        } catch {
            throw Failure(fault: error)
        }
    }

    /// An answer that has to be a success.
    private func object(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], json: JSON? = nil
    ) throws -> JSON {
        let answer = try send(method, path, query: query, json: json)
        guard (200...299).contains(answer.status) else { throw refused(answer) }
        guard let object = JSON(text: answer.body), object.asObject != nil else {
            throw Failure.make("upstream_unavailable", "The cluster's answer is not JSON. Is this its address?", isRetryable: true)
        }
        return object
    }

    private func refused(_ answer: ServiceClient.Answer) -> Failure {
        let said = JSON(text: answer.body)?["message"]?.asString.map { ": \($0.prefix(400))" } ?? ""
        let code =
            switch answer.status {
            case 401, 403: "upstream_auth"
            case 429, 500...: "upstream_unavailable"
            default: "upstream_rejected"
            }
        return .make(
            code, "The cluster refused with status \(answer.status)\(said)", isRetryable: code == "upstream_unavailable",
            JSON.Object([(key: "service", value: "kubernetes"), (key: "status", value: .integer(Int64(answer.status)))]))
    }
}

/// One thing that an account may be allowed to do in a cluster.
struct Right: Sendable {
    var verb: String
    var resource: String
    /// Of the API; empty: the core.
    var group = ""

    /// What trigger_preview_deploy does.
    static let deploying: [Right] =
        [
            ("namespaces", ""), ("resourcequotas", ""), ("networkpolicies", "networking.k8s.io"), ("secrets", ""), ("deployments", "apps"),
            ("services", ""), ("ingresses", "networking.k8s.io"),
        ].flatMap { resource, group in ["create", "patch"].map { Right(verb: $0, resource: resource, group: group) } }
        + [Right(verb: "get", resource: "deployments", group: "apps")]

    /// What `previews sweep` does.
    static let sweeping = ["list", "delete"].map { Right(verb: $0, resource: "namespaces") }
}

extension Failure {
    /// Why a service gave no answer, in the codes of the toolset.
    init(fault: ServiceClient.Fault) {
        self =
            fault.variable.map { .notConfigured($0, fault.message) }
            ?? .make("upstream_unavailable", fault.message, isRetryable: true)
    }
}
