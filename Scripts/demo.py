#!/usr/bin/env python3
"""A conversation with mcp-host, as a client holds it: over stdin and stdout, against the Kwork sandbox on this machine."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import threading
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILT = ROOT / ".build" / "release"
DIM, BOLD, END = ("\033[2m", "\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "", "")


class Sandbox:
    """The stand-in for Kwork; ends with this script."""

    def __init__(self):
        self.process = subprocess.Popen(
            [BUILT / "kwork-sandbox", "--with-parent"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.variables = {}
        for line in self.process.stdout:
            name, found, value = line.strip().partition("=")
            if found and not name.startswith("#"):
                self.variables[name] = value
            if name == "KWORK_PASSWORD":
                break
        if "KWORK_API_URL" not in self.variables:
            sys.exit("the sandbox did not start")

    def fault(self, **fault):
        request = urllib.request.Request(
            self.variables["KWORK_API_URL"] + "_sandbox/faults", json.dumps(fault).encode(), {"Content-Type": "application/json"})
        urllib.request.urlopen(request).read()

    def log(self, route):
        with urllib.request.urlopen(self.variables["KWORK_API_URL"] + "_sandbox/requests?route=" + route) as answer:
            return json.load(answer)

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


class Host:
    """mcp-host as a child process: one JSON message per line in each direction."""

    def __init__(self, variables, home):
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": home, "XDG_RUNTIME_DIR": home, **variables}
        self.process = subprocess.Popen(
            [BUILT / "mcp-host", "serve", "--config", ROOT / "plugins.json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=environment, text=True, bufsize=1)
        self.last = 0
        threading.Timer(120, self.process.kill).start()

    def send(self, method, params=None, request=True):
        message = {"jsonrpc": "2.0", "method": method}
        if request:
            self.last += 1
            message["id"] = self.last
        if params is not None:
            message["params"] = params
        line = json.dumps(message, ensure_ascii=False)
        print(f"{DIM}→ {textwrap.shorten(line, 150)}{END}")
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.last

    def answer(self, number):
        while True:
            line = self.process.stdout.readline()
            if not line:
                sys.exit("the host ended early")
            message = json.loads(line)
            if message.get("id") == number:
                print(f"{DIM}← {textwrap.shorten(line.strip(), 150)}{END}")
                return message
            print(f"{DIM}← {textwrap.shorten(line.strip(), 150)}{END}   (not for request {number})")

    def call(self, tool, **arguments):
        result = self.answer(self.send("tools/call", {"name": tool, "arguments": arguments}))["result"]
        text = "\n".join(block["text"] for block in result["content"] if block["type"] == "text")
        print(textwrap.indent(text, "    "))
        return result


def title(text):
    print(f"\n{BOLD}{text}{END}")


def main():
    sandbox = Sandbox()
    with tempfile.TemporaryDirectory() as home:
        host = Host(sandbox.variables, home)
        title("1. The handshake")
        agreed = host.answer(host.send("initialize", {
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "demo", "version": "1"}}))["result"]
        host.send("notifications/initialized", request=False)
        print(f"    {agreed['serverInfo']['name']} {agreed['serverInfo']['version']}, revision {agreed['protocolVersion']}")

        title("2. The tools, each from a bundle of its own toolset")
        for tool in host.answer(host.send("tools/list"))["result"]["tools"]:
            print(f"    {tool['name']:20} {textwrap.shorten(tool['description'], 90)}")

        title("3. Who am I? The host signs in by itself; the bundle never sees the password or the token")
        host.call("get_me")
        title("4. What is on the exchange")
        projects = host.call("list_projects", mode="all")["structuredContent"]
        title("5. One project of that list")
        first = next(value for value in projects.values() if isinstance(value, list))[0]
        host.call("get_project", project_id=first["id"])

        title("6. A wrong argument is one sentence that lets the model correct itself; nothing is sent")
        assert host.call("get_project", project_id=-3, colour="red").get("isError")

        title("7. Kwork answers 503 once: a read is simply sent again")
        sandbox.fault(route="actor", kind="status", status=503, times=1)
        host.call("get_connects")
        host.call("get_me")

        title("8. A call that takes too long is cancelled: no answer comes, the next call is served")
        sandbox.fault(route="userSearch", kind="slow", delay_ms=30000, times=1)
        slow = host.send("tools/call", {"name": "search_users", "arguments": {"query": "дизайн"}})
        host.send("notifications/cancelled", {"requestId": slow, "reason": "the user changed their mind"}, request=False)
        host.answer(host.send("ping"))
        host.call("get_exchange_info")

        title("9. End of input: the host leaves")
        host.process.stdin.close()
        print(f"    exit status {host.process.wait(timeout=10)}")
    sandbox.end()
    title("Add it to Claude with your own account")
    print(f"    claude mcp add kwork --env KWORK_LOGIN=… --env KWORK_PASSWORD=… -- {BUILT / 'mcp-host'} serve --config {ROOT / 'plugins.json'}")
    os._exit(0)


main()
