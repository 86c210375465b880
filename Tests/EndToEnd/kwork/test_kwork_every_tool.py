"""Each tool of the table through the same eleven scenarios: success, empty, not found, invalid input, refusal, malformed
answer, 401, 429, 5xx, timeout, cancel. What a tool does beyond that has tests of its own beside this file."""

import re
import time

import pytest

from harness.client import texts

from .deployment import FAILURE, failed, good, read_failed
from .tools import BUNDLES, READS, TOOLS, WRITES, Tool

each = pytest.mark.parametrize("tool", TOOLS, ids=str)
each_read = pytest.mark.parametrize("tool", READS, ids=str)
each_write = pytest.mark.parametrize("tool", WRITES, ids=str)


def warm(client, sandbox, tool: Tool) -> int:
    """Starts the session, so that what follows is the tool's own; how many requests that took."""
    good(client, "get_connects")
    return len(sandbox.requests())


def asked(sandbox, tool: Tool, start: int) -> list[str]:
    """The routes asked since. The check of the account before a first write is the session's, not the tool's."""
    routes = sandbox.routes()[start:]
    return routes if tool.hint == "R" else [route for route in routes if route != "actor"]


def effects(sandbox, tool: Tool, start: int) -> int:
    """How often the request of a tool that matters has come in since."""
    return sum(route == tool.effect for route in sandbox.routes()[start:])


def test_the_table_is_what_the_shipped_deployment_lists(client):
    listed = {tool["name"]: tool for tool in client.result("tools/list")["tools"]}
    assert sorted(listed) == sorted(tool.name for tool in TOOLS)
    for tool in TOOLS:
        hints = listed[tool.name]["annotations"]
        assert hints["openWorldHint"] is True
        assert bool(hints.get("readOnlyHint")) == (tool.hint == "R"), tool.name
        assert bool(hints.get("destructiveHint", True)) == (tool.hint == "D") or tool.hint == "R", tool.name
        described = listed[tool.name]
        assert described["outputSchema"]["type"] == "object" and described["title"]
        words = [described["description"], *(one["description"] for one in described["inputSchema"].get("properties", {}).values())]
        assert not [one for one in words if re.search(r"\s\s|^\s|\s$", one) or not re.search("[а-яё]", one)], words


@pytest.mark.parametrize("bundle", BUNDLES)
def test_each_bundle_works_alone(kwork, bundle):
    client = kwork.start(arguments=["--toolsets", bundle])
    mine = [tool for tool in TOOLS if tool.bundle == bundle]
    assert {tool["name"] for tool in client.result("tools/list")["tools"]} == {tool.name for tool in mine}
    good(client, mine[0].name, mine[0].arguments)


@each
def test_success(client, sandbox, tool):
    start = warm(client, sandbox, tool)
    text, structured = good(client, tool.name, tool.arguments)
    assert asked(sandbox, tool, start) == list(tool.routes)
    assert "null" not in text and "nil" not in text and "Optional(" not in text, text
    assert not re.search("&(quot|laquo|raquo|amp|lt|gt|#\\d+);", text), text
    assert None not in structured.values()


@pytest.mark.parametrize("tool", [tool for tool in READS if tool.empty is not None], ids=str)
def test_empty(client, sandbox, tool):
    sandbox.fault("shape", tool.routes[-1], body=tool.empty)
    text, structured = good(client, tool.name, tool.arguments)
    assert re.search("[Нн]ет|пуст|никто|никого|0", text), text
    records = [one for name, value in structured.items() if isinstance(value, list) and name != "filter_counts"
               for one in value if isinstance(one, dict)]
    assert records == [], structured


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool.missing], ids=str)
def test_not_found(client, sandbox, tool):
    for number, kind in enumerate(tool.missing):
        warm(client, sandbox, tool)
        sandbox.fault(kind["kind"], tool.routes[-1] if tool.hint == "R" else tool.effect, **{k: v for k, v in kind.items() if k != "kind"})
        details, text = failed(client, tool.name, tool.arguments)
        assert details == {"code": "not_found", "retry": "never"}, (number, text)
        assert re.search("[а-яё]", text), text


@each
def test_invalid_input(client, sandbox, tool):
    for arguments, named in (*tool.wrong, ({**tool.arguments, "unheard_of": 1}, "unheard_of")):
        result = client.call(tool.name, arguments)
        assert result.get("isError") is True and named in texts(result), (arguments, result)
        assert result["_meta"][FAILURE]["retry"] == "never", result
    assert sandbox.requests() == []


@each
def test_refusal(client, sandbox, tool):
    warm(client, sandbox, tool)
    sandbox.fault("api-error", tool.last, error="Рубрика 5 отключена", error_code=77)
    start = len(sandbox.requests())
    if tool.tolerates_failure:
        text, _ = good(client, tool.name, tool.arguments)
        assert "Рубрика 5 отключена" in text
        return
    details, text = failed(client, tool.name, tool.arguments)
    if tool.hint != "R":
        # Words that nobody knows prove nothing after the request that may have worked.
        assert details == {"code": "outcome_unknown", "retry": "outcome_unknown"} and "Рубрика 5 отключена" in text, text
        assert tool.check in text, text
    else:
        assert details == {"code": "api_error", "retry": "never"} and "Рубрика 5 отключена" in text, text
    assert asked(sandbox, tool, start).count(tool.last) == 1


MALFORMED = [("shape", {"body": {"success": True, "response": "not what was expected"}}), ("non-json", {}), ("shape", {"body": [1, 2]}),
             ("shape", {"body": {}}), ("content-type", {})]


@each_read
@pytest.mark.parametrize("kind, more", MALFORMED, ids=["response", "html", "list", "empty-object", "content-type"])
def test_malformed_answer_of_a_read(client, sandbox, tool, kind, more):
    start = warm(client, sandbox, tool)
    sandbox.fault(kind, tool.last, **more)
    if tool.tolerates_failure:
        text, _ = good(client, tool.name, tool.arguments)
        assert "не удалось" in text.lower() or "неизвестно" in text.lower(), text
        return
    details, text = failed(client, tool.name, tool.arguments)
    wanted = {"contract_drift", "bad_answer", "not_found"} if tool.name == "get_user_info" else {"contract_drift", "bad_answer"}
    assert details["code"] in wanted and details["retry"] == "never", text
    assert asked(sandbox, tool, start) == list(tool.routes)


@each_write
@pytest.mark.parametrize("kind, more", MALFORMED[1:], ids=["html", "list", "empty-object", "content-type"])
def test_malformed_answer_of_a_write_leaves_the_outcome_open(client, sandbox, tool, kind, more):
    start = warm(client, sandbox, tool)
    sandbox.fault(kind, tool.effect, **more)
    details, text = failed(client, tool.name, tool.arguments)
    assert details == {"code": "outcome_unknown", "retry": "outcome_unknown"}, (details, text)
    assert tool.check in text, text
    assert effects(sandbox, tool, start) == 1


@each
def test_401_costs_one_sign_in(client, sandbox, tool):
    warm(client, sandbox, tool)
    sandbox.control("POST", "revoke-tokens", {})
    start, signed = len(sandbox.requests()), sandbox.sign_ins()
    good(client, tool.name, tool.arguments)
    assert sandbox.sign_ins() - signed == (0 if tool.public else 1)
    if tool.hint != "R":
        assert sandbox.state()["violations"] == []


@each_read
def test_429_of_a_read(client, sandbox, tool):
    start = warm(client, sandbox, tool)
    sandbox.fault("status", tool.last, status=429, retry_after=1)
    good(client, tool.name, tool.arguments)
    assert sandbox.routes()[start:].count(tool.last) == list(tool.routes).count(tool.last) + 1


@each_write
def test_429_of_a_write_is_not_repeated(client, sandbox, tool):
    start = warm(client, sandbox, tool)
    sandbox.fault("status", tool.effect, status=429, retry_after=2)
    details, text = failed(client, tool.name, tool.arguments)
    assert effects(sandbox, tool, start) == 1
    if tool.name == "submit_offer":
        assert details["code"] == "outcome_unknown", text
    else:
        assert details["code"] == "rate_limit" and details["retry"] == "later" and details["retryAfterMs"] >= 1000, text


@each_read
@pytest.mark.parametrize("status", [500, 503])
def test_5xx_of_a_read(client, sandbox, tool, status):
    start = warm(client, sandbox, tool)
    sandbox.fault("status", tool.last, status=status)
    good(client, tool.name, tool.arguments)
    assert sandbox.routes()[start:].count(tool.last) == list(tool.routes).count(tool.last) + 1


@each_write
@pytest.mark.parametrize("processed", [True, False], ids=["done", "not-done"])
@pytest.mark.parametrize("kind, more", [("status", {"status": 500}), ("reset", {}), ("close", {}), ("truncated", {})],
                         ids=["500", "reset", "close", "truncated"])
def test_an_answer_lost_after_a_write_leaves_the_outcome_open(client, sandbox, tool, kind, more, processed):
    start = warm(client, sandbox, tool)
    sandbox.fault(kind, tool.effect, processed=processed, **more)
    details, text = failed(client, tool.name, tool.arguments)
    assert details["code"] == "outcome_unknown" and details.get("retry") != "later", (details, text)
    assert tool.check in text, text
    assert effects(sandbox, tool, start) == 1


@each
def test_timeout(kwork, sandbox, tool):
    client = kwork.start(KWORK_TIMEOUT="1")
    start = warm(client, sandbox, tool)
    sandbox.fault("slow", tool.last, delay_ms=60_000)
    if tool.hint == "R":
        good(client, tool.name, tool.arguments, timeout=40)
        assert sandbox.routes()[start:].count(tool.last) == list(tool.routes).count(tool.last) + 1
    else:
        details, text = failed(client, tool.name, tool.arguments, timeout=40)
        assert details["code"] == "outcome_unknown" and tool.check in text, text
        assert effects(sandbox, tool, start) == 1


@each
def test_cancel(client, sandbox, tool):
    start = warm(client, sandbox, tool)
    before = len(sandbox.requests(tool.last))
    sandbox.fault("slow", tool.last, delay_ms=60_000)
    call = client.start_call(tool.name, tool.arguments)
    sandbox.wait_requests(tool.last, before + 1)
    client.notify("notifications/cancelled", {"requestId": call, "reason": "not needed"})
    good(client, "get_connects" if tool.last != "projects" else "get_me")
    client.pong()
    assert client.responses.get(("int", call)) is None
    assert sandbox.routes()[start:].count(tool.last) == 1


@each_write
def test_a_failure_before_a_byte_left_may_be_repeated(kwork, sandbox, tool):
    client = kwork.start(KWORK_API_URL="http://127.0.0.1:9/", KWORK_TOKEN=sandbox.token())
    result = client.call(tool.name, tool.arguments, timeout=60)
    details, text = read_failed(result)
    assert details["code"] == "connection_failed" and details["retry"] == "later", text
