"""Section 4: cancellation."""

import pytest

from harness import strict_json


def cancel(client, identifier, reason=None, wrong=False):
    params = {"requestId": identifier, **({"reason": reason} if reason else {})}
    client.notify("notifications/cancelled", params if client.era == "legacy" else client.prepared(params), wrong)


def answered(client, identifier):
    return bool(client.responses.get((type(identifier).__name__, identifier)))


@pytest.mark.parametrize("tool", ["slow", "stubborn"])
def test_B_55_a_cancelled_call_gets_no_response(either, tool):
    identifier = either.start_tool(tool, {"seconds": 2}, {"progressToken": "t"})
    either.ask("tools/list")
    position = len(either.messages)
    cancel(either, identifier)
    either.ask("tools/list")
    # A call of the same bundle queues behind the cancelled one, which is therefore over afterwards.
    assert "result" in either.tool("echo", {"text": "x"})
    either.ask("tools/list")
    assert not answered(either, identifier)
    late = [message for message in either.messages[position + 1:] if "method" in message]
    assert not late, late


def test_B_55_a_cancelled_call_frees_its_place(either):
    for _ in range(30):
        identifier = either.start_tool("slow", {"seconds": 600})
        cancel(either, identifier)
    assert "result" in either.tool("echo", {"text": "x"})


@pytest.mark.parametrize("params", [{"requestId": 4711}, {"requestId": "nobody"}, {}, {"requestId": None},
                                    {"requestId": [1]}, {"requestId": 1.5}, {"requestId": 1, "reason": 5}])
def test_B_56_pointless_cancellations_are_ignored(either, params):
    either.ask("tools/list")
    position = len(either.messages)
    either.notify("notifications/cancelled", params if either.era == "legacy" else either.prepared(params), wrong=True)
    either.send_bytes(b'{"jsonrpc":"2.0","method":"notifications/cancelled"}\n')
    either.send_bytes(b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}\n')
    assert "result" in either.ask("tools/list")
    assert len(either.messages) == position + 1


def test_B_57_cancelling_twice_and_after_the_end_is_harmless(either):
    identifier = either.start_tool("slow", {"seconds": 60})
    cancel(either, identifier)
    cancel(either, identifier)
    done = either.start_tool("echo", {"text": "x"})
    either.answer(done)
    cancel(either, done)
    assert "result" in either.tool("echo", {"text": "y"})
    assert not answered(either, identifier)


def test_B_57_cancelling_before_the_call_started_in_one_write(either):
    data = b""
    asked = []
    for number in range(100, 160):
        message = {"jsonrpc": "2.0", "id": number, "method": "tools/call",
                   "params": either.prepared({"name": "slow", "arguments": {"seconds": 60}})}
        params = {"requestId": number}
        stop = {"jsonrpc": "2.0", "method": "notifications/cancelled",
                "params": params if either.era == "legacy" else either.prepared(params)}
        either.expect(message)
        asked.append(number)
        data += strict_json.compact(message) + b"\n" + strict_json.compact(stop) + b"\n"
    either.send_bytes(data)
    assert "result" in either.tool("echo", {"text": "x"})
    assert not any(answered(either, number) for number in asked)


def test_B_57_cancelling_while_the_response_is_written(either):
    asked = []
    for _ in range(200):
        identifier = either.start_tool("echo", {"text": "x"})
        cancel(either, identifier)
        asked.append(identifier)
    assert "result" in either.tool("echo", {"text": "y"})
    assert all(len(either.responses.get(("int", identifier), [])) <= 1 for identifier in asked)


def test_B_57_a_queued_call_can_be_cancelled(either):
    first = either.start_tool("slow", {"seconds": 60})
    second = either.start_tool("slow", {"seconds": 60})
    cancel(either, second)
    either.ask("tools/list")
    cancel(either, first)
    assert "result" in either.tool("echo", {"text": "x"})
    assert not answered(either, first) and not answered(either, second)


def test_B_58_ids_are_compared_by_type_and_value(either):
    identifier = either.start_tool("slow", {"seconds": 0.5}, identifier=7)
    cancel(either, "7")
    assert "result" in either.answer(7)
    identifier = either.start_tool("slow", {"seconds": 0.5}, identifier="8")
    cancel(either, 8)
    assert "result" in either.answer(identifier)


def test_B_59_the_reason_is_logged(hosts):
    client = hosts.legacy(environment={"MCP_HOST_LOG": "info"})
    client.era = "legacy"
    identifier = client.start_call("slow", {"seconds": 60})
    client.pong()
    cancel(client, identifier, "the person pressed stop")
    client.process.wait_stderr("the person pressed stop")


def test_B_55_a_modern_client_may_cancel_without_meta(modern):
    identifier = modern.start_call("slow", {"seconds": 60})
    modern.discover()
    modern.send_bytes(b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%d}}\n' % identifier)
    assert "result" in modern.call("echo", {"text": "x"})
    assert not answered(modern, identifier)
