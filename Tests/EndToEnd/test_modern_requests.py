"""Section 6: modern requests, versions, discovery."""

import pytest

from harness.client import texts
from harness.schema import CAPABILITIES_KEY, INFO_KEY, LEGACY, MODERN, SERVER_KEY, VERSION_KEY

METHODS = ["server/discover", "tools/list", "tools/call", "subscriptions/listen"]


def params_for(client, method):
    more = {"tools/call": {"name": "echo", "arguments": {"text": "x"}},
            "subscriptions/listen": {"notifications": {}}}.get(method, {})
    return client.params(more)


def test_M_01_discover(modern):
    result = modern.discover()
    assert MODERN in result["supportedVersions"]
    assert "tools" in result["capabilities"]
    assert result["resultType"] == "complete"
    assert isinstance(result["ttlMs"], int) and result["ttlMs"] >= 0 and result["cacheScope"] in ("public", "private")
    assert "serverInfo" not in result
    assert set(result) <= {"supportedVersions", "capabilities", "ttlMs", "cacheScope", "resultType", "instructions", "_meta"}


def test_M_02_tools_list_may_be_the_first_message(hosts):
    client = hosts.modern()
    assert client.result("tools/list", client.params())["tools"]


def test_M_02_tools_call_may_be_the_first_message(hosts):
    assert texts(hosts.modern().call("echo", {"text": "x"})["result"]) == "x"


@pytest.mark.parametrize("method", METHODS[:3])
def test_M_03_every_result_names_the_server(modern, method):
    info = modern.result(method, params_for(modern, method))["_meta"][SERVER_KEY]
    assert info["name"] == "mcp-host" and info["version"]


@pytest.mark.parametrize("method", METHODS[:3])
def test_M_04_every_result_has_its_type(modern, method):
    assert modern.result(method, params_for(modern, method))["resultType"] == "complete"


def test_M_05_lists_and_discovery_carry_cache_hints(modern):
    for method in ("server/discover", "tools/list"):
        result = modern.result(method, modern.params())
        assert type(result["ttlMs"]) is int and result["ttlMs"] >= 0
        assert result["cacheScope"] in ("public", "private")


def test_M_05_all_pages_have_one_scope(modern):
    scopes, cursor = set(), None
    while True:
        page = modern.result("tools/list", modern.params({"cursor": cursor} if cursor is not None else {}))
        scopes.add(page["cacheScope"])
        cursor = page.get("nextCursor")
        if cursor is None:
            break
    assert len(scopes) == 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("missing", ["params", "meta", VERSION_KEY, CAPABILITIES_KEY])
def test_M_06_a_request_without_its_meta_is_refused(modern, method, missing):
    params = params_for(modern, method)
    if missing == "params":
        params = None
    elif missing == "meta":
        del params["_meta"]
    else:
        del params["_meta"][missing]
    assert modern.error(method, params)["code"] == -32602


def test_M_07_nothing_is_remembered(modern):
    asked = modern.call("ask", {"question": "?"}, capabilities={"elicitation": {}})
    assert asked["result"]["resultType"] == "input_required"
    assert modern.call("ask", {"question": "?"})["error"]["code"] == -32021
    params = modern.params()
    del params["_meta"][CAPABILITIES_KEY]
    assert modern.error("tools/list", params)["code"] == -32602
    assert modern.error("tools/list", {})["code"] == -32602


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("field, value", [(VERSION_KEY, 20260728), (VERSION_KEY, None), (VERSION_KEY, [MODERN]),
                                          (CAPABILITIES_KEY, []), (CAPABILITIES_KEY, None), (CAPABILITIES_KEY, "all"),
                                          (CAPABILITIES_KEY, True)])
def test_M_08_fields_of_the_wrong_type_count_as_missing(modern, method, field, value):
    params = params_for(modern, method)
    params["_meta"][field] = value
    assert modern.error(method, params)["code"] == -32602


@pytest.mark.parametrize("info", [None, {"name": "claude", "version": "2"}, {"name": "", "version": ""},
                                  {"name": "x", "version": "1", "title": "X"}])
def test_M_09_client_info_is_optional_and_changes_nothing(modern, info):
    params = modern.params()
    if info is None:
        del params["_meta"][INFO_KEY]
    else:
        params["_meta"][INFO_KEY] = info
    assert modern.result("tools/list", params) == modern.result("tools/list", modern.params())


@pytest.mark.parametrize("method", [*METHODS, "nonsense"])
@pytest.mark.parametrize("version", ["2099-01-01", "", "2026-07-29", "\u00e4", *LEGACY])
def test_M_10_a_version_we_do_not_serve_is_refused(modern, method, version):
    params = params_for(modern, method)
    params["_meta"][VERSION_KEY] = version
    error = modern.error(method, params)
    assert error["code"] == -32022
    assert error["data"]["requested"] == version
    assert error["data"]["supported"] == modern.discover()["supportedVersions"]


def test_M_11_both_lists_name_all_five_newest_first(modern):
    params = modern.params()
    params["_meta"][VERSION_KEY] = "2025-11-25"
    expected = [MODERN, *reversed(LEGACY)]
    assert modern.error("tools/list", params)["data"]["supported"] == expected
    assert modern.discover()["supportedVersions"] == expected


@pytest.mark.parametrize("method", ["initialize", "ping", "logging/setLevel", "resources/subscribe",
                                    "resources/unsubscribe", "tasks/get", "tasks/list", "tasks/cancel", "tasks/result"])
def test_M_12_methods_of_the_other_era_are_not_found(modern, method):
    assert modern.error(method, modern.params({"level": "info", "uri": "x:y", "taskId": "1"}))["code"] == -32601


def test_M_13_an_id_may_return_after_its_answer(modern):
    for number in range(50):
        modern.start("tools/list", modern.params(), "again")
        assert "result" in modern.answer("again", which=number)


def test_M_16_we_send_no_requests(modern):
    everything = {"elicitation": {"form": {}, "url": {}}, "sampling": {}, "roots": {}}
    for tool in ("ask", "ask_form", "test_input_required_result_elicitation", "echo"):
        modern.call(tool, {"question": "?"} if tool == "ask" else {"text": "x"} if tool == "echo" else {}, everything)
    modern.discover()
    assert all("method" not in message for message in modern.messages)


def test_M_17_only_permitted_error_codes(modern):
    """The harness refuses forbidden codes in every answer; here many errors are provoked at once."""
    for params in ({}, {"name": 5}, {"name": "none"}, {"name": "ask", "arguments": {"question": "?"}}):
        modern.error("tools/call", modern.params(params))
    modern.error("nonsense", modern.params())


def test_M_18_cancelled_is_never_sent_for_calls(modern):
    identifier = modern.start_call("slow", {"seconds": 60})
    modern.notify("notifications/cancelled", modern.params({"requestId": identifier}))
    modern.call("echo", {"text": "x"})
    modern.call("remaining")
    assert not modern.of_method("notifications/cancelled")


def test_M_19_requests_of_many_tasks_interleave(modern):
    asked = []
    for number in range(30):
        meta = {INFO_KEY: {"name": f"task {number % 3}", "version": "1"}}
        asked.append((modern.start_call("echo", {"text": str(number)}, meta=meta), str(number)))
        asked.append((modern.start("tools/list", modern.params()), None))
    for identifier, text in asked:
        result = modern.answer(identifier)["result"]
        assert text is None or texts(result) == text


def test_M_51_extensions_are_neither_advertised_nor_used(modern):
    params = modern.params(capabilities={"extensions": {"io.modelcontextprotocol/tasks": {}, "com.example/x": {"a": 1}}})
    capabilities = modern.result("server/discover", params)["capabilities"]
    assert not capabilities.get("extensions") and "tasks" not in capabilities
    result = modern.call("echo", {"text": "x"}, capabilities={"extensions": {"io.modelcontextprotocol/tasks": {}}})["result"]
    assert result["resultType"] == "complete"


def test_M_52_schema_extensions_are_passed_through(modern):
    listed = {tool["name"]: tool for tool in modern.result("tools/list", modern.params())["tools"]}
    assert "$defs" in listed["json_schema_2020_12_tool"]["inputSchema"]


def test_M_53_the_scope_is_private_because_the_list_depends_on_local_configuration(modern):
    assert modern.result("tools/list", modern.params())["cacheScope"] == "private"
    assert modern.discover()["cacheScope"] in ("private", "public")
