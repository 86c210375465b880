"""A service that stays down, a proxy that is not there, and what failures look like."""

import base64
import socket
import threading
import time

import pytest

from harness.client import Modern

from .deployment import CALLS, FAILURE, failed, good, read_failed, read_good


# The circuit breaker

def open_the_circuit(client, sandbox):
    """Lets enough requests fail at once; afterwards the circuit is open. How many requests went out."""
    good(client, "get_me")
    sandbox.fault("status", "actor", "always", status=500)
    started = [client.start_call("get_me") for _ in range(6)]
    for identifier in started:
        details, _ = read_failed(client.answer(identifier, 40)["result"])
        assert details["code"] in ("circuit_open", "upstream_unavailable")
    return len(sandbox.requests())


def test_a_service_that_stays_down_is_left_alone_and_found_again(kwork, client, sandbox):
    sent = open_the_circuit(client, sandbox)
    details, text = failed(client, "get_connects")
    assert details["code"] == "circuit_open" and details["retry"] == "later" and 0 < details["retryAfterMs"] <= 5_000
    assert "Повторите через" in text
    # Another process of the same user does not try either.
    other = kwork.start()
    assert failed(other, "get_me")[0]["code"] == "circuit_open"
    assert len(sandbox.requests()) == sent
    sandbox.clear_faults()
    # The time it names is the time after which it works.
    time.sleep(failed(client, "get_me")[0]["retryAfterMs"] / 1000 + 0.05)
    good(client, "get_me")
    good(other, "get_me")
    for tool, arguments, _ in CALLS:
        good(client, tool, arguments)


def test_a_probe_that_fails_makes_the_pause_longer(client, sandbox):
    sent = open_the_circuit(client, sandbox)
    time.sleep(failed(client, "get_me")[0]["retryAfterMs"] / 1000 + 0.05)
    details, text = failed(client, "get_me")
    assert len(sandbox.requests()) == sent + 1
    details, text = failed(client, "get_me")
    assert details["code"] == "circuit_open" and details["retryAfterMs"] > 5_000, text
    assert len(sandbox.requests()) == sent + 1


def test_refusals_do_not_open_the_circuit(client, sandbox):
    good(client, "get_me")
    for kind, more in [("status", {"status": 403}), ("status", {"status": 404}), ("captcha", {}), ("api-error", {})]:
        sandbox.fault(kind, "actor", 3, **more)
        for _ in range(3):
            assert failed(client, "get_me")[0]["code"] != "circuit_open"
    good(client, "get_me")


def test_cancelled_calls_do_not_open_the_circuit(client, sandbox):
    good(client, "get_me")
    sandbox.fault("slow", "actor", "always", delay_ms=60_000)
    started = [client.start_call("get_me") for _ in range(8)]
    sandbox.wait_requests("actor", 9)
    for identifier in started:
        client.notify("notifications/cancelled", {"requestId": identifier})
    sandbox.clear_faults()
    good(client, "get_me")


# A service that is not there

def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_nobody_listens(kwork, sandbox):
    client = kwork.start(KWORK_API_URL=f"http://127.0.0.1:{free_port()}/")
    details, text = failed(client, "get_me", timeout=40)
    assert details["code"] == "connection_failed" and details["retry"] == "later", text
    assert sandbox.requests() == []


def test_a_service_without_encryption_elsewhere_is_refused(kwork, sandbox):
    client = kwork.start(KWORK_API_URL="http://kwork.invalid/")
    details, text = failed(client, "get_me")
    assert details["code"] == "session_not_configured" and details["retry"] == "never", text


# Proxies

USER, SECRET = "proxy-user-8861", "proxy-word-5527"


@pytest.mark.parametrize("scheme", ["http", "socks4", "socks4a", "socks5", "socks5h"])
def test_a_dead_proxy_is_an_error_and_never_gone_around(kwork, sandbox, scheme):
    kwork.secrets |= {USER, SECRET}
    client = kwork.start(KWORK_PROXY_URL=f"{scheme}://{USER}:{SECRET}@127.0.0.1:{free_port()}")
    details, text = failed(client, "get_me", timeout=40)
    assert details["code"] == "proxy_failed" and details["retry"] == "later" and "KWORK_PROXY_URL" in text, text
    assert sandbox.requests() == []


def test_a_proxy_that_is_no_address_is_a_mistake_of_the_file(kwork, sandbox):
    kwork.secrets |= {SECRET}
    client = kwork.start(KWORK_PROXY_URL=f"ftp://{USER}:{SECRET}@127.0.0.1:1")
    details, _ = failed(client, "get_me")
    assert details["code"] == "session_not_configured" and sandbox.requests() == []


class Relay(threading.Thread):
    """An HTTP proxy for plain addresses: notes what it is asked, passes it on, or refuses with 407."""

    def __init__(self, refuse=False):
        super().__init__(daemon=True)
        self.refuse = refuse
        self.heads: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            data = b""
            while b"\r\n\r\n" not in data:
                chunk = connection.recv(65536)
                if not chunk:
                    return
                data += chunk
            head, rest = data.split(b"\r\n\r\n", 1)
            self.heads.append(head)
            if self.refuse:
                connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n"
                                   b"Proxy-Authenticate: Basic realm=x\r\nConnection: close\r\n\r\n")
                return
            method, target, _ = head.split(b"\r\n", 1)[0].split(b" ")
            if method == b"CONNECT":
                host, port = target.decode().rsplit(":", 1)
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                onward = rest
            else:
                authority, path = target.removeprefix(b"http://").split(b"/", 1)
                host, port = authority.decode().rsplit(":", 1)
                fields = [line for line in head.split(b"\r\n")[1:] if not line.lower().startswith(b"proxy-")]
                onward = b"\r\n".join([method + b" /" + path + b" HTTP/1.1", *fields]) + b"\r\n\r\n" + rest
            with socket.create_connection((host, int(port))) as service:
                service.sendall(onward)
                back = threading.Thread(target=self._copy, args=(service, connection), daemon=True)
                back.start()
                # A further request on this connection would need its own head: only a tunnel may go on.
                if method == b"CONNECT":
                    self._copy(connection, service)
                back.join(20)

    @staticmethod
    def _copy(source, target):
        try:
            while chunk := source.recv(65536):
                target.sendall(chunk)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        """Takes no more connections."""
        self.listener.close()


@pytest.fixture
def relay(request):
    """A proxy that works, or with `refuse` one that does not know us."""
    running = Relay(**getattr(request, "param", {}))
    yield running
    running.close()


def test_requests_go_through_the_proxy_with_its_credentials(kwork, sandbox, relay):
    kwork.secrets |= {USER, SECRET}
    client = kwork.start(KWORK_PROXY_URL=f"http://{USER}:{SECRET}@127.0.0.1:{relay.port}")
    good(client, "search_users", {"query": "Петров"})
    assert len(sandbox.requests("userSearch")) == 1 and len(relay.heads) == 1
    assert b"\r\nproxy-authorization: basic " in relay.heads[0].lower()
    assert "proxy-authorization" not in sandbox.requests()[0]["headers"]


def test_credentials_of_a_proxy_may_hold_any_character(kwork, sandbox, relay):
    pair = base64.b64encode(f"{USER}:p@ss:w/5527".encode()).decode()
    kwork.secrets |= {"p@ss:w/5527", "p%40ss%3Aw%2F5527", pair}
    client = kwork.start(KWORK_PROXY_URL=f"http://{USER}:p%40ss%3Aw%2F5527@127.0.0.1:{relay.port}")
    good(client, "search_users", {"query": "Петров"})
    assert f"\r\nProxy-Authorization: Basic {pair}".encode() in relay.heads[0]


@pytest.mark.parametrize("relay", [{"refuse": True}], indirect=True, ids=["407"])
def test_a_proxy_that_does_not_know_us(kwork, sandbox, relay):
    kwork.secrets |= {USER, SECRET}
    client = kwork.start(KWORK_PROXY_URL=f"http://{USER}:{SECRET}@127.0.0.1:{relay.port}")
    details, text = failed(client, "get_me", timeout=40)
    assert details["code"] == "proxy_failed" and sandbox.requests() == [], text


# What failures look like

def test_failures_are_the_same_in_both_eras(kwork, client, sandbox):
    good(client, "get_me")
    modern = kwork.start(kind=Modern)
    for kind, more in [("status", {"status": 403}), ("captcha", {}), ("non-json", {}), ("api-error", {"error": "Нет"})]:
        sandbox.fault(kind, "actor", 2, **more)
        old = client.call("get_me")
        new = modern.call("get_me")["result"]
        assert old["content"] == new["content"] and old["_meta"][FAILURE] == new["_meta"][FAILURE]
        assert new["isError"] is True and new["resultType"] == "complete"


@pytest.mark.parametrize("route, tool, arguments", [("userByUsername", "get_user_info", {"username": "nobody"}),
                                                    ("user", "get_user_info", {"user_id": 5})])
def test_a_user_who_does_not_exist_is_no_refused_sign_in(client, sandbox, route, tool, arguments):
    sandbox.fault("api-error", route, error="Пользователь с таким логином не найден")
    assert failed(client, tool, arguments)[0] == {"code": "not_found", "retry": "never"}


def test_a_refusal_of_one_method_does_not_lock_the_others(client, sandbox):
    good(client, "get_me")
    sandbox.fault("api-error", "project", error="Проект «Продажа токенов» снят с публикации", times="always")
    failed(client, "get_project", {"project_id": 5})
    good(client, "get_me")
    assert sandbox.sign_ins() == 1


def test_a_wait_told_with_status_200_counts_for_every_call(client, sandbox):
    good(client, "get_me")
    sandbox.fault("status", "actor", status=200,
                  body='{"success":false,"error":"Слишком много запросов","retry_after":3600}')
    details, _ = failed(client, "get_me")
    assert details["code"] == "rate_limit" and 800_000 < details["retryAfterMs"] <= 900_000
    sent = len(sandbox.requests())
    assert failed(client, "get_connects")[0]["code"] == "rate_limit" and len(sandbox.requests()) == sent


def test_a_failure_ends_one_call_and_nothing_else(client, sandbox):
    good(client, "get_me")
    sandbox.fault("captcha", "actor", "always")
    started = [(client.start_call(tool, arguments), tool) for tool, arguments, _ in CALLS]
    for identifier, tool in started:
        result = client.answer(identifier)["result"]
        assert bool(result.get("isError")) == (tool == "get_me")


# Many calls

def test_bundles_do_not_wait_for_each_other(kwork, sandbox):
    client = kwork.start(change=lambda file: file["policy"].update(workers=16))
    good(client, "get_me")
    sandbox.fault("slow", "actor", "always", delay_ms=60_000)
    held = [client.start_call("get_me") for _ in range(16)]
    sandbox.wait_requests("actor", 17)
    # All workers of the profile bundle are busy: its next call waits, the other bundle's does not.
    waiting = client.start_call("search_users", {"query": "Петров"})
    good(client, "get_exchange_info")
    assert client.responses.get(("int", waiting)) is None
    client.notify("notifications/cancelled", {"requestId": held[0]})
    read_good(client, "search_users", client.answer(waiting)["result"])
    for identifier in held[1:]:
        client.notify("notifications/cancelled", {"requestId": identifier})


def test_three_hundred_calls_at_once(client, sandbox):
    started = [client.start_call("get_me") for _ in range(300)]
    for identifier in started:
        read_good(client, "get_me", client.answer(identifier, 60)["result"])
    assert sandbox.sign_ins() == 1 and len(sandbox.requests("actor")) == 300


@pytest.mark.parametrize("end", ["close", "term"])
def test_the_host_leaves_although_a_call_waits_for_a_permit(kwork, sandbox, hosts, end):
    client = kwork.start(KWORK_RPS_LIMIT="0.03", KWORK_BURST_LIMIT="1", KWORK_TOKEN=sandbox.token())
    good(client, "get_me")
    cancelled = client.start_call("get_me")
    client.notify("notifications/cancelled", {"requestId": cancelled})
    client.start_call("get_me")
    client.pong()
    hosts.leave_to_test(client)
    begun = time.monotonic()
    if end == "close":
        client.process.close_stdin()
    else:
        client.process.send_signal(15)
    assert client.process.wait_exit(10) in (0, 143, -15) and time.monotonic() - begun < 8
    assert client.responses.get(("int", cancelled)) is None and len(sandbox.requests()) == 1
