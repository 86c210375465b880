"""Server-side apply: what each manager owns, what conflicts, what goes away."""

import copy
import datetime

from . import fields, merging
from .failure import Cause, Failure


def moment() -> str:
    """Now, as the cluster writes it."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Owners:
    """Who owns which places of one object: by manager and operation."""

    def __init__(self):
        self.sets: dict[tuple[str, str], set[tuple]] = {}
        self.times: dict[tuple[str, str], str] = {}

    def give(self, manager: str, operation: str, paths: set[tuple]):
        """Replaces what a manager owns."""
        if paths != self.sets.get((manager, operation)):
            self.times[manager, operation] = moment()
        self.sets[manager, operation] = paths
        if not paths:
            del self.sets[manager, operation]

    def others(self, manager: str, operation: str) -> set[tuple]:
        """What everybody else owns."""
        return set().union(*(paths for key, paths in self.sets.items() if key != (manager, operation)))

    def take(self, paths: set[tuple], but: tuple[str, str]):
        """Takes places from everybody else."""
        for key in list(self.sets):
            if key != but:
                self.give(*key, self.sets[key] - paths)

    def entries(self, api_version: str) -> list[dict]:
        """The managedFields of the object."""
        return [{"manager": manager, "operation": operation, "apiVersion": api_version, "time": self.times[manager, operation],
                 "fieldsType": "FieldsV1", "fieldsV1": fields.notation(paths)}
                for (manager, operation), paths in sorted(self.sets.items())]


def conflicts(document, owners: Owners, live: dict, applied: dict, mine: set[tuple], key: tuple[str, str]) -> dict[tuple, str]:
    """Places that others own with another value, and whose they are."""
    found = {}
    for (manager, operation), paths in owners.sets.items():
        if (manager, operation) == key:
            continue
        for path in sorted(mine & paths):
            if path[-1].startswith("k:"):
                continue
            if merging.at(live, path) != merging.at(applied, path):
                found[path] = manager
    return found


def apply(document, kind, live: dict | None, owners: Owners, applied: dict, manager: str, force: bool) -> dict:
    """The object after an apply; `owners` is changed. Raises `Failure` on a conflict."""
    schema = {"$ref": f"#/definitions/{kind.definition}"}
    key = (manager, "Apply")
    applied = {name: value for name, value in applied.items() if name != "status"}
    mine = fields.owned(document, applied, schema)
    old = owners.sets.get(key, set())
    result = copy.deepcopy(live) if live is not None else {}
    if live is not None:
        clashes = conflicts(document, owners, live, applied, mine, key)
        if clashes and not force:
            raise Failure(409, f"Apply failed with {len(clashes)} conflict(s): " + ", ".join(
                f'conflict with "{whose}": {fields.text(path)}' for path, whose in clashes.items()), kind, applied["metadata"]["name"],
                [Cause("FieldManagerConflict", fields.text(path), f'conflict with "{whose}"') for path, whose in clashes.items()])
        owners.take(set(clashes), key)
    result = merging.merge(document, result, copy.deepcopy(applied), schema)
    foreign = owners.others(*key)
    # A list item goes as a whole, before its own fields: without its key nobody could find it.
    for path in sorted(old - mine, key=len):
        if path not in foreign and not any(other[:len(path)] == path for other in foreign | mine):
            merging.remove(result, path, foreign | mine)
    owners.give(*key, mine)
    return result


def update(document, kind, owners: Owners, old: dict | None, new: dict, manager: str):
    """Ownership after a plain create or update: what changed belongs to whoever changed it."""
    schema = {"$ref": f"#/definitions/{kind.definition}"}
    present = fields.owned(document, new, schema)
    changed = {path for path in present if old is None or merging.at(old, path) != merging.at(new, path)}
    key = (manager, "Update")
    owners.take(changed, key)
    owners.give(*key, (owners.sets.get(key, set()) & present) | changed)
    for other in list(owners.sets):
        owners.give(*other, owners.sets[other] & present)
