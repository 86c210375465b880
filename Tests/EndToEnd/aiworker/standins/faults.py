"""Faults: what may go wrong between a request and its answer. Planned by a test for a pattern of requests and a count."""

import dataclasses
import threading
from collections.abc import Callable

from .messages import Answer
from .record import matches

GARBAGE = b"\x00\xff\xfe<html>\x1b[31m{\"message\": \xc3("
"""Neither JSON nor text in any encoding."""


@dataclasses.dataclass
class Fault:
    """One way to go wrong. `meet(respond, wire)` gets the ordinary answer by `respond()`, which is also the effect."""

    name: str
    meet: Callable

    def __str__(self):
        return self.name


def status(code: int, retry_after: int | str | None = None, body: bytes | None = None, effect: bool = False) -> Fault:
    """Answers with this status instead, in the error form of the service unless a body is given."""

    def meet(respond, wire):
        if effect:
            respond()
        answer = wire.standin.refusal(wire.exchange.request, code)
        if body is not None:
            answer = Answer(code, body, {"Content-Type": "text/html"})
        if retry_after is not None:
            answer.headers["Retry-After"] = str(retry_after)
        wire.send(answer)

    return Fault(f"status {code}", meet)


def close(effect: bool = False) -> Fault:
    """Ends the connection without an answer."""

    def meet(respond, wire):
        if effect:
            respond()
        wire.close()

    return Fault("lost" if effect else "close", meet)


def lost() -> Fault:
    """The request has its effect, the answer never comes: the connection ends."""
    return close(effect=True)


def reset(effect: bool = False) -> Fault:
    """Breaks the connection off with a reset."""

    def meet(respond, wire):
        if effect:
            respond()
        wire.reset()

    return Fault("reset", meet)


def delay(seconds: float) -> Fault:
    """The ordinary answer, after so many seconds."""

    def meet(respond, wire):
        answer = respond()
        wire.pause(seconds)
        wire.send(answer)

    return Fault("delay", meet)


def hang(until: threading.Event | None = None, effect: bool = False) -> Fault:
    """No answer until `until` is set or the client leaves. Without `effect` the service works on it only then, and not at
    all for a client that has left."""
    gate = until or threading.Event()

    def meet(respond, wire):
        answer = respond() if effect else None
        if wire.wait(gate):
            wire.send(answer or respond())
        else:
            wire.close()

    return Fault("hang", meet)


def answer(value: Answer, effect: bool = False) -> Fault:
    """This answer instead."""

    def meet(respond, wire):
        if effect:
            respond()
        wire.send(value)

    return Fault(f"answer {value.status}", meet)


def garbage(code: int = 200, effect: bool = False) -> Fault:
    """A body that is called JSON and is not."""
    return answer(Answer(code, GARBAGE, {"Content-Type": "application/json"}), effect)


def wrong_json(text: str = "[1, 2]", code: int = 200, effect: bool = False) -> Fault:
    """Good JSON of a wrong shape."""
    return answer(Answer(code, text.encode(), {"Content-Type": "application/json"}), effect)


def huge(size: int = 64 << 20, effect: bool = False) -> Fault:
    """A body of so many bytes without an announced length."""

    def meet(respond, wire):
        if effect:
            respond()
        piece = b" " * 65536
        wire.send(Answer(200, (piece for _ in range(size // len(piece))), {"Content-Type": "application/json"}))

    return Fault("huge", meet)


def drip(pause: float = 0.05, piece: int = 1) -> Fault:
    """The ordinary answer in small pieces with pauses, its status line included."""

    def meet(respond, wire):
        wire.send_slowly(respond(), pause, piece)

    return Fault("drip", meet)


def truncated(effect: bool = True) -> Fault:
    """Half of the body that was announced, then the end of the connection."""

    def meet(respond, wire):
        wire.send_half(respond() if effect else wire.standin.refusal(wire.exchange.request, 500))

    return Fault("truncated", meet)


def not_http(effect: bool = False) -> Fault:
    """Bytes that are no HTTP answer."""

    def meet(respond, wire):
        if effect:
            respond()
        wire.send_bytes(b"SSH-2.0-OpenSSH_9.2\r\n")
        wire.close()

    return Fault("not http", meet)


@dataclasses.dataclass
class Planned:
    """A fault and the requests it is for."""

    pattern: str
    fault: Fault
    skip: int
    left: int | None


class Faults:
    """The plan of a test; the first entry that fits a request and has something left takes it."""

    def __init__(self):
        self.guard = threading.Lock()
        self.plan: list[Planned] = []

    def add(self, pattern: str, fault: Fault, times: int | None = 1, skip: int = 0):
        """The next `times` requests that fit meet the fault, after `skip` that do not. None: until `clear`."""
        with self.guard:
            self.plan.append(Planned(pattern, fault, skip, times))

    def clear(self):
        """Forgets the plan."""
        with self.guard:
            self.plan.clear()

    def left(self) -> list[tuple[str, str]]:
        """Pattern and fault of everything counted that was not met."""
        with self.guard:
            return [(one.pattern, one.fault.name) for one in self.plan if one.left]

    def take(self, verb: str, path: str) -> Fault | None:
        """The fault for this request, used up by one."""
        with self.guard:
            for one in self.plan:
                if one.left == 0 or not matches(one.pattern, verb, path):
                    continue
                if one.skip:
                    one.skip -= 1
                    continue
                if one.left is not None:
                    one.left -= 1
                return one.fault
        return None
