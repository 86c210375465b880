"""What the stand-in holds: accounts, repositories, and what is in them."""

import dataclasses
import datetime
import hashlib
import itertools


def now() -> str:
    """The moment in the form of the service."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclasses.dataclass
class Account:
    """Whom a token stands for and what the token may do."""

    login: str = "aiworker"
    scopes: frozenset[str] = frozenset({"read:user", "write:repository", "write:issue"})
    writes: bool = True
    """Whether the account may change repositories that are not its own."""


@dataclasses.dataclass
class PullRequest:
    """A pull request; numbers are shared with issues."""

    number: int
    title: str
    body: str
    base: str
    head: str
    base_sha: str
    head_sha: str
    author: str
    state: str = "open"
    merged: bool = False
    created: str = dataclasses.field(default_factory=now)
    updated: str = dataclasses.field(default_factory=now)


@dataclasses.dataclass
class Repository:
    """A repository. Branches and tags are names of commits."""

    owner: str
    name: str
    default_branch: str = "main"
    private: bool = False
    archived: bool = False
    mirror: bool = False
    empty: bool = False
    members: frozenset[str] = frozenset({"aiworker"})
    """Who sees the repository while it is private."""
    branches: dict[str, str] = dataclasses.field(default_factory=dict)
    tags: dict[str, str] = dataclasses.field(default_factory=dict)
    pulls: dict[int, PullRequest] = dataclasses.field(default_factory=dict)
    statuses: dict[str, list[dict]] = dataclasses.field(default_factory=dict)
    comments: dict[int, list[dict]] = dataclasses.field(default_factory=dict)
    hooks: list[dict] = dataclasses.field(default_factory=list)
    commits: set[str] = dataclasses.field(default_factory=set)
    identifiers: itertools.count = dataclasses.field(default_factory=lambda: itertools.count(1))
    created: str = dataclasses.field(default_factory=now)

    def __post_init__(self):
        if not self.empty:
            self.branches.setdefault(self.default_branch, self.commit("first"))

    @property
    def full_name(self) -> str:
        """Owner and name."""
        return f"{self.owner}/{self.name}"

    def commit(self, content: str) -> str:
        """Makes a commit; its hash follows from its content."""
        sha = hashlib.sha1(f"{self.owner}/{self.name}:{content}".encode()).hexdigest()
        self.commits.add(sha)
        return sha

    def push(self, branch: str, content: str = "work") -> str:
        """As a person would push a commit to a branch, new or not."""
        self.empty = False
        self.branches[branch] = self.commit(f"{branch}:{content}:{self.branches.get(branch)}")
        return self.branches[branch]

    def tag(self, name: str):
        """Tags the head of the default branch."""
        self.tags[name] = self.branches[self.default_branch]

    def find(self, ref: str) -> str | None:
        """The commit that a branch, tag or (at least seven characters of a) hash stands for."""
        if ref in self.branches:
            return self.branches[ref]
        if ref in self.tags:
            return self.tags[ref]
        found = [sha for sha in self.commits if len(ref) >= 7 and sha.startswith(ref)]
        return found[0] if len(found) == 1 else None

    def open_pull(self, base: str, head: str) -> PullRequest | None:
        """The open pull request of a pair."""
        return next((one for one in self.pulls.values() if (one.state, one.base, one.head) == ("open", base, head)), None)

    def merge(self, number: int):
        """As a person would accept a pull request."""
        pull = self.pulls[number]
        pull.state, pull.merged, pull.updated = "closed", True, now()
        self.branches[pull.base] = self.commit(f"merge {number}")
