"""The deployment controller: after a change nothing is observed at first, then pods change, then it ends as the test wants."""

import copy
import dataclasses
import fnmatch
import hashlib
import json
import time

from . import quota
from .applying import moment
from .kinds import KINDS
from .store import Store, Stored

DEPLOYMENTS, REPLICA_SETS, PODS = KINDS["apps", "deployments"], KINDS["apps", "replicasets"], KINDS["", "pods"]
OUTCOMES = ("ready", "deadline", "replica-failure", "hang", "unobserved")


@dataclasses.dataclass
class Rollout:
    """How rollouts end, and when: after so many looks at the deployment that find it unfinished, or after `seconds`.

    ready: all pods run. deadline: Progressing False with ProgressDeadlineExceeded. replica-failure: ReplicaFailure True.
    hang: new pods never become available. unobserved: the controller never notices the change.
    """

    outcome: str = "ready"
    polls: int = 2
    seconds: float | None = None

    def __post_init__(self):
        assert self.outcome in OUTCOMES, self.outcome

    def stage(self, stored: Stored) -> str:
        """How far a change has come: unobserved, observed, halfway or final."""
        done = (time.monotonic() - stored.since) / self.seconds if self.seconds else stored.polls / max(self.polls, 1)
        if self.outcome == "unobserved" or (done == 0 and self.polls > 0):
            return "unobserved"
        if done >= 1 or self.polls == 0:
            return "final"
        return "observed" if done <= 0.5 else "halfway"


def condition(type_: str, status: str, reason: str, message: str) -> dict:
    """One condition."""
    return {"type": type_, "status": status, "reason": reason, "message": message, "lastUpdateTime": moment(), "lastTransitionTime": moment()}


class Controller:
    """Moves deployments on when somebody looks. All with the stand-in's lock held."""

    def __init__(self, store: Store):
        self.store = store
        self.default = Rollout()
        self.plans: list[tuple[str, Rollout]] = []

    def plan(self, stored: Stored) -> Rollout:
        """The first plan whose pattern fits `namespace/name`."""
        where = f"{stored.namespace}/{stored.name}"
        return next((plan for pattern, plan in self.plans if fnmatch.fnmatchcase(where, pattern)), self.default)

    def changed(self, stored: Stored):
        """The spec is new: the controller has not seen it yet."""
        stored.polls, stored.since = 0, time.monotonic()
        self.settle(stored)

    def looked(self, stored: Stored):
        """Somebody has looked."""
        stored.polls += 1
        self.settle(stored)

    def pass_time(self):
        """Rollouts that only need time go on without a look."""
        for stored in self.store.listing(DEPLOYMENTS):
            if self.plan(stored).seconds:
                self.settle(stored)

    def settle(self, stored: Stored):
        """Writes the status of the present moment, and pods to go with it."""
        plan = self.plan(stored)
        stage = plan.stage(stored)
        if stage == "unobserved":
            return
        status = self.status(stored, stage, plan.outcome)
        old = stored.value.get("status", {})
        times = {(one["type"], one["status"], one["reason"]): one for one in old.get("conditions", [])}
        status["conditions"] = [times.get((one["type"], one["status"], one["reason"]), one) for one in status["conditions"]]
        if status != old:
            value = copy.deepcopy(stored.value)
            value["status"] = status
            self.store.put(stored.kind, value)
            self.children(stored, status)

    def status(self, stored: Stored, stage: str, outcome: str) -> dict:
        """The status at a stage."""
        spec, old = stored.value["spec"], stored.value.get("status", {})
        wanted = spec["replicas"]
        serving = old.get("availableReplicas", 0)
        same = old.get("observedGeneration") == stored.value["metadata"]["generation"] and (
            old.get("replicas", 0) == old.get("updatedReplicas", 0) == wanted == serving)
        refused = quota.pods_refused(self.store, stored.namespace, spec["template"]["spec"]["containers"], wanted)
        told = {"observedGeneration": stored.value["metadata"]["generation"]}
        available = condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.") if serving else (
            condition("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."))
        moving = condition("Progressing", "True", "ReplicaSetUpdated", "The replica set is progressing.")
        if not same and (refused or stage == "final" and outcome == "replica-failure"):
            failed = condition("ReplicaFailure", "True", "FailedCreate", refused or "pods are forbidden by the stand-in's plan")
            return {**told, **self.counts(serving, 0, serving), "unavailableReplicas": wanted, "conditions": [available, moving, failed]}
        if stage == "final" and outcome == "ready" or same:
            return {**told, **self.counts(wanted, wanted, wanted), "conditions": [
                condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability."),
                condition("Progressing", "True", "NewReplicaSetAvailable", "The replica set has successfully progressed.")]}
        if stage == "final" and outcome == "deadline":
            moving = condition("Progressing", "False", "ProgressDeadlineExceeded", "The replica set has timed out progressing.")
        updated = 0 if stage == "observed" else wanted
        return {**told, **self.counts(serving + updated, updated, serving), "unavailableReplicas": max(wanted - serving, 1),
                "conditions": [available, moving]}

    def counts(self, replicas: int, updated: int, available: int) -> dict:
        """The counters; those that are zero are left out, as the cluster does."""
        all_ = {"replicas": replicas, "updatedReplicas": updated, "readyReplicas": available, "availableReplicas": available}
        return {name: number for name, number in all_.items() if number}

    def children(self, stored: Stored, status: dict):
        """The replica set of the present template and its pods, for people who look with kubectl."""
        template = stored.value["spec"]["template"]
        digest = hashlib.sha1(json.dumps(template, sort_keys=True).encode()).hexdigest()[:9]
        ready = status.get("updatedReplicas") == status.get("availableReplicas") == status.get("replicas")
        name = f"{stored.name}-{digest}"
        owner = [{"apiVersion": "apps/v1", "kind": "Deployment", "name": stored.name, "uid": stored.value["metadata"]["uid"],
                  "controller": True, "blockOwnerDeletion": True}]
        labels = {**template.get("metadata", {}).get("labels", {}), "pod-template-hash": digest}
        count = stored.value["spec"]["replicas"] if status.get("updatedReplicas") else 0
        pods = [f"{name}-{number:05x}" for number in range(count)]
        for one in self.store.listing(REPLICA_SETS, stored.namespace) + self.store.listing(PODS, stored.namespace):
            mine = one.value["metadata"].get("annotations", {}).get("stand-in/deployment") == stored.name
            if mine and one.name != name and one.name not in pods and (ready or one.kind == REPLICA_SETS and not one.value["status"]["replicas"]):
                self.store.delete(one)
        common = {"namespace": stored.namespace, "labels": labels, "annotations": {"stand-in/deployment": stored.name,
                                                                                     "deployment.kubernetes.io/revision": "1"}}
        self.write(REPLICA_SETS, {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": name, "ownerReferences": owner, **common},
                                  "spec": {"replicas": stored.value["spec"]["replicas"], "template": template,
                                           "selector": stored.value["spec"]["selector"]},
                                  "status": {"replicas": count, "readyReplicas": count if ready else 0}})
        for pod in pods:
            phase = {"phase": "Running" if ready else "Pending", "conditions": [
                {"type": "Ready", "status": "True" if ready else "False", "lastTransitionTime": moment()}]}
            self.write(PODS, {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": pod, **copy.deepcopy(common)},
                              "spec": copy.deepcopy(template["spec"]), "status": phase})

    def write(self, kind, value: dict):
        """A child, if it is new or another."""
        old = self.store.find(kind, value["metadata"]["namespace"], value["metadata"]["name"])
        if old is None:
            self.store.put(kind, value)
        elif (old.value["spec"], old.value["status"].get("phase"), old.value["status"].get("readyReplicas")) != (
                value["spec"], value["status"].get("phase"), value["status"].get("readyReplicas")):
            kept = {name: old.value["metadata"][name] for name in ("uid", "creationTimestamp", "generation") if name in old.value["metadata"]}
            value["metadata"] |= kept
            self.store.put(kind, value)
