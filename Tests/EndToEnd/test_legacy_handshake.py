"""Section 5: the legacy handshake."""

import json

import pytest

from harness.client import Legacy
from harness.schema import LEGACY


def initialize_params(version="2025-11-25", **more):
    """Parameters of `initialize`."""
    return {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}, **more}


def test_L_01_a_supported_revision_is_answered_with_itself(hosts, revision):
    client = hosts.start()
    result = client.result("initialize", initialize_params(revision))
    assert result["protocolVersion"] == revision
    assert "tools" in result["capabilities"]
    info = result["serverInfo"]
    assert info["name"] == "mcp-host" and info["version"]
    allowed = {"name", "version"} | ({"title"} if revision >= "2025-06-18" else set())
    allowed |= {"description", "icons", "websiteUrl"} if revision >= "2025-11-25" else set()
    assert set(info) <= allowed
    assert set(result) <= {"protocolVersion", "capabilities", "serverInfo", "instructions"}


def test_L_01_initialized_is_not_answered(hosts, revision):
    client = hosts.start(Legacy)
    client.initialize(revision)
    client.pong()
    assert len(client.messages) == 2


@pytest.mark.parametrize("version", ["1.0", "", "2024-10-07", "2025-11-26", "9999-12-31", "DRAFT-2026-v1",
                                     "2025-11-25 ", "\u0000"])
def test_L_02_any_other_version_is_answered_with_our_newest(hosts, version):
    client = hosts.start()
    assert client.result("initialize", initialize_params(version))["protocolVersion"] == "2025-11-25"


def test_L_03_the_modern_version_has_no_handshake(hosts):
    client = hosts.start()
    assert client.result("initialize", initialize_params("2026-07-28"), wrong=True)["protocolVersion"] == "2025-11-25"


def test_L_04_ping_is_answered_with_an_empty_result(hosts, revision):
    client = hosts.legacy(revision)
    assert client.result("ping") == {}
    assert client.result("ping", {}) == {}


def test_L_05_ping_works_before_initialize(hosts):
    client = hosts.start(Legacy)
    client.pong()
    client.initialize()
    client.pong()


@pytest.mark.parametrize("method", ["tools/list", "tools/call", "logging/setLevel", "prompts/list", "nonsense"])
def test_L_06_other_bare_requests_before_initialize_are_refused(hosts, method):
    client = hosts.start(Legacy)
    error = client.error(method, {"name": "echo", "arguments": {"text": "x"}, "level": "info"})
    assert error["code"] == (-32602 if method.startswith("tools") else error["code"])
    assert error["code"] in (-32602, -32601)
    assert client.initialize()["protocolVersion"]


def test_L_06_the_refusal_says_what_is_missing(hosts):
    error = hosts.start().error("tools/list", {})
    text = json.dumps(error)
    assert "initialize" in text or "_meta" in text


@pytest.mark.parametrize("params", [None, {}, {"capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
                                    initialize_params(5), initialize_params(None),
                                    initialize_params(capabilities=[]), initialize_params(clientInfo="me"),
                                    initialize_params(clientInfo={"name": 5, "version": "1"}),
                                    {"protocolVersion": "2025-11-25", "capabilities": {}},
                                    {"protocolVersion": "2025-11-25", "clientInfo": {"name": "t", "version": "1"}}])
def test_L_07_bad_params_are_refused_and_a_good_initialize_works_afterwards(hosts, params):
    client = hosts.start(Legacy)
    client.start("initialize", params, 1, wrong=True)
    assert client.answer(1)["error"]["code"] == -32602
    client.numbers = iter(range(2, 100))
    assert client.initialize("2025-06-18")["protocolVersion"] == "2025-06-18"


def test_L_08_a_second_initialize_does_no_harm(hosts):
    client = hosts.start(Legacy)
    first = client.initialize("2025-03-26")
    second = client.request("initialize", initialize_params("2025-03-26"))
    assert "error" in second or second["result"] == first
    client.revision = "2025-03-26"
    assert client.call("echo", {"text": "x"})["content"]


def test_L_09_nothing_is_sent_before_initialized(hosts):
    client = hosts.start(Legacy)
    client.initialize(initialized=False)
    client.pong()
    client.pong()
    assert all("id" in message and "method" not in message for message in client.messages)


def test_L_28_initialize_cannot_be_cancelled(hosts):
    client = hosts.start()
    start = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": initialize_params()}
    stop = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
    client.send_bytes(json.dumps(start).encode() + b"\n" + json.dumps(stop).encode() + b"\n", start)
    assert client.answer(1)["result"]["protocolVersion"] == "2025-11-25"


def test_L_29_only_what_the_revision_defines_is_sent(hosts, revision):
    client = hosts.legacy(revision, {"elicitation": {}, "roots": {}, "sampling": {}})
    for tool in client.result("tools/list")["tools"]:
        assert revision >= "2025-06-18" or not {"title", "outputSchema", "_meta"} & set(tool)
        assert revision >= "2025-03-26" or "annotations" not in tool
        assert revision >= "2025-11-25" or not {"icons", "execution"} & set(tool)
    if revision < "2025-06-18":
        assert client.call("ask", {"question": "sure?"})
    client.call("test_tool_with_progress", meta={"progressToken": 1})
    assert not [m for m in client.messages if isinstance(m, dict) and "method" in m and "id" in m]


def test_L_35_requests_are_served_without_initialized(hosts, revision):
    client = hosts.start(Legacy)
    client.initialize(revision, initialized=False)
    assert client.call("echo", {"text": "x"})["content"]
    assert client.result("tools/list")["tools"]


def test_L_31_ids_of_our_requests_never_repeat(hosts):
    client = hosts.legacy(capabilities={"elicitation": {}})
    seen = []
    for number in range(5):
        call = client.start_call("ask", {"question": f"number {number}"})
        question = client.process.wait("a question", lambda: len(client.of_method("elicitation/create")) > number)
        asked = client.of_method("elicitation/create")[number]
        assert question and asked["id"] not in seen
        seen.append(asked["id"])
        client.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "decline"}})
        assert "result" in client.answer(call)


def test_L_31_our_ids_live_in_a_space_of_their_own(hosts):
    client = hosts.legacy(capabilities={"elicitation": {}})
    call = client.start_call("ask", {"question": "?"})
    asked = client.wait_method("elicitation/create")
    # The client uses the very id of our question for a request of its own.
    client.start("ping", identifier=asked["id"])
    assert client.answer(asked["id"])["result"] == {}
    # An id of the other type is no answer.
    other = str(asked["id"]) if isinstance(asked["id"], int) else 1
    client.send({"jsonrpc": "2.0", "id": other, "result": {"action": "accept", "content": {"answer": "wrong"}}})
    client.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "accept", "content": {"answer": "right"}}})
    assert "right" in json.dumps(client.answer(call)["result"])


def test_L_01_all_revisions_are_covered():
    assert LEGACY == ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
