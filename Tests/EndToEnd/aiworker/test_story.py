"""One task from the backlog to done, with Gitea and a cluster; through our client and through the official Python SDK."""

import json
import os
import pathlib
import subprocess

import pytest

from harness import paths

VENVS = pathlib.Path(os.environ.get("MCP_HOST_VENVS", paths.ROOT))
CLIENTS = [("mcp1", "default", "2025-11-25"), ("mcp2", "default", "2026-07-28"), ("mcp2", "legacy", "2025-11-25")]


@pytest.fixture
def connected(worker, gitea, kubernetes):
    """The variables of a deployment with both services, and a project that can use them."""
    worker.secrets |= {gitea.token, kubernetes.token, "env-secret-value"}
    worker.variables |= {
        "GITEA_URL": gitea.url, "GITEA_TOKEN": gitea.token, "AIWORKER_KUBE_URL": kubernetes.url, "AIWORKER_KUBE_TOKEN": kubernetes.token,
        "AIWORKER_PREVIEW_DOMAIN": "preview.test", "AIWORKER_PREVIEW_TIMEOUT_SECONDS": "20"}
    agent = worker.start()
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project(gitea_owner="acme", gitea_repo_name="shop", gitea_repo_url=f"{gitea.url}/acme/shop", docker_image="registry.test/shop:1",
                   env_vars=json.dumps({"API_KEY": "env-secret-value"}))
    return agent


def test_the_whole_story(worker, gitea, kubernetes, connected):
    worker.task("0190-task", title="Add a dark mode, please!")
    task = connected.claim()
    branch = connected.call("create_branch", taskId=task["id"])
    assert branch == {"success": True, "branchName": "task-0190-tas-add-a-dark-mode-please", "repoUrl": f"{gitea.url}/acme/shop", "created": True}
    assert connected.call("create_branch", taskId=task["id"])["created"] is False
    asked = connected.call("ask_user_question", taskId=task["id"], question="Which shade?")
    worker.answer(asked["questionId"], "Midnight")
    assert connected.call("check_question_response", taskId=task["id"])["response"] == "Midnight"
    pull = connected.call("create_pull_request", taskId=task["id"], title="Dark mode", description="")
    assert pull["created"] is True and pull["prUrl"]
    assert connected.call("create_pull_request", taskId=task["id"], title="Dark mode", description="")["created"] is False
    preview = connected.call("trigger_preview_deploy", taskId=task["id"])
    assert preview["success"] is True and preview["status"] == "ready"
    assert preview["previewUrl"] == f"https://{preview['namespace']}.preview.test"
    row = worker.row("tasks", task["id"])
    assert (row["state"], row["preview_status"], row["preview_url"]) == ("ready_to_test", "ready", preview["previewUrl"])
    assert connected.call("trigger_preview_deploy", taskId=task["id"])["previewUrl"] == preview["previewUrl"]
    secret = kubernetes.object("Secret", preview["namespace"], "preview")
    assert set(secret["data"]) == {"API_KEY"}
    worker.execute("UPDATE tasks SET state = 'approved' WHERE id = ?", task["id"])
    worker.execute("DELETE FROM outbox_events WHERE event = 'task:status_changed'")
    assert connected.call("update_task_status", taskId=task["id"], status="completed")["changed"] is True
    names = [event for event, _ in worker.events(task["id"])]
    assert names.count("task:pr_created") == 1 and names.count("task:ready_to_test") == 1


@pytest.mark.sdk
@pytest.mark.parametrize("name, mode, revision", CLIENTS)
def test_a_published_client_uses_every_tool(worker, gitea, kubernetes, connected, hosts, name, mode, revision):
    worker.task("t")
    python = VENVS / f".venv-{name}" / "bin" / "python"
    assert python.exists(), f"{python} is missing: run Tests/EndToEnd/sdk/setup_venvs.sh"
    calls = [("heartbeat", {"agentId": "sdk", "status": "idle"}), ("get_next_task", {"agentId": "sdk", "capabilities": []}),
             ("log_activity", {"agentId": "sdk", "message": "began", "metadata": {"step": 1}}), ("get_task_details", {"taskId": "t"}),
             ("create_branch", {"taskId": "t"}), ("create_pull_request", {"taskId": "t", "title": "T", "description": "D"}),
             ("trigger_preview_deploy", {"taskId": "t"}), ("update_task_status", {"taskId": "t", "status": "in_progress"}),
             ("ask_user_question", {"taskId": "t", "question": "?"}), ("check_question_response", {"taskId": "t"})]
    environment = {**paths.environment(hosts.home("sdk"), PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(paths.SUITE / "sdk")),
                   "AIWORKER_DATABASE_URL": worker.url, **worker.variables, "MCP_TEST_CALLS": json.dumps(calls)}
    done = subprocess.run(
        [python, paths.SUITE / "kwork" / f"drive_every_{name}.py", mode, paths.binary(), "serve", "--config", paths.ROOT / "plugins.json",
         "--toolsets", "aiworker"], env=environment, cwd=hosts.home(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["version"] == revision and report["failed"] == {} and len(report["called"]) == 10
    assert worker.row("tasks", "t")["state"] == "needs_input"
    for secret in worker.secrets:
        assert secret not in done.stdout + done.stderr
