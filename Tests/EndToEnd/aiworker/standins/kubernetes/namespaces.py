"""The namespace controller: a deleted namespace is Terminating for a while, then it is gone with all it held."""

import copy
import time

from .applying import moment
from .failure import Cause, Failure
from .kinds import KINDS, Kind
from .store import Store, Stored

NAMESPACES = KINDS["", "namespaces"]


class Namespaces:
    """All with the stand-in's lock held. A look or `seconds` bring the end nearer, as with rollouts."""

    def __init__(self, store: Store):
        self.store = store
        self.polls = 2
        self.seconds: float | None = None

    def require(self, kind: Kind, namespace: str, name: str):
        """Refuses new content where there is no namespace, or one that goes away."""
        stored = self.store.namespace(namespace)
        if stored is None:
            raise Failure(404, f'namespaces "{namespace}" not found', NAMESPACES, namespace)
        if self.terminating(stored):
            self.looked(stored)
            text = f"unable to create new content in namespace {namespace} because it is being terminated"
            raise Failure(403, f'{kind.resource} "{name}" is forbidden: {text}', kind, name,
                          [Cause("NamespaceTerminating", "metadata.namespace", f"namespace {namespace} is being terminated")])

    def terminating(self, stored: Stored) -> bool:
        """Whether it goes away."""
        return "deletionTimestamp" in stored.value["metadata"]

    def terminate(self, stored: Stored) -> dict:
        """Begins the end; the namespace as it is then."""
        if not self.terminating(stored):
            value = copy.deepcopy(stored.value)
            value["metadata"]["deletionTimestamp"] = moment()
            value["status"] = {"phase": "Terminating"}
            stored.polls, stored.since = 0, time.monotonic()
            self.store.put(NAMESPACES, value)
        return stored.value

    def looked(self, stored: Stored):
        """Somebody has looked, or tried to put something in."""
        if not self.terminating(stored):
            return
        stored.polls += 1
        self.settle(stored)

    def pass_time(self):
        """What only needs time comes to its end without a look."""
        if self.seconds is not None:
            for stored in self.store.listing(NAMESPACES):
                if self.terminating(stored):
                    self.settle(stored)

    def settle(self, stored: Stored):
        """Takes the namespace away when its end has come."""
        over = time.monotonic() - stored.since >= self.seconds if self.seconds is not None else stored.polls >= self.polls
        if over and self.store.namespace(stored.name) is stored:
            for one in [one for one in self.store.objects.values() if one.namespace == stored.name]:
                self.store.delete(one)
            self.store.delete(stored)
