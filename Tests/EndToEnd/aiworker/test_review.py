"""What hostile eyes have found once: each must stay found."""

import json
import threading
import time

import pytest

from .standins import faults
from .worker import ToolError, read


def together(count, work):
    """Runs `work(number)` in that many threads; their results."""
    results = [None] * count

    def run(number):
        try:
            results[number] = work(number)
        except ToolError as error:
            results[number] = error.error
    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def with_gitea(worker, gitea):
    """A host with Gitea, and the task `t` claimed."""
    worker.secrets.add(gitea.token)
    agent = worker.start(GITEA_URL=gitea.url, GITEA_TOKEN=gitea.token, AIWORKER_HTTP_RETRIES=1, AIWORKER_HTTP_TIMEOUT_SECONDS=2)
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project(gitea_owner="acme", gitea_repo_name="shop")
    worker.task("t")
    agent.claim()
    return agent


@pytest.mark.parametrize("wait", ["nan", "inf", "1e30", "-1e30", "99999999999999999999", "-5", "0x10", "soon", "99999"])
def test_no_retry_after_harms_the_host(gitea, with_gitea, wait):
    gitea.fault("POST */branches", faults.status(503, retry_after=wait), times=2)
    error = with_gitea.fails("create_branch", taskId="t")
    assert (error["code"], error["retryable"]) == ("upstream_unavailable", True)
    assert with_gitea.call("create_branch", taskId="t")["success"]


def test_parallel_calls_of_one_agent_keep_its_lease(worker):
    agent = worker.start(AIWORKER_LEASE_SECONDS=1)
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task("t")
    for _ in range(30):
        claims = together(8, lambda number: agent.call("get_next_task", agentId="agent"))
        assert {claim["task"]["id"] for claim in claims} == {"t"}
        assert agent.call("update_task_status", taskId="t", status="in_progress")["changed"] is False
    assert agent.call("update_task_status", taskId="t", status="completed")["changed"] is True


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_refusal_proves_no_branch_ours(worker, gitea, with_gitea, status):
    gitea.repositories["acme", "shop"].push("develop")
    gitea.fault("POST */branches", faults.status(status), times=2)
    assert with_gitea.fails("create_branch", taskId="t", branchName="develop")["code"] == "branch_conflict"
    assert worker.row("tasks", "t")["branch_name"] is None and gitea.count("POST */branches") == 0


def test_a_foreign_branch_stays_foreign_for_calls_side_by_side(worker, gitea, with_gitea):
    gitea.repositories["acme", "shop"].push("develop")
    errors = together(4, lambda number: with_gitea.call("create_branch", taskId="t", branchName="develop"))
    assert {error["code"] for error in errors} == {"branch_conflict"} and worker.row("tasks", "t")["branch_name"] is None


def test_a_call_under_way_stays_its_agents_when_the_task_is_resumed(worker, gitea):
    worker.secrets.add(gitea.token)
    agent = worker.start(GITEA_URL=gitea.url, GITEA_TOKEN=gitea.token, AIWORKER_LEASE_SECONDS=3, AIWORKER_REAPER_INTERVAL_SECONDS="0.2")
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project(gitea_owner="acme", gitea_repo_name="shop")
    worker.task("t")
    agent.claim()
    answer = threading.Event()
    gitea.fault("POST */branches", faults.hang(answer, effect=True), times=1)
    identifier = agent.client.start_call("create_branch", {"taskId": "t"})
    while not gitea.count("POST */branches"):
        time.sleep(0.02)
    token = agent.claim()["leaseToken"]
    answer.set()
    assert read(agent.client.answer(identifier)["result"])["success"]
    # Renewed beyond its first end.
    first = worker.row("tasks", "t")["lease_expires_at"]
    deadline = time.monotonic() + 20
    while worker.row("tasks", "t")["lease_expires_at"] == first:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert worker.row("tasks", "t")["lease_token"] == token and len(worker.changes("t")) == 1


def test_a_lease_outlives_any_number_of_calls(worker):
    agent = worker.start(AIWORKER_LEASE_SECONDS=2, AIWORKER_REAPER_INTERVAL_SECONDS="0.2")
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task("t")
    token = agent.claim()["leaseToken"]
    for _ in range(300):
        assert agent.call("update_task_status", taskId="t", status="in_progress")["changed"] is False
    first = worker.row("tasks", "t")["lease_expires_at"]
    deadline = time.monotonic() + 20
    while worker.row("tasks", "t")["lease_expires_at"] == first:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert worker.row("tasks", "t")["lease_token"] == token
    assert agent.call("update_task_status", taskId="t", status="completed")["changed"] is True


def test_who_gave_a_task_back_is_fenced_off_from_its_twin(worker, agent):
    worker.task("t")
    agent.claim()
    agent.call("update_task_status", taskId="t", status="backlog")
    twin = worker.start()
    assert twin.claim()["id"] == "t"
    assert agent.fails("update_task_status", taskId="t", status="completed")["code"] == "lease_lost"
    assert twin.call("update_task_status", taskId="t", status="completed")["changed"] is True


def test_what_the_sweep_took_back_was_not_given_back(worker, agent):
    worker.task("t")
    agent.claim()
    worker.expire("t")
    assert agent.claim("other", capabilities=[]) is not None
    agent.call("update_task_status", taskId="t", agentId="other", status="backlog")
    assert agent.fails("update_task_status", taskId="t", agentId="agent", status="backlog")["code"] == "not_owner"
    assert agent.call("update_task_status", taskId="t", agentId="other", status="backlog")["changed"] is False


def test_ids_that_only_look_the_same(worker, agent):
    worker.task("t")
    worker.task("u")
    composed, decomposed = "\u00e9", "e\u0301"
    assert agent.claim(composed)["id"] == "t" and agent.claim(decomposed)["id"] == "u"
    assert agent.fails("update_task_status", taskId="t", status="completed", agentId=decomposed)["code"] == "not_owner"
    assert agent.call("update_task_status", taskId="t", status="completed", agentId=composed)["changed"] is True
    assert [worker.row("agents", name)["tasks_completed"] for name in (composed, decomposed)] == [1, 0]
    pinned = worker.start(AIWORKER_AGENT_ID=composed)
    assert pinned.fails("heartbeat", agentId=decomposed, status="idle")["code"] == "agent_mismatch"
    assert pinned.fails("update_task_status", taskId="u", status="completed", agentId=decomposed)["code"] == "agent_mismatch"
    assert pinned.fails("log_activity", agentId=decomposed, message="?")["code"] == "agent_mismatch"


def test_every_tool_of_a_task_takes_the_caller(worker, agent):
    worker.task("t")
    token = agent.claim()["leaseToken"]
    assert agent.call("get_task_details", taskId="t", agentId="agent", leaseToken=token)["task"]["id"] == "t"
    assert agent.call("get_task_details", taskId="t", agentId="stranger", leaseToken="old")["task"]["id"] == "t"


def test_what_a_service_repeats_is_not_told(worker, gitea, with_gitea):
    gitea.fault("POST */branches", faults.status(422), times=1)
    error = with_gitea.fails("create_branch", taskId="t")
    assert error["code"] == "upstream_rejected" and "It says" not in error["message"]


def test_many_waiting_calls_hold_up_nobody(worker, agent):
    waiting = [agent.client.start_call("get_next_task", {"agentId": f"w{number}", "waitSeconds": 8}) for number in range(60)]
    worker.task("later", run_after="2999-01-01T00:00:00Z")
    assert agent.client.call("get_task_details", {"taskId": "later"}, timeout=5)
    for identifier in waiting:
        agent.client.answer(identifier, 60)


@pytest.mark.parametrize("text", ['{"durationMinutes": 1e400}', '{"e": 1e400, "ok": 1}'])
def test_metadata_that_cannot_be_kept_is_refused(worker, agent, text):
    worker.task("t")
    agent.claim()
    client = agent.client
    line = ('{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"update_task_status","arguments":'
            '{"taskId":"t","status":"completed","metadata":%s}}}\n' % text)
    client.send_bytes(line.encode(), {"id": 7, "method": "tools/call"})
    assert "invalid_argument" in json.dumps(client.answer(7)) and worker.row("tasks", "t")["state"] == "in_progress"


def test_a_cancel_by_plain_sql_leaves_no_lease_for_long(worker, agent):
    worker.task("t")
    agent.claim()
    worker.execute("UPDATE tasks SET state = 'cancelled' WHERE id = 't'")
    worker.execute("DELETE FROM outbox_events")
    agent.call("get_next_task", agentId="other")
    assert worker.row("tasks", "t")["lease_token"] is None
    assert agent.call("heartbeat", agentId="agent", status="busy")["cancelled"] is True


def test_giving_back_is_known_after_a_restart(worker, agent):
    worker.task("t")
    agent.claim()
    agent.call("update_task_status", taskId="t", status="backlog")
    again = worker.start()
    assert again.call("update_task_status", taskId="t", status="backlog", agentId="agent")["changed"] is False
    assert again.fails("update_task_status", taskId="t", status="backlog", agentId="stranger")["code"] == "not_owner"


def test_times_without_a_fraction_come_first(worker, agent):
    worker.task("younger", created_at="2026-01-01T00:00:00.500Z")
    worker.task("older", created_at="2026-01-01T00:00:00Z")
    assert agent.claim()["id"] == "older"


def test_questions_are_told_with_the_first_claim(worker, agent):
    worker.task("t")
    worker.insert("task_questions", id="q", task_id="t", question="Early?")
    assert [one["id"] for one in agent.claim()["questions"]] == ["q"]


@pytest.mark.parametrize("capabilities", ['"swift"', "[1]", '{"a": 1}'])
def test_what_cannot_be_read_nobody_can_do(worker, agent, capabilities):
    worker.task("t", required_capabilities=capabilities)
    assert agent.claim(capabilities=["swift", "1", "a"]) is None


def test_an_attempt_count_at_its_end(worker, agent):
    worker.task("t", attempt_count=2**63 - 1)
    assert agent.claim()["attempt"] == 2**63 - 1


def test_metadata_is_kept_without_a_change_of_state(worker, agent):
    worker.task("t")
    agent.claim()
    agent.call("update_task_status", taskId="t", status="in_progress", metadata={"progress": 50})
    assert json.loads(worker.row("tasks", "t")["result_metadata"]) == {"progress": 50} and len(worker.changes("t")) == 1


@pytest.mark.parametrize("column, name", [("gitea_owner", ".."), ("gitea_repo_name", "a?b"), ("gitea_repo_name", "a%2fb"), ("gitea_owner", "a#")])
def test_names_that_gitea_does_not_take(worker, with_gitea, column, name):
    worker.execute(f"UPDATE projects SET {column} = ?", name)
    error = with_gitea.fails("create_branch", taskId="t")
    assert (error["code"], error["column"]) == ("project_incomplete", column)


@pytest.mark.parametrize("name", ["", "x" * 101, "x" * 5000, "a..b", "/a", "main", "HEAD", "refs/heads/x", "a.lock", "\u00e4"])
def test_branch_names_that_are_none(worker, with_gitea, gitea, name):
    assert with_gitea.fails("create_branch", taskId="t", branchName=name)["code"] == "branch_invalid"
    assert gitea.count("POST */branches") == 0


def test_one_character_longer_than_a_line(worker):
    agent = worker.start(AIWORKER_LOG_MAX_BYTES=8)
    agent.call("heartbeat", agentId="agent", status="idle")
    logged = agent.call("log_activity", agentId="agent", message="e" + "\u0301" * 100)
    assert logged["truncated"] and worker.row("agent_logs", logged["logId"])["message"] == "e" + "\u0301" * 3


@pytest.mark.parametrize("question", ["\u200b", "\u2028\u00a0", "\u202e"])
def test_questions_that_nobody_sees(worker, agent, question):
    worker.task("t")
    agent.claim()
    assert agent.fails("ask_user_question", taskId="t", question=question)["code"] == "invalid_argument"


@pytest.mark.parametrize("name", [".", "..", "..A", "A=B", "", "1A", "x" * 254, "\u00e4"])
def test_environment_names_are_checked_before_anything_is_applied(worker, kubernetes, name):
    agent = worker.start(AIWORKER_KUBE_URL=kubernetes.url, AIWORKER_KUBE_TOKEN=kubernetes.token, AIWORKER_PREVIEW_DOMAIN="p.test")
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project(docker_image="i", env_vars=json.dumps({name: "v"}))
    worker.task("t")
    agent.claim()
    error = agent.fails("trigger_preview_deploy", taskId="t")
    assert (error["code"], error["column"]) == ("project_incomplete", "env_vars") and kubernetes.requests == []
