"""Which texts the cluster takes for names, labels and environment variables."""

import re

LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
SERVICE = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
QUALIFIED = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
VARIABLE = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
NEW_VARIABLE = re.compile(r"[ -<>-~]+")
SECRET_KEY = re.compile(r"[-._a-zA-Z0-9]+")
PORT = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
QUANTITY = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?")
FACTORS = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
           "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60}


def dns_label(text: str) -> bool:
    """A name of a namespace or container."""
    return len(text) <= 63 and bool(LABEL.fullmatch(text))


def service_name(text: str) -> bool:
    """A name of a service, as older servers want it."""
    return len(text) <= 63 and bool(SERVICE.fullmatch(text))


def subdomain(text: str) -> bool:
    """A name of most other objects."""
    return len(text) <= 253 and bool(SUBDOMAIN.fullmatch(text))


def label_value(text: str) -> bool:
    """A value of a label."""
    return text == "" or (len(text) <= 63 and bool(QUALIFIED.fullmatch(text)))


def qualified(text: str) -> bool:
    """A name of a label or annotation: an optional domain, a slash, a short name."""
    prefix, slash, name = text.rpartition("/")
    return len(name) <= 63 and bool(QUALIFIED.fullmatch(name)) and (not slash or subdomain(prefix))


def port_name(text: str) -> bool:
    """A name of a port: at most 15 characters with a letter among them."""
    return len(text) <= 15 and bool(PORT.fullmatch(text)) and bool(re.search("[a-z]", text)) and "--" not in text


def quantity(value) -> float | None:
    """The number that a quantity stands for, or None."""
    found = QUANTITY.fullmatch(str(value))
    if not found:
        return None
    suffix = found[2] or ""
    return float(found[1]) * FACTORS[suffix] if suffix in FACTORS else float(str(value))
