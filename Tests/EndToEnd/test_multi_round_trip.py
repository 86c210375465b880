"""Section 6: questions to the user as multi round-trip requests."""

import base64
import json

import pytest

from harness.client import texts
from harness.schema import SUBSCRIPTION_KEY

FORM = {"elicitation": {}}
TOOL = "test_input_required_result_elicitation"
ALICE = {"user_name": {"action": "accept", "content": {"name": "Alice"}}}


def call(client, name=TOOL, arguments=None, capabilities=FORM, wrong=False, **more):
    """The response to a call; `more` are inputResponses and requestState."""
    return client.request("tools/call", client.call_params(name, arguments, capabilities, **more), wrong=wrong)


def asked(response):
    """The interim result of a call that asks."""
    result = response["result"]
    assert result["resultType"] == "input_required", response
    return result


def retry(client, interim, responses, name=TOOL, arguments=None, **more):
    """The same call again with answers and the state."""
    state = {"requestState": interim["requestState"]} if "requestState" in interim else {}
    return call(client, name, arguments, inputResponses=responses, **state, **more)


def damaged(state):
    """Several damaged forms of a state."""
    middle = len(state) // 2
    flipped = "A" if state[middle] != "A" else "B"
    yield state[:middle] + flipped + state[middle + 1:]
    yield state[:-1]
    yield state + "A"
    yield ""
    yield "nonsense"
    yield "\u00e4\u4e2d\u0000"
    yield base64.b64encode(json.dumps({"user_name": "x"}).encode()).decode()
    yield state[::-1]
    yield "A" * 100000


def test_M_40_a_question_ends_the_request(modern):
    result = asked(call(modern))
    request = result["inputRequests"]["user_name"]
    assert request["method"] == "elicitation/create" and set(request) == {"method", "params"}
    assert request["params"]["message"] == "What is your name?"
    schema = request["params"]["requestedSchema"]
    assert schema["type"] == "object" and schema["properties"]["name"]["type"] == "string"
    assert schema["required"] == ["name"]
    assert "elicitationId" not in request["params"]
    assert not modern.of_method("elicitation/create")


@pytest.mark.parametrize("tool", ["ask_form", "test_elicitation_sep1034_defaults", "test_elicitation_sep1330_enums"])
def test_M_40_forms_have_the_flavour_of_the_newest_revision(modern, tool):
    for request in asked(call(modern, tool))["inputRequests"].values():
        for field in request["params"]["requestedSchema"]["properties"].values():
            assert field.get("format", "email") in ("email", "uri", "date", "date-time")


def test_M_41_the_retry_has_all_that_is_needed(modern):
    result = retry(modern, asked(call(modern)), ALICE)["result"]
    assert result["resultType"] == "complete" and texts(result) == "Hello, Alice!"


def test_M_41_another_round_with_a_new_state(modern):
    first = asked(call(modern, "ask_twice"))
    assert list(first["inputRequests"]) == ["first"]
    second = asked(retry(modern, first, {"first": {"action": "accept", "content": {"sure": True}}}, "ask_twice"))
    assert list(second["inputRequests"]) == ["second"]
    assert second.get("requestState") and second["requestState"] != first.get("requestState")
    last = retry(modern, second, {"second": {"action": "accept", "content": {"reason": "because"}}}, "ask_twice")["result"]
    assert last["resultType"] == "complete" and "true" in texts(last) and "because" in texts(last)


def test_M_42_the_retry_works_in_another_process_of_the_same_user(hosts):
    first = asked(call(hosts.modern(), "ask_twice"))
    second = asked(retry(hosts.modern(), first, {"first": {"action": "accept", "content": {"sure": True}}}, "ask_twice"))
    last = retry(hosts.modern(), second, {"second": {"action": "accept", "content": {"reason": "because"}}}, "ask_twice")
    assert "because" in texts(last["result"])


def test_M_42_the_retry_works_after_the_first_process_was_killed(hosts):
    client = hosts.modern()
    first = asked(call(client, "ask_twice"))
    hosts.leave_to_test(client)
    client.process.kill()
    asked(retry(hosts.modern(), first, {"first": {"action": "accept", "content": {"sure": True}}}, "ask_twice"))


def test_M_42_hosts_that_start_at_the_same_time_agree_on_the_key(hosts):
    clients = [hosts.modern() for _ in range(4)]
    firsts = [asked(call(client, "ask_twice")) for client in clients]
    for number, first in enumerate(firsts):
        other = clients[(number + 1) % 4]
        asked(retry(other, first, {"first": {"action": "accept", "content": {"sure": True}}}, "ask_twice"))


def test_M_43_without_the_capability_nothing_is_asked(modern):
    error = call(modern, capabilities={})["error"]
    assert error["code"] == -32021
    required = error["data"]["requiredCapabilities"]
    assert isinstance(required, dict) and "elicitation" in required
    assert call(modern, capabilities={"elicitation": {"url": {}}})["error"]["code"] == -32021
    assert call(modern, capabilities={"sampling": {}, "roots": {}})["error"]["code"] == -32021
    asked(call(modern, capabilities={"elicitation": {"form": {}}}))
    asked(call(modern, capabilities={"elicitation": {}}))


@pytest.mark.parametrize("responses", [{}, {"wrong_key": {"action": "accept", "content": {"name": "Alice"}}}])
@pytest.mark.parametrize("with_state", [True, False])
def test_M_44_a_missing_answer_is_asked_for_again(modern, responses, with_state):
    first = asked(call(modern))
    if not with_state:
        first = {}
    again = asked(retry(modern, first, responses))
    assert "user_name" in again["inputRequests"]
    assert texts(retry(modern, again, ALICE)["result"]) == "Hello, Alice!"


@pytest.mark.parametrize("with_state", [True, False])
def test_M_45_unknown_keys_are_ignored(modern, with_state):
    first = asked(call(modern)) if with_state else {}
    responses = {**ALICE, "extra": {"action": "accept", "content": {"x": "y"}}, "other": {"action": "decline"}}
    assert texts(retry(modern, first, responses)["result"]) == "Hello, Alice!"


def test_M_46_a_damaged_state_is_a_protocol_error(modern):
    first = asked(call(modern, "ask_twice"))
    second = asked(retry(modern, first, {"first": {"action": "accept", "content": {"sure": True}}}, "ask_twice"))
    answer = {"second": {"action": "accept", "content": {"reason": "because"}}}
    for state in damaged(second["requestState"]):
        response = call(modern, "ask_twice", inputResponses=answer, requestState=state)
        assert response.get("error", {}).get("code") == -32602, (state[:80], response)


@pytest.mark.parametrize("state", [5, None, {}, [], True])
def test_M_46_a_state_of_another_type_is_a_protocol_error(modern, state):
    assert call(modern, wrong=True, inputResponses=ALICE, requestState=state)["error"]["code"] == -32602


def test_M_46_a_state_without_need_is_checked_all_the_same(modern):
    response = call(modern, "echo", {"text": "x"}, requestState="forged")
    assert response["error"]["code"] == -32602


@pytest.mark.parametrize("responses", [[], "yes", 5, True])
def test_M_47_responses_that_are_no_object_are_refused(modern, responses):
    response = call(modern, wrong=True, inputResponses=responses)
    assert response.get("error", {}).get("code") == -32602 or asked(response)


@pytest.mark.parametrize("answer", [5, None, [], {}, {"action": "perhaps"}, {"action": 5},
                                    {"action": "accept", "content": "Alice"}, {"action": "accept", "content": {"name": 5}},
                                    {"action": "accept", "content": {}}, {"action": "accept"}, {"content": {"name": "A"}}])
@pytest.mark.parametrize("with_state", [True, False])
def test_M_47_an_answer_that_is_no_valid_result_is_refused_or_asked_for_again(modern, answer, with_state):
    first = asked(call(modern)) if with_state else {}
    state = {"requestState": first["requestState"]} if "requestState" in first else {}
    response = call(modern, wrong=True, inputResponses={"user_name": answer}, **state)
    assert response.get("error", {}).get("code") == -32602 or asked(response)


@pytest.mark.parametrize("action", ["decline", "cancel"])
def test_M_48_decline_and_cancel_end_in_order(modern, action):
    response = retry(modern, asked(call(modern)), {"user_name": {"action": action}})
    assert response["result"]["resultType"] == "complete" and response["result"]["content"]
    first = asked(call(modern, "ask", {"question": "?"}))
    key = next(iter(first["inputRequests"]))
    result = retry(modern, first, {key: {"action": action}}, "ask", {"question": "?"})["result"]
    assert ("declined" if action == "decline" else "dismissed") in texts(result)


@pytest.mark.parametrize("method", ["tools/list", "server/discover"])
def test_M_49_no_other_method_asks(modern, method):
    stray = modern.params({"inputResponses": ALICE, "requestState": "x"}, FORM)
    assert modern.result(method, stray)["resultType"] == "complete"


def test_M_49_a_tool_that_does_not_ask_ignores_stray_responses(modern):
    assert texts(call(modern, "echo", {"text": "x"}, inputResponses=ALICE)["result"]) == "x"


def test_M_50_the_state_belongs_to_one_tool_and_its_arguments(modern):
    first = asked(call(modern, "ask_twice"))
    second = asked(retry(modern, first, {"first": {"action": "accept", "content": {"sure": True}}}, "ask_twice"))
    state = second["requestState"]
    other_tool = call(modern, "ask_form", requestState=state, inputResponses={})
    assert other_tool["error"]["code"] == -32602
    one = asked(call(modern, "ask", {"question": "one?"}))
    if "requestState" in one:
        other = call(modern, "ask", {"question": "two?"}, requestState=one["requestState"],
                     inputResponses={"answer": {"action": "accept", "content": {"answer": "x"}}})
        assert other["error"]["code"] == -32602


def test_M_50_the_state_belongs_to_one_user(hosts):
    first = asked(call(hosts.modern(home="one"), "ask_twice"))
    second = asked(retry(hosts.modern(home="one"), first, {"first": {"action": "accept", "content": {"sure": True}}},
                         "ask_twice"))
    answer = {"second": {"action": "accept", "content": {"reason": "because"}}}
    response = call(hosts.modern(home="two"), "ask_twice", requestState=second["requestState"], inputResponses=answer)
    assert response["error"]["code"] == -32602


def test_M_50_the_order_of_arguments_does_not_matter(modern):
    first = asked(call(modern, "ask", {"question": "?"}))
    params = modern.params({"arguments": {"question": "?"}, "name": "ask", "inputResponses": {
        "answer": {"action": "accept", "content": {"answer": "yes"}}},
        **({"requestState": first["requestState"]} if "requestState" in first else {})}, FORM)
    assert "yes" in texts(modern.result("tools/call", params))


def test_M_50_nothing_waits_for_a_retry_that_never_comes(modern):
    for _ in range(300):
        asked(call(modern, "ask", {"question": "?"}))
    assert texts(call(modern, "echo", {"text": "x"})["result"]) == "x"


def test_M_40_interim_results_carry_no_subscription(modern):
    assert SUBSCRIPTION_KEY not in asked(call(modern)).get("_meta", {})


def test_M_41_the_rounds_of_the_conformance_suite(modern):
    state = asked(call(modern, "test_input_required_result_request_state"))
    done = retry(modern, state, {"confirm": {"action": "accept", "content": {"ok": True}}},
                 "test_input_required_result_request_state")
    assert "state-ok" in texts(done["result"])
    tool = "test_input_required_result_multi_round"
    first = asked(call(modern, tool))
    second = asked(retry(modern, first, {"step1": {"action": "accept", "content": {"name": "Ada"}}}, tool))
    assert second["requestState"] != first.get("requestState")
    last = retry(modern, second, {"step2": {"action": "accept", "content": {"color": "blue"}}}, tool)
    assert texts(last["result"]) == "Ada likes blue."


def confirmed(interim, action="accept"):
    """Answers to a confirmation: every boolean is true."""
    answers = {}
    for key, request in interim["inputRequests"].items():
        fields = request["params"]["requestedSchema"]["properties"]
        content = {name: True for name, field in fields.items() if field["type"] == "boolean"}
        answers[key] = {"action": action, **({"content": content} if action == "accept" else {})}
    return answers


def test_M_50_a_confirmed_write_happens_once(hosts):
    """Where it matters a state counts once: a write that a person has confirmed, also for another process."""
    arguments = {"text": "remember"}
    client = hosts.modern(policy={"writes": "confirm"})
    interim = asked(call(client, "put_note", arguments))
    answers = confirmed(interim)
    done = retry(client, interim, answers, "put_note", arguments)["result"]
    assert done["resultType"] == "complete" and done.get("isError") is not True
    for other in (client, hosts.modern(policy={"writes": "confirm"})):
        again = retry(other, interim, answers, "put_note", arguments)
        assert "error" in again or again["result"]["resultType"] == "input_required" or again["result"]["isError"] is True


def test_M_48_a_declined_write_does_not_happen(hosts):
    client = hosts.modern(policy={"writes": "confirm"})
    interim = asked(call(client, "put_note", {"text": "remember"}))
    for action in ("decline", "cancel"):
        result = retry(client, interim, confirmed(interim, action), "put_note", {"text": "remember"})["result"]
        assert result["resultType"] == "complete" and result["isError"] is True


def test_M_43_a_write_that_needs_a_word_is_refused_without_one(hosts):
    client = hosts.modern(policy={"writes": "confirm"})
    response = call(client, "put_note", {"text": "remember"}, capabilities={})
    assert response.get("error", {}).get("code") == -32021 or response["result"]["isError"] is True
