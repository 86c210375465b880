"""From a tool's transaction to Redis and to WebSockets: nothing lost, each task's events in order, no tool slowed by trouble."""

import json
import pathlib
import socket
import threading
import time

import pytest

from .servers import Control, Listener, Redis, RedisError, Refused, Relay, eventually, free_port, program

pytestmark = pytest.mark.skipif(not program("aiworker-events").exists(), reason="aiworker-events is not built")

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


def test_a_slow_reader_is_let_go_and_others_are_served(worker, relay):
    worker.task("t")
    slow, quick = relay.socket(), relay.socket()
    try:
        padding = "x" * 20_000
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
        memory = int(next(line for line in pathlib.Path(f"/proc/{relay.process.pid}/status").read_text().splitlines()
                          if line.startswith("VmRSS")).split()[1])
        assert memory < 400_000, f"{memory} KiB"
    finally:
        slow.close()
        quick.close()


# Who may come in

def test_pages_and_names_from_elsewhere_are_turned_away(worker, relay):
    worker.task("t")
    good = relay.host
    for headers in ({"Host": "evil.example:80"}, {"Host": good, "Origin": "http://evil.example"}, {"Host": good, "Origin": "null"},
                    {"Host": good, "Origin": "http://127.0.0.1:1"}, {"Host": good, "Sec-Fetch-Site": "cross-site"}):
        with pytest.raises(Refused):
            relay.socket(**headers)
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
        with pytest.raises(Refused):
            relay.socket()
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
    assert TOKEN not in relay.errors


def test_guessing_the_token_is_slowed_down(worker, queue, tmp_path):
    with Relay(tmp_path, worker.url, listen="0.0.0.0:0", AIWORKER_EVENTS_TOKEN=TOKEN) as relay:
        answers = [relay.request("POST", "/login", f"token=wrong-{number}".encode(), Content_Type="application/x-www-form-urlencoded").status
                   for number in range(15)]
        assert 429 in answers


def test_answers_forbid_the_page_what_it_does_not_need(relay):
    for path in ("/", "/page.js", "/page.css", "/api/tasks", "/nothing"):
        headers = relay.request("GET", path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy and "http" not in policy
        assert "frame-ancestors 'none'" in policy and headers["X-Content-Type-Options"] == "nosniff"
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
                 b'{"projectId": "project", "title": "x", "state": "completed"}'):
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
