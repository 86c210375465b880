"""Claiming, states, questions, heartbeat, log and details over MCP: the contract's sections 3 to 5 on the built host."""

import json
import time

import pytest

from harness.client import Modern

from .worker import ToolError

TASK_KEYS = {"id", "title", "description", "priority", "state", "attempt", "leaseToken", "leaseExpiresAt", "branchName", "prNumber",
             "prUrl", "previewUrl", "questions", "project"}
PROJECT_KEYS = {"id", "name", "giteaOwner", "giteaRepoName", "giteaRepoUrl", "defaultBranch", "dockerImage", "envVarNames"}


# ------------------------------------------------------------------------------------------------------------ claiming

def test_nothing_to_do_is_an_answer(agent):
    assert agent.call("get_next_task", agentId="agent") == {"task": None, "message": "No tasks available"}


def test_a_claim_says_all_about_the_task_and_ties_the_agent(worker, agent):
    worker.task("t", priority=3, description="Do it", required_capabilities=json.dumps(["Swift"]))
    answer = agent.call("get_next_task", agentId="agent", capabilities=["swift", "SQL"])
    task = answer["task"]
    assert answer["resumed"] is False and set(task) == TASK_KEYS and set(task["project"]) == PROJECT_KEYS
    assert (task["id"], task["state"], task["attempt"], task["priority"]) == ("t", "in_progress", 1, 3)
    row = worker.row("tasks", "t")
    assert row["lease_token"] == task["leaseToken"] and row["lease_expires_at"] == task["leaseExpiresAt"]
    assert row["assigned_agent_id"] == "agent" and row["started_at"] and row["attempt_count"] == 1
    assert worker.row("agents", "agent")["current_task_id"] == "t" and worker.row("agents", "agent")["status"] == "busy"
    assert json.loads(worker.row("agents", "agent")["capabilities"]) == ["swift", "SQL"]
    assert worker.changes("t") == [("backlog", "in_progress")]


def test_the_order_is_priority_then_age_then_id(worker, agent):
    worker.task("b", priority=1, created_at="2026-01-01T00:00:00Z")
    worker.task("a", priority=1, created_at="2026-01-01T00:00:00Z")
    worker.task("old", priority=1, created_at="2025-01-01T00:00:00.500Z")
    worker.task("urgent", priority=10, created_at="2026-05-01T00:00:00.000Z")
    worker.task("never", priority=99, run_after="2999-01-01T00:00:00.000Z")
    taken = []
    while task := agent.claim():
        taken.append(task["id"])
        agent.call("update_task_status", taskId=task["id"], status="completed")
    assert taken == ["urgent", "old", "a", "b"]
    assert worker.row("agents", "agent")["tasks_completed"] == 4


def test_only_tasks_that_an_agent_can_do(worker, agent):
    worker.task("hard", priority=5, required_capabilities='["rust", "gpu"]')
    worker.task("easy")
    assert agent.claim(capabilities=["RUST"])["id"] == "easy"
    assert agent.claim("other", capabilities=["gpu", "Rust"])["id"] == "hard"


def test_the_stored_capabilities_count_when_none_are_given(worker, agent):
    agent.call("get_next_task", agentId="agent", capabilities=["go"])
    worker.task("t", required_capabilities='["go"]')
    assert agent.claim()["id"] == "t"


def test_an_agent_that_holds_a_task_gets_it_again_under_a_new_lease(worker, agent):
    worker.task("t")
    worker.task("u")
    first = agent.claim()
    second = agent.call("get_next_task", agentId="agent")
    assert second["resumed"] is True and second["task"]["id"] == first["id"]
    assert second["task"]["leaseToken"] != first["leaseToken"] and second["task"]["attempt"] == 1
    assert agent.fails("update_task_status", taskId="t", status="completed", leaseToken=first["leaseToken"])["code"] == "lease_lost"
    assert agent.call("update_task_status", taskId=first["id"], status="completed")["changed"] is True


def test_waiting_for_work(worker, agent):
    import threading
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(agent.call("get_next_task", agentId="agent", waitSeconds=30)))
    waiting.start()
    time.sleep(0.7)
    worker.task("late")
    waiting.join(20)
    assert answers and answers[0]["task"]["id"] == "late"


def test_a_twin_process_takes_the_lease_and_the_first_one_hears_of_it(worker, agent):
    worker.task("t")
    agent.claim()
    twin = worker.start()
    assert twin.call("get_next_task", agentId="agent")["resumed"] is True
    for tool, arguments in (("update_task_status", {"status": "completed"}), ("check_question_response", {}),
                            ("ask_user_question", {"question": "?"})):
        assert agent.fails(tool, taskId="t", **arguments)["code"] == "lease_lost"
    assert twin.call("update_task_status", taskId="t", status="completed")["changed"]


# ------------------------------------------------------------------------------------------------------ expired leases

def test_an_expired_lease_brings_the_task_back_until_its_attempts_are_used_up(worker, agent):
    worker.task("t", max_attempts=2)
    assert agent.claim()["attempt"] == 1
    worker.expire("t")
    assert agent.claim("other")["attempt"] == 2
    assert worker.row("agents", "agent")["status"] == "offline" and worker.row("agents", "agent")["current_task_id"] is None
    worker.expire("t")
    assert agent.claim("third") is None
    row = worker.row("tasks", "t")
    assert (row["state"], row["failure_reason"], row["started_at"] is not None) == ("failed", "lease_expired", True)
    assert worker.changes("t") == [("backlog", "in_progress"), ("in_progress", "backlog"), ("backlog", "in_progress"), ("in_progress", "failed")]


def test_a_lapsed_lease_that_nobody_swept_still_counts(worker, agent):
    worker.task("t")
    agent.claim()
    worker.expire("t")
    assert agent.call("update_task_status", taskId="t", status="completed")["changed"] is True


def test_a_question_parks_its_task_and_the_answer_brings_it_back(worker, agent):
    worker.task("t")
    agent.claim()
    question = agent.call("ask_user_question", taskId="t", question="Which colour?")["questionId"]
    worker.expire("t")
    assert agent.claim("other") is None
    row = worker.row("tasks", "t")
    assert (row["state"], row["assigned_agent_id"], row["lease_token"]) == ("needs_input", None, None)
    worker.answer(question, "")
    task = agent.claim("other")
    assert task["id"] == "t" and task["questions"][0]["id"] == question
    answer = agent.call("check_question_response", taskId="t", agentId="other")
    assert (answer["hasResponse"], answer["response"], answer["taskState"]) == (True, "", "in_progress")


def test_leases_are_renewed_while_the_host_lives(worker):
    agent = worker.start(AIWORKER_LEASE_SECONDS=1, AIWORKER_REAPER_INTERVAL_SECONDS="0.2")
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task("t")
    token = agent.claim()["leaseToken"]
    time.sleep(2.5)
    assert worker.row("tasks", "t")["lease_token"] == token
    assert agent.call("update_task_status", taskId="t", status="completed")["changed"]


def test_without_renewal_the_background_brings_the_task_back(worker):
    agent = worker.start(AIWORKER_LEASE_SECONDS=1, AIWORKER_AUTO_RENEW="false", AIWORKER_REAPER_INTERVAL_SECONDS="0.2")
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task("t")
    agent.claim()
    deadline = time.monotonic() + 20
    while worker.row("tasks", "t")["state"] != "backlog":
        assert time.monotonic() < deadline
        time.sleep(0.05)


# -------------------------------------------------------------------------------------------------------------- states

ALLOWED = {"in_progress": {"ready_to_test", "completed", "failed", "backlog"}, "ready_to_test": {"in_progress", "completed"},
           "approved": {"completed"}, "needs_input": {"in_progress", "failed"}}
STATES = ["backlog", "in_progress", "needs_input", "ready_to_test", "approved", "completed", "failed", "cancelled"]
ASKED = ["in_progress", "needs_input", "ready_to_test", "completed", "failed", "backlog"]


@pytest.mark.parametrize("start", STATES)
def test_every_way_from_a_state(worker, agent, start):
    """All transitions by update_task_status: what is allowed happens with its event, all else changes nothing."""
    for target in ASKED:
        task = worker.task(f"{start}-{target}")
        agent_id = f"agent-{target}"
        agent.claim(agent_id)
        lease = "lease_token = lease_token" if start in ("in_progress", "needs_input") else "lease_token = NULL, lease_expires_at = NULL"
        worker.execute(f"UPDATE tasks SET state = ?, {lease} WHERE id = ?", start, task)
        if start not in ("in_progress", "needs_input"):
            worker.execute("UPDATE agents SET current_task_id = NULL WHERE id = ?", agent_id)
        worker.execute("DELETE FROM outbox_events")
        before = worker.row("tasks", task)
        arguments = {"taskId": task, "status": target, "agentId": agent_id}
        if start == target:
            answer = agent.call("update_task_status", **arguments)
            assert (answer["changed"], answer["oldState"], answer["newState"]) == (False, start, start)
            assert worker.changes(task) == []
        elif target in ALLOWED.get(start, ()):
            answer = agent.call("update_task_status", **arguments)
            assert (answer["changed"], answer["oldState"], answer["newState"]) == (True, start, target)
            assert worker.changes(task) == [(start, target)] and worker.row("tasks", task)["state"] == target
        else:
            error = agent.fails("update_task_status", **arguments)
            if (start, target) == ("in_progress", "needs_input"):
                assert error["code"] == "question_required"
            else:
                assert (error["code"], error["from"], error["to"]) == ("invalid_transition", start, target)
                assert isinstance(error["allowed"], list) and target not in error["allowed"]
            assert {**worker.row("tasks", task), "updated_at": 0} == {**before, "updated_at": 0}
        worker.execute("UPDATE tasks SET state = 'cancelled', lease_token = NULL, lease_expires_at = NULL WHERE id = ?", task)
        worker.execute("UPDATE agents SET current_task_id = NULL, tasks_completed = 0")
        worker.execute("DELETE FROM outbox_events")


def test_completing_counts_once_and_keeps_what_was_said(worker, agent):
    worker.task("t")
    agent.claim()
    metadata = {"durationMinutes": 0, "note": "fine", "list": [1, {"a": "\u0000\U0001f600"}]}
    assert agent.call("update_task_status", taskId="t", status="completed", metadata=metadata)["changed"]
    row = worker.row("tasks", "t")
    assert row["actual_duration_minutes"] == 0
    assert json.loads(row["result_metadata"]) == {"durationMinutes": 0, "note": "fine", "list": [1, {"a": "\ufffd\U0001f600"}]}
    assert agent.call("update_task_status", taskId="t", status="completed") == {
        "success": True, "taskId": "t", "oldState": "completed", "newState": "completed", "changed": False}
    assert worker.row("agents", "agent")["tasks_completed"] == 1 and worker.row("tasks", "t")["completed_at"] == row["completed_at"]
    assert worker.row("agents", "agent")["status"] == "idle"


@pytest.mark.parametrize("metadata", [{"durationMinutes": -1}, {"durationMinutes": "5"}, {"error": 5}, {"x": "y" * 70_000}])
def test_metadata_that_is_wrong_changes_nothing(worker, agent, metadata):
    worker.task("t")
    agent.claim()
    assert agent.fails("update_task_status", taskId="t", status="completed", metadata=metadata)["code"] == "invalid_argument"
    assert worker.row("tasks", "t")["state"] == "in_progress"


def test_giving_a_task_back_and_saying_so_again(worker, agent):
    worker.task("t")
    agent.claim()
    assert agent.call("update_task_status", taskId="t", status="backlog")["changed"] is True
    assert worker.row("tasks", "t")["assigned_agent_id"] is None
    assert agent.call("update_task_status", taskId="t", status="backlog")["changed"] is False
    assert agent.claim("other")["id"] == "t"


def test_rework_takes_a_new_lease_unless_the_agent_holds_another_task(worker, agent):
    worker.task("t")
    agent.claim()
    assert agent.call("update_task_status", taskId="t", status="ready_to_test")["changed"]
    assert ("task:ready_to_test", {"taskId": "t", "previewUrl": None}) in worker.events("t")
    worker.task("u")
    agent.claim()
    error = agent.fails("update_task_status", taskId="t", status="in_progress")
    assert (error["code"], error["currentTaskId"]) == ("agent_busy", "u")
    agent.call("update_task_status", taskId="u", status="completed")
    assert agent.call("update_task_status", taskId="t", status="in_progress")["changed"]
    assert worker.row("tasks", "t")["lease_token"] and worker.row("agents", "agent")["current_task_id"] == "t"


def test_failing_says_why(worker, agent):
    worker.task("t")
    agent.claim()
    agent.call("update_task_status", taskId="t", status="failed", metadata={"error": "no disk"})
    assert worker.row("tasks", "t")["failure_reason"] == "no disk"


def test_a_person_who_cancels_wins(worker, agent):
    worker.task("t")
    agent.claim()
    worker.execute("UPDATE tasks SET state = 'cancelled', lease_token = NULL, lease_expires_at = NULL WHERE id = 't'")
    worker.execute("DELETE FROM outbox_events")
    assert agent.fails("update_task_status", taskId="t", status="completed")["code"] == "invalid_transition"
    beat = agent.call("heartbeat", agentId="agent", status="busy")
    assert beat["cancelled"] is True and beat["taskState"] == "cancelled"
    assert worker.row("agents", "agent")["current_task_id"] is None
    assert agent.call("heartbeat", agentId="agent", status="idle")["cancelled"] is False


# ------------------------------------------------------------------------------------------------------------- callers

def test_only_the_owner_may_act(worker, agent):
    worker.task("t")
    agent.claim()
    agent.call("heartbeat", agentId="stranger", status="idle")
    for tool, arguments in (("update_task_status", {"status": "completed"}), ("ask_user_question", {"question": "?"}),
                            ("check_question_response", {})):
        assert agent.fails(tool, taskId="t", agentId="stranger", **arguments)["code"] == "not_owner"
        assert agent.fails(tool, taskId="none", **arguments)["code"] == "task_not_found"
    assert worker.row("tasks", "t")["state"] == "in_progress"


def test_somebody_must_be_known(worker, agent):
    worker.task("t")
    fresh = worker.start()
    assert fresh.fails("update_task_status", taskId="t", status="completed")["code"] == "agent_required"
    fresh.call("heartbeat", agentId="agent", status="idle")
    assert fresh.fails("update_task_status", taskId="t", status="completed")["code"] == "not_owner"


def test_a_pinned_agent_is_the_only_one(worker, agent):
    worker.task("t")
    pinned = worker.start(AIWORKER_AGENT_ID="me")
    assert pinned.fails("get_next_task", agentId="you")["code"] == "agent_mismatch"
    assert pinned.fails("heartbeat", agentId="you", status="idle")["code"] == "agent_mismatch"
    assert pinned.claim("me")["id"] == "t"
    assert pinned.fails("update_task_status", taskId="t", status="completed", agentId="you")["code"] == "agent_mismatch"
    assert pinned.call("update_task_status", taskId="t", status="completed")["changed"]


def test_closed_registration(worker, agent):
    closed = worker.start(AIWORKER_AGENT_REGISTRATION="closed")
    assert closed.fails("get_next_task", agentId="new")["code"] == "agent_not_found"
    assert closed.fails("heartbeat", agentId="new", status="idle")["code"] == "agent_not_found"
    assert closed.call("heartbeat", agentId="agent", status="idle")["success"]
    assert worker.query("SELECT id FROM agents WHERE id = 'new'") == []


# ----------------------------------------------------------------------------------------------------------- questions

def test_asking_and_reading_once(worker, agent):
    worker.task("t")
    agent.claim()
    asked = agent.call("ask_user_question", taskId="t", question="Which?", context="A or B")
    assert asked["success"] and asked["deduplicated"] is False
    again = agent.call("ask_user_question", taskId="t", question="Which?")
    assert (again["questionId"], again["deduplicated"]) == (asked["questionId"], True)
    assert [event for event, _ in worker.events("t")].count("task:needs_input") == 1
    assert agent.call("check_question_response", taskId="t") == {
        "hasResponse": False, "message": "No response yet", "pendingQuestions": 1, "taskState": "needs_input"}
    assert agent.fails("update_task_status", taskId="t", status="in_progress")["code"] == "question_pending"
    worker.answer(asked["questionId"], "B\u2026 \U0001f680")
    answer = agent.call("check_question_response", taskId="t")
    assert answer == {"hasResponse": True, "response": "B\u2026 \U0001f680", "question": "Which?", "questionId": asked["questionId"],
                      "alreadyRead": False, "pendingQuestions": 0, "taskState": "in_progress"}
    before = worker.events("t")
    agent.call("update_task_status", taskId="t", status="completed")
    again = agent.call("check_question_response", taskId="t", questionId=asked["questionId"])
    assert again["alreadyRead"] is True and again["response"] == answer["response"] and again["taskState"] == "completed"
    assert len(worker.events("t")) == len(before) + 1


def test_two_questions_are_read_in_their_order_and_both_before_work_goes_on(worker, agent):
    worker.task("t")
    agent.claim()
    first = agent.call("ask_user_question", taskId="t", question="1?")["questionId"]
    second = agent.call("ask_user_question", taskId="t", question="2?")["questionId"]
    worker.answer(second, "two")
    answer = agent.call("check_question_response", taskId="t")
    assert (answer["questionId"], answer["pendingQuestions"], answer["taskState"]) == (second, 1, "needs_input")
    assert agent.call("check_question_response", taskId="t")["hasResponse"] is False
    worker.answer(first, "one")
    answer = agent.call("check_question_response", taskId="t")
    assert (answer["questionId"], answer["taskState"]) == (first, "in_progress")
    assert agent.call("check_question_response", taskId="t")["questionId"] == first


def test_a_key_names_a_question(worker, agent):
    worker.task("t")
    agent.claim()
    one = agent.call("ask_user_question", taskId="t", question="a?", idempotencyKey="k")
    two = agent.call("ask_user_question", taskId="t", question="b?", idempotencyKey="k")
    assert one["questionId"] == two["questionId"] and two["deduplicated"]


def test_questions_of_another_task(worker, agent):
    worker.task("t")
    worker.task("u")
    agent.claim()
    agent.claim("other")
    question = agent.call("ask_user_question", taskId="u", agentId="other", question="?")["questionId"]
    assert agent.fails("check_question_response", taskId="t", agentId="agent", questionId=question)["code"] == "invalid_argument"


@pytest.mark.parametrize("question", ["", " \t\n", "x" * 10_001])
def test_questions_that_say_nothing_or_too_much(worker, agent, question):
    worker.task("t")
    agent.claim()
    assert agent.fails("ask_user_question", taskId="t", question=question)["code"] == "invalid_argument"
    assert worker.query("SELECT * FROM task_questions") == []


# ------------------------------------------------------------------------------------------ heartbeat, log and details

def test_heartbeat(worker, agent):
    assert agent.call("heartbeat", agentId="agent", status="error") == {
        "success": True, "status": "error", "currentTaskId": None, "taskState": None, "leaseExpiresAt": None, "cancelled": False}
    worker.task("t")
    agent.claim()
    worker.expire("t")
    beat = agent.call("heartbeat", agentId="agent", status="idle")
    assert (beat["status"], beat["currentTaskId"], beat["taskState"]) == ("busy", "t", "in_progress")
    assert worker.row("tasks", "t")["lease_expires_at"] == beat["leaseExpiresAt"]
    assert worker.row("agents", "agent")["status"] == "busy"


def test_log_lines_are_cut_and_pruned(worker):
    agent = worker.start(AIWORKER_LOG_MAX_BYTES=10, AIWORKER_LOG_MAX_ROWS=3)
    assert agent.fails("log_activity", agentId="nobody", message="x")["code"] == "agent_not_found"
    agent.call("heartbeat", agentId="agent", status="idle")
    first = agent.call("log_activity", agentId="agent", message="\u00e4" * 6, level="warn", metadata={"a": 1})
    assert first["success"] and first["truncated"] is True
    row = worker.row("agent_logs", first["logId"])
    assert (row["message"], row["level"], json.loads(row["metadata"])) == ("\u00e4" * 5, "warn", {"a": 1})
    for number in range(5):
        assert agent.call("log_activity", agentId="agent", message=str(number))["truncated"] is False
    assert [row["message"] for row in worker.query("SELECT message FROM agent_logs ORDER BY id")] == ["2", "3", "4"]
    assert agent.fails("log_activity", agentId="agent", message="x", metadata={"x": "y" * 20_000})["code"] == "invalid_argument"


def test_details_hold_every_column_but_the_lease_token_and_no_secret(worker, agent):
    worker.secrets.add("hunter2-value")
    worker.execute("UPDATE projects SET env_vars = ? WHERE id = 'project'", json.dumps({"PASSWORD": "hunter2-value", "A": "hunter2-value"}))
    worker.task("t", result_metadata='{"a":1}')
    task = agent.claim()
    assert task["project"]["envVarNames"] == ["A", "PASSWORD"]
    agent.call("log_activity", agentId="agent", message="began")
    details = agent.call("get_task_details", taskId="t")["task"]
    columns = {column["name"] for column in worker.query("PRAGMA table_info(tasks)")} - {"lease_token"}
    camel = {"".join(part if n == 0 else part.capitalize() for n, part in enumerate(name.split("_"))) for name in columns}
    assert camel <= set(details), camel - set(details)
    assert "leaseToken" not in details and details["resultMetadata"] == {"a": 1}
    assert details["project"]["envVarNames"] == ["A", "PASSWORD"] and details["recentLogs"][0]["message"] == "began"
    assert agent.fails("get_task_details", taskId="none")["code"] == "task_not_found"


# ----------------------------------------------------------------------------------------------------------- arguments

@pytest.mark.parametrize("tool, arguments", [
    ("get_next_task", {}), ("get_next_task", {"agentId": ""}), ("get_next_task", {"agentId": "x" * 65}),
    ("get_next_task", {"agentId": 5}), ("get_next_task", {"agentId": "a", "capabilities": "swift"}),
    ("get_next_task", {"agentId": "a", "waitSeconds": 61}), ("update_task_status", {"taskId": "t"}),
    ("update_task_status", {"taskId": "t", "status": "approved"}), ("update_task_status", {"taskId": "t", "status": "completed", "metadata": []}),
    ("heartbeat", {"agentId": "a", "status": "offline"}), ("log_activity", {"agentId": "a"}),
    ("log_activity", {"agentId": "a", "message": "m", "level": "fatal"}), ("get_task_details", {"taskId": ""}),
    ("create_pull_request", {"taskId": "t", "title": "t"}), ("trigger_preview_deploy", {"taskId": "t", "waitSeconds": 601}),
])
def test_arguments_that_break_the_schema(agent, tool, arguments):
    assert agent.fails(tool, **arguments)["code"] == "invalid_argument"


def test_the_modern_era_says_the_same(worker, agent):
    worker.task("t")
    modern = worker.start(Modern)
    assert modern.claim("me")["id"] == "t"
    assert modern.fails("update_task_status", taskId="t", status="approved")["code"] == "invalid_argument"
    assert modern.call("update_task_status", taskId="t", status="completed")["changed"]


def test_texts_of_all_kinds_survive(worker, agent):
    text = "a\u0000b \U0001f469\u200d\U0001f4bb \u202e '; DROP TABLE tasks; -- \\ \" % _ \r\n\ttab"
    worker.task("t\u00e9 \U0001f600", title="x")
    task = agent.claim()
    assert task["id"] == "t\u00e9 \U0001f600"
    agent.call("ask_user_question", taskId=task["id"], question=text, context=text)
    row = worker.query("SELECT question, context FROM task_questions")[0]
    assert row["question"] == row["context"] == text.replace("\u0000", "\ufffd")


def test_unknown_ids_of_any_form(agent):
    for identifier in ("%", "_", "' OR 1=1 --", "\u0000", "\U0001f600" * 64):
        try:
            agent.call("get_task_details", taskId=identifier)
            raise AssertionError(identifier)
        except ToolError as error:
            assert error.code == "task_not_found"
