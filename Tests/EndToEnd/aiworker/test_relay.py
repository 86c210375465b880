"""aiworker-events over real sockets: the API, the relay from any last seen id, and who is let in."""

import http.client
import json
import os
import subprocess
import threading

import pytest

from harness import paths

from .websocket import Refused, WebSocket

TOKEN = "0123456789abcdef-secret"


class Server:
    """A running aiworker-events on a port of its own."""

    def __init__(self, worker, *words, **variables):
        place = os.environ.get("AIWORKER_EVENTS_BINARY", paths.binary().parent / "aiworker-events")
        self.process = subprocess.Popen(
            [place, "--listen", "127.0.0.1:0", "--with-parent", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=paths.environment(worker.hosts.home(), AIWORKER_DATABASE_URL=worker.url, **variables))
        line = self.process.stdout.readline().decode()
        assert "Listening on" in line, line + self.process.stderr.read().decode()
        self.port = int(line.rsplit(":", 1)[1].strip().rstrip("/"))

    def request(self, method, path, body=None, headers=()):
        """Status, headers and body of a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = dict(headers)
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def json(self, method, path, body=None, status=200, headers=()):
        """The JSON of an answer with that status."""
        got, _, text = self.request(method, path, body, headers)
        assert got == status, (got, text)
        return json.loads(text)

    def stop(self):
        """Ends it; returns what it wrote."""
        self.process.stdin.close()
        self.process.wait(10)
        return self.process.stdout.read() + self.process.stderr.read()


@pytest.fixture
def server(worker, agent):
    """A server on a queue with one project."""
    running = Server(worker)
    yield running
    running.stop()


def test_people_do_everything_through_the_api(worker, agent, server):
    made = server.json("POST", "/api/tasks", {"projectId": "project", "title": "Do <b>it</b>", "priority": 3, "requiredCapabilities": ["x"]})
    task = made["task"]["id"]
    assert server.json("GET", "/api/tasks?state=backlog")["total"] == 1
    assert agent.claim(capabilities=["x"])["id"] == task
    question = agent.call("ask_user_question", taskId=task, question="Which?")["questionId"]
    assert [one["id"] for one in server.json("GET", "/api/questions")["questions"]] == [question]
    assert server.json("POST", f"/api/questions/{question}/answer", {"response": ""})["question"]["status"] == "answered"
    error = server.json("POST", f"/api/questions/{question}/answer", {"response": "again"}, 409)["error"]
    assert error["code"] == "question_closed"
    assert agent.call("check_question_response", taskId=task)["response"] == ""
    agent.call("update_task_status", taskId=task, status="ready_to_test")
    assert server.json("POST", f"/api/tasks/{task}/approve")["newState"] == "approved"
    assert server.json("POST", f"/api/tasks/{task}/requeue")["newState"] == "backlog"
    assert agent.claim(capabilities=["x"])["id"] == task
    assert server.json("POST", f"/api/tasks/{task}/cancel")["newState"] == "cancelled"
    assert agent.call("heartbeat", agentId="agent", status="busy")["cancelled"] is True
    assert server.json("POST", f"/api/tasks/{task}/approve", None, 409)["error"]["code"] == "invalid_transition"
    assert server.json("GET", "/api/agents")["agents"][0]["id"] == "agent"
    assert server.json("GET", f"/api/tasks/{task}")["task"]["state"] == "cancelled"
    assert server.json("GET", "/api/tasks/none", None, 404)["error"]["code"] == "task_not_found"


@pytest.mark.parametrize("body", [{}, {"projectId": "project"}, {"projectId": "project", "title": " "}, {"projectId": 1, "title": "t"},
                                  {"projectId": "project", "title": "t", "priority": "high"}, {"projectId": "project", "title": "t", "x": 1},
                                  {"projectId": "none", "title": "t"}, []])
def test_what_is_no_task_is_refused_and_adds_nothing(worker, server, body):
    status, _, text = server.request("POST", "/api/tasks", body)
    assert status in (400, 404) and json.loads(text)["error"]["message"]
    assert worker.query("SELECT * FROM tasks") == []


def test_a_form_of_another_page_is_no_json(worker, server):
    status, _, _ = server.request("POST", "/api/tasks", '{"projectId": "project", "title": "t"}', {"Content-Type": "text/plain"})
    assert status == 400 and worker.query("SELECT * FROM tasks") == []


def test_secrets_of_a_project_never_leave(worker, agent, server):
    worker.execute("UPDATE projects SET env_vars = ?", json.dumps({"KEY": "env-secret-value"}))
    worker.task("t")
    for path in ("/api/projects", "/api/tasks", "/api/tasks/t", "/api/events"):
        assert "env-secret-value" not in server.request("GET", path)[2]


def test_every_answer_forbids_what_the_page_does_not_need(server):
    for path in ("/", "/page.js", "/page.css", "/api/tasks", "/nothing", "/health"):
        _, headers, _ = server.request("GET", path)
        assert "default-src 'none'" in headers["content-security-policy"] and headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Host": "localhost.evil.example"}])
def test_a_name_that_points_here_is_not_served(server, headers):
    assert server.request("GET", "/", None, headers)[0] == 403
    with pytest.raises(Refused):
        WebSocket(server.port, "/events", headers.items())


def test_another_page_can_neither_change_nor_listen(worker, server):
    worker.task("t")
    origin = {"Origin": "http://evil.example"}
    assert server.request("POST", "/api/tasks/t/cancel", "{}", {**origin, "Content-Type": "application/json"})[0] == 403
    with pytest.raises(Refused):
        WebSocket(server.port, "/events", origin.items())
    assert worker.row("tasks", "t")["state"] == "backlog"


def test_events_come_from_the_last_seen_one_and_then_live(worker, agent, server):
    worker.task("t")
    agent.claim()
    first = WebSocket(server.port, "/events?after=0")
    past = json.loads(first.text())
    assert (past["event"], past["data"]["newState"]) == ("task:status_changed", "in_progress") and past["eventId"] and past["at"]
    agent.call("update_task_status", taskId="t", status="completed")
    live = json.loads(first.text())
    assert live["data"]["newState"] == "completed" and live["id"] > past["id"]
    second = WebSocket(server.port, f"/events?after={past['id']}")
    assert json.loads(second.text())["id"] == live["id"]
    for socket in (first, second):
        socket.close()


def test_nothing_is_missed_or_told_twice_while_many_things_happen(worker, agent, server):
    """Readers that come and go in the middle of two thousand events get each of them once and in order."""
    total = 2000
    sockets = [WebSocket(server.port, "/events?after=0", patience=60)]

    def write():
        connection = worker.database()
        for number in range(total):
            connection.execute("INSERT INTO outbox_events (event_id, event, payload) VALUES (?, 'test', '{}')", (f"e{number}",))
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    seen = [[json.loads(sockets[0].text(60))["id"] for _ in range(total // 2)]]
    sockets.append(WebSocket(server.port, f"/events?after={seen[0][99]}", patience=60))
    seen[0] += [json.loads(sockets[0].text(60))["id"] for _ in range(total - total // 2)]
    seen.append([json.loads(sockets[1].text(60))["id"] for _ in range(total - 100)])
    writer.join()
    assert seen[0] == sorted(set(seen[0])) and len(seen[0]) == total
    assert seen[1] == seen[0][100:]
    for socket in sockets:
        socket.close()


def test_a_reader_that_does_not_read_is_let_go_and_harms_nobody(worker, agent, server):
    slow = WebSocket(server.port, "/events?after=0")
    payload = json.dumps({"text": "x" * 20_000})
    connection = worker.database()
    for number in range(3000):
        connection.execute("INSERT INTO outbox_events (event_id, event, payload) VALUES (?, 'test', ?)", (f"e{number}", payload))
    last = connection.execute("SELECT MAX(id) FROM outbox_events").fetchone()[0]
    connection.close()
    quick = WebSocket(server.port, f"/events?after={last - 1}")
    assert json.loads(quick.text())["id"] == last
    resident = int(next(line for line in open(f"/proc/{server.process.pid}/status") if line.startswith("VmRSS")).split()[1])
    assert resident < 400_000, f"{resident} kB"
    slow.close()
    quick.close()


def test_with_a_token_people_log_in_and_programs_send_it(worker, agent):
    worker.task("t")
    server = Server(worker, AIWORKER_EVENTS_TOKEN=TOKEN)
    assert server.request("GET", "/health")[0] == 200
    status, headers, _ = server.request("GET", "/")
    assert status == 303 and headers["location"] == "/login"
    assert server.request("GET", "/login")[0] == 200 and server.request("GET", "/page.js")[0] == 401
    assert server.json("GET", "/api/tasks", None, 401)["error"]["code"] == "login_required"
    with pytest.raises(Refused):
        WebSocket(server.port, "/events")
    assert server.request("POST", "/login", "token=wrong")[1]["location"] == "/login?wrong"
    status, headers, _ = server.request("POST", "/login", f"token={TOKEN}")
    assert status == 303 and headers["location"] == "/" and "HttpOnly" in headers["set-cookie"] and TOKEN not in headers["set-cookie"]
    cookie = {"Cookie": headers["set-cookie"].split(";")[0]}
    assert server.json("GET", "/api/tasks", headers=cookie)["total"] == 1
    WebSocket(server.port, "/events", cookie.items()).close()
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert server.json("GET", "/api/tasks", headers=bearer)["total"] == 1
    WebSocket(server.port, "/events", bearer.items()).close()
    server.request("POST", "/logout", "", cookie)
    assert server.request("GET", "/api/tasks", None, cookie)[0] == 401
    command = open(f"/proc/{server.process.pid}/cmdline").read()
    written = server.stop()
    assert TOKEN not in command and TOKEN.encode() not in written


@pytest.mark.parametrize("words, variables", [
    (["--listen", "0.0.0.0:0"], {}), (["--listen", "0.0.0.0:0"], {"AIWORKER_EVENTS_TOKEN": "short"}), (["--listen", "nonsense"], {}),
    ([], {"AIWORKER_LEASE_SECONDS": "nonsense"})])
def test_what_cannot_be_served_ends_at_once_with_a_reason(worker, words, variables):
    binary = os.environ.get("AIWORKER_EVENTS_BINARY", paths.binary().parent / "aiworker-events")
    done = subprocess.run([binary, *words], env=paths.environment(worker.hosts.home(), AIWORKER_DATABASE_URL=worker.url, **variables),
                          capture_output=True, text=True, timeout=20)
    assert done.returncode != 0 and done.stderr.strip() and "short" not in done.stderr and "Fatal" not in done.stderr


@pytest.mark.parametrize("data", [b"GET / HTTP/1.1\r\n", b"\x00" * 2000, b"GET / HTTP/9.9\r\n\r\n", b"POST /api/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"])
def test_nonsense_ends_one_connection_and_no_more(server, data):
    import socket
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    connection.sendall(data)
    connection.close()
    assert server.request("GET", "/health")[0] == 200


def test_a_body_that_is_too_long(server):
    status, _, _ = server.request("POST", "/api/tasks", "x" * (2 << 20), {"Content-Type": "application/json"})
    assert status == 413
