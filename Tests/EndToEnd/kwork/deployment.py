"""The shipped plugins.json as a deployment whose environment points at the stand-in."""

import json
import os
import pathlib
import re
import tempfile
import urllib.parse

import jsonschema

from harness import paths
from harness.client import Legacy, Modern, texts

from . import sandbox as stand_in
from . import tools

FAILURE = "dev.mcphost/failure"
SHIPPED = paths.ROOT / "plugins.json"


class Deployment:
    """Starts hosts of one operator. They log everything, so that each test also looks for secrets in the log."""

    def __init__(self, sandbox: stand_in.Sandbox, hosts):
        self.sandbox = sandbox
        self.hosts = hosts
        self.secrets: set[str] = {stand_in.PASSWORD, stand_in.BASIC}
        self.token_files: set[pathlib.Path] = set()

    def environment(self, **changed) -> dict[str, str]:
        """What the shipped file reads. None takes a variable away."""
        values = {"KWORK_API_URL": self.sandbox.api, "KWORK_WEB_URL": self.sandbox.web,
                  "KWORK_LOGIN": stand_in.LOGIN, "KWORK_PASSWORD": stand_in.PASSWORD,
                  "KWORK_RPS_LIMIT": "200", "KWORK_BURST_LIMIT": "200", "MCP_HOST_LOG": "debug", **changed}
        return {name: value for name, value in values.items() if value is not None}

    def variant(self, change) -> pathlib.Path:
        """A copy of the shipped file, changed by `change(document)`."""
        document = json.loads(SHIPPED.read_text())
        document.pop("$schema")
        # The shipped file has other toolsets, too.
        document["plugins"] = {name: one for name, one in document["plugins"].items() if name in tools.BUNDLES}
        change(document)
        path = pathlib.Path(tempfile.mkdtemp(prefix="variant-", dir=self.hosts.folder)) / "plugins.json"
        path.write_text(json.dumps(document))
        return path

    def start(self, home="home", kind=Legacy, change=None, arguments=(), **environment) -> Legacy | Modern:
        """A host, and a client after its handshake. `change` bends the shipped file, `environment` its variables."""
        config = self.variant(change) if change else SHIPPED
        self.token_files.add(self.hosts.home(home) / ".kwork_token")
        if not change and "--toolsets" not in arguments:
            arguments = (*arguments, "--toolsets", ",".join(tools.BUNDLES))
        client = self.hosts.start(
            kind, home=home, plugins={}, environment=self.environment(**environment),
            command=[str(paths.binary()), "serve", "--config", str(config), *arguments])
        if kind is Legacy:
            client.initialize()
        return client

    # At the end of each test

    def command_lines(self) -> list[bytes]:
        """The command lines of the hosts that run."""
        lines = []
        for client in self.hosts.clients:
            try:
                lines.append(pathlib.Path(f"/proc/{client.process.process.pid}/cmdline").read_bytes())
            except OSError:
                pass
        return lines

    def leaks(self, also=()) -> list[str]:
        """Where a secret appears that belongs nowhere: output, log, files. Names the secret by its kind."""
        places = {f"stdout of host {n}": b"\n".join(c.process.lines) for n, c in enumerate(self.hosts.clients)}
        places |= {f"stderr of host {n}": bytes(c.process.stderr_bytes) for n, c in enumerate(self.hosts.clients)}
        places |= {f"command line {n}": line for n, line in enumerate(also)}
        for folder, _, names in os.walk(self.hosts.folder):
            for name in names:
                path = pathlib.Path(folder) / name
                if path not in self.token_files and path.is_file():
                    places[str(path)] = path.read_bytes()
        secrets = {spelling for secret in self.secrets for spelling in spellings(secret)}
        return [f"{secret!r} in {place}" for place, found in places.items() for secret in secrets
                if secret.encode() in found]


def spellings(secret: str) -> set[str]:
    """A secret as it is, in a URL, in a form, in JSON."""
    return {secret, urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret),
            urllib.parse.quote(secret, safe="").lower(), json.dumps(secret)[1:-1]}


# What a tool answered

def output_schema(client: Legacy, tool: str) -> dict:
    """The output schema of a tool, from its list."""
    if not hasattr(client, "schemas"):
        client.schemas = {one["name"]: one.get("outputSchema") for one in client.result("tools/list")["tools"]}
    return client.schemas[tool]


def good(client: Legacy, tool: str, arguments=None, timeout=None) -> tuple[str, dict]:
    """Text and structured content of a call that must work."""
    return read_good(client, tool, client.call(tool, arguments, **({"timeout": timeout} if timeout else {})))


def read_good(client: Legacy, tool: str, result: dict) -> tuple[str, dict]:
    """Text and structured content of a result that must be good."""
    assert result.get("isError") is not True, texts(result)
    jsonschema.Draft202012Validator(output_schema(client, tool)).validate(result["structuredContent"])
    text = texts(result)
    assert re.search("[а-яё]", text), text
    return text, result["structuredContent"]


def failed(client: Legacy, tool: str, arguments=None, timeout=None) -> tuple[dict, str]:
    """Details and text of a call that must fail."""
    return read_failed(client.call(tool, arguments, **({"timeout": timeout} if timeout else {})))


def read_failed(result: dict) -> tuple[dict, str]:
    """Details and text of a failure. Text and details must say the same."""
    assert result.get("isError") is True, result
    assert "structuredContent" not in result
    details, text = result["_meta"][FAILURE], texts(result)
    assert set(details) <= {"code", "retry", "retryAfterMs"}, details
    last = text.splitlines()[-1]
    assert last.startswith("[" + details["code"]) and last.endswith("]"), text
    assert ("do not repeat" in last) == (details.get("retry") == "never"), text
    assert ("may be repeated" in last) == (details.get("retry") == "later"), text
    assert text.splitlines()[0].strip() and not text.startswith("["), text
    return details, text


CALLS = [("get_me", {}, "actor"), ("get_connects", {}, "projects"), ("get_user_info", {"user_id": 318250}, "user"),
         ("get_user_info", {"username": "elena_design"}, "userByUsername"),
         ("search_users", {"query": "Петров"}, "userSearch"), ("list_projects", {"mode": "all"}, "projects"),
         ("get_project", {"project_id": 3010126}, "project"), ("search_projects", {"query": "бот"}, "projects"),
         ("get_exchange_info", {}, "exchangeInfo")]
"""One good call of each tool, both ways of get_user_info, and the method it asks."""

TOOLS = {tool.name for tool in tools.TOOLS}
