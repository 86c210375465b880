"""The stand-in for Kubernetes keeps its rules: applies, ownership, names, rollouts, namespaces that go away."""

import pytest

from .standins import preview
from .standins.applying import Applier, path
from .standins.kubernetes import Broken, Kubernetes, Rollout

NS = "preview-task-t1"


@pytest.fixture
def client(kubernetes):
    """Somebody with the right token, and the namespace there."""
    client = Applier(kubernetes)
    assert client.apply(preview.namespace()).status == 201
    return client


def caught(kubernetes, *rules):
    """These rules were broken, and no other; they are forgiven."""
    found = [one.rule for one in kubernetes.violations]
    kubernetes.violations.clear()
    assert found == list(rules), found


def failed(answer, code, reason):
    """A proper Status; its causes."""
    assert answer.status == code, answer.body
    status = answer.json
    assert (status["kind"], status["status"], status["reason"], status["code"]) == ("Status", "Failure", reason, code), status
    return [(one["reason"], one["field"]) for one in status.get("details", {}).get("causes", [])]


# Server-side apply

def test_an_apply_creates_then_updates_then_changes_nothing(client):
    first = client.apply(preview.deployment())
    assert first.status == 201 and first.json["metadata"]["generation"] == 1
    same = client.apply(preview.deployment())
    assert same.status == 200 and same.json["metadata"]["generation"] == 1
    changed = client.apply(preview.deployment(image="registry.example.org/shop:2"))
    assert changed.status == 200 and changed.json["metadata"]["generation"] == 2
    assert int(changed.json["metadata"]["resourceVersion"]) > int(first.json["metadata"]["resourceVersion"])
    assert changed.json["metadata"]["uid"] == first.json["metadata"]["uid"]


def test_an_apply_that_changes_nothing_keeps_the_version(client):
    made = client.apply(preview.service()).json
    assert client.apply(preview.service()).json == made


def test_fields_left_out_by_their_only_owner_go_away(client):
    first = preview.deployment(env=[{"name": "A", "value": "1"}, {"name": "B", "value": "2"}])
    first["metadata"]["annotations"] = {"note": "x"}
    client.apply(first)
    client.apply(preview.deployment(env=[{"name": "B", "value": "2"}]))
    now = client.read("Deployment", NS, "app").json
    assert now["spec"]["template"]["spec"]["containers"][0]["env"] == [{"name": "B", "value": "2"}]
    assert "annotations" not in now["metadata"]
    assert now["spec"]["replicas"] == 1 and now["spec"]["strategy"]["type"] == "RollingUpdate"


def test_what_others_own_stays(kubernetes, client):
    client.apply(preview.secret({"A": "YQ==", "B": "Yg=="}))
    kubernetes.put({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "env", "namespace": NS, "labels": {"theirs": "1"}},
                    "data": {"B": "Yg==", "C": "Yw=="}})
    client.apply(preview.secret({"A": "YQ=="}))
    now = client.read("Secret", NS, "env").json
    assert now["data"] == {"A": "YQ==", "B": "Yg==", "C": "Yw=="} and now["metadata"]["labels"]["theirs"] == "1"
    assert {one["manager"] for one in now["metadata"]["managedFields"]} == {"aiworker", "somebody-else"}


def test_a_conflict_names_the_fields_and_force_takes_them(kubernetes, client):
    client.apply(preview.deployment())
    kubernetes.put({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "app", "namespace": NS}, "spec": {"replicas": 3}})
    answer = client.apply(preview.deployment(), "fieldManager=aiworker")
    assert failed(answer, 409, "Conflict") == [("FieldManagerConflict", ".spec.replicas")]
    assert "somebody-else" in answer.json["message"] and kubernetes.object("Deployment", NS, "app")["spec"]["replicas"] == 3
    assert client.apply(preview.deployment()).json["spec"]["replicas"] == 1
    assert client.apply(preview.deployment(), "fieldManager=aiworker").status == 200
    same = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "app", "namespace": NS}, "spec": {"replicas": 1}}
    assert kubernetes.put(same, force=False)["spec"]["replicas"] == 1


def test_written_text_of_a_secret_becomes_data_and_stays_there(client):
    value = preview.secret()
    value |= {"stringData": {"A": "a", "B": "b"}}
    del value["data"]
    client.apply(value)
    value["stringData"] = {"A": "a"}
    client.apply(value)
    now = client.read("Secret", NS, "env").json
    assert now["data"] == {"A": "YQ==", "B": "Yg=="} and "stringData" not in now


def test_managed_fields_are_told_as_a_cluster_tells_them(client):
    client.apply(preview.service())
    (entry,) = client.read("Service", NS, "app").json["metadata"]["managedFields"]
    assert (entry["manager"], entry["operation"], entry["fieldsType"]) == ("aiworker", "Apply", "FieldsV1")
    spec = entry["fieldsV1"]["f:spec"]
    assert spec["f:ports"]['k:{"port":80,"protocol":"TCP"}'] == {".": {}, "f:name": {}, "f:port": {}, "f:targetPort": {}}
    assert "f:clusterIP" not in spec and spec["f:selector"] == {}


@pytest.mark.parametrize("query, status", [("force=true", 422), ("fieldManager=&force=true", 422), (f"fieldManager={'x' * 129}", 422),
                                           (f"fieldManager={'x' * 128}", 201)])
def test_a_field_manager_is_needed(kubernetes, client, query, status):
    assert client.apply(preview.service(), query).status == status
    caught(kubernetes, *(["field-manager"] if status == 422 else []))


@pytest.mark.parametrize("content_type", ["application/json", "application/yaml", "application/strategic-merge-patch+json", None])
def test_other_content_types_are_refused(kubernetes, client, content_type):
    failed(client.apply(preview.service(), content_type=content_type), 415, "UnsupportedMediaType")
    caught(kubernetes, "content-type")


def test_the_body_must_be_what_the_path_says(kubernetes, client):
    target = path("Service", NS, "app") + "?fieldManager=aiworker"
    for change in ({"apiVersion": "v2"}, {"kind": "Secret"}, {"metadata": {"name": "other", "namespace": NS}},
                   {"metadata": {"name": "app", "namespace": "other"}}, {"metadata": {}}, {"kind": None}):
        failed(client.ask("PATCH", target, {**preview.service(), **change}, "application/apply-patch+yaml"), 400, "BadRequest")
        caught(kubernetes, "address")
    failed(client.ask("PATCH", target, b"kind: Service\n", "application/apply-patch+yaml"), 400, "BadRequest")
    caught(kubernetes, "json")


def test_unknown_fields_and_wrong_types_are_refused(kubernetes, client):
    value = preview.deployment()
    value["spec"]["replica"] = 1
    answer = client.apply(value)
    assert answer.status == 500 and ".spec.replica: field not declared in schema" in answer.json["message"]
    caught(kubernetes, "unknown")
    assert client.apply(preview.deployment(replicas="1")).status == 500
    caught(kubernetes, "type")
    assert client.apply(preview.secret({"A": "not base64!"})).status == 500
    caught(kubernetes, "format")
    assert client.apply(preview.deployment(env=[{"name": "A", "value": 1}])).status == 500
    caught(kubernetes, "type")
    assert client.apply(preview.deployment(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}])).status == 500
    caught(kubernetes, "list")
    assert client.apply(preview.namespace(annotations=None)).status == 200
    caught(kubernetes, "type")


def test_what_the_cluster_owns_is_not_applied(kubernetes, client):
    made = client.apply(preview.service()).json
    value = preview.service()
    value["metadata"]["managedFields"] = made["metadata"]["managedFields"]
    failed(client.apply(value), 400, "BadRequest")
    caught(kubernetes, "managed-fields")
    value = preview.service() | {"status": {"loadBalancer": {}}}
    value["metadata"] |= {"uid": made["metadata"]["uid"], "resourceVersion": "1"}
    failed(client.apply(value), 409, "Conflict")
    caught(kubernetes, "server-owned", "server-owned", "server-owned")


def test_a_missing_namespace(kubernetes, client):
    answer = client.apply(preview.service(namespace="nowhere"))
    failed(answer, 404, "NotFound")
    assert answer.json["details"] == {"name": "nowhere", "kind": "namespaces"}


# Rules

def invalid(client, value, field):
    causes = failed(client.apply(value), 422, "Invalid")
    assert any(place.startswith(field) for _, place in causes), causes


def changed(value, place, what):
    """The object with another value at a place."""
    node = value
    *way, last = place
    for part in way:
        node = node[part]
    node[last] = what
    return value


CONTAINER = ("spec", "template", "spec", "containers", 0)
PATH = ("spec", "rules", 0, "http", "paths", 0)
WRONG = [
    (changed(preview.deployment(), ("metadata", "labels", "aiworker.dev/task"), "-x"), "metadata.labels"),
    (changed(preview.deployment(), ("metadata", "labels", "aiworker.dev/task"), "x" * 64), "metadata.labels"),
    (changed(preview.deployment(), ("metadata", "labels", "a/b/c"), "x"), "metadata.labels"),
    (preview.deployment(name="App"), "metadata.name"),
    (preview.service(name="1app"), "metadata.name"),
    (changed(preview.namespace("x" * 64), ("metadata", "labels"), {}), "metadata.name"),
    (preview.namespace("a.b"), "metadata.name"),
    (preview.namespace("a", annotations={"note": "x" * (256 << 10)}), "metadata.annotations"),
    (changed(preview.deployment(), ("spec", "selector"), {"matchLabels": {"other": "x"}}), "spec.template.metadata.labels"),
    (changed(preview.deployment(), ("spec", "selector"), {}), "spec.selector"),
    (changed(preview.deployment(), ("spec",), {"selector": {"matchLabels": {"a": "b"}}}), "spec.template"),
    (preview.deployment(image=""), CONTAINER),
    (preview.deployment(image="a b"), CONTAINER),
    (preview.deployment(name="app", env=[{"name": "1A", "value": "x"}]), CONTAINER),
    (preview.deployment(env=[{"name": "A=B", "value": "x"}]), CONTAINER),
    (preview.deployment(env=[{"name": "A B", "value": "x"}]), CONTAINER),
    (preview.deployment(env=[{"name": "A", "value": "x", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}}]), CONTAINER),
    (preview.deployment(ports=[{"containerPort": 0}]), CONTAINER),
    (preview.deployment(ports=[{"containerPort": 80, "name": "a-name-that-is-long"}]), CONTAINER),
    (preview.deployment(resources={"limits": {"memory": "much"}}), CONTAINER),
    (preview.deployment(resources={"limits": {"cpu": "1"}, "requests": {"cpu": "2"}}), CONTAINER),
    (preview.deployment(readinessProbe={"httpGet": {"port": "nowhere"}}), CONTAINER),
    (preview.deployment(readinessProbe={"periodSeconds": 2}), CONTAINER),
    (preview.secret({"a b": "YQ=="}), "data[a b]"),
    (preview.quota(pods="many"), "spec.hard[pods]"),
    (preview.quota(potatoes="1"), "spec.hard[potatoes]"),
    (changed(preview.service(), ("spec", "ports"), []), "spec.ports"),
    (changed(preview.service(), ("spec", "ports", 0, "port"), 70000), "spec.ports[0].port"),
    (changed(preview.service(), ("spec", "ports"), [{"port": 80}, {"port": 81}]), "spec.ports[0].name"),
    (preview.service(target="no_port"), "spec.ports[0].targetPort"),
    (preview.ingress(host="10.0.0.1"), "spec.rules[0].host"),
    (preview.ingress(host="Upper.example.org"), "spec.rules[0].host"),
    (preview.ingress(port={"name": "http", "number": 80}), "spec.rules[0].http.paths[0].backend.service.port"),
    (changed(preview.ingress(), (*PATH, "path"), "x"), "spec.rules[0].http.paths[0].path"),
    (changed(preview.ingress(), (*PATH, "pathType"), "Any"), "spec.rules[0].http.paths[0].pathType"),
    (changed(preview.ingress(), ("spec",), {"ingressClassName": "nginx"}), "spec"),
    (preview.policy([{"from": [{}]}]), "spec.ingress[0].from[0]"),
    (preview.policy([{"from": [{"ipBlock": {"cidr": "10.0.0.0/99"}}]}]), "spec.ingress[0].from[0].ipBlock"),
]


@pytest.mark.parametrize("value, field", WRONG, ids=[f"{number}-{value['kind']}" for number, (value, _) in enumerate(WRONG)])
def test_an_object_that_breaks_a_rule_is_invalid(kubernetes, client, value, field):
    invalid(client, value, "spec.template.spec.containers" if field is CONTAINER else field)
    caught(kubernetes, "invalid")
    assert kubernetes.object(value["kind"], NS, value["metadata"]["name"]) is None


def test_newer_servers_take_other_environment_names(kubernetes, client):
    kubernetes.new_variables = True
    assert client.apply(preview.deployment(env=[{"name": "1 a", "value": "x"}])).status == 201
    invalid(client, preview.deployment(env=[{"name": "a=b", "value": "x"}]), "spec.template.spec.containers[0].env[0].name")
    caught(kubernetes, "invalid")


def test_the_selector_of_a_deployment_stays(kubernetes, client):
    client.apply(preview.deployment())
    value = preview.deployment()
    value["spec"]["selector"]["matchLabels"]["more"] = value["spec"]["template"]["metadata"]["labels"]["more"] = "x"
    invalid(client, value, "spec.selector")
    caught(kubernetes, "invalid")


# Who asks, and for what

def test_tokens_and_roles(kubernetes, client):
    for token in (None, "wrong"):
        failed(Applier(kubernetes, token).apply(preview.service()), 401, "Unauthorized")
    kubernetes.forbidden.append("PATCH */ingresses/*")
    answer = client.apply(preview.ingress())
    failed(answer, 403, "Forbidden")
    assert '"aiworker" cannot patch resource "ingresses" in API group "networking.k8s.io"' in answer.json["message"]
    kubernetes.check()
    failed(client.ask("GET", path("Service", NS), Authorization="Basic YTpi"), 401, "Unauthorized")
    caught(kubernetes, "authorization")


def test_paths_methods_and_queries_are_checked(kubernetes, client):
    failed(client.ask("GET", "/api/v1/nodes"), 404, "NotFound")
    caught(kubernetes, "path")
    failed(client.ask("GET", "/apis/apps/v1beta1/deployments"), 404, "NotFound")
    caught(kubernetes, "path")
    failed(client.ask("POST", path("Service", NS, "app"), {}), 405, "MethodNotAllowed")
    caught(kubernetes, "method")
    assert client.ask("GET", path("Service", NS) + "?colour=red&watch=perhaps&limit=x").status == 400
    caught(kubernetes, "query", "query", "query")
    assert client.ask("GET", path("Service", NS) + f"?token={kubernetes.token}").status == 200
    caught(kubernetes, "token-in-query")
    assert client.ask("GET", path("Service", NS), User_Agent="kubectl/v1.31 (linux/amd64)", content_type=None).status == 200
    assert client.ask("GET", "/api/v1/nodes", User_Agent="kubectl/v1.31 (linux/amd64)").status == 404


def test_lists_and_selectors(kubernetes, client):
    for number in range(5):
        value = preview.secret(name=f"s{number}")
        value["metadata"]["labels"] |= {"number": str(number), "odd" if number % 2 else "even": ""}
        client.apply(value)

    def found(query, target=path("Secret", None)):
        answer = client.ask("GET", f"{target}?{query}")
        assert answer.status == 200 and answer.json["kind"] == "SecretList", answer.body
        return "".join(one["metadata"]["name"][1:] for one in answer.json["items"])

    assert found("") == "01234"
    assert found("labelSelector=number%3D3") == found("labelSelector=number%3D%3D3") == "3"
    assert found("labelSelector=number!%3D3,odd") == "1"
    assert found("labelSelector=!odd") == "024"
    assert found("labelSelector=number+in+(1,2),number+notin+(2)") == "1"
    assert found("fieldSelector=metadata.name%3Ds4") == "4"
    assert found(f"fieldSelector=metadata.namespace!%3D{NS}") == ""
    assert found("", path("Secret", "default")) == ""
    failed(client.ask("GET", path("Secret", NS) + "?fieldSelector=data%3Dx"), 400, "BadRequest")
    failed(client.ask("GET", path("Secret", NS) + "?labelSelector=a%3D-b-"), 400, "BadRequest")
    first = client.ask("GET", path("Secret", NS) + "?limit=2").json
    assert len(first["items"]) == 2 and first["metadata"]["remainingItemCount"] == 3
    assert found(f"limit=9&continue={first['metadata']['continue']}", path("Secret", NS)) == "234"
    kubernetes.store.compact()
    failed(client.ask("GET", path("Secret", NS) + f"?continue={first['metadata']['continue']}"), 410, "Expired")


def test_plain_creates_merges_and_deletes(kubernetes, client):
    assert client.ask("POST", path("Secret", NS), preview.secret()).status == 201
    failed(client.ask("POST", path("Secret", NS), preview.secret()), 409, "AlreadyExists")
    change = {"metadata": {"labels": {"more": "x", "aiworker.dev/task": None}}}
    now = client.ask("PATCH", path("Secret", NS, "env"), change, "application/merge-patch+json").json
    assert now["metadata"]["labels"] == {"app.kubernetes.io/name": "preview", "more": "x"}
    wrong = {"preconditions": {"uid": "another"}}
    failed(client.ask("DELETE", path("Secret", NS, "env"), wrong), 409, "Conflict")
    assert client.ask("DELETE", path("Secret", NS, "env")).json["status"] == "Success"
    failed(client.ask("DELETE", path("Secret", NS, "env")), 404, "NotFound")
    client.apply(preview.secret())
    assert client.ask("DELETE", path("Secret", NS) + "?labelSelector=aiworker.dev/task%3Dt-1").status == 200
    assert kubernetes.names("Secret", NS) == []


# Quotas

def test_a_quota_counts(kubernetes, client):
    client.apply(preview.quota(secrets="1", services="1", **{"count/deployments_apps": "1"}))
    for value in (preview.secret(), preview.service(), preview.deployment()):
        assert client.apply(value).status == 201 and client.apply(value).status == 200
    for value in (preview.secret(name="b"), preview.service(name="b"), preview.deployment(name="b")):
        failed(client.apply(value), 403, "Forbidden")


@pytest.mark.parametrize("hard, resources, ready", [
    ({"limits_memory": "1Gi"}, {}, False), ({"limits_memory": "1Gi"}, {"limits": {"memory": "2Gi"}}, False),
    ({"limits_memory": "1Gi"}, {"limits": {"memory": "512Mi"}}, True), ({"requests_cpu": "1"}, {"limits": {"cpu": "500m"}}, True),
    ({"pods": "0"}, {}, False), ({"pods": "1"}, {}, True)])
def test_pods_that_a_quota_refuses_fail_the_rollout(kubernetes, client, hard, resources, ready):
    kubernetes.rollout = Rollout(polls=0)
    client.apply(preview.quota(**hard))
    client.apply(preview.deployment(resources=resources))
    status = client.read("Deployment", NS, "app").json["status"]
    failures = [one for one in status["conditions"] if one["type"] == "ReplicaFailure"]
    assert (status.get("availableReplicas") == 1) is ready and bool(failures) is not ready


# Where a request from outside arrives

def test_the_way_from_a_host_to_a_container(kubernetes, client):
    for value in preview.whole():
        client.apply(value)
    reached = kubernetes.reach(preview.URL)
    assert reached.container["image"] == "registry.example.org/shop:1" and reached.port == 8080
    assert reached.environment == {"MODE": "test"} and reached.skipped == []


@pytest.mark.parametrize("value, word", [
    (preview.ingress(host="other.example.org"), "0 ingress rules"), (preview.ingress(port={"number": 81}), "no port"),
    (preview.service(target=9090), "no container"), (preview.service(target="web"), "no container"),
    (changed(preview.service(), ("spec", "selector"), {"other": "x"}), "0 deployments"),
    (preview.deployment(envFrom=[{"secretRef": {"name": "none"}}]), "no secrets"),
    (preview.deployment(env=[{"name": "A", "valueFrom": {"secretKeyRef": {"name": "env", "key": "A"}}}]), "no key"),
    (preview.policy([]), "nothing from outside"), (preview.policy([{"from": [{"podSelector": {}}]}]), "nothing from outside"),
    (preview.policy([{"ports": [{"port": 9999}]}]), "nothing from outside")])
def test_a_broken_way_is_told(kubernetes, client, value, word):
    for one in [*preview.whole(), value]:
        assert client.apply(one).status in (200, 201)
    with pytest.raises(Broken, match=word):
        kubernetes.reach(preview.URL)


def test_ways_into_the_environment(kubernetes, client):
    values = preview.whole()
    values[1] = preview.secret({"A": "YQ==", "1B": "Yg=="})
    env = [{"name": "C", "value": "$(A)-$$(A)-$(X)"}, {"name": "D", "valueFrom": {"secretKeyRef": {"name": "env", "key": "1B"}}}]
    values[2] = preview.deployment(env=env)
    for one in [*values, preview.policy([{"ports": [{"port": 8080}]}])]:
        assert client.apply(one).status in (200, 201)
    reached = kubernetes.reach(preview.URL)
    assert reached.environment == {"A": "a", "C": "a-$(A)-$(X)", "D": "b"} and reached.skipped == ["1B"]


def test_a_defect_of_its_answers_is_told():
    with Kubernetes() as cluster:
        cluster.store.namespace("default").value["spec"]["surprise"] = 1
        Applier(cluster).read("Namespace", None, "default")
        with pytest.raises(AssertionError, match="surprise"):
            cluster.check()
