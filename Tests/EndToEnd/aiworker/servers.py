"""The programs for people and the servers around them, started for one test: aiworkerctl, aiworker-events, redis-server."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

from harness import paths

from .websocket import PATIENCE, WebSocket


def program(name: str) -> pathlib.Path:
    """A program that is built beside the host."""
    return paths.binary().parent / name


def eventually(what: str, condition, patience: float = PATIENCE):
    """The first true value of a condition."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.02)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Control:
    """aiworkerctl on one store."""

    def __init__(self, folder: pathlib.Path, url: str | None = None, **variables: str):
        self.environment = paths.environment(folder, **variables)
        if url:
            self.environment["AIWORKER_DATABASE_URL"] = url
        self.folder = folder
        self.outputs: list[str] = []

    def run(self, *arguments: str, status: int | None = 0, input: str = "", **variables: str) -> subprocess.CompletedProcess:
        """Runs a command and checks its exit status."""
        done = subprocess.run([str(program("aiworkerctl")), *arguments], env={**self.environment, **variables}, cwd=self.folder,
                              input=input, capture_output=True, text=True, timeout=60)
        self.outputs += [done.stdout, done.stderr]
        if status is not None:
            assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
        return done

    def text(self, *arguments: str, **options) -> str:
        """What it prints for people."""
        return self.run(*arguments, **options).stdout

    def json(self, *arguments: str, **options):
        """What it prints for programs."""
        return json.loads(self.run(*arguments, "--json", **options).stdout)


class Redis:
    """A redis-server on a port of its own."""

    def __init__(self, port: int | None = None, password: str | None = None, *lines: str):
        self.port = port or free_port()
        self.password = password
        self.lines = lines
        self.process = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://{f':{self.password}@' if self.password else ''}127.0.0.1:{self.port}/0"

    def start(self):
        """Starts it, or starts it again."""
        self.process = subprocess.Popen(["redis-server", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        lines = [f"port {self.port}", "bind 127.0.0.1", 'save ""', *self.lines]
        if self.password:
            lines.append(f"requirepass {self.password}")
        self.process.stdin.write("\n".join(lines).encode() + b"\n")
        self.process.stdin.close()
        eventually("redis-server answering", self.answers)

    def answers(self) -> bool:
        assert self.process.poll() is None, "redis-server has ended"
        try:
            return bool(self.command("PING"))
        except OSError:
            return False

    def connect(self) -> "RedisClient":
        return RedisClient(self.port, self.password)

    def command(self, *words: str):
        """One command on a connection of its own."""
        with self.connect() as client:
            return client.command(*words)

    def stop(self):
        """Ends it at once, as an accident would."""
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class RedisError(Exception):
    """An error that the server answered."""


class RedisClient:
    """Just enough of Redis's protocol."""

    def __init__(self, port: int, password: str | None = None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.file = self.socket.makefile("rb")
        if password:
            self.command("AUTH", password)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, *words: str):
        parts = [word.encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))

    def read(self):
        line = self.file.readline()
        if not line:
            raise ConnectionError("Redis has closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RedisError(rest.decode())
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2].decode()
        if kind == b"*":
            return [self.read() for _ in range(int(rest))]
        return int(rest) if kind == b":" else rest.decode()

    def command(self, *words: str):
        self.send(*words)
        return self.read()


class Listener:
    """Collects what is published on the channel, from its making on."""

    def __init__(self, redis: Redis, channel: str = "aiworker:events"):
        self.client = redis.connect()
        assert self.client.command("SUBSCRIBE", channel)[0] == "subscribe"
        self.messages: list[dict] = []
        self.client.socket.settimeout(None)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        try:
            while True:
                kind, _, text = self.client.read()
                if kind == "message":
                    self.messages.append(json.loads(text))
        except (OSError, ValueError):
            return

    def wait(self, count: int, patience: float = PATIENCE) -> list[dict]:
        """The messages once there are so many."""
        eventually(f"{count} messages, of which {len(self.messages)} came", lambda: len(self.messages) >= count, patience)
        return list(self.messages)


class Relay:
    """aiworker-events on a port of its own."""

    def __init__(self, folder: pathlib.Path, url: str, *arguments: str, listen: str = "127.0.0.1:0", stdin=subprocess.DEVNULL,
                 **variables: str):
        environment = {**paths.environment(folder, **variables), "AIWORKER_DATABASE_URL": url}
        self.process = subprocess.Popen([str(program("aiworker-events")), "--listen", listen, *arguments], env=environment,
                                        stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.fullmatch(r"Listening on http://(.+):(\d+)/\n", line)
        # Without that line it ends, and says why.
        assert found, (line, *self.process.communicate(timeout=PATIENCE))
        self.port = int(found[2])
        self.host = f"127.0.0.1:{self.port}"
        self.base = f"http://{self.host}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.errors = self.process.stderr.read()
            self.process.stdout.close()
            self.process.stderr.close()

    def request(self, method: str, path: str, body=None, **headers: str) -> "Reply":
        """One request; redirections are not followed."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            fields.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.base + path, data=data, method=method, headers=fields)
        try:
            with _opener.open(request, timeout=PATIENCE) as answer:
                return Reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers, error.read())

    def get(self, path: str, **headers: str):
        """The JSON of a request that must work."""
        reply = self.request("GET", path, **headers)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)

    def post(self, path: str, body=None, **headers: str):
        """The JSON of a change that must work."""
        reply = self.request("POST", path, {} if body is None else body, **headers)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)

    def socket(self, after: int | str = 0, **headers: str) -> WebSocket:
        """The events after a number."""
        return WebSocket(self.port, f"/events?after={after}", {"Host": self.host, **headers})

    def raw(self, data: bytes, patience: float = PATIENCE) -> bytes:
        """Everything that is answered to bytes until the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as connection:
            connection.sendall(data)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
            return answer

    def connections(self) -> int:
        """How many connections it holds, from its own list of files."""
        ours = {line.split()[9] for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
                if line.split()[1].endswith(f":{self.port:04X}") and line.split()[3] == "01"}
        links = []
        for file in pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir():
            try:
                links.append(os.readlink(file))
            except OSError:
                continue
        return sum(f"socket:[{inode}]" in links for inode in ours)

    def memory(self) -> int:
        """Resident memory in KiB."""
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


class Reply:
    """What came back."""

    def __init__(self, status: int, headers, body: bytes):
        self.status, self.headers, self.body = status, headers, body

    @property
    def error(self) -> str:
        return json.loads(self.body)["error"]["code"]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_opener = urllib.request.build_opener(_NoRedirect)
