import AIWorkerKit

/// Gitea's REST API as far as tasks need it (docs.gitea.com, API 1.23 to 1.26).
struct Gitea {
    let upstream: Upstream
    let owner: String
    let repository: String

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

    private var base: String { "repos/\(owner)/\(repository)" }

    func hasBranch(_ name: String) throws -> Bool {
        let answer = try upstream.send(UpstreamRequest(method: "GET", path: "\(base)/branches/\(name)"))
        if answer.status == 404 { return false }
        guard answer.isSuccess else { throw upstream.refused(answer, "to show branch \(name)") }
        guard answer.body?.asObject != nil else {
            throw upstream.unavailable(Unreachable(status: answer.status, reason: "its answer could not be read"))
        }
        return true
    }

    func createBranch(_ name: String, from start: String) throws -> Creation<Void> {
        let request = UpstreamRequest(
            method: "POST", path: "\(base)/branches", body: ["new_branch_name": .string(name), "old_ref_name": .string(start)])
        let result: (answer: UpstreamAnswer?, found: Bool?)
        do {
            result = try upstream.create(request) { try hasBranch(name) ? true : nil }
        } catch let failure as Failure where failure.code == "upstream_unavailable" {
            // An unknown start is told as a broken server; and what was lost may have been made by the last try.
            if try hasBranch(name) { return .found(()) }
            if let status = failure.details["status"]?.asInteger, status >= 500, try !hasBranch(start) {
                throw upstream.refused(
                    UpstreamAnswer(status: 404, body: ["message": .string("there is no branch \(start) to start from")]),
                    "to create branch \(name)")
            }
            throw failure
        }
        guard let answer = result.answer else { return .found(()) }
        if answer.isSuccess {
            // A proxy may answer anything: what is recorded must be there.
            if answer.body?["name"]?.asString == name { return .created(()) }
            if try hasBranch(name) { return .created(()) }
            throw upstream.unavailable(Unreachable(status: answer.status, reason: "its answer could not be read"))
        }
        if answer.status == 409 { return .conflict }
        throw upstream.refused(answer, "to create branch \(name)")
    }

    /// The open pull request of a pair; nil: there is none.
    func openPullRequest(base target: String, head: String) throws -> PullRequest? {
        let answer = try upstream.send(UpstreamRequest(method: "GET", path: "\(base)/pulls/\(target)/\(head)"))
        if answer.isSuccess, let found = answer.body, found["state"]?.asString == "open" { return Self.pullRequest(found) }
        if !answer.isSuccess, answer.status != 404 { throw upstream.refused(answer, "to show the pull request of \(head)") }
        return try listedPullRequest(base: target, head: head)
    }

    /// The same from the list: names with slashes can make the shorter way miss it.
    private func listedPullRequest(base target: String, head: String) throws -> PullRequest? {
        for page in 1...20 {
            let answer = try upstream.send(
                UpstreamRequest(
                    method: "GET", path: "\(base)/pulls", query: [("state", "open"), ("page", String(page)), ("limit", "50")]))
            guard answer.isSuccess else { throw upstream.refused(answer, "to list pull requests") }
            guard let items = answer.body?.asArray else {
                throw upstream.unavailable(Unreachable(status: answer.status, reason: "its answer could not be read"))
            }
            let match = items.first { item in
                item["base"]?["ref"]?.asString == target && item["head"]?["ref"]?.asString == head
                    && item["head"]?["repo_id"] == item["base"]?["repo_id"]
            }
            if let match, let found = Self.pullRequest(match) { return found }
            if items.isEmpty { return nil }
        }
        return nil
    }

    func createPullRequest(base target: String, head: String, title: String, text: String) throws -> Creation<PullRequest> {
        let request = UpstreamRequest(
            method: "POST", path: "\(base)/pulls",
            body: ["head": .string(head), "base": .string(target), "title": .string(title), "body": .string(text)])
        let result: (answer: UpstreamAnswer?, found: PullRequest?)
        do {
            result = try upstream.create(request) { try openPullRequest(base: target, head: head) }
        } catch let failure as Failure where failure.code == "upstream_unavailable" {
            if let found = try openPullRequest(base: target, head: head) { return .found(found) }
            throw failure
        }
        if let found = result.found { return .found(found) }
        guard let answer = result.answer else { return .conflict }
        if answer.isSuccess {
            if let made = answer.body.flatMap(Self.pullRequest) { return .created(made) }
            if let found = try openPullRequest(base: target, head: head) { return .found(found) }
            throw upstream.unavailable(Unreachable(status: answer.status, reason: "its answer could not be read"))
        }
        if answer.status == 409 {
            if let found = try openPullRequest(base: target, head: head) { return .found(found) }
            return .conflict
        }
        throw upstream.refused(answer, "to open the pull request")
    }

    private static func pullRequest(_ json: JSON) -> PullRequest? {
        guard let number = json["number"]?.asInteger, number > 0 else { return nil }
        return PullRequest(number: number, url: json["html_url"]?.asString ?? json["url"]?.asString ?? "")
    }
}
