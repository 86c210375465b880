"""Fixtures: a stand-in of its own for each test, checked at the end together with every host that spoke to it."""

import pytest

from harness import paths

from .deployment import Deployment
from .sandbox import Sandbox


def pytest_configure(config):
    """Explains the mark."""
    config.addinivalue_line("markers", "sandbox(*options): command line options of the test's kwork-sandbox")


@pytest.fixture
def sandbox(request):
    """The stand-in. At the end it must have seen nothing that a correct client never sends."""
    if not paths.sandbox().exists():
        pytest.fail(f"no {paths.sandbox()}: build it, or set MCP_HOST_SANDBOX")
    mark = request.node.get_closest_marker("sandbox")
    options = mark.args if mark else ("--require-pace", "200,200")
    running = Sandbox(*options)
    running.deployment = None
    try:
        yield running
        state = running.state()
        violations = [(one["path"], one["violation"], one["violation_message"]) for one in state["violations"]]
        assert violations == [] and state["too_fast"] == 0, (violations, state["too_fast"])
        if (deployment := running.deployment) is not None:
            # The hosts have left by now.
            deployment.secrets |= {one["token"] for one in state["tokens"]} | running.web_secrets()
            leaks = deployment.leaks(deployment.seen_command_lines)
            assert not leaks, leaks
    finally:
        status = running.stop()
    assert status == 0, f"the sandbox ended with {status}"


@pytest.fixture
def kwork(sandbox, hosts):
    """The shipped deployment; nothing is started yet."""
    deployment = Deployment(sandbox, hosts)
    deployment.seen_command_lines = []
    sandbox.deployment = deployment
    yield deployment
    deployment.seen_command_lines = deployment.command_lines()


@pytest.fixture
def client(kwork):
    """A host with login and password, and nothing else."""
    return kwork.start()
