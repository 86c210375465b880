"""Which operation of the schema a request is for, and what its path says."""

import urllib.parse


class Routes:
    """The path templates of a schema slice. A parameter among `wildcards` that ends its template takes the whole rest of the
    path, with slashes escaped or not."""

    def __init__(self, document: dict, wildcards: frozenset[str] = frozenset()):
        self.wildcards = wildcards
        self.base = [part for part in document.get("basePath", "").split("/") if part]
        self.templates = {path: path.strip("/").split("/") for path in document["paths"]}
        self.paths = document["paths"]

    def find(self, segments: list[str]) -> tuple[str, dict[str, str]] | None:
        """The template and the decoded parameters for the undecoded parts of a path."""
        if segments[:len(self.base)] != self.base:
            return None
        rest = segments[len(self.base):]
        found = [(template, values) for template, parts in self.templates.items() if (values := self.match(parts, rest)) is not None]
        # What fits part by part goes before what takes the rest, fixed words before parameters.
        found.sort(key=lambda one: (len(self.templates[one[0]]) != len(rest), one[0].count("{")))
        return found[0] if found else None

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
            text = "/".join(rest[number:]) if name in self.wildcards and last else rest[number]
            if not text:
                return None
            values[name] = urllib.parse.unquote(text)
            if name in self.wildcards and last:
                return values
        return values if len(parts) == len(rest) else None
