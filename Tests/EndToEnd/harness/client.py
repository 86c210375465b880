"""A client that knows what it asked: it checks every line of the host as it comes and finds answers by id."""

import itertools
import json

from . import schema, strict_json
from .process import PATIENCE, HostProcess, Timeout


def key(identifier):
    """Ids are compared by type and value: `"1"` is not `1`."""
    return type(identifier).__name__, identifier


class Client:
    """Talks to one host. `revision` is the negotiated legacy revision, None before the handshake."""

    def __init__(self, process: HostProcess, validate=True):
        self.process = process
        self.validate = validate
        self.revision = None
        self.modern_used = False
        self.messages: list = []
        self.violations: list[str] = []
        self.responses: dict = {}
        self.pending: dict = {}
        self.numbers = itertools.count(1_000_001)  # tests choose small ids by hand
        self.sent_wrong = False
        process.on_line = self._line

    # What comes in

    def _line(self, line: bytes):
        try:
            message = strict_json.parse(line)
        except strict_json.NotJSON as error:
            self.violations.append(f"not a JSON line ({error}): {line[:300]!r}")
            return
        for one in message if isinstance(message, list) else [message]:
            try:
                self._check(one)
            except schema.Violation as violation:
                self.violations.append(str(violation))
            except Exception as error:  # noqa: BLE001 - a fault of the harness must fail the test, not end the reader
                self.violations.append(f"{type(error).__name__}: {error} while checking {line[:300]!r}")
        if isinstance(message, list) and self.revision != "2025-03-26":
            self.violations.append(f"a batch in revision {self.revision}")
        with self.process.changed:
            self.messages.append(message)
            for one in message if isinstance(message, list) else [message]:
                if isinstance(one, dict) and "method" not in one:
                    self.responses.setdefault(key(one.get("id")), []).append(one)
            self.process.changed.notify_all()

    def _check(self, message):
        if not isinstance(message, dict):
            raise schema.Violation(f"neither object nor batch: {message!r}"[:300])
        if "method" in message:
            if not self.validate:
                return
            if "id" in message:
                schema.check_server_request(self.revision, message)
            else:
                used = ([self.revision] if self.revision else []) + ([schema.MODERN] if self.modern_used else [])
                schema.check_notification(used, message)
            return
        if message.get("id") is None:
            if not self.sent_wrong:
                raise schema.Violation(f"an error nobody caused: {json.dumps(message)[:300]}")
            # In a process that serves both eras such an error may belong to either.
            eras = {self.revision} | ({schema.MODERN} if self.modern_used else set())
            eras.discard(None)
            schema.check_error(eras.pop() if len(eras) == 1 else None, message)
            return
        known = self.pending.get(key(message["id"]))
        if known is None:
            raise schema.Violation(f"an answer to nothing: {json.dumps(message)[:300]}")
        method, revision, left = known
        if left == 0:
            raise schema.Violation(f"a second answer: {json.dumps(message)[:300]}")
        self.pending[key(message["id"])] = (method, revision, left - 1)
        if not self.validate:
            return
        if "error" in message:
            schema.check_error(revision, message)
        else:
            if method == "initialize":
                revision = message["result"].get("protocolVersion", revision)
                if revision not in schema.LEGACY:
                    raise schema.Violation(f"initialize answered with {revision}")
                self.revision = revision
            schema.check_result(revision or self.revision or "2025-11-25", method, message)

    # What goes out

    def expect(self, message: dict):
        """Books a request, so that its answer is known and checked."""
        if not isinstance(message, dict) or "method" not in message or "id" not in message:
            return
        identifier = message["id"]
        if isinstance(identifier, bool) or not isinstance(identifier, (int, str)):
            return
        modern = schema.is_modern(message)
        self.modern_used |= modern
        revision = schema.MODERN if modern else (self.revision or (
            None if message["method"] != "initialize" else "2025-11-25"))
        left = self.pending.get(key(identifier), (None, None, 0))[2]
        self.pending[key(identifier)] = (message["method"], revision, left + 1)

    def send(self, message, wrong=False):
        """Sends one message. Unless it is `wrong` on purpose it is checked first."""
        self.sent_wrong |= wrong
        if not wrong and isinstance(message, dict):
            revision = schema.MODERN if schema.is_modern(message) else self.revision
            if message.get("method") == "initialize":
                revision = message["params"]["protocolVersion"]
            if revision in schema.REVISIONS:
                schema.check_sent(revision, message)
        for one in message if isinstance(message, list) else [message]:
            self.expect(one)
        self.process.write(strict_json.compact(message) + b"\n")

    def send_bytes(self, data: bytes, *expected):
        """Sends raw bytes; `expected` are the requests in them that will be answered."""
        self.sent_wrong = True
        for message in expected:
            self.expect(message)
        self.process.write(data)

    def start(self, method, params=None, identifier=None, wrong=False):
        """Sends a request and returns its id without waiting."""
        identifier = next(self.numbers) if identifier is None else identifier
        message = {"jsonrpc": "2.0", "id": identifier, "method": method}
        if params is not None:
            message["params"] = params
        self.send(message, wrong)
        return identifier

    def answer(self, identifier, timeout=PATIENCE, which=0):
        """Waits for the response with that id."""
        found = self.process.wait(f"answer to {identifier!r}",
                                  lambda: len(self.responses.get(key(identifier), [])) > which
                                  or self.process.stdout_ended, timeout)
        answers = self.responses.get(key(identifier), [])
        if len(answers) <= which:
            raise Timeout(f"stdout ended before the answer to {identifier!r} ({found})\nstderr: {self.process.stderr}")
        return answers[which]

    def request(self, method, params=None, timeout=PATIENCE, wrong=False):
        """Sends a request and waits for its response."""
        return self.answer(self.start(method, params, wrong=wrong), timeout)

    def result(self, method, params=None, timeout=PATIENCE, wrong=False):
        """The result of a request that must work."""
        response = self.request(method, params, timeout, wrong)
        assert "result" in response, response
        return response["result"]

    def error(self, method, params=None, timeout=PATIENCE, wrong=True):
        """The error of a request that must fail."""
        response = self.request(method, params, timeout, wrong)
        assert "error" in response, response
        return response["error"]

    def notify(self, method, params=None, wrong=False):
        """Sends a notification."""
        message = {"jsonrpc": "2.0", "method": method}
        if params is not None:
            message["params"] = params
        self.send(message, wrong)

    # Looking at what came

    def wait_message(self, what, matches, timeout=PATIENCE, after=0):
        """The first message from position `after` on for which `matches` is true."""
        def look():
            return next((message for message in self.messages[after:]
                         if isinstance(message, dict) and matches(message)), None)
        return self.process.wait(what, look, timeout)

    def wait_method(self, method, timeout=PATIENCE, after=0):
        """The first notification or request of the host with that method."""
        return self.wait_message(method, lambda message: message.get("method") == method, timeout, after)

    def of_method(self, method):
        """All notifications or requests of the host with that method so far."""
        with self.process.changed:
            return [message for message in self.messages
                    if isinstance(message, dict) and message.get("method") == method]

    def unnamed_error(self, timeout=PATIENCE, which=0):
        """The error response without an id, or with id null."""
        return self.answer(None, timeout, which)["error"]


class Legacy(Client):
    """Speaks one of the handshake revisions."""

    def initialize(self, revision="2025-11-25", capabilities=None, initialized=True):
        """The handshake; returns the result."""
        result = self.result("initialize", {
            "protocolVersion": revision, "capabilities": capabilities or {},
            "clientInfo": {"name": "end-to-end", "version": "1"}})
        self.revision = result["protocolVersion"]
        if initialized:
            self.notify("notifications/initialized")
        return result

    def call(self, name, arguments=None, meta=None, timeout=PATIENCE):
        """The result of a tool call."""
        return self.answer(self.start_call(name, arguments, meta), timeout)["result"]

    def start_call(self, name, arguments=None, meta=None, identifier=None):
        """Starts a tool call and returns its id."""
        params = {"name": name, "arguments": arguments or {}}
        if meta is not None:
            params["_meta"] = meta
        return self.start("tools/call", params, identifier)

    def pong(self):
        """Proof that the session lives and that everything sent before has been read."""
        assert self.result("ping") == {}


class Modern(Client):
    """Speaks 2026-07-28; every request carries its own `_meta`."""

    def params(self, params=None, capabilities=None, meta=None):
        """Parameters with modern `_meta`."""
        return {**(params or {}), "_meta": {
            schema.VERSION_KEY: schema.MODERN, schema.CAPABILITIES_KEY: capabilities or {},
            schema.INFO_KEY: {"name": "end-to-end", "version": "1"}, **(meta or {})}}

    def call_params(self, name, arguments=None, capabilities=None, meta=None, **more):
        """Parameters of a tool call."""
        return self.params({"name": name, "arguments": arguments or {}, **more}, capabilities, meta)

    def call(self, name, arguments=None, capabilities=None, meta=None, timeout=PATIENCE, **more):
        """The response to a tool call, result or error."""
        return self.request("tools/call", self.call_params(name, arguments, capabilities, meta, **more), timeout)

    def start_call(self, name, arguments=None, capabilities=None, meta=None, identifier=None, **more):
        """Starts a tool call and returns its id."""
        return self.start("tools/call", self.call_params(name, arguments, capabilities, meta, **more), identifier)

    def discover(self):
        """Proof that the process lives and that everything sent before has been read."""
        return self.result("server/discover", self.params())


def texts(result: dict) -> str:
    """All text blocks of a tool result, joined."""
    return "\n".join(block["text"] for block in result["content"] if block["type"] == "text")
