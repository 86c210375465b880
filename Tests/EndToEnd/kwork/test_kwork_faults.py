"""Faults of the service: each becomes one clear answer, reads are repeated when that may help, and never without end."""

import os
import pathlib
import re
import time

import pytest

from .deployment import CALLS, failed, good, read_failed, read_good
from .sandbox import tokens_of

ATTEMPTS = 4
"""The most requests that one read may cause while the service fails."""


def each_tool(client, sandbox, check, kind, **more):
    """Each tool in turn meets the fault once, on its last request. `check(tool, arguments)` calls and judges."""
    for tool, arguments, route in CALLS:
        sandbox.fault(kind, route, **more)
        before = len(sandbox.requests(route))
        check(tool, arguments)
        yield tool, len(sandbox.requests(route)) - before
        left = [fault for fault in sandbox.control("GET", "faults")["faults"] if fault["remaining"] != 0]
        assert left == [], f"{tool} has not met the fault"


# Answers that a second try would not change

FINAL = [
    ("status-403", "status", {"status": 403}, "permission"),
    ("status-404", "status", {"status": 404}, "not_found"),
    ("status-400", "status", {"status": 400}, "api_error"),
    ("captcha", "captcha", {}, "captcha"),
    ("non-json", "non-json", {}, "bad_answer"),
    ("content-type", "content-type", {}, "bad_answer"),
    ("content-type-text", "content-type", {"content_type": "text/plain"}, "bad_answer"),
    ("list", "shape", {"body": [1, 2]}, "bad_answer"),
    ("text", "shape", {"body": "ok"}, "bad_answer"),
    ("empty-object", "shape", {"body": {}}, "bad_answer"),
    ("success-1", "shape", {"body": {"success": 1, "response": {}}}, "bad_answer"),
    ("huge", "huge", {"bytes": 32 << 20}, "too_large"),
    ("huge-chunked", "huge", {"bytes": 32 << 20, "chunked": True}, "too_large"),
    ("api-error", "api-error", {"error": "Рубрика 5 отключена", "error_code": 77}, "api_error"),
    ("api-not-found", "api-error", {"error": "Объект не найден"}, "not_found"),
    ("api-rights", "api-error", {"error": "Недостаточно прав"}, "permission"),
]


@pytest.mark.parametrize("kind, more, code", [case[1:] for case in FINAL], ids=[case[0] for case in FINAL])
def test_a_final_answer_is_told_and_not_asked_for_again(client, sandbox, kind, more, code):
    def check(tool, arguments):
        details, text = failed(client, tool, arguments)
        assert details == {"code": code, "retry": "never"}, (tool, text)
        assert re.search("[а-яё]", text), text
        assert "Traceback" not in text and "http://" not in text and "<html" not in text, text

    for tool, asked in each_tool(client, sandbox, check, kind, **more):
        assert asked == 1, tool
    good(client, "get_me")


def test_the_words_of_a_refusal_reach_the_model(client, sandbox):
    def check(tool, arguments):
        details, text = failed(client, tool, arguments)
        assert "Рубрика 5 отключена" in text, text

    list(each_tool(client, sandbox, check, "api-error", error="Рубрика 5 отключена", error_code=77))


def test_a_captcha_says_what_a_person_can_do(client, sandbox):
    sandbox.fault("captcha", "actor")
    _, text = failed(client, "get_me")
    assert "KWORK_TOKEN" in text and "браузере" in text


def test_a_403_does_not_sign_in_again(client, sandbox):
    good(client, "get_me")
    sandbox.fault("status", "actor", status=403)
    _, text = failed(client, "get_me")
    assert "403" in text and "KWORK_PROXY_URL" in text and sandbox.sign_ins() == 1


SHAPES = [{"success": True, "response": "not what was expected"}, {"success": True, "response": 7},
          {"success": True, "response": [1]}, {"success": True, "response": True}]


@pytest.mark.parametrize("body", SHAPES, ids=str)
def test_a_shape_that_is_not_understood_is_never_empty(client, sandbox, body):
    def check(tool, arguments):
        details, text = failed(client, tool, arguments)
        if "username" in arguments:  # "no object, no id" is how this method says that there is nobody
            assert details["code"] in ("contract_drift", "not_found"), text
        else:
            assert details == {"code": "contract_drift", "retry": "never"}, (tool, text)

    for tool, asked in each_tool(client, sandbox, check, "shape", body=body):
        assert asked == 1, tool


@pytest.mark.parametrize("tool, arguments, route, body", [
    ("get_connects", {}, "projects", {"success": True, "response": [], "connects": {"all_connects": 30}}),
    ("get_connects", {}, "projects", {"success": True, "response": []}),
    ("get_me", {}, "actor", {"success": True, "response": {"rating": "4.9"}}),
    ("get_project", {"project_id": 1}, "project", {"success": True, "response": [{"id": 1}, {"id": 2}]}),
    ("list_projects", {"mode": "all"}, "projects", {"success": True, "response": [{"title": "без номера"}]}),
    ("list_projects", {"mode": "all"}, "projects",
     {"success": True, "response": [], "paging": {"page": 1, "total": 26, "limit": 12, "pages": 3}}),
    ("search_users", {"query": "x"}, "userSearch", {"success": True, "response": {"users": 3}}),
    ("list_projects", {}, "favoriteCategories", {"success": True, "response": [{"name": "без номера"}]})], ids=str)
def test_a_missing_datum_that_decides_is_drift(client, sandbox, tool, arguments, route, body):
    sandbox.fault("shape", route, body=body)
    details, _ = failed(client, tool, arguments)
    assert details == {"code": "contract_drift", "retry": "never"}


@pytest.mark.parametrize("tool, arguments, route", CALLS, ids=str)
def test_missing_details_are_shown_as_missing(client, sandbox, tool, arguments, route):
    bare = {"actor": {"id": 5, "username": None}, "user": {"id": 318250}, "userByUsername": {"id": 5, "username": "elena_design", "rating": None},
            "userSearch": [{"id": 5, "username": None}], "project": {"id": 3010126, "title": None, "price": None},
            "projects": [{"id": 5, "title": None}], "exchangeInfo": {"archived_count": 0}}[route]
    sandbox.fault("shape", route, body={"success": True, "response": bare,
                                        "connects": {"all_connects": 0, "active_connects": 0, "update_time": -1}})
    text, structured = good(client, tool, arguments)
    assert None not in structured.values()
    assert "null" not in text and "nil" not in text and "Optional" not in text, text


def test_bytes_that_are_no_utf8_are_replaced(client, sandbox):
    def check(tool, arguments):
        # Has no text to spoil; what comes instead is a shape of its own. A spoilt login is not the one that was asked for.
        if tool == "get_exchange_info" or "username" in arguments:
            assert failed(client, tool, arguments)[0]["code"] == "contract_drift"
        else:
            text, structured = good(client, tool, arguments)
            assert "\ufffd" in text or tool not in ("get_me", "search_projects")

    for tool, asked in each_tool(client, sandbox, check, "bad-utf8"):
        assert asked == 1, tool


# Faults that may pass

PASSING = [("status", {"status": status}) for status in (500, 502, 503, 504, 429)] + [
    ("reset", {}), ("reset", {"where": "after-headers"}), ("close", {}), ("truncated", {}), ("truncated", {"keep_bytes": 0}),
    ("status", {"status": 429, "retry_after": 1}), ("status", {"status": 429, "json_retry_after": 1}),
    ("status", {"status": 503, "retry_after": 1})]


@pytest.mark.parametrize("kind, more", PASSING, ids=str)
def test_a_read_is_sent_again_when_that_may_help(client, sandbox, kind, more):
    good(client, "get_me")
    for tool, asked in each_tool(client, sandbox, lambda tool, arguments: good(client, tool, arguments), kind, **more):
        assert asked == 2, tool
    assert sandbox.sign_ins() == 1


LASTING = [("status", {"status": 500}, "upstream_unavailable"), ("status", {"status": 502}, "upstream_unavailable"),
           ("status", {"status": 503}, "upstream_unavailable"), ("status", {"status": 429}, "rate_limit"),
           ("reset", {}, "connection_failed"), ("close", {}, "connection_failed"), ("truncated", {}, "connection_failed")]


@pytest.mark.parametrize("kind, more, code", LASTING, ids=str)
def test_attempts_are_bounded(client, sandbox, kind, more, code):
    good(client, "get_me")
    sandbox.fault(kind, "actor", "always", **more)
    details, text = failed(client, "get_me", timeout=40)
    assert details["code"] == code and details["retry"] == "later", text
    asked = [request["time_ns"] / 1e9 for request in sandbox.requests("actor")[1:]]
    assert 2 <= len(asked) <= ATTEMPTS
    pauses = [after - before for before, after in zip(asked, asked[1:])]
    assert all(pause >= 0.45 for pause in pauses) and pauses == sorted(pauses), pauses


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("how", ["retry_after", "retry_after_date", "json_retry_after"])
def test_the_service_is_given_the_time_it_asks_for(client, sandbox, status, how):
    good(client, "get_me")
    sandbox.fault("status", "actor", status=status, **{how: 3})
    good(client, "get_me")
    asked = [request["time_ns"] / 1e9 for request in sandbox.requests("actor")[1:]]
    # A date has whole seconds, so up to one is lost.
    assert len(asked) == 2 and asked[1] - asked[0] >= (1.95 if how == "retry_after_date" else 2.95)


def test_a_wait_counts_for_every_call(client, sandbox):
    good(client, "get_me")
    sandbox.fault("status", "actor", status=429, retry_after=2)
    first = client.start_call("get_me")
    sandbox.wait_requests("actor", 2)
    good(client, "get_connects")
    read_good(client, "get_me", client.answer(first)["result"])
    refused = sandbox.requests("actor")[1]["time_ns"]
    later = [request for request in sandbox.requests() if request["time_ns"] > refused]
    assert {request["path"] for request in later} == {"/actor", "/projects"}
    # The call for connects may have been on its way when the refusal came, not more.
    early = [request for request in later if request["time_ns"] - refused < 1.95e9]
    assert early == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_beyond_the_deadline_fails_at_once_and_holds(kwork, client, sandbox, status):
    good(client, "get_me")
    sandbox.fault("status", "actor", status=status, retry_after=3600)
    begun = time.monotonic()
    details, text = failed(client, "get_me")
    assert time.monotonic() - begun < 10
    assert details["code"] == ("rate_limit" if status == 429 else "upstream_unavailable") and details["retry"] == "later"
    # One odd answer must not stop everything for longer than a quarter of an hour.
    assert 890_000 <= details["retryAfterMs"] <= 900_000 and "через 900 с" in text, text
    sent = len(sandbox.requests())
    for tool, arguments, _ in CALLS:
        details, _ = failed(client, tool, arguments)
        assert details["code"] == "rate_limit" and 800_000 <= details["retryAfterMs"] <= 900_000
    # Another process of the same user knows it too.
    details, _ = failed(kwork.start(), "get_me")
    assert details["code"] == "rate_limit" and details["retryAfterMs"] > 800_000
    assert len(sandbox.requests()) == sent


# 401

def test_a_revoked_token_costs_one_sign_in_and_the_read_works(client, sandbox):
    for tool, arguments, route in CALLS:
        good(client, "get_me")
        sandbox.control("POST", "revoke-tokens", {})
        before, signed = len(sandbox.requests()), sandbox.sign_ins()
        good(client, tool, arguments)
        asked = [request["path"].lstrip("/") for request in sandbox.requests()[before:]]
        if route.startswith("user"):
            assert asked == [route] and sandbox.sign_ins() == signed
        else:
            assert asked == [route, "signIn", route], tool
            assert sandbox.sign_ins() == signed + 1


def test_a_second_401_ends_the_call(client, sandbox):
    good(client, "get_me")
    sandbox.fault("status", "actor", "always", status=401)
    details, text = failed(client, "get_me")
    assert details == {"code": "auth_failed", "retry": "never"} and "KWORK_TOKEN" in text
    assert sandbox.routes() == ["signIn", "actor", "actor", "signIn", "actor"]
    # Nor does the next call go on signing in.
    assert failed(client, "get_me")[0]["code"] == "auth_failed"
    assert sandbox.sign_ins() == 2


@pytest.mark.parametrize("text", ["Неверный токен", "Требуется авторизация"])
def test_a_refused_token_in_an_answer_with_status_200_is_renewed_too(client, sandbox, text):
    good(client, "get_me")
    sandbox.fault("api-error", "actor", error=text, error_code=401)
    good(client, "get_me")
    assert sandbox.routes() == ["signIn", "actor", "actor", "signIn", "actor"]


# Time

def test_a_slow_answer_is_waited_for(client, sandbox):
    for where in ("before-headers", "mid-body"):
        sandbox.fault("slow", "actor", delay_ms=700, where=where)
        good(client, "get_me")
    assert len(sandbox.requests("actor")) == 2


@pytest.mark.parametrize("where", ["before-headers", "mid-body"])
@pytest.mark.parametrize("deadline", [1, 3])
def test_the_deadline_of_a_call_holds(kwork, sandbox, where, deadline):
    def change(document):
        document["plugins"]["kwork-profile"]["deadline_seconds"] = deadline

    client = kwork.start(change=change)
    good(client, "get_connects")
    sandbox.fault("slow", "actor", "always", delay_ms=60_000, where=where)
    begun = time.monotonic()
    details, text = failed(client, "get_me")
    assert deadline * 0.5 <= time.monotonic() - begun < deadline + 5
    assert details["code"] in ("timeout", "deadline", "deadline_exceeded"), text
    assert len(sandbox.requests("actor")) == 1
    wait_connections(client, sandbox, 0)
    good(client, "get_connects")


def test_the_time_of_one_exchange_is_bounded_by_its_variable(kwork, sandbox):
    client = kwork.start(KWORK_TIMEOUT="1")
    sandbox.fault("slow", "actor", delay_ms=60_000)
    good(client, "get_me")
    assert len(sandbox.requests("actor")) == 2


def connections(pid: int, port: int) -> int:
    """How many established connections a process has to a port of this machine."""
    inodes = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    rows = [line.split() for line in pathlib.Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == "01" and int(row[2].split(":")[1], 16) == port and row[9] in inodes for row in rows)


def wait_connections(client, sandbox, count):
    """Waits until the host has so many connections to the API."""
    end = time.monotonic() + 10
    while (found := connections(client.process.process.pid, sandbox.api_port)) != count:
        assert time.monotonic() < end, f"{found} connections, not {count}"
        time.sleep(0.01)


@pytest.mark.parametrize("where", ["before-headers", "mid-body"])
def test_cancelling_ends_the_transfer(client, sandbox, where):
    good(client, "get_me")
    sandbox.fault("slow", "actor", delay_ms=60_000, where=where)
    call = client.start_call("get_me")
    sandbox.wait_requests("actor", 2)
    wait_connections(client, sandbox, 1)
    client.notify("notifications/cancelled", {"requestId": call, "reason": "not needed"})
    wait_connections(client, sandbox, 0)
    good(client, "get_connects")
    client.pong()
    assert client.responses.get(("int", call)) is None
    assert len(sandbox.requests("actor")) == 2


def test_cancelling_a_call_that_waits_for_its_second_try(client, sandbox):
    good(client, "get_me")
    sandbox.fault("status", "actor", status=429, retry_after=20)
    call = client.start_call("get_me")
    sandbox.wait_requests("actor", 2)
    client.notify("notifications/cancelled", {"requestId": call})
    client.pong()
    assert client.responses.get(("int", call)) is None
    # A host that went on waiting would not leave in time at the end of this test.


def test_calls_do_not_wait_for_each_other(client, sandbox):
    good(client, "get_me")
    sandbox.fault("slow", "actor", delay_ms=60_000)
    slow = client.start_call("get_me")
    sandbox.wait_requests("actor", 2)
    good(client, "get_connects")
    good(client, "search_users", {"query": "Петров"})
    assert client.responses.get(("int", slow)) is None
    client.notify("notifications/cancelled", {"requestId": slow})


def test_the_host_leaves_although_a_transfer_hangs(client, sandbox, hosts):
    good(client, "get_me")
    sandbox.fault("slow", "actor", delay_ms=60_000)
    client.start_call("get_me")
    sandbox.wait_requests("actor", 2)
    hosts.leave_to_test(client)
    begun = time.monotonic()
    client.process.close_stdin()
    assert client.process.wait_exit(10) == 0
    assert time.monotonic() - begun < 8


# Redirects

@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(client, sandbox, status):
    good(client, "get_me")
    sandbox.fault("redirect", "actor", status=status, location=f"{sandbox.web}projects")
    details, text = failed(client, "get_me")
    assert details == {"code": "bad_answer", "retry": "never"}, text
    assert sandbox.requests("web:*") == [] and len(sandbox.requests("actor")) == 2


def test_a_redirect_does_not_carry_the_token_along(client, sandbox):
    good(client, "get_me")
    sandbox.fault("redirect", "actor", location="/user?id=318250")
    failed(client, "get_me")
    assert sandbox.requests("user") == [] and tokens_of(sandbox.requests("actor")[0])
