"""The objects of a small preview, for the stand-ins' own tests."""

import copy

LABELS = {"app.kubernetes.io/name": "preview", "aiworker.dev/task": "t-1"}
URL = "https://preview-task-t1.example.org/"


def namespace(name="preview-task-t1", **metadata) -> dict:
    """A namespace."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": dict(LABELS), **metadata}}


def secret(data=None, name="env", namespace="preview-task-t1") -> dict:
    """A secret; the values are base64."""
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace, "labels": dict(LABELS)},
            "type": "Opaque", "data": data or {"MODE": "dGVzdA=="}}


def container(**more) -> dict:
    """A container."""
    return {"name": "app", "image": "registry.example.org/shop:1", "ports": [{"name": "http", "containerPort": 8080}],
            "envFrom": [{"secretRef": {"name": "env"}}], **copy.deepcopy(more)}


def deployment(name="app", namespace="preview-task-t1", replicas=1, **more) -> dict:
    """A deployment; further words go to its container."""
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": namespace, "labels": dict(LABELS)},
            "spec": {"replicas": replicas, "selector": {"matchLabels": dict(LABELS)},
                     "template": {"metadata": {"labels": dict(LABELS)}, "spec": {"containers": [container(**more)]}}}}


def service(name="app", namespace="preview-task-t1", target="http") -> dict:
    """A service."""
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": namespace, "labels": dict(LABELS)},
            "spec": {"selector": dict(LABELS), "ports": [{"name": "http", "port": 80, "targetPort": target}]}}


def ingress(name="app", namespace="preview-task-t1", host="preview-task-t1.example.org", port=None) -> dict:
    """An ingress."""
    backend = {"service": {"name": "app", "port": port or {"name": "http"}}}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
            "metadata": {"name": name, "namespace": namespace, "labels": dict(LABELS)},
            "spec": {"rules": [{"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}]}}


def policy(rules, namespace="preview-task-t1") -> dict:
    """A network policy for incoming traffic to all pods."""
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "limits", "namespace": namespace},
            "spec": {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": rules}}


def quota(namespace="preview-task-t1", **hard: str) -> dict:
    """A quota; `_` in names stands for a dot."""
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "limits", "namespace": namespace},
            "spec": {"hard": {name.replace("_", "."): amount for name, amount in hard.items()}}}


def whole() -> list[dict]:
    """Everything, in the order it is applied."""
    return [namespace(), secret(), deployment(), service(), ingress()]
