import Foundation
import Synchronization
import Testing

@testable import AIWorkerKit

/// The stores that one suite of behaviour is run against.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case file, memory, server

    var testDescription: String {
        switch self {
        case .file: "SQLite file"
        case .memory: "SQLite in memory"
        case .server: "MariaDB"
        }
    }
}

/// An empty store with the rules of a test, and plain SQL as a person uses it.
// Unchecked: nothing changes after the start but the clock, which has its mutex.
final class TestStore: @unchecked Sendable {
    let database: any Database
    let kind: StoreKind
    let rules: QueueRules
    let clock: TestClock
    /// On the leases of `queue`.
    let mark = LeaseMark()
    private let folder: TemporaryFolder?
    private let changedByPeople = Mutex<Set<String>>([])

    init(_ kind: StoreKind, busyTimeout: Double = 10, _ adjust: (inout QueueRules) -> Void = { _ in }) throws {
        self.kind = kind
        var rules = QueueRules()
        adjust(&rules)
        self.rules = rules
        let clock = TestClock()
        self.clock = clock
        switch kind {
        case .file:
            let folder = try TemporaryFolder()
            self.folder = folder
            database = try SQLiteDatabase(path: folder.path("queue.db"), busyTimeout: busyTimeout, clock: { clock.now })
        case .memory:
            folder = nil
            database = try SQLiteDatabase(path: nil, busyTimeout: busyTimeout, clock: { clock.now })
        case .server:
            folder = nil
            database = try MariaDBDatabase(try MariaDBServer.shared.get().makeDatabase(), busyTimeout: busyTimeout)
        }
    }

    var queue: TaskQueue { TaskQueue(database, rules: rules, mark: mark) }
    /// The same store, as another process sees it.
    var elsewhere: TaskQueue { TaskQueue(database, rules: rules) }
    var dialect: Dialect { database.dialect }

    /// Tasks whose state was changed by hand, about which events tell nothing.
    var byPeople: Set<String> { changedByPeople.withLock { $0 } }

    // MARK: Plain SQL

    @discardableResult
    func sql(_ text: String, _ values: [SQLValue] = []) throws -> Int { try database.write { try $0.execute(text, values) } }

    func rows(_ text: String, _ values: [SQLValue] = []) throws -> [Row] { try database.read { try $0.query(text, values) } }

    func value(_ text: String, _ values: [SQLValue] = []) throws -> SQLValue {
        try rows("SELECT (\(text)) AS answer", values).first?["answer"] ?? .null
    }

    func task(_ id: String) throws -> TaskRecord? {
        try rows("SELECT * FROM tasks WHERE id = ?", [.text(id)]).first.flatMap(TaskRecord.init)
    }

    func agent(_ id: String) throws -> Agent? { try rows("SELECT * FROM agents WHERE id = ?", [.text(id)]).first.map(Agent.init) }

    /// The time that this store goes by.
    func now() throws -> Timestamp { try database.read { try $0.now() } }

    // MARK: What people put in

    func addProject(_ id: String = "p") throws {
        try sql("INSERT INTO projects (id, name) VALUES (?, ?)", [.text(id), "Project"])
    }

    /// A task with the required columns and those given.
    func addTask(_ id: String, project: String = "p", _ columns: [String: SQLValue] = [:]) throws {
        let all = columns.merging(["id": .text(id), "project_id": .text(project), "title": .text("Task \(id)")]) { given, _ in given }
        let names = all.keys.sorted()
        try sql(
            "INSERT INTO tasks (\(names.joined(separator: ", "))) VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))",
            names.map { all[$0] ?? .null })
    }

    /// A moment, as somebody writes it who knows the column.
    func time(_ moment: Timestamp, fraction: Bool = true) -> SQLValue {
        let text = dialect == .sqlite ? moment.text : moment.serverText
        if fraction { return .text(text) }
        return .text(dialect == .sqlite ? text.dropLast(5) + "Z" : String(text.dropLast(4)))
    }

    /// Lets the lease of a task have ended before now.
    func lapse(_ task: String) throws {
        try sql("UPDATE tasks SET lease_expires_at = ? WHERE id = ?", [time(try now().adding(seconds: -1)), .text(task)])
    }

    /// Answers a question as a person does.
    func answer(_ question: String, _ response: String) throws {
        try sql(
            "UPDATE task_questions SET status = 'answered', response = ?, responded_at = ? WHERE id = ?",
            [.text(response), time(try now()), .text(question)])
    }

    /// Changes the state by hand, as a dashboard without events would.
    func setState(_ task: String, _ state: TaskState) throws {
        _ = changedByPeople.withLock { $0.insert(task) }
        try sql("UPDATE tasks SET state = ?, lease_token = NULL, lease_expires_at = NULL WHERE id = ?", [.text(state.rawValue), .text(task)])
    }
}

/// A clock that a test can move, which else shows the time.
final class TestClock: Sendable {
    private let offset = Mutex<Int64>(0)

    var now: Timestamp { Timestamp(milliseconds: SQLiteDatabase.systemClock().milliseconds + offset.withLock { $0 }) }

    func move(seconds: Double) { offset.withLock { $0 += Int64(seconds * 1000) } }
}

/// A folder that is removed with this object.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("aiworker-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
