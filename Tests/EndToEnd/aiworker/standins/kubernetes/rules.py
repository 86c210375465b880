"""Rules that schemas do not tell: names, labels, what an object of a kind must hold."""

import base64
import json
import re

from . import names, networking, workloads
from .failure import Cause, wrong

LARGEST_ANNOTATIONS = 256 << 10
LARGEST_SECRET = 1 << 20


def metadata(kind, value: dict) -> list[Cause]:
    """Name, labels, annotations."""
    found = []
    name = value["metadata"]["name"]
    fits = {"Namespace": names.dns_label, "Service": names.service_name}.get(kind.name, names.subdomain)
    if not fits(name):
        found.append(wrong("metadata.name", f"{name!r} is no name for a {kind.name}"))
    for key, text in value["metadata"].get("labels", {}).items():
        if not names.qualified(key):
            found.append(wrong("metadata.labels", f"{key!r} is no label name"))
        if not names.label_value(text):
            found.append(wrong("metadata.labels", f"{text!r} is no label value"))
    annotations = value["metadata"].get("annotations", {})
    found += [wrong("metadata.annotations", f"{key!r} is no annotation name") for key in annotations if not names.qualified(key.lower())]
    if sum(len(key.encode()) + len(text.encode()) for key, text in annotations.items()) > LARGEST_ANNOTATIONS:
        found.append(Cause("FieldValueTooLong", "metadata.annotations", f"Too long: may not be more than {LARGEST_ANNOTATIONS} bytes"))
    return found


def secret(value: dict) -> list[Cause]:
    """Keys and size."""
    found = [wrong(f"data[{key}]", "is no key") for key in value.get("data", {})
             if len(key) > 253 or not names.SECRET_KEY.fullmatch(key) or key in (".", "..") or key.startswith("..")]
    if sum(len(base64.b64decode(one)) for one in value.get("data", {}).values()) > LARGEST_SECRET:
        found.append(Cause("FieldValueTooLong", "data", f"Too long: may not be more than {LARGEST_SECRET} bytes"))
    return found


def quota(value: dict) -> list[Cause]:
    """Names and quantities."""
    hard = value.get("spec", {}).get("hard", {})
    known = re.compile(r"(requests\.|limits\.)?(cpu|memory|ephemeral-storage)|requests\.storage|pods|services(\.loadbalancers|\.nodeports)?|"
                       r"secrets|configmaps|persistentvolumeclaims|replicationcontrollers|resourcequotas|count/[a-z0-9.-]+|[a-z0-9.-]+/.+")
    return ([wrong(f"spec.hard[{name}]", "is no resource") for name in hard if not known.fullmatch(name)]
            + [wrong(f"spec.hard[{name}]", f"{amount!r} is no quantity") for name, amount in hard.items()
               if (number := names.quantity(amount)) is None or number < 0])


def check(kind, value: dict, old: dict | None, new_variables: bool) -> list[Cause]:
    """Everything that makes the cluster refuse an object."""
    found = metadata(kind, value)
    if kind.name == "Deployment":
        found += workloads.deployment(value, new_variables)
        before = old and old["spec"]["selector"]
        if before and before != value["spec"]["selector"]:
            found.append(wrong("spec.selector", f"{json.dumps(value['spec']['selector'])}: field is immutable"))
    elif kind.name == "Secret":
        found += secret(value)
        if old and old.get("type") != value.get("type"):
            found.append(wrong("type", "field is immutable"))
    elif kind.name == "ResourceQuota":
        found += quota(value)
    elif kind.name == "Service":
        found += networking.service(value, old)
    elif kind.name == "Ingress":
        found += networking.ingress(value)
    elif kind.name == "NetworkPolicy":
        found += networking.policy(value)
    return found
