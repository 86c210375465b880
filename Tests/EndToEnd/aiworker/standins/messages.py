"""What goes over a connection: one request, one answer."""

import dataclasses
import json
import urllib.parse
from collections.abc import Iterable


class NotStrict(ValueError):
    """JSON that one reader takes and another refuses."""


def strict_json(data: bytes):
    """The value of a JSON text. Repeated names and numbers that JSON does not have are refused."""

    def pairs(items):
        names = [name for name, _ in items]
        if len(set(names)) != len(names):
            raise NotStrict(f"a name stands twice: {sorted(name for name in names if names.count(name) > 1)[0]!r}")
        return dict(items)

    def constant(text):
        raise NotStrict(f"{text} is not JSON")

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_constant=constant)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise NotStrict(str(error)) from error


@dataclasses.dataclass
class Request:
    """A request as it came. `target` is the undecoded request target, `headers` have lower-case names."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
    certificate: str | None = None
    """Common name of the client's certificate, if the connection has one."""

    @property
    def raw_path(self) -> str:
        """The path without query, still escaped."""
        return self.target.partition("?")[0]

    @property
    def path(self) -> str:
        """The path without query, decoded: for patterns and people, not for routing."""
        return urllib.parse.unquote(self.raw_path)

    @property
    def segments(self) -> list[str]:
        """The undecoded parts of the path."""
        return self.raw_path.strip("/").split("/")

    @property
    def query(self) -> list[tuple[str, str]]:
        """Names and values of the query, decoded, in order."""
        return urllib.parse.parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    def argument(self, name: str) -> str | None:
        """The first value of a name in the query."""
        return next((value for one, value in self.query if one == name), None)

    def json(self):
        """The body as JSON; raises `NotStrict`."""
        return strict_json(self.body)


@dataclasses.dataclass
class Answer:
    """An answer. A body that is not bytes is sent piece by piece; an empty piece only asks whether anybody still listens."""

    status: int
    body: bytes | Iterable[bytes] = b""
    headers: dict[str, str] = dataclasses.field(default_factory=dict)


def json_answer(status: int, value, **headers: str) -> Answer:
    """An answer with a JSON body; `_` in header names stands for `-`."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode() + b"\n",
                  {"Content-Type": "application/json; charset=utf-8",
                   **{name.replace("_", "-"): text for name, text in headers.items()}})
