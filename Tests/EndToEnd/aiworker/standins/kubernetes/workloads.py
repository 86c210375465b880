"""Rules of deployments and their pods."""

import re

from . import names, selectors
from .failure import Cause, missing, wrong

PROBES = ("readinessProbe", "livenessProbe", "startupProbe")
ACTIONS = ("httpGet", "tcpSocket", "exec", "grpc")


def variables(container: dict, place: str, new_variables: bool) -> list[Cause]:
    """Environment names and where values come from."""
    allowed = names.NEW_VARIABLE if new_variables else names.VARIABLE
    found = []
    for number, one in enumerate(container.get("env", [])):
        if not allowed.fullmatch(one["name"]) or one["name"] in (".", "..") or one["name"].startswith(".."):
            found.append(wrong(f"{place}.env[{number}].name", f"{one['name']!r} is no environment variable name"))
        if "value" in one and "valueFrom" in one:
            found.append(wrong(f"{place}.env[{number}].valueFrom", "may not be specified when `value` is not empty"))
    for number, one in enumerate(container.get("envFrom", [])):
        if len({"secretRef", "configMapRef"} & set(one)) != 1:
            found.append(wrong(f"{place}.envFrom[{number}]", "must specify one of: `configMapRef` or `secretRef`"))
    return found


def ports(container: dict, place: str) -> list[Cause]:
    """Ports of a container."""
    found = []
    seen = set()
    for number, port in enumerate(container.get("ports", [])):
        if not 1 <= port["containerPort"] <= 65535:
            found.append(wrong(f"{place}.ports[{number}].containerPort", f"{port['containerPort']}: must be between 1 and 65535"))
        if "name" in port and not names.port_name(port["name"]):
            found.append(wrong(f"{place}.ports[{number}].name", f"{port['name']!r} is no port name"))
        if port.get("name") in seen:
            found.append(Cause("FieldValueDuplicate", f"{place}.ports[{number}].name", f"Duplicate value: {port['name']!r}"))
        seen |= {port["name"]} if "name" in port else set()
    return found


def resources(container: dict, place: str) -> list[Cause]:
    """Requests and limits."""
    found = []
    told = container.get("resources", {})
    for side in ("requests", "limits"):
        for name, amount in told.get(side, {}).items():
            if names.quantity(amount) is None:
                found.append(wrong(f"{place}.resources.{side}[{name}]", f"{amount!r} is no quantity"))
    for name, amount in told.get("requests", {}).items():
        limit = names.quantity(told.get("limits", {}).get(name, ""))
        if limit is not None and (names.quantity(amount) or 0) > limit:
            found.append(wrong(f"{place}.resources.requests", f"{amount!r}: must be less than or equal to {name} limit"))
    return found


def probes(container: dict, place: str) -> list[Cause]:
    """Probes do one thing, at a port that can be."""
    found = []
    named = {port.get("name") for port in container.get("ports", [])}
    for probe in PROBES:
        if probe not in container:
            continue
        actions = [one for one in ACTIONS if one in container[probe]]
        if len(actions) != 1:
            found.append(missing(f"{place}.{probe}: one handler"))
        for action in actions:
            port = container[probe][action].get("port")
            if isinstance(port, int) and not 1 <= port <= 65535 or isinstance(port, str) and port not in named:
                found.append(wrong(f"{place}.{probe}.{action}.port", f"{port!r} is no port"))
    return found


def container(one: dict, place: str, new_variables: bool) -> list[Cause]:
    """One container."""
    found = []
    if not names.dns_label(one["name"]):
        found.append(wrong(f"{place}.name", f"{one['name']!r} is no container name"))
    image = one.get("image", "")
    if not image:
        found.append(missing(f"{place}.image"))
    elif re.search(r"\s", image):
        found.append(wrong(f"{place}.image", f"{image!r} has blanks"))
    return found + variables(one, place, new_variables) + ports(one, place) + resources(one, place) + probes(one, place)


def deployment(value: dict, new_variables: bool) -> list[Cause]:
    """A deployment."""
    spec = value["spec"]
    found = []
    labels = spec["template"].get("metadata", {}).get("labels", {})
    selector = spec["selector"]
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        found.append(wrong("spec.selector", "empty selector is invalid for deployment"))
    elif not selectors.selects(selector, labels):
        found.append(wrong("spec.template.metadata.labels", f"{labels}: `selector` does not match template `labels`"))
    for key, text in labels.items():
        if not names.qualified(key) or not names.label_value(text):
            found.append(wrong("spec.template.metadata.labels", f"{key!r}: {text!r} is no label"))
    if spec.get("replicas", 1) < 0:
        found.append(wrong("spec.replicas", "must be greater than or equal to 0"))
    if spec.get("progressDeadlineSeconds", 600) <= spec.get("minReadySeconds", 0):
        found.append(wrong("spec.progressDeadlineSeconds", "must be greater than minReadySeconds"))
    pod = spec["template"].get("spec", {})
    place = "spec.template.spec.containers"
    if not pod.get("containers"):
        found.append(missing(place))
    for number, one in enumerate(pod.get("containers", [])):
        found += container(one, f"{place}[{number}]", new_variables)
    if pod.get("restartPolicy", "Always") != "Always":
        found.append(Cause("FieldValueNotSupported", "spec.template.spec.restartPolicy", "Unsupported value"))
    return found
