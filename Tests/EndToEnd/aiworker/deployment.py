"""The shipped plugins.json with aiworker alone, a store of its own, and stand-ins for the services around it."""

import json
import pathlib
import re
import sqlite3
import tempfile
import uuid

from harness import paths
from harness.client import Legacy, texts

SHIPPED = paths.ROOT / "plugins.json"
DOMAIN = "preview.example.org"
AGENT = "agent-1"
ENVIRONMENT_SECRET = "env-value-Zx81-geheim"


class Deployment:
    """Hosts of one operator on one SQLite file. They log everything, so that each test also looks for secrets in the log."""

    def __init__(self, hosts, gitea=None, kubernetes=None):
        self.hosts, self.gitea, self.kubernetes = hosts, gitea, kubernetes
        self.store = hosts.folder / "store.db"
        self.secrets = {ENVIRONMENT_SECRET}

    def environment(self, **changed: str | None) -> dict[str, str]:
        """What the shipped file reads. None takes a variable away."""
        values = {"AIWORKER_DATABASE_URL": f"sqlite://{self.store}", "AIWORKER_REAPER_INTERVAL_SECONDS": "0", "MCP_HOST_LOG": "debug",
                  "AIWORKER_HTTP_TIMEOUT_SECONDS": "3", "AIWORKER_PREVIEW_DOMAIN": DOMAIN, "AIWORKER_PREVIEW_TIMEOUT_SECONDS": "20"}
        if self.gitea:
            values |= {"GITEA_URL": self.gitea.url, "GITEA_TOKEN": self.gitea.token}
            self.secrets.add(self.gitea.token)
        if self.kubernetes and self.kubernetes.tls is None:
            values |= {"AIWORKER_KUBE_URL": self.kubernetes.url, "AIWORKER_KUBE_TOKEN": self.kubernetes.token}
            self.secrets.add(self.kubernetes.token)
        return {name: value for name, value in {**values, **changed}.items() if value is not None}

    def config(self) -> pathlib.Path:
        """The shipped file without the other toolset."""
        document = json.loads(SHIPPED.read_text())
        document.pop("$schema")
        for section in ("plugins", "sessions"):
            document[section] = {name: value for name, value in document[section].items() if not name.startswith("kwork")}
        path = pathlib.Path(tempfile.mkdtemp(prefix="config-", dir=self.hosts.folder)) / "plugins.json"
        path.write_text(json.dumps(document))
        return path

    def start(self, home="home", **environment: str | None) -> Legacy:
        """A host, its client after the handshake, and a store with its tables."""
        client = self.hosts.start(Legacy, home=home, plugins={}, environment=self.environment(**environment),
                                  command=[str(paths.binary()), "serve", "--config", str(self.config())])
        client.initialize()
        good(client, "heartbeat", agentId=AGENT, status="idle")
        return client

    # The store

    def sql(self, statement: str, *values) -> list[dict]:
        """Runs one statement as a dashboard or a person would."""
        link = sqlite3.connect(self.store, timeout=20, isolation_level=None)
        link.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in link.execute(statement, values)]
        finally:
            link.close()

    def insert(self, table: str, **columns) -> str:
        """A row; its id."""
        columns = {"id": str(uuid.uuid4()), **columns}
        names = ", ".join(columns)
        self.sql(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", *columns.values())
        return columns["id"]

    def project(self, **columns) -> str:
        """A project with everything the tools need."""
        env = {"MODE": "preview", "SECRET": ENVIRONMENT_SECRET}
        return self.insert("projects", **{"name": "Shop", "gitea_owner": "acme", "gitea_repo_name": "shop",
                                          "gitea_repo_url": "https://git.example.org/acme/shop", "default_branch": "main",
                                          "docker_image": "registry.example.org/shop:1", "env_vars": json.dumps(env), **columns})

    def task(self, project: str | None = None, **columns) -> str:
        """A task in the backlog."""
        return self.insert("tasks", **{"project_id": project or self.project(), "title": "Add a search box", **columns})

    def row(self, task: str) -> dict:
        """A task as it is stored."""
        return self.sql("SELECT * FROM tasks WHERE id = ?", task)[0]

    def events(self, task: str, event: str) -> list[dict]:
        """Payloads of a task's events of one kind, in order."""
        return [json.loads(one["payload"]) for one in
                self.sql("SELECT payload FROM outbox_events WHERE task_id = ? AND event = ? ORDER BY id", task, event)]

    def claimed(self, client, project: str | None = None, agent: str = AGENT, **columns) -> str:
        """A task that the agent has just claimed."""
        task = self.task(project, **columns)
        assert good(client, "get_next_task", agentId=agent)["task"]["id"] == task
        return task

    def sound(self):
        """The invariants of the data model for tasks and agents."""
        assert self.sql("SELECT id FROM tasks WHERE state = 'in_progress' AND (assigned_agent_id IS NULL OR lease_token IS NULL "
                        "OR lease_expires_at IS NULL)") == []
        assert self.sql("SELECT id FROM tasks WHERE state IN ('backlog','failed','cancelled','completed','approved','ready_to_test') "
                        "AND lease_token IS NOT NULL") == []
        assert self.sql("SELECT t.id FROM tasks t LEFT JOIN agents a ON a.id = t.assigned_agent_id WHERE t.state = 'in_progress' "
                        "AND a.current_task_id IS NOT t.id") == []

    # At the end of each test

    def leaks(self) -> list[str]:
        """Where a secret appears in what hosts wrote or left behind; the store holds some of them rightly."""
        places = {f"stdout of host {number}": b"\n".join(one.process.lines) for number, one in enumerate(self.hosts.clients)}
        places |= {f"stderr of host {number}": bytes(one.process.stderr_bytes) for number, one in enumerate(self.hosts.clients)}
        for path in self.hosts.folder.rglob("*"):
            if path.is_file() and not path.name.startswith(self.store.name) and path.suffix not in (".key", ".crt", ".kubeconfig"):
                places[str(path)] = path.read_bytes()
        return [f"{secret!r} in {place}" for place, text in places.items() for secret in self.secrets if secret.encode() in text]


# What a tool answered

def read_good(result: dict) -> dict:
    """The object of a result that must be good."""
    assert result.get("isError") is not True, texts(result)
    value = json.loads(texts(result))
    assert result.get("structuredContent", value) == value
    return value


def good(client, tool: str, timeout: float = 60, **arguments) -> dict:
    """The object of a call that must work."""
    return read_good(client.call(tool, arguments, timeout=timeout))


def failed(client, tool: str, code: str, timeout: float = 60, **arguments) -> dict:
    """The error of a call that must fail with this code."""
    result = client.call(tool, arguments, timeout=timeout)
    assert result.get("isError") is True, texts(result)
    error = json.loads(texts(result))["error"]
    assert error["code"] == code, error
    assert isinstance(error["message"], str) and len(error["message"]) > 10 and not re.search(r"\bnil\b|Optional\(|\.swift", error["message"])
    retryable = code in ("upstream_unavailable", "database_busy", "database_unavailable", "rollout_timeout")
    assert error["retryable"] is retryable, error
    return error
