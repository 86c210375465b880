"""The two kinds of store as people see them: a SQLite file, and a database of a real mariadbd that these tests start."""

import ctypes
import ctypes.util
import functools
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse
import uuid

USER, PASSWORD = "fleet", "s3cret/@:%'é"


class MariaDB:
    """A server with a data directory, a socket and a port of its own. It dies with the process that started it.

    Its temporary files lie in its own folder: a server that starts removes those of all others that it finds there.
    """

    def __init__(self, *options: str):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="aiworker-mariadb-"))
        self.options = options
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.owner = ["--user=root"] if os.geteuid() == 0 else []
        self.process = self.guardian = None
        done = subprocess.run(
            ["mariadb-install-db", "--no-defaults", *self.owner, f"--datadir={self.folder}/data", f"--tmpdir={self.folder}", "--skip-test-db",
             "--auth-root-authentication-method=normal"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        quoted = PASSWORD.replace("'", "''")
        (self.folder / "init.sql").write_text(
            f"CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{quoted}';\nGRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n")
        self.start()

    def start(self):
        """Starts it on its data directory and waits until it answers."""
        program = shutil.which("mariadbd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/libexec")
        assert program, "mariadbd is missing: install mariadb-server"
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [program, "--no-defaults", *self.owner, f"--datadir={self.folder}/data", f"--tmpdir={self.folder}", f"--socket={self.folder}/s",
                 f"--port={self.port}", "--bind-address=127.0.0.1", f"--pid-file={self.folder}/pid",
                 f"--init-file={self.folder}/init.sql", "--skip-name-resolve", "--skip-log-bin", "--performance-schema=OFF",
                 "--innodb-buffer-pool-size=64M", "--max-connections=300", *self.options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        # Reads until the tests close its pipe, or end in whatever way.
        self.guardian = subprocess.Popen(
            ["sh", "-c", f"read -r word && exit; kill -9 {self.process.pid}; rm -rf '{self.folder}'"], stdin=subprocess.PIPE)
        end = time.monotonic() + 60
        while True:
            try:
                Link(self.port, "mysql").close()
                return
            except ConnectionError as error:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise AssertionError(f"mariadbd does not answer: {error}\n{(self.folder / 'log').read_text()[-2000:]}") from None
                time.sleep(0.02)

    def kill(self):
        """As a crash would. `start` brings it back with what was committed."""
        self.process.kill()
        self.process.wait(30)
        self.guardian.communicate(b"dismissed\n")

    def stop(self):
        """Ends it for good."""
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> "ServerStore":
        """A new, empty database."""
        name = "t_" + uuid.uuid4().hex
        link = Link(self.port, "mysql")
        link.run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        link.close()
        return ServerStore(self, name)


class Store:
    """Plain SQL beside the hosts. Values come back as text or None, whatever the database."""

    kind = ""
    url = ""
    time_format = ""

    def query(self, sql: str) -> list[dict]:
        """The rows of one statement."""
        return self.snapshot([sql])[0]

    def snapshot(self, statements: list[str]) -> list[list[dict]]:
        """The rows of several statements at one moment."""
        raise NotImplementedError

    def script(self, statements: list[str]):
        """Runs statements in one transaction."""
        raise NotImplementedError

    def add_tasks(self, count: int, prefix="task", columns: dict | None = None):
        """A project, where there is none, and tasks in it."""
        columns = columns or {}
        names = ", ".join(["id", "project_id", "title", *columns])
        statements = [] if self.query("SELECT id FROM projects WHERE id = 'p'") else [
            "INSERT INTO projects (id, name) VALUES ('p', 'Project')"]
        for start in range(0, count, 500):
            rows = ", ".join("(" + ", ".join(_quoted(value) for value in (f"{prefix}-{number:05}", "p", "A task", *columns.values())) + ")"
                             for number in range(start, min(count, start + 500)))
            statements.append(f"INSERT INTO tasks ({names}) VALUES {rows}")
        self.script(statements)


def _quoted(value) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


class FileStore(Store):
    """A SQLite file."""

    kind = "sqlite"

    def __init__(self, folder: pathlib.Path):
        self.path = folder / "queue" / "aiworker.db"
        self.url = f"sqlite://{urllib.parse.quote(str(self.path))}"

    def _connection(self):
        connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        connection.row_factory = sqlite3.Row
        return connection

    def snapshot(self, statements):
        connection = self._connection()
        try:
            connection.execute("BEGIN")
            return [[{name: None if row[name] is None else str(row[name]) for name in row.keys()}
                     for row in connection.execute(sql)] for sql in statements]
        finally:
            connection.close()

    def script(self, statements):
        connection = self._connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            for statement in statements:
                connection.execute(statement)
            connection.execute("COMMIT")
        finally:
            connection.close()


class ServerStore(Store):
    """One database of a MariaDB."""

    kind = "mariadb"

    def __init__(self, server: MariaDB, name: str):
        self.server = server
        self.name = name
        self.url = f"mysql://{USER}:{urllib.parse.quote(PASSWORD, safe='')}@127.0.0.1:{server.port}/{name}"

    def snapshot(self, statements):
        link = Link(self.server.port, self.name)
        try:
            link.run("START TRANSACTION WITH CONSISTENT SNAPSHOT")
            return [link.run(sql) for sql in statements]
        finally:
            link.close()

    def script(self, statements):
        link = Link(self.server.port, self.name)
        try:
            for statement in ["START TRANSACTION", *statements, "COMMIT"]:
                link.run(statement)
        finally:
            link.close()


@functools.cache
def _library():
    library = ctypes.CDLL(ctypes.util.find_library("mariadb") or "libmariadb.so.3")
    for name, result, arguments in (
            ("mysql_init", ctypes.c_void_p, [ctypes.c_void_p]),
            ("mysql_options", ctypes.c_int, [ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p]),
            ("mysql_real_connect", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p,
                                                     ctypes.c_char_p, ctypes.c_uint, ctypes.c_char_p, ctypes.c_ulong]),
            ("mysql_real_query", ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ulong]),
            ("mysql_store_result", ctypes.c_void_p, [ctypes.c_void_p]), ("mysql_free_result", None, [ctypes.c_void_p]),
            ("mysql_num_fields", ctypes.c_uint, [ctypes.c_void_p]),
            ("mysql_fetch_field", ctypes.POINTER(ctypes.c_char_p), [ctypes.c_void_p]),
            ("mysql_fetch_row", ctypes.POINTER(ctypes.c_void_p), [ctypes.c_void_p]),
            ("mysql_fetch_lengths", ctypes.POINTER(ctypes.c_ulong), [ctypes.c_void_p]),
            ("mysql_errno", ctypes.c_uint, [ctypes.c_void_p]), ("mysql_error", ctypes.c_char_p, [ctypes.c_void_p]),
            ("mysql_close", None, [ctypes.c_void_p])):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.mysql_server_init(0, None, None)
    return library


class Link:
    """A connection through the server's own C library. Used by one thread."""

    def __init__(self, port: int, database: str):
        self.library = _library()
        self.handle = self.library.mysql_init(None)
        self.library.mysql_options(self.handle, 7, b"utf8mb4")
        if not self.library.mysql_real_connect(self.handle, b"127.0.0.1", USER.encode(), PASSWORD.encode(), database.encode(),
                                               port, None, 0):
            reason = self._reason()
            self.close()
            raise ConnectionError(reason)
        self.run("SET SESSION time_zone = '+00:00'")

    def _reason(self):
        return f"{self.library.mysql_errno(self.handle)}: {self.library.mysql_error(self.handle).decode(errors='replace')}"

    def run(self, sql: str) -> list[dict]:
        """Runs a statement; its rows."""
        text = sql.encode()
        if self.library.mysql_real_query(self.handle, text, len(text)):
            raise RuntimeError(f"{self._reason()} in {sql[:200]}")
        result = self.library.mysql_store_result(self.handle)
        if not result:
            return []
        try:
            names = [self.library.mysql_fetch_field(result)[0].decode() for _ in range(self.library.mysql_num_fields(result))]
            rows = []
            while row := self.library.mysql_fetch_row(result):
                lengths = self.library.mysql_fetch_lengths(result)
                rows.append({name: None if row[place] is None else ctypes.string_at(row[place], lengths[place]).decode()
                             for place, name in enumerate(names)})
            return rows
        finally:
            self.library.mysql_free_result(result)

    def close(self):
        """Ends the connection."""
        self.library.mysql_close(self.handle)


def broken_invariants(store: Store) -> list[str]:
    """Section 2 of the contract, at one moment."""
    tasks, agents, changes = store.snapshot([
        "SELECT id, state, assigned_agent_id, lease_token, lease_expires_at FROM tasks",
        "SELECT id, current_task_id, tasks_completed FROM agents",
        "SELECT task_id, payload FROM outbox_events WHERE event = 'task:status_changed' ORDER BY id"])
    current = {agent["id"]: agent["current_task_id"] for agent in agents}
    told, completed, wrong = {}, {}, []
    for change in changes:
        payload = json.loads(change["payload"])
        if told.get(change["task_id"], "backlog") != payload["oldState"]:
            wrong.append(f"4: {change['task_id']} goes from {payload['oldState']} and was {told.get(change['task_id'])}")
        told[change["task_id"]] = payload["newState"]
        if payload["newState"] == "completed":
            completed[payload["agentId"]] = completed.get(payload["agentId"], 0) + 1
    for task in tasks:
        if task["state"] == "in_progress":
            if not (task["assigned_agent_id"] and task["lease_token"] and task["lease_expires_at"]):
                wrong.append(f"1: {task['id']} is in progress without agent or lease")
            if current.get(task["assigned_agent_id"]) != task["id"]:
                wrong.append(f"2: {task['id']} is not the current task of {task['assigned_agent_id']}")
        elif task["state"] != "needs_input" and (task["lease_token"] or task["lease_expires_at"]):
            wrong.append(f"3: {task['id']} is {task['state']} and has a lease")
        if told.get(task["id"], "backlog") != task["state"]:
            wrong.append(f"4: {task['id']} is {task['state']}, its newest event says {told.get(task['id'])}")
    held = [task for task in current.values() if task]
    if len(held) != len(set(held)):
        wrong.append("2: two agents have the same current task")
    for agent in agents:
        if int(agent["tasks_completed"]) != completed.get(agent["id"], 0):
            wrong.append(f"5: {agent['id']} counts {agent['tasks_completed']}, completed {completed.get(agent['id'], 0)}")
    return wrong
