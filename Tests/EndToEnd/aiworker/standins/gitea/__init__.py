"""A stand-in for Gitea: branches, pull requests, commit statuses, hooks and comments of repositories without content."""

from .server import Gitea
from .state import Account, Repository

__all__ = ["Account", "Gitea", "Repository"]
