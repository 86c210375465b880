import AIWorkerKit

extension ToolContext {
    func updateTaskStatus() throws -> JSON {
        let task = try taskID()
        guard let state = TaskState(rawValue: try arguments.required("status")) else {
            throw Failure.invalidArgument("status is none of the known states.")
        }
        let request = try StatusRequest(state: state, metadata: arguments.object["metadata"])
        let caller = try caller(of: task)
        let change = try setup.queue().changeStatus(task, by: caller, request)
        if change.leaseToken != nil { claims.add(task, for: caller.agentID) }
        return change.json
    }

    func getTaskDetails() throws -> JSON { try setup.queue().details(try taskID()) }

    func checkQuestionResponse() throws -> JSON {
        let task = try taskID()
        let caller = try caller(of: task)
        return try setup.queue().checkResponse(task, by: caller, questionID: arguments.text("questionId")?.storable).json
    }
}
