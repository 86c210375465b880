import AIWorkerKit
import Foundation
import Synchronization

/// The work behind the ten tools, one for the process: settings, store, leases, and what goes on in the background.
final class Engine: Sendable {
    static let shared = Engine()

    private let claims = ClaimedTasks()
    private let turns = TurnsByTask()
    private let rounds = OpenRounds()
    private let state = Mutex(State())

    private struct State {
        var setup: Result<Setup, Failure>?
        var background: [PeriodicThread] = []
    }

    /// What there is once the settings could be read.
    struct Setup: Sendable {
        var settings: WorkerSettings
        var store: Store
        /// On all leases of this process.
        let mark = LeaseMark()

        /// - Throws: `Failure` with a code of the store.
        func queue() throws -> TaskQueue {
            do {
                return TaskQueue(try store.database(), rules: settings.rules, mark: mark)
            } catch let error as StoreError {
                throw error.failure
            }
        }
    }

    /// Reads the settings, once. Bad ones are told by every tool.
    func start() {
        let all = Settings.all
        let setup: Result<Setup, Failure> = Result {
            let settings = try WorkerSettings { name in
                switch all[name.key] {
                case .string(let text): text
                case .null, nil: nil
                case let other?: other.text
                }
            }
            return Setup(settings: settings, store: Store(settings.database, busyTimeout: settings.busyTimeout))
        }.mapError { $0 as? Failure ?? Failure("internal", "\($0)") }
        state.withLock { state in
            state.setup = setup
            switch setup {
            case .success(let setup): state.background = Background.threads(setup)
            case .failure(let failure): OperatorLog.write(.error, "aiworker: \(failure.message)")
            }
        }
    }

    func stop() {
        let threads = state.withLock { state in
            defer { state.background = [] }
            return state.background
        }
        for thread in threads { thread.requestStop() }
        // The process is leaving: a database that hangs must not hold it up.
        let end = DispatchTime.now() + 2
        for thread in threads { thread.join(until: end) }
    }

    /// Runs one tool and returns its result.
    ///
    /// - Throws: `Failure` with a code of the contract, or an `Interruption`.
    func run(_ tool: String, _ arguments: ToolArguments, _ call: Call) throws -> JSON {
        guard let setup = try state.withLock({ $0.setup })?.get() else { throw Failure("internal", "the engine has not started") }
        let context = ToolContext(setup: setup, claims: claims, turns: turns, rounds: rounds, arguments: arguments, call: call)
        switch tool {
        case "get_next_task": return try context.getNextTask()
        case "update_task_status": return try context.updateTaskStatus()
        case "ask_user_question": return try context.askUserQuestion()
        case "check_question_response": return try context.checkQuestionResponse()
        case "create_branch": return try context.createBranch()
        case "create_pull_request": return try context.createPullRequest()
        case "trigger_preview_deploy": return try context.triggerPreviewDeploy()
        case "get_task_details": return try context.getTaskDetails()
        case "log_activity": return try context.logActivity()
        case "heartbeat": return try context.heartbeat()
        default: throw Failure("internal", "there is no tool \(tool)")
        }
    }
}
