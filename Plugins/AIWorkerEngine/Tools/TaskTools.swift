import AIWorkerKit

extension ToolContext {
    func updateTaskStatus() throws -> JSON {
        let task = try taskID()
        guard let state = TaskState(rawValue: try arguments.required("status")) else {
            throw Failure.invalidArgument("status is none of the known states.")
        }
        let request = try StatusRequest(state: state, metadata: arguments.object["metadata"])
        let caller = try caller(of: task)
        // Given back already: nobody owns it any more, and still the repeat is no mistake.
        if state == .backlog, leases.hasReleased(task, caller.agentID),
            let known = try setup.queue().state(of: task), known.state == .backlog, known.agent == nil
        {
            return StatusChange(taskID: task, old: .backlog, new: .backlog).json
        }
        let change = try watching(task) { try setup.queue().changeStatus(task, by: caller, request) }
        if let token = change.leaseToken { leases.took(task, caller.agentID, token) }
        if change.new == .backlog {
            leases.released(task, by: caller.agentID)
        } else if !change.new.isLeased {
            leases.ended(task)
        }
        return change.json
    }

    func getTaskDetails() throws -> JSON { try setup.queue().details(try taskID()) }

    func checkQuestionResponse() throws -> JSON {
        let task = try taskID()
        let caller = try caller(of: task)
        return try watching(task) {
            try setup.queue().checkResponse(task, by: caller, questionID: arguments.text("questionId")?.storable)
        }.json
    }
}
