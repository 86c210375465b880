"""Commit statuses, comments, hooks, and what a probe asks."""

import itertools

from ..messages import Answer, json_answer
from . import views
from .call import Refused
from .state import now

STATES = ("pending", "success", "error", "failure", "warning")
numbers = itertools.count(1)


def version(call) -> Answer:
    """The server's version."""
    return json_answer(200, {"version": call.gitea.version})


def myself(call) -> Answer:
    """Whom the token stands for."""
    return json_answer(200, views.user(call.gitea.url, call.account.login))


def repository(call) -> Answer:
    """The repository itself."""
    return json_answer(200, views.repository(call.gitea.url, call.repository(), call.account))


def commit_of(call, repo, name: str) -> str:
    """The commit of the path."""
    if (sha := repo.find(call.values[name])) is None:
        raise Refused(404, "The target couldn't be found.", [])
    return sha


def mark(call) -> Answer:
    """Marks a commit."""
    body = call.body
    if body.get("state") not in STATES:
        call.gitea.violate(call.request, "enum", f"state is none of {STATES}")
        raise Refused(422, "[state]: unknown")
    repo = call.writable()
    sha = commit_of(call, repo, "sha")
    status = {"id": next(numbers), "status": body["state"], "target_url": body.get("target_url", ""), "context": body.get("context") or "default",
              "description": body.get("description", ""), "url": f"{call.gitea.url}/api/v1/repos/{repo.full_name}/statuses/{sha}",
              "creator": views.user(call.gitea.url, call.account.login), "created_at": now(), "updated_at": now()}
    repo.statuses.setdefault(sha, []).append(status)
    return json_answer(201, status)


def statuses(name: str):
    """All marks of a commit, newest first."""

    def listing(call) -> Answer:
        repo = call.repository()
        return call.pages(repo.statuses.get(commit_of(call, repo, name), [])[::-1])

    return listing


def combined(call) -> Answer:
    """The last mark of each context, and the worst of them."""
    repo = call.repository()
    sha = commit_of(call, repo, "ref")
    last = {one["context"]: one for one in repo.statuses.get(sha, [])}
    order = ("error", "failure", "warning", "pending", "success")
    state = min((one["status"] for one in last.values()), key=order.index, default="pending")
    return json_answer(200, {"state": state, "sha": sha, "total_count": len(last), "statuses": list(last.values()),
                             "repository": views.repository(call.gitea.url, repo, call.account),
                             "commit_url": f"{call.gitea.url}/{repo.full_name}/commit/{sha}", "url": ""})


def comment(call) -> Answer:
    """A comment on a pull request."""
    repo = call.writable()
    index = call.values["index"]
    if not index.isdecimal() or int(index) not in repo.pulls:
        raise Refused(404, "The target couldn't be found.", [])
    if not call.body["body"].strip():
        call.gitea.violate(call.request, "required", "body is empty")
        raise Refused(422, "[body]: Required")
    page = f"{call.gitea.url}/{repo.full_name}/pulls/{index}"
    one = {"id": next(numbers), "body": call.body["body"], "html_url": page, "pull_request_url": page, "issue_url": "",
           "user": views.user(call.gitea.url, call.account.login), "created_at": now(), "updated_at": now()}
    repo.comments.setdefault(int(index), []).append(one)
    return json_answer(201, one)


def comments(call) -> Answer:
    """All comments on a pull request."""
    index = call.values["index"]
    return json_answer(200, call.repository().comments.get(int(index) if index.isdecimal() else 0, []))


def hook(call) -> Answer:
    """A new hook."""
    repo = call.writable()
    config = call.body["config"]
    if not config.get("url") or config.get("content_type") not in ("json", "form"):
        raise Refused(422, "Missing config option: url or content_type")
    one = {"id": next(numbers), "type": call.body["type"], "active": call.body.get("active", False),
           "events": call.body.get("events") or ["push"], "branch_filter": call.body.get("branch_filter", ""),
           "config": {name: value for name, value in config.items() if name != "secret"}, "created_at": now(), "updated_at": now()}
    repo.hooks.append(one)
    return json_answer(201, one)


def hooks(call) -> Answer:
    """All hooks."""
    return call.pages(call.writable().hooks)


OPERATIONS = {
    ("GET", "/version"): version,
    ("GET", "/user"): myself,
    ("GET", "/repos/{owner}/{repo}"): repository,
    ("POST", "/repos/{owner}/{repo}/statuses/{sha}"): mark,
    ("GET", "/repos/{owner}/{repo}/statuses/{sha}"): statuses("sha"),
    ("GET", "/repos/{owner}/{repo}/commits/{ref}/statuses"): statuses("ref"),
    ("GET", "/repos/{owner}/{repo}/commits/{ref}/status"): combined,
    ("POST", "/repos/{owner}/{repo}/issues/{index}/comments"): comment,
    ("GET", "/repos/{owner}/{repo}/issues/{index}/comments"): comments,
    ("POST", "/repos/{owner}/{repo}/hooks"): hook,
    ("GET", "/repos/{owner}/{repo}/hooks"): hooks,
}
