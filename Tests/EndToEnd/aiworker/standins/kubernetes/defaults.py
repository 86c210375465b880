"""What the cluster fills in."""

import base64


def fill(value: dict, **more):
    """Sets what is not there."""
    for name, item in more.items():
        value.setdefault(name, item)


def pod(spec: dict):
    """Pods and pod templates."""
    fill(spec, restartPolicy="Always", terminationGracePeriodSeconds=30, dnsPolicy="ClusterFirst", securityContext={},
         schedulerName="default-scheduler")
    for container in spec.get("containers", []):
        image = container.get("image", "")
        latest = ":" not in image.rpartition("/")[2] or image.endswith(":latest")
        fill(container, imagePullPolicy="Always" if latest else "IfNotPresent", terminationMessagePath="/dev/termination-log",
             terminationMessagePolicy="File", resources={})
        for name, limit in container["resources"].get("limits", {}).items():
            container["resources"].setdefault("requests", {}).setdefault(name, limit)
        for port in container.get("ports", []):
            fill(port, protocol="TCP")
        for name in ("readinessProbe", "livenessProbe", "startupProbe"):
            if name in container:
                fill(container[name], timeoutSeconds=1, periodSeconds=10, successThreshold=1, failureThreshold=3)
                if "httpGet" in container[name]:
                    fill(container[name]["httpGet"], path="/", scheme="HTTP")


def deployment(value: dict):
    """Deployments."""
    spec = value["spec"]
    fill(spec, replicas=1, strategy={"type": "RollingUpdate"}, revisionHistoryLimit=10, progressDeadlineSeconds=600)
    if spec["strategy"].get("type") == "RollingUpdate":
        fill(spec["strategy"], rollingUpdate={"maxUnavailable": "25%", "maxSurge": "25%"})
    pod(spec["template"]["spec"])


def service(value: dict, address: str):
    """Services; the address is what the cluster hands out."""
    spec = value.setdefault("spec", {})
    fill(spec, type="ClusterIP", sessionAffinity="None", internalTrafficPolicy="Cluster", clusterIP=address, clusterIPs=[address],
         ipFamilies=["IPv4"], ipFamilyPolicy="SingleStack")
    for port in spec.get("ports", []):
        fill(port, protocol="TCP", targetPort=port.get("port"))
    value.setdefault("status", {"loadBalancer": {}})


def secret(value: dict):
    """Secrets. `stringData` is only written, never read: it becomes `data`, so a key later left out of it stays in `data`."""
    fill(value, type="Opaque")
    for name, text in value.pop("stringData", {}).items():
        value.setdefault("data", {})[name] = base64.b64encode(text.encode()).decode()


def namespace(value: dict):
    """Namespaces."""
    value["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = value["metadata"]["name"]
    fill(value.setdefault("spec", {}), finalizers=["kubernetes"])
    value.setdefault("status", {"phase": "Active"})


def apply(kind, value: dict, address: str):
    """All that is filled in for a kind."""
    if kind.name == "Deployment":
        deployment(value)
        value.setdefault("status", {})
    elif kind.name == "Service":
        service(value, address)
    elif kind.name == "Secret":
        secret(value)
    elif kind.name == "Namespace":
        namespace(value)
    elif kind.name == "Ingress":
        value.setdefault("status", {"loadBalancer": {}})
    elif kind.name == "NetworkPolicy":
        spec = value.setdefault("spec", {})
        fill(spec, policyTypes=["Ingress"] + (["Egress"] if "egress" in spec else []))
    elif kind.name == "ResourceQuota":
        value.setdefault("status", {})
