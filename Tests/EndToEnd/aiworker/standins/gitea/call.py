"""What an operation works with, and how it refuses."""

import re

from ..messages import Answer, Request, json_answer
from .state import Account, Repository


class Refused(Exception):
    """An operation ends with an error."""

    def __init__(self, status: int, message: str, errors: list[str] | None = None):
        super().__init__(message)
        self.status, self.message, self.errors = status, message, errors


class Call:
    """A request that passed the door: what an operation works with."""

    def __init__(self, gitea, request: Request, account: Account | None, values: dict[str, str], body):
        self.gitea, self.request, self.account, self.values, self.body = gitea, request, account, values, body

    def repository(self) -> Repository:
        """The repository of the path, if the caller may know of it."""
        repo = self.gitea.repositories.get((self.values["owner"].lower(), self.values["repo"].lower()))
        if repo is None or (repo.private and not self.sees(repo)):
            raise Refused(404, "The target couldn't be found.", [])
        return repo

    def sees(self, repo: Repository) -> bool:
        """Whether a private repository is visible to the caller."""
        return self.account is not None and self.account.login in repo.members | {repo.owner}

    def writable(self) -> Repository:
        """The repository, if the caller may change it."""
        repo = self.repository()
        if repo.archived:
            raise Refused(423, f"{repo.full_name} is archived.")
        if repo.mirror:
            raise Refused(403, f"{repo.full_name} is a mirror and takes no changes.")
        if not (self.account.writes or self.account.login == repo.owner):
            raise Refused(403, "The user may not write here.")
        return repo

    def pages(self, values: list) -> Answer:
        """A page of a list with the headers that tell of the others."""
        def number(name, default):
            text = self.request.argument(name) or ""
            return int(text) if re.fullmatch(r"\d{1,9}", text) and int(text) > 0 else default

        limit = min(number("limit", self.gitea.page_size), self.gitea.page_limit)
        page = number("page", 1)
        last = max(1, -(-len(values) // limit))
        link = lambda to, rel: f'<{self.gitea.url}{self.request.raw_path}?limit={limit}&page={to}>; rel="{rel}"'
        links = ([link(page + 1, "next"), link(last, "last")] if page < last else []) + (
            [link(1, "first"), link(page - 1, "prev")] if page > 1 else [])
        answer = json_answer(200, values[(page - 1) * limit:page * limit], X_Total_Count=str(len(values)))
        if links:
            answer.headers["Link"] = ",".join(links)
        return answer
