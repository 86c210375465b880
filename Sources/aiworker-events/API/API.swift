import AIWorkerKit
import NIOHTTP1

/// What people and programs may ask and do, as JSON below /api.
struct API: Sendable {
    let work: Work

    func run(_ head: HTTPRequestHead, _ target: Target, _ body: [UInt8]) async throws -> JSON {
        let parts = Array(target.parts.dropFirst())
        switch (head.method, parts.count) {
        case (.GET, 1): return try await list(parts[0], target.query)
        case (.GET, 2) where parts[0] == "tasks":
            let id = parts[1]
            return try await work { try $0.details(id) }
        case (.POST, 1) where parts[0] == "tasks": return try await addTask(try object(head, body))
        case (.POST, 3) where parts[0] == "tasks": return try await move(parts[1], parts[2])
        case (.POST, 3) where parts[0] == "questions" && parts[2] == "answer":
            return try await answer(parts[1], try object(head, body))
        default: throw Failure("not_found", "There is nothing at \(target.path).")
        }
    }

    private func list(_ what: String, _ query: [String: String]) async throws -> JSON {
        switch what {
        case "tasks":
            let filter = try Self.filter(query)
            let isBrief = query["brief"] != nil
            return try await work { people in
                let page = try people.tasks(filter)
                let counts = JSON.Object(TaskState.allCases.map { (key: $0.rawValue, value: .integer(page.counts[$0] ?? 0)) })
                let tasks = page.tasks.map { isBrief ? Self.brief($0) : $0.details }
                return ["tasks": .array(tasks), "total": .integer(page.total), "counts": .object(counts)]
            }
        case "projects": return try await work { ["projects": .array(try $0.projects().map(\.summary))] }
        case "questions":
            let onlyOpen = query["all"] == nil
            return try await work { ["questions": .array(try $0.questions(task: query["task"], onlyOpen: onlyOpen).map(\.json))] }
        case "agents":
            return try await work { people in
                let (agents, now) = try people.agents()
                return [
                    "agents": .array(agents.map { Self.json($0, now) }), "now": .string(now.text),
                    "leaseSeconds": JSON(number: people.leaseSeconds),
                ]
            }
        case "log":
            let limit = try Self.number(query["limit"], 1...1000, "limit") ?? 100
            return try await work { ["lines": .array(try $0.log(agent: query["agent"], task: query["task"], limit: limit).map(\.json))] }
        case "events":
            let after = try Self.number(query["after"], 0...Int.max, "after") ?? 0
            let limit = try Self.number(query["limit"], 1...1000, "limit") ?? 100
            return try await work { people in
                [
                    "events": .array(try people.events(after: Int64(after), limit: limit).map(\.message)),
                    "last": .integer(try people.lastEvent()),
                ]
            }
        default: throw Failure("not_found", "There is nothing at /api/\(what).")
        }
    }

    private func addTask(_ given: JSON.Object) async throws -> JSON {
        func text(_ name: String) throws -> String? {
            guard let value = given[name], !value.isNull else { return nil }
            guard let text = value.asString else { throw Failure.invalidArgument("\(name) must be a text.") }
            return text.isEmpty ? nil : text
        }
        let known = ["projectId", "title", "description", "priority", "requiredCapabilities"]
        if let strange = given.keys.first(where: { !known.contains($0) }) {
            throw Failure.invalidArgument("A task has no \(strange); it has \(known.joined(separator: ", ")).")
        }
        guard let project = try text("projectId"), let title = try text("title") else {
            throw Failure.invalidArgument("A task needs projectId and title.")
        }
        var task = NewTask(projectID: project, title: title)
        task.description = try text("description")
        if let priority = given["priority"], !priority.isNull {
            guard let number = priority.asInteger else { throw Failure.invalidArgument("priority must be a whole number.") }
            task.priority = number
        }
        if let words = given["requiredCapabilities"], !words.isNull {
            guard let list = words.asArray, list.allSatisfy({ $0.asString != nil }) else {
                throw Failure.invalidArgument("requiredCapabilities must be a list of texts.")
            }
            task.requiredCapabilities = list.compactMap(\.asString)
        }
        let new = task
        return try await work { ["task": try $0.add(new).details] }
    }

    private func move(_ task: String, _ verb: String) async throws -> JSON {
        switch verb {
        case "cancel": try await work { try $0.cancel(task).json }
        case "requeue": try await work { try $0.requeue(task).json }
        case "approve": try await work { try $0.approve(task).json }
        default: throw Failure("not_found", "A task cannot be told to \(verb); it can cancel, requeue and approve.")
        }
    }

    private func answer(_ question: String, _ given: JSON.Object) async throws -> JSON {
        guard let response = given["response"]?.asString else { throw Failure.invalidArgument("response must be a text.") }
        return try await work { ["question": try $0.answer(question, response).details] }
    }

    /// The body as an object. Only JSON said to be JSON: a form of another page cannot send that unasked.
    private func object(_ head: HTTPRequestHead, _ body: [UInt8]) throws -> JSON.Object {
        let type = head.headers.first(name: "content-type")?.split(separator: ";").first.map { $0.lowercased() }
        guard type?.replacing(" ", with: "") == "application/json" else {
            throw Failure.invalidArgument("The body must be application/json.")
        }
        guard let object = JSON(text: String(decoding: body, as: UTF8.self))?.asObject else {
            throw Failure.invalidArgument("The body must be a JSON object.")
        }
        return object
    }

    static func filter(_ query: [String: String]) throws -> TaskFilter {
        var filter = TaskFilter()
        filter.isNewestFirst = query["order"] == "newest"
        filter.isPersonFirst = query["order"] == "person"
        if let ids = query["ids"] {
            filter.ids = (JSON(text: ids)?.asArray ?? []).compactMap(\.asString)
            guard (1...TaskFilter.longest).contains(filter.ids.count) else {
                throw Failure.invalidArgument("ids must be a JSON list of 1 to \(TaskFilter.longest) texts.")
            }
        }
        filter.states = try (query["state"] ?? "").split(separator: ",").map { word in
            guard let state = TaskState(rawValue: String(word)) else { throw Failure.invalidArgument("There is no state \(word).") }
            return state
        }
        filter.projectID = query["project"]
        filter.text = query["text"].flatMap { $0.isEmpty ? nil : $0 }
        filter.limit = try number(query["limit"], 1...TaskFilter.longest, "limit") ?? 100
        filter.offset = try number(query["offset"], 0...1_000_000_000, "offset") ?? 0
        return filter
    }

    /// Without what can be long.
    private static func brief(_ task: TaskRecord) -> JSON {
        var task = task
        task.description = nil
        task.resultMetadata = nil
        return task.details
    }

    private static func number(_ text: String?, _ range: ClosedRange<Int>, _ name: String) throws -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Failure.invalidArgument("\(name) must be a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    private static func json(_ agent: Agent, _ now: Timestamp) -> JSON {
        guard var object = agent.forPeople.asObject else { return .null }
        let seconds = agent.lastHeartbeat.map { max(0, (now.milliseconds - $0.milliseconds) / 1000) }
        object["secondsSinceHeartbeat"] = seconds.map { .integer($0) } ?? .null
        return .object(object)
    }
}
