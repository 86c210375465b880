"""Reading, merging and removing places of objects."""

import json

from . import fields

MISSING = object()


def item_at(items: list, part: str) -> int | None:
    """The index of a list item by its notation."""
    wanted = json.loads(part[2:])
    for number, item in enumerate(items):
        if part.startswith("v:"):
            if item == wanted:
                return number
        elif all(item.get(name, fields.DEFAULT_KEYS.get(name)) == value for name, value in wanted.items()):
            return number
    return None


def at(value, path: tuple):
    """What stands at a place, or MISSING."""
    for part in path:
        if part.startswith("f:"):
            if not isinstance(value, dict) or part[2:] not in value:
                return MISSING
            value = value[part[2:]]
        else:
            number = item_at(value, part) if isinstance(value, list) else None
            if number is None:
                return MISSING
            value = value[number]
    return value


def merge(document, old, new, schema: dict):
    """The old value with everything the new one says. Keyed lists take the order of the new one."""
    schema = document.resolve(schema)
    kind = fields.shape(document, schema)
    if kind == "granular" and isinstance(old, dict) and isinstance(new, dict):
        merged = dict(old)
        for name, item in new.items():
            if item is not None:
                merged[name] = merge(document, old.get(name), item, fields.child(schema, name))
        return merged
    if kind in ("keyed", "set") and isinstance(old, list) and isinstance(new, list):
        keys = fields.keys_of(new, schema, kind)
        before = dict(zip(fields.keys_of(old, schema, kind), old))
        merged = [merge(document, before.get(key), item, schema["items"]) if kind == "keyed" else item for key, item in zip(keys, new)]
        return merged + [item for key, item in before.items() if key not in keys]
    if kind == "granular" and isinstance(new, dict):
        return {name: merge(document, None, item, fields.child(schema, name)) for name, item in new.items() if item is not None}
    if kind == "keyed" and isinstance(new, list):
        return [merge(document, None, item, schema["items"]) for item in new]
    return new


def remove(value, path: tuple, kept: set[tuple]):
    """Takes a place away, and what becomes empty by that unless it is among the kept places."""
    if at(value, path) is MISSING:
        return
    parent, last = at(value, path[:-1]), path[-1]
    if last.startswith("f:"):
        del parent[last[2:]]
    else:
        del parent[item_at(parent, last)]
    if not parent and len(path) > 1 and path[:-1] not in kept:
        remove(value, path[:-1], kept)
