import AIWorkerKit

extension ToolContext {
    private func gitea(_ project: Project) -> Gitea {
        Gitea(
            upstream: upstream(.gitea), owner: project.giteaOwner ?? "", repository: project.giteaRepoName ?? "",
            address: settings.giteaURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? "")
    }

    private func requireGitea() throws {
        guard settings.giteaURL != nil else {
            throw Failure.notConfigured("GITEA_URL", "No Gitea is configured: the operator has to set GITEA_URL and GITEA_TOKEN.")
        }
    }

    func createBranch() throws -> JSON {
        let task = try taskID()
        let caller = try caller(of: task)
        let given = arguments.text("branchName")
        try requireGitea()
        let queue = try setup.queue()
        return try workingOutside(task, with: .gitea) {
            var seen: [String: Bool] = [:]
            while true {
                switch try queue.planBranch(task, by: caller, given: given, seen: seen) {
                case .look(let name, let project): seen[name] = try gitea(project).hasBranch(name)
                case .recorded(let name, let project):
                    guard given == nil || given == name else { throw Failure.branchConflict("The task has the branch \(name) already.", "Leave branchName out.") }
                    return branchResult(name, project, isNew: false)
                case .create(let intent):
                    if let result = try create(intent, task, caller, queue) { return result }
                    guard given == nil else { throw Failure.branchConflict("Gitea has a branch or tag there already.") }
                    seen[intent.name] = true
                }
            }
        }
    }

    /// nil: the name belongs to somebody else.
    private func create(_ intent: BranchIntent, _ task: String, _ caller: Caller, _ queue: TaskQueue) throws -> JSON? {
        let gitea = gitea(intent.project)
        let isNew: Bool
        switch try gitea.createBranch(intent.name, from: intent.project.defaultBranch) {
        case .created: isNew = true
        case .found: isNew = false
        case .conflict:
            guard intent.mayBeOurs, try gitea.hasBranch(intent.name) else {
                try queue.forgetBranch(task, name: intent.name)
                return nil
            }
            isNew = false
        }
        try queue.finishBranch(task, by: caller, name: intent.name)
        return branchResult(intent.name, intent.project, isNew: isNew)
    }

    private func branchResult(_ name: String, _ project: Project, isNew: Bool) -> JSON {
        ["success": true, "branchName": .string(name), "repoUrl": .string(project.giteaRepoURL ?? gitea(project).page), "created": .bool(isNew)]
    }

    func createPullRequest() throws -> JSON {
        let task = try taskID()
        let title = try arguments.required("title").storable.trimmed
        guard (1...255).contains(title.count) else {
            throw Failure.invalidArgument("title has \(title.count) characters without the blanks around it, allowed are 1 to 255.")
        }
        let text = try arguments.required("description").storable
        let caller = try caller(of: task)
        try requireGitea()
        let queue = try setup.queue()
        return try workingOutside(task, with: .gitea) {
            switch try queue.planPullRequest(task, by: caller) {
            case .recorded(let number, let url): return pullRequestResult(Gitea.PullRequest(number: number, url: url), isNew: false)
            case .create(let project, let head):
                let made: Gitea.PullRequest
                let isNew: Bool
                switch try gitea(project).createPullRequest(base: project.defaultBranch, head: head, title: title, text: text) {
                case .created(let pullRequest): (made, isNew) = (pullRequest, true)
                case .found(let pullRequest): (made, isNew) = (pullRequest, false)
                case .conflict:
                    throw upstream(.gitea).refused(
                        UpstreamAnswer(status: 409), "to open the pull request", why: "One exists, but it is not among the open ones.")
                }
                try queue.finishPullRequest(task, by: caller, number: made.number, url: made.url)
                return pullRequestResult(made, isNew: isNew)
            }
        }
    }

    private func pullRequestResult(_ made: Gitea.PullRequest, isNew: Bool) -> JSON {
        ["success": true, "prUrl": .string(made.url), "prNumber": .integer(made.number), "created": .bool(isNew)]
    }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
