"""Section 5: batches."""

import json

import pytest

from harness.client import Modern


def ping(identifier):
    return {"jsonrpc": "2.0", "id": identifier, "method": "ping"}


def echo(identifier, text):
    return {"jsonrpc": "2.0", "id": identifier, "method": "tools/call",
            "params": {"name": "echo", "arguments": {"text": text}}}


@pytest.fixture
def batching(hosts):
    """A client of the one revision that has batches."""
    return hosts.legacy("2025-03-26")


def test_L_13_every_request_of_a_batch_is_answered(batching):
    batching.send([ping("a"), {"jsonrpc": "2.0", "method": "notifications/unknown"}, echo("b", "x"),
                   {"jsonrpc": "2.0", "id": "c", "method": "tools/list"}, {"jsonrpc": "2.0", "id": "d", "method": "none"}],
                  wrong=True)
    assert batching.answer("a")["result"] == {}
    assert batching.answer("b")["result"]["content"]
    assert batching.answer("c")["result"]["tools"]
    assert batching.answer("d")["error"]["code"] == -32601


def test_L_14_the_answers_come_as_one_array(batching):
    batching.send([echo(n, "x") for n in range(10, 20)])
    batching.answer(19)
    batches = [message for message in batching.messages if isinstance(message, list)]
    assert len(batches) == 1 and sorted(one["id"] for one in batches[0]) == list(range(10, 20))


def test_L_14_notifications_of_a_batch_go_out_at_once(batching):
    batching.send([{"jsonrpc": "2.0", "id": 1000, "method": "tools/call", "params": {
        "name": "test_tool_with_progress", "arguments": {}, "_meta": {"progressToken": "t"}}}, ping(1001)])
    batching.answer(1000)
    kinds = ["batch" if isinstance(message, list) else message.get("method") for message in batching.messages]
    assert "notifications/progress" in kinds[:kinds.index("batch")]


def test_L_15_only_notifications_get_no_answer(batching):
    before = len(batching.messages)
    batching.send([{"jsonrpc": "2.0", "method": "notifications/unknown"}] * 3)
    batching.pong()
    assert len(batching.messages) == before + 1


def test_L_15_an_empty_array_is_one_error(batching):
    before = len(batching.messages)
    batching.send_bytes(b"[]\n")
    assert batching.unnamed_error()["code"] == -32600
    batching.pong()
    assert len(batching.messages) == before + 2
    assert isinstance(batching.messages[before], dict)


def test_L_15_odd_elements_are_errors_for_themselves(batching):
    batching.send_bytes(json.dumps([1, ping("good"), "x", None, {"jsonrpc": "2.0"}, []]).encode() + b"\n", ping("good"))
    assert batching.answer("good")["result"] == {}
    batching.process.wait("five errors", lambda: len(batching.responses.get(("NoneType", None), [])) == 5)
    assert {one["error"]["code"] for one in batching.responses[("NoneType", None)]} == {-32600}


def test_L_16_initialize_inside_a_batch_is_not_accepted(hosts):
    client = hosts.start()
    start = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}
    client.send_bytes(json.dumps([start]).encode() + b"\n")
    refusal = client.process.wait("a refusal", lambda: client.messages and client.messages[0])
    client.violations.clear()  # whether the refusal names the id is left open
    one = refusal[0] if isinstance(refusal, list) else refusal
    assert one["error"]["code"] == -32600
    client.start("tools/list", {}, "after", wrong=True)
    assert client.answer("after")["error"]["code"] == -32602


def test_L_16_initialize_inside_a_later_batch_changes_nothing(batching):
    batching.send([{"jsonrpc": "2.0", "id": "i", "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}, ping("p")],
        wrong=True)
    assert "error" in batching.answer("i")
    assert batching.answer("p")["result"] == {}
    batching.send([ping("still batching")])
    assert batching.answer("still batching")["result"] == {}


@pytest.mark.parametrize("version", ["2025-06-18", "2025-11-25"])
def test_L_17_later_legacy_revisions_refuse_batches(hosts, version):
    client = hosts.legacy(version)
    before = len(client.messages)
    client.send_bytes(json.dumps([ping("a"), ping("b")]).encode() + b"\n")
    assert client.unnamed_error()["code"] == -32600
    client.pong()
    assert len(client.messages) == before + 2


def test_L_17_the_oldest_revision_may_do_either(hosts):
    client = hosts.legacy("2024-11-05")
    client.send_bytes(json.dumps([ping("a")]).encode() + b"\n", ping("a"))
    client.process.wait("an answer", lambda: len(client.messages) > 1)
    client.violations.clear()  # batches are not defined here
    client.pong()


def test_L_17_modern_requests_cannot_be_batched(hosts):
    client = hosts.start(Modern)
    batch = [{"jsonrpc": "2.0", "id": n, "method": "tools/list", "params": client.params()} for n in (1, 2)]
    client.send_bytes(json.dumps(batch).encode() + b"\n")
    client.modern_used = True
    assert client.unnamed_error()["code"] == -32600
    client.discover()
    assert len(client.messages) == 2
