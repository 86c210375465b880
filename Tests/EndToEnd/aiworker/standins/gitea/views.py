"""What is told about things: the JSON of answers."""

from .state import Account, PullRequest, Repository


def user(base: str, login: str) -> dict:
    """An account as others see it."""
    return {"id": sum(login.encode()), "login": login, "login_name": "", "full_name": "", "email": f"{login}@noreply.example.org",
            "avatar_url": f"{base}/avatars/{login}", "html_url": f"{base}/{login}", "is_admin": False, "active": True,
            "created": "2024-01-01T00:00:00Z", "visibility": "public"}


def repository(base: str, repo: Repository, account: Account | None) -> dict:
    """A repository."""
    writes = account is not None and (account.writes or account.login == repo.owner)
    home = f"{base}/{repo.full_name}"
    return {"id": sum(repo.full_name.encode()), "owner": user(base, repo.owner), "name": repo.name, "full_name": repo.full_name,
            "description": "", "empty": repo.empty, "private": repo.private, "fork": False, "template": False,
            "mirror": repo.mirror, "archived": repo.archived, "size": 1, "html_url": home, "clone_url": f"{home}.git",
            "url": f"{base}/api/v1/repos/{repo.full_name}", "default_branch": repo.default_branch,
            "created_at": repo.created, "updated_at": repo.created, "object_format_name": "sha1",
            "open_pr_counter": sum(one.state == "open" for one in repo.pulls.values()), "has_pull_requests": True,
            "permissions": {"admin": False, "push": writes, "pull": True}}


def branch(base: str, repo: Repository, name: str) -> dict:
    """A branch."""
    sha = repo.branches[name]
    person = {"name": "aiworker", "email": "aiworker@noreply.example.org", "username": "aiworker"}
    return {"name": name, "protected": False, "required_approvals": 0, "enable_status_check": False,
            "status_check_contexts": [], "user_can_push": True, "user_can_merge": True, "effective_branch_protection_name": "",
            "commit": {"id": sha, "message": "work\n", "url": f"{base}/{repo.full_name}/commit/{sha}", "author": person,
                       "committer": person, "timestamp": repo.created}}


def pull(base: str, repo: Repository, one: PullRequest, account: Account | None) -> dict:
    """A pull request."""
    page = f"{base}/{repo.full_name}/pulls/{one.number}"

    def side(name, sha):
        return {"label": name, "ref": name, "sha": sha, "repo_id": sum(repo.full_name.encode()), "repo": repository(base, repo, account)}

    return {"id": 1000 + one.number, "number": one.number, "url": page, "html_url": page, "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch", "title": one.title, "body": one.body, "state": one.state, "draft": False,
            "is_locked": False, "comments": len(repo.comments.get(one.number, [])), "labels": [], "assignees": [],
            "user": user(base, one.author), "mergeable": one.state == "open", "merged": one.merged,
            "merge_base": one.base_sha, "base": side(one.base, repo.branches.get(one.base, one.base_sha)),
            "head": side(one.head, repo.branches.get(one.head, one.head_sha)),
            "created_at": one.created, "updated_at": one.updated}
