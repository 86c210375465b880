"""Many hosts at full speed: a client that does nothing but send lines and read lines."""

import json
import pathlib
import subprocess
import threading

from harness import paths

SHIPPED = paths.ROOT / "plugins.json"


class HostEnded(Exception):
    """The host process ended before it answered."""


class ToolFailed(Exception):
    """A tool answered with an error."""

    def __init__(self, error: dict):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code, self.retryable = error["code"], error["retryable"]


class FleetHost:
    """One host process. One thread calls; any thread may kill it."""

    def __init__(self, url: str, home: pathlib.Path, **variables: str):
        home.mkdir(exist_ok=True)
        self.errors = open(home / "stderr", "ab")
        self.process = subprocess.Popen(
            [str(paths.binary()), "serve", "--config", str(SHIPPED), "--toolsets", "aiworker"], cwd=home,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
            env=paths.environment(home, AIWORKER_DATABASE_URL=url, **variables))
        self.number = 0
        self._request("initialize", {"protocolVersion": "2025-11-25", "capabilities": {},
                                     "clientInfo": {"name": "fleet", "version": "1"}})
        self._send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def _send(self, message: dict):
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            raise HostEnded from None

    def _request(self, method: str, params: dict) -> dict:
        self.number += 1
        self._send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        while True:
            line = self.process.stdout.readline()
            if not line.endswith(b"\n"):
                raise HostEnded
            message = json.loads(line)
            if message.get("id") == self.number:
                assert "result" in message, message
                return message["result"]

    def call(self, tool: str, **arguments) -> dict:
        """What a tool answers; a failure is raised."""
        result = self._request("tools/call", {"name": tool, "arguments": arguments})
        answer = json.loads(result["content"][0]["text"])
        if result.get("isError"):
            raise ToolFailed(answer["error"])
        return answer

    def kill(self):
        """Ends it the hard way."""
        self.process.kill()
        self._close()

    def leave(self):
        """Ends its input; it must go by itself."""
        self.process.stdin.close()
        status = self.process.wait(20)
        self._close()
        assert status == 0, f"exit status {status}"

    def _close(self):
        self.process.wait(20)
        self.errors.close()


def together(work, count: int) -> list:
    """Runs `work(number)` in so many threads; their results. The first failure is raised."""
    results, failures = [None] * count, []

    def run(number):
        try:
            results[number] = work(number)
        except BaseException as error:  # noqa: BLE001 - it is raised again below
            failures.append(error)
    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results
