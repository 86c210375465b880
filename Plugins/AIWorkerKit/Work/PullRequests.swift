/// What `create_pull_request` has to do.
public enum PullRequestPlan: Sendable {
    case recorded(number: Int64, url: String)
    case create(project: Project, head: String)
}

extension QueueTransaction {
    func planPullRequest(_ id: String, by caller: Caller) throws -> PullRequestPlan {
        let task = try owned(id, by: caller)
        let isRecorded = task.pullRequestNumber != nil
        guard task.state == .inProgress || isRecorded && task.state == .readyToTest else {
            throw Failure.wrongState(
                task.state, needs: [.inProgress], to: .inProgress,
                "A pull request can be opened while the task is in_progress; this one is \(task.state.rawValue).")
        }
        try renew(task)
        if let number = task.pullRequestNumber { return .recorded(number: number, url: task.pullRequestURL ?? "") }
        guard let branch = task.branchName, task.branchCreatedAt != nil else {
            throw Failure.make("branch_missing", "The task has no branch yet. Call create_branch, push your commits, then try again.")
        }
        return .create(project: try projectForGitea(task), head: branch)
    }

    /// The pull request is there. Its event is written once.
    func finishPullRequest(_ id: String, by caller: Caller, number: Int64, url: String) throws {
        let task = try owned(id, by: caller)
        guard task.pullRequestNumber == nil else { return }
        try set(id, [("pr_number", .integer(number)), ("pr_url", .text(url))])
        try emit(.pullRequestCreated, task, ["taskId": .string(id), "prUrl": .string(url), "prNumber": .integer(number)])
        try renew(task)
    }
}
