"""Client configurations for a stand-in cluster, as people have them in ~/.kube/config. JSON is YAML."""

import base64
import json
import pathlib


def inline(path: pathlib.Path) -> str:
    """A file as a `-data` entry."""
    return base64.b64encode(path.read_bytes()).decode()


def document(server: str, user: dict, name: str = "preview", current: bool = True, **cluster) -> dict:
    """A configuration with one cluster, user and context of the same name; `_` in words stands for `-`."""
    told = {word.replace("_", "-"): value for word, value in cluster.items()}
    return {"apiVersion": "v1", "kind": "Config", "clusters": [{"name": name, "cluster": {"server": server, **told}}],
            "users": [{"name": name, "user": user}], "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            **({"current-context": name} if current else {})}


def write(path: pathlib.Path, *documents: dict) -> pathlib.Path:
    """Writes configurations, merged as sections of one file."""
    merged: dict = {}
    for one in documents:
        for name, value in one.items():
            merged[name] = merged[name] + value if isinstance(value, list) and name in merged else merged.get(name, value)
    path.write_text(json.dumps(merged, indent=2))
    path.chmod(0o600)
    return path


def certificate_user(certificates, data: bool = True) -> dict:
    """A user with a client certificate, inside the file or beside it."""
    if data:
        return {"client-certificate-data": inline(certificates.client), "client-key-data": inline(certificates.client_key)}
    return {"client-certificate": str(certificates.client), "client-key": str(certificates.client_key)}
