"""Fixtures: stand-ins of its own for each test, checked at its end for what a correct client never sends."""

import pytest

from .standins.gitea import Gitea


@pytest.fixture
def gitea():
    """Gitea with the repository acme/shop. A test that provokes violations takes them out of `gitea.violations` itself."""
    with Gitea() as standin:
        standin.add("acme", "shop")
        yield standin
        standin.check()
