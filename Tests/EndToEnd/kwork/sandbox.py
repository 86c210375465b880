"""The stand-in for Kwork as a process, and its control API."""

import json
import subprocess
import time
import urllib.request

from harness import paths
from harness.process import PATIENCE

LOGIN = "uvarova+kwork@example.ru"
PASSWORD = "Пароль&7fQ=+% zv"
"""Both need encoding in a form, so that a sign-in that works also proves that."""
BASIC = "bW9iaWxlX2FwaTpxRnZmUmw3dw=="


class Sandbox:
    """Runs until `stop`. Everything it got is in `requests`, everything wrong about it in `state`."""

    def __init__(self, *options: str):
        self.process = subprocess.Popen(
            [paths.sandbox(), "--with-parent", "--login", LOGIN, "--password", PASSWORD, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        lines = [self.process.stdout.readline() for _ in range(5)]
        assert lines[0].startswith("# kwork-sandbox is ready"), lines
        values = dict(line.strip().split("=", 1) for line in lines[1:])
        self.api, self.web = values["KWORK_API_URL"], values["KWORK_WEB_URL"]

    @property
    def api_port(self) -> int:
        """The port of the stand-in for api.kwork.ru."""
        return int(self.api.rstrip("/").rsplit(":", 1)[1])

    def control(self, method: str, name: str, body=None):
        """One call of the control API."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.api}_sandbox/{name}", data, method=method)
        # A proxy in the environment of the test run is none of its business.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def fault(self, kind: str, route="*", times=1, **more):
        """Plans a fault for the next request of a route, or for several."""
        self.control("POST", "faults", {"kind": kind, "route": route, "times": times, **more})

    def clear_faults(self):
        """Forgets all planned faults."""
        self.control("DELETE", "faults")

    def settings(self, **changed):
        """Changes the account or the rules of the service."""
        self.control("POST", "settings", changed)

    def state(self) -> dict:
        """Counts, violations, tokens."""
        return self.control("GET", "state")

    def sign_ins(self) -> int:
        """How often somebody tried to sign in."""
        return self.state()["sign_ins"]["attempts"]

    def token(self) -> str:
        """A token handed out without a sign-in."""
        return self.control("POST", "tokens")["token"]

    def requests(self, route=None) -> list[dict]:
        """What came in, oldest first."""
        return self.control("GET", "requests" + (f"?route={route}" if route else ""))["requests"]

    def routes(self) -> list[str]:
        """The names of the methods asked, oldest first."""
        return [request["path"].lstrip("/") for request in self.requests()]

    def web_secrets(self) -> set[str]:
        """Everything secret that a client showed to the web site: one-time links, cookies, CSRF values."""
        found: set[str] = set()
        for request in self.requests("web:*"):
            found |= {value for name, value in request["query_items"] + request["form_items"] if name in ("token", "csrftoken")}
            found |= {request["headers"].get(name, "") for name in ("x-csrf-token", "x-xsrf-token")}
            found |= {pair.partition("=")[2] for pair in request["headers"].get("cookie", "").split("; ")}
        return {secret for secret in found if len(secret) >= 16}

    def wait_requests(self, route: str, count=1):
        """Waits until so many requests of a route have come."""
        end = time.monotonic() + PATIENCE
        while len(found := self.requests(route)) < count:
            assert time.monotonic() < end, f"no {count} requests of {route} within {PATIENCE} s, only {found}"
            time.sleep(0.01)
        return found

    def stop(self) -> int:
        """Ends it as its parent's end would; the exit status."""
        self.process.stdin.close()
        try:
            return self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()


def tokens_of(request: dict) -> list[str]:
    """The tokens a request carries, wherever they stand."""
    return [value for name, value in request["query_items"] + request["form_items"] if name == "token"]


def query(request: dict) -> dict:
    """The query of a request without its token; names appear once."""
    return {name: value for name, value in request["query_items"] if name != "token"}
