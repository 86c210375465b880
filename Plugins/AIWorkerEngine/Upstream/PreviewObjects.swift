import AIWorkerKit
import Foundation

/// The objects of one preview, in the order in which the cluster takes them. Pure.
struct PreviewObjects {
    let intent: PreviewIntent
    let host: String
    let isSecure: Bool
    let ingressClass: String?
    let expiresAt: Timestamp

    /// The name of everything inside the namespace.
    static let name = "preview"
    static let servicePort: Int64 = 80

    /// One object and where it lives.
    struct Object {
        var path: String
        var body: JSON
    }

    private var labels: JSON {
        [
            "app.kubernetes.io/managed-by": "aiworker", "app.kubernetes.io/name": "preview",
            "aiworker.dev/task": .string(PreviewName.label(taskID: intent.taskID)),
        ]
    }

    /// What the service and the policy choose pods by. Never changes: a deployment refuses another selector.
    private var selector: JSON {
        ["app.kubernetes.io/name": "preview", "aiworker.dev/task": .string(PreviewName.label(taskID: intent.taskID))]
    }

    var namespace: Object {
        Object(
            path: "api/v1/namespaces/\(intent.namespace)",
            body: [
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": [
                    "name": .string(intent.namespace), "labels": labels,
                    "annotations": [
                        "aiworker.dev/task-id": .string(intent.taskID), "aiworker.dev/expires-at": .string(expiresAt.text),
                    ],
                ],
            ])
    }

    var quota: Object {
        inside(
            "v1", "ResourceQuota", "api/v1", "resourcequotas",
            ["spec": ["hard": ["pods": "4", "requests.cpu": "1", "requests.memory": "2Gi", "limits.cpu": "4", "limits.memory": "4Gi"]]])
    }

    /// Only the preview's own port can be reached.
    var networkPolicy: Object {
        inside(
            "networking.k8s.io/v1", "NetworkPolicy", "apis/networking.k8s.io/v1", "networkpolicies",
            [
                "spec": [
                    "podSelector": ["matchLabels": selector], "policyTypes": ["Ingress"],
                    "ingress": [["ports": [["protocol": "TCP", "port": .integer(intent.port)]]]],
                ]
            ])
    }

    var secret: Object {
        inside(
            "v1", "Secret", "api/v1", "secrets",
            [
                "type": "Opaque",
                // Not stringData: what is later left out of that stays in the secret.
                "data": .object(JSON.Object(intent.environment.map { (key: $0.name, value: .string(Data($0.value.utf8).base64EncodedString())) })),
            ])
    }

    /// What the secret holds, as far as pods must know it: another text for other content, and the same for the same, however often the
    /// secret is applied. Nobody who cannot read the secret can try values against it: the key is the secret's own random id.
    ///
    /// - Parameter applied: as the cluster has it.
    func version(ofSecret applied: JSON) -> String {
        guard let id = applied["metadata"]?["uid"]?.asString else { return applied["metadata"]?["resourceVersion"]?.asString ?? "0" }
        let key = (ShortHash.number(id), ShortHash.number("second half of " + id))
        return String(SipHash.hash(secret.body["data"]?.utf8 ?? [], key: key), radix: 16)
    }

    private func podNotes(_ secretVersion: String) -> JSON {
        var notes = JSON.Object([(key: "aiworker.dev/secret-version", value: .string(secretVersion))])
        // Work that began again may have put another image behind the same name.
        if let began = intent.workBegan { notes["aiworker.dev/work-began"] = .string(began.text) }
        return .object(notes)
    }

    /// - Parameter secretVersion: see `version(ofSecret:)`: a change of it starts new pods.
    func deployment(secretVersion: String) -> Object {
        inside(
            "apps/v1", "Deployment", "apis/apps/v1", "deployments",
            [
                "spec": [
                    "replicas": 1, "progressDeadlineSeconds": 300, "revisionHistoryLimit": 1,
                    "selector": ["matchLabels": selector],
                    "template": [
                        "metadata": ["labels": labels, "annotations": podNotes(secretVersion)],
                        "spec": ["automountServiceAccountToken": false, "containers": [container]],
                    ],
                ]
            ])
    }

    private var container: JSON {
        [
            "name": .string(Self.name), "image": .string(intent.image), "imagePullPolicy": "Always",
            "ports": [["name": "http", "containerPort": .integer(intent.port), "protocol": "TCP"]],
            "envFrom": [["secretRef": ["name": .string(Self.name)]]],
            "readinessProbe": ["tcpSocket": ["port": .integer(intent.port)], "periodSeconds": 2, "failureThreshold": 30],
            "resources": ["requests": ["cpu": "100m", "memory": "128Mi"], "limits": ["cpu": "1", "memory": "1Gi"]],
            "securityContext": ["allowPrivilegeEscalation": false],
        ]
    }

    var service: Object {
        inside(
            "v1", "Service", "api/v1", "services",
            [
                "spec": [
                    "selector": selector,
                    "ports": [
                        [
                            "name": "http", "protocol": "TCP", "port": .integer(Self.servicePort),
                            "targetPort": .integer(intent.port),
                        ]
                    ],
                ]
            ])
    }

    var ingress: Object {
        let backend: JSON = ["service": ["name": .string(Self.name), "port": ["number": .integer(Self.servicePort)]]]
        var spec = JSON.Object([
            (
                key: "rules",
                value: [
                    ["host": .string(host), "http": ["paths": [["path": "/", "pathType": "Prefix", "backend": backend]]]]
                ]
            )
        ])
        if isSecure { spec["tls"] = [["hosts": [.string(host)]]] }
        if let ingressClass { spec["ingressClassName"] = .string(ingressClass) }
        return inside("networking.k8s.io/v1", "Ingress", "apis/networking.k8s.io/v1", "ingresses", ["spec": .object(spec)])
    }

    private func inside(_ version: String, _ kind: String, _ api: String, _ plural: String, _ rest: JSON) -> Object {
        var body = JSON.Object([
            (key: "apiVersion", value: .string(version)), (key: "kind", value: .string(kind)),
            (
                key: "metadata",
                value: ["name": .string(Self.name), "namespace": .string(intent.namespace), "labels": labels]
            ),
        ])
        for (key, value) in rest.asObject?.members ?? [] { body.append(key, value) }
        return Object(path: "\(api)/namespaces/\(intent.namespace)/\(plural)/\(Self.name)", body: .object(body))
    }
}
