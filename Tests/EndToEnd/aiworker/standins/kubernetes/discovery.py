"""What the cluster tells about itself: versions, groups, kinds."""

from .failure import Failure
from .kinds import KINDS

REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"

VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "watch"]


def version(text: str) -> dict:
    """The server's version."""
    major, minor, _ = text.removeprefix("v").split(".", 2)
    return {"major": major, "minor": minor, "gitVersion": text, "gitCommit": "0" * 40, "gitTreeState": "clean",
            "buildDate": "2024-01-01T00:00:00Z", "goVersion": "go1.22.0", "compiler": "gc", "platform": "linux/amd64"}


def group(name: str) -> dict:
    """One group."""
    one = {"groupVersion": f"{name}/v1", "version": "v1"}
    return {"kind": "APIGroup", "apiVersion": "v1", "name": name, "versions": [one], "preferredVersion": one}


def resources(name: str) -> dict:
    """The kinds of a group."""
    found = [{"name": kind.plural, "singularName": kind.name.lower(), "namespaced": kind.namespaced, "kind": kind.name, "verbs": VERBS,
              **({"shortNames": list(kind.short)} if kind.short else {})} for kind in KINDS.values() if kind.group == name]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{name}/v1" if name else "v1", "resources": found}


def answer(segments: list[str], address: str, server_version: str) -> dict | None:
    """The answer to a path of discovery, None for any other path."""
    groups = sorted({kind.group for kind in KINDS.values()} - {""})
    if segments == ["version"]:
        return version(server_version)
    if segments == ["api"]:
        return {"kind": "APIVersions", "versions": ["v1"],
                "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": address}]}
    if segments == ["apis"]:
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [group(name) for name in groups]}
    if segments == ["api", "v1"]:
        return resources("")
    if segments[0] == "apis" and len(segments) in (2, 3):
        if segments[1] not in groups or segments[2:] not in ([], ["v1"]):
            raise Failure(404, "the server could not find the requested resource")
        return resources(segments[1]) if len(segments) == 3 else group(segments[1])
    return None
