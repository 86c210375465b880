"""Section 6: subscriptions."""

import pytest

from harness.schema import LEVEL_KEY, SUBSCRIPTION_KEY

ACKNOWLEDGED = "notifications/subscriptions/acknowledged"


def listen(client, filter_, identifier=None):
    """Opens a subscription; its id and the acknowledgement."""
    identifier = client.start("subscriptions/listen", client.params({"notifications": filter_}), identifier)
    return identifier, acknowledgement(client, identifier)


def acknowledgement(client, identifier):
    return client.wait_message(f"acknowledgement of {identifier!r}", lambda message: message.get("method") == ACKNOWLEDGED
                               and same(message["params"]["_meta"][SUBSCRIPTION_KEY], identifier))


def same(left, right):
    return type(left) is type(right) and left == right


def list_changed(client):
    return bool(client.discover()["capabilities"]["tools"].get("listChanged"))


@pytest.mark.parametrize("identifier", [1, "1", 0, "", "\u4e2d", 2**60])
def test_M_30_the_acknowledgement_comes_first_with_the_id_as_sent(modern, identifier):
    _, acknowledged = listen(modern, {"toolsListChanged": True}, identifier)
    assert modern.messages[0] == acknowledged
    assert set(acknowledged["params"]["notifications"]) <= {"toolsListChanged"}
    modern.discover()
    assert not modern.responses.get((type(identifier).__name__, identifier))


@pytest.mark.parametrize("filter_", [{}, {"promptsListChanged": True}, {"resourcesListChanged": True},
                                     {"resourceSubscriptions": ["file:///x"]}, {"toolsListChanged": False},
                                     {"unknown": True}])
def test_M_31_what_we_lack_or_was_not_asked_for_is_left_out(modern, filter_):
    _, acknowledged = listen(modern, filter_)
    agreed = acknowledged["params"]["notifications"]
    assert not agreed.get("toolsListChanged")
    assert set(agreed) <= {"toolsListChanged"}


def test_M_31_tools_changes_are_agreed_to_if_and_only_if_advertised(modern):
    advertised = list_changed(modern)
    _, acknowledged = listen(modern, {"toolsListChanged": True, "promptsListChanged": True})
    assert acknowledged["params"]["notifications"] == ({"toolsListChanged": True} if advertised else {})


def test_M_32_subscriptions_side_by_side_end_one_by_one(modern):
    opened = [listen(modern, {"toolsListChanged": True})[0] for _ in range(20)]
    modern.notify("notifications/cancelled", modern.params({"requestId": opened[0]}))
    position = len(modern.messages)
    modern.discover()
    assert len(modern.messages) == position + 1
    assert not any(modern.responses.get(("int", identifier)) for identifier in opened)
    for identifier in opened[1:]:
        modern.notify("notifications/cancelled", modern.params({"requestId": identifier}))
    modern.discover()
    # An id that is free again may open the next subscription.
    modern.start("subscriptions/listen", modern.params({"notifications": {}}), opened[0])
    modern.process.wait("the second acknowledgement", lambda: len(
        [m for m in modern.of_method(ACKNOWLEDGED) if m["params"]["_meta"][SUBSCRIPTION_KEY] == opened[0]]) == 2)


def test_M_33_nobody_hears_of_changes_who_did_not_ask(modern):
    listen(modern, {})
    listen(modern, {"toolsListChanged": False})
    modern.result("tools/list", modern.params())
    modern.call("echo", {"text": "x"})
    modern.discover()
    assert not modern.of_method("notifications/tools/list_changed")


@pytest.mark.parametrize("how", ["close", "term"])
def test_M_34_when_we_end_a_subscription_the_request_is_answered(modern, hosts, how):
    opened = [listen(modern, {"toolsListChanged": True})[0], listen(modern, {}, "two")[0]]
    hosts.leave_to_test(modern)
    if how == "close":
        modern.process.close_stdin()
    else:
        modern.process.send_signal(15)
    for identifier in opened:
        result = modern.answer(identifier)["result"]
        assert result["resultType"] == "complete"
        assert same(result["_meta"][SUBSCRIPTION_KEY], identifier)
    assert modern.process.wait_exit(8) in (0, 143, -15)


@pytest.mark.parametrize("params", [{}, {"notifications": None}, {"notifications": []}, {"notifications": "all"},
                                    {"notifications": {"toolsListChanged": "yes"}},
                                    {"notifications": {"resourceSubscriptions": "file:///x"}}])
def test_M_35_a_missing_or_mistyped_filter_is_refused(modern, params):
    assert modern.error("subscriptions/listen", modern.params(params))["code"] == -32602
    modern.discover()
    assert not modern.of_method(ACKNOWLEDGED)


def test_M_36_a_subscription_is_never_torn_down_in_silence(modern):
    identifier, _ = listen(modern, {"toolsListChanged": True})
    for _ in range(20):
        modern.call("echo", {"text": "x"})
    modern.discover()
    # It still stands: neither an answer nor a cancellation has come.
    assert not modern.responses.get(("int", identifier)) and not modern.of_method("notifications/cancelled")


def test_M_37_progress_and_logs_do_not_travel_on_a_subscription(modern):
    listen(modern, {"toolsListChanged": True})
    modern.call("test_tool_with_progress", meta={"progressToken": 1, LEVEL_KEY: "debug"})
    modern.call("test_tool_with_logging", meta={LEVEL_KEY: "debug"})
    modern.discover()
    sent = modern.of_method("notifications/progress") + modern.of_method("notifications/message")
    assert sent and all(SUBSCRIPTION_KEY not in message["params"].get("_meta", {}) for message in sent)


def test_M_30_a_legacy_session_has_no_subscriptions(legacy):
    assert legacy.error("subscriptions/listen", {"notifications": {}})["code"] == -32601


def test_M_32_cancelling_with_the_id_of_the_other_type_ends_nothing(modern, hosts):
    listen(modern, {}, 5)
    modern.notify("notifications/cancelled", modern.params({"requestId": "5"}))
    modern.discover()
    hosts.leave_to_test(modern)
    modern.process.close_stdin()
    assert modern.answer(5)["result"]["resultType"] == "complete"
    modern.process.wait_exit(8)
