"""A real browser without a window, driven through its debugging pipe."""

import base64
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import threading
import time

from .servers import PATIENCE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    """Chromium with a profile of its own. Messages are JSON texts with a NUL between them."""

    def __init__(self, folder: pathlib.Path):
        assert CHROMIUM, "no chromium here; Scripts/install-dependencies.sh test installs it"
        there, self.writer = os.pipe()
        self.reader, back = os.pipe()
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--mute-audio",
                   "--disable-component-update", "--disable-dev-shm-usage", "--remote-debugging-pipe", f"--user-data-dir={folder}/profile"]
        # The browser reads from 3 and writes to 4.
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", f'exec "$@" 3<&{there} 4>&{back}', "bash", CHROMIUM, *options, "about:blank"], pass_fds=(there, back),
            env={**os.environ, "HOME": str(folder)}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(there)
        os.close(back)
        self.numbers = itertools.count(1)
        self.changed = threading.Condition()
        self.answers: dict[int, dict] = {}
        self.events: list[dict] = []
        self.ended = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        rest = b""
        while chunk := os.read(self.reader, 1 << 16):
            *messages, rest = (rest + chunk).split(b"\0")
            with self.changed:
                for message in map(json.loads, messages):
                    if "id" in message:
                        self.answers[message["id"]] = message
                    else:
                        self.events.append(message)
                self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def call(self, method: str, session: str | None = None, **parameters) -> dict:
        """One command and its answer."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.writer, json.dumps(message).encode() + b"\0")
        with self.changed:
            assert self.changed.wait_for(lambda: number in self.answers or self.ended, PATIENCE * 3), f"no answer to {method}"
            answer = self.answers.pop(number, {"error": "the browser has ended"})
        assert "error" not in answer, (method, answer["error"])
        return answer["result"]

    def open(self, address: str, **options) -> "Page":
        """A new page."""
        return Page(self, address, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.writer)


class Page:
    """One page: what it shows, what it asked for, and hands on the keyboard."""

    def __init__(self, browser: Browser, address: str, width: int = 1200, height: int = 900, dark: bool = False):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Page.navigate", url=address)

    def call(self, method: str, **parameters) -> dict:
        return self.browser.call(method, self.session, **parameters)

    def heard(self, method: str) -> list[dict]:
        """What the browser told about this page."""
        with self.browser.changed:
            return [event["params"] for event in self.browser.events if event["method"] == method and event.get("sessionId") == self.session]

    def run(self, script: str):
        """The value of an expression in the page."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def text(self, selector: str) -> str:
        """What a person reads there."""
        return self.run(f"[...document.querySelectorAll({json.dumps(selector)})].map(one => one.innerText).join('\\n')")

    def wait(self, what: str, script: str, patience: float = PATIENCE):
        """The first true value of an expression."""
        end = time.monotonic() + patience
        while True:
            # Between two pages there is nothing to look at yet.
            try:
                value = self.run(f"(() => {{ try {{ return {script} }} catch {{ return false }} }})()")
            except AssertionError as error:
                if "navigated" not in str(error):
                    raise
                value = None
            if value:
                return value
            assert time.monotonic() < end, f"{what} did not happen; the page shows:\n{self.text('body')}"
            time.sleep(0.05)

    def shows(self, selector: str, text: str):
        """Waits until a text stands there."""
        self.wait(f"{text!r} in {selector}",
                  f"[...document.querySelectorAll({json.dumps(selector)})]"
                  f".some(one => one.checkVisibility() && one.innerText.includes({json.dumps(text)}))")

    def hides(self, selector: str, text: str):
        """Waits until a text does not stand there any more."""
        self.wait(f"{text!r} gone from {selector}",
                  f"![...document.querySelectorAll({json.dumps(selector)})]"
                  f".some(one => one.checkVisibility() && one.innerText.includes({json.dumps(text)}))")

    # The keyboard

    def key(self, key: str, code: int, text: str = "", modifiers: int = 0):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, modifiers=modifiers,
                      **({"text": text} if text and kind == "keyDown" else {}))

    def enter(self, modifiers: int = 0):
        self.key("Enter", 13, "\r", modifiers)

    def tab(self, back: bool = False):
        self.key("Tab", 9, modifiers=8 if back else 0)

    def type(self, text: str):
        """Types where the focus is."""
        self.call("Input.insertText", text=text)

    def type_into(self, selector: str, text: str):
        """Types into a field."""
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        self.type(text)

    def tab_to(self, script: str, limit: int = 200):
        """Moves the focus with the keyboard alone until the condition on `it` holds."""
        for _ in range(limit):
            if self.run(f"(it => {script})(document.activeElement)"):
                return
            self.tab()
        raise AssertionError(f"the keyboard does not reach {script}")

    # The mouse

    def place(self, script: str) -> tuple[float, float]:
        """Where an element lies, after it was brought into view: near its left end, where its text is."""
        return tuple(self.run(f"(it => {{ it.scrollIntoView({{block: 'center'}}); const box = it.getBoundingClientRect(); "
                              f"return [box.x + 6, box.y + box.height / 2] }})({script})"))

    def mouse(self, kind: str, place: tuple[float, float]):
        """`Pressed` or `Released`, of the left button."""
        self.call("Input.dispatchMouseEvent", type=f"mouse{kind}", x=place[0], y=place[1], button="left", clickCount=1)

    def click(self, script: str):
        """A click on an element, as a hand makes it."""
        place = self.place(script)
        self.mouse("Pressed", place)
        self.mouse("Released", place)

    # What may not happen

    def complaints(self) -> list[str]:
        """Errors of scripts, and what the browser refused; lost connections are none."""
        errors = [one["exceptionDetails"].get("exception", {}).get("description", str(one)) for one in self.heard("Runtime.exceptionThrown")]
        return errors + [one["entry"]["text"] for one in self.heard("Log.entryAdded")
                         if one["entry"]["level"] == "error" and one["entry"]["source"] != "network"
                         and "WebSocket" not in one["entry"]["text"]]

    def requests(self) -> set[str]:
        """Every address that was asked for."""
        return {one["request"]["url"] for one in self.heard("Network.requestWillBeSent")} | {
            one["url"] for one in self.heard("Network.webSocketCreated")}

    def screenshot(self, path: pathlib.Path):
        """What it looks like."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
