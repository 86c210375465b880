"""Fixtures: stand-ins of its own for each test, checked at its end for what a correct client never sends."""

import pytest

from .database_fixtures import mariadb, store  # noqa: F401 - fixtures
from .deployment import Deployment
from .standins.gitea import Gitea
from .standins.kubernetes import Kubernetes, Rollout
from .worker import Worker


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


@pytest.fixture
def worker(tmp_path, hosts):
    """A store of its own and hosts on it. At the end its invariants hold and no secret has been told."""
    worker = Worker(tmp_path, hosts)
    yield worker
    assert worker.broken_invariants() == []
    assert worker.leaks() == []


@pytest.fixture
def agent(worker):
    """One host process on an empty store with one project; calls made through it create the schema."""
    agent = worker.start()
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    return agent


@pytest.fixture
def deployment(hosts, gitea, kubernetes):
    """The toolset on a store of its own with both services around it; nothing is started yet."""
    deployment = Deployment(hosts, gitea, kubernetes)
    kubernetes.rollout = Rollout(polls=1)
    yield deployment
    if deployment.store.exists():
        deployment.sound()
    leaks = deployment.leaks()
    assert not leaks, leaks
