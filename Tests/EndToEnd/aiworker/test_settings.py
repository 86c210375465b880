"""The variables of the contract's section 1: bad ones are named by every tool, good ones count, none is told."""

import stat
import time

import pytest

TOOLS = [("get_next_task", {"agentId": "a"}), ("update_task_status", {"taskId": "t", "status": "completed"}),
         ("ask_user_question", {"taskId": "t", "question": "?"}), ("check_question_response", {"taskId": "t"}),
         ("create_branch", {"taskId": "t"}), ("create_pull_request", {"taskId": "t", "title": "t", "description": ""}),
         ("trigger_preview_deploy", {"taskId": "t"}), ("get_task_details", {"taskId": "t"}),
         ("log_activity", {"agentId": "a", "message": "m"}), ("heartbeat", {"agentId": "a", "status": "idle"})]

BAD = [
    ("AIWORKER_DATABASE_URL", "postgres://u:hunter2-value@h/d"), ("AIWORKER_DATABASE_URL", "sqlite://relative.db"),
    ("AIWORKER_DATABASE_URL", "mysql://u:hunter2-value@h:0/d"), ("AIWORKER_DATABASE_URL", "mysql://u:hunter2-value@h/d?x=1"),
    ("AIWORKER_BUSY_TIMEOUT_SECONDS", "hunter2-value"), ("AIWORKER_AGENT_REGISTRATION", "hunter2-value"),
    ("AIWORKER_AGENT_ID", "x" * 65), ("AIWORKER_LEASE_SECONDS", "0.5"), ("AIWORKER_LEASE_SECONDS", "nan"),
    ("AIWORKER_AUTO_RENEW", "hunter2-value"), ("AIWORKER_REAPER_INTERVAL_SECONDS", "-1"), ("AIWORKER_MAX_ATTEMPTS", "1.5"),
    ("AIWORKER_REDIS_URL", "http://:hunter2-value@h"), ("AIWORKER_EVENTS_CHANNEL", "a\nb"), ("AIWORKER_OUTBOX_INTERVAL_SECONDS", "inf"),
    ("AIWORKER_OUTBOX_RETENTION_SECONDS", "hunter2-value"), ("GITEA_URL", "gitea.example.com/hunter2-value"),
    ("GITEA_URL", "https://user:hunter2-value@gitea"), ("GITEA_URL", "https://gitea.example.com/hunter2-value/api/v1"),
    ("AIWORKER_KUBE_URL", "http://cluster.example.com"),
    ("AIWORKER_KUBE_URL", "http://127.evil.example"), ("AIWORKER_KUBE_URL", "http://127.0.0.1.evil.example:8443"),
    ("AIWORKER_KUBE_URL", "hunter2-value"), ("AIWORKER_PREVIEW_DOMAIN", "Not A Domain hunter2-value"), ("AIWORKER_PREVIEW_SCHEME", "ftp"),
    ("AIWORKER_PREVIEW_INGRESS_CLASS", "A_B"), ("AIWORKER_PREVIEW_TIMEOUT_SECONDS", "hunter2-value"), ("AIWORKER_PREVIEW_TTL_SECONDS", "0"),
    ("AIWORKER_HTTP_TIMEOUT_SECONDS", "hunter2-value"), ("AIWORKER_HTTP_RETRIES", "-1"), ("AIWORKER_LOG_MAX_ROWS", "0"),
    ("AIWORKER_LOG_MAX_BYTES", "many"), ("AIWORKER_ASK_AT_CLIENT", "maybe"), ("AIWORKER_ASK_SECONDS", "0"),
]


@pytest.mark.parametrize("variable, value", BAD, ids=[f"{name}-{n}" for n, (name, _) in enumerate(BAD)])
def test_a_bad_value_is_told_by_every_tool_by_name_only(worker, variable, value):
    worker.secrets.add("hunter2-value")
    agent = worker.start(**{variable: value})
    for tool, arguments in TOOLS:
        error = agent.fails(tool, **arguments)
        assert (error["code"], error["variable"], error["retryable"]) == ("not_configured", variable, False), error
        assert variable in error["message"] and (len(value) < 4 or value not in error["message"])
    assert agent.client.result("tools/list")["tools"]


def test_what_a_session_cannot_use_is_told_once_and_without_the_operators_paths(worker):
    agent = worker.start(GITEA_URL="http://127.0.0.1:9", GITEA_TOKEN="hunter2 value")
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project(gitea_owner="o", gitea_repo_name="r")
    worker.task("t")
    agent.claim()
    error = agent.fails("create_branch", taskId="t")
    assert (error["code"], error["variable"]) == ("not_configured", "GITEA_TOKEN")
    assert error["message"].count("GITEA_TOKEN") == 1 and error["message"].endswith(".") and ".json" not in error["message"]


LARGE = {"AIWORKER_LEASE_SECONDS": "604801", "AIWORKER_REAPER_INTERVAL_SECONDS": "1e300", "AIWORKER_OUTBOX_INTERVAL_SECONDS": "86400",
         "AIWORKER_OUTBOX_RETENTION_SECONDS": "1e18", "AIWORKER_BUSY_TIMEOUT_SECONDS": "5000", "AIWORKER_HTTP_RETRIES": "11", "AIWORKER_HTTP_TIMEOUT_SECONDS": "1e9",
         "AIWORKER_MAX_ATTEMPTS": "99999999999999999999", "AIWORKER_LOG_MAX_ROWS": "99999999999999999999", "AIWORKER_LOG_MAX_BYTES": "99999999999999999999",
         "AIWORKER_PREVIEW_TIMEOUT_SECONDS": "1e9", "AIWORKER_PREVIEW_TTL_SECONDS": "1e9", "AIWORKER_EVENTS_CHANNEL": "events of ours",
         "AIWORKER_PREVIEW_DOMAIN": "Preview.Example.com"}


def test_large_values_are_taken_for_as_much_as_can_be(worker):
    agent = worker.start(**LARGE)
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project()
    worker.task("t")
    assert agent.claim()["id"] == "t"
    assert agent.call("log_activity", agentId="agent", message="m")["truncated"] is False
    assert agent.call("update_task_status", taskId="t", status="completed")["changed"] is True


def test_missing_services_are_told_by_the_tools_that_need_them(worker, agent):
    worker.execute("UPDATE projects SET gitea_owner = 'o', gitea_repo_name = 'r', docker_image = 'i'")
    worker.task("t")
    agent.claim()
    for tool, arguments in (("create_branch", {}), ("create_pull_request", {"title": "t", "description": ""})):
        error = agent.fails(tool, taskId="t", **arguments)
        assert (error["code"], error["variable"]) == ("not_configured", "GITEA_URL")
    assert agent.fails("trigger_preview_deploy", taskId="t")["variable"] == "AIWORKER_PREVIEW_DOMAIN"


def test_without_a_cluster_the_variable_is_named(worker):
    agent = worker.start(AIWORKER_PREVIEW_DOMAIN="preview.test")
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project(docker_image="i")
    worker.task("t")
    agent.claim()
    error = agent.fails("trigger_preview_deploy", taskId="t")
    assert (error["code"], error["variable"]) == ("not_configured", "KUBECONFIG")
    assert worker.row("tasks", "t")["state"] == "in_progress"


def test_without_a_database_url_the_users_data_directory_is_used(worker):
    agent = worker.start(AIWORKER_DATABASE_URL=None)
    agent.call("heartbeat", agentId="agent", status="idle")
    path = worker.hosts.home() / "data" / "aiworker" / "aiworker.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_file_appears_before_work_begins(worker):
    agent = worker.start(AIWORKER_DATABASE_URL=None)
    agent.client.result("tools/list")
    agent.client.pong()
    assert not (worker.hosts.home() / "data").exists()


def test_the_default_file_is_worked_on_from_the_start_once_it_is_there(worker):
    first = worker.start(AIWORKER_DATABASE_URL=None)
    first.call("heartbeat", agentId="agent", status="idle")
    worker.path = worker.hosts.home() / "data" / "aiworker" / "aiworker.db"
    worker.project()
    worker.task("t")
    first.claim()
    first.client.process.close_stdin()
    assert first.client.process.wait_exit() == 0
    worker.expire("t")
    worker.start(AIWORKER_DATABASE_URL=None, AIWORKER_REAPER_INTERVAL_SECONDS=1)
    end = time.monotonic() + 30
    while worker.row("tasks", "t")["state"] != "backlog":
        assert time.monotonic() < end, "no sweep without a call"
        time.sleep(0.05)


def test_the_path_is_percent_decoded(worker):
    worker.path = worker.folder / "with blank" / "a%b.db"
    agent = worker.start(AIWORKER_DATABASE_URL=f"sqlite://{worker.folder}/with%20blank/a%25b.db")
    agent.call("heartbeat", agentId="agent", status="idle")
    assert worker.path.exists()


def test_a_database_in_memory(worker):
    agent = worker.start(AIWORKER_DATABASE_URL="sqlite::memory:")
    assert agent.call("heartbeat", agentId="agent", status="idle")["success"]
    assert agent.claim() is None


@pytest.mark.parametrize("spoil, code", [
    (lambda path: path.parent.mkdir() or path.write_bytes(b"no database at all, certainly" * 100), "database_unavailable"),
    (lambda path: path.mkdir(parents=True), "database_unavailable"),
], ids=["not-a-database", "a-folder"])
def test_a_store_that_cannot_be_used(worker, spoil, code):
    spoil(worker.path)
    agent = worker.start()
    error = agent.fails("heartbeat", agentId="agent", status="idle")
    assert (error["code"], error["retryable"]) == (code, True)
    worker.path = worker.folder / "nothing"


def test_a_newer_schema_is_refused(worker, agent):
    worker.execute("UPDATE aiworker_meta SET value = '999' WHERE name = 'schema_version'")
    later = worker.start()
    error = later.fails("heartbeat", agentId="agent", status="idle")
    assert (error["code"], error["retryable"]) == ("schema_too_new", False)


def test_a_locked_database_is_busy_in_the_time_set(worker, agent):
    import time
    short = worker.start(AIWORKER_BUSY_TIMEOUT_SECONDS="0.3")
    short.call("heartbeat", agentId="agent", status="idle")
    connection = worker.database()
    connection.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    error = short.fails("heartbeat", agentId="agent", status="idle")
    assert (error["code"], error["retryable"]) == ("database_busy", True) and time.monotonic() - began < 10
    connection.execute("ROLLBACK")
    assert short.call("heartbeat", agentId="agent", status="idle")["success"]
    connection.close()


def test_a_host_leaves_at_once_and_keeps_its_lease(worker, agent):
    worker.task("t")
    agent.claim()
    agent.client.process.close_stdin()
    assert agent.client.process.wait_exit(5) == 0
    worker.hosts.leave_to_test(agent.client)
    row = worker.row("tasks", "t")
    assert row["state"] == "in_progress" and row["lease_token"]
    again = worker.start()
    assert again.call("get_next_task", agentId="agent")["resumed"] is True
