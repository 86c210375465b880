import Foundation
import Testing

@testable import AIWorkerKit

@Suite("People and publisher on every store")
struct EveryStoreTests {
    @Test("an agent is added once, and works where unknown ones are refused", arguments: StoreKind.allCases)
    func agents(kind: StoreKind) throws {
        let store = try TestStore(kind)
        let people = People(store.database)
        var agent = NewAgent(id: "ada")
        agent.capabilities = ["Swift"]
        #expect(try people.add(agent).status == "offline")
        #expect(throws: Failure.self) { try people.add(agent) }
        for bad in ["", " ada", "a\nb", String(repeating: "x", count: 65)] {
            #expect(throws: Failure.self) { try people.add(NewAgent(id: bad)) }
        }
        #expect(try people.agents().agents.map(\.capabilities) == [["Swift"]])
    }

    @Test("trying to write leaves nothing behind", arguments: StoreKind.allCases)
    func tryWriting(kind: StoreKind) throws {
        let store = try TestStore(kind)
        let before = try store.database.read { try $0.query("SELECT name FROM aiworker_meta ORDER BY name", []).map { $0.text("name") } }
        try StoreFacts.tryWriting(store.database)
        let after = try store.database.read { try $0.query("SELECT name FROM aiworker_meta ORDER BY name", []).map { $0.text("name") } }
        #expect(after == before && before == ["schema_version"])
    }

    @Test("a title is one line", arguments: ["a\nb", "a\r\nb", "a\u{2028}b", " ", ""])
    func title(_ title: String) throws {
        let people = People(try SQLiteDatabase(path: nil))
        _ = try people.add(NewProject(id: "p"))
        #expect(throws: Failure.self) { try people.add(NewTask(projectID: "p", title: title)) }
    }

    @Test("a task's life as people see it is the same", arguments: StoreKind.allCases)
    func life(kind: StoreKind) throws {
        let store = try TestStore(kind)
        let people = People(store.database)
        var project = NewProject(id: "shop")
        project.environment = [("KEY", "value")]
        project.previewPort = 3000
        #expect(try people.add(project).previewPort == 3000)
        project.description = ""
        project.dockerImage = "image:1"
        #expect(try people.set(project).dockerImage == "image:1")
        #expect(throws: Failure.self) { try people.add(project) }
        #expect(throws: Failure.self) { try people.add(NewTask(projectID: "SHOP", title: "x")) }

        var task = NewTask(projectID: "shop", title: "Größe 100%_| 🙂")
        task.id = "t"
        task.requiredCapabilities = ["swift"]
        task.runAfter = try store.now().adding(seconds: -60)
        _ = try people.add(task)
        var filter = TaskFilter()
        filter.text = "100%_|"
        filter.states = [.backlog]
        filter.projectID = "shop"
        #expect(try people.tasks(filter).tasks.map(\.id) == ["t"])
        filter.text = "100xx"
        #expect(try people.tasks(filter).total == 0)

        let caller = Caller(agentID: "ada")
        #expect(try store.queue.nextTask(for: "ada", capabilities: ["Swift"])?.task.id == "t")
        let asked = try store.queue.ask("t", by: caller, question: "Which?", context: nil, key: nil)
        _ = try store.queue.log("ada", level: "info", message: "line", metadata: ["a": 1])
        #expect(try people.log(agent: "ada", task: "t", limit: 5).map(\.message) == ["line"])
        #expect(try people.questions(task: "t", onlyOpen: true).first?.taskTitle == task.title)
        _ = try people.answer(asked.id, "that")
        #expect(throws: Failure.self) { try people.answer(asked.id, "again") }
        #expect(try store.queue.checkResponse("t", by: caller, questionID: nil).answered?.response == "that")
        #expect(try people.agents().agents.map(\.status) == ["busy"])
        #expect(try people.cancel("t").new == .cancelled)
        #expect(try store.queue.heartbeat("ada", status: "busy", leaseToken: nil).isCancelled)
        #expect(throws: Failure.self) { try people.requeue("t") }

        let last = try people.lastEvent()
        let events = try people.events(after: 0, limit: 100)
        #expect(events.last?.id == last && events.last?.payload["newState"] == "cancelled")
        #expect(try people.events([last]).map(\.eventID) == [events.last?.eventID])
        let facts = try StoreFacts(store.database)
        #expect(facts.schema == Schema.version && facts.tasks == 1 && facts.waiting == Int64(events.count) && facts.damage == nil)
    }

    @Test("previews are forgotten unless they were deployed again", arguments: StoreKind.allCases)
    func previews(kind: StoreKind) throws {
        let store = try TestStore(kind)
        let people = People(store.database)
        try store.addProject()
        try store.sql(
            "INSERT INTO tasks (id, project_id, title, preview_namespace, preview_deployed_at, preview_status) VALUES ('t', 'p', 't', 'n', ?, 'ready')",
            [store.dialect.time(try store.now())])
        let seen = try people.previews()
        let deployedAt = try #require(seen["n"] ?? nil)
        #expect(try people.forgetPreview(in: "n", deployedAt: deployedAt.adding(seconds: 1)) == false)
        #expect(try people.forgetPreview(in: "n", deployedAt: deployedAt))
        #expect(try store.task("t")?.previewStatus == nil)
    }

    @Test("forgetting a preview does not wait for tasks that others hold") func previewBesideLocks() throws {
        let address = try MariaDBServer.shared.get().makeDatabase()
        let store = try MariaDBDatabase(address, busyTimeout: 1)
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        try store.run("INSERT INTO tasks (id, project_id, title, preview_namespace) VALUES ('held', 'p', 'T', NULL), ('t', 'p', 'T', 'n')")
        let person = try SQLSession(address)
        try person.execute("BEGIN")
        try person.execute("UPDATE tasks SET title = 'x' WHERE id = 'held'")
        #expect(try People(store).forgetPreview(in: "n", deployedAt: nil))
        #expect(try person.query("SELECT id FROM tasks WHERE preview_namespace IS NOT NULL").isEmpty)
    }

    @Test("rows are published, marked and deleted by one publisher at a time", arguments: StoreKind.allCases)
    func publisher(kind: StoreKind) throws {
        let redis = try RedisServer()
        let store = try TestStore(kind)
        let people = People(store.database)
        _ = try people.add(NewProject(id: "p"))
        for number in 0..<300 { _ = try people.add(NewTask(projectID: "p", title: "Task \(number)")) }
        var settings = try WorkerSettings.fromEnvironment(["HOME": "/nowhere"])
        settings.redis = redis.url()
        let subscription = try RedisSubscription(redis.url(), channel: settings.eventsChannel)
        let database = store.database
        let first = OutboxPublisher(settings) { database }
        let second = OutboxPublisher(settings) { database }
        #expect(first.round().trouble == nil)
        #expect(try StoreFacts(database).waiting == 0)
        var ids: [Int64] = []
        let end = Date(timeIntervalSinceNow: 20)
        while ids.count < 300, Date() < end {
            ids += try subscription.messages(within: 1).compactMap { JSON(text: $0)?["id"]?.asInteger }
        }
        #expect(ids.count == 300 && ids == ids.sorted())
        _ = try people.add(NewTask(projectID: "p", title: "One more"))
        _ = second.round()
        #expect(try StoreFacts(database).waiting == 1)
        _ = first.round()
        #expect(try StoreFacts(database).waiting == 0)
        try OutboxRows(database: database).prune(olderThan: -60, unpublishedToo: false)
        #expect(try people.lastEvent() == 0)
        // Both live to here, so that the lock is one's throughout.
        withExtendedLifetime((first, second)) {}
    }
}
