"""The real kubectl reads the stand-in for Kubernetes as it reads a cluster. Without kubectl these tests fail."""

import json
import ssl

import pytest

from .standins import certificates, kubeconfig, preview
from .standins.applying import Applier
from .standins.kubectl import Kubectl
from .standins.kubernetes import Kubernetes, Rollout

NS = "preview-task-t1"
ALL = "ns,deploy,svc,ingress,secret"


@pytest.fixture
def kubectl(kubernetes, tmp_path):
    """kubectl, and a preview that runs."""
    kubernetes.rollout = Rollout(polls=0)
    client = Applier(kubernetes)
    for value in [*preview.whole(), preview.quota(pods="3"), preview.policy([{}])]:
        assert client.apply(value).status == 201
    return Kubectl(kubernetes, tmp_path)


def test_get_shows_everything(kubectl):
    shown = kubectl("get", ALL, "-A", "-o", "yaml")
    for word in ("kind: Namespace", "kind: Deployment", "kind: Service", "kind: Ingress", "kind: Secret", "host: preview-task-t1.example.org",
                 "image: registry.example.org/shop:1", "MODE: dGVzdA==", "readyReplicas: 1"):
        assert word in shown, word
    items = json.loads(kubectl("get", ALL, "-A", "-o", "json"))["items"]
    assert [one["kind"] for one in items if one["metadata"].get("namespace") == NS] == ["Deployment", "Service", "Ingress", "Secret"]
    assert {one["apiVersion"] for one in items} == {"v1", "apps/v1", "networking.k8s.io/v1"}
    assert kubectl("get", "deploy", "-n", NS, "-l", "aiworker.dev/task=t-1", "-o", "name") == "deployment.apps/app\n"
    assert kubectl("get", "ns", "-l", "aiworker.dev/task=t-2", "-o", "name") == ""
    assert NS in kubectl("get", "ns")
    assert "app-" in kubectl("get", "pods,rs", "-n", NS)


def test_what_is_not_there_is_said_so(kubectl):
    done = kubectl.run("get", "deploy", "other", "-n", NS)
    assert done.returncode == 1 and 'deployments.apps "other" not found' in done.stderr


@pytest.mark.parametrize("what, words", [
    ("deploy/app", ("registry.example.org/shop:1", "1 desired | 1 updated | 1 total | 1 available", "NewReplicaSetAvailable", "app-")),
    ("svc/app", ("aiworker.dev/task=t-1", "80/TCP", "http/TCP")), ("ingress/app", ("preview-task-t1.example.org", "app:http")),
    ("secret/env", ("MODE:  4 bytes",)), ("quota/limits", ("pods",)), ("netpol/limits", ("Allowing ingress traffic",))])
def test_describe_tells_about_it(kubectl, what, words):
    told = kubectl("describe", what, "-n", NS)
    for word in words:
        assert word in told, told


def test_describe_a_namespace(kubectl):
    told = kubectl("describe", "ns", NS)
    assert "Active" in told and "limits" in told


def test_rollout_status_follows_a_rollout_to_its_end(kubernetes, kubectl):
    kubernetes.rollout = Rollout(polls=4)
    Applier(kubernetes).apply(preview.deployment(image="registry.example.org/shop:2"))
    assert "successfully rolled out" in kubectl("rollout", "status", "deploy/app", "-n", NS, "--timeout=30s")


def test_rollout_status_tells_of_a_failure(kubernetes, kubectl):
    kubernetes.rollout = Rollout("deadline", polls=3)
    Applier(kubernetes).apply(preview.deployment(image="registry.example.org/shop:2"))
    done = kubectl.run("rollout", "status", "deploy/app", "-n", NS, "--timeout=30s")
    assert done.returncode == 1 and "exceeded its progress deadline" in done.stderr


def test_delete_waits_until_a_namespace_is_gone(kubernetes, kubectl):
    kubernetes.namespaces.polls = 5
    assert "deleted" in kubectl("delete", "ns", NS, "--timeout=30s")
    assert kubernetes.names("Namespace") == ["default", "kube-system"] and kubernetes.names("Deployment") == []


def test_it_applies_as_a_manager_of_its_own(kubernetes, kubectl):
    value = json.dumps(preview.secret({"MODE": "YQ=="}))
    done = kubectl.run("apply", "--server-side", "--validate=false", "-f", "-", given=value)
    assert done.returncode == 1 and ".data.MODE" in done.stderr and "aiworker" in done.stderr
    kubectl("apply", "--server-side", "--force-conflicts", "--validate=false", "-f", "-", given=value)
    assert kubernetes.object("Secret", NS, "env")["data"] == {"MODE": "YQ=="}
    kubectl("label", "ns", NS, "kept=yes")
    Applier(kubernetes).apply(preview.namespace())
    assert kubernetes.object("Namespace", "", NS)["metadata"]["labels"]["kept"] == "yes"


def test_over_tls_with_a_token_or_a_certificate(tmp_path):
    made = certificates.make(tmp_path)
    authority = f"--certificate-authority={made.authority}"
    with Kubernetes(tls=made.server_context()) as cluster:
        assert "default" in Kubectl(cluster, tmp_path, authority, f"--token={cluster.token}")("get", "ns")
        shown = Kubectl(cluster, tmp_path, authority, f"--client-certificate={made.client}", f"--client-key={made.client_key}")
        assert "default" in shown("get", "ns")
        refused = Kubectl(cluster, tmp_path, authority, "--token=wrong").run("get", "ns")
        assert refused.returncode != 0 and "logged in" in refused.stderr
        cluster.check()


def test_tls_for_other_clients(tmp_path):
    made = certificates.make(tmp_path)
    with Kubernetes(tls=made.server_context()) as cluster:
        assert cluster.url.startswith("https:")
        assert Applier(cluster, tls=made.client_context()).apply(preview.namespace()).status == 201
        assert Applier(cluster, None, made.client_context(certificate=True)).apply(preview.secret()).status == 201
        assert Applier(cluster, None, made.client_context()).apply(preview.secret()).status == 401
        cluster.certificates = {"another"}
        assert Applier(cluster, None, made.client_context(certificate=True)).apply(preview.secret()).status == 401
        with pytest.raises(OSError, match="certificate verify failed"):
            Applier(cluster, tls=ssl.create_default_context()).apply(preview.namespace())
        cluster.check()


@pytest.mark.parametrize("data", [True, False])
def test_kubectl_reads_the_configurations_that_tests_write(tmp_path, data):
    made = certificates.make(tmp_path)
    with Kubernetes(tls=made.server_context()) as cluster:
        told = {"certificate_authority_data": kubeconfig.inline(made.authority)} if data else {"certificate_authority": str(made.authority)}
        path = kubeconfig.write(
            tmp_path / "config", kubeconfig.document(cluster.url, kubeconfig.certificate_user(made, data), "by-certificate", **told),
            kubeconfig.document(cluster.url, {"token": cluster.token}, "by-token", **told))
        shown = Kubectl(cluster, tmp_path)
        shown.options = ["--kubeconfig", str(path)]
        assert "default" in shown("get", "ns")
        assert "default" in shown("get", "ns", "--context=by-token")
        cluster.check()
