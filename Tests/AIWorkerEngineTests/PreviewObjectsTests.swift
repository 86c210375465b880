@testable import AIWorkerKit
import Testing

@testable import AIWorkerEngine

@Suite("Objects of a preview")
struct PreviewObjectsTests {
    private let objects = PreviewObjects(
        intent: PreviewIntent(
            taskID: "Task/1", namespace: "preview-task-1", image: "registry/app:1", port: 3000,
            environment: [("A", "secret-a"), ("B", "secret-b")], now: Timestamp(milliseconds: 0)),
        host: "preview-task-1.example.com", isSecure: true, ingressClass: "nginx", expiresAt: Timestamp(milliseconds: 86_400_000))

    private var all: [PreviewObjects.Object] {
        [
            objects.namespace, objects.quota, objects.networkPolicy, objects.secret, objects.deployment(secretVersion: "5"),
            objects.service, objects.ingress,
        ]
    }

    @Test("ingress, service and pods find each other")
    func chain() throws {
        let rule = objects.ingress.body["spec"]?["rules"]?.asArray?.first
        #expect(rule?["host"] == "preview-task-1.example.com")
        let backend = rule?["http"]?["paths"]?.asArray?.first?["backend"]?["service"]
        #expect(backend?["name"] == objects.service.body["metadata"]?["name"])
        let port = objects.service.body["spec"]?["ports"]?.asArray?.first
        #expect(backend?["port"]?["number"] == port?["port"])
        let template = objects.deployment(secretVersion: "5").body["spec"]?["template"]
        let container: JSON? = template?["spec"]?["containers"]?.asArray?.first
        let containerPort: JSON? = container?["ports"]?.asArray?.first?["containerPort"]
        #expect(port?["targetPort"] == containerPort)
        let labels = try #require(template?["metadata"]?["labels"]?.asObject)
        let selector = try #require(objects.service.body["spec"]?["selector"]?.asObject)
        for (key, value) in selector.members { #expect(labels[key] == value) }
        #expect(container?["image"] == "registry/app:1")
        let source: JSON? = container?["envFrom"]?.asArray?.first?["secretRef"]?["name"]
        #expect(source == objects.secret.body["metadata"]?["name"])
    }

    @Test("values of the environment stand in the secret and nowhere else")
    func secrets() {
        for object in all {
            #expect(!object.body.text.contains("secret-a"))
            #expect(object.body.text.contains(base64("secret-a")) == (object.body["kind"] == "Secret"))
        }
    }

    @Test(
        "base64 as in RFC 4648",
        arguments: zip(
            ["", "f", "fo", "foo", "foob", "fooba", "foobar", "ж🚀~"],
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "0Lbwn5qAfg=="]))
    func encoding(text: String, encoded: String) {
        #expect(base64(text) == encoded)
    }

    @Test("every object says who made it, for which task, and where it lives")
    func labels() {
        for object in all {
            #expect(object.body["metadata"]?["labels"]?["app.kubernetes.io/managed-by"] == "aiworker")
            #expect(object.body["metadata"]?["labels"]?["aiworker.dev/task"] == "Task-1")
            let name = object.body["metadata"]?["name"]?.asString ?? "?"
            #expect(object.path.hasSuffix("/" + name))
        }
        #expect(objects.namespace.body["metadata"]?["annotations"]?["aiworker.dev/expires-at"] == "1970-01-02T00:00:00.000Z")
        #expect(objects.namespace.body["metadata"]?["annotations"]?["aiworker.dev/task-id"] == "Task/1")
    }
}
