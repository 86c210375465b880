/// The states of a task.
public enum TaskState: String, Sendable, CaseIterable {
    case backlog
    case inProgress = "in_progress"
    case needsInput = "needs_input"
    case readyToTest = "ready_to_test"
    case approved
    case completed
    case failed
    case cancelled

    /// Whether a task in this state may carry a lease.
    public var isLeased: Bool { self == .inProgress || self == .needsInput }

    /// Where the agent that owns the task may take it by its own word; questions and previews have ways of their own.
    public var openToAgent: [TaskState] {
        switch self {
        case .inProgress: [.needsInput, .readyToTest, .completed, .failed, .backlog]
        case .needsInput: [.inProgress, .failed]
        case .readyToTest: [.inProgress, .completed]
        case .approved: [.completed]
        case .backlog, .completed, .failed, .cancelled: []
        }
    }

    /// Where a person may take it.
    public var openToPerson: [TaskState] {
        switch self {
        case .backlog, .inProgress, .needsInput: [.cancelled]
        case .readyToTest: [.approved, .backlog, .cancelled]
        case .approved, .failed: [.backlog, .cancelled]
        case .completed, .cancelled: []
        }
    }
}
