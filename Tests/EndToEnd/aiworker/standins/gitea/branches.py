"""Branches."""

from ..messages import Answer, json_answer
from . import refs, views
from .call import Refused


def check_name(call, field: str, name: str):
    """The rules of the form; a correct client never breaks them."""
    if not name:
        call.gitea.violate(call.request, "required", f"{field} is empty")
        raise Refused(422, f"[{field}]: Required")
    if len(name) > refs.LONGEST:
        call.gitea.violate(call.request, "length", f"{field} has {len(name)} characters")
        raise Refused(422, f"[{field}]: MaxSize")
    if not refs.legal(name):
        call.gitea.violate(call.request, "ref-name", f"{field} is {name!r}")
        raise Refused(422, f"[{field}]: GitRefName")


def create(call) -> Answer:
    """A new branch."""
    body = call.body
    for field in ("new_branch_name", "old_ref_name", "old_branch_name"):
        if field == "new_branch_name" or body.get(field):
            check_name(call, field, body[field])
    if "old_branch_name" in body:
        call.gitea.violate(call.request, "deprecated", "old_branch_name")
    repo = call.writable()
    if repo.empty:
        raise Refused(404, "The repository is empty.", [])
    if body.get("old_ref_name"):
        if (start := repo.find(body["old_ref_name"])) is None:
            raise Refused(500, "no such commit")
    elif body.get("old_branch_name"):
        if (start := repo.branches.get(body["old_branch_name"])) is None:
            raise Refused(404, "The old branch does not exist", [])
    else:
        start = repo.branches[repo.default_branch]
    name = body["new_branch_name"]
    if name in repo.branches:
        raise Refused(409, "A branch of this name exists already.")
    if name in repo.tags:
        raise Refused(409, "A tag of this name exists already.")
    if any(refs.shadows(name, other) for other in repo.branches):
        raise Refused(409, "The name conflicts with that of another branch.")
    repo.branches[name] = start
    return json_answer(201, views.branch(call.gitea.url, repo, name))


def read(call) -> Answer:
    """One branch."""
    repo = call.repository()
    if call.values["branch"] not in repo.branches:
        raise Refused(404, "branch does not exist", [])
    return json_answer(200, views.branch(call.gitea.url, repo, call.values["branch"]))


def delete(call) -> Answer:
    """Removes a branch."""
    repo = call.writable()
    name = call.values["branch"]
    if name not in repo.branches:
        raise Refused(404, "branch does not exist", [])
    if name == repo.default_branch:
        raise Refused(403, "The default branch stays.")
    del repo.branches[name]
    return Answer(204)


def listing(call) -> Answer:
    """All branches, by pages."""
    repo = call.repository()
    return call.pages([views.branch(call.gitea.url, repo, name) for name in sorted(repo.branches)])


OPERATIONS = {
    ("POST", "/repos/{owner}/{repo}/branches"): create,
    ("GET", "/repos/{owner}/{repo}/branches"): listing,
    ("GET", "/repos/{owner}/{repo}/branches/{branch}"): read,
    ("DELETE", "/repos/{owner}/{repo}/branches/{branch}"): delete,
}
