"""The manifests of deploy/, as kubectl reads them, against what the programs ask a cluster for."""

import json
import shutil
import subprocess

import pytest

from harness import paths

from .deployment import good
from .servers import Control
from .standins.kubernetes.call import place

FOLDER = paths.ROOT / "deploy"


def objects(path) -> list[dict]:
    """What a file of manifests holds, without asking a cluster."""
    kubectl = shutil.which("kubectl")
    assert kubectl, "kubectl is missing: install Debian's kubernetes-client"
    done = subprocess.run([kubectl, "label", "--local", "--dry-run=client", "-f", str(path), "read=yes", "-o", "json"],
                          capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "KUBECONFIG": "/dev/null"})
    assert done.returncode == 0, done.stderr
    decoder, found, text = json.JSONDecoder(), [], done.stdout.strip()
    while text:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].strip()
    return found


@pytest.fixture(scope="module")
def manifests() -> list[dict]:
    return [one for path in sorted(FOLDER.glob("*.yaml")) for one in objects(path)]


def pods(manifests):
    """Every pod, by the name of what makes it."""
    for one in manifests:
        spec = one.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield one["metadata"]["name"], one, spec["template"]["spec"]


def allowed(manifests, account: str) -> set[tuple[str, str, str]]:
    """What an account may do: verb, group, resource."""
    roles = [one["roleRef"]["name"] for one in manifests if one["kind"] == "ClusterRoleBinding"
             and [subject["name"] for subject in one["subjects"]] == [account]]
    return {(verb, group, resource) for one in manifests if one["kind"] == "ClusterRole" and one["metadata"]["name"] in roles
            for rule in one["rules"] for verb in rule["verbs"] for group in rule["apiGroups"] for resource in rule["resources"]}


def asked(kubernetes) -> set[tuple[str, str, str]]:
    """What was asked of a cluster. An apply to what is not there yet wants the right to create, too."""
    found = set()
    for exchange in kubernetes.record.exchanges:
        where = place(exchange.request.path.strip("/").split("/"))
        if where is None:
            continue
        found.add((exchange.verb.lower(), where.kind.group, where.kind.plural))
        if exchange.verb == "PATCH":
            found.add(("create", where.kind.group, where.kind.plural))
    return found


def test_only_who_speaks_to_the_cluster_has_a_token(manifests):
    accounts = {one["metadata"]["name"] for one in manifests if one["kind"] == "ServiceAccount"}
    used = {name: spec.get("serviceAccountName") for name, _, spec in pods(manifests) if spec.get("automountServiceAccountToken") is not False}
    assert used == {"agent": "aiworker-agent", "aiworker-previews-sweep": "aiworker-sweep"}
    assert set(used.values()) == accounts


def test_agents_have_the_rights_that_a_preview_needs_and_no_more(manifests, deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    assert good(client, "trigger_preview_deploy", taskId=task)["status"] == "ready"
    assert allowed(manifests, "aiworker-agent") == asked(deployment.kubernetes)


def test_the_sweep_has_the_rights_that_it_needs_and_no_more(manifests, worker, kubernetes):
    with kubernetes.lock:
        kubernetes.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {
            "name": "preview-task-old", "labels": {"app.kubernetes.io/managed-by": "aiworker"},
            "annotations": {"aiworker.dev/task-id": "old", "aiworker.dev/expires-at": "2026-01-02T00:00:00Z"}}})
    control = Control(worker.hosts.home(), worker.url, AIWORKER_KUBE_URL=kubernetes.url, AIWORKER_KUBE_TOKEN=kubernetes.token)
    assert control.json("previews", "sweep")["removed"] == ["preview-task-old"]
    assert allowed(manifests, "aiworker-sweep") == asked(kubernetes)


def test_no_agent_runs_before_it_has_a_client(manifests):
    agent, pod = next((one, spec) for name, one, spec in pods(manifests) if name == "agent")
    assert agent["spec"]["replicas"] == 0
    assert not [container for container in pod["containers"] if "mcp-host call" in " ".join(container.get("command", []))]
    assert "aiworkerctl" in pod["initContainers"][0]["command"][-1]
