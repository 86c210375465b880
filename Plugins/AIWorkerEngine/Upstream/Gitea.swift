import AIWorkerKit

/// Gitea's REST API as far as tasks need it (docs.gitea.com, API 1.23 to 1.26).
struct Gitea {
    let upstream: Upstream
    let owner: String
    let repository: String
    /// Gitea's address, for links.
    var address = ""

    /// What became of an attempt to create something.
    enum Creation<Value> {
        case created(Value)
        /// It was there before this attempt, or an attempt whose answer was lost has made it.
        case found(Value)
        /// The name is taken.
        case conflict
    }

    struct PullRequest: Sendable {
        var number: Int64
        var url: String
    }

    /// Of the repository, for people.
    var page: String { "\(address)/\(owner)/\(repository)" }

    private var base: String { "repos/\(owner)/\(repository)" }

    func hasBranch(_ name: String, isOnce: Bool = false) throws -> Bool {
        let answer = try (isOnce ? upstream.single : upstream).send(UpstreamRequest(method: "GET", path: "\(base)/branches/\(name)"))
        if answer.status == 404 { return false }
        guard answer.isSuccess else { throw upstream.refused(answer, "to show branch \(name)") }
        guard answer.body?.asObject != nil else {
            throw Unreachable(unreadable: answer)
        }
        return true
    }

    func createBranch(_ name: String, from start: String) throws -> Creation<Void> {
        let request = UpstreamRequest(
            method: "POST", path: "\(base)/branches", body: ["new_branch_name": .string(name), "old_ref_name": .string(start)])
        let attempted: Upstream.Attempted<Void>
        do {
            attempted = try upstream.create(request) { try hasBranch(name, isOnce: true) ? () : nil }
        } catch let trouble as Unreachable {
            // An unknown start is told as a broken server.
            guard trouble.status == 500, try isMissing(start) else { throw trouble }
            throw upstream.refused(
                UpstreamAnswer(status: 404), "to create branch \(name)", why: "There is no branch \(start) to start from.")
        }
        guard case .answered(let answer) = attempted else { return .found(()) }
        if answer.isSuccess {
            // A proxy may answer anything: what is recorded must be there.
            if answer.body?["name"]?.asString == name { return .created(()) }
            if try hasBranch(name) { return .created(()) }
            throw Unreachable(unreadable: answer)
        }
        if answer.status == 409 { return .conflict }
        throw upstream.refused(answer, "to create branch \(name)")
    }

    /// Whether Gitea says that it does not have a branch; not when it says nothing.
    private func isMissing(_ name: String) throws -> Bool {
        do {
            return try !hasBranch(name, isOnce: true)
        } catch is Unreachable {
            return false
        }
    }

    /// The open pull request of a pair; nil: there is none.
    func openPullRequest(base target: String, head: String, isOnce: Bool = false) throws -> PullRequest? {
        let upstream = isOnce ? upstream.single : upstream
        let answer = try upstream.send(UpstreamRequest(method: "GET", path: "\(base)/pulls/\(target)/\(head)"))
        if answer.isSuccess, let found = answer.body, found["state"]?.asString == "open" { return pullRequest(found) }
        if !answer.isSuccess, answer.status != 404 { throw upstream.refused(answer, "to show the pull request of \(head)") }
        return try listedPullRequest(base: target, head: head, upstream)
    }

    /// The same from the list: names with slashes can make the shorter way miss it.
    private func listedPullRequest(base target: String, head: String, _ upstream: Upstream) throws -> PullRequest? {
        for page in 1...20 {
            let answer = try upstream.send(
                UpstreamRequest(
                    method: "GET", path: "\(base)/pulls", query: [("state", "open"), ("page", String(page)), ("limit", "50")]))
            guard answer.isSuccess else { throw upstream.refused(answer, "to list pull requests") }
            guard let items = answer.body?.asArray else {
                throw Unreachable(unreadable: answer)
            }
            let match = items.first { item in
                item["base"]?["ref"]?.asString == target && item["head"]?["ref"]?.asString == head
                    && item["head"]?["repo_id"] == item["base"]?["repo_id"]
            }
            if let match, let found = pullRequest(match) { return found }
            if items.isEmpty { return nil }
        }
        return nil
    }

    func createPullRequest(base target: String, head: String, title: String, text: String) throws -> Creation<PullRequest> {
        let request = UpstreamRequest(
            method: "POST", path: "\(base)/pulls",
            body: ["head": .string(head), "base": .string(target), "title": .string(title), "body": .string(text)])
        let answer: UpstreamAnswer
        switch try upstream.create(request, look: { try openPullRequest(base: target, head: head, isOnce: true) }) {
        case .found(let found): return .found(found)
        case .answered(let given): answer = given
        }
        if answer.isSuccess {
            if let made = answer.body.flatMap(pullRequest) { return .created(made) }
            if let found = try openPullRequest(base: target, head: head) { return .found(found) }
            throw Unreachable(unreadable: answer)
        }
        if answer.status == 409 {
            if let found = try openPullRequest(base: target, head: head) { return .found(found) }
            return .conflict
        }
        throw upstream.refused(answer, "to open the pull request")
    }

    private func pullRequest(_ json: JSON) -> PullRequest? {
        guard let number = json["number"]?.asInteger, number > 0 else { return nil }
        return PullRequest(number: number, url: Self.link(json["html_url"]?.asString) ?? "\(page)/pulls/\(number)")
    }

    /// The address of a page that people can be given; nil for anything else.
    private static func link(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 500, text.hasPrefix("https://") || text.hasPrefix("http://"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return text
    }
}
