"""From a tool's transaction to Redis and to WebSockets: nothing lost, each task's events in order, no tool slowed by trouble."""

import json
import os
import signal
import socket
import subprocess
import threading
import time

import pytest

from harness import paths

from .databases import Link
from .servers import Listener, Redis, RedisError, Relay, eventually, free_port, program
from .websocket import Refused

FAST = {"AIWORKER_OUTBOX_INTERVAL_SECONDS": "0.05"}
TOKEN = "a-token-of-enough-characters"


@pytest.fixture
def redis():
    with Redis() as redis:
        yield redis


def work(agent, worker, count: int, first: int = 0) -> list[str]:
    """Claims and completes tasks; their ids."""
    tasks = [worker.task(f"task-{first + number}") for number in range(count)]
    for _ in tasks:
        task = agent.claim("agent")["id"]
        agent.call("update_task_status", taskId=task, agentId="agent", status="completed")
    return tasks


def waiting(worker) -> int:
    return worker.query("SELECT COUNT(*) AS n FROM outbox_events WHERE published_at IS NULL")[0]["n"]


def stored(worker) -> list[dict]:
    return worker.query("SELECT * FROM outbox_events ORDER BY id")


def as_stored(messages: list[dict], worker):
    """Whether messages are the rows of the outbox, each once, in order, in the contract's form."""
    rows = stored(worker)
    assert [message["id"] for message in messages] == [row["id"] for row in rows]
    for message, row in zip(messages, rows):
        assert list(message) == ["id", "eventId", "event", "data", "at"]
        assert (message["eventId"], message["event"], message["data"]) == (row["event_id"], row["event"], json.loads(row["payload"]))
        assert message["at"] == row["created_at"]


# The publisher

def test_events_reach_the_channel_in_order_after_the_cache_keys_are_gone(worker, redis):
    worker.variables = {"AIWORKER_REDIS_URL": redis.url, **FAST}
    seen = []
    with redis.connect() as monitor:
        assert monitor.command("MONITOR") == "OK"
        listener = Listener(redis)
        agent = worker.start()
        agent.call("heartbeat", agentId="agent", status="idle")
        worker.project()
        work(agent, worker, 3)
        as_stored(listener.wait(6), worker)
        eventually("rows marked", lambda: waiting(worker) == 0)
        while len([line for line in seen if '"PUBLISH"' in line]) < 6:
            seen.append(monitor.read())
    for number, line in enumerate(seen):
        if '"PUBLISH"' in line:
            task = next(f'"task:task-{one}"' for one in range(3) if f"task-{one}" in line)
            before = [other for other in seen[:number] if '"DEL"' in other]
            assert any(task in other and '"task:list:project"' in other for other in before), line
    used = {line.split('"')[1].upper() for line in seen}
    assert used <= {"AUTH", "SELECT", "DEL", "UNLINK", "PUBLISH", "PING", "SUBSCRIBE"}, used


@pytest.mark.parametrize("trouble", ["absent", "hanging", "wrong password", "started again"])
def test_trouble_with_redis_slows_no_tool_and_loses_nothing(worker, trouble):
    port, closing = free_port(), []
    url = f"redis://127.0.0.1:{port}/0"
    password = None
    if trouble == "hanging":
        hanging = socket.create_server(("127.0.0.1", port))
        closing.append(hanging)
    if trouble == "wrong password":
        password = "the-right-redis-word"
        worker.secrets |= {password, "a-wrong-redis-word"}
        url = f"redis://:a-wrong-redis-word@127.0.0.1:{port}/0"
    server = Redis(port, password) if trouble in ("wrong password", "started again") else None
    if trouble == "started again":
        first = Listener(server)
    worker.variables = {"AIWORKER_REDIS_URL": url, **FAST}
    agent = worker.start()
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    work(agent, worker, 2)
    if trouble == "started again":
        first.wait(4)
        server.stop()
    slowest = 0.0
    for number in range(10, 16):
        begin = time.monotonic()
        work(agent, worker, 1, number)
        slowest = max(slowest, time.monotonic() - begin)
    assert slowest < 1.9, "a tool waited for Redis"
    eventually("a noted failure", lambda: [row for row in stored(worker) if row["attempts"] > 0 and row["last_error"]], 30)
    assert not [row for row in stored(worker) if "redis-word" in (row["last_error"] or "")]
    ids = [row["id"] for row in stored(worker) if row["published_at"] is None]
    assert len(ids) >= 12
    # It recovers.
    for one in closing:
        one.close()
    if trouble == "wrong password":
        server.command("CONFIG", "SET", "requirepass", "a-wrong-redis-word")
        server.password = "a-wrong-redis-word"
    elif trouble == "started again":
        server.start()
    else:
        server = Redis(port)
    try:
        listener = Listener(server)
        eventually("all rows published", lambda: waiting(worker) == 0, 40)
        # Those that went out before somebody listened are published, only unheard.
        numbers = [message["id"] for message in listener.messages]
        assert numbers == sorted(numbers)
        assert all(row["last_error"] is None for row in stored(worker))
    finally:
        server.stop()


def test_a_full_redis_publishes(worker):
    with Redis(None, None, "maxmemory 2mb", "maxmemory-policy noeviction") as redis:
        with redis.connect() as client, pytest.raises(RedisError, match="OOM"):
            for number in range(4000):
                client.command("SET", f"key-{number}", "x" * 4000)
        listener = Listener(redis)
        agent = worker.start(AIWORKER_REDIS_URL=redis.url, **FAST)
        agent.call("heartbeat", agentId="agent", status="idle")
        worker.project()
        work(agent, worker, 2)
        as_stored(listener.wait(4), worker)


def test_hosts_killed_while_they_publish_lose_nothing_and_keep_each_tasks_order(worker, redis):
    listener = Listener(redis)
    worker.variables = {"AIWORKER_REDIS_URL": redis.url, **FAST}
    agent = worker.start()
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    for number in range(4):
        victim = worker.start(home=f"home-{number}")
        work(victim, worker, 6, 100 * number)
        worker.hosts.leave_to_test(victim.client)
        victim.client.process.process.kill()
        victim.client.process.process.wait()
    eventually("all rows published", lambda: waiting(worker) == 0)
    count = len(stored(worker))
    eventually("all events heard", lambda: len({message["eventId"] for message in listener.messages}) == count)
    first = {}
    for message in listener.messages:
        first.setdefault(message["eventId"], message)
    for task in {row["task_id"] for row in stored(worker)}:
        heard = [message["id"] for message in first.values() if message["data"]["taskId"] == task]
        assert heard == [row["id"] for row in stored(worker) if row["task_id"] == task]


def test_rows_past_their_time_are_deleted_without_redis(worker):
    agent = worker.start(AIWORKER_OUTBOX_RETENTION_SECONDS="1", **FAST)
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task()
    agent.claim()
    agent.call("update_task_status", taskId="task", agentId="agent", status="failed")
    eventually("the rows deleted", lambda: not stored(worker))


# The relay

@pytest.fixture
def queue(worker):
    """The store with one project, and a host on it."""
    agent = worker.start()
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    return agent


@pytest.fixture
def relay(worker, queue):
    with Relay(worker.hosts.home(), worker.url) as relay:
        yield relay


@pytest.mark.parametrize("with_redis", [False, True])
def test_a_reader_gets_what_it_missed_and_then_what_happens(worker, queue, with_redis):
    redis = Redis() if with_redis else None
    try:
        work(queue, worker, 2)
        variables = {"AIWORKER_REDIS_URL": redis.url} if redis else {}
        with Relay(worker.hosts.home(), worker.url, **variables) as relay, relay.socket() as all_of_it, relay.socket(after=3) as some:
            assert [event["id"] for event in some.events(1)] == [4]
            messages = all_of_it.events(4)
            work(queue, worker, 3, 10)
            messages += all_of_it.events(6)
            as_stored(messages, worker)
            assert [event["id"] for event in some.events(6)] == [5, 6, 7, 8, 9, 10]
            if redis:
                redis.stop()
                work(queue, worker, 1, 20)
                assert [event["id"] for event in all_of_it.events(2)] == [11, 12]
            assert some.events(2) if redis else some.is_quiet(0.5)
    finally:
        if redis:
            redis.stop()


def test_readers_that_come_while_events_flow_see_each_once_without_a_gap(worker, relay):
    count = 400
    worker.task("t")

    def write():
        connection = worker.database()
        for number in range(count):
            connection.execute("INSERT INTO outbox_events (event_id, event, task_id, project_id, payload) VALUES (?, 'task:updated', 't', "
                               "'project', '{}')", (f"e{number}",))
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    readers = []
    try:
        while writer.is_alive() or not readers:
            readers.append(relay.socket())
            time.sleep(0.05)
        for reader in readers:
            assert [event["eventId"] for event in reader.events(count)] == [f"e{number}" for number in range(count)]
    finally:
        writer.join()
        for reader in readers:
            reader.close()


def test_a_number_that_is_committed_late_is_not_lost(worker, relay):
    """As on a server, where a transaction that began earlier can end later."""
    worker.task("t")
    row = "INSERT INTO outbox_events (id, event_id, event, task_id, project_id, payload) VALUES (?, ?, 'task:updated', 't', 'project', '{}')"
    with relay.socket() as reader:
        worker.execute(row, 1, "e1")
        assert reader.event()["id"] == 1
        worker.execute(row, 3, "e3")
        assert reader.event()["id"] == 3
        worker.execute(row, 2, "e2")
        assert reader.event()["id"] == 2
        assert reader.is_quiet(1)


def test_what_was_committed_late_reaches_those_who_were_away_then(worker, relay):
    worker.task("t")
    row = "INSERT INTO outbox_events (id, event_id, event, task_id, project_id, payload) VALUES (?, ?, 'task:updated', 't', 'project', '{}')"
    with relay.socket() as reader, relay.socket() as witness:
        worker.execute(row, 1, "e1")
        worker.execute(row, 3, "e3")
        assert [event["id"] for event in reader.events(2)] == [1, 3]
        reader.close()
        worker.execute(row, 2, "e2")
        assert [event["id"] for event in witness.events(3)] == [1, 3, 2]
    with relay.socket(after=3) as back, relay.socket(after=1) as other:
        assert back.event()["id"] == 2
        assert [event["id"] for event in other.events(2)] == [2, 3]
        worker.execute(row, 4, "e4")
        assert back.event()["id"] == other.event()["id"] == 4
    with relay.socket(after=4) as later:
        assert later.is_quiet(1), "who has seen 4 has seen 2"


def test_on_a_server_nothing_is_lost_over_a_new_connection_or_a_new_start(mariadb, tmp_path):
    """Transactions that took their number early and end late: one while its reader is away, one while the relay itself is."""
    store = mariadb.database()
    early = Link(mariadb.port, store.name)

    def insert(link, name):
        link.run("INSERT INTO outbox_events (event_id, event, task_id, project_id, payload, created_at) "
                 f"VALUES ('{name}', 'task:updated', 't', 'p', '{{}}', UTC_TIMESTAMP(3))")

    def meanwhile(name):
        store.script(["INSERT INTO outbox_events (event_id, event, task_id, project_id, payload, created_at) "
                      f"VALUES ('{name}', 'task:updated', 't', 'p', '{{}}', UTC_TIMESTAMP(3))"])

    try:
        with Relay(tmp_path, store.url) as relay:
            relay.get("/api/events")
            with relay.socket() as reader:
                early.run("START TRANSACTION")
                insert(early, "a")
                meanwhile("b")
                last = reader.event()
                assert last["eventId"] == "b"
            early.run("COMMIT")
            with relay.socket(after=last["id"]) as reader:
                assert reader.event()["eventId"] == "a"
                early.run("START TRANSACTION")
                insert(early, "c")
                meanwhile("d")
                last = reader.event()
                assert last["eventId"] == "d"
        early.run("COMMIT")
        with Relay(tmp_path, store.url) as relay, relay.socket(after=last["id"]) as reader:
            heard = []
            while "c" not in heard:
                heard.append(reader.event()["eventId"])
            assert "d" not in heard
    finally:
        early.close()


def test_pings_are_answered_and_frames_that_are_too_long_end_the_connection(relay):
    with relay.socket() as reader:
        reader.send(9, b"are you there")
        assert reader.frame() == (10, b"are you there")
        reader.send(8)
        assert reader.frame()[0] == 8
    with relay.socket() as reader:
        reader.send(1, b"x", claimed=1 << 24)
        kinds = []
        while reader.file.peek(1):
            kinds.append(reader.frame()[0])
        assert kinds in ([], [8])
    assert relay.request("GET", "/health").status == 200


def test_a_reader_that_does_not_read_is_let_go_and_others_are_served(worker, relay):
    worker.task("t")
    slow, quick = relay.socket(), relay.socket()
    try:
        eventually("both are connected", lambda: relay.connections() == 2)
        padding, count = "x" * 20_000, 12 * 500
        connection = worker.database()
        for burst in range(12):
            connection.execute("BEGIN IMMEDIATE")
            for number in range(500):
                connection.execute(
                    "INSERT INTO outbox_events (event_id, event, task_id, project_id, payload) VALUES (?, 'task:updated', 't', 'project', ?)",
                    (f"e{burst}-{number}", json.dumps({"padding": padding})))
            connection.execute("COMMIT")
            quick.events(500)
        connection.close()
        eventually("the end of one connection", lambda: relay.connections() == 1)
        assert relay.memory() < 400_000
        seen = []
        while slow.file.peek(1):
            try:
                seen.append(slow.event()["id"])
            except ValueError:
                break  # The end came in the middle of an event.
        assert 0 < len(seen) < count and seen == list(range(1, len(seen) + 1))
        # It comes back and goes on.
        with relay.socket(after=seen[-1]) as again:
            assert [event["id"] for event in again.events(10)] == list(range(seen[-1] + 1, seen[-1] + 11))
    finally:
        slow.close()
        quick.close()


def test_pings_without_end_fill_no_memory(relay):
    with relay.socket() as reader:
        before = relay.memory()
        reader.socket.settimeout(0.5)
        burst = (b"\x89\xfd\x00\x00\x00\x00" + b"x" * 125) * 1000
        sent = 0
        try:
            while sent < 40 << 20:
                sent += reader.socket.send(burst)
        except OSError:
            pass  # Nobody takes more, or the connection was closed: both are fine.
        assert relay.memory() - before < 60_000
    assert relay.request("GET", "/health").status == 200


@pytest.mark.parametrize("frame", [b"\x81\x02hi", b"\x83\x80abcd", b"\xf1\x80abcd", b"\x8b\x80abcd"],
                         ids=["unmasked", "unknown kind", "unknown bits", "unknown control"])
def test_frames_against_the_rules_end_the_connection(relay, frame):
    with relay.socket() as reader:
        reader.socket.sendall(frame)
        assert reader.end()[:2] == (1002).to_bytes(2, "big")
    assert relay.request("GET", "/health").status == 200


@pytest.mark.parametrize("after", ["abc", "-1", "99999999999999999999", "1e3", ""])
def test_what_is_no_number_of_an_event_is_refused(relay, after):
    with pytest.raises(Refused, match="number of an event") as refused:
        relay.socket(after=after)
    assert refused.value.status == 400


# Who may come in

def test_pages_and_names_from_elsewhere_are_turned_away(worker, relay):
    worker.task("t")
    good = relay.host
    for headers in ({"Host": "evil.example:80"}, {"Host": "localhost.evil.example"}, {"Host": good, "Origin": "http://evil.example"}, {"Host": good, "Origin": "null"},
                    {"Host": good, "Origin": "http://127.0.0.1:1"}, {"Host": good, "Sec-Fetch-Site": "cross-site"}):
        with pytest.raises(Refused) as refused:
            relay.socket(**headers)
        assert refused.value.status == 403 and refused.value.answer
        assert relay.request("POST", "/api/tasks/t/cancel", {}, **headers).status == 403, headers
    assert relay.request("GET", "/api/tasks", Host="evil.example").status == 403
    assert relay.request("POST", "/api/tasks", b"projectId=project&title=x", Content_Type="text/plain").status == 400
    assert worker.row("tasks", "t")["state"] == "backlog"
    relay.socket(Origin=relay.base).close()


def test_another_address_needs_a_token_and_everything_else_needs_it_too(worker, queue, tmp_path):
    with pytest.raises(AssertionError, match="AIWORKER_EVENTS_TOKEN"):
        Relay(tmp_path, worker.url, listen="0.0.0.0:0")
    with pytest.raises(AssertionError, match="16"):
        Relay(tmp_path, worker.url, listen="0.0.0.0:0", AIWORKER_EVENTS_TOKEN="short-secret")
    worker.task("t")
    with Relay(tmp_path, worker.url, listen="0.0.0.0:0", AIWORKER_EVENTS_TOKEN=TOKEN) as relay:
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert relay.request("GET", "/health").status == 200
        for method, path in (("GET", "/api/tasks"), ("GET", "/api/tasks/t"), ("POST", "/api/tasks/t/cancel"), ("GET", "/page.js")):
            assert relay.request(method, path, {} if method == "POST" else None).status == 401, path
            assert relay.request(method, path, {} if method == "POST" else None, Authorization="Bearer wrong").status == 401
        # Not even in the address.
        assert relay.request("GET", f"/api/tasks?token={TOKEN}").status == 401
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            with pytest.raises(Refused, match="login_required") as refused:
                relay.socket(**headers)
            assert refused.value.status == 401
        welcome = relay.request("GET", "/")
        assert (welcome.status, welcome.headers["Location"]) == (303, "/login") and relay.request("GET", "/login").status == 200
        assert relay.get("/api/tasks/t", **bearer)["task"]["state"] == "backlog"
        relay.socket(**bearer).close()

        assert relay.request("POST", "/login", b"token=wrong", Content_Type="application/x-www-form-urlencoded").status == 303
        form = f"token={TOKEN}".encode()
        welcome = relay.request("POST", "/login", form, Content_Type="application/x-www-form-urlencoded")
        cookie = welcome.headers["Set-Cookie"]
        assert welcome.status == 303 and "HttpOnly" in cookie and "SameSite=Strict" in cookie and TOKEN not in cookie
        session = {"Cookie": cookie.split(";")[0]}
        assert relay.request("GET", "/", **session).status == 200
        relay.socket(**session, Origin=relay.base).close()
        with pytest.raises(Refused):
            relay.socket(**session, Origin="http://evil.example")
        relay.request("POST", "/logout", {}, **session)
        assert relay.request("GET", "/api/tasks", **session).status == 401
        with open(f"/proc/{relay.process.pid}/cmdline", encoding="utf-8") as command:
            assert TOKEN not in command.read()
    assert TOKEN not in relay.errors


def test_guessing_the_token_is_told_to_wait_and_the_right_one_still_counts(worker, queue, tmp_path):
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    with Relay(tmp_path, worker.url, listen="0.0.0.0:0", AIWORKER_EVENTS_TOKEN=TOKEN) as relay:
        answers = [relay.request("POST", "/login", f"token=wrong-{number}".encode(), **form).status for number in range(15)]
        assert answers[0] == 303 and answers[-1] == 429
        assert relay.request("GET", "/api/tasks", Authorization="Bearer wrong-too").status == 429
        assert relay.get("/api/tasks", Authorization=f"Bearer {TOKEN}")["total"] == 0
        welcome = relay.request("POST", "/login", f"token={TOKEN}".encode(), **form)
        assert welcome.status == 303 and welcome.headers["Location"] == "/"


@pytest.mark.parametrize("path, fields, status", [
    ("/health", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk", b"200"),
    ("/", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", b"200"),
    ("/events", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", b"426"),
    ("/events", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13", b"426"),
    ("/events", "Connection: close", b"426"),
], ids=["h2c", "elsewhere", "version", "no key", "plain"])
def test_a_request_that_is_no_handshake_gets_an_answer(relay, path, fields, status):
    answer = relay.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n\r\n".encode())
    assert answer.split()[1] == status and answer.split(b"\r\n\r\n", 1)[1]
    assert (b"sec-websocket-version: 13" in answer.lower()) == (status == b"426")


@pytest.mark.parametrize("data", [
    b"\x00" * 2000 + b"\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n"],
    ids=["zeros", "version", "length"])
def test_what_is_no_request_is_told_so_and_ends_one_connection(relay, data):
    answer = relay.raw(data, 10)
    assert answer == b"" or answer.split()[1] in (b"400", b"505")
    assert relay.request("GET", "/health").status == 200


# How it starts and ends

@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_good_order(worker, queue, number):
    """Status 0 shows that it listens to the signal: as the first process of a container it would not end otherwise."""
    with Relay(worker.hosts.home(), worker.url) as relay, relay.socket() as reader:
        relay.process.send_signal(number)
        assert relay.process.wait(timeout=10) == 0
        assert reader.end() == b""


def run(worker, *words, **variables) -> subprocess.CompletedProcess:
    environment = {"AIWORKER_DATABASE_URL": worker.url, **variables}
    return subprocess.run([program("aiworker-events"), *words], env=paths.environment(worker.hosts.home(), **environment),
                          capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("words, variables, reason", [
    (["--listen", "nonsense"], {}, "--listen"), (["--listen", "127.evil.example:0"], {}, "AIWORKER_EVENTS_TOKEN"),
    (["--listen", "192.0.2.1:0"], {"AIWORKER_EVENTS_TOKEN": TOKEN}, "no address 192.0.2.1"),
    ([], {"AIWORKER_LEASE_SECONDS": "nonsense"}, "AIWORKER_LEASE_SECONDS")])
def test_what_cannot_be_served_ends_at_once_with_a_reason(worker, words, variables, reason):
    done = run(worker, *words, **variables)
    assert done.returncode == 1 and reason in done.stderr and TOKEN not in done.stderr and "Fatal" not in done.stderr


def test_a_port_that_is_taken_is_named(worker):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(worker, "--listen", f"127.0.0.1:{port}")
    assert done.returncode == 1 and f"port {port} is taken" in done.stderr and "--listen" in done.stderr


def test_it_ends_with_its_parent_when_asked_to(worker, queue):
    reading, writing = os.pipe()
    with Relay(worker.hosts.home(), worker.url, "--with-parent", stdin=reading) as relay:
        os.close(reading)
        assert relay.request("GET", "/health").status == 200
        os.close(writing)
        assert relay.process.wait(timeout=10) == 0


# What the page may not do

def test_answers_forbid_the_page_what_it_does_not_need(relay):
    for path in ("/", "/page.js", "/page.css", "/api/tasks", "/nothing"):
        headers = relay.request("GET", path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy and "http" not in policy
        assert "frame-ancestors 'none'" in policy and headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
    page = b"".join(relay.request("GET", path).body for path in ("/", "/page.js", "/page.css"))
    assert b"//cdn" not in page and b"innerHTML" not in page and b"@import" not in page


# What people do over HTTP

def test_the_api_does_what_people_do_and_shows_no_values_of_the_environment(worker, relay, queue):
    worker.secrets.add("environment-secret-9Kd")
    worker.execute("UPDATE projects SET env_vars = ?", json.dumps({"KEY": "environment-secret-9Kd"}))
    task = relay.post("/api/tasks", {"projectId": "project", "title": "From the page", "priority": 5,
                                     "requiredCapabilities": ["swift"]})["task"]["id"]
    assert queue.claim("agent", capabilities=["Swift"])["id"] == task
    question = queue.call("ask_user_question", taskId=task, agentId="agent", question="Which?")["questionId"]
    assert [one["id"] for one in relay.get("/api/questions")["questions"]] == [question]
    relay.post(f"/api/questions/{question}/answer", {"response": "that"})
    assert relay.request("POST", f"/api/questions/{question}/answer", {"response": "x"}).error == "question_closed"
    assert queue.call("check_question_response", taskId=task, agentId="agent")["response"] == "that"
    assert relay.request("POST", f"/api/tasks/{task}/approve", {}).status == 409
    queue.call("update_task_status", taskId=task, agentId="agent", status="ready_to_test")
    assert relay.post(f"/api/tasks/{task}/approve")["newState"] == "approved"
    assert relay.post(f"/api/tasks/{task}/requeue")["newState"] == "backlog"
    assert relay.post(f"/api/tasks/{task}/cancel")["newState"] == "cancelled"
    agents = relay.get("/api/agents")["agents"]
    assert [(one["id"], one["status"]) for one in agents] == [("agent", "idle")] and agents[0]["secondsSinceHeartbeat"] is not None
    for path in ("/api/projects", "/api/tasks", f"/api/tasks/{task}", "/api/events", "/api/log"):
        assert b"environment-secret" not in relay.request("GET", path).body
    assert relay.request("GET", "/api/tasks/none").status == 404
    assert relay.request("POST", "/api/tasks", {"projectId": "none", "title": "x"}).status == 404
    for body in (b"", b"[]", b"{", b'{"projectId": 1, "title": "x"}', b'{"title": "x"}', b'{"projectId": "project", "title": " "}',
                 b'{"projectId": "project", "title": "x", "state": "completed"}', b'{"projectId": "project", "title": "x", "priority": "high"}'):
        assert relay.request("POST", "/api/tasks", body).status == 400, body
    assert relay.request("POST", "/api/tasks", b"x" * (1 << 21)).status == 413


def test_the_relay_outlives_a_database_that_is_locked(worker, relay, queue):
    with relay.socket() as reader:
        work(queue, worker, 1)
        reader.events(2)
        blocker = worker.database()
        blocker.execute("BEGIN EXCLUSIVE")
        assert relay.request("GET", "/health").status == 200
        blocker.execute("COMMIT")
        blocker.close()
        work(queue, worker, 1, 5)
        assert [event["id"] for event in reader.events(2)] == [3, 4]
