"""Previews: applied whole, awaited truly, refused in clear words, and safe to ask for again after any accident."""

import base64
import datetime
import json
import re
import shutil
import threading

import pytest

from harness.process import PATIENCE

from .deployment import AGENT, DOMAIN, ENVIRONMENT_SECRET, Deployment, failed, good
from .standins import certificates, faults, kubeconfig
from .standins.kubectl import Kubectl
from .standins.kubernetes import Kubernetes, Rollout

KINDS = ("Namespace", "ResourceQuota", "NetworkPolicy", "Secret", "Deployment", "Service", "Ingress")
PLURALS = {"Namespace": "namespaces", "ResourceQuota": "resourcequotas", "NetworkPolicy": "networkpolicies", "Secret": "secrets",
           "Deployment": "deployments", "Service": "services", "Ingress": "ingresses"}


def deploy(client, task, **more) -> dict:
    """A preview that must become ready."""
    answer = good(client, "trigger_preview_deploy", taskId=task, **more)
    assert (answer["success"], answer["status"]) == (True, "ready"), answer
    return answer


def pending(deployment, client, task, **more) -> dict:
    """A preview that is not ready in time; nothing is promised yet."""
    answer = good(client, "trigger_preview_deploy", taskId=task, **more)
    assert (answer["success"], answer["status"], answer["retryable"]) == (False, "deploying", True), answer
    row = deployment.row(task)
    assert (row["state"], row["preview_status"], row["preview_namespace"]) == ("in_progress", "deploying", answer["namespace"])
    assert row["preview_url"] is None and row["preview_deployed_at"] is None and row["lease_token"]
    return answer


def objects(deployment, namespace: str) -> dict[str, dict]:
    """Every object of a preview by its kind; one of each."""
    with deployment.kubernetes.lock:
        found = [one for one in deployment.kubernetes.store.objects.values()
                 if one.kind.name in KINDS and namespace in (one.namespace, one.name if one.kind.name == "Namespace" else None)]
    assert len({one.kind.name for one in found}) == len(found)
    return {one.kind.name: one.value for one in found}


# The whole

def test_a_preview_is_applied_awaited_and_handed_over(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    answer = deploy(client, task)
    namespace = answer["namespace"]
    assert answer == {"success": True, "previewUrl": f"https://{namespace}.{DOMAIN}", "namespace": namespace, "status": "ready"}
    assert re.fullmatch(r"preview-task-[a-z0-9]([-a-z0-9]*[a-z0-9])?", namespace) and len(namespace) <= 63
    row = deployment.row(task)
    assert (row["state"], row["preview_status"], row["preview_url"], row["preview_namespace"]) == (
        "ready_to_test", "ready", answer["previewUrl"], namespace)
    assert row["preview_deployed_at"] and row["lease_token"] is None
    agent = deployment.sql("SELECT * FROM agents WHERE id = ?", AGENT)[0]
    assert (agent["status"], agent["current_task_id"]) == ("idle", None)
    assert deployment.events(task, "task:ready_to_test") == [{"taskId": task, "previewUrl": answer["previewUrl"]}]
    last = deployment.events(task, "task:status_changed")[-1]
    assert (last["oldState"], last["newState"], last["agentId"]) == ("in_progress", "ready_to_test", AGENT)


def test_the_way_from_the_address_to_the_container_holds(deployment):
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(preview_port=3000))
    reached = deployment.kubernetes.reach(deploy(client, task)["previewUrl"])
    assert (reached.container["image"], reached.port) == ("registry.example.org/shop:1", 3000)
    assert reached.environment == {"MODE": "preview", "SECRET": ENVIRONMENT_SECRET} and reached.skipped == []


def test_the_port_is_8080_unless_told_otherwise(deployment):
    client = deployment.start()
    assert deployment.kubernetes.reach(deploy(client, deployment.claimed(client))["previewUrl"]).port == 8080


def test_objects_are_applied_in_order_with_labels_and_notes(deployment):
    client = deployment.start(AIWORKER_PREVIEW_TTL_SECONDS="3600")
    task = deployment.claimed(client, id="Task_1:ünï/x")
    before = datetime.datetime.now(datetime.timezone.utc)
    namespace = deploy(client, task)["namespace"]
    applied = deployment.kubernetes.record.found("PATCH *")
    kinds = [one.json["kind"] for one in applied]
    assert [kind for kind in KINDS if kind in kinds] == kinds and {"Namespace", "Secret", "Deployment", "Service", "Ingress"} <= set(kinds)
    for one in applied:
        assert dict(one.request.query)["fieldManager"] == "aiworker" and dict(one.request.query)["force"] == "true"
        labels = one.json["metadata"]["labels"]
        assert labels["app.kubernetes.io/managed-by"] == "aiworker" and labels["app.kubernetes.io/name"] == "preview"
        assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", labels["aiworker.dev/task"])
    notes = objects(deployment, namespace)["Namespace"]["metadata"]["annotations"]
    assert notes["aiworker.dev/task-id"] == task
    left = datetime.datetime.fromisoformat(notes["aiworker.dev/expires-at"].replace("Z", "+00:00")) - before
    assert 3590 < left.total_seconds() < 3700


def test_environment_values_stand_in_the_secret_alone(deployment):
    client = deployment.start()
    namespace = deploy(client, deployment.claimed(client))["namespace"]
    held = objects(deployment, namespace)
    assert base64.b64decode(held["Secret"]["data"]["SECRET"]).decode() == ENVIRONMENT_SECRET
    assert not [kind for kind, value in held.items() if kind != "Secret" and ENVIRONMENT_SECRET in json.dumps(value)]


VALUES = {"QUOTES": "a \"b\" 'c' \\", "DOLLAR": "$(MODE) $$ ${X}", "EMPTY": "", "LINES": "a\nb\r\n", "UNICODE": "жö🚀", "YES": "true", "NUMBER": "007",
          "_": "x", "a.b-c": "y", "MODE": "m"}


def test_every_value_reaches_the_container_as_it_is(deployment):
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(env_vars=json.dumps(VALUES)))
    assert deployment.kubernetes.reach(deploy(client, task)["previewUrl"]).environment == VALUES


@pytest.mark.parametrize("env", [None, "{}"])
def test_a_project_without_environment(deployment, env):
    client = deployment.start()
    assert deployment.kubernetes.reach(deploy(client, deployment.claimed(client, deployment.project(env_vars=env)))["previewUrl"]).environment == {}


def test_scheme_and_ingress_class_are_the_operators(deployment):
    client = deployment.start(AIWORKER_PREVIEW_SCHEME="http", AIWORKER_PREVIEW_INGRESS_CLASS="nginx")
    answer = deploy(client, deployment.claimed(client))
    assert answer["previewUrl"].startswith("http://")
    assert objects(deployment, answer["namespace"])["Ingress"]["spec"]["ingressClassName"] == "nginx"


def test_a_person_reads_the_preview_with_kubectl(deployment, tmp_path):
    client = deployment.start()
    namespace = deploy(client, deployment.claimed(client))["namespace"]
    shown = Kubectl(deployment.kubernetes, tmp_path)("get", "ns,quota,netpol,secret,deploy,svc,ingress", "-n", namespace, "-l",
                                                 "app.kubernetes.io/managed-by=aiworker", "-o", "name").split()
    assert len([one for one in shown if not one.startswith("namespace/")]) == 6


# Names

def test_tasks_whose_ids_begin_alike_have_namespaces_of_their_own(deployment):
    deployment.kubernetes.rollout = Rollout(polls=0)
    client = deployment.start()
    project = deployment.project()
    namespaces = set()
    for number, identifier in enumerate(("0192aaaa-0000-7000-8000-000000000001", "0192aaaa-0000-7000-8000-000000000002", "0192AAAA", "0192aaaa",
                                         "0192_aaaa", "0192.aaaa", "-0192aaaa-", "ж" * 64, "ж" * 63, "x" * 64, "x" * 63)):
        answer = deploy(client, deployment.claimed(client, project, id=identifier))
        namespaces.add(answer["namespace"])
        assert len(namespaces) == number + 1 and len(answer["namespace"]) <= 63
        assert deployment.kubernetes.reach(answer["previewUrl"]).namespace == answer["namespace"]


# What is missing or wrong

def nothing_applied(deployment):
    assert deployment.kubernetes.count() == 0


@pytest.mark.parametrize("image", [None, ""])
def test_a_project_without_image_is_incomplete(deployment, image):
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(docker_image=image))
    assert failed(client, "trigger_preview_deploy", "project_incomplete", taskId=task)["column"] == "docker_image"
    nothing_applied(deployment)


@pytest.mark.parametrize("name", ["1A", "A B", "A=B", "", "ä", "A\n", "A/B", "A:B"])
def test_an_environment_name_that_the_cluster_refuses(deployment, name):
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(env_vars=json.dumps({"GOOD": "x", name: ENVIRONMENT_SECRET})))
    assert failed(client, "trigger_preview_deploy", "project_incomplete", taskId=task)["column"] == "env_vars"
    nothing_applied(deployment)
    assert deployment.row(task)["preview_status"] is None


@pytest.mark.parametrize("env", ["[]", "\"x\"", "{\"A\": {\"B\": \"x\"}}"])
def test_environment_that_is_no_object_of_texts(deployment, env):
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(env_vars=env))
    assert failed(client, "trigger_preview_deploy", "project_incomplete", taskId=task)["column"] == "env_vars"
    nothing_applied(deployment)


@pytest.mark.parametrize("variable, changed", [("AIWORKER_PREVIEW_DOMAIN", {"AIWORKER_PREVIEW_DOMAIN": None}),
                                               ("AIWORKER_KUBE_URL", {"AIWORKER_KUBE_URL": None, "AIWORKER_KUBE_TOKEN": None})])
def test_what_is_not_configured_is_named(deployment, variable, changed):
    client = deployment.start(**changed)
    task = deployment.claimed(client)
    error = failed(client, "trigger_preview_deploy", "not_configured", taskId=task)
    assert error["variable"] == variable or variable == "AIWORKER_KUBE_URL" and error["variable"] == "KUBECONFIG"
    assert deployment.row(task)["state"] == "in_progress"


def test_only_the_owner_of_a_task_in_progress_deploys(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    good(client, "heartbeat", agentId="agent-2", status="idle")
    failed(client, "trigger_preview_deploy", "not_owner", taskId=task, agentId="agent-2")
    good(client, "ask_user_question", taskId=task, question="Which colour?", agentId=AGENT)
    assert failed(client, "trigger_preview_deploy", "invalid_transition", taskId=task, agentId=AGENT)["from"] == "needs_input"
    nothing_applied(deployment)


def test_a_ready_preview_is_told_without_asking_the_cluster(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    first = deploy(client, task)
    before = deployment.kubernetes.count()
    assert deploy(client, task) == first and deployment.kubernetes.count() == before
    assert len(deployment.events(task, "task:ready_to_test")) == 1


# Rollouts

def test_a_rollout_that_takes_long_goes_on_at_the_next_call(deployment):
    deployment.kubernetes.rollout = Rollout("hang")
    client = deployment.start()
    task = deployment.claimed(client)
    first = pending(deployment, client, task, waitSeconds=1)
    again = pending(deployment, client, task, waitSeconds=0)
    assert again["namespace"] == first["namespace"]
    deployment.kubernetes.rollout = Rollout(polls=0)
    assert deploy(client, task)["namespace"] == first["namespace"]
    assert deployment.kubernetes.object("Deployment", first["namespace"], deployment.kubernetes.names("Deployment")[0])["metadata"]["generation"] == 1


def test_the_setting_says_how_long_a_call_waits(deployment):
    deployment.kubernetes.rollout = Rollout("hang")
    client = deployment.start(AIWORKER_PREVIEW_TIMEOUT_SECONDS="1")
    pending(deployment, client, deployment.claimed(client))


@pytest.mark.parametrize("outcome, word", [("deadline", "deadline|progress"), ("replica-failure", "forbidden|replica|FailedCreate")])
def test_a_rollout_that_fails_is_told_and_may_be_mended(deployment, outcome, word):
    deployment.kubernetes.rollout = Rollout(outcome, polls=1)
    client = deployment.start()
    project = deployment.project()
    task = deployment.claimed(client, project)
    error = failed(client, "trigger_preview_deploy", "rollout_failed", taskId=task)
    assert re.search(word, error["message"], re.I), error
    row = deployment.row(task)
    assert (row["state"], row["preview_status"], row["preview_url"]) == ("in_progress", "failed", None) and row["lease_token"]
    deployment.sql("UPDATE projects SET docker_image = 'registry.example.org/shop:2' WHERE id = ?", project)
    deployment.kubernetes.rollout = Rollout(polls=2)
    answer = deploy(client, task)
    assert deployment.kubernetes.reach(answer["previewUrl"]).container["image"] == "registry.example.org/shop:2"
    assert deployment.row(task)["preview_status"] == "ready"


def rework(deployment, client, task, image="registry.example.org/shop:2", **columns):
    """The agent works on a task again whose preview was ready, and the project changed meanwhile."""
    good(client, "update_task_status", taskId=task, status="in_progress", agentId=AGENT)
    changes = {"docker_image": image, **columns}
    assignments = ", ".join(f"{name} = ?" for name in changes)
    deployment.sql(f"UPDATE projects SET {assignments} WHERE id = (SELECT project_id FROM tasks WHERE id = ?)", *changes.values(), task)


@pytest.mark.parametrize("outcome", ["hang", "unobserved"])
def test_the_pods_of_the_last_time_do_not_count(deployment, outcome):
    deployment.kubernetes.rollout = Rollout(polls=0)
    client = deployment.start()
    task = deployment.claimed(client)
    deploy(client, task)
    rework(deployment, client, task)
    deployment.kubernetes.rollout = Rollout(outcome, polls=1)
    answer = good(client, "trigger_preview_deploy", taskId=task, waitSeconds=2)
    assert answer["success"] is False and deployment.row(task)["state"] == "in_progress"
    deployment.kubernetes.rollout = Rollout(polls=1)
    deploy(client, task)


def test_the_failure_of_the_last_time_does_not_count(deployment):
    deployment.kubernetes.rollout = Rollout("deadline", polls=0)
    client = deployment.start()
    task = deployment.claimed(client)
    failed(client, "trigger_preview_deploy", "rollout_failed", taskId=task)
    deployment.sql("UPDATE projects SET docker_image = 'registry.example.org/shop:2'")
    deployment.kubernetes.rollout = Rollout(polls=3)
    deploy(client, task)


def test_what_the_project_no_longer_has_goes_away(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    deploy(client, task)
    rework(deployment, client, task, env_vars=json.dumps({"NEW": "x"}), preview_port=9000)
    reached = deployment.kubernetes.reach(deploy(client, task)["previewUrl"])
    assert reached.environment == {"NEW": "x"} and reached.port == 9000


def test_a_changed_value_starts_new_pods(deployment):
    deployment.kubernetes.rollout = Rollout(polls=0)
    client = deployment.start()
    task = deployment.claimed(client)
    deploy(client, task)
    before = set(deployment.kubernetes.names("Pod"))
    rework(deployment, client, task, image="registry.example.org/shop:1", env_vars=json.dumps({"MODE": "other"}))
    deploy(client, task)
    assert not before & set(deployment.kubernetes.names("Pod"))


# Others at work

def test_fields_that_others_hold_are_taken_over(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    namespace = deploy(client, task)["namespace"]
    (name,) = deployment.kubernetes.names("Deployment", namespace)
    deployment.kubernetes.put({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": namespace}, "spec": {"replicas": 0}})
    rework(deployment, client, task)
    deploy(client, task)
    assert deployment.kubernetes.object("Deployment", namespace, name)["spec"]["replicas"] >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_passing_conflict_is_repeated(deployment, kind):
    deployment.kubernetes.fault(f"PATCH */{PLURALS[kind]}/preview*", faults.status(409))
    client = deployment.start()
    deploy(client, deployment.claimed(client))
    assert deployment.kubernetes.faults.left() == []


def test_a_namespace_that_goes_away_is_waited_for(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    namespace = deploy(client, task)["namespace"]
    deployment.kubernetes.namespaces.seconds = 1
    with deployment.kubernetes.lock:
        deployment.kubernetes.namespaces.terminate(deployment.kubernetes.store.namespace(namespace))
    rework(deployment, client, task)
    deployment.kubernetes.reach(deploy(client, task)["previewUrl"])
    assert "deletionTimestamp" not in deployment.kubernetes.object("Namespace", "", namespace)["metadata"]


def test_a_namespace_that_never_goes_away_is_no_success(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    namespace = deploy(client, task)["namespace"]
    deployment.kubernetes.namespaces.seconds = 3600
    with deployment.kubernetes.lock:
        deployment.kubernetes.namespaces.terminate(deployment.kubernetes.store.namespace(namespace))
    rework(deployment, client, task)
    assert "removed" in pending(deployment, client, task, waitSeconds=1)["message"]


def test_a_conflict_that_stays_is_told(deployment):
    deployment.kubernetes.fault("PATCH */services/*", faults.status(409), times=None)
    client = deployment.start()
    task = deployment.claimed(client)
    failed(client, "trigger_preview_deploy", "upstream_unavailable", taskId=task, waitSeconds=1)
    converges(deployment, client, task)


# Accidents on the way

@pytest.fixture
def flaky(deployment):
    """A host with little patience, and its task."""
    client = deployment.start(AIWORKER_HTTP_TIMEOUT_SECONDS="1")
    return deployment, client, deployment.claimed(client)


def converges(deployment, client, task):
    """After the accident a call leads to a whole preview."""
    deployment.kubernetes.faults.clear()
    answer = deploy(client, task)
    deployment.kubernetes.reach(answer["previewUrl"])
    assert len(deployment.kubernetes.names("Namespace")) == 3
    assert len(deployment.events(task, "task:ready_to_test")) == 1


@pytest.mark.parametrize("code", [429, 502, 503, 504])
@pytest.mark.parametrize("pattern", ["PATCH *", "GET */deployments/*"])
def test_a_passing_error_is_repeated(flaky, pattern, code):
    deployment, client, task = flaky
    deployment.kubernetes.fault(pattern, faults.status(code, retry_after=0), times=2)
    deploy(client, task)
    assert deployment.kubernetes.faults.left() == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_effect_whose_answer_is_lost_is_applied_again(flaky, kind):
    deployment, client, task = flaky
    deployment.kubernetes.fault(f"PATCH */{PLURALS[kind]}/*", faults.lost())
    client.call("trigger_preview_deploy", {"taskId": task}, timeout=60)
    assert deployment.kubernetes.faults.left() == []
    converges(deployment, client, task)


@pytest.mark.parametrize("code", [429, 500, 503, 504])
def test_an_error_that_stays_is_told_after_the_retries(flaky, code):
    deployment, client, task = flaky
    deployment.kubernetes.fault("PATCH */secrets/*", faults.status(code, retry_after=0), times=None)
    error = failed(client, "trigger_preview_deploy", "upstream_unavailable", taskId=task)
    assert (error["service"], error["status"]) == ("kubernetes", code)
    row = deployment.row(task)
    assert (row["state"], row["preview_status"], row["preview_url"]) == ("in_progress", "deploying", None)
    converges(deployment, client, task)


def test_a_cluster_that_is_down_is_unavailable_until_it_is_back(flaky):
    deployment, client, task = flaky
    deployment.kubernetes.down()
    error = failed(client, "trigger_preview_deploy", "upstream_unavailable", taskId=task)
    assert error["service"] == "kubernetes" and "status" not in error
    deployment.kubernetes.up()
    converges(deployment, client, task)


BROKEN = [faults.close(), faults.reset(), faults.garbage(), faults.wrong_json(), faults.huge(), faults.not_http(), faults.truncated()]


@pytest.mark.parametrize("fault", BROKEN, ids=[f"{number}-{one}" for number, one in enumerate(BROKEN)])
@pytest.mark.parametrize("pattern", ["PATCH */deployments/*", "GET */deployments/*"])
def test_answers_that_never_come_or_cannot_be_read(flaky, pattern, fault):
    deployment, client, task = flaky
    deployment.kubernetes.fault(pattern, fault, times=None)
    failed(client, "trigger_preview_deploy", "upstream_unavailable", taskId=task)
    assert deployment.row(task)["state"] == "in_progress" and deployment.row(task)["preview_url"] is None
    converges(deployment, client, task)


@pytest.mark.parametrize("code", [401, 403])
def test_a_refused_token_is_told(flaky, code):
    deployment, client, task = flaky
    deployment.kubernetes.fault("PATCH */services/*", faults.status(code), times=None)
    failed(client, "trigger_preview_deploy", "upstream_auth", taskId=task)
    converges(deployment, client, task)


def test_a_missing_right_is_told(flaky):
    deployment, client, task = flaky
    deployment.kubernetes.forbidden.append("PATCH */ingresses/*")
    failed(client, "trigger_preview_deploy", "upstream_auth", taskId=task)
    deployment.kubernetes.forbidden.clear()
    converges(deployment, client, task)


def test_another_refusal_is_told_with_its_status(flaky):
    deployment, client, task = flaky
    deployment.sql("UPDATE projects SET docker_image = 'an image with blanks'")
    result = client.call("trigger_preview_deploy", {"taskId": task}, timeout=60)
    error = json.loads(result["content"][0]["text"])["error"]
    # Refused by the cluster, or seen before it was asked.
    assert (error["code"], error.get("status")) == ("upstream_rejected", 422) or (error["code"], error.get("column")) == ("project_incomplete", "docker_image")
    deployment.kubernetes.violations.clear()
    deployment.sql("UPDATE projects SET docker_image = 'registry.example.org/shop:1'")
    converges(deployment, client, task)


def test_a_silent_cluster_holds_nobody_else_up(flaky):
    deployment, client, task = flaky
    gate = threading.Event()
    deployment.kubernetes.fault("* *", faults.hang(gate), times=None)
    waiting = client.start_call("trigger_preview_deploy", {"taskId": task})
    deployment.kubernetes.record.wait("* *", 1, PATIENCE)
    assert good(client, "heartbeat", agentId=AGENT, status="busy")["currentTaskId"] == task
    deployment.sql("UPDATE projects SET description = 'written meanwhile'")
    assert client.answer(waiting, 60)["result"]["isError"] is True
    gate.set()
    converges(deployment, client, task)


@pytest.mark.parametrize("renew", ["true", "false"])
def test_a_lease_lives_while_its_rollout_is_awaited(deployment, renew):
    deployment.kubernetes.rollout = Rollout(seconds=4)
    client = deployment.start(AIWORKER_LEASE_SECONDS="2", AIWORKER_REAPER_INTERVAL_SECONDS="0.2", AIWORKER_AUTO_RENEW=renew)
    other = deployment.start(AIWORKER_REAPER_INTERVAL_SECONDS="0.2")
    task = deployment.claimed(client)
    waiting = client.start_call("trigger_preview_deploy", {"taskId": task})
    while not deployment.kubernetes.count("GET */deployments/*"):
        assert good(other, "get_next_task", agentId="agent-2")["task"] is None
    result = client.answer(waiting, 60)["result"]
    assert json.loads(result["content"][0]["text"])["success"] is True
    assert deployment.row(task)["attempt_count"] == 1


@pytest.mark.parametrize("change, code", [("state = 'cancelled', lease_token = NULL, lease_expires_at = NULL", "invalid_transition"),
                                          ("lease_token = 'other'", "lease_lost")])
def test_who_waits_is_told_at_once_that_the_task_is_gone(deployment, change, code):
    deployment.kubernetes.rollout = Rollout("hang")
    client = deployment.start()
    task = deployment.claimed(client)
    waiting = client.start_call("trigger_preview_deploy", {"taskId": task, "waitSeconds": 300})
    deployment.kubernetes.record.wait("GET */deployments/*", 1, PATIENCE)
    deployment.sql(f"UPDATE tasks SET {change} WHERE id = ?", task)
    assert json.loads(client.answer(waiting, 60)["result"]["content"][0]["text"])["error"]["code"] == code


def test_a_secret_that_changes_with_each_apply_restarts_nothing(deployment):
    deployment.kubernetes.rollout = Rollout("hang")
    client = deployment.start()
    task = deployment.claimed(client)
    namespace = pending(deployment, client, task, waitSeconds=0)["namespace"]
    # Somebody else's field: what the cluster counts as another version of the secret.
    deployment.kubernetes.put({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "preview", "namespace": namespace, "labels": {"x": "y"}}})
    pending(deployment, client, task, waitSeconds=0)
    assert deployment.kubernetes.object("Deployment", namespace, "preview")["metadata"]["generation"] == 1


def test_work_that_began_again_starts_new_pods(deployment):
    deployment.kubernetes.rollout = Rollout(polls=0)
    client = deployment.start()
    task = deployment.claimed(client)
    deploy(client, task)
    before = set(deployment.kubernetes.names("Pod"))
    # The same name of an image may stand for another build by now.
    rework(deployment, client, task, image="registry.example.org/shop:1")
    deploy(client, task)
    assert not before & set(deployment.kubernetes.names("Pod"))


@pytest.mark.parametrize("kind", ["ResourceQuota", "Secret", "Ingress"])
def test_a_namespace_that_begins_to_go_away_midway_is_made_again(deployment, kind):
    client = deployment.start()
    task = deployment.claimed(client)
    deployment.kubernetes.fault(f"PATCH */{PLURALS[kind]}/*", faults.status(404))
    deployment.kubernetes.reach(deploy(client, task)["previewUrl"])
    assert deployment.kubernetes.count("PATCH /api/v1/namespaces/preview*") > deployment.kubernetes.count("PATCH */ingresses/*")


def test_a_cluster_that_asks_for_a_long_pause_does_not_hold_the_call(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    deployment.kubernetes.fault("PATCH */secrets/*", faults.status(503, retry_after=15))
    error = failed(client, "trigger_preview_deploy", "upstream_unavailable", taskId=task, waitSeconds=0)
    assert error["status"] == 503 and deployment.kubernetes.count("PATCH */secrets/*") == 1


def test_a_person_who_cancels_meanwhile_wins(deployment):
    deployment.kubernetes.rollout = Rollout("hang")
    client = deployment.start()
    task = deployment.claimed(client)
    waiting = client.start_call("trigger_preview_deploy", {"taskId": task, "waitSeconds": 30})
    deployment.kubernetes.record.wait("GET */deployments/*", 1, PATIENCE)
    deployment.sql("UPDATE tasks SET state = 'cancelled', assigned_agent_id = NULL, lease_token = NULL, lease_expires_at = NULL WHERE id = ?", task)
    deployment.kubernetes.rollout = Rollout(polls=0)
    result = client.answer(waiting, 60)["result"]
    assert result["isError"] is True and re.search('"(not_owner|lease_lost|invalid_transition)"', result["content"][0]["text"])
    assert deployment.row(task)["state"] == "cancelled" and deployment.events(task, "task:ready_to_test") == []


@pytest.mark.parametrize("kind", ["Secret", "Ingress"])
def test_a_host_that_dies_in_the_middle_leaves_something_to_go_on_with(deployment, kind):
    client = deployment.start()
    task = deployment.claimed(client)
    deployment.kubernetes.fault(f"PATCH */{PLURALS[kind]}/*", faults.hang(effect=True))
    client.start_call("trigger_preview_deploy", {"taskId": task})
    deployment.kubernetes.record.wait(f"PATCH */{PLURALS[kind]}/*", 1, PATIENCE)
    deployment.hosts.leave_to_test(client)
    client.process.kill()
    client = deployment.start()
    assert good(client, "get_next_task", agentId=AGENT)["resumed"] is True
    assert deployment.row(task)["preview_status"] == "deploying"
    converges(deployment, client, task)


# Ways into the cluster

@pytest.mark.parametrize("way", ["certificate", "token", "context"])
def test_a_kubeconfig_leads_into_the_cluster(hosts, gitea, tmp_path, way):
    folder = tmp_path / "certificates"
    folder.mkdir()
    made = certificates.make(folder)
    with Kubernetes(tls=made.server_context()) as cluster:
        deployment = Deployment(hosts, gitea, cluster)
        deployment.secrets |= {cluster.token} | {kubeconfig.inline(made.client_key)[60:120]}
        told = {"certificate_authority_data": kubeconfig.inline(made.authority)}
        good_user = {"token": cluster.token} if way == "token" else kubeconfig.certificate_user(made)
        documents = [kubeconfig.document(cluster.url, good_user, "good", **told)]
        if way == "context":
            documents.insert(0, kubeconfig.document("https://127.0.0.1:1", {"token": "x"}, "bad"))
        path = kubeconfig.write(tmp_path / "cluster.kubeconfig", *documents)
        client = deployment.start(KUBECONFIG=str(path), AIWORKER_KUBE_CONTEXT="good" if way == "context" else None)
        deployment.kubernetes.reach(deploy(client, deployment.claimed(client))["previewUrl"])
        cluster.check()
        deployment.sound()
        shutil.rmtree(folder)
        path.unlink()
        assert deployment.leaks() == []


def test_a_service_account_leads_into_the_cluster_and_its_token_may_change(hosts, gitea, tmp_path):
    folder = tmp_path / "account"
    folder.mkdir()
    made = certificates.make(folder)
    account = tmp_path / "serviceaccount"
    account.mkdir()
    (account / "ca.crt").write_bytes(made.authority.read_bytes())
    (account / "namespace").write_text("default")
    with Kubernetes(tls=made.server_context()) as cluster:
        (account / "token").write_text(cluster.token)
        deployment = Deployment(hosts, gitea, cluster)
        client = deployment.start(KUBERNETES_SERVICE_HOST="127.0.0.1", KUBERNETES_SERVICE_PORT=str(cluster.port), AIWORKER_KUBE_SA_DIR=str(account))
        deploy(client, deployment.claimed(client))
        cluster.tokens = {"rotated-token-5521": "aiworker"}
        (account / "token").write_text("rotated-token-5521")
        deploy(client, deployment.claimed(client))
        cluster.check()
