/// What `create_branch` has to do.
public enum BranchPlan: Sendable {
    /// Nothing: the task has this one.
    case recorded(name: String, project: Project)
    /// Find out whether Gitea has that branch, and plan again with the answer.
    case look(name: String, project: Project)
    /// Create it. The name is written down, so that a later call knows it may be ours.
    case create(BranchIntent)
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
    ///   - seen: whether Gitea has the names that it was asked for.
    func planBranch(_ id: String, by caller: Caller, given: String?, seen: [String: Bool]) throws -> BranchPlan {
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
        if let name = task.branchName {
            if task.branchCreatedAt != nil { return .recorded(name: name, project: project) }
            if given == nil || given == name { return .create(BranchIntent(name: name, project: project, mayBeOurs: true)) }
            // An earlier call meant another name and never heard what became of it.
            guard let isThere = seen[name] else { return .look(name: name, project: project) }
            if isThere {
                try record(task, name)
                return .recorded(name: name, project: project)
            }
        }
        let generated = [
            BranchName.generated(taskID: id, title: task.title), BranchName.generated(taskID: id, title: task.title, isDistinct: true),
        ]
        guard let given else {
            let names = generated.filter { seen[$0] != true }
            if names.isEmpty { throw Failure.branchConflict("Gitea has \(generated.joined(separator: " and ")) already.", "Choose a branchName.") }
            return .create(try intend(task, project, names, mayBeOurs: true))
        }
        if generated.contains(given) { return .create(try intend(task, project, [given], mayBeOurs: true)) }
        // What is there before the first try is somebody else's; what is there after one is ours.
        guard let isTaken = seen[given] else { return .look(name: given, project: project) }
        if isTaken { throw Failure.branchConflict("Gitea has a branch of that name already.") }
        return .create(try intend(task, project, [given], mayBeOurs: false))
    }

    /// Writes down the first of the names that no other task has.
    private func intend(_ task: TaskRecord, _ project: Project, _ names: [String], mayBeOurs: Bool) throws -> BranchIntent {
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
            try emit(.updated, task, ["taskId": .string(task.id), "branchName": .null])
            return BranchIntent(name: name, project: project, mayBeOurs: mayBeOurs)
        }
        throw Failure.branchConflict("Another task of the project has \(names.joined(separator: " and ")).")
    }

    private func record(_ task: TaskRecord, _ name: String) throws {
        try set(task.id, [("branch_name", .text(name)), ("branch_created_at", time(now))])
        try emit(.updated, task, ["taskId": .string(task.id), "branchName": .string(name)])
    }

    /// The branch is there.
    func finishBranch(_ id: String, by caller: Caller, name: String) throws {
        let task = try owned(id, by: caller)
        if task.branchName == name, task.branchCreatedAt != nil { return }
        try record(task, name)
        try renew(task)
    }

    /// The name belongs to somebody else.
    func forgetBranch(_ id: String, name: String) throws {
        guard let task = try lockedTask(id), task.branchName == name, task.branchCreatedAt == nil else { return }
        try set(id, [("branch_name", .null)])
        try emit(.updated, task, ["taskId": .string(id), "branchName": .null])
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
    public static func branchConflict(_ why: String, _ advice: String = "Choose another branchName, or leave it out.") -> Failure {
        make("branch_conflict", "\(why) \(advice)")
    }
}
