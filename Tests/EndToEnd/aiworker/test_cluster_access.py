"""Every way into a cluster that the session knows, over real TLS: what kubectl can use, the preview tool can use."""

import json

import pytest

from .standins import certificates, kubeconfig
from .standins.kubectl import Kubectl
from .standins.kubernetes import Kubernetes


@pytest.fixture
def made(tmp_path):
    """Certificates in a folder beside which configurations may be written."""
    folder = tmp_path / "pki"
    folder.mkdir()
    return certificates.make(folder)


@pytest.fixture
def cluster(made):
    """A cluster over TLS, checked at the end for what a correct client never sends."""
    with Kubernetes(tls=made.server_context()) as standin:
        yield standin
        standin.check()


@pytest.fixture
def preview(worker, made, cluster):
    """Starts a host with some variables and lets it deploy a preview; gives the answer or the error."""
    worker.secrets |= {cluster.token, kubeconfig.inline(made.client_key), *made.client_key.read_text().splitlines()[1:-1]}

    def deploy(task="task", fails=False, **variables):
        agent = worker.start(AIWORKER_PREVIEW_DOMAIN="preview.test", AIWORKER_PREVIEW_TIMEOUT_SECONDS=30, **variables)
        agent.call("heartbeat", agentId="agent", status="idle")
        if not worker.query("SELECT 1 FROM projects"):
            worker.project(docker_image="registry.test/shop:1")
        worker.task(task)
        assert agent.claim()["id"] == task
        return (agent.fails if fails else agent.call)("trigger_preview_deploy", taskId=task)

    return deploy


def readable(tmp_path, cluster, path, *options):
    """Whether the real kubectl gets in with a configuration."""
    shown = Kubectl(cluster, tmp_path)
    shown.options = ["--kubeconfig", str(path), *options]
    return "default" in shown("get", "ns")


@pytest.mark.parametrize("data", [True, False], ids=["data", "files"])
def test_client_certificate(tmp_path, made, cluster, preview, data):
    told = {"certificate_authority_data": kubeconfig.inline(made.authority)} if data else {"certificate_authority": "pki/ca.crt"}
    user = kubeconfig.certificate_user(made, data)
    path = kubeconfig.write(tmp_path / "config", kubeconfig.document(cluster.url, user, **told))
    assert readable(tmp_path, cluster, path)
    assert preview(KUBECONFIG=path)["status"] == "ready"


def test_another_context_of_several_files(tmp_path, made, cluster, preview):
    told = {"certificate_authority": str(made.authority)}
    first = kubeconfig.write(tmp_path / "first", kubeconfig.document("https://127.0.0.1:1", {"token": "wrong"}, "elsewhere", **told))
    second = kubeconfig.write(tmp_path / "second", kubeconfig.document(cluster.url, {"token": cluster.token}, "here", **told))
    variables = {"KUBECONFIG": f"{tmp_path}/missing:{first}:{second}", "AIWORKER_KUBE_CONTEXT": "here"}
    assert preview(**variables)["status"] == "ready"


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_exec_plugin(tmp_path, made, cluster, preview, version):
    credential = {"apiVersion": f"client.authentication.k8s.io/{version}", "kind": "ExecCredential", "status": {"token": cluster.token}}
    (tmp_path / "credential.json").write_text(json.dumps(credential))
    plugin = tmp_path / "login"
    plugin.write_text('#!/bin/sh\necho run >> "$RUNS"\ncat "${0%/*}/credential.json"\n')
    plugin.chmod(0o700)
    user = {"exec": {"apiVersion": credential["apiVersion"], "command": "./login", "interactiveMode": "Never",
                     "env": [{"name": "RUNS", "value": str(tmp_path / "runs")}]}}
    path = kubeconfig.write(tmp_path / "config", kubeconfig.document(cluster.url, user, certificate_authority=str(made.authority)))
    assert readable(tmp_path, cluster, path)
    (tmp_path / "runs").unlink()
    assert preview(KUBECONFIG=path)["status"] == "ready"
    assert (tmp_path / "runs").read_text() == "run\n"


def test_service_account_whose_token_rotates(tmp_path, made, cluster, worker, preview):
    folder = tmp_path / "serviceaccount"
    folder.mkdir()
    (folder / "ca.crt").write_bytes(made.authority.read_bytes())
    (folder / "token").write_text(cluster.token)
    pod = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": cluster.port, "AIWORKER_KUBE_SA_DIR": folder}
    agent = worker.start(AIWORKER_PREVIEW_DOMAIN="preview.test", AIWORKER_PREVIEW_TIMEOUT_SECONDS=30, **pod)
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project(docker_image="registry.test/shop:1")
    worker.task("one")
    agent.claim()
    assert agent.call("trigger_preview_deploy", taskId="one")["status"] == "ready"
    agent.call("update_task_status", taskId="one", status="completed")
    # The old token is no longer taken, and a write is the first to meet that.
    worker.secrets.add("rotated-service-account-token")
    cluster.tokens = {"rotated-service-account-token": "aiworker"}
    (folder / "token").write_text("rotated-service-account-token\n")
    worker.task("two")
    agent.claim()
    assert agent.call("trigger_preview_deploy", taskId="two")["status"] == "ready"


def test_direct_address_comes_before_a_kubeconfig(tmp_path, preview):
    with Kubernetes() as plain:
        path = tmp_path / "config"
        path.write_text("no: [yaml")
        assert preview(AIWORKER_KUBE_URL=plain.url, AIWORKER_KUBE_TOKEN=plain.token, KUBECONFIG=path)["status"] == "ready"
        plain.check()


@pytest.mark.parametrize("variable, value", [
    ("KUBECONFIG", "/no/such/hidden-value"), ("AIWORKER_KUBE_CONTEXT", "hidden-value"), ("AIWORKER_KUBE_SA_DIR", "/no/hidden-value/here")])
def test_what_is_wrong_is_told_by_its_variable(tmp_path, made, cluster, preview, variable, value):
    variables = {variable: value}
    if variable == "AIWORKER_KUBE_CONTEXT":
        told = kubeconfig.document(cluster.url, {"token": cluster.token}, certificate_authority=str(made.authority))
        variables["KUBECONFIG"] = kubeconfig.write(tmp_path / "config", told)
    if variable == "AIWORKER_KUBE_SA_DIR":
        variables |= {"KUBERNETES_SERVICE_HOST": "127.0.0.1"}
    error = preview(fails=True, **variables)
    assert error["code"] == "not_configured" and variable in error["message"], error
    assert "hidden-value" not in json.dumps(error)


def test_no_cluster_at_all(preview):
    error = preview(fails=True)
    assert error["code"] == "not_configured" and "KUBECONFIG" in error["message"]


@pytest.mark.parametrize("body", ["exit 3", "sleep 600"])
def test_a_plugin_that_fails_or_hangs_is_passing_trouble(tmp_path, made, cluster, preview, body):
    plugin = tmp_path / "login"
    plugin.write_text(f"#!/bin/sh\n{body}\n")
    plugin.chmod(0o755)
    user = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": str(plugin), "interactiveMode": "Never"}}
    told = kubeconfig.document(cluster.url, user, certificate_authority=str(made.authority))
    error = preview(fails=True, KUBECONFIG=kubeconfig.write(tmp_path / "config", told), AIWORKER_HTTP_TIMEOUT_SECONDS=1, AIWORKER_HTTP_RETRIES=0)
    assert (error["code"], error["retryable"]) == ("upstream_unavailable", True) and "program" in error["message"]
