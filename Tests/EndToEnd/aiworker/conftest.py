"""Fixtures: stand-ins of its own for each test, checked at its end for what a correct client never sends."""

import pytest

from .standins.gitea import Gitea
from .standins.kubernetes import Kubernetes


@pytest.fixture
def gitea():
    """Gitea with the repository acme/shop. A test that provokes violations takes them out of `gitea.violations` itself."""
    with Gitea() as standin:
        standin.add("acme", "shop")
        yield standin
        standin.check()


@pytest.fixture
def kubernetes():
    """A cluster. A test that provokes violations takes them out of `kubernetes.violations` itself."""
    with Kubernetes() as standin:
        yield standin
        standin.check()
