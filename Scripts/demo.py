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
import time
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
        # The shipped file, with one thing changed: a person is asked before anything is written.
        document = json.loads((ROOT / "plugins.json").read_text())
        document.pop("$schema")
        document["policy"]["writes"] = "confirm"
        config = pathlib.Path(home) / "plugins.json"
        config.write_text(json.dumps(document))
        self.process = subprocess.Popen(
            [BUILT / "mcp-host", "serve", "--config", config], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=environment, text=True, bufsize=1)
        self.last = 0
        threading.Timer(120, self.process.kill).start()

    def write(self, message):
        line = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False)
        print(f"{DIM}→ {textwrap.shorten(line, 150)}{END}")
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def send(self, method, params=None, request=True):
        message = {"method": method}
        if request:
            self.last += 1
            message["id"] = self.last
        if params is not None:
            message["params"] = params
        self.write(message)
        return self.last

    def answer(self, number):
        while True:
            line = self.process.stdout.readline()
            if not line:
                sys.exit("the host ended early")
            message = json.loads(line)
            print(f"{DIM}← {textwrap.shorten(line.strip(), 150)}{END}")
            if message.get("method") == "elicitation/create":
                self.confirm(message)
            elif message.get("id") == number:
                return message

    def confirm(self, message):
        """Shows the host's question, and says yes after the time that a person needs to read it."""
        print(f"{BOLD}    The host asks the person:{END}")
        print(textwrap.indent(message["params"]["message"], "    │ "))
        time.sleep(1.5)
        print(f"{BOLD}    The person: yes.{END}")
        self.write({"id": message["id"], "result": {"action": "accept", "content": {"confirm": True}}})

    def call(self, tool, **arguments):
        result = self.answer(self.send("tools/call", {"name": tool, "arguments": arguments}))["result"]
        text = "\n".join(block["text"] for block in result["content"] if block["type"] == "text")
        print(textwrap.indent(text, "    "))
        return result


OFFER = """Здравствуйте! Делаю телеграм-ботов для магазинов пятый год: каталог, корзина, оплата, уведомления продавцу. \
Покажу три похожих работы с цифрами. Начну сегодня: за два дня соберу рабочий прототип, \
после ваших правок выложу на сервер и месяц буду на связи."""


def title(text):
    print(f"\n{BOLD}{text}{END}")


def main():
    sandbox = Sandbox()
    with tempfile.TemporaryDirectory() as home:
        host = Host(sandbox.variables, home)
        title("1. The handshake: a client that can show questions")
        agreed = host.answer(host.send("initialize", {
            "protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}},
            "clientInfo": {"name": "demo", "version": "1"}}))["result"]
        host.send("notifications/initialized", request=False)
        print(f"    {agreed['serverInfo']['name']} {agreed['serverInfo']['version']}, revision {agreed['protocolVersion']}")

        title("2. The tools, each from a bundle of its own toolset")
        for tool in host.answer(host.send("tools/list"))["result"]["tools"]:
            mark = "reads " if tool["annotations"]["readOnlyHint"] else "writes"
            print(f"    {tool['name']:26} {mark}  {textwrap.shorten(tool['description'], 90)}")

        title("3. A seller's morning: what is new? The host signs in by itself; no bundle ever sees the password or the token")
        news = host.call("whats_new")["structuredContent"]
        title("4. Somebody has written")
        waiting = news["dialogs"]["dialogs"][0]
        host.call("get_dialog", username=waiting["username"])
        title("5. A project that fits")
        project = news["projects"]["projects"][0]["id"]
        price = int(host.call("get_project", project_id=project)["structuredContent"].get("price") or 9000)
        title("6. An offer. The person sees the exact text, price and buyer first; then it goes through Kwork's web site")
        host.call("submit_offer", project_id=project, title="Телеграм-бот под ключ", description=OFFER, price=price, duration_days=5)
        host.call("check_my_offer", project_id=project)

        title("7. The answer to a message is lost. Nobody knows whether it arrived, so it is not sent a second time unseen")
        reply = {"user_id": waiting["user_id"], "text": "Добрый день! Пришлю макет сегодня до обеда."}
        sandbox.fault(route="inboxCreate", kind="close", times=1, processed=True)
        assert host.call("send_message", **reply).get("isError")
        assert host.call("send_message", **reply).get("isError")
        host.call("get_dialog", username=waiting["username"])
        print(f"    messages that Kwork got: {len(sandbox.log('inboxCreate')['requests'])}")

        title("8. A wrong argument is one sentence that lets the model correct itself; nothing is sent")
        assert host.call("get_project", project_id=-3, colour="red").get("isError")

        title("9. Kwork answers 503 once: a read is simply sent again")
        sandbox.fault(route="actor", kind="status", status=503, times=1)
        host.call("get_me")

        title("10. A call that takes too long is cancelled: no answer comes, the next call is served")
        sandbox.fault(route="userSearch", kind="slow", delay_ms=30000, times=1)
        host.send("tools/call", {"name": "search_users", "arguments": {"query": "дизайн"}})
        host.send("notifications/cancelled", {"requestId": host.last, "reason": "the user changed their mind"}, request=False)
        host.answer(host.send("ping"))
        host.call("get_exchange_info")

        title("11. End of input: the host leaves")
        host.process.stdin.close()
        print(f"    exit status {host.process.wait(timeout=10)}")
    sandbox.end()
    title("Add it to Claude with your own account")
    print(f"    {BUILT / 'mcp-host'} login kwork --config {ROOT / 'plugins.json'}")
    print(f"    claude mcp add kwork -- {BUILT / 'mcp-host'} serve --config {ROOT / 'plugins.json'}")
    os._exit(0)


main()
