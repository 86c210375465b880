"""Which operation of the schema a request is for, and what its path says."""

import urllib.parse

WILDCARDS = {"branch", "head"}
"""Parameters that take the whole rest of the path: a slash in a branch name may be escaped or not."""


class Routes:
    """The path templates of a schema slice."""

    def __init__(self, document: dict):
        self.base = document["basePath"].strip("/").split("/")
        self.templates = {path: path.strip("/").split("/") for path in document["paths"]}
        self.paths = document["paths"]

    def find(self, segments: list[str]) -> tuple[str, dict[str, str]] | None:
        """The template and the decoded parameters for the undecoded parts of a path."""
        if segments[:len(self.base)] != self.base:
            return None
        rest = segments[len(self.base):]
        found = [(template, values) for template, parts in self.templates.items() if (values := self.match(parts, rest)) is not None]
        # Fixed words go before parameters, and parameters of one part before those that take the rest.
        found.sort(key=lambda one: (-len(self.templates[one[0]]), one[0].count("{")))
        return self.prefer(found, rest)

    def prefer(self, found, rest):
        """The template that fits exactly, else the first."""
        exact = [one for one in found if len(self.templates[one[0]]) == len(rest)]
        return (exact or found or [None])[0]

    def match(self, parts: list[str], rest: list[str]) -> dict[str, str] | None:
        """The parameters, or None where the template does not fit."""
        values = {}
        for number, part in enumerate(parts):
            if number >= len(rest):
                return None
            if not part.startswith("{"):
                if part != rest[number]:
                    return None
                continue
            name = part[1:-1]
            last = number == len(parts) - 1
            text = "/".join(rest[number:]) if name in WILDCARDS and last else rest[number]
            if not text:
                return None
            values[name] = urllib.parse.unquote(text)
            if name in WILDCARDS and last:
                return values
        return values if len(parts) == len(rest) else None
