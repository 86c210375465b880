"""Follows a request from a host name to a container, as traffic would go; says where the way is broken."""

import base64
import dataclasses
import re
import urllib.parse

from . import names, selectors
from .kinds import KINDS
from .store import Store


class Broken(AssertionError):
    """The way ends here."""


@dataclasses.dataclass
class Reached:
    """Where a request arrives: the container and what it finds in its environment."""

    namespace: str
    ingress: dict
    service: dict
    deployment: dict
    container: dict
    port: int
    environment: dict[str, str]
    skipped: list[str]
    """Keys that are no environment names: the node leaves them out and starts the container nevertheless."""


def kind(group: str, plural: str):
    """A kind."""
    return KINDS[group, plural]


def reach(store: Store, url: str) -> Reached:
    """Where a request for this address arrives. Raises `Broken`."""
    parts = urllib.parse.urlsplit(url)
    rules = [(one, path) for one in store.listing(kind("networking.k8s.io", "ingresses")) for rule in one.value["spec"].get("rules", [])
             if rule.get("host") == parts.hostname for path in rule.get("http", {}).get("paths", [])
             if (parts.path or "/").startswith(path.get("path", "/"))]
    if len(rules) != 1:
        raise Broken(f"{len(rules)} ingress rules for {parts.hostname}{parts.path or '/'}")
    ingress, path = rules[0]
    told = path["backend"]["service"]
    service = store.find(kind("", "services"), ingress.namespace, told["name"])
    if service is None:
        raise Broken(f"no service {told['name']} in {ingress.namespace}")
    ports = [one for one in service.value["spec"]["ports"]
             if one["port"] == told["port"].get("number") or (one.get("name") and one.get("name") == told["port"].get("name"))]
    if not ports:
        raise Broken(f"service {service.name} has no port {told['port']}")
    return workload(store, ingress, service, ports[0]["targetPort"])


def workload(store: Store, ingress, service, target) -> Reached:
    """From a service to a container."""
    wanted = service.value["spec"].get("selector") or {}
    if not wanted:
        raise Broken(f"service {service.name} selects nothing")
    found = [one for one in store.listing(kind("apps", "deployments"), ingress.namespace)
             if wanted.items() <= one.value["spec"]["template"]["metadata"]["labels"].items()]
    if len(found) != 1:
        raise Broken(f"service {service.name} selects the pods of {len(found)} deployments")
    pod = found[0].value["spec"]["template"]
    for container in pod["spec"]["containers"]:
        for port in container.get("ports", []):
            if target in (port["containerPort"], port.get("name")):
                policies(store, ingress.namespace, pod["metadata"]["labels"], port)
                environment, skipped = variables(store, ingress.namespace, container)
                return Reached(ingress.namespace, ingress.value, service.value, found[0].value, container, port["containerPort"],
                               environment, skipped)
    raise Broken(f"no container of {found[0].name} has port {target!r}")


def policies(store: Store, namespace: str, labels: dict, port: dict):
    """Whether any traffic from outside gets past the network policies."""
    chosen = [one.value["spec"] for one in store.listing(kind("networking.k8s.io", "networkpolicies"), namespace)
              if "Ingress" in one.value["spec"]["policyTypes"] and selectors.selects(one.value["spec"].get("podSelector", {}), labels)]
    rules = [rule for spec in chosen for rule in spec.get("ingress", [])]
    open_ = [rule for rule in rules if not rule.get("ports") or any(
        one.get("port") in (None, port["containerPort"], port.get("name")) for one in rule["ports"])]
    # A rule for pods of the same namespace only lets no ingress controller in, which lives elsewhere.
    outside = [rule for rule in open_ if not rule.get("from") or any("namespaceSelector" in peer or "ipBlock" in peer for peer in rule["from"])]
    if chosen and not outside:
        raise Broken("network policies let nothing from outside the namespace in")


def data(store: Store, namespace: str, plural: str, reference: dict) -> dict[str, str]:
    """What a secret or a config map holds, as text."""
    stored = store.find(kind("", plural), namespace, reference["name"])
    if stored is None:
        if reference.get("optional"):
            return {}
        raise Broken(f"no {plural} {reference['name']} in {namespace}: the container does not start")
    held = stored.value.get("data", {})
    return {name: base64.b64decode(text).decode() for name, text in held.items()} if plural == "secrets" else held


def variables(store: Store, namespace: str, container: dict) -> tuple[dict[str, str], list[str]]:
    """The environment of a container, and the keys that are left out."""
    found: dict[str, str] = {}
    skipped = []
    for one in container.get("envFrom", []):
        plural, reference = ("secrets", one["secretRef"]) if "secretRef" in one else ("configmaps", one["configMapRef"])
        for name, text in data(store, namespace, plural, reference).items():
            name = one.get("prefix", "") + name
            if names.VARIABLE.fullmatch(name):
                found[name] = text
            else:
                skipped.append(name)
    for one in container.get("env", []):
        source = one.get("valueFrom", {})
        for field, plural in (("secretKeyRef", "secrets"), ("configMapKeyRef", "configmaps")):
            if field in source:
                held = data(store, namespace, plural, source[field])
                if source[field]["key"] not in held and not source[field].get("optional"):
                    raise Broken(f"{plural} {source[field]['name']} has no key {source[field]['key']}: the container does not start")
                if source[field]["key"] in held:
                    found[one["name"]] = held[source[field]["key"]]
        if not source:
            # The node replaces $(NAME) in plain values by variables told before.
            found[one["name"]] = re.sub(r"\$\$|\$\(([^()]+)\)", lambda match: "$" if match[0] == "$$" else found.get(match[1], match[0]),
                                        one.get("value", ""))
    return found, skipped
