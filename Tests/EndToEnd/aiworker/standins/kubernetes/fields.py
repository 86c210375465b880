"""Sets of fields: which places of an object somebody said something about, in the notation of managedFields."""

import json

DEFAULT_KEYS = {"protocol": "TCP"}
"""Parts of a list item's key that may be left out."""


class BadList(ValueError):
    """An item of a keyed list without its key, or a key that stands twice."""


def shape(document, schema: dict) -> str:
    """How a value of this schema is owned: `granular`, `keyed`, `set`, or as a whole, `atomic`."""
    if schema.get("type") == "array":
        return {"map": "keyed", "set": "set"}.get(schema.get("x-kubernetes-list-type"), "atomic")
    if schema.get("type") == "object" and schema.get("x-kubernetes-map-type") != "atomic":
        return "granular" if "properties" in schema or "additionalProperties" in schema else "atomic"
    return "atomic"


def child(schema: dict, name: str) -> dict:
    """The schema of a property."""
    return schema.get("properties", {}).get(name) or schema.get("additionalProperties") or {}


def item_key(item: dict, schema: dict) -> str:
    """The notation of a list item."""
    names = schema["x-kubernetes-list-map-keys"]
    values = {name: item.get(name, DEFAULT_KEYS.get(name)) for name in names}
    if missing := [name for name in names if values[name] is None and name not in ("ip", "uid")]:
        raise BadList(f"an item omits its key {missing[0]!r}")
    return "k:" + json.dumps(values, sort_keys=True, separators=(",", ":"))


def member_key(item) -> str:
    """The notation of a member of a set."""
    return "v:" + json.dumps(item, sort_keys=True)


def keys_of(items: list, schema: dict, kind: str) -> list[str]:
    """The notations of all items; none may stand twice."""
    keys = [item_key(item, schema) if kind == "keyed" else member_key(item) for item in items]
    if len(set(keys)) != len(keys):
        raise BadList(f"an item stands twice: {sorted(key for key in keys if keys.count(key) > 1)[0]}")
    return keys


def leaves(document, value, schema: dict, path: tuple = ()) -> set[tuple]:
    """The places that a value speaks about."""
    schema = document.resolve(schema)
    kind = shape(document, schema)
    if kind == "granular" and isinstance(value, dict):
        found = set() if value else {path}
        for name, item in value.items():
            if item is not None:
                found |= leaves(document, item, child(schema, name), path + (f"f:{name}",))
        return found
    if kind in ("keyed", "set") and isinstance(value, list):
        found = set()
        for key, item in zip(keys_of(value, schema, kind), value):
            found.add(path + (key,))
            if kind == "keyed":
                found |= leaves(document, item, schema["items"], path + (key,))
        return found or {path}
    return {path}


def owned(document, value: dict, schema: dict) -> set[tuple]:
    """What an applied object owns: everything but its address."""
    address = {("f:apiVersion",), ("f:kind",), ("f:metadata",), ("f:metadata", "f:name"), ("f:metadata", "f:namespace")}
    return {path for path in leaves(document, value, schema) if path not in address and path[:1] != ("f:status",)}


def notation(paths: set[tuple]) -> dict:
    """A set as FieldsV1 writes it."""
    tree: dict = {}
    for path in sorted(paths):
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        node["."] = {}

    def tidy(node):
        if set(node) == {"."}:
            return {}
        return {name: tidy(value) if name != "." else {} for name, value in node.items()}

    return tidy(tree)


def text(path: tuple) -> str:
    """A place as error messages write it."""
    return "".join(f".{part[2:]}" if part.startswith("f:") else f"[{part[2:]}]" for part in path)
