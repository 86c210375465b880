"""The official Python SDK against the shipped deployment."""

import json
import os
import pathlib
import subprocess

import pytest

from harness import paths

from .tools import BUNDLES, TOOLS

VENVS = pathlib.Path(os.environ.get("MCP_HOST_VENVS", paths.ROOT))
CLIENTS = [("mcp1", "default", "2025-11-25"), ("mcp2", "default", "2026-07-28"), ("mcp2", "legacy", "2025-11-25")]


def drive(kwork, hosts, script, name, mode, **variables) -> dict:
    """Runs a driver in the SDK's own environment; what it reports."""
    python = VENVS / f".venv-{name}" / "bin" / "python"
    assert python.exists(), f"{python} is missing: run Tests/EndToEnd/sdk/setup_venvs.sh"
    home = hosts.home()
    kwork.token_files.add(home / ".kwork_token")
    environment = {**paths.environment(home, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(paths.SUITE / "sdk")),
                   **kwork.environment(**variables)}
    done = subprocess.run(
        [python, paths.SUITE / "kwork" / script, mode, paths.binary(), "serve", "--config", paths.ROOT / "plugins.json",
         "--toolsets", ",".join(BUNDLES)],
        env=environment, cwd=home, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.sdk
@pytest.mark.sandbox("--require-pace", "2,5")
@pytest.mark.parametrize("name, mode, revision", CLIENTS)
def test_a_published_client_reads_account_and_projects(kwork, sandbox, hosts, name, mode, revision):
    report = drive(kwork, hosts, f"drive_{name}.py", name, mode, KWORK_RPS_LIMIT=None, KWORK_BURST_LIMIT=None)
    assert report["version"] == revision and len(report["tools"]) == len(TOOLS)
    assert report["me"]["username"] == "demo" and "@demo" in report["me text"]
    assert report["projects"]["count"] == 12 and "«Уют»" in report["projects text"]
    assert report["missing"] is True and "999" in report["missing text"]
    assert sandbox.routes() == ["signIn", "actor", "favoriteCategories", "projects", "project"]


@pytest.mark.sdk
@pytest.mark.parametrize("name, mode, revision", CLIENTS)
def test_a_published_client_calls_every_tool(kwork, sandbox, hosts, name, mode, revision):
    """The SDK checks each structured result against the output schema by itself."""
    # The one order that waits for its buyer can be approved or sent back, not both.
    calls = [(tool.name, tool.arguments) for tool in TOOLS if tool.name != "request_revision"]
    report = drive(kwork, hosts, f"drive_every_{name}.py", name, mode, MCP_TEST_CALLS=json.dumps(calls))
    assert report["version"] == revision
    assert {tool: text for tool, text in report["failed"].items()} == {}
    assert len(report["called"]) == len(calls)
