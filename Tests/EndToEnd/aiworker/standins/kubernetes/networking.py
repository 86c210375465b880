"""Rules of services, ingresses and network policies."""

import ipaddress

from . import names
from .failure import Cause, missing, wrong

PATH_TYPES = ("Exact", "Prefix", "ImplementationSpecific")


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
        return True
    except ValueError:
        return False


def service(value: dict, old: dict | None) -> list[Cause]:
    """A service."""
    spec = value.get("spec", {})
    ports = spec.get("ports", [])
    found = [] if ports or spec.get("clusterIP") == "None" else [missing("spec.ports")]
    if old and old["spec"].get("clusterIP") != spec.get("clusterIP"):
        found.append(wrong("spec.clusterIP", "field is immutable"))
    for number, port in enumerate(ports):
        place = f"spec.ports[{number}]"
        if not 1 <= port["port"] <= 65535:
            found.append(wrong(f"{place}.port", f"{port['port']}: must be between 1 and 65535"))
        if len(ports) > 1 and not port.get("name"):
            found.append(missing(f"{place}.name"))
        if port.get("name") and not names.dns_label(port["name"]):
            found.append(wrong(f"{place}.name", f"{port['name']!r} is no name"))
        target = port.get("targetPort", port["port"])
        if isinstance(target, int) and not 1 <= target <= 65535 or isinstance(target, str) and not names.port_name(target):
            found.append(wrong(f"{place}.targetPort", f"{target!r} is no port"))
    for key, text in spec.get("selector", {}).items():
        if not names.qualified(key) or not names.label_value(text):
            found.append(wrong("spec.selector", f"{key!r}: {text!r} is no label"))
    return found


def host(text: str, place: str) -> list[Cause]:
    """A host of a rule."""
    if is_address(text):
        return [wrong(place, f"{text!r}: must be a DNS name, not an IP address")]
    return [] if names.subdomain(text.removeprefix("*.")) else [wrong(place, f"{text!r} is no DNS name")]


def backend(one: dict, place: str) -> list[Cause]:
    """Where a rule leads."""
    if "resource" in one:
        return []
    told = one.get("service")
    if not told:
        return [missing(f"{place}.service")]
    found = [] if names.service_name(told["name"]) else [wrong(f"{place}.service.name", f"{told['name']!r} is no service name")]
    port = told.get("port", {})
    if ("number" in port) == ("name" in port):
        found.append(missing(f"{place}.service.port") if not port else wrong(f"{place}.service.port", "cannot set both port name & port number"))
    elif "number" in port and not 1 <= port["number"] <= 65535:
        found.append(wrong(f"{place}.service.port.number", f"{port['number']}: must be between 1 and 65535"))
    return found


def ingress(value: dict) -> list[Cause]:
    """An ingress."""
    spec = value.get("spec", {})
    found = []
    if not spec.get("rules") and not spec.get("defaultBackend"):
        found.append(wrong("spec", "either `defaultBackend` or `rules` must be specified"))
    if "ingressClassName" in spec and not names.subdomain(spec["ingressClassName"]):
        found.append(wrong("spec.ingressClassName", f"{spec['ingressClassName']!r} is no class name"))
    if "defaultBackend" in spec:
        found += backend(spec["defaultBackend"], "spec.defaultBackend")
    for number, rule in enumerate(spec.get("rules", [])):
        place = f"spec.rules[{number}]"
        if rule.get("host"):
            found += host(rule["host"], f"{place}.host")
        for index, path in enumerate(rule.get("http", {}).get("paths", [])):
            spot = f"{place}.http.paths[{index}]"
            if path.get("pathType") not in PATH_TYPES:
                found.append(missing(f"{spot}.pathType"))
            elif path["pathType"] != "ImplementationSpecific" and not path.get("path", "").startswith("/"):
                found.append(wrong(f"{spot}.path", f"{path.get('path')!r}: must be an absolute path"))
            found += backend(path.get("backend", {}), f"{spot}.backend")
    for number, tls in enumerate(spec.get("tls", [])):
        for one in tls.get("hosts", []):
            found += host(one, f"spec.tls[{number}].hosts")
    return found


def policy(value: dict) -> list[Cause]:
    """A network policy."""
    spec = value.get("spec", {})
    found = [wrong("spec.policyTypes", f"{one!r}") for one in spec.get("policyTypes", []) if one not in ("Ingress", "Egress")]
    for side, peers in (("ingress", "from"), ("egress", "to")):
        for number, rule in enumerate(spec.get(side, [])):
            for index, peer in enumerate(rule.get(peers, [])):
                place = f"spec.{side}[{number}].{peers}[{index}]"
                if not peer:
                    found.append(missing(place))
                if "ipBlock" in peer:
                    found += [wrong(f"{place}.ipBlock", "may not be specified with other peers")] if len(peer) > 1 else []
                    for text in [peer["ipBlock"]["cidr"], *peer["ipBlock"].get("except", [])]:
                        try:
                            ipaddress.ip_network(text)
                        except ValueError:
                            found.append(wrong(f"{place}.ipBlock", f"{text!r} is no address range"))
    return found
