import Foundation
import Testing

@testable import AIWorkerKit

@Suite struct QuestionTests {
    /// A store in which agent `a` works on task `t`.
    private static func working(_ kind: StoreKind) throws -> TestStore {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        return store
    }

    @Test("asking stores the question, moves the task and tells both, in one step", arguments: StoreKind.allCases)
    func asking(kind: StoreKind) throws {
        let store = try Self.working(kind)
        let text = "Which colour? 😀 'x' \\ \0"
        let asked = try store.queue.asks("t", text, context: "The logo")
        store.check()
        #expect(!asked.isRepeated)
        let row = try #require(try store.rows("SELECT * FROM task_questions").first)
        #expect(row.text("id") == asked.id && row.text("question") == text.storable && row.text("context") == "The logo")
        #expect(row.text("status") == "pending" && row.text("agent_id") == "a" && row.time("created_at") != nil)
        let task = try #require(try store.task("t"))
        #expect(task.state == .needsInput && task.leaseToken != nil && task.assignedAgentID == "a")
        #expect(try store.agent("a")?.currentTaskID == "t")
        let told = try #require(try store.payloads(.needsInput, "t").first)
        #expect(told["questionId"]?.asString == asked.id && told["question"]?.asString == text.storable && told["context"] == "The logo")
        #expect(try store.changes(of: "t").last?["newState"] == "needs_input")
    }

    @Test("the same question is the same question, by its text while it is open and by its key for ever", arguments: StoreKind.allCases)
    func sameQuestion(kind: StoreKind) throws {
        let store = try Self.working(kind)
        let first = try store.queue.asks("t", "Why?")
        let again = try store.queue.asks("t", "Why?")
        #expect(again.isRepeated && again.id == first.id)
        // Nearly the same is another one, whatever a server makes of case, accents and blanks at the end.
        let others = try ["why?", "Why? ", "Whý?", "Why?\u{200B}"].map { try store.queue.asks("t", $0) }
        #expect(others.allSatisfy { !$0.isRepeated } && Set(others.map(\.id)).count == 4)
        let keyed = try store.queue.asks("t", "Keyed?", key: "k")
        #expect(try store.queue.asks("t", "Other words", key: "k").id == keyed.id)
        #expect(try store.queue.asks("t", "Keyed K?", key: "K").id != keyed.id)
        // While it is open its text names it too, and a key that comes later from then on as well.
        #expect(try store.queue.asks("t", "Keyed?", key: "another").id == keyed.id)
        #expect(try store.queue.asks("t", "Why?", key: "late").id == first.id)
        #expect(try store.queue.asks("t", "Other words", key: "late").id == first.id)
        #expect(try store.payloads(.needsInput, "t").count == 7)
        store.check()
        for row in try store.rows("SELECT id FROM task_questions") { try store.answer(row.text("id") ?? "", "!") }
        while try store.value("SELECT COUNT(*) FROM task_questions WHERE status = 'answered'") != 0 { try store.queue.reads("t") }
        #expect(try store.task("t")?.state == .inProgress)
        #expect(try store.queue.asks("t", "Why?").isRepeated == false, "once read, the same words are a new question")
        #expect(try store.queue.asks("t", "Keyed?", key: "k").id == keyed.id)
        store.check()
    }

    @Test("nothing can be asked about a task that has ended, not even again", arguments: StoreKind.allCases)
    func askedBefore(kind: StoreKind) throws {
        let store = try Self.working(kind)
        try store.queue.asks("t", "?", key: "k")
        try store.setState("t", .cancelled)
        let failure = expectFailure("invalid_transition") { try store.queue.asks("t", "?", key: "k") }
        #expect(failure?.details["from"] == "cancelled")
    }

    @Test("reading one of two answers is told to those who keep copies", arguments: StoreKind.allCases)
    func readingIsTold(kind: StoreKind) throws {
        let store = try Self.working(kind)
        let one = try store.queue.asks("t", "one?")
        try store.queue.asks("t", "two?")
        try store.answer(one.id, "1")
        for _ in 0..<2 { #expect(try store.queue.reads("t", one.id).answered?.response == "1") }
        let told = try store.payloads(.updated, "t").filter { $0["questionStatus"] == "consumed" }
        #expect(told.count == 1 && told.first?["questionId"]?.asString == one.id)
    }

    @Test("two tasks may use one key", arguments: StoreKind.allCases)
    func keys(kind: StoreKind) throws {
        let store = try Self.working(kind)
        try store.addTask("u")
        try store.queue.next("b")
        let one = try store.queue.asks("t", "?", key: "k")
        let other = try store.queue.asks("u", "?", by: "b", key: "k")
        #expect(one.id != other.id && !other.isRepeated)
    }

    @Test("an answer is news once, and then a repeat that changes nothing", arguments: StoreKind.allCases)
    func onceOnly(kind: StoreKind) throws {
        let store = try Self.working(kind)
        let question = try store.queue.asks("t", "?")
        let nothing = try store.queue.reads("t")
        #expect(nothing.answered == nil && nothing.pending == 1 && nothing.state == .needsInput)
        #expect(nothing.json["hasResponse"] == false && nothing.json["taskState"] == "needs_input")
        try store.answer(question.id, "blue 😀")
        let news = try store.queue.reads("t")
        store.check()
        #expect(news.answered?.response == "blue 😀" && !news.alreadyRead && news.pending == 0 && news.state == .inProgress)
        #expect(try store.task("t")?.state == .inProgress)
        let row = try #require(try store.rows("SELECT * FROM task_questions").first)
        #expect(row.text("status") == "consumed" && row.time("read_at") != nil)
        for given in [nil, question.id] {
            let before = try store.value("SELECT COUNT(*) FROM outbox_events")
            let again = try store.queue.reads("t", given)
            #expect(again.answered?.response == "blue 😀" && again.alreadyRead && again.state == .inProgress)
            #expect(try store.value("SELECT COUNT(*) FROM outbox_events") == before)
        }
        try store.queue.report("t", .completed)
        let late = try store.queue.reads("t")
        #expect(late.alreadyRead && late.state == .completed && late.answered?.response == "blue 😀")
        #expect(try store.task("t")?.state == .completed && store.task("t")?.leaseToken == nil)
        store.check()
    }

    @Test("an empty answer is one", arguments: StoreKind.allCases)
    func emptyAnswer(kind: StoreKind) throws {
        let store = try Self.working(kind)
        let question = try store.queue.asks("t", "?")
        try store.answer(question.id, "")
        let check = try store.queue.reads("t")
        #expect(check.json["hasResponse"] == true && check.json["response"] == "" && check.state == .inProgress)
        store.check()
    }

    /// Every order in which three questions may be answered.
    static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

    @Test("three questions, answered in any order and read as they come", arguments: StoreKind.allCases, orders)
    func anyOrder(kind: StoreKind, order: [Int]) throws {
        let store = try Self.working(kind)
        let ids = try (0..<3).map { try store.queue.asks("t", "question \($0)").id }
        for (step, number) in order.enumerated() {
            try store.answer(ids[number], "answer \(number)")
            let check = try store.queue.reads("t")
            store.check()
            #expect(check.answered?.id == ids[number] && !check.alreadyRead && check.pending == 2 - step)
            #expect(check.state == (step == 2 ? .inProgress : .needsInput))
            if step < 2 {
                #expect(try store.queue.reads("t").answered == nil, "while one is open, an old answer is no answer")
                expectFailure("question_pending") { try store.queue.report("t", .inProgress) }
            }
        }
        #expect(try store.queue.reads("t").answered?.id == ids[order[2]], "the one read last")
        #expect(try store.queue.reads("t", ids[order[0]]).answered?.response == "answer \(order[0])")
    }

    @Test("answers that wait are read oldest question first, and by name in any order", arguments: StoreKind.allCases)
    func waitingAnswers(kind: StoreKind) throws {
        let store = try Self.working(kind)
        let ids = try (0..<4).map { try store.queue.asks("t", "question \($0)").id }
        // People number them by hand: the same moment for two of them, which their ids then order.
        for (number, id) in ids.enumerated() {
            try store.sql("UPDATE task_questions SET created_at = ? WHERE id = ?", [
                store.time(Timestamp(milliseconds: 1_700_000_000_000 + Int64(number / 2))), .text(id),
            ])
            try store.answer(id, "answer \(number)")
        }
        let named = try store.queue.reads("t", ids[3])
        #expect(named.answered?.id == ids[3] && named.state == .needsInput, "others are not read yet")
        let expected = ids[0...1].sorted() + [ids[2]]
        for (step, id) in expected.enumerated() {
            let check = try store.queue.reads("t")
            #expect(check.answered?.id == id && check.pending == 0)
            #expect(check.state == (step == 2 ? .inProgress : .needsInput))
            store.check()
        }
    }

    @Test("a question of another task, or none, is an invalid argument", arguments: StoreKind.allCases)
    func otherQuestion(kind: StoreKind) throws {
        let store = try Self.working(kind)
        try store.addTask("u")
        try store.queue.next("b")
        let other = try store.queue.asks("u", "?", by: "b")
        for id in [other.id, "none", other.id.uppercased(), other.id + " "] {
            expectFailure("invalid_argument") { try store.queue.reads("t", id) }
        }
        #expect(try store.queue.reads("t").json["hasResponse"] == false)
    }

    @Test("questions belong to who has the task", arguments: StoreKind.allCases)
    func ownership(kind: StoreKind) throws {
        let store = try Self.working(kind)
        expectFailure("not_owner") { try store.queue.asks("t", "?", by: "b") }
        expectFailure("not_owner") { try store.queue.reads("t", by: "b") }
        expectFailure("task_not_found") { try store.queue.asks("nothing", "?") }
        #expect(try store.value("SELECT COUNT(*) FROM task_questions") == 0)
        try store.queue.report("t", .readyToTest)
        expectFailure("invalid_transition") { try store.queue.asks("t", "?") }
        store.check()
    }

    @Test("the status tool respects open questions", arguments: StoreKind.allCases)
    func statusTool(kind: StoreKind) throws {
        let store = try Self.working(kind)
        expectFailure("question_required") { try store.queue.report("t", .needsInput) }
        let question = try store.queue.asks("t", "?")
        #expect(try store.queue.report("t", .needsInput).json["changed"] == false)
        expectFailure("question_pending") { try store.queue.report("t", .inProgress) }
        try store.answer(question.id, "!")
        #expect(try store.queue.report("t", .inProgress).new == .inProgress)
        store.check()
        let check = try store.queue.reads("t")
        #expect(check.answered?.response == "!" && !check.alreadyRead && check.state == .inProgress)
        store.check()
    }

    @Test("giving up ends the open questions", arguments: StoreKind.allCases)
    func givingUp(kind: StoreKind) throws {
        let store = try Self.working(kind)
        try store.queue.asks("t", "?")
        try store.queue.report("t", .failed)
        #expect(try store.rows("SELECT status FROM task_questions").first?.text("status") == "cancelled")
        store.check()
    }

    @Test("what the person at the client says is stored, unless another was faster", arguments: StoreKind.allCases)
    func atTheClient(kind: StoreKind) throws {
        let store = try Self.working(kind)
        let first = try store.queue.asks("t", "one?")
        #expect(try store.queue.answerAtClient(first.id, "here"))
        #expect(try store.payloads(.updated, "t").last?["questionStatus"] == "answered")
        let check = try store.queue.reads("t", first.id)
        #expect(check.answered?.response == "here" && !check.alreadyRead && check.state == .inProgress)
        store.check()
        let second = try store.queue.asks("t", "two?")
        try store.answer(second.id, "on the dashboard")
        #expect(try store.queue.answerAtClient(second.id, "too late") == false)
        #expect(try store.queue.reads("t", second.id).answered?.response == "on the dashboard")
        store.check()
    }

    @Test("the same question asked by several threads at once is stored once by key", arguments: StoreKind.allCases)
    func atOnce(kind: StoreKind) throws {
        let store = try Self.working(kind)
        let ids = Collected<String>()
        let failures = Collected<String>()
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            do { ids.add(try store.queue.asks("t", "?", key: "k").id) } catch { failures.add("\(error)") }
        }
        #expect(failures.all.isEmpty && Set(ids.all).count == 1)
        #expect(try store.value("SELECT COUNT(*) FROM task_questions") == 1)
        #expect(try store.payloads(.needsInput, "t").count == 1)
        store.check()
    }
}
