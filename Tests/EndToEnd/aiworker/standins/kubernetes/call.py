"""A request to the API server, taken apart."""

import dataclasses

from ..messages import NotStrict, Request
from . import selectors
from .failure import Failure
from .kinds import KINDS, Kind

APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
OTHER_PATCHES = ("application/json-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+cbor")
TRUTH = {"true": True, "1": True, "false": False, "0": False, "": True}


@dataclasses.dataclass(frozen=True)
class Place:
    """What a path points at: a kind, perhaps a namespace, perhaps one object, perhaps a part of it."""

    kind: Kind
    namespace: str | None
    name: str | None
    part: str | None


def place(segments: list[str]) -> Place | None:
    """The place of a decoded path."""
    if segments[:2] == ["api", "v1"]:
        group, rest = "", segments[2:]
    elif len(segments) > 3 and segments[0] == "apis" and segments[2] == "v1":
        group, rest = segments[1], segments[3:]
    else:
        return None
    namespace = None
    if len(rest) >= 3 and rest[0] == "namespaces" and (group, rest[2]) in KINDS and KINDS[group, rest[2]].namespaced:
        namespace, rest = rest[1], rest[2:]
    if not rest or (group, rest[0]) not in KINDS or len(rest) > 3:
        return None
    kind = KINDS[group, rest[0]]
    if kind.namespaced and namespace is None and len(rest) > 1:
        return None
    return Place(kind, namespace, *(rest[1:] + [None, None])[:2])


class Call:
    """A request with its place and its caller."""

    def __init__(self, cluster, request: Request, user: str, where: Place):
        self.cluster, self.request, self.user = cluster, request, user
        self.kind, self.namespace, self.name, self.part = where.kind, where.namespace, where.name, where.part

    @property
    def content_type(self) -> str:
        """The kind of the body."""
        return self.request.headers.get("content-type", "").partition(";")[0].strip().lower()

    def flag(self, name: str) -> bool:
        """A truth value of the query."""
        text = self.request.argument(name)
        if text is None:
            return False
        if text.lower() not in TRUTH:
            raise Failure(400, f"invalid value for {name}: {text!r}")
        return TRUTH[text.lower()]

    def number(self, name: str, default: int) -> int:
        """A number of the query."""
        text = self.request.argument(name)
        if text in (None, ""):
            return default
        if not text.isdecimal():
            raise Failure(400, f"invalid value for {name}: {text!r}")
        return int(text)

    def manager(self) -> str:
        """Who says that fields are theirs; for an apply it must be told."""
        told = self.request.argument("fieldManager")
        if told is None and self.content_type != APPLY:
            return self.request.headers.get("user-agent", "unknown").partition("/")[0][:128] or "unknown"
        if not told or len(told) > 128 or not told.isprintable():
            self.cluster.violate(self.request, "field-manager", f"fieldManager is {told!r}")
            raise Failure(422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: " + (
                "Invalid value: at most 128 printable characters" if told else "Required value: is required for apply patch"))
        return told

    def body(self):
        """The body, which is JSON here although a real cluster reads YAML, too."""
        try:
            value = self.request.json()
        except NotStrict as error:
            self.cluster.violate(self.request, "json", str(error))
            raise Failure(400, f"the body is no JSON: {error}") from error
        if not isinstance(value, dict):
            self.cluster.violate(self.request, "json", "the body is no object")
            raise Failure(400, "the body is no object")
        return value

    def fits(self):
        """A test for objects, from namespace, name and selectors."""
        labels = selectors.label_terms(self.request.argument("labelSelector") or "")
        fields = selectors.field_terms(self.request.argument("fieldSelector") or "")

        def test(value: dict) -> bool:
            metadata = value["metadata"]
            return (self.namespace in (None, metadata.get("namespace", "")) and selectors.labels_match(labels, metadata.get("labels", {}))
                    and selectors.fields_match(fields, value))

        return test
