"""ask_user_question where somebody sits at the client: asked at once, in both eras, never lost and never answered twice."""

import json
import threading
import time

import pytest

from harness.client import Modern, texts

from .worker import read

FORM = {"elicitation": {}}


@pytest.fixture
def asking(worker):
    """A legacy client that can show forms, with a claimed task `t`."""
    agent = worker.start(capabilities=FORM)
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task("t")
    agent.claim()
    return agent


def read_any(result):
    """The object of a result, a failure or not."""
    return json.loads(texts(result))


def start_asking(agent, **arguments):
    """Starts the call; returns its id and the host's question."""
    identifier = agent.client.start_call("ask_user_question", {"taskId": "t", "question": "Which?", **arguments})
    return identifier, agent.client.wait_method("elicitation/create")


def reply(agent, question, action, content=None):
    """The client's answer to a question."""
    result = {"action": action, **({"content": content} if content is not None else {})}
    agent.client.send({"jsonrpc": "2.0", "id": question["id"], "result": result})


def test_an_answer_at_the_client_is_stored_and_read_at_once(worker, asking):
    identifier, question = start_asking(asking, context="A or B")
    assert "Which?" in question["params"]["message"] and "A or B" in question["params"]["message"]
    assert [row["status"] for row in worker.query("SELECT status FROM task_questions")] == ["pending"], "stored before anybody is asked"
    reply(asking, question, "accept", {"response": "A"})
    answer = read(asking.client.answer(identifier)["result"])
    assert answer["answered"] is True and answer["response"] == "A" and answer["taskState"] == "in_progress"
    row = worker.query("SELECT * FROM task_questions")[0]
    assert (row["status"], row["response"]) == ("consumed", "A") and row["responded_at"] and row["read_at"]
    assert worker.changes("t") == [("backlog", "in_progress"), ("in_progress", "needs_input"), ("needs_input", "in_progress")]
    again = asking.call("check_question_response", taskId="t")
    assert again["alreadyRead"] is True and again["response"] == "A"


def test_an_empty_answer_is_an_answer(worker, asking):
    identifier, question = start_asking(asking)
    reply(asking, question, "accept", {"response": ""})
    answer = read(asking.client.answer(identifier)["result"])
    assert answer["answered"] is True and answer["response"] == ""


@pytest.mark.parametrize("action, content", [("decline", None), ("cancel", None), ("accept", {})])
def test_who_does_not_answer_leaves_the_question_open(worker, asking, action, content):
    identifier, question = start_asking(asking)
    reply(asking, question, action, content)
    answer = read(asking.client.answer(identifier)["result"])
    assert answer["success"] and "answered" not in answer
    assert worker.row("tasks", "t")["state"] == "needs_input"
    worker.answer(answer["questionId"], "later")
    assert asking.call("check_question_response", taskId="t")["response"] == "later"


def test_the_dashboard_was_faster(worker, asking):
    identifier, question = start_asking(asking)
    stored = worker.query("SELECT id FROM task_questions")[0]["id"]
    worker.answer(stored, "from the dashboard")
    reply(asking, question, "accept", {"response": "from the client"})
    answer = read(asking.client.answer(identifier)["result"])
    assert answer["response"] == "from the dashboard"
    assert worker.query("SELECT response FROM task_questions")[0]["response"] == "from the dashboard"


@pytest.mark.parametrize("taken", [False, True])
def test_an_answer_is_kept_whoever_has_the_task_by_then(worker, asking, taken):
    identifier, question = start_asking(asking)
    if taken:
        assert worker.start().claim()["id"] == "t"
    else:
        assert asking.claim()["id"] == "t"
    reply(asking, question, "accept", {"response": "A"})
    answer = read_any(asking.client.answer(identifier)["result"])
    assert answer["error"]["code"] == "lease_lost" if taken else answer["answered"] is True
    row = worker.query("SELECT status, response FROM task_questions")[0]
    assert (row["status"], row["response"]) == ("answered" if taken else "consumed", "A")
    assert ("task:updated", {"taskId": "t", "questionId": worker.query("SELECT id FROM task_questions")[0]["id"],
                             "questionStatus": "answered"}) in worker.events("t")


def test_an_answer_is_kept_though_the_store_is_busy(worker):
    agent = worker.start(capabilities=FORM, AIWORKER_BUSY_TIMEOUT_SECONDS="0.2")
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task("t")
    agent.claim()
    identifier, question = start_asking(agent)
    connection = worker.database()
    connection.execute("BEGIN IMMEDIATE")
    reply(agent, question, "accept", {"response": "A"})
    time.sleep(1)
    connection.execute("ROLLBACK")
    connection.close()
    assert read(agent.client.answer(identifier)["result"])["response"] == "A"


def test_nobody_answers_in_time(worker):
    agent = worker.start(capabilities=FORM, AIWORKER_ASK_SECONDS=1)
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task("t")
    agent.claim()
    identifier, _ = start_asking(agent)
    answer = read(agent.client.answer(identifier)["result"])
    assert answer["success"] and "answered" not in answer and worker.row("tasks", "t")["state"] == "needs_input"


def test_the_operator_can_switch_it_off(worker):
    agent = worker.start(capabilities=FORM, AIWORKER_ASK_AT_CLIENT="false")
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task("t")
    agent.claim()
    assert "answered" not in agent.call("ask_user_question", taskId="t", question="Which?")
    assert not agent.client.of_method("elicitation/create")


def test_other_calls_go_on_while_somebody_thinks(worker, asking):
    identifier, question = start_asking(asking)
    assert asking.call("heartbeat", agentId="agent", status="busy")["taskState"] == "needs_input"
    assert asking.call("check_question_response", taskId="t")["hasResponse"] is False
    reply(asking, question, "accept", {"response": "A"})
    assert read(asking.client.answer(identifier)["result"])["response"] == "A"


def test_a_client_that_dies_leaves_the_question(worker, asking):
    start_asking(asking)
    asking.client.process.kill()
    worker.hosts.leave_to_test(asking.client)
    assert [row["status"] for row in worker.query("SELECT status FROM task_questions")] == ["pending"]


def modern_ask(agent, **more):
    """The raw result of asking in 2026-07-28."""
    response = agent.client.call("ask_user_question", {"taskId": "t", "question": "Which?", "agentId": "agent"}, capabilities=FORM, **more)
    return response["result"]


def test_in_2026_07_28_the_question_comes_back_and_the_tool_finds_its_own_row(worker, asking):
    modern = worker.start(Modern)
    open_round = modern_ask(modern)
    assert open_round["resultType"] == "input_required"
    key = next(iter(open_round["inputRequests"]))
    answer = read(modern_ask(modern, inputResponses={key: {"action": "accept", "content": {"response": "A"}}},
                             requestState=open_round["requestState"]))
    assert answer["answered"] is True and answer["response"] == "A" and answer["deduplicated"] is False
    assert len(worker.query("SELECT * FROM task_questions")) == 1
    assert [event for event, _ in worker.events("t")].count("task:needs_input") == 1


def test_in_2026_07_28_the_dashboard_may_be_faster_too(worker, asking):
    modern = worker.start(Modern)
    open_round = modern_ask(modern)
    stored = worker.query("SELECT id FROM task_questions")[0]["id"]
    worker.answer(stored, "from the dashboard")
    key = next(iter(open_round["inputRequests"]))
    answer = read(modern_ask(modern, inputResponses={key: {"action": "accept", "content": {"response": "A"}}},
                             requestState=open_round["requestState"]))
    assert answer["questionId"] == stored and len(worker.query("SELECT * FROM task_questions")) == 1
    told = asking.call("check_question_response", taskId="t")
    assert told["response"] == "from the dashboard"


def test_in_2026_07_28_an_answer_is_kept_whoever_has_the_task_by_then(worker, asking):
    modern = worker.start(Modern)
    open_round = modern_ask(modern)
    worker.expire("t")
    asking.call("get_next_task", agentId="other")
    key = next(iter(open_round["inputRequests"]))
    answer = read_any(modern_ask(modern, inputResponses={key: {"action": "accept", "content": {"response": "A"}}},
                                 requestState=open_round["requestState"]))
    assert answer["error"]["code"] == "not_owner"
    assert [row["response"] for row in worker.query("SELECT response FROM task_questions")] == ["A"]


def test_in_2026_07_28_who_says_no_is_told_of_one_question(worker, asking):
    modern = worker.start(Modern)
    open_round = modern_ask(modern)
    key = next(iter(open_round["inputRequests"]))
    answer = read(modern_ask(modern, inputResponses={key: {"action": "decline"}}, requestState=open_round["requestState"]))
    assert answer["deduplicated"] is False and "answered" not in answer
    again = modern_ask(modern)
    answer = read(modern_ask(modern, inputResponses={key: {"action": "decline"}}, requestState=again["requestState"]))
    assert answer["deduplicated"] is True and len(worker.query("SELECT * FROM task_questions")) == 1


def test_in_2026_07_28_a_client_without_forms_is_not_asked(worker, asking):
    modern = worker.start(Modern)
    response = modern.client.call("ask_user_question", {"taskId": "t", "question": "Which?", "agentId": "agent"})
    assert read(response["result"])["success"] is True
