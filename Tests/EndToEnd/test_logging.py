"""Sections 5 and 6: logging to the client."""

import pytest

from harness.client import Modern
from harness.schema import LEVEL_KEY

LEVELS = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"]


def levels_of(client):
    return [message["params"]["level"] for message in client.of_method("notifications/message")]


@pytest.fixture
def logging(hosts, revision):
    """A legacy client of a host that advertises logging."""
    client = hosts.start()
    capabilities = client.result("initialize", {"protocolVersion": revision, "capabilities": {},
                                                "clientInfo": {"name": "t", "version": "1"}})["capabilities"]
    client.notify("notifications/initialized")
    client.advertised = "logging" in capabilities
    return client


def call(client, name="log"):
    return client.result("tools/call", {"name": name, "arguments": {}})


@pytest.mark.parametrize("level", LEVELS)
def test_L_10_setLevel_takes_the_eight_levels_if_and_only_if_advertised(logging, level):
    response = logging.request("logging/setLevel", {"level": level})
    if logging.advertised:
        assert response["result"] == {}
    else:
        assert response["error"]["code"] == -32601
        call(logging)
        assert not levels_of(logging)


@pytest.mark.parametrize("params", [{"level": "loud"}, {"level": ""}, {"level": "INFO"}, {"level": 3}, {}, None])
def test_L_11_an_unknown_level_is_refused(hosts, params):
    client = hosts.start()
    capabilities = client.result("initialize", {"protocolVersion": "2025-11-25", "capabilities": {},
                                                "clientInfo": {"name": "t", "version": "1"}})["capabilities"]
    expected = -32602 if "logging" in capabilities else -32601
    assert client.error("logging/setLevel", params)["code"] == expected


@pytest.mark.parametrize("level", LEVELS)
def test_L_12_only_that_level_and_above_are_sent(logging, level):
    if logging.advertised:
        logging.result("logging/setLevel", {"level": level})
    call(logging)
    logging.result("ping")
    assert levels_of(logging) == (LEVELS[LEVELS.index(level):] if logging.advertised else [])


def test_L_12_the_level_can_change(logging):
    if logging.advertised:
        logging.result("logging/setLevel", {"level": "emergency"})
        call(logging)
        logging.result("logging/setLevel", {"level": "debug"})
        call(logging)
        assert levels_of(logging) == ["emergency", *LEVELS]


def test_L_12_messages_of_a_tool_come_before_its_response(logging):
    if logging.advertised:
        logging.result("logging/setLevel", {"level": "info"})
    identifier = logging.start("tools/call", {"name": "test_tool_with_logging", "arguments": {}})
    logging.answer(identifier)
    logging.result("ping")
    order = ["answer" if message.get("id") == identifier else message.get("method") for message in logging.messages]
    position = order.index("answer")
    assert order[:position].count("notifications/message") == (3 if logging.advertised else 0)
    assert "notifications/message" not in order[position:]


def test_M_20_no_log_messages_without_a_level_in_the_request(modern):
    modern.call("log")
    modern.call("test_tool_with_logging")
    modern.discover()
    assert not levels_of(modern)


def test_M_20_the_level_of_one_request_is_not_remembered(modern):
    modern.call("log", meta={LEVEL_KEY: "debug"})
    before = len(levels_of(modern))
    modern.call("log")
    modern.discover()
    assert len(levels_of(modern)) == before


def test_M_20_a_legacy_level_does_not_reach_modern_requests(hosts):
    client = hosts.legacy()
    client.request("logging/setLevel", {"level": "debug"})
    client.result("tools/call", Modern.params(None, {"name": "log", "arguments": {}}))
    client.pong()
    assert not levels_of(client)


@pytest.mark.parametrize("level", LEVELS)
def test_M_21_with_a_level_messages_from_there_on_come_before_the_response(modern, level):
    advertised = "logging" in modern.discover()["capabilities"]
    identifier = modern.start_call("log", meta={LEVEL_KEY: level})
    modern.answer(identifier)
    modern.discover()
    assert levels_of(modern) == (LEVELS[LEVELS.index(level):] if advertised else [])
    order = ["answer" if message.get("id") == identifier else message.get("method") for message in modern.messages]
    assert "notifications/message" not in order[order.index("answer"):]


@pytest.mark.parametrize("level", ["loud", "", "INFO", 3, None, []])
@pytest.mark.parametrize("method", ["tools/list", "server/discover", "tools/call"])
def test_M_22_an_unknown_level_makes_the_request_fail(modern, level, method):
    params = modern.params({"name": "echo", "arguments": {"text": "x"}}, meta={LEVEL_KEY: level})
    assert modern.error(method, params)["code"] == -32602
