"""What a stand-in remembers: every request, what was wrong with it, and what is wrong with the stand-in itself."""

import dataclasses
import fnmatch
import threading
import time

from .messages import NotStrict, Request


def matches(pattern: str, verb: str, path: str) -> bool:
    """Whether a request fits `VERB path`, both with `*`, for example `POST */branches` or `* *`."""
    wanted, _, where = pattern.partition(" ")
    assert where, f"a pattern is a verb, a blank and a path, not {pattern!r}"
    return fnmatch.fnmatchcase(verb, wanted) and fnmatch.fnmatchcase(path, where)


@dataclasses.dataclass
class Exchange:
    """One request and what became of it. `status` is None as long as, or when, nothing was answered."""

    request: Request
    verb: str
    started: float
    status: int | None = None
    fault: str | None = None
    effect: bool = False
    """Whether the service worked on the request, answered or not."""
    finished: float | None = None

    @property
    def path(self) -> str:
        """The decoded path."""
        return self.request.path

    @property
    def json(self):
        """The body as JSON, or None."""
        try:
            return self.request.json()
        except NotStrict:
            return None


@dataclasses.dataclass(frozen=True)
class Violation:
    """Something a correct client never sends. `rule` is a short stable word, `message` says what it was."""

    verb: str
    path: str
    rule: str
    message: str


class Record:
    """The memory. All of it may be used from any thread."""

    def __init__(self):
        self.changed = threading.Condition()
        self.exchanges: list[Exchange] = []
        self.violations: list[Violation] = []
        self.defects: list[str] = []
        """Faults of the stand-in itself: an exception, an answer against its own schema."""

    def open(self, request: Request, verb: str) -> Exchange:
        """Writes a request down."""
        exchange = Exchange(request, verb, time.monotonic())
        with self.changed:
            self.exchanges.append(exchange)
            self.changed.notify_all()
        return exchange

    def close(self, exchange: Exchange):
        """Writes down that it ended. The status stands there before the answer goes out, for those who wait for the answer."""
        with self.changed:
            exchange.finished = time.monotonic()
            self.changed.notify_all()

    def violate(self, verb: str, path: str, rule: str, message: str):
        """Writes a violation down."""
        with self.changed:
            self.violations.append(Violation(verb, path, rule, message))

    def defect(self, message: str):
        """Writes down a fault of the stand-in."""
        with self.changed:
            self.defects.append(message)

    def found(self, pattern: str = "* *") -> list[Exchange]:
        """The requests that fit, oldest first."""
        with self.changed:
            return [one for one in self.exchanges if matches(pattern, one.verb, one.path)]

    def wait(self, pattern: str, count: int, seconds: float) -> list[Exchange]:
        """Waits until so many requests that fit have come."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.found(pattern)) >= count, seconds), (
                f"{len(self.found(pattern))} of {count} requests {pattern!r} within {seconds} s")
            return self.found(pattern)
