/// What `create_branch` has to do.
public enum BranchPlan: Sendable {
    /// Nothing: it is there.
    case recorded(name: String, project: Project)
    /// Create it. The name is written down, so that a later call knows it may be ours.
    case create(BranchIntent)
    /// Another name was tried before, and whether it came to be is not known.
    case resolve(intended: BranchIntent)
}

/// A branch that is about to be created.
public struct BranchIntent: Sendable {
    public var name: String
    public var project: Project
    /// Whether a branch of that name may be adopted: it was intended before, or the name is made from the task's id.
    public var mayBeOurs: Bool
}

extension QueueTransaction {
    /// - Parameters:
    ///   - given: the name that the agent wants; nil: one is made.
    ///   - replacing: an earlier intent that is known to have come to nothing.
    func planBranch(_ id: String, by caller: Caller, given: String?, replacing: String?) throws -> BranchPlan {
        let task = try owned(id, by: caller)
        guard task.state == .inProgress else {
            throw Failure.wrongState(
                task.state, needs: [.inProgress], to: .inProgress,
                "A branch can be created while the task is in_progress; this one is \(task.state.rawValue).")
        }
        let project = try projectForGitea(task)
        if let given, let fault = BranchName.fault(given, defaultBranch: project.defaultBranch) {
            throw Failure.make("branch_invalid", "The branch name \(fault). Give another one, or none.")
        }
        try renew(task)
        if let name = task.branchName, task.branchCreatedAt != nil {
            guard given == nil || given == name else { throw Failure.branchConflict("The task has the branch \(name) already.") }
            return .recorded(name: name, project: project)
        }
        if let intended = task.branchName, let given, given != intended, intended != replacing {
            return .resolve(intended: BranchIntent(name: intended, project: project, mayBeOurs: true))
        }
        if let intended = task.branchName, intended != replacing, given == nil || given == intended {
            return .create(BranchIntent(name: intended, project: project, mayBeOurs: true))
        }
        return .create(try intend(task, project, given))
    }

    private func intend(_ task: TaskRecord, _ project: Project, _ given: String?) throws -> BranchIntent {
        let generated = [
            BranchName.generated(taskID: task.id, title: task.title),
            BranchName.generated(taskID: task.id, title: task.title, isDistinct: true),
        ]
        let names = given.map { [$0] } ?? generated
        for name in names where BranchName.fault(name, defaultBranch: project.defaultBranch) == nil {
            let takers = try connection.query(
                "SELECT id FROM tasks WHERE project_id = ? AND branch_name = ? AND id <> ?",
                [.text(project.id), .text(name), .text(task.id)])
            guard takers.isEmpty else { continue }
            do {
                try set(task.id, [("branch_name", .text(name)), ("branch_created_at", .null)])
            } catch StoreError.duplicate {
                continue
            }
            return BranchIntent(name: name, project: project, mayBeOurs: generated.contains(name))
        }
        throw Failure.branchConflict("Another task of the project has that branch.")
    }

    /// The branch is there.
    func finishBranch(_ id: String, by caller: Caller, name: String) throws {
        let task = try owned(id, by: caller)
        if task.branchName == name, task.branchCreatedAt != nil { return }
        try set(id, [("branch_name", .text(name)), ("branch_created_at", time(now))])
        try emit(.updated, task, ["taskId": .string(id), "branchName": .string(name)])
        try renew(task)
    }

    /// The name belongs to somebody else.
    func forgetBranch(_ id: String, name: String) throws {
        try connection.execute(
            "UPDATE tasks SET branch_name = NULL, updated_at = ? WHERE id = ? AND branch_name = ? AND branch_created_at IS NULL",
            [time(now), .text(id), .text(name)])
    }

    private static func isGiteaName(_ name: String) -> Bool {
        name != "." && name != ".." && name.utf8.count <= 100
            && name.utf8.allSatisfy { byte in
                DNSName.isLetterOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || "._-".utf8.contains(byte)
            }
    }

    /// The project of a task, with all that a request to Gitea needs.
    func projectForGitea(_ task: TaskRecord) throws -> Project {
        guard let project = try project(task.projectID) else { throw Failure.make("internal", "The task's project is not there.") }
        for (column, name) in [("gitea_owner", project.giteaOwner), ("gitea_repo_name", project.giteaRepoName)] {
            if let name, !Self.isGiteaName(name) { throw Failure.projectIncomplete(column, project.id, "it holds a name that Gitea does not take") }
        }
        if project.giteaOwner == nil { throw Failure.projectIncomplete("gitea_owner", project.id, "it names no owner of its repository") }
        if project.giteaRepoName == nil { throw Failure.projectIncomplete("gitea_repo_name", project.id, "it names no repository") }
        return project
    }
}

extension Failure {
    public static func branchConflict(_ why: String) -> Failure {
        make("branch_conflict", "\(why) Choose another branchName, or leave it out.")
    }
}
