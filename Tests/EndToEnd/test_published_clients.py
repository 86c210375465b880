"""Section 8: the official Python SDK and fastmcp, each in a virtual environment of its own."""

import json
import os
import pathlib
import subprocess

import pytest

from harness import paths

VENVS = pathlib.Path(os.environ.get("MCP_HOST_VENVS", paths.ROOT))
CLIENTS = [("mcp1", "default", "2025-11-25"), ("mcp2", "default", "2026-07-28"), ("mcp2", "legacy", "2025-11-25"),
           ("mcp2", "2026-07-28", "2026-07-28"), ("fastmcp4", "default", "2026-07-28"), ("fastmcp4", "legacy", "2025-11-25"),
           ("fastmcp4", "2026-07-28", "2026-07-28")]


@pytest.fixture(scope="module", params=CLIENTS, ids=lambda client: "-".join(client[:2]))
def session(request, tmp_path_factory):
    """The report of one whole session, and the revision it has to end on."""
    name, mode, revision = request.param
    python = VENVS / f".venv-{name}" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"{python} is missing: run Tests/EndToEnd/sdk/setup_venvs.sh")
    home = tmp_path_factory.mktemp(name)
    config = paths.write_config(home)
    done = subprocess.run([python, paths.SUITE / "sdk" / f"drive_{name}.py", mode, *paths.command(config)],
                          env=paths.environment(home, PYTHONDONTWRITEBYTECODE="1"), cwd=home, capture_output=True,
                          text=True, timeout=90)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1]), revision, done.stderr


@pytest.mark.sdk
def test_C_clients_agree_on_the_right_revision(session):
    report, revision, _ = session
    assert report["version"] == revision
    assert report.get("server") in (None, "mcp-host")  # a client that skips discovery knows no name


@pytest.mark.sdk
def test_C_clients_list_and_call(session):
    report, _, _ = session
    assert {"echo", "structured", "slow", "ask"} <= set(report["tools"])
    assert report["echo"] == "hello" and report["failed"] is True


@pytest.mark.sdk
def test_C_clients_get_structured_results_and_progress(session):
    report, _, _ = session
    assert set(report["structured"]) == {"temperature", "conditions", "humidity"}
    assert report["progress"] and report["progress"] == sorted(report["progress"])


@pytest.mark.sdk
def test_C_clients_answer_a_question(session):
    report, _, _ = session
    assert "forty-two" in report["answer"]


@pytest.mark.sdk
def test_C_clients_cancel_and_close_cleanly(session):
    report, _, stderr = session
    assert report["after cancel"] == "still here"
    assert report["seconds_to_close"] < 4
    assert "Traceback" not in stderr and "Failed to parse" not in stderr, stderr
