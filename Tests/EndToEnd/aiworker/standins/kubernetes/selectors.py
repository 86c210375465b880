"""Label and field selectors."""

import re

from . import names
from .failure import Failure

SET = re.compile(r"(\S+)\s+(in|notin)\s+\(([^()]*)\)")
FIELDS = ("metadata.name", "metadata.namespace", "status.phase", "type", "involvedObject.name", "involvedObject.namespace",
          "involvedObject.kind", "involvedObject.uid", "involvedObject.fieldPath", "reason", "spec.nodeName")


def label_terms(text: str) -> list[tuple[str, str, set[str]]]:
    """Key, operator (`in`, `notin`, `has`, `hasnot`) and values of each part of a selector."""
    terms = []
    for part in filter(None, (one.strip() for one in re.split(r",(?![^()]*\))", text))):
        if found := SET.fullmatch(part):
            terms.append((found[1], found[2], {one.strip() for one in found[3].split(",")}))
        elif found := re.fullmatch(r"([^=!\s]+)\s*(!=|==?)\s*([^=!\s]*)", part):
            terms.append((found[1], "notin" if found[2] == "!=" else "in", {found[3]}))
        elif found := re.fullmatch(r"(!?)\s*([^=!\s]+)", part):
            terms.append((found[2], "hasnot" if found[1] else "has", set()))
        else:
            raise Failure(400, f"unable to parse requirement {part!r}")
    for key, _, values in terms:
        if not names.qualified(key) or not all(map(names.label_value, values)):
            raise Failure(400, f"unable to parse requirement: {key!r} with {sorted(values)} is no label")
    return terms


def labels_match(terms, labels: dict[str, str]) -> bool:
    """Whether labels fit all parts."""
    fits = {"in": lambda key, values: labels.get(key) in values, "notin": lambda key, values: labels.get(key) not in values,
            "has": lambda key, _: key in labels, "hasnot": lambda key, _: key not in labels}
    return all(fits[operator](key, values) for key, operator, values in terms)


def field_terms(text: str) -> list[tuple[str, bool, str]]:
    """Field, whether it must be equal, and value of each part."""
    terms = []
    for part in filter(None, text.split(",")):
        found = re.fullmatch(r"([A-Za-z.]+)(!=|==?)(.*)", part)
        if not found or found[1] not in FIELDS:
            raise Failure(400, f"field label not supported: {part}")
        terms.append((found[1], found[2] != "!=", found[3]))
    return terms


def fields_match(terms, value: dict) -> bool:
    """Whether an object fits all parts."""
    def read(path):
        node = value
        for part in path.split("."):
            node = node.get(part, {}) if isinstance(node, dict) else {}
        return node if isinstance(node, str) else ""

    return all((read(path) == wanted) is equal for path, equal, wanted in terms)


def selects(selector: dict, labels: dict[str, str]) -> bool:
    """Whether a selector inside an object (matchLabels, matchExpressions) fits labels."""
    terms = [(key, "in", {value}) for key, value in selector.get("matchLabels", {}).items()]
    words = {"In": "in", "NotIn": "notin", "Exists": "has", "DoesNotExist": "hasnot"}
    terms += [(one["key"], words[one["operator"]], set(one.get("values", []))) for one in selector.get("matchExpressions", [])]
    return labels_match(terms, labels)
