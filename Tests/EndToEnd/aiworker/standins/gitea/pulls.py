"""Pull requests."""

from ..messages import Answer, json_answer
from . import views
from .call import Refused
from .state import PullRequest, now


def view(call, repo, pull: PullRequest) -> dict:
    """The JSON of a pull request for this caller."""
    return views.pull(call.gitea.url, repo, pull, call.account)


def create(call) -> Answer:
    """A new pull request."""
    body = call.body
    for field in ("head", "base", "title"):
        if not body.get(field, "").strip():
            call.gitea.violate(call.request, "required", f"{field} is missing or empty")
            raise Refused(422, f"[{field}]: Required")
    if len(body["title"]) > 255:
        call.gitea.violate(call.request, "length", f"title has {len(body['title'])} characters")
    repo = call.writable()
    base, head = body["base"], body["head"].removeprefix(f"{repo.owner}:")
    if base == head:
        raise Refused(422, "head and base are the same branch")
    for name in (base, head):
        if name not in repo.branches:
            raise Refused(404, "The target couldn't be found.", [f"no branch {name}"])
    if old := repo.open_pull(base, head):
        raise Refused(409, f"a pull request for these targets is open [id: {1000 + old.number}, issue_id: {old.number}, "
                           f"head_branch: {head}, base_branch: {base}]")
    pull = PullRequest(next(repo.identifiers), body["title"], body.get("body", ""), base, head, repo.branches[base],
                       repo.branches[head], call.account.login)
    repo.pulls[pull.number] = pull
    return json_answer(201, view(call, repo, pull))


def numbered(call, repo) -> PullRequest:
    """The pull request of the path."""
    index = call.values["index"]
    if not index.isdecimal() or int(index) not in repo.pulls:
        raise Refused(404, "The target couldn't be found.", [])
    return repo.pulls[int(index)]


def read(call) -> Answer:
    """One, by number."""
    repo = call.repository()
    return json_answer(200, view(call, repo, numbered(call, repo)))


def between(call) -> Answer:
    """The newest one, open or not, for a base and a head."""
    repo = call.repository()
    base, head = call.values["base"], call.values["head"].removeprefix(f"{repo.owner}:")
    found = [one for one in repo.pulls.values() if (one.base, one.head) == (base, head)]
    if not found:
        raise Refused(404, "The target couldn't be found.", [])
    found.sort(key=lambda one: (one.state == "open", one.number))
    return json_answer(200, view(call, repo, found[-1]))


def edit(call) -> Answer:
    """Changes title, text or state."""
    repo = call.writable()
    pull = numbered(call, repo)
    state = call.body.get("state", pull.state)
    if state not in ("open", "closed"):
        raise Refused(422, f"unknown state {state!r}")
    if pull.merged and state == "open":
        raise Refused(412, "a merged pull request stays closed")
    pull.title, pull.body, pull.state = call.body.get("title") or pull.title, call.body.get("body", pull.body), state
    pull.updated = now()
    return json_answer(201, view(call, repo, pull))


def listing(call) -> Answer:
    """All of a state, newest first, by pages."""
    repo = call.repository()
    state = call.request.argument("state") or "open"
    return call.pages([view(call, repo, one) for one in sorted(repo.pulls.values(), key=lambda one: -one.number)
                       if state in ("all", one.state)])


OPERATIONS = {
    ("POST", "/repos/{owner}/{repo}/pulls"): create,
    ("GET", "/repos/{owner}/{repo}/pulls"): listing,
    ("GET", "/repos/{owner}/{repo}/pulls/{index}"): read,
    ("PATCH", "/repos/{owner}/{repo}/pulls/{index}"): edit,
    ("GET", "/repos/{owner}/{repo}/pulls/{base}/{head}"): between,
}
