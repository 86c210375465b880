import AIWorkerKit

extension ToolContext {
    /// Works on a task with a service outside, one call at a time; tells when the service cannot be reached.
    func workingOutside(_ task: String, with service: UpstreamService, _ body: () throws -> JSON) throws -> JSON {
        try inTurn(task) {
            do {
                return try body()
            } catch let trouble as Unreachable {
                throw trouble.failure(service)
            }
        }
    }
}
