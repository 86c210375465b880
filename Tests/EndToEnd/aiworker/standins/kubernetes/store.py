"""The objects, their versions, and what happened to them."""

import copy
import dataclasses
import threading
import uuid

from .applying import Owners, moment
from .kinds import KINDS, Kind


@dataclasses.dataclass
class Stored:
    """An object with what the cluster keeps beside it."""

    kind: Kind
    value: dict
    owners: Owners = dataclasses.field(default_factory=Owners)
    polls: int = 0
    """How often somebody looked since the last change that a controller works on."""
    since: float = 0

    @property
    def namespace(self) -> str:
        """Its namespace, empty for objects without."""
        return self.value["metadata"].get("namespace", "")

    @property
    def name(self) -> str:
        """Its name."""
        return self.value["metadata"]["name"]

    @property
    def labels(self) -> dict[str, str]:
        """Its labels."""
        return self.value["metadata"].get("labels", {})


@dataclasses.dataclass(frozen=True)
class Happened:
    """One event of a watch."""

    version: int
    type: str
    kind: Kind
    value: dict


class Store:
    """All objects. The lock is the stand-in's; `changed` is notified at each change."""

    def __init__(self, lock: threading.RLock):
        self.changed = threading.Condition(lock)
        self.objects: dict[tuple[str, str, str, str], Stored] = {}
        self.history: list[Happened] = []
        self.version = 1000
        self.oldest = 1000
        """Versions before this one are forgotten."""

    def key(self, kind: Kind, namespace: str, name: str):
        """Where an object lies."""
        return kind.group, kind.plural, namespace if kind.namespaced else "", name

    def find(self, kind: Kind, namespace: str, name: str) -> Stored | None:
        """An object."""
        return self.objects.get(self.key(kind, namespace, name))

    def listing(self, kind: Kind, namespace: str | None = None) -> list[Stored]:
        """All objects of a kind, by namespace and name."""
        found = [one for one in self.objects.values() if one.kind == kind and namespace in (None, one.namespace)]
        return sorted(found, key=lambda one: (one.namespace, one.name))

    def put(self, kind: Kind, value: dict, owners: Owners | None = None) -> Stored:
        """Stores an object under a new version; a new one gets its identity."""
        metadata = value["metadata"]
        old = self.find(kind, metadata.get("namespace", ""), metadata["name"])
        if old is None:
            metadata |= {"uid": str(uuid.uuid4()), "creationTimestamp": moment()}
            if kind.generations:
                metadata["generation"] = 1
            old = Stored(kind, value, owners or Owners())
            type_ = "ADDED"
        else:
            if kind.generations and value.get("spec") != old.value.get("spec"):
                metadata["generation"] = old.value["metadata"]["generation"] + 1
            old.value, old.owners = value, owners or old.owners
            type_ = "MODIFIED"
        self.objects[self.key(kind, old.namespace, old.name)] = old
        self.stamp(old)
        self.tell(type_, old)
        return old

    def stamp(self, stored: Stored):
        """The next version, and who owns what."""
        self.version += 1
        stored.value["metadata"]["resourceVersion"] = str(self.version)
        if entries := stored.owners.entries(stored.kind.api_version):
            stored.value["metadata"]["managedFields"] = entries

    def delete(self, stored: Stored):
        """Takes an object away."""
        del self.objects[self.key(stored.kind, stored.namespace, stored.name)]
        self.stamp(stored)
        self.tell("DELETED", stored)

    def tell(self, type_: str, stored: Stored):
        """Writes an event down and wakes the watchers."""
        self.history.append(Happened(self.version, type_, stored.kind, copy.deepcopy(stored.value)))
        self.changed.notify_all()

    def compact(self):
        """Forgets what happened until now: watches from earlier versions end with 410."""
        with self.changed:
            self.version += 1
            self.oldest = self.version
            self.history.clear()
            self.changed.notify_all()

    def namespace(self, name: str) -> Stored | None:
        """A namespace."""
        return self.find(KINDS["", "namespaces"], "", name)
