"""Section 4: progress."""

import pytest


def progress_of(client, token):
    return [message["params"] for message in client.of_method("notifications/progress")
            if message["params"]["progressToken"] == token
            and type(message["params"]["progressToken"]) is type(token)]


@pytest.mark.parametrize("token", ["t", "", 0, 1, -1, 2**53 + 1, 2**63 - 1, "\U0001f600"])
def test_B_50_progress_carries_the_very_token_and_rises(either, token):
    result = either.tool("test_tool_with_progress", {}, {"progressToken": token})
    assert "result" in result
    reports = progress_of(either, token)
    assert reports, either.messages
    values = [report["progress"] for report in reports]
    assert values == sorted(set(values))
    assert all(report.get("total", 100) == 100 for report in reports)


def test_B_50_nothing_comes_after_the_response(either):
    identifier = either.start_tool("test_tool_with_progress", {}, {"progressToken": "t"})
    either.answer(identifier)
    either.tool("test_tool_with_progress")
    methods = [("answer" if message.get("id") == identifier else message.get("method")) for message in either.messages]
    assert "notifications/progress" not in methods[methods.index("answer"):]


def test_B_50_the_oldest_revision_gets_no_progress_message(hosts):
    client = hosts.legacy("2024-11-05")
    client.call("test_tool_with_progress", meta={"progressToken": 1})
    reports = progress_of(client, 1)
    assert reports and all("message" not in report for report in reports)


@pytest.mark.parametrize("token", [None, 1.5, [], {}, True])
def test_B_50_a_token_of_another_type_does_no_harm(either, token):
    identifier = either.start("tools/call", either.prepared(
        {"name": "test_tool_with_progress", "arguments": {}}, {"progressToken": token}), wrong=True)
    response = either.answer(identifier)
    assert "result" in response or response["error"]["code"] == -32602
    assert not either.of_method("notifications/progress")


def test_B_51_no_progress_without_a_token(either):
    assert "result" in either.tool("test_tool_with_progress")
    assert "result" in either.ask("tools/list")
    assert not either.of_method("notifications/progress")


def test_B_52_parallel_calls_keep_their_tokens_apart(either):
    tokens = [0, "0", 1, "1", "a"]
    asked = [either.start_tool("test_tool_with_progress", {}, {"progressToken": token}) for token in tokens]
    for identifier in asked:
        either.answer(identifier)
    for token in tokens:
        values = [report["progress"] for report in progress_of(either, token)]
        assert values and values == sorted(set(values)), token
