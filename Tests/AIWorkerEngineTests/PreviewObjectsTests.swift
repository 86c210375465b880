@testable import AIWorkerKit
import Testing

@testable import AIWorkerEngine

@Suite("Objects of a preview")
struct PreviewObjectsTests {
    private let objects = PreviewObjects(
        intent: PreviewIntent(
            taskID: "Task/1", namespace: "preview-task-1", image: "registry/app:1", port: 3000,
            environment: [("A", "secret-a"), ("B", "secret-b")], workBegan: nil, now: Timestamp(milliseconds: 0)),
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
            #expect(object.body.text.contains("c2VjcmV0LWE=") == (object.body["kind"] == "Secret"))
        }
    }

    private func applied(_ id: String?, version: String) -> JSON {
        ["metadata": .object(JSON.Object((id.map { [(key: "uid", value: .string($0))] } ?? []) + [(key: "resourceVersion", value: .string(version))]))]
    }

    @Test("the secret's version follows its content, not how often it was applied")
    func version() {
        var changed = objects.intent
        changed.environment[1].value = "other"
        let other = PreviewObjects(intent: changed, host: "h", isSecure: true, ingressClass: nil, expiresAt: objects.expiresAt)
        let id = "0b0f6a3e-5b1f-4b53-9a4b-0c8d2a7e1f00"
        let version = objects.version(ofSecret: applied(id, version: "5"))
        #expect(version == objects.version(ofSecret: applied(id, version: "6")))
        #expect(version != other.version(ofSecret: applied(id, version: "5")))
        #expect(version != objects.version(ofSecret: applied("another", version: "5")))
        #expect(objects.version(ofSecret: applied(nil, version: "5")) == "5")
    }

    @Test("pods know since when the task is worked on")
    func workBegan() {
        var again = objects.intent
        again.workBegan = Timestamp(milliseconds: 1000)
        let other = PreviewObjects(intent: again, host: "h", isSecure: true, ingressClass: nil, expiresAt: objects.expiresAt)
        let notes = other.deployment(secretVersion: "5").body["spec"]?["template"]?["metadata"]?["annotations"]
        #expect(notes?["aiworker.dev/work-began"] == "1970-01-01T00:00:01.000Z")
    }

    @Test("SipHash as its authors print it", arguments: [(0, 0x726f_db47_dd0e_0e31), (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5)] as [(Int, UInt64)])
    func sipHash(count: Int, hash: UInt64) {
        #expect(SipHash.hash((0..<count).map { UInt8($0) }, key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)) == hash)
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
