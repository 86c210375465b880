"""JSON as a strict client reads it: UTF-8, no duplicate keys, no NaN."""

import json


class NotJSON(ValueError):
    """A line of the host that is no strict JSON."""


def _object(pairs):
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotJSON(f"duplicate key in {[key for key, _ in pairs]}")
    return value


def _constant(name):
    raise NotJSON(f"{name} is not JSON")


def parse(line: bytes):
    """The value of one line. Raises NotJSON with the reason."""
    try:
        text = line.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # a lone surrogate escape cannot be encoded
    except NotJSON:
        raise
    except (UnicodeError, ValueError, RecursionError) as error:
        raise NotJSON(str(error)) from error
    return value


def compact(value) -> bytes:
    """One message as a line without its end."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
