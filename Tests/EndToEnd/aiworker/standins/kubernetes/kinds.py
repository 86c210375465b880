"""The kinds of objects the stand-in holds."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Kind:
    """One kind. `definition` names its schema."""

    group: str
    plural: str
    name: str
    definition: str
    namespaced: bool = True
    short: tuple[str, ...] = ()
    generations: bool = False
    """Whether a changed spec raises metadata.generation."""

    @property
    def api_version(self) -> str:
        """Group and version as objects carry them."""
        return f"{self.group}/v1" if self.group else "v1"

    @property
    def resource(self) -> str:
        """The name in messages, for example `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural


CORE = "io.k8s.api.core.v1."
KINDS = {(kind.group, kind.plural): kind for kind in (
    Kind("", "namespaces", "Namespace", CORE + "Namespace", False, ("ns",)),
    Kind("", "resourcequotas", "ResourceQuota", CORE + "ResourceQuota", short=("quota",)),
    Kind("", "limitranges", "LimitRange", CORE + "LimitRange", short=("limits",)),
    Kind("", "configmaps", "ConfigMap", CORE + "ConfigMap", short=("cm",)),
    Kind("", "secrets", "Secret", CORE + "Secret"),
    Kind("", "serviceaccounts", "ServiceAccount", CORE + "ServiceAccount", short=("sa",)),
    Kind("", "services", "Service", CORE + "Service", short=("svc",)),
    Kind("", "pods", "Pod", CORE + "Pod", short=("po",)),
    Kind("", "events", "Event", CORE + "Event", short=("ev",)),
    Kind("apps", "deployments", "Deployment", "io.k8s.api.apps.v1.Deployment", short=("deploy",), generations=True),
    Kind("apps", "replicasets", "ReplicaSet", "io.k8s.api.apps.v1.ReplicaSet", short=("rs",), generations=True),
    Kind("networking.k8s.io", "ingresses", "Ingress", "io.k8s.api.networking.v1.Ingress", short=("ing",), generations=True),
    Kind("networking.k8s.io", "networkpolicies", "NetworkPolicy", "io.k8s.api.networking.v1.NetworkPolicy", short=("netpol",),
         generations=True),
)}
