"""The official Python SDK against the shipped deployment."""

import json
import os
import pathlib
import subprocess

import pytest

from harness import paths

VENVS = pathlib.Path(os.environ.get("MCP_HOST_VENVS", paths.ROOT))
CLIENTS = [("mcp1", "default", "2025-11-25"), ("mcp2", "default", "2026-07-28"), ("mcp2", "legacy", "2025-11-25")]


@pytest.mark.sdk
@pytest.mark.sandbox("--require-pace", "2,5")
@pytest.mark.parametrize("name, mode, revision", CLIENTS)
def test_a_published_client_reads_account_and_projects(kwork, sandbox, hosts, name, mode, revision):
    python = VENVS / f".venv-{name}" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"{python} is missing: run Tests/EndToEnd/sdk/setup_venvs.sh")
    home = hosts.home()
    kwork.token_files.add(home / ".kwork_token")
    environment = {**paths.environment(home, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(paths.SUITE / "sdk")),
                   **kwork.environment(KWORK_RPS_LIMIT=None, KWORK_BURST_LIMIT=None)}
    done = subprocess.run(
        [python, paths.SUITE / "kwork" / f"drive_{name}.py", mode, paths.binary(), "serve", "--config",
         paths.ROOT / "plugins.json"],
        env=environment, cwd=home, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["version"] == revision and len(report["tools"]) == 8
    assert report["me"]["username"] == "demo" and "@demo" in report["me text"]
    assert report["projects"]["count"] == 12 and "«Уют»" in report["projects text"]
    assert report["missing"] is True and "999" in report["missing text"]
    assert sandbox.routes() == ["signIn", "actor", "favoriteCategories", "projects", "project"]
