"""Section 5: questions to the user in 2025-06-18 and 2025-11-25, and the rest of the legacy era."""

import json

import pytest

from harness.client import texts

BOTH = ["2025-06-18", "2025-11-25"]
FORM = {"elicitation": {}}


def answer(client, asked, result):
    """Answers a question of the host."""
    client.send({"jsonrpc": "2.0", "id": asked["id"], "result": result})


def finish(client, call):
    """The tool result that a call ends with."""
    return client.answer(call)["result"]


@pytest.fixture(params=BOTH)
def asking(request, hosts):
    """A client that can be asked."""
    return hosts.legacy(request.param, FORM)


def check_form(revision, params):
    """What the text of the revision asks for beyond its schema."""
    assert set(params) <= {"message", "requestedSchema", "mode", "_meta"}
    assert params.get("mode", "form") == "form" and (revision != "2025-06-18" or "mode" not in params)
    schema = params["requestedSchema"]
    assert schema["type"] == "object"
    for name, field in schema["properties"].items():
        assert field.get("format", "email") in ("email", "uri", "date", "date-time"), name
        if revision == "2025-06-18":
            assert field["type"] in ("string", "number", "integer", "boolean"), name
            assert not {"oneOf", "anyOf", "items", "const"} & set(field), name
            assert "default" not in field or field["type"] == "boolean", name
        else:
            assert field["type"] in ("string", "number", "integer", "boolean", "array"), name
            assert not {"properties", "$ref"} & set(field), name


def test_L_20_a_question_is_a_request_while_the_call_runs(asking):
    call = asking.start_call("ask", {"question": "Which colour?"})
    asked = asking.wait_method("elicitation/create")
    assert asked["params"]["message"] == "Which colour?"
    assert list(asked["params"]["requestedSchema"]["properties"]) == ["answer"]
    check_form(asking.revision, asked["params"])
    assert not asking.responses.get(("int", call))
    answer(asking, asked, {"action": "accept", "content": {"answer": "blue"}})
    assert '"blue"' in texts(finish(asking, call))


@pytest.mark.parametrize("tool", ["ask_form", "test_elicitation_sep1034_defaults", "test_elicitation_sep1330_enums"])
def test_L_20_forms_fit_the_revision(asking, tool):
    call = asking.start_call(tool)
    asking.process.wait("a question or the end", lambda: asking.of_method("elicitation/create")
                        or asking.responses.get(("int", call)))
    for asked in asking.of_method("elicitation/create"):
        check_form(asking.revision, asked["params"])
        answer(asking, asked, {"action": "decline"})
    # A form that the older revision cannot express is not asked at all.
    assert asking.of_method("elicitation/create") or asking.revision == "2025-06-18"
    assert finish(asking, call)["content"]


def test_L_20_defaults_as_the_conformance_suite_wants_them(hosts):
    client = hosts.legacy("2025-11-25", FORM)
    call = client.start_call("test_elicitation_sep1034_defaults")
    asked = client.wait_method("elicitation/create")
    fields = asked["params"]["requestedSchema"]["properties"]
    assert {name: field["default"] for name, field in fields.items()} == {
        "name": "John Doe", "age": 30, "score": 95.5, "status": "active", "verified": True}
    answer(client, asked, {"action": "accept", "content": {"name": "Jane", "age": 3, "status": "inactive"}})
    assert "action=accept" in texts(finish(client, call))


def test_L_20_enums_as_the_conformance_suite_wants_them(hosts):
    client = hosts.legacy("2025-11-25", FORM)
    call = client.start_call("test_elicitation_sep1330_enums")
    asked = client.wait_method("elicitation/create")
    fields = asked["params"]["requestedSchema"]["properties"]
    assert fields["untitledSingle"]["enum"] == ["option1", "option2", "option3"]
    assert [one["const"] for one in fields["titledSingle"]["oneOf"]] == ["value1", "value2", "value3"]
    assert len(fields["legacyEnum"]["enumNames"]) == len(fields["legacyEnum"]["enum"]) == 3
    assert fields["untitledMulti"]["items"]["enum"] == ["option1", "option2", "option3"]
    assert len(fields["titledMulti"]["items"]["anyOf"]) == 3
    answer(client, asked, {"action": "accept", "content": {"untitledSingle": "option1", "untitledMulti": ["option2"]}})
    assert "action=accept" in texts(finish(client, call))


@pytest.mark.parametrize("content", [{}, {"answer": 5}, {"answer": None}, {"wrong": "x"}])
def test_L_20_accepted_content_is_checked(asking, content):
    call = asking.start_call("ask", {"question": "?"})
    asked = asking.wait_method("elicitation/create")
    asking.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "accept", "content": content}}, wrong=True)
    def over():
        return asking.responses.get(("int", call)) or len(asking.of_method("elicitation/create")) > 1
    asking.process.wait("an error or the question again", over)
    if asking.responses.get(("int", call)):
        assert "accepted" not in texts(finish(asking, call))
    else:
        answer(asking, asking.of_method("elicitation/create")[1], {"action": "decline"})
        finish(asking, call)


@pytest.mark.parametrize("reply, word", [({"result": {"action": "decline"}}, "declined"),
                                         ({"result": {"action": "cancel"}}, "dismissed")])
def test_L_21_decline_and_cancel_end_the_call_with_a_result(asking, reply, word):
    call = asking.start_call("ask", {"question": "?"})
    asked = asking.wait_method("elicitation/create")
    asking.send({"jsonrpc": "2.0", "id": asked["id"], **reply})
    assert word in texts(finish(asking, call))


@pytest.mark.parametrize("reply", [{"error": {"code": -32603, "message": "no window"}}, {"error": {"code": -1, "message": ""}},
                                   {"error": "no"}, {"result": {}}, {"result": {"action": "perhaps"}}, {"result": 5},
                                   {"result": None}, {"result": []}, {}, {"result": {"action": "accept"}},
                                   {"result": {"action": "accept", "content": "blue"}}])
def test_L_21_error_and_malformed_answers_end_the_call_with_a_result(asking, reply):
    call = asking.start_call("ask", {"question": "?"})
    asked = asking.wait_method("elicitation/create")
    asking.pending[("str", asked["id"])] = (None, None, 1)  # what is no response may be refused with its id
    asking.send({"jsonrpc": "2.0", "id": asked["id"], **reply}, wrong=True)

    def over():
        return asking.responses.get(("int", call)) or len(asking.of_method("elicitation/create")) > 1
    try:
        asking.process.wait("the end of the call", over, 5)
    except AssertionError:
        # An object that is no response at all may be refused; the question then still stands.
        assert reply == {} or reply.get("error") == "no" or not isinstance(reply.get("result", {}), dict)
        answer(asking, asked, {"action": "decline"})
    if len(asking.of_method("elicitation/create")) > 1:
        answer(asking, asking.of_method("elicitation/create")[1], {"action": "decline"})
    assert finish(asking, call)["content"]
    assert asking.call("echo", {"text": "x"})["content"]


def test_L_22_a_client_without_the_capability_is_not_asked(hosts, revision):
    client = hosts.legacy(revision, {"roots": {}})
    result = client.call("ask", {"question": "?"})
    assert "unavailable" in texts(result)
    assert not client.of_method("elicitation/create")


@pytest.mark.parametrize("old", ["2024-11-05", "2025-03-26"])
def test_L_22_the_two_older_revisions_are_never_asked(hosts, old):
    client = hosts.legacy(old, FORM)
    assert "unavailable" in texts(client.call("ask", {"question": "?"}))
    assert not client.of_method("elicitation/create")


def test_L_23_cancelling_the_call_ends_the_wait_and_our_question(asking):
    call = asking.start_call("ask", {"question": "?"})
    asked = asking.wait_method("elicitation/create")
    asking.notify("notifications/cancelled", {"requestId": call})
    cancelled = asking.wait_method("notifications/cancelled")
    assert cancelled["params"]["requestId"] == asked["id"]
    answer(asking, asked, {"action": "accept", "content": {"answer": "too late"}})
    assert asking.call("echo", {"text": "x"})["content"]
    assert not asking.responses.get(("int", call))


@pytest.mark.parametrize("how", ["close", "term"])
def test_L_24_end_of_input_while_waiting_ends_the_process(asking, hosts, how):
    asking.start_call("ask", {"question": "?"})
    asking.wait_method("elicitation/create")
    hosts.leave_to_test(asking)
    if how == "close":
        asking.process.close_stdin()
    else:
        asking.process.send_signal(15)
    assert asking.process.wait_exit(8) in (0, 143, -15)


def test_L_30_a_question_nobody_answers_ends_by_itself(asking):
    call = asking.start_call("ask_or_default", {"wait_ms": 200})
    asked = asking.wait_method("elicitation/create")
    cancelled = asking.wait_method("notifications/cancelled")
    assert cancelled["params"]["requestId"] == asked["id"]
    assert "tea" in texts(finish(asking, call))
    before = len(asking.messages)
    answer(asking, asked, {"action": "accept", "content": {"answer": "coffee"}})
    asking.pong()
    assert len(asking.messages) == before + 1


@pytest.mark.parametrize("capabilities", [{"elicitation": {}}, {"elicitation": {"form": {}}},
                                          {"elicitation": {"form": {}, "url": {}}}])
def test_L_33_only_forms_are_asked(hosts, capabilities):
    client = hosts.legacy("2025-11-25", capabilities)
    call = client.start_call("ask", {"question": "?"})
    asked = client.wait_method("elicitation/create")
    assert asked["params"].get("mode", "form") == "form" and "elicitationId" not in asked["params"]
    answer(client, asked, {"action": "decline"})
    finish(client, call)


def test_L_33_a_client_with_url_mode_only_is_not_asked_a_form(hosts):
    client = hosts.legacy("2025-11-25", {"elicitation": {"url": {}}})
    assert "unavailable" in texts(client.call("ask", {"question": "?"}))
    assert not client.of_method("elicitation/create")


def test_L_26_a_task_member_is_ignored(hosts):
    client = hosts.start()
    capabilities = client.result("initialize", {"protocolVersion": "2025-11-25", "capabilities": {"tasks": {}},
                                                "clientInfo": {"name": "t", "version": "1"}})["capabilities"]
    assert "tasks" not in capabilities
    result = client.result("tools/call", {"name": "echo", "arguments": {"text": "x"}, "task": {"ttl": 60000}})
    assert texts(result) == "x"


def test_L_27_without_listChanged_no_change_is_announced(hosts):
    client = hosts.start()
    capabilities = client.result("initialize", {"protocolVersion": "2025-11-25", "capabilities": {},
                                                "clientInfo": {"name": "t", "version": "1"}})["capabilities"]
    client.notify("notifications/initialized")
    client.result("tools/list")
    client.result("ping")
    if not capabilities["tools"].get("listChanged"):
        assert not client.of_method("notifications/tools/list_changed")


def test_L_34_roots_and_sampling_are_not_used(hosts, revision):
    client = hosts.legacy(revision, {"roots": {"listChanged": True}, "sampling": {}})
    client.notify("notifications/roots/list_changed")
    for tool in ("echo", "structured", "test_simple_text"):
        client.call(tool, {"text": "x"} if tool == "echo" else {})
    client.pong()
    assert not client.of_method("roots/list") and not client.of_method("sampling/createMessage")


def test_L_20_two_questions_in_a_row(asking):
    call = asking.start_call("ask_twice")
    first = asking.wait_method("elicitation/create")
    answer(asking, first, {"action": "accept", "content": {"sure": True}})
    second = asking.wait_message("second question", lambda m: m.get("method") == "elicitation/create"
                                 and m["id"] != first["id"])
    answer(asking, second, {"action": "accept", "content": {"reason": "because"}})
    text = texts(finish(asking, call))
    assert "true" in text and "because" in text
    assert json.dumps(first["params"]) != json.dumps(second["params"])
