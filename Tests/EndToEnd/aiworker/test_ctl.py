"""aiworkerctl as a person and as a script use it, on a real store; its cluster is the stand-in, read with the real kubectl."""

import json
import os
import shutil

import pytest

from .servers import Control, Redis, program

SECRET = "environment-secret-7Hq2"

pytestmark = pytest.mark.skipif(not program("aiworkerctl").exists(), reason="aiworkerctl is not built")


@pytest.fixture
def control(worker):
    """The program on the store of the test. No secret may have been printed at its end."""
    control = Control(worker.hosts.home(), worker.url)
    worker.secrets.add(SECRET)
    yield control
    assert not [output for output in control.outputs for secret in worker.secrets if secret in output]


@pytest.fixture
def shop(control):
    control.run("project", "add", "shop", "--name", "Shop")
    return "shop"


def test_the_first_run_is_three_commands(control, worker):
    """A project and a task on a store that does not exist yet, an agent that takes it, an answer to its question."""
    control.run("project", "add", "shop", "--name", "Shop")
    control.run("task", "add", "shop", "Add a dark mode", "--id", "dark-mode")
    agent = worker.start()
    assert agent.claim("ada")["id"] == "dark-mode"
    question = agent.call("ask_user_question", taskId="dark-mode", agentId="ada", question="Which shade?")["questionId"]
    listed = control.json("question", "list")["questions"]
    assert [(one["id"], one["taskId"], one["taskTitle"], one["status"]) for one in listed] == [
        (question, "dark-mode", "Add a dark mode", "pending")]
    assert question in control.text("question", "list")
    control.run("question", "answer", question, "Midnight blue")
    assert agent.call("check_question_response", taskId="dark-mode", agentId="ada")["response"] == "Midnight blue"
    assert control.json("question", "list") == {"questions": []}
    assert control.json("question", "list", "--all")["questions"][0]["status"] == "consumed"
    assert agent.call("update_task_status", taskId="dark-mode", agentId="ada", status="completed")["success"]
    assert control.json("task", "show", "dark-mode")["task"]["state"] == "completed"


def test_cancelling_is_told_to_the_agent(control, worker, shop):
    control.run("task", "add", shop, "Work", "--id", "t")
    agent = worker.start()
    agent.claim("ada")
    assert control.json("task", "cancel", "t") == {
        "success": True, "taskId": "t", "oldState": "in_progress", "newState": "cancelled", "changed": True}
    assert control.json("task", "cancel", "t")["changed"] is False
    assert agent.fails("update_task_status", taskId="t", agentId="ada", status="completed")["code"] == "invalid_transition"
    assert agent.call("heartbeat", agentId="ada", status="busy")["cancelled"] is True
    assert agent.call("heartbeat", agentId="ada", status="idle")["cancelled"] is False


def test_a_failed_task_goes_back_and_one_that_is_ready_is_approved(control, worker, shop):
    control.run("task", "add", shop, "Work", "--id", "t")
    agent = worker.start()
    agent.claim("ada")
    agent.call("update_task_status", taskId="t", agentId="ada", status="failed", metadata={"error": "no luck"})
    assert control.json("task", "requeue", "t")["newState"] == "backlog"
    assert agent.claim("bob")["id"] == "t"
    agent.call("update_task_status", taskId="t", agentId="bob", status="ready_to_test")
    assert control.json("task", "approve", "t")["newState"] == "approved"
    assert worker.changes("t")[-1] == ("ready_to_test", "approved")


@pytest.mark.parametrize("verb, state", [("approve", "backlog"), ("requeue", "in_progress"), ("cancel", "completed")])
def test_what_the_states_forbid_is_refused_and_says_why(control, worker, shop, verb, state):
    control.run("task", "add", shop, "Work", "--id", "t")
    if state != "backlog":
        agent = worker.start()
        agent.claim("ada")
        if state == "completed":
            agent.call("update_task_status", taskId="t", agentId="ada", status="completed")
    error = json.loads(control.run("task", verb, "t", "--json", status=1).stdout)["error"]
    assert error["code"] == "invalid_transition" and error["from"] == state and "allowed" in error
    assert state in control.run("task", verb, "t", status=1).stderr
    assert worker.row("tasks", "t")["state"] == state


def test_unknown_ids_and_second_answers_are_refused(control, worker, shop):
    for arguments in (["task", "show", "none"], ["task", "cancel", "none"], ["project", "show", "none"],
                      ["question", "answer", "none", "x"], ["task", "add", "none", "x"]):
        assert "none" in control.run(*arguments, status=1).stderr
    control.run("task", "add", shop, "Work", "--id", "t")
    agent = worker.start()
    agent.claim("ada")
    question = agent.call("ask_user_question", taskId="t", agentId="ada", question="Which?")["questionId"]
    control.run("question", "answer", question, "-", input="line one\nline two\n")
    assert worker.row("task_questions", question)["response"] == "line one\nline two"
    assert json.loads(control.run("question", "answer", question, "x", "--json", status=1).stdout)["error"]["code"] == "question_closed"


def test_the_environment_of_a_project_is_taken_from_a_file_and_never_shown(control, worker, shop):
    control.run("project", "set", shop, "--env-file", "-", "--docker-image", "registry.example.org/shop:1",
                input=f"# values\nMODE=preview\nKEY={SECRET}\n")
    project = control.json("project", "show", shop)["project"]
    assert project["envVarNames"] == ["KEY", "MODE"] and project["dockerImage"] == "registry.example.org/shop:1"
    assert json.loads(worker.row("projects", shop)["env_vars"]) == {"MODE": "preview", "KEY": SECRET}
    # A secret without its name is not repeated either.
    control.run("project", "set", shop, "--env-file", "-", input=f"{SECRET}\n", status=1)
    control.run("project", "set", shop, "--env-file", "-", input=json.dumps({"KEY": SECRET, "bad name": SECRET}), status=1)
    for command in (["project", "list"], ["project", "show", shop], ["task", "list"], ["doctor"], ["events"]):
        control.run(*command)
        control.run(*command, "--json")


def test_lists_are_filtered_and_paged(control, shop):
    for number in range(5):
        control.run("task", "add", shop, f"Task {number}", "--id", f"t{number}", "--priority", str(number))
    control.run("task", "cancel", "t4")
    page = control.json("task", "list", "--state", "backlog", "--limit", "2", "--offset", "1")
    assert [task["id"] for task in page["tasks"]] == ["t2", "t1"] and page["total"] == 4
    assert "--offset 3" in control.text("task", "list", "--state", "backlog", "--limit", "2", "--offset", "1")
    assert [task["id"] for task in control.json("task", "list", "--search", "task 3")["tasks"]] == ["t3"]
    assert control.json("task", "list", "--project", "other")["total"] == 0
    assert "backlog" in control.run("task", "list", "--state", "none", status=1).stderr


def test_text_of_agents_cannot_move_the_cursor(control, worker, shop):
    evil = "\x1b[2J\x1b]0;owned\x07 \u202egnp.exe\u202c \x9b31m\nforged line"
    control.run("task", "add", shop, evil, "--id", "t")
    agent = worker.start()
    agent.claim("ada")
    agent.call("log_activity", agentId="ada", message=evil)
    agent.call("ask_user_question", taskId="t", agentId="ada", question=evil, context=evil)
    for command in (["task", "list"], ["task", "show", "t"], ["question", "list"], ["log"], ["events"], ["agent", "list"]):
        text = control.text(*command)
        assert not [sign for sign in text if (ord(sign) < 32 and sign != "\n") or 0x7F <= ord(sign) < 0xA0 or sign in "\u202e\u202c"]
    assert not [line for line in control.text("task", "list").splitlines() if line.startswith("forged")]
    assert control.json("task", "show", "t")["task"]["title"] == evil


def test_events_are_shown_after_a_number_in_the_form_of_the_channel(control, worker, shop):
    control.run("task", "add", shop, "Work", "--id", "t")
    worker.start().claim("ada")
    lines = [json.loads(line) for line in control.text("events", "--after", "0", "--json").splitlines()]
    assert [line["id"] for line in lines] == [1, 2]
    assert set(lines[1]) == {"id", "eventId", "event", "data", "at"}
    assert lines[1]["event"] == "task:status_changed" and lines[1]["data"]["newState"] == "in_progress"
    assert [json.loads(line)["id"] for line in control.text("events", "--after", "1", "--json").splitlines()] == [2]


def test_doctor_tells_what_is_wrong_and_what_to_do(control, worker, shop, gitea):
    found = {check["part"]: check for check in control.json("doctor")["checks"]}
    assert {part: check["verdict"] for part, check in found.items()} == {
        "settings": "OK", "database": "OK", "redis": "not configured", "gitea": "not configured", "cluster": "not configured"}
    assert "SQLite" in found["database"]["message"]

    worker.secrets |= {gitea.token, "redis-secret-word"}
    with Redis(None, "redis-secret-word") as redis:
        good = {"AIWORKER_REDIS_URL": redis.url, "GITEA_URL": gitea.url, "GITEA_TOKEN": gitea.token}
        found = {check["part"]: check for check in control.json("doctor", **good)["checks"]}
        assert found["redis"]["verdict"] == found["gitea"]["verdict"] == "OK", found
    bad = {**good, "GITEA_TOKEN": "a-wrong-token", "AIWORKER_KUBE_URL": "http://127.0.0.1:1", "AIWORKER_HTTP_TIMEOUT_SECONDS": "1"}
    answer = json.loads(control.run("doctor", "--json", status=1, **bad).stdout)
    found = {check["part"]: check for check in answer["checks"]}
    assert answer["ok"] is False
    assert {part for part, check in found.items() if check["verdict"] == "problem"} == {"redis", "gitea", "cluster"}
    assert all(check["advice"] for check in found.values() if check["verdict"] == "problem")
    gitea.violations.clear()


def test_doctor_and_commands_on_a_store_that_cannot_be_used(control, worker, shop, tmp_path):
    worker.execute("UPDATE aiworker_meta SET value = '999' WHERE name = 'schema_version'")
    assert control.run("task", "list", status=2).stderr
    assert "schema" in control.text("doctor", status=1)
    worker.execute("UPDATE aiworker_meta SET value = '1' WHERE name = 'schema_version'")
    text = control.run("task", "list", status=2, AIWORKER_DATABASE_URL="mysql://user:word-of-pass@127.0.0.1:1/db").stderr
    assert "word-of-pass" not in text
    assert "AIWORKER_LEASE_SECONDS" in control.run("task", "list", status=2, AIWORKER_LEASE_SECONDS="soon").stderr
    (tmp_path / "damaged.db").write_bytes(b"this is no database " * 500)
    assert "problem" in control.text("doctor", status=1, AIWORKER_DATABASE_URL=f"sqlite://{tmp_path}/damaged.db")
    control.run("task", "nonsense", status=64)


def namespace(name: str, task: str, end: str, label: str = "aiworker") -> dict:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {
        "name": name, "labels": {"app.kubernetes.io/managed-by": label},
        "annotations": {"aiworker.dev/task-id": task, "aiworker.dev/expires-at": end}}}


@pytest.mark.skipif(not shutil.which("kubectl"), reason="needs kubectl")
def test_previews_past_their_time_are_removed_and_forgotten(control, worker, shop, kubernetes):
    for task in ("old", "new"):
        control.run("task", "add", shop, "Work", "--id", task)
        worker.execute("UPDATE tasks SET preview_namespace = ?, preview_url = 'https://x', preview_status = 'ready', "
                       "preview_deployed_at = '2026-01-01T00:00:00.000Z' WHERE id = ?", f"preview-task-{task}", task)
    with kubernetes.lock:
        kubernetes.put(namespace("preview-task-old", "old", "2026-01-02T00:00:00Z"))
        kubernetes.put(namespace("preview-task-new", "new", "2100-01-02T00:00:00Z"))
        kubernetes.put(namespace("somebody-elses", "x", "2020-01-02T00:00:00Z", label="helm"))
    worker.secrets.add(kubernetes.token)
    variables = {"AIWORKER_KUBE_URL": kubernetes.url, "AIWORKER_KUBE_TOKEN": kubernetes.token}
    assert control.json("previews", "sweep", "--dry-run", **variables)["removed"] == ["preview-task-old"]
    assert worker.row("tasks", "old")["preview_url"] == "https://x"
    assert control.json("previews", "sweep", **variables) == {"removed": ["preview-task-old"], "problems": [], "dryRun": False}
    old, new = worker.row("tasks", "old"), worker.row("tasks", "new")
    assert (old["preview_namespace"], old["preview_url"], old["preview_status"], old["preview_deployed_at"]) == (None,) * 4
    assert new["preview_url"] == "https://x"
    again = control.json("previews", "sweep", **variables)
    assert again["problems"] == [] and again["removed"] == []
    for name in ("somebody-elses", "preview-task-new"):
        assert "deletionTimestamp" not in kubernetes.object("Namespace", "", name)["metadata"]
    old = kubernetes.object("Namespace", "", "preview-task-old")
    assert old is None or "deletionTimestamp" in old["metadata"]


def test_a_sweep_without_kubectl_or_cluster_says_what_is_missing(control, shop, tmp_path):
    assert "KUBECONFIG" in control.run("previews", "sweep", status=2).stderr
    (tmp_path / "bin").mkdir()
    os.symlink("/usr/bin/env", tmp_path / "bin" / "env")
    missing = control.run("previews", "sweep", status=2, AIWORKER_KUBE_URL="http://127.0.0.1:1", PATH=str(tmp_path / "bin"))
    assert "kubectl" in missing.stderr
