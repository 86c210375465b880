"""The aiworker toolset of the shipped plugins.json on a SQLite file of the test, and hosts that work on it."""

import json
import pathlib
import re
import sqlite3

from harness import paths
from harness.client import Legacy, Modern, texts

SHIPPED = paths.ROOT / "plugins.json"


class ToolError(Exception):
    """A tool answered with an error; `code` and the members of its object."""

    def __init__(self, error: dict):
        super().__init__(f"{error['code']}: {error['message']}")
        self.error = error
        self.code = error["code"]


class Worker:
    """One store and the hosts of one test. All of them are searched for secrets at the end."""

    def __init__(self, folder: pathlib.Path, hosts):
        self.folder = folder
        self.hosts = hosts
        self.path = folder / "queue" / "aiworker.db"
        self.url = f"sqlite://{self.path}"
        self.secrets: set[str] = set()
        self.variables: dict[str, str] = {}

    # Hosts

    def start(self, kind=Legacy, capabilities=None, home="home", command=(), **variables) -> "Agent":
        """A host process with the toolset alone, after its handshake. None takes a variable away."""
        environment = {"AIWORKER_DATABASE_URL": self.url, "MCP_HOST_LOG": "debug", **self.variables, **variables}
        client = self.hosts.start(
            kind, home=home, plugins={},
            environment={name: str(value) for name, value in environment.items() if value is not None},
            command=[str(paths.binary()), "serve", "--config", str(SHIPPED), "--toolsets", "aiworker", *command])
        if kind is Legacy:
            client.initialize(capabilities=capabilities)
        return Agent(client)

    # The store, as people and checks see it

    def database(self) -> sqlite3.Connection:
        """A connection of its own, in which each statement is a transaction."""
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def query(self, sql: str, *values) -> list[dict]:
        """The rows of a statement."""
        connection = self.database()
        try:
            return [dict(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    def execute(self, sql: str, *values) -> int:
        """Runs a statement; returns how many rows it changed."""
        connection = self.database()
        try:
            return connection.execute(sql, values).rowcount
        finally:
            connection.close()

    def insert(self, table: str, **columns) -> dict:
        """Inserts a row with just these columns; returns them."""
        names = ", ".join(columns)
        self.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", *columns.values())
        return columns

    def project(self, identifier="project", **columns) -> str:
        """A project; returns its id."""
        self.insert("projects", id=identifier, name=columns.pop("name", "Project"), **columns)
        return identifier

    def task(self, identifier="task", project="project", **columns) -> str:
        """A task; returns its id."""
        self.insert("tasks", id=identifier, project_id=project, title=columns.pop("title", "A task"), **columns)
        return identifier

    def row(self, table: str, identifier) -> dict:
        """One row by its id."""
        rows = self.query(f"SELECT * FROM {table} WHERE id = ?", identifier)
        assert len(rows) == 1, (table, identifier, rows)
        return rows[0]

    def events(self, task=None) -> list[tuple[str, dict]]:
        """Events with their payloads, oldest first."""
        rows = self.query("SELECT event, payload, task_id FROM outbox_events ORDER BY id")
        return [(row["event"], json.loads(row["payload"])) for row in rows if task is None or row["task_id"] == task]

    def changes(self, task) -> list[tuple[str, str]]:
        """The state changes of a task."""
        return [(payload["oldState"], payload["newState"]) for event, payload in self.events(task)
                if event == "task:status_changed"]

    def answer(self, question: str, response: str):
        """A person's answer, as the contract says it is given."""
        assert self.execute(
            "UPDATE task_questions SET status = 'answered', response = ?, "
            "responded_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = ?", response, question) == 1

    def expire(self, task: str):
        """Lets the lease of a task have ended a minute ago."""
        assert self.execute(
            "UPDATE tasks SET lease_expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-60 seconds') WHERE id = ?",
            task) == 1

    # At the end

    def broken_invariants(self) -> list[str]:
        """Section 2 of the contract, checked on what is committed."""
        if not self.path.exists() or not self.query("SELECT 1 FROM sqlite_master WHERE name = 'tasks'"):
            return []
        wrong = []
        for task in self.query("SELECT * FROM tasks"):
            held = task["assigned_agent_id"] and task["lease_token"] and task["lease_expires_at"]
            if task["state"] == "in_progress" and not held:
                wrong.append(f"1: {task['id']} is in progress without agent or lease")
            if task["state"] == "in_progress" and not self.query(
                    "SELECT 1 FROM agents WHERE id = ? AND current_task_id = ?", task["assigned_agent_id"], task["id"]):
                wrong.append(f"2: {task['id']} is in progress and not the task of its agent")
            if task["state"] not in ("in_progress", "needs_input") and (task["lease_token"] or task["lease_expires_at"]):
                wrong.append(f"3: {task['id']} in {task['state']} has a lease")
            changes = self.changes(task["id"])
            if changes and changes[-1][1] != task["state"]:
                wrong.append(f"4: {task['id']} is {task['state']}, its newest event says {changes[-1][1]}")
        for agent in self.query("SELECT * FROM agents"):
            completed = len([1 for event, payload in self.events() if event == "task:status_changed"
                             and payload["newState"] == "completed" and payload["agentId"] == agent["id"]])
            if agent["tasks_completed"] != completed:
                wrong.append(f"5: {agent['id']} counts {agent['tasks_completed']}, completed {completed}")
        return wrong

    def leaks(self) -> list[str]:
        """Where a secret appears that belongs to no output."""
        found = []
        for number, client in enumerate(self.hosts.clients):
            for place, text in (("stdout", b"\n".join(client.process.lines)), ("stderr", bytes(client.process.stderr_bytes))):
                found += [f"{secret!r} in {place} of host {number}" for secret in self.secrets if secret.encode() in text]
        return found


class Agent:
    """Calls tools of one host process."""

    def __init__(self, client: Legacy | Modern):
        self.client = client

    def result(self, tool: str, **arguments) -> dict:
        """The whole result of a call."""
        if isinstance(self.client, Legacy):
            return self.client.call(tool, arguments, timeout=60)
        response = self.client.call(tool, arguments, timeout=60)
        assert "result" in response, response
        return response["result"]

    def call(self, tool: str, **arguments) -> dict:
        """What a tool answers, read from its one text; a failure is raised."""
        return read(self.result(tool, **arguments))

    def fails(self, tool: str, **arguments) -> dict:
        """The error of a call that must fail."""
        try:
            answer = self.call(tool, **arguments)
        except ToolError as error:
            return error.error
        raise AssertionError(f"{tool} worked: {answer}")

    def claim(self, agent="agent", **arguments) -> dict | None:
        """The next task of an agent."""
        return self.call("get_next_task", agentId=agent, **arguments)["task"]


def read(result: dict) -> dict:
    """A result's object. Text and structure must say the same, errors have the contract's form."""
    assert [block["type"] for block in result["content"]] == ["text"], result
    answer = json.loads(texts(result))
    assert isinstance(answer, dict), answer
    if result.get("isError"):
        error = answer["error"]
        assert set(answer) == {"error"} and "structuredContent" not in result
        assert re.fullmatch("[a-z_]+", error["code"]) and error["message"] and isinstance(error["retryable"], bool), error
        raise ToolError(error)
    if "structuredContent" in result:
        assert result["structuredContent"] == answer
    return answer
