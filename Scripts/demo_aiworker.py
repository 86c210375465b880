#!/usr/bin/env python3
"""The story of one task on a SQLite file: a person adds it, an agent takes it, asks, dies, comes back, has it tested, and finishes.

Branch, pull request and preview need a Gitea and a cluster, which a demo has not; they are left out.
"""

import json
import os
import pathlib
import re
import select
import shlex
import subprocess
import sys
import tempfile
import textwrap
import threading
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILT = ROOT / ".build" / "release"
DIM, BOLD, END = ("\033[2m", "\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "", "")


def title(text):
    print(f"\n{BOLD}{text}{END}")


class Story:
    """One home directory with one queue in it."""

    def __init__(self, home):
        self.environment = {"PATH": os.environ.get("PATH", ""), "HOME": home, "XDG_RUNTIME_DIR": home,
                            "AIWORKER_DATABASE_URL": f"sqlite://{home}/queue.db"}

    def person(self, *words):
        """What a person types; shows what it prints, and returns it."""
        print(f"{BOLD}    $ aiworkerctl {shlex.join(words)}{END}")
        done = subprocess.run([BUILT / "aiworkerctl", *words], env=self.environment, capture_output=True, text=True)
        print(textwrap.indent((done.stdout + done.stderr).rstrip(), "    "))
        if done.returncode:
            sys.exit(f"aiworkerctl ended with {done.returncode}")
        return done.stdout


class Page:
    """aiworker-events on a port of its own."""

    def __init__(self, story):
        self.process = subprocess.Popen([BUILT / "aiworker-events", "--listen", "127.0.0.1:0", "--with-parent"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, env=story.environment, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("Listening on "):
            sys.exit("the page did not start")
        self.address = line.removeprefix("Listening on ").strip()

    def get(self, path):
        """What the page itself reads."""
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:
            return json.load(answer)

    def leave(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


class Agent:
    """An agent's client with its host: one JSON message per line in each direction."""

    def __init__(self, story, name):
        self.name = name
        self.process = subprocess.Popen(
            [BUILT / "mcp-host", "serve", "--config", ROOT / "plugins.json", "--toolsets", "aiworker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=story.environment, text=True, bufsize=1)
        watchdog = threading.Timer(120, self.process.kill)
        watchdog.daemon = True
        watchdog.start()
        self.last = 0
        self.ask("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": name, "version": "1"}})
        self.write({"method": "notifications/initialized"})

    def write(self, message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def ask(self, method, params):
        self.last += 1
        self.write({"id": self.last, "method": method, "params": params})
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("id") == self.last:
                return message["result"]
        sys.exit("the host ended early")

    def call(self, tool, **arguments):
        """A tool call, shown in short; its object."""
        words = " ".join(f"{name}={json.dumps(value)}" for name, value in arguments.items())
        print(f"{DIM}    {self.name} → {tool} {words}{END}")
        result = self.ask("tools/call", {"name": tool, "arguments": arguments})
        text = result["content"][0]["text"]
        print(textwrap.indent(textwrap.shorten(text, 300), f"    {self.name} ← "))
        return json.loads(text)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def leave(self):
        self.process.stdin.close()
        return self.process.wait(timeout=10)


def main():
    with tempfile.TemporaryDirectory() as home:
        story = Story(home)
        title("1. A person adds a project and a task")
        story.person("project", "add", "shop", "--name", "Shop")
        story.person("task", "add", "shop", "Add a dark mode", "--id", "dark-mode", "--priority", "5")

        title("2. An agent takes it")
        ada = Agent(story, "ada")
        task = ada.call("get_next_task", agentId="ada", capabilities=["css"])["task"]
        ada.call("log_activity", agentId="ada", message="Looking at the style sheets")

        title("3. It asks, and its process is killed before anybody answers")
        question = ada.call("ask_user_question", taskId=task["id"], question="Which shade of dark?", context="Slate or midnight blue")
        ada.kill()
        print(f"    {BOLD}kill -9{END}")

        title("4. A person answers")
        story.person("question", "list")
        story.person("question", "answer", question["questionId"], "Midnight blue")

        title("5. The agent starts again and is given its own task, with the answer")
        ada = Agent(story, "ada")
        again = ada.call("get_next_task", agentId="ada")
        assert again["resumed"] and again["task"]["id"] == task["id"]
        answer = ada.call("check_question_response", taskId=task["id"])
        assert answer["response"] == "Midnight blue" and answer["taskState"] == "in_progress"

        title("6. An old process that wakes up now is refused: its lease has gone to the new one")
        old = Agent(story, "old")
        refused = old.call("update_task_status", taskId=task["id"], status="failed", agentId="ada", leaseToken=task["leaseToken"])
        assert refused["error"]["code"] == "lease_lost"
        old.leave()

        title("7. It has something to show; a person looks and accepts")
        ada.call("log_activity", agentId="ada", message="The switch is in the header")
        ada.call("update_task_status", taskId=task["id"], status="ready_to_test")
        story.person("task", "approve", task["id"])

        title("8. Done; saying so twice counts once")
        ada.call("update_task_status", taskId=task["id"], status="completed", metadata={"durationMinutes": 12, "files": 3})
        assert ada.call("update_task_status", taskId=task["id"], status="completed")["changed"] is False
        assert ada.leave() == 0

        title("9. What people see")
        story.person("task", "show", task["id"])
        story.person("agent", "list")
        events = story.person("events")
        assert re.findall(r'"newState":"(\w+)"', events) == [
            "backlog", "in_progress", "needs_input", "in_progress", "ready_to_test", "approved", "completed"], events

        title("10. The same as a page, live, while agents work")
        page = Page(story)
        shown = page.get("api/tasks")["tasks"]
        assert [(one["id"], one["state"]) for one in shown] == [(task["id"], "completed")]
        print(f"    {page.address}")
        if sys.stdin.isatty() and sys.stdout.isatty():
            print("    Open it in a browser; Enter ends the demo, a minute does, too.", end=" ", flush=True)
            select.select([sys.stdin], [], [], 60)
            print()
        page.leave()
    print("\nYour own queue: aiworkerctl, and aiworker-events for the page. More: docs/aiworker.md")


if __name__ == "__main__":
    main()
