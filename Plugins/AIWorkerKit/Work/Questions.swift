/// What became of asking.
public struct AskedQuestion: Sendable {
    public var id: String
    /// Whether the same question was open already.
    public var isRepeated: Bool
    public var question: Question
}

/// What `check_question_response` found.
public struct QuestionCheck: Sendable {
    /// nil: no response yet.
    public var answered: Question?
    public var alreadyRead: Bool
    public var pending: Int
    public var state: TaskState

    public var json: JSON {
        guard let answered else {
            return [
                "hasResponse": false, "message": "No response yet", "pendingQuestions": .integer(Int64(pending)),
                "taskState": .string(state.rawValue),
            ]
        }
        return [
            "hasResponse": true, "response": .string(answered.response ?? ""), "question": .string(answered.question),
            "questionId": .string(answered.id), "alreadyRead": .bool(alreadyRead), "pendingQuestions": .integer(Int64(pending)),
            "taskState": .string(state.rawValue),
        ]
    }
}

extension QueueTransaction {
    /// Writes a question and lets the task wait for its answer.
    ///
    /// - Parameter key: names the question across repeats; nil: its text does, while it is open.
    func ask(_ id: String, by caller: Caller, question: String, context: String?, key: String?) throws -> AskedQuestion {
        let task = try owned(id, by: caller)
        guard task.state.isLeased else {
            throw Failure.wrongState(
                task.state, needs: [.inProgress, .needsInput], to: .needsInput,
                "Questions can be asked while a task is in_progress or needs_input; this one is \(task.state.rawValue).")
        }
        if let same = try sameQuestion(task.id, question, key) {
            try renew(task)
            return AskedQuestion(id: same.id, isRepeated: true, question: same)
        }
        let questionID = newID()
        try connection.execute(
            """
            INSERT INTO task_questions (id, task_id, agent_id, question, context, status, idempotency_key, created_at)
            VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)
            """,
            [
                .text(questionID), .text(id), .text(caller.agentID), .text(question), SQLValue(context), SQLValue(key),
                time(try afterOthers("created_at", of: id)),
            ])
        if task.state == .inProgress { try move(task, to: .needsInput, by: caller.agentID) }
        try emit(
            .needsInput, task,
            ["taskId": .string(id), "questionId": .string(questionID), "question": .string(question), "context": .optional(context)])
        var waiting = task
        waiting.state = .needsInput
        try renew(waiting)
        guard let written = try self.question(questionID) else { throw StoreError.unavailable("a question that was written is not there") }
        return AskedQuestion(id: questionID, isRepeated: false, question: written)
    }

    /// Now, or just after the latest such moment of the task's questions: two within a millisecond must still show which came first.
    private func afterOthers(_ column: String, of task: String) throws -> Timestamp {
        let last = try connection.query("SELECT MAX(\(column)) AS last FROM task_questions WHERE task_id = ?", [.text(task)])
            .first?.time("last")
        return max(now, last.map { Timestamp(milliseconds: $0.milliseconds + 1) } ?? now)
    }

    /// The question of that key; else the one of that text that is open or whose answer nobody has read, which is then known by the key
    /// too.
    private func sameQuestion(_ task: String, _ question: String, _ key: String?) throws -> Question? {
        if let key {
            let named = try connection.query(
                "SELECT * FROM task_questions WHERE task_id = ? AND idempotency_key = ?", [.text(task), .text(key)]
            ).first
            if let named { return Question(named) }
        }
        // An answer that nobody has read belongs to the same question: the agent may ask again because it lost ours. Long texts compare
        // loosely in MySQL, so the last word is ours.
        let same = try connection.query(
            "SELECT * FROM task_questions WHERE task_id = ? AND status IN ('pending', 'answered') ORDER BY \(dialect.comparable("created_at")), id", [.text(task)]
        ).lazy.map(Question.init).first { $0.question.isExactly(question) }
        if let same, let key {
            try connection.execute(
                "UPDATE task_questions SET idempotency_key = ? WHERE id = ? AND idempotency_key IS NULL", [.text(key), .text(same.id)])
        }
        return same
    }

    func question(_ id: String, locked: Bool = true) throws -> Question? {
        try connection.query("SELECT * FROM task_questions WHERE id = ?\(locked ? dialect.forUpdate : "")", [.text(id)])
            .lazy.map(Question.init).first { $0.id.isExactly(id) }
    }

    /// The last hundred, oldest first.
    func questions(of task: String) throws -> [Question] {
        try connection.query(
            "SELECT * FROM task_questions WHERE task_id = ? ORDER BY \(dialect.comparable("created_at")) DESC, id DESC LIMIT 100", [.text(task)]
        ).map(Question.init).reversed()
    }

    func pendingQuestions(of task: String) throws -> Int {
        Int(try count("task_questions WHERE task_id = ? AND status = 'pending'", [.text(task)]))
    }

    /// Answered and not read by the agent.
    func unreadQuestions(of task: String) throws -> Int {
        Int(try count("task_questions WHERE task_id = ? AND status = 'answered'", [.text(task)]))
    }

    func count(_ from: String, _ values: [SQLValue]) throws -> Int64 {
        try connection.query("SELECT COUNT(*) AS found FROM \(from)", values).first?.integer("found") ?? 0
    }

    /// Gives the agent an answer, once as news and ever after as a repeat.
    func checkResponse(_ id: String, by caller: Caller, questionID: String?) throws -> QuestionCheck {
        var task = try owned(id, by: caller)
        let found = try questionToShow(id, questionID)
        var isNews = false
        if let found, found.status == .answered {
            isNews = true
            try connection.execute(
                "UPDATE task_questions SET status = 'consumed', read_at = ? WHERE id = ?",
                [time(try afterOthers("read_at", of: id)), .text(found.id)])
        }
        let pending = try pendingQuestions(of: id)
        if isNews, task.state == .needsInput, pending == 0, try unreadQuestions(of: id) == 0 {
            try move(task, to: .inProgress, by: caller.agentID)
            task.state = .inProgress
        } else if isNews, let found {
            try emit(.updated, task, ["taskId": .string(id), "questionId": .string(found.id), "questionStatus": "consumed"])
        }
        try renew(task)
        let hasAnswer = found.map { $0.status == .answered || $0.status == .consumed } ?? false
        return QuestionCheck(answered: hasAnswer ? found : nil, alreadyRead: hasAnswer && !isNews, pending: pending, state: task.state)
    }

    /// The one asked for; else the oldest unread answer; else, when one is open, none; else the one read last.
    private func questionToShow(_ task: String, _ id: String?) throws -> Question? {
        if let id {
            guard let question = try question(id), task.isExactly(question.taskID) else {
                throw Failure.invalidArgument("Task \(task) has no question \(id). Leave questionId out to get the next answer.")
            }
            return question
        }
        func first(_ condition: String) throws -> Question? {
            try connection.query("SELECT * FROM task_questions WHERE task_id = ? AND \(condition) LIMIT 1", [.text(task)])
                .first.map(Question.init)
        }
        if let unread = try first("status = 'answered' ORDER BY \(dialect.comparable("created_at")), id") { return unread }
        if try pendingQuestions(of: task) > 0 { return nil }
        return try first("status = 'consumed' ORDER BY read_at DESC, created_at DESC, id DESC")
    }

    /// A person's answer. False: the question is not open any more.
    func answer(_ questionID: String, _ response: String) throws -> Bool {
        try connection.execute(
            "UPDATE task_questions SET status = 'answered', response = ?, responded_at = ? WHERE id = ? AND status = 'pending'",
            [.text(response), time(now), .text(questionID)]) > 0
    }

    /// The answer of the person at the client, if the question is still open. It is nobody's but the person's: who has the task does not
    /// matter.
    func answerAtClient(_ questionID: String, _ response: String) throws -> Bool {
        // The task first, as everywhere, so that two never wait for each other.
        guard let asked = try question(questionID, locked: false), let task = try lockedTask(asked.taskID), try answer(questionID, response)
        else { return false }
        try emit(.updated, task, ["taskId": .string(task.id), "questionId": .string(questionID), "questionStatus": "answered"])
        return true
    }

    func cancelQuestions(of task: String) throws {
        try connection.execute(
            "UPDATE task_questions SET status = 'cancelled' WHERE task_id = ? AND status = 'pending'", [.text(task)])
    }
}
