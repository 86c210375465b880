"""The session: where the token comes from, how often anybody signs in, and what is kept."""

import os
import stat
import threading

import pytest

from harness.client import Modern, texts

from .deployment import CALLS, TOOLS, failed, good, read_failed, read_good
from .sandbox import LOGIN, PASSWORD, tokens_of


def token_file(kwork, home="home"):
    """Where the shipped file keeps the token."""
    return kwork.hosts.home(home) / ".kwork_token"


def keep(path, token, mode=0o600):
    """Puts a token where an earlier sign-in would have put it."""
    path.write_text(token + "\n")
    path.chmod(mode)


def used(sandbox, route="actor") -> list[str]:
    """The tokens that the requests of a method carried, in order."""
    return [token for request in sandbox.requests(route) for token in tokens_of(request)]


def together(client, calls) -> list[dict]:
    """Starts all calls before any answer is read; their results."""
    started = [client.start_call(tool, arguments) for tool, arguments in calls]
    return [client.answer(identifier)["result"] for identifier in started]


# Where the token comes from

def test_a_configured_token_comes_before_the_file_and_the_login(kwork, sandbox):
    given, kept = sandbox.token(), sandbox.token()
    keep(token_file(kwork), kept)
    client = kwork.start(KWORK_TOKEN=given)
    good(client, "get_me")
    assert used(sandbox) == [given] and sandbox.sign_ins() == 0
    assert token_file(kwork).read_text() == kept + "\n"


def test_a_configured_token_is_never_written(kwork, sandbox):
    good(kwork.start(KWORK_TOKEN=sandbox.token()), "get_me")
    assert not token_file(kwork).exists()


def test_the_file_comes_before_the_login(kwork, sandbox):
    kept = sandbox.token()
    keep(token_file(kwork), f"  {kept} \n")
    good(kwork.start(), "get_me")
    assert used(sandbox) == [kept] and sandbox.sign_ins() == 0


def test_an_empty_variable_counts_as_not_given(kwork, sandbox):
    good(kwork.start(KWORK_TOKEN="", KWORK_PROXY_URL="", KWORK_PHONE_LAST=""), "get_me")
    assert sandbox.sign_ins() == 1


def test_a_login_is_sent_as_it_is_and_its_token_is_kept(kwork, sandbox):
    good(kwork.start(), "get_me")
    request = sandbox.requests("signIn")[0]
    assert dict(request["form_items"]) == {"login": LOGIN, "password": PASSWORD} and request["query"] == ""
    path = token_file(kwork)
    assert path.read_text().strip() == used(sandbox)[0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    # The next process goes on with it.
    good(kwork.start(), "get_me")
    assert sandbox.sign_ins() == 1


def test_the_token_file_can_be_elsewhere(kwork, sandbox):
    other = kwork.hosts.folder / "elsewhere"
    kwork.token_files.add(other)
    good(kwork.start(KWORK_TOKEN_FILE=str(other)), "get_me")
    assert other.read_text().strip() == used(sandbox)[0] and not token_file(kwork).exists()


def test_an_empty_token_file_name_keeps_nothing(kwork, sandbox):
    def change(document):
        document["sessions"]["kwork"]["token_file"] = ""

    good(kwork.start(change=change), "get_me")
    assert not token_file(kwork).exists()
    good(kwork.start(change=change), "get_me")
    assert sandbox.sign_ins() == 2


def test_a_loose_file_is_replaced_as_a_whole(kwork, sandbox):
    path = token_file(kwork)
    keep(path, "refused-before-0001", 0o644)
    kwork.secrets.add("refused-before-0001")
    with path.open() as before:
        good(kwork.start(), "get_me")
        # Whoever had opened the old file still reads the old file: nothing was written over it.
        assert before.read() == "refused-before-0001\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert used(sandbox)[0] == "refused-before-0001" and path.read_text().strip() == used(sandbox)[1]
    assert [name for name in os.listdir(path.parent) if "tmp" in name] == []


@pytest.mark.parametrize("contents", ["", "\n", "two words", "ю" * 20])
def test_a_file_without_a_token_is_as_good_as_none(kwork, sandbox, contents):
    token_file(kwork).write_text(contents)
    good(kwork.start(), "get_me")
    assert sandbox.sign_ins() == 1 and sandbox.routes() == ["signIn", "actor"]
    assert token_file(kwork).read_text().strip() == used(sandbox)[0]


def test_a_file_too_long_for_a_token_is_as_good_as_none(kwork, sandbox):
    token_file(kwork).write_text("x" * 100_000)
    good(kwork.start(), "get_me")
    assert sandbox.routes() == ["signIn", "actor"]


def test_a_link_in_place_of_the_file_is_not_written_through(kwork, sandbox):
    target = kwork.hosts.folder / "target"
    target.write_text("somebody else's")
    token_file(kwork).symlink_to(target)
    good(kwork.start(), "get_me")
    assert target.read_text() == "somebody else's"


def test_a_file_that_cannot_be_written_does_not_fail_the_call(kwork, sandbox):
    client = kwork.start(KWORK_TOKEN_FILE=str(kwork.hosts.folder / "no" / "such" / "folder"))
    good(client, "get_me")
    good(client, "get_me")
    assert sandbox.sign_ins() == 1
    client.process.wait_stderr("not kept")


# Refused

def test_a_refused_configured_token_is_never_used_again(kwork, sandbox):
    kwork.secrets.add("stale-0123456789")
    client = kwork.start(KWORK_TOKEN="stale-0123456789")
    for _ in range(3):
        good(client, "get_me")
    assert used(sandbox)[0] == "stale-0123456789" and "stale-0123456789" not in used(sandbox)[1:]
    assert sandbox.sign_ins() == 1
    sandbox.control("POST", "revoke-tokens", {})
    good(client, "get_me")
    assert used(sandbox).count("stale-0123456789") == 1 and sandbox.sign_ins() == 2


def test_after_a_refused_configured_token_the_file_is_tried(kwork, sandbox):
    kept = sandbox.token()
    keep(token_file(kwork), kept)
    client = kwork.start(KWORK_TOKEN="stale-0123456789")
    good(client, "get_me")
    assert used(sandbox) == ["stale-0123456789", kept] and sandbox.sign_ins() == 0


@pytest.mark.parametrize("where", ["variable", "file"])
def test_a_refused_token_without_a_login_ends_the_matter(kwork, sandbox, where):
    kwork.secrets.add("stale-0123456789")
    if where == "file":
        keep(token_file(kwork), "stale-0123456789")
    client = kwork.start(KWORK_TOKEN="stale-0123456789" if where == "variable" else None, KWORK_LOGIN=None,
                         KWORK_PASSWORD=None)
    details, text = failed(client, "get_me")
    assert details == {"code": "auth_failed", "retry": "never"} and "KWORK_TOKEN" in text and "KWORK_LOGIN" in text
    for _ in range(3):
        assert failed(client, "get_me")[0]["code"] == "auth_failed"
    assert used(sandbox) == ["stale-0123456789"] and sandbox.sign_ins() == 0
    # Public methods go on.
    good(client, "search_users", {"query": "Петров"})


def test_a_wrong_password_is_tried_once_whoever_asks(kwork, sandbox):
    kwork.secrets.add("not-the-password-1")
    client = kwork.start(KWORK_PASSWORD="not-the-password-1")
    for result in together(client, [("get_me", {})] * 8):
        details, text = read_failed(result)
        assert details["code"] == "auth_failed" and "KWORK_PASSWORD" in text
    assert failed(client, "get_exchange_info")[0]["code"] == "auth_failed"
    # Nor by another process of the same user.
    details, text = failed(kwork.start(KWORK_PASSWORD="not-the-password-1"), "get_me")
    assert details["code"] == "auth_failed"
    assert sandbox.sign_ins() == 1 and sandbox.routes() == ["signIn"]
    assert not token_file(kwork).exists()


def test_a_corrected_password_is_tried_at_once(kwork, sandbox):
    kwork.secrets.add("not-the-password-1")
    failed(kwork.start(KWORK_PASSWORD="not-the-password-1"), "get_me")
    good(kwork.start(), "get_me")
    assert sandbox.sign_ins() == 2


@pytest.mark.parametrize("missing", [("KWORK_LOGIN", "KWORK_PASSWORD"), ("KWORK_LOGIN",), ("KWORK_PASSWORD",)], ids=str)
def test_without_credentials_tools_are_listed_and_calls_name_the_variables(kwork, sandbox, missing):
    client = kwork.start(**{name: None for name in missing})
    assert {tool["name"] for tool in client.result("tools/list")["tools"]} == TOOLS
    for _ in range(2):
        details, text = failed(client, "get_me")
        assert details == {"code": "auth_required", "retry": "never"}
        assert all(name in text for name in ("KWORK_TOKEN", "KWORK_LOGIN", "KWORK_PASSWORD"))
    assert sandbox.requests() == []


def test_without_credentials_public_methods_work(kwork, sandbox):
    client = kwork.start(KWORK_LOGIN=None, KWORK_PASSWORD=None)
    good(client, "get_user_info", {"user_id": 318250})
    good(client, "get_user_info", {"username": "demo"})
    good(client, "search_users", {"query": "Петров"})
    assert sandbox.routes() == ["user", "userByUsername", "userSearch"]
    assert [tokens_of(request) for request in sandbox.requests()] == [[], [], []]


@pytest.mark.sandbox("--require-pace", "200,200", "--phone-digits", "4417")
def test_the_digits_of_the_phone_are_sent(kwork, sandbox):
    good(kwork.start(KWORK_PHONE_LAST="4417"), "get_me")
    assert dict(sandbox.requests("signIn")[0]["form_items"])["phone_last"] == "4417"


@pytest.mark.sandbox("--require-pace", "200,200", "--phone-digits", "4417")
@pytest.mark.parametrize("digits", [None, "1111"])
def test_missing_digits_of_the_phone_are_named(kwork, sandbox, digits):
    client = kwork.start(KWORK_PHONE_LAST=digits)
    for _ in range(2):
        details, text = failed(client, "get_me")
        assert details["code"] == "auth_failed" and "KWORK_PHONE_LAST" in text
    assert sandbox.sign_ins() == 1


@pytest.mark.sandbox("--require-pace", "200,200", "--captcha")
def test_a_captcha_at_the_sign_in(kwork, sandbox):
    client = kwork.start()
    for result in together(client, [("get_me", {})] * 4):
        details, text = read_failed(result)
        assert details == {"code": "captcha", "retry": "never"} and "KWORK_TOKEN" in text
    assert sandbox.sign_ins() == 1


@pytest.mark.parametrize("kind, more", [("status", {"status": 500}), ("status", {"status": 429, "retry_after": 1}),
                                        ("reset", {}), ("truncated", {}), ("slow", {"delay_ms": 1200})], ids=str)
def test_a_sign_in_that_fails_for_the_moment_is_tried_again(client, sandbox, kind, more):
    sandbox.fault(kind, "signIn", **more)
    for result in together(client, [("get_me", {})] * 3):
        read_good(client, "get_me", result)
    assert len(sandbox.requests("signIn")) == (1 if kind == "slow" else 2)


@pytest.mark.parametrize("kind, more", [("non-json", {}), ("shape", {"body": {"success": True, "response": {}}}),
                                        ("status", {"status": 403})], ids=str)
def test_a_sign_in_that_is_not_understood(client, sandbox, kind, more):
    sandbox.fault(kind, "signIn", **more)
    details, text = failed(client, "get_me")
    assert details["code"] in ("bad_answer", "permission", "ip_blocked") and details["retry"] == "never", text
    assert sandbox.routes() == ["signIn"]


# One sign-in for everybody

def test_calls_that_start_together_sign_in_once(client, sandbox):
    for result in together(client, [("get_me", {}), ("get_connects", {}), ("get_exchange_info", {}),
                                    ("list_projects", {"mode": "all"})] * 3):
        assert result.get("isError") is not True, texts(result)
    assert sandbox.sign_ins() == 1


def test_calls_that_meet_an_expired_token_together_sign_in_once(client, sandbox):
    good(client, "get_me")
    sandbox.control("POST", "expire-tokens", {})
    calls = [("get_me", {}), ("get_connects", {}), ("get_exchange_info", {}), ("list_projects", {})] * 2
    for result in together(client, calls):
        assert result.get("isError") is not True, texts(result)
    assert sandbox.sign_ins() == 2
    assert len(set(used(sandbox))) == 2


def test_an_expired_token_is_renewed_each_time(client, sandbox):
    for _ in range(3):
        good(client, "get_me")
        sandbox.control("POST", "expire-tokens", {})
    assert sandbox.sign_ins() == 3


def test_cancelling_the_call_that_signs_in_does_not_fail_the_ones_that_wait(client, sandbox):
    sandbox.fault("slow", "signIn", delay_ms=60_000)
    first = client.start_call("get_me")
    sandbox.wait_requests("signIn")
    others = [client.start_call(tool) for tool in ("get_connects", "get_exchange_info", "get_me")]
    client.pong()
    client.notify("notifications/cancelled", {"requestId": first})
    for identifier in others:
        result = client.answer(identifier)["result"]
        assert result.get("isError") is not True, texts(result)
    assert len(sandbox.requests("signIn")) == 2


def test_a_call_that_waits_for_a_sign_in_can_be_cancelled(client, sandbox, hosts):
    sandbox.fault("slow", "signIn", delay_ms=60_000)
    first = client.start_call("get_me")
    sandbox.wait_requests("signIn")
    second = client.start_call("get_connects")
    client.pong()
    client.notify("notifications/cancelled", {"requestId": second})
    good(client, "search_users", {"query": "Петров"})
    assert client.responses.get(("int", second)) is None
    client.notify("notifications/cancelled", {"requestId": first})


def test_a_sign_in_that_takes_too_long_ends_with_the_call(kwork, sandbox):
    def change(document):
        for bundle in document["plugins"].values():
            bundle["deadline_seconds"] = 3

    client = kwork.start(change=change)
    sandbox.fault("slow", "signIn", delay_ms=60_000)
    for result in together(client, [("get_me", {}), ("get_connects", {}), ("get_exchange_info", {})]):
        assert read_failed(result)[0]["code"] in ("timeout", "deadline", "rate_limit")
    sandbox.clear_faults()
    good(client, "get_me")


def test_a_sign_in_that_must_wait_too_long_fails_at_once(client, sandbox):
    sandbox.fault("status", "signIn", status=429, retry_after=3600)
    details, text = failed(client, "get_me")
    assert details["code"] == "rate_limit" and details["retryAfterMs"] > 800_000, text
    assert failed(client, "get_me")[0]["code"] == "rate_limit" and sandbox.routes() == ["signIn"]


@pytest.mark.parametrize("name, value", [("KWORK_TIMEOUT", "soon"), ("KWORK_RPS_LIMIT", "-1"), ("KWORK_BURST_LIMIT", "0"),
                                         ("KWORK_API_URL", "ftp://127.0.0.1/"), ("KWORK_PROXY_URL", "nonsense")])
def test_a_variable_that_cannot_be_used_is_named_and_the_tools_stay(kwork, sandbox, name, value):
    client = kwork.start(**{name: value})
    assert {tool["name"] for tool in client.result("tools/list")["tools"]} == TOOLS
    details, text = failed(client, "get_me")
    assert details["code"] == "session_not_configured" and details["retry"] == "never", text
    assert sandbox.requests() == []
    key = {"KWORK_TIMEOUT": "timeout_seconds", "KWORK_RPS_LIMIT": "per_second", "KWORK_BURST_LIMIT": "burst",
           "KWORK_API_URL": "api", "KWORK_PROXY_URL": "proxy"}[name]
    assert name in client.process.stderr or key in client.process.stderr or name in text or key in text, client.process.stderr


@pytest.mark.parametrize("cut", [0, 1])
def test_the_slash_at_the_end_of_the_address_may_be_missing(kwork, sandbox, cut):
    good(kwork.start(KWORK_API_URL=sandbox.api[:len(sandbox.api) - cut]), "get_me")
    assert sandbox.routes() == ["signIn", "actor"]


def processes_together(clients, calls):
    """All calls in all processes at once; the results."""
    results, threads = [], []
    for client in clients:
        threads.append(threading.Thread(target=lambda one=client: results.extend(together(one, calls))))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.sandbox("--require-pace", "2,5")
def test_processes_that_start_together_sign_in_once_and_keep_the_pace(kwork, sandbox):
    # The rate that ships, watched by the service.
    clients = [kwork.start(kind=Modern, KWORK_RPS_LIMIT=None, KWORK_BURST_LIMIT=None) for _ in range(3)]
    started = []
    for client in clients:
        started += [(client, client.start_call("get_me")) for _ in range(4)]
    for client, identifier in started:
        result = client.answer(identifier, 60)["result"]
        assert result.get("isError") is not True, texts(result)
    assert sandbox.sign_ins() == 1
    assert len(sandbox.requests("actor")) == 12


def test_processes_that_meet_a_revoked_token_together_sign_in_once(kwork, sandbox):
    clients = [kwork.start() for _ in range(3)]
    for client in clients:
        good(client, "get_me")
    sandbox.control("POST", "revoke-tokens", {})
    for result in processes_together(clients, [("get_me", {}), ("get_exchange_info", {})]):
        assert result.get("isError") is not True, texts(result)
    assert sandbox.sign_ins() == 2


def test_a_process_that_dies_while_signing_in_does_not_block_the_others(kwork, sandbox, hosts):
    first, second = kwork.start(), kwork.start()
    sandbox.fault("slow", "signIn", delay_ms=60_000)
    first.start_call("get_me")
    sandbox.wait_requests("signIn")
    hosts.leave_to_test(first)
    waiting = second.start_call("get_me")
    first.process.kill()
    result = second.answer(waiting)["result"]
    assert result.get("isError") is not True, texts(result)


def test_homes_of_two_operators_do_not_meet(kwork, sandbox):
    good(kwork.start(home="one"), "get_me")
    good(kwork.start(home="two"), "get_me")
    assert sandbox.sign_ins() == 2


# The rate

@pytest.mark.sandbox("--require-pace", "2,5")
def test_the_rate_that_ships_is_held_by_one_process(kwork, sandbox):
    client = kwork.start(KWORK_RPS_LIMIT=None, KWORK_BURST_LIMIT=None)
    for result in together(client, [(tool, arguments) for tool, arguments, _ in CALLS]):
        assert result.get("isError") is not True, texts(result)
    times = [request["time_ns"] / 1e9 for request in sandbox.requests()]
    # Ten requests: five at once, the others half a second apart, without idling.
    assert len(times) == 10 and 2.3 <= times[-1] - times[0] < 10


@pytest.mark.sandbox("--require-pace", "4,1")
def test_the_rate_of_the_variables_is_held(kwork, sandbox):
    client = kwork.start(KWORK_RPS_LIMIT="4", KWORK_BURST_LIMIT="1")
    for result in together(client, [("get_me", {})] * 3):
        assert result.get("isError") is not True, texts(result)
    assert len(sandbox.requests()) == 4


@pytest.mark.sandbox("--require-pace", "10,15")
def test_the_rate_is_held_by_several_processes_for_a_while(kwork, sandbox, hosts):
    clients = [kwork.start(KWORK_RPS_LIMIT="10", KWORK_BURST_LIMIT="15", KWORK_TOKEN=sandbox.token()) for _ in range(3)]
    # Tokens differ, the account does not: the limit is shared by login.
    for result in processes_together(clients, [("get_me", {}), ("get_exchange_info", {}), ("get_connects", {})] * 5):
        assert result.get("isError") is not True, texts(result)
    times = [request["time_ns"] / 1e9 for request in sandbox.requests()]
    assert len(times) == 45
    # What the rate allows is also used: fifteen at once, thirty in three seconds, and on a busy machine not much more.
    assert 2.8 <= times[-1] - times[0] < 12


@pytest.mark.sandbox("--require-pace", "10,2")
def test_a_killed_process_leaves_the_limit_usable(kwork, sandbox, hosts):
    first, second = (kwork.start(KWORK_RPS_LIMIT="10", KWORK_BURST_LIMIT="2") for _ in range(2))
    good(first, "get_me")
    for _ in range(20):
        first.start_call("get_me")
    sandbox.wait_requests("actor", 4)
    hosts.leave_to_test(first)
    first.process.kill()
    for result in together(second, [("get_me", {})] * 4):
        assert result.get("isError") is not True, texts(result)


def test_a_line_that_is_too_long_for_the_deadline_is_told_at_once(kwork, sandbox):
    def change(document):
        document["plugins"]["kwork-profile"]["deadline_seconds"] = 3

    client = kwork.start(change=change, KWORK_RPS_LIMIT="0.1", KWORK_BURST_LIMIT="1", KWORK_TOKEN=sandbox.token())
    good(client, "get_me")
    details, text = failed(client, "get_me", timeout=2.5)
    assert details["code"] == "rate_limit" and 3_000 < details["retryAfterMs"] <= 10_500, text
    assert len(sandbox.requests()) == 1
