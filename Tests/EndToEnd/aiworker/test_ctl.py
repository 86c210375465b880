"""aiworkerctl as a person and as a script use it, on a real store; its cluster is the stand-in."""

import http.server
import json
import subprocess
import threading

import pytest

from .servers import Control, Redis, program
from .standins import certificates, kubeconfig
from .standins.kubernetes import Kubernetes

SECRET = "environment-secret-7Hq2"


@pytest.fixture
def control(worker):
    """The program on the store of the test. No secret may have been printed at its end."""
    control = Control(worker.hosts.home(), worker.url)
    worker.secrets.add(SECRET)
    yield control
    assert not [output for output in control.outputs for secret in worker.secrets if secret in output]


@pytest.fixture
def shop(control):
    control.run("project", "add", "shop", "--name", "Shop")
    return "shop"


def test_the_first_run_is_three_commands(control, worker):
    """A project and a task on a store that does not exist yet, an agent that takes it, an answer to its question."""
    control.run("project", "add", "shop", "--name", "Shop")
    control.run("task", "add", "shop", "Add a dark mode", "--id", "dark-mode")
    agent = worker.start()
    assert agent.claim("ada")["id"] == "dark-mode"
    question = agent.call("ask_user_question", taskId="dark-mode", agentId="ada", question="Which shade?")["questionId"]
    listed = control.json("question", "list")["questions"]
    assert [(one["id"], one["taskId"], one["taskTitle"], one["status"]) for one in listed] == [
        (question, "dark-mode", "Add a dark mode", "pending")]
    assert question in control.text("question", "list")
    control.run("question", "answer", question, "Midnight blue")
    assert agent.call("check_question_response", taskId="dark-mode", agentId="ada")["response"] == "Midnight blue"
    assert control.json("question", "list") == {"questions": []}
    assert control.json("question", "list", "--all")["questions"][0]["status"] == "consumed"
    assert agent.call("update_task_status", taskId="dark-mode", agentId="ada", status="completed")["success"]
    assert control.json("task", "show", "dark-mode")["task"]["state"] == "completed"


def test_cancelling_is_told_to_the_agent(control, worker, shop):
    control.run("task", "add", shop, "Work", "--id", "t")
    agent = worker.start()
    agent.claim("ada")
    assert control.json("task", "cancel", "t") == {
        "success": True, "taskId": "t", "oldState": "in_progress", "newState": "cancelled", "changed": True}
    assert control.json("task", "cancel", "t")["changed"] is False
    assert agent.fails("update_task_status", taskId="t", agentId="ada", status="completed")["code"] == "invalid_transition"
    assert agent.call("heartbeat", agentId="ada", status="busy")["cancelled"] is True
    assert agent.call("heartbeat", agentId="ada", status="idle")["cancelled"] is False


def test_a_failed_task_goes_back_and_one_that_is_ready_is_approved(control, worker, shop):
    control.run("task", "add", shop, "Work", "--id", "t")
    agent = worker.start()
    agent.claim("ada")
    agent.call("update_task_status", taskId="t", agentId="ada", status="failed", metadata={"error": "no luck"})
    assert control.json("task", "requeue", "t")["newState"] == "backlog"
    assert agent.claim("bob")["id"] == "t"
    agent.call("update_task_status", taskId="t", agentId="bob", status="ready_to_test")
    assert control.json("task", "approve", "t")["newState"] == "approved"
    assert worker.changes("t")[-1] == ("ready_to_test", "approved")


@pytest.mark.parametrize("verb, state", [("approve", "backlog"), ("requeue", "in_progress"), ("cancel", "completed")])
def test_what_the_states_forbid_is_refused_and_says_why(control, worker, shop, verb, state):
    control.run("task", "add", shop, "Work", "--id", "t")
    if state != "backlog":
        agent = worker.start()
        agent.claim("ada")
        if state == "completed":
            agent.call("update_task_status", taskId="t", agentId="ada", status="completed")
    error = json.loads(control.run("task", verb, "t", "--json", status=1).stdout)["error"]
    assert error["code"] == "invalid_transition" and error["from"] == state and "allowed" in error
    assert state in control.run("task", verb, "t", status=1).stderr
    assert worker.row("tasks", "t")["state"] == state


def test_unknown_ids_and_second_answers_are_refused(control, worker, shop):
    assert "get_next_task" not in control.run("task", "show", "none", status=1).stderr
    for arguments in (["task", "show", "none"], ["task", "cancel", "none"], ["project", "show", "none"],
                      ["question", "answer", "none", "x"], ["task", "add", "none", "x"]):
        assert "none" in control.run(*arguments, status=1).stderr
    control.run("task", "add", shop, "Work", "--id", "t")
    agent = worker.start()
    agent.claim("ada")
    question = agent.call("ask_user_question", taskId="t", agentId="ada", question="Which?")["questionId"]
    control.run("question", "answer", question, "-", input="line one\nline two\n")
    assert worker.row("task_questions", question)["response"] == "line one\nline two"
    assert json.loads(control.run("question", "answer", question, "x", "--json", status=1).stdout)["error"]["code"] == "question_closed"


def test_the_environment_of_a_project_is_taken_from_a_file_and_never_shown(control, worker, shop):
    control.run("project", "set", shop, "--env-file", "-", "--docker-image", "registry.example.org/shop:1",
                input=f"# values\nMODE=preview\nKEY={SECRET}\n")
    project = control.json("project", "show", shop)["project"]
    assert project["envVarNames"] == ["KEY", "MODE"] and project["dockerImage"] == "registry.example.org/shop:1"
    assert json.loads(worker.row("projects", shop)["env_vars"]) == {"MODE": "preview", "KEY": SECRET}
    control.run("project", "set", shop, "--env-file", "-", input=f'A="two words"\nB=\'{SECRET}\'\nC="\nD=say "yes"\nE=\n')
    assert json.loads(worker.row("projects", shop)["env_vars"]) == {
        "A": "two words", "B": SECRET, "C": '"', "D": 'say "yes"', "E": ""}
    # A secret without its name is not repeated either.
    control.run("project", "set", shop, "--env-file", "-", input=f"{SECRET}\n", status=1)
    control.run("project", "set", shop, "--env-file", "-", input=json.dumps({"KEY": SECRET, "bad name": SECRET}), status=1)
    for command in (["project", "list"], ["project", "show", shop], ["task", "list"], ["doctor"], ["events"]):
        control.run(*command)
        control.run(*command, "--json")


def test_lists_are_filtered_and_paged(control, shop):
    for number in range(5):
        control.run("task", "add", shop, f"Task {number}", "--id", f"t{number}", "--priority", str(number))
    control.run("task", "cancel", "t4")
    page = control.json("task", "list", "--state", "backlog", "--limit", "2", "--offset", "1")
    assert [task["id"] for task in page["tasks"]] == ["t2", "t1"] and page["total"] == 4
    assert "--offset 3" in control.text("task", "list", "--state", "backlog", "--limit", "2", "--offset", "1")
    assert [task["id"] for task in control.json("task", "list", "--search", "task 3")["tasks"]] == ["t3"]
    assert control.json("task", "list", "--project", "other")["total"] == 0
    assert "backlog" in control.run("task", "list", "--state", "none", status=1).stderr


def test_text_of_agents_cannot_move_the_cursor(control, worker, shop):
    evil = "\x1b[2J\x1b]0;owned\x07 \u202egnp.exe\u202c \x9b31m\nforged line"
    assert "line" in control.run("task", "add", shop, evil, status=1).stderr
    control.run("task", "add", shop, "Work", "--id", "t")
    worker.execute("UPDATE tasks SET title = ? WHERE id = 't'", evil)
    agent = worker.start()
    agent.claim("ada")
    agent.call("log_activity", agentId="ada", message=evil)
    agent.call("ask_user_question", taskId="t", agentId="ada", question=evil, context=evil)
    for command in (["task", "list"], ["task", "show", "t"], ["question", "list"], ["log"], ["events"], ["agent", "list"]):
        text = control.text(*command)
        assert not [sign for sign in text if (ord(sign) < 32 and sign != "\n") or 0x7F <= ord(sign) < 0xA0 or sign in "\u202e\u202c"]
    assert not [line for line in control.text("task", "list").splitlines() if line.startswith("forged")]
    assert control.json("task", "show", "t")["task"]["title"] == evil


def test_events_are_shown_after_a_number_in_the_form_of_the_channel(control, worker, shop):
    control.run("task", "add", shop, "Work", "--id", "t")
    worker.start().claim("ada")
    lines = [json.loads(line) for line in control.text("events", "--after", "0", "--json").splitlines()]
    assert [line["id"] for line in lines] == [1, 2]
    assert set(lines[1]) == {"id", "eventId", "event", "data", "at"}
    assert lines[1]["event"] == "task:status_changed" and lines[1]["data"]["newState"] == "in_progress"
    assert [json.loads(line)["id"] for line in control.text("events", "--after", "1", "--json").splitlines()] == [2]
    for number in ("-1", "-9223372036854775808"):
        assert "--after" in control.run("events", f"--after={number}", status=64).stderr


def test_a_command_line_that_is_wrong_is_told_to_programs_as_json(control, shop):
    for words in (["task", "nonsense"], ["task", "add"], ["events", "--after", "-1"], ["task", "add", shop, "x", "--priority", "much"]):
        done = control.run(*words, "--json", status=64)
        assert json.loads(done.stdout)["error"]["code"] == "usage" and not done.stderr
        assert control.run(*words, status=64).stderr
    assert control.text("--version").startswith("aiworkerctl ")
    assert "task" in control.text("-h")


def test_texts_and_numbers_that_begin_with_a_minus(control, worker, shop):
    control.run("task", "add", shop, "Later", "--id", "later", "--priority", "-5")
    assert worker.row("tasks", "later")["priority"] == -5
    # Not taken for -h.
    assert "--." in control.run("task", "add", shop, "-help me", status=64).stderr
    assert "--." in json.loads(control.run("task", "add", shop, "-help me", "--json", status=64).stdout)["error"]["message"]
    control.run("task", "add", shop, "--id", "minus", "--", "-help me")
    assert worker.row("tasks", "minus")["title"] == "-help me"


def test_agents_are_added_where_registration_is_closed(control, worker, shop):
    control.run("task", "add", shop, "Work", "--id", "t", "--capability", "css")
    agent = worker.start(AIWORKER_AGENT_REGISTRATION="closed")
    assert agent.fails("get_next_task", agentId="ada")["code"] == "agent_not_found"
    assert control.json("agent", "add", "ada", "--capability", "CSS")["agent"]["status"] == "offline"
    assert agent.claim("ada")["id"] == "t"
    assert json.loads(control.run("agent", "add", "ada", "--json", status=1).stdout)["error"]["code"] == "already_exists"
    control.run("agent", "add", " ", status=1)


def test_a_database_that_ends_with_the_command_is_refused(control):
    done = control.run("project", "add", "x", status=2, AIWORKER_DATABASE_URL="sqlite::memory:")
    assert "AIWORKER_DATABASE_URL" in done.stderr and not done.stdout
    assert "in memory" in control.text("doctor", AIWORKER_DATABASE_URL="sqlite::memory:")


def test_doctor_tells_what_is_wrong_and_what_to_do(control, worker, shop, gitea):
    found = {check["part"]: check for check in control.json("doctor")["checks"]}
    assert {part: check["verdict"] for part, check in found.items()} == {
        "settings": "OK", "database": "OK", "redis": "not configured", "gitea": "not configured", "cluster": "not configured"}
    assert "SQLite" in found["database"]["message"]

    worker.secrets |= {gitea.token, "redis-secret-word"}
    with Redis(None, "redis-secret-word") as redis:
        good = {"AIWORKER_REDIS_URL": redis.url, "GITEA_URL": gitea.url, "GITEA_TOKEN": gitea.token}
        found = {check["part"]: check for check in control.json("doctor", **good)["checks"]}
        assert found["redis"]["verdict"] == found["gitea"]["verdict"] == "OK", found
    bad = {**good, "GITEA_TOKEN": "a-wrong-token", "AIWORKER_KUBE_URL": "http://127.0.0.1:1", "AIWORKER_HTTP_TIMEOUT_SECONDS": "1"}
    answer = json.loads(control.run("doctor", "--json", status=1, **bad).stdout)
    found = {check["part"]: check for check in answer["checks"]}
    assert answer["ok"] is False
    assert {part for part, check in found.items() if check["verdict"] == "problem"} == {"redis", "gitea", "cluster"}
    assert all(check["advice"] for check in found.values() if check["verdict"] == "problem")
    gitea.violations.clear()


def test_doctor_tells_a_missing_right_from_a_cluster_that_does_not_answer(control, worker, shop, kubernetes):
    worker.secrets.add(kubernetes.token)
    variables = {"AIWORKER_KUBE_URL": kubernetes.url, "AIWORKER_KUBE_TOKEN": kubernetes.token, "AIWORKER_PREVIEW_DOMAIN": "preview.test"}

    def cluster(status=0, **other):
        return json.loads(control.run("doctor", "--json", status=status, **{**variables, **other}).stdout)["checks"][-1]

    assert cluster()["verdict"] == "OK" and kubernetes.version in cluster()["message"]
    kubernetes.forbidden = ["DELETE */namespaces/*"]
    assert "delete namespaces" in cluster()["message"]
    kubernetes.forbidden = ["PATCH */ingresses/*"]
    refused = cluster(status=1)
    assert refused["verdict"] == "problem" and "patch ingresses" in refused["message"] and "patch services" not in refused["message"]
    kubernetes.forbidden = []
    wrong = cluster(status=1, AIWORKER_KUBE_TOKEN="a-wrong-token")
    assert "401" in wrong["message"] and "may not" not in wrong["message"] and "a-wrong-token" not in json.dumps(wrong)
    elsewhere = cluster(status=1, AIWORKER_KUBE_URL="http://127.0.0.1:1")
    assert "may not" not in elsewhere["message"] and elsewhere["advice"]
    # A name that only looks like this machine.
    for url in ("http://127.evil.example", "http://192.0.2.1:6443"):
        assert "AIWORKER_KUBE_URL" in control.text("doctor", status=1, **{**variables, "AIWORKER_KUBE_URL": url})


def test_doctor_tries_to_write(control, worker, shop):
    assert control.json("doctor")["ok"]
    worker.execute("CREATE TRIGGER readers_only BEFORE INSERT ON aiworker_meta BEGIN SELECT RAISE(ABORT, 'readers only'); END")
    before = worker.query("SELECT * FROM aiworker_meta")
    assert "problem" in control.text("doctor", status=1)
    worker.execute("DROP TRIGGER readers_only")
    assert control.json("doctor")["ok"] and worker.query("SELECT * FROM aiworker_meta") == before


def test_doctor_finds_a_user_of_a_server_who_may_only_read(control, mariadb):
    store = mariadb.database()
    assert control.json("doctor", AIWORKER_DATABASE_URL=store.url)["ok"]
    name = store.url.rpartition("/")[2]
    user = "reader_" + name[-20:]
    store.script([f"CREATE USER '{user}'@'%' IDENTIFIED BY 'word-of-the-reader'", f"GRANT SELECT ON {name}.* TO '{user}'@'%'"])
    url = f"mysql://{user}:word-of-the-reader@127.0.0.1:{mariadb.port}/{name}"
    answer = json.loads(control.run("doctor", "--json", status=1, AIWORKER_DATABASE_URL=url).stdout)
    found = answer["checks"][1]
    assert found["verdict"] == "problem" and "rights" in found["advice"] and "word-of-the-reader" not in json.dumps(answer)


def test_doctor_tells_each_part_as_soon_as_it_knows(control, shop):
    """Something that takes a connection and says nothing stands for Gitea: what comes before it is on the screen already."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as silent:
        # Never served: the connection waits in the line.
        environment = {**control.environment, "GITEA_URL": f"http://127.0.0.1:{silent.server_port}", "GITEA_TOKEN": "x" * 20,
                       "AIWORKER_HTTP_TIMEOUT_SECONDS": "30"}
        process = subprocess.Popen([str(program("aiworkerctl")), "doctor"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            watchdog = threading.Timer(20, process.kill)
            watchdog.start()
            assert [process.stdout.readline().split()[0] for _ in range(3)] == ["settings", "database", "redis"]
            assert process.poll() is None
        finally:
            watchdog.cancel()
            process.kill()
            process.communicate()


def test_doctor_and_commands_on_a_store_that_cannot_be_used(control, worker, shop, tmp_path):
    worker.execute("UPDATE aiworker_meta SET value = '999' WHERE name = 'schema_version'")
    assert control.run("task", "list", status=2).stderr
    assert "schema" in control.text("doctor", status=1)
    worker.execute("UPDATE aiworker_meta SET value = '1' WHERE name = 'schema_version'")
    text = control.run("task", "list", status=2, AIWORKER_DATABASE_URL="mysql://user:word-of-pass@127.0.0.1:1/db").stderr
    assert "word-of-pass" not in text
    assert "AIWORKER_LEASE_SECONDS" in control.run("task", "list", status=2, AIWORKER_LEASE_SECONDS="soon").stderr
    (tmp_path / "damaged.db").write_bytes(b"this is no database " * 500)
    assert "problem" in control.text("doctor", status=1, AIWORKER_DATABASE_URL=f"sqlite://{tmp_path}/damaged.db")
    control.run("task", "nonsense", status=64)


def namespace(name: str, task: str, end: str, label: str = "aiworker") -> dict:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {
        "name": name, "labels": {"app.kubernetes.io/managed-by": label},
        "annotations": {"aiworker.dev/task-id": task, "aiworker.dev/expires-at": end}}}


def test_previews_past_their_time_are_removed_and_forgotten(control, worker, shop, kubernetes):
    for task in ("old", "new"):
        control.run("task", "add", shop, "Work", "--id", task)
        worker.execute("UPDATE tasks SET preview_namespace = ?, preview_url = 'https://x', preview_status = 'ready', "
                       "preview_deployed_at = '2026-01-01T00:00:00.000Z' WHERE id = ?", f"preview-task-{task}", task)
    with kubernetes.lock:
        kubernetes.put(namespace("preview-task-old", "old", "2026-01-02T00:00:00Z"))
        kubernetes.put(namespace("preview-task-new", "new", "2100-01-02T00:00:00Z"))
        kubernetes.put(namespace("somebody-elses", "x", "2020-01-02T00:00:00Z", label="helm"))
    worker.secrets.add(kubernetes.token)
    variables = {"AIWORKER_KUBE_URL": kubernetes.url, "AIWORKER_KUBE_TOKEN": kubernetes.token}
    assert control.json("previews", "sweep", "--dry-run", **variables)["removed"] == ["preview-task-old"]
    assert worker.row("tasks", "old")["preview_url"] == "https://x"
    assert control.json("previews", "sweep", **variables) == {"removed": ["preview-task-old"], "problems": [], "dryRun": False}
    old, new = worker.row("tasks", "old"), worker.row("tasks", "new")
    assert (old["preview_namespace"], old["preview_url"], old["preview_status"], old["preview_deployed_at"]) == (None,) * 4
    assert new["preview_url"] == "https://x"
    again = control.json("previews", "sweep", **variables)
    assert again["problems"] == [] and again["removed"] == []
    for name in ("somebody-elses", "preview-task-new"):
        assert "deletionTimestamp" not in kubernetes.object("Namespace", "", name)["metadata"]
    old = kubernetes.object("Namespace", "", "preview-task-old")
    assert old is None or "deletionTimestamp" in old["metadata"]


def test_a_sweep_without_a_cluster_says_what_is_missing(control, shop):
    assert "KUBECONFIG" in control.run("previews", "sweep", status=2).stderr
    assert "KUBECONFIG" in control.run("previews", "sweep", status=2, KUBECONFIG="/nowhere/config").stderr


@pytest.mark.parametrize("fault, word", [("token", "401"), ("right", "403"), ("address", "connection"), ("other", "list of namespaces")])
def test_an_error_is_never_read_as_nothing_to_do(control, worker, shop, kubernetes, gitea, fault, word):
    with kubernetes.lock:
        kubernetes.put(namespace("preview-task-old", "old", "2026-01-02T00:00:00Z"))
    worker.secrets.add(kubernetes.token)
    variables = {"AIWORKER_KUBE_URL": kubernetes.url, "AIWORKER_KUBE_TOKEN": kubernetes.token}
    match fault:
        case "token": variables["AIWORKER_KUBE_TOKEN"] = "a-wrong-token"
        case "right": kubernetes.forbidden.append("LIST */namespaces")
        case "address": variables["AIWORKER_KUBE_URL"] = "http://127.0.0.1:1"
        case "other": variables["AIWORKER_KUBE_URL"] = answering(b'{"items": []}')
    done = control.run("previews", "sweep", status=1, **variables)
    assert word in done.stderr and not done.stdout, done
    assert kubernetes.object("Namespace", "", "preview-task-old")["metadata"].get("deletionTimestamp") is None


def answering(body: bytes) -> str:
    """The address of a server that gives everybody the same answer, until the tests end."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def test_a_preview_that_cannot_be_deleted_is_named_and_the_others_go(control, worker, shop, kubernetes):
    with kubernetes.lock:
        for name in ("preview-task-a", "preview-task-b"):
            kubernetes.put(namespace(name, name, "2026-01-02T00:00:00Z"))
    kubernetes.forbidden.append("DELETE */preview-task-a")
    worker.secrets.add(kubernetes.token)
    variables = {"AIWORKER_KUBE_URL": kubernetes.url, "AIWORKER_KUBE_TOKEN": kubernetes.token}
    answer = json.loads(control.run("previews", "sweep", "--json", status=1, **variables).stdout)
    assert answer["removed"] == ["preview-task-b"] and "preview-task-a" in answer["problems"][0] and "403" in answer["problems"][0]


@pytest.mark.parametrize("way", ["kubeconfig", "pod"])
def test_a_sweep_over_tls(control, worker, shop, tmp_path, way):
    (tmp_path / "pki").mkdir()
    made = certificates.make(tmp_path / "pki")
    with Kubernetes(tls=made.server_context()) as cluster:
        with cluster.lock:
            cluster.put(namespace("preview-task-old", "old", "2026-01-02T00:00:00Z"))
        worker.secrets.add(cluster.token)
        if way == "kubeconfig":
            told = kubeconfig.document(cluster.url, {"token": cluster.token}, certificate_authority=str(made.authority))
            variables = {"KUBECONFIG": str(kubeconfig.write(tmp_path / "config.kubeconfig", told))}
        else:
            (tmp_path / "account").mkdir()
            (tmp_path / "account" / "ca.crt").write_bytes(made.authority.read_bytes())
            (tmp_path / "account" / "token").write_text(cluster.token + "\n")
            variables = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": str(cluster.port),
                         "AIWORKER_KUBE_SA_DIR": str(tmp_path / "account")}
        assert control.json("previews", "sweep", **variables)["removed"] == ["preview-task-old"]
        cluster.check()
