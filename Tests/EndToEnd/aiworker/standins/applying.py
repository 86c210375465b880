"""A client that applies objects, for the stand-ins' own tests."""

from .asking import Asking, Reply

PLURALS = {"Namespace": "namespaces", "Secret": "secrets", "Deployment": "deployments", "Service": "services", "Ingress": "ingresses",
           "NetworkPolicy": "networkpolicies", "ResourceQuota": "resourcequotas", "ConfigMap": "configmaps"}


def path(kind: str, namespace: str | None, name: str | None = None, version: str | None = None) -> str:
    """The path of an object, or of all of a kind."""
    groups = {"Deployment": "apps/v1", "Ingress": "networking.k8s.io/v1", "NetworkPolicy": "networking.k8s.io/v1"}
    version = version or groups.get(kind, "v1")
    start = f"/apis/{version}" if "/" in version else f"/api/{version}"
    return start + (f"/namespaces/{namespace}" if namespace else "") + f"/{PLURALS[kind]}" + (f"/{name}" if name else "")


class Applier(Asking):
    """Somebody with a token of the cluster."""

    def __init__(self, cluster, token: str | None = "", tls=None):
        token = cluster.token if token == "" else token
        super().__init__(cluster.url, f"Bearer {token}" if token else None, tls)

    def apply(self, value: dict, query: str = "fieldManager=aiworker&force=true", content_type="application/apply-patch+yaml") -> Reply:
        """Server-side apply."""
        metadata = value["metadata"]
        target = path(value["kind"], metadata.get("namespace"), metadata["name"])
        return self.ask("PATCH", f"{target}?{query}" if query else target, value, content_type)

    def read(self, kind: str, namespace: str | None, name: str) -> Reply:
        """One object."""
        return self.ask("GET", path(kind, namespace, name))
