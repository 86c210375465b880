"""Quotas: what a namespace may hold, and what its pods must say about themselves to be let in."""

from . import names
from .failure import Failure
from .kinds import KINDS
from .store import Store

COMPUTE = {"cpu": ("requests", "cpu"), "memory": ("requests", "memory"), "requests.cpu": ("requests", "cpu"),
           "requests.memory": ("requests", "memory"), "limits.cpu": ("limits", "cpu"), "limits.memory": ("limits", "memory")}
COUNTED = ("pods", "services", "secrets", "configmaps")


def quotas(store: Store, namespace: str) -> list[dict]:
    """The quotas of a namespace."""
    return [one.value for one in store.listing(KINDS["", "resourcequotas"], namespace)]


def admit(store: Store, kind, namespace: str, name: str):
    """Refuses one object too many."""
    for quota in quotas(store, namespace):
        hard = quota.get("spec", {}).get("hard", {})
        for resource in (kind.plural, f"count/{kind.resource}"):
            limit = names.quantity(hard.get(resource, ""))
            if limit is not None and (resource.startswith("count/") or kind.plural in COUNTED) and len(store.listing(kind, namespace)) + 1 > limit:
                raise Failure(403, f'{kind.resource} "{name}" is forbidden: exceeded quota: {quota["metadata"]["name"]}, '
                                   f"limited: {resource}={hard[resource]}", kind, name)


def pods_refused(store: Store, namespace: str, containers: list[dict], count: int) -> str | None:
    """Why so many pods with these containers would not be let in; None when they would."""
    for quota in quotas(store, namespace):
        hard = quota.get("spec", {}).get("hard", {})
        lacking = sorted({name for name, (side, resource) in COMPUTE.items() if name in hard
                          for one in containers if resource not in one.get("resources", {}).get(side, {})})
        if lacking:
            return f"failed quota: {quota['metadata']['name']}: must specify {','.join(lacking)}"
        for name, (side, resource) in COMPUTE.items():
            wanted = count * sum(names.quantity(one.get("resources", {}).get(side, {}).get(resource, "0")) or 0 for one in containers)
            if name in hard and wanted > names.quantity(hard[name]):
                return f"exceeded quota: {quota['metadata']['name']}, requested: {name}={wanted:g}, limited: {name}={hard[name]}"
        if "pods" in hard and count > names.quantity(hard["pods"]):
            return f"exceeded quota: {quota['metadata']['name']}, requested: pods={count}, limited: pods={hard['pods']}"
    return None


def status(quota: dict) -> dict:
    """What the quota controller writes."""
    return {"hard": dict(quota.get("spec", {}).get("hard", {})), "used": {name: "0" for name in quota.get("spec", {}).get("hard", {})}}
