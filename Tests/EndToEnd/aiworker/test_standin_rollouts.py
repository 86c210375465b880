"""The controllers behind the stand-in for Kubernetes: rollouts, namespaces that go away, and watches that tell of both."""

import json
import threading
import time

import pytest

from harness.process import PATIENCE

from .standins import faults, preview
from .standins.applying import Applier, path
from .standins.kubernetes import Rollout

NS = "preview-task-t1"
DEPLOYMENT = path("Deployment", NS, "app")


@pytest.fixture
def client(kubernetes):
    """Somebody with the right token, and the namespace there."""
    client = Applier(kubernetes)
    assert client.apply(preview.namespace()).status == 201
    return client


def ready(value: dict) -> bool:
    """The rule for a finished rollout."""
    spec, status = value["spec"], value.get("status", {})
    updated = status.get("updatedReplicas", 0)
    return (value["metadata"]["generation"] <= status.get("observedGeneration", 0) and updated >= spec["replicas"]
            and status.get("replicas", 0) <= updated and status.get("availableReplicas", 0) >= updated)


def conditions(value: dict) -> dict[str, tuple[str, str]]:
    """Status and reason of each condition."""
    return {one["type"]: (one["status"], one["reason"]) for one in value.get("status", {}).get("conditions", [])}


def look(client) -> dict:
    return client.read("Deployment", NS, "app").json


def events(client, target):
    """The events of a watch, as they come."""
    answer = client.send("GET", target)
    assert answer.status == 200
    while line := answer.readline():
        yield json.loads(line)


# Rollouts

@pytest.mark.parametrize("polls", [0, 1, 2, 5])
def test_a_rollout_is_ready_after_so_many_looks(kubernetes, client, polls):
    kubernetes.rollout = Rollout(polls=polls)
    assert "observedGeneration" not in client.apply(preview.deployment()).json["status"]
    seen = [ready(look(client)) for _ in range(polls + 2)]
    assert seen == [False] * polls + [True, True]
    assert conditions(look(client)) == {"Available": ("True", "MinimumReplicasAvailable"), "Progressing": ("True", "NewReplicaSetAvailable")}


def test_a_rollout_is_ready_after_some_time(kubernetes, client):
    kubernetes.rollout = Rollout(seconds=0.2)
    started = time.monotonic()
    client.apply(preview.deployment())
    while not ready(look(client)):
        assert time.monotonic() - started < PATIENCE
    assert time.monotonic() - started >= 0.2


def test_the_old_generation_looks_available_until_the_new_one_is_observed(kubernetes, client):
    kubernetes.rollout = Rollout(polls=0)
    client.apply(preview.deployment(replicas=2))
    assert ready(look(client))
    kubernetes.rollout = Rollout(polls=3)
    client.apply(preview.deployment(replicas=2, image="registry.example.org/shop:2"))
    first, second, third, last = (look(client) for _ in range(4))
    assert conditions(first)["Available"] == conditions(second)["Available"] == conditions(third)["Available"] == ("True", "MinimumReplicasAvailable")
    assert (first["metadata"]["generation"], first["status"]["observedGeneration"], first["status"]["updatedReplicas"]) == (2, 1, 2)
    assert second["status"]["observedGeneration"] == 2 and "updatedReplicas" not in second["status"]
    assert third["status"]["updatedReplicas"] == 2 and third["status"]["replicas"] == 4
    assert [ready(one) for one in (first, second, third, last)] == [False, False, False, True]


def test_rollouts_that_fail_or_never_end(kubernetes, client):
    kubernetes.rollout = Rollout("deadline", polls=1)
    client.apply(preview.deployment())
    look(client)
    assert conditions(look(client))["Progressing"] == ("False", "ProgressDeadlineExceeded") and not ready(look(client))
    kubernetes.rollout = Rollout("replica-failure", polls=0)
    client.apply(preview.deployment(image="registry.example.org/shop:2"))
    assert conditions(look(client))["ReplicaFailure"] == ("True", "FailedCreate")
    kubernetes.rollout = Rollout("hang", polls=1)
    client.apply(preview.deployment(image="registry.example.org/shop:3"))
    for _ in range(5):
        value = look(client)
        assert not ready(value) and conditions(value).get("Progressing", ("True", ""))[0] == "True"
    assert value["status"]["observedGeneration"] == 3
    kubernetes.rollout = Rollout("unobserved", polls=0)
    client.apply(preview.deployment(image="registry.example.org/shop:4"))
    assert [look(client)["status"]["observedGeneration"] for _ in range(3)] == [3] * 3
    kubernetes.rollout = Rollout(polls=0)
    look(client)
    assert ready(look(client))


def test_a_second_rollout_fails_although_the_first_was_ready(kubernetes, client):
    kubernetes.rollout = Rollout(polls=0)
    client.apply(preview.deployment())
    kubernetes.rollout = Rollout("deadline", polls=3)
    client.apply(preview.deployment(image="registry.example.org/shop:2"))
    assert not any(ready(look(client)) for _ in range(6))
    last = conditions(look(client))
    assert last["Progressing"][1] == "ProgressDeadlineExceeded" and last["Available"][0] == "True"


def test_the_failure_of_an_old_generation_is_seen_until_the_new_one_is_observed(kubernetes, client):
    kubernetes.rollout = Rollout("deadline", polls=0)
    client.apply(preview.deployment())
    kubernetes.rollout = Rollout(polls=2)
    client.apply(preview.deployment(image="registry.example.org/shop:2"))
    stale = look(client)
    assert conditions(stale)["Progressing"][1] == "ProgressDeadlineExceeded" and stale["status"]["observedGeneration"] == 1
    look(client)
    assert ready(look(client))


def test_plans_for_single_deployments(kubernetes, client):
    kubernetes.controller.plans.append((f"{NS}/bad*", Rollout("replica-failure", polls=0)))
    kubernetes.rollout = Rollout(polls=0)
    for name in ("bad-one", "app"):
        client.apply(preview.deployment(name=name))
    assert ready(look(client)) and not ready(client.read("Deployment", NS, "bad-one").json)
    assert [name.rpartition("-")[0] for name in kubernetes.names("Pod", NS)] == [kubernetes.names("ReplicaSet", NS)[0]]


def test_deleting_a_deployment_takes_its_pods_along(kubernetes, client):
    kubernetes.rollout = Rollout(polls=0)
    client.apply(preview.deployment(replicas=3))
    assert len(kubernetes.names("Pod", NS)) == 3
    client.ask("DELETE", DEPLOYMENT)
    assert kubernetes.names("Pod", NS) == kubernetes.names("ReplicaSet", NS) == []


# Namespaces

def test_a_namespace_goes_away_slowly_and_takes_all_along(kubernetes, client):
    kubernetes.namespaces.polls = 3
    for value in preview.whole():
        client.apply(value)
    gone = client.ask("DELETE", path("Namespace", None, NS)).json
    assert gone["status"]["phase"] == "Terminating" and gone["metadata"]["deletionTimestamp"]
    refused = client.apply(preview.secret(name="new"))
    assert refused.status == 403 and refused.json["reason"] == "Forbidden"
    assert [one["reason"] for one in refused.json["details"]["causes"]] == ["NamespaceTerminating"]
    assert client.apply(preview.namespace()).json["status"]["phase"] == "Terminating"
    assert client.read("Namespace", None, NS).status == 200
    assert client.read("Namespace", None, NS).status == 404
    assert kubernetes.object("Deployment", NS, "app") is None
    assert client.apply(preview.secret()).status == 404
    again = client.apply(preview.namespace())
    assert again.status == 201 and again.json["status"]["phase"] == "Active" and again.json["metadata"]["uid"] != gone["metadata"]["uid"]


def test_a_namespace_goes_away_after_some_time(kubernetes, client):
    kubernetes.namespaces.seconds = 0.2
    started = time.monotonic()
    client.ask("DELETE", path("Namespace", None, NS))
    while client.read("Namespace", None, NS).status == 200:
        assert time.monotonic() - started < PATIENCE
    assert time.monotonic() - started >= 0.2


# Watches

def test_a_watch_tells_of_a_rollout(kubernetes, client):
    kubernetes.rollout = Rollout(polls=3)
    client.apply(preview.deployment())
    seen = []
    target = path("Deployment", NS) + "?watch=true&fieldSelector=metadata.name%3Dapp"
    for event in events(Applier(kubernetes), target):
        seen.append((event["type"], event["object"].get("status", {}).get("observedGeneration")))
        if ready(event["object"]):
            break
    assert seen[0] == ("ADDED", None) and ("MODIFIED", 1) in seen
    assert kubernetes.count(f"WATCH {path('Deployment', NS)}") == 1


def test_a_watch_goes_on_from_a_version(kubernetes, client):
    version = client.ask("GET", path("Secret", NS)).json["metadata"]["resourceVersion"]
    client.apply(preview.secret())
    client.apply(preview.secret({"MODE": "YQ=="}))
    client.apply(preview.service())
    client.ask("DELETE", path("Secret", NS, "env"))
    stream = events(Applier(kubernetes), path("Secret", NS) + f"?watch=1&resourceVersion={version}&timeoutSeconds=30")
    assert [next(stream)["type"] for _ in range(3)] == ["ADDED", "MODIFIED", "DELETED"]
    client.apply(preview.secret(name="late"))
    late = next(stream)
    assert (late["type"], late["object"]["metadata"]["name"], late["object"]["kind"]) == ("ADDED", "late", "Secret")


def test_a_watch_with_labels_sees_objects_come_and_go(kubernetes, client):
    version = client.apply(preview.secret()).json["metadata"]["resourceVersion"]
    for labels in ({"stage": "ready"}, {"stage": "ready", "more": "x"}, {"stage": "over"}):
        value = preview.secret()
        value["metadata"]["labels"] = labels
        client.apply(value)
    stream = events(client, path("Secret", NS) + f"?watch=true&labelSelector=stage%3Dready&resourceVersion={version}")
    seen = [next(stream)["type"] for _ in range(3)]
    assert seen == ["ADDED", "MODIFIED", "DELETED"]


def test_a_watch_ends_at_its_time(kubernetes):
    assert list(events(Applier(kubernetes), path("Secret", None) + "?watch=true&timeoutSeconds=1")) == []


def test_a_bookmark_on_request(kubernetes):
    stream = events(Applier(kubernetes), path("Secret", None) + "?watch=true&allowWatchBookmarks=true")
    mark = next(stream)
    assert mark["type"] == "BOOKMARK" and mark["object"]["metadata"]["resourceVersion"] == str(kubernetes.store.version)


def test_a_forgotten_version_is_gone(kubernetes, client):
    target = path("Secret", NS) + "?watch=true&resourceVersion=1001"
    running = events(Applier(kubernetes), path("Secret", NS) + "?watch=true")
    client.apply(preview.secret())
    assert next(running)["type"] == "ADDED"
    kubernetes.store.compact()
    for stream in (running, events(Applier(kubernetes), target)):
        gone = next(stream)
        assert (gone["type"], gone["object"]["code"], gone["object"]["reason"]) == ("ERROR", 410, "Expired")
        assert list(stream) == []
    kubernetes.gone_as_status = True
    assert client.ask("GET", target).status == 410


def test_a_namespace_that_goes_away_is_watched_to_its_end(kubernetes, client):
    target = path("Namespace", None) + f"?watch=true&fieldSelector=metadata.name%3D{NS}"
    stream = events(Applier(kubernetes), target)
    assert next(stream)["type"] == "ADDED"
    client.ask("DELETE", path("Namespace", None, NS))
    assert [next(stream)["type"] for _ in range(2)] == ["MODIFIED", "DELETED"]


def test_a_watcher_that_leaves_is_noticed(kubernetes):
    watcher = Applier(kubernetes)
    answer = watcher.send("GET", path("Secret", None) + "?watch=true")
    answer.close()
    watcher.close()
    with kubernetes.record.changed:
        assert kubernetes.record.changed.wait_for(lambda: kubernetes.requests[0].finished, PATIENCE)


# Faults in the form of the cluster

def test_planned_errors_are_statuses(kubernetes, client):
    for code, reason in ((401, "Unauthorized"), (403, "Forbidden"), (409, "Conflict"), (429, "TooManyRequests"), (500, "InternalError"),
                         (503, "ServiceUnavailable"), (504, "Timeout")):
        kubernetes.fault("PATCH */services/*", faults.status(code, retry_after=1))
        answer = client.apply(preview.service())
        assert (answer.status, answer.json["reason"], answer.headers["retry-after"]) == (code, reason, "1")
        assert "causes" not in answer.json.get("details", {})
    kubernetes.fault("PATCH */services/*", faults.status(502))
    assert client.apply(preview.service()).body.startswith(b"<html")
    assert kubernetes.object("Service", NS, "app") is None


def test_an_apply_whose_answer_is_lost_has_its_effect(kubernetes, client):
    kubernetes.fault("PATCH */deployments/*", faults.lost())
    with pytest.raises(OSError):
        client.apply(preview.deployment())
    client.close()
    again = client.apply(preview.deployment())
    assert again.status == 200 and again.json["metadata"]["generation"] == 1


def test_a_watch_can_be_broken(kubernetes):
    kubernetes.fault("WATCH *", faults.reset())
    with pytest.raises(OSError):
        list(events(Applier(kubernetes), path("Secret", None) + "?watch=true"))


def test_applies_from_many_at_once_all_arrive(kubernetes, client):
    def one(number):
        for turn in range(5):
            assert Applier(kubernetes).apply(preview.secret({f"K{turn}": "YQ=="}, name=f"s{number}")).status in (200, 201)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert kubernetes.names("Secret", NS) == [f"s{number}" for number in range(8)]
    assert all(kubernetes.object("Secret", NS, name)["data"] == {"K4": "YQ=="} for name in kubernetes.names("Secret", NS))
