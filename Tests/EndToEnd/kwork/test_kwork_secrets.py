"""Nothing secret in anything the host writes, whatever goes wrong. Every other test of this folder looks as well."""

import subprocess
import urllib.parse

import pytest

from harness import paths

from . import sandbox as stand_in
from .deployment import CALLS, good

FAULTS = [("status", {"status": status}) for status in (400, 401, 403, 404, 409, 429, 500, 503)] + [
    ("status", {"status": 403, "body": "<html>"}), ("api-error", {"error": "Ошибка", "error_code": 5}), ("captcha", {}),
    ("slow", {"delay_ms": 50, "where": "mid-body"}), ("reset", {}), ("reset", {"where": "after-headers"}), ("close", {}),
    ("truncated", {}), ("non-json", {}), ("content-type", {}), ("bad-utf8", {}), ("shape", {"body": [1]}),
    ("shape", {"body": {"success": True, "response": 5}}), ("huge", {"bytes": 16 << 20}),
    ("redirect", {"location": "https://kwork.invalid/x"})]


def met(sandbox) -> bool:
    """Whether every planned fault has happened; forgets them."""
    left = [fault for fault in sandbox.control("GET", "faults")["faults"] if fault["remaining"] != 0]
    sandbox.clear_faults()
    return left == []


@pytest.mark.parametrize("level", ["debug", "warning"])
def test_no_fault_of_any_method_makes_the_host_tell(kwork, sandbox, level):
    """The check itself is at the end of every test: output, log, files and command line against all secrets."""
    client = kwork.start(MCP_HOST_LOG=level)
    for kind, more in FAULTS:
        # Few at a time: the circuit breaker would keep the rest away from their faults, as would a 401 that meets the
        # token which another 401 has just brought.
        size = 1 if more.get("status") == 401 else 3
        for some in (CALLS[start:start + size] for start in range(0, len(CALLS), size)):
            good(client, "get_me")
            for _, _, route in some:
                sandbox.fault(kind, route, **more)
            started = [client.start_call(tool, arguments) for tool, arguments, _ in some]
            for identifier in started:
                assert client.answer(identifier, 60)["result"]["content"]
            assert met(sandbox), (kind, more)
    assert "actor" in client.process.stderr, "nothing was logged, so nothing was shown"
    assert "token=" not in client.process.stderr


def test_no_fault_of_the_sign_in_makes_the_host_tell(kwork, sandbox):
    for number, (kind, more) in enumerate(FAULTS):
        client = kwork.start(home=f"home{number}")
        sandbox.fault(kind, "signIn", **more)
        assert client.call("get_me", timeout=60)["content"]
        assert met(sandbox), (kind, more)
        assert "token=" not in client.process.stderr and "password=" not in client.process.stderr
    wrong = kwork.start(home="wrong", KWORK_PASSWORD="not-the-password-1")
    kwork.secrets.add("not-the-password-1")
    assert wrong.call("get_me")["isError"]


def test_a_service_that_repeats_what_it_got_tells_nothing(kwork, sandbox):
    """Error texts go on to the model, so they are cleaned, too."""
    token = sandbox.token()
    client = kwork.start(KWORK_TOKEN=token)
    good(client, "get_me")
    for text in (f"Сбой запроса: {token}", f"Сбой: https://api.kwork.ru/actor?x={token}",
                 f"Сбой: {stand_in.PASSWORD}", f"Сбой: {urllib.parse.quote_plus(stand_in.PASSWORD)}"):
        sandbox.fault("api-error", "actor", error=text)
        client.call("get_me")
        sandbox.fault("status", "actor", status=400, body='{"success":false,"error":"%s"}' % text)
        client.call("get_me")


def test_a_service_that_hides_what_it_got_in_good_answers_tells_nothing(kwork, sandbox):
    """In a value, in a name, escaped for HTML or JSON: what a tool gives back is cleaned when all of that is undone."""
    token = sandbox.token()
    client = kwork.start(KWORK_TOKEN=token)
    good(client, "get_me")
    for secret in (token, "".join(f"&#{ord(one)};" for one in token), stand_in.PASSWORD, urllib.parse.quote(token)):
        sandbox.fault("shape", "project", body={"success": True, "response": {"id": 3010126, "title": f"t {secret}", "description": f"http://x/?token={secret}"}})
        text, structured = good(client, "get_project", {"project_id": 3010126})
        assert "[secret]" in text and "[secret]" in structured["title"] and "[secret]" in structured["description"]
        sandbox.fault("shape", "exchangeInfo", body={"archived_count": 1, secret: secret})
        text, structured = good(client, "get_exchange_info")
        assert "[secret]" in text and structured["others"] == [{"name": "[secret]", "value": "[secret]"}] or "&#" in secret


def test_the_check_finds_what_is_there(kwork, client):
    """A check that finds nothing when something is there proves nothing."""
    good(client, "get_me")
    (kwork.hosts.home() / "note").write_text("hidden-in-a-file")
    kwork.secrets |= {"Профессионал", "hidden-in-a-file", str(paths.binary())}
    places = "\n".join(kwork.leaks(kwork.command_lines()))
    assert "stdout of host 0" in places and "note" in places and "command line 0" in places
    kwork.secrets -= {"Профессионал", "hidden-in-a-file", str(paths.binary())}


def test_the_commands_for_the_operator_tell_nothing(kwork, sandbox, hosts):
    environment = {**paths.environment(hosts.home("home")), **kwork.environment(KWORK_TOKEN=sandbox.token())}
    for arguments in (["list"], ["list", "--json"], ["check"], ["call", "get_me"], ["call", "--json", "get_project", "project_id=1"]):
        command = [str(paths.binary()), arguments[0], "--config", str(paths.ROOT / "plugins.json"), *arguments[1:]]
        done = subprocess.run(command, env=environment, cwd=hosts.home("home"), capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
        (hosts.folder / f"output of {' '.join(arguments)}").write_bytes(done.stdout + done.stderr)
        assert done.returncode == (1 if arguments[-1] == "project_id=1" else 0), done.stdout + done.stderr
