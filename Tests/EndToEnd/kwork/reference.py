"""Writes docs/kwork-tools.md: arguments and output from what the host lists, requests from what the sandbox got.

From Tests/EndToEnd: `python -m kwork.reference`. A test compares the page with what this makes.
"""

import json
import os
import pathlib
import sys
import tempfile

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from harness import paths
from harness.client import Legacy
from harness.process import HostProcess

from kwork import sandbox as stand_in
from kwork.tools import TOOLS, Tool

PAGE = paths.ROOT / "docs" / "kwork-tools.md"

HEAD = """# Kwork's tools

Every tool of the eight toolsets: arguments, requests on the wire, output fields, errors. Written by
`python -m kwork.reference` (in `Tests/EndToEnd`) from what the host lists and what the sandbox receives; a test keeps it current.

**R** reads and may be repeated. **W** writes: sent at most once, asked for first with `"writes": "confirm"`, refused with `"off"`.
**D** writes and takes something away.

All requests to the API are `POST` with the fixed client header; "token" marks those that carry the account's token. Before the first
write the session also asks `/actor` once, to know whose account it is. Fields without a value are left out of the output.

Errors that every tool may give: `validation` and the argument messages of the host (nothing sent), `auth_required`, `auth_failed`, `captcha`,
`ip_blocked`, `permission`, `rate_limit`, `circuit_open`, `timeout`, `connection_failed`, `upstream_unavailable`, `bad_answer`,
`contract_drift` (an answer that is not understood), `api_error` (a refusal in Kwork's own words). Every write may also give
`outcome_unknown` and `ambiguous_write` (look first), `account_mismatch`, `write_disabled`. They are explained in
[failure-codes.md](failure-codes.md).

## Left out

Nothing is guessed: what the known routes and parameters do not support is not there.

- Marking a dialog as unread: the route is known by name only, not its parameters. Unread marks are shown.
- A comment with `send_order_for_approval`: the API has none. Say it with `send_track_message`.
- The exchange on kwork.com: it has no projects and no favourites, so `list_projects`, the offers and their like answer
  `site_unsupported` there, without a request; `whats_new` tells that part as failed.
- De-duplication by a key of our own (`message_key`, `uuid`): whether Kwork honours it is not known, so nothing relies on it.
"""

TITLES = {"kwork-profile": "Profile", "kwork-projects": "Projects", "kwork-offers": "Offers", "kwork-orders": "Orders",
          "kwork-dialogs": "Dialogs", "kwork-kworks": "Kworks", "kwork-categories": "Categories",
          "kwork-notifications": "Notifications"}


def kind(schema: dict) -> str:
    """`integer ≥ 1` for a JSON Schema."""
    name = schema.get("type", "any")
    name = "/".join(name) if isinstance(name, list) else name
    if name == "array":
        return f"list of {kind(schema['items'])}"
    if "enum" in schema:
        return " \\| ".join(f"`{value}`" for value in schema["enum"])
    bounds = []
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        bounds.append(f"{low}…{high}")
    elif low is not None:
        bounds.append(f"≥ {low}")
    elif high is not None:
        bounds.append(f"≤ {high}")
    shortest, longest = schema.get("minLength"), schema.get("maxLength")
    if shortest or longest:
        bounds.append(f"{shortest or 0}…{longest or ''} characters")
    return " ".join([name, *bounds])


def arguments(tool: dict) -> list[str]:
    schema = tool["inputSchema"]
    lines = []
    for name, one in schema.get("properties", {}).items():
        need = "required" if name in schema.get("required", []) else f"default {one['default']}" if "default" in one else "optional"
        lines.append(f"  - `{name}` ({kind(one)}, {need}): {one.get('description', '')}")
    return lines or ["  - none"]


def fields(schema: dict, path="") -> list[str]:
    """The fields of an output schema, the nested ones with their path."""
    lines = []
    for name, one in schema.get("properties", {}).items():
        place = f"{path}{name}"
        inner = one["items"] if one.get("type") == "array" and one.get("items", {}).get("type") == "object" else one
        mark = "[]" if inner is not one else ""
        if inner.get("type") == "object" and inner.get("properties"):
            described = f": {one['description']}" if one.get("description") else ""
            lines.append(f"  - `{place}{mark}`{described}")
            lines += fields(inner, f"{place}{mark}.")
        else:
            lines.append(f"  - `{place}` ({kind(one)}): {one.get('description', '')}")
    return lines


def wire(request: dict) -> str:
    """One request: names only, no values."""
    query = [name for name, _ in request["query_items"] if name != "token"]
    # The web site sees no token of the account; a login link has one of its own.
    carries = request["host"] == "api" and any(name == "token" for name, _ in request["query_items"] + request["form_items"])
    body = [name for name, _ in request["form_items"] if name != "token"]
    if not body and request["body"].startswith("{"):
        body += json.loads(request["body"])
    line = f"`{request['method']} {request['path']}" + ("?" + "&".join(f"{name}=" for name in dict.fromkeys(query)) if query else "") + "`"
    if request["host"] == "web":
        line += " on the web site"
    if body:
        line += ", body " + ", ".join(f"`{name}`" for name in dict.fromkeys(body))
    return line + (", token" if carries else "")


def section(tool: Tool, listed: dict, requests: list[dict]) -> list[str]:
    lines = [f"### `{tool.name}` {tool.hint}", "", listed["description"], "", "- Arguments", *arguments(listed), "- Requests"]
    lines += [f"  - {wire(request)}" for request in requests]
    lines += ["- Output", *fields(listed["outputSchema"])]
    if tool.errors:
        lines += ["- Errors of its own: " + ", ".join(f"`{code}`" for code in tool.errors)]
    if tool.check:
        lines += [f"- Outcome unknown? Look with `{tool.check}`, and nothing else in it."]
    return [*lines, ""]


def build() -> str:
    """The whole page."""
    lines = [HEAD]
    with tempfile.TemporaryDirectory() as home:
        bundle = None
        for tool in TOOLS:
            # Its own world for each, so that one call does not change what the next one finds.
            running = stand_in.Sandbox("--require-pace", "200,200")
            folder = pathlib.Path(tempfile.mkdtemp(dir=home))
            environment = paths.environment(folder, KWORK_API_URL=running.api, KWORK_WEB_URL=running.web, KWORK_TOKEN=running.token(),
                                            KWORK_RPS_LIMIT="200", KWORK_BURST_LIMIT="200")
            client = Legacy(HostProcess([str(paths.binary()), "serve", "--config", str(paths.ROOT / "plugins.json")], environment, folder))
            try:
                client.initialize()
                listed = {one["name"]: one for one in client.result("tools/list")["tools"]}
                result = client.call(tool.name, tool.arguments)
                assert not result.get("isError"), result
                requests = running.requests()
                if tool.hint != "R":
                    requests = [one for one in requests if one["path"] != "/actor"]
            finally:
                client.process.close_stdin()
                client.process.wait_exit(10)
                running.stop()
            if tool.bundle != bundle:
                bundle = tool.bundle
                lines += [f"## {TITLES[bundle]} (`{bundle}`)", ""]
            lines += section(tool, listed[tool.name], requests)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(build())
    os._exit(0)
