"""Operations that change objects."""

import copy

from . import applying, defaults, fields, quota, rules
from .call import APPLY, MERGE, OTHER_PATCHES, Call
from .failure import Cause, Failure, invalid, not_found
from .store import Stored

SERVER_OWNED = ("uid", "resourceVersion", "creationTimestamp", "generation", "selfLink", "deletionTimestamp")


def address(call: Call, value: dict):
    """What the body says it is must be what the path says."""
    metadata = value.get("metadata")
    if not isinstance(metadata, dict):
        call.cluster.violate(call.request, "required", "metadata is missing")
        raise Failure(400, "metadata is missing")
    for what, told, wanted in (("apiVersion", value.get("apiVersion"), call.kind.api_version), ("kind", value.get("kind"), call.kind.name),
                               ("metadata.name", metadata.get("name"), call.name or metadata.get("name")),
                               ("metadata.namespace", metadata.get("namespace", call.namespace), call.namespace)):
        if told != wanted or told is None and what != "metadata.namespace":
            call.cluster.violate(call.request, "address", f"{what} is {told!r}, the path says {wanted!r}")
            raise Failure(400, f"{what} ({told}) does not match the path ({wanted})")
    if call.namespace is not None:
        metadata["namespace"] = call.namespace


def shape(call: Call, value: dict, partial: bool) -> list:
    """What does not fit the schema. What is required may be left out of a part."""
    found = call.cluster.document.check(value, {"$ref": f"#/definitions/{call.kind.definition}"})
    return [one for one in found if one.rule != "required" or not partial]


def without_nulls(value):
    """A null says nothing."""
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


def patch(call: Call):
    """A patch: an apply, or a merge as `kubectl label` sends it."""
    if call.content_type == APPLY:
        return apply(call)
    live = call.cluster.store.find(call.kind, call.namespace or "", call.name)
    if call.content_type == MERGE:
        if live is None:
            raise not_found(call.kind, call.name)
        value = merged(live.value, call.body())
        address(call, value)
        return 200, store(call, live, value, None)
    call.cluster.violate(call.request, "content-type", f"{call.content_type!r} instead of {APPLY}")
    known = "this stand-in does not do that kind of patch" if call.content_type in OTHER_PATCHES else "unknown kind of patch"
    raise Failure(415, f"{known}: {call.content_type}")


def merged(value, change):
    """RFC 7386."""
    if not isinstance(change, dict):
        return change
    result = dict(value) if isinstance(value, dict) else {}
    for name, item in change.items():
        if item is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), item)
    return result


def apply(call: Call):
    """Server-side apply."""
    manager, force = call.manager(), call.flag("force")
    applied = call.body()
    address(call, applied)
    scrutinize(call, applied)
    applied = without_nulls(applied)
    live = call.cluster.store.find(call.kind, call.namespace or "", call.name)
    if live is None and call.namespace is not None:
        call.cluster.namespaces.require(call.kind, call.namespace, call.name)
    told = applied["metadata"].get("resourceVersion")
    if told and (live is None or told != live.value["metadata"]["resourceVersion"]):
        raise Failure(409, f'Operation cannot be fulfilled on {call.kind.resource} "{call.name}": the object has been modified', call.kind, call.name)
    owners = copy.deepcopy(live.owners) if live else applying.Owners()
    try:
        value = applying.apply(call.cluster.document, call.kind, live.value if live else None, owners, applied, manager, force)
    except fields.BadList as error:
        call.cluster.violate(call.request, "list", str(error))
        raise Failure(500, f"failed to create typed patch object: {error}", reason="") from error
    return (200 if live else 201), store(call, live, value, owners)


def scrutinize(call: Call, applied: dict):
    """What a correct client does not apply, and what the cluster does not take."""
    metadata = applied["metadata"]
    if "managedFields" in metadata:
        call.cluster.violate(call.request, "managed-fields", "an apply with managedFields")
        raise Failure(400, "metadata.managedFields must be nil")
    for name in SERVER_OWNED:
        if name in metadata:
            call.cluster.violate(call.request, "server-owned", f"metadata.{name} is the cluster's")
    if "status" in applied:
        call.cluster.violate(call.request, "server-owned", "status is the cluster's")
    problems = shape(call, applied, partial=True)
    for one in problems:
        call.cluster.violate(call.request, one.rule, str(one))
    # Nulls are no error of the cluster.
    if bad := [one for one in problems if not one.message.startswith("null")]:
        raise Failure(500, f"failed to create typed patch object ({call.namespace or ''}/{call.name}; {call.kind.api_version}, "
                           f"Kind={call.kind.name}): {'; '.join(map(str, bad))}", reason="")


def create(call: Call):
    """A plain create."""
    value = call.body()
    if call.name is None and isinstance(value.get("metadata"), dict):
        call.name = value["metadata"].get("name")
    address(call, value)
    if call.namespace is not None:
        call.cluster.namespaces.require(call.kind, call.namespace, call.name)
    if call.cluster.store.find(call.kind, call.namespace or "", call.name):
        raise Failure(409, f'{call.kind.resource} "{call.name}" already exists', call.kind, call.name, reason="AlreadyExists")
    problems = shape(call, value, partial=False)
    for one in problems:
        call.cluster.violate(call.request, one.rule, str(one))
    if bad := [one for one in problems if not one.message.startswith("null")]:
        raise Failure(400, "; ".join(map(str, bad)))
    return 201, store(call, None, without_nulls(value), None)


def store(call: Call, live: Stored | None, value: dict, owners) -> dict:
    """Defaults, rules, then the object is stored and the controllers are told. What changes nothing keeps its version."""
    cluster, kind, name = call.cluster, call.kind, value["metadata"]["name"]
    causes = [Cause("FieldValueRequired" if one.rule == "required" else "FieldValueInvalid", one.path.lstrip("."), one.message)
              for one in shape(call, value, partial=False)]
    if not causes:
        defaults.apply(kind, value, cluster.next_address())
        causes = rules.check(kind, value, live.value if live else None, cluster.new_variables)
    if causes:
        cluster.violate(call.request, "invalid", "; ".join(f"{one.field}: {one.message}" for one in causes))
        raise invalid(kind, name, causes)
    if live is None and kind.namespaced:
        quota.admit(cluster.store, kind, call.namespace, name)
    if owners is None:
        owners = copy.deepcopy(live.owners) if live else applying.Owners()
        applying.update(cluster.document, kind, owners, live.value if live else None, value, call.manager())
    if live is not None and bare(value) == bare(live.value) and owners.sets == live.owners.sets:
        return live.value
    if kind.name == "ResourceQuota":
        value["status"] = quota.status(value)
    before = live.value["metadata"].get("generation") if live else None
    stored = cluster.store.put(kind, value, owners)
    answer = copy.deepcopy(stored.value)
    if kind.name == "Deployment" and stored.value["metadata"]["generation"] != before:
        cluster.controller.changed(stored)
    return answer


def bare(value: dict) -> dict:
    """An object without what every write changes."""
    return {**value, "metadata": {name: item for name, item in value["metadata"].items() if name not in ("resourceVersion", "managedFields")}}


def delete(call: Call):
    """Takes an object away; a namespace goes slowly."""
    live = call.cluster.store.find(call.kind, call.namespace or "", call.name)
    if live is None:
        raise not_found(call.kind, call.name)
    preconditions(call, live)
    if call.kind.name == "Namespace":
        return 200, call.cluster.namespaces.terminate(live)
    remove(call, live)
    uid = live.value["metadata"]["uid"]
    return 200, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": {
        "name": call.name, "kind": call.kind.plural, "uid": uid, **({"group": call.kind.group} if call.kind.group else {})}}


def preconditions(call: Call, live: Stored):
    """What the caller says the object must still be."""
    if not call.request.body:
        return
    options = call.body()
    problems = call.cluster.document.check(options, {"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"})
    for one in problems:
        call.cluster.violate(call.request, one.rule, str(one))
    for name, wanted in (options.get("preconditions") or {}).items():
        if live.value["metadata"].get(name) != wanted:
            raise Failure(409, f'Operation cannot be fulfilled on {call.kind.resource} "{call.name}": the {name} in the precondition does not match',
                          call.kind, call.name)


def remove(call: Call, live: Stored):
    """Takes an object away, and what belongs to it."""
    uid = live.value["metadata"]["uid"]
    call.cluster.store.delete(live)
    children = [one for one in call.cluster.store.objects.values()
                if uid in (owner["uid"] for owner in one.value["metadata"].get("ownerReferences", []))
                or live.kind.name == "Deployment" and one.namespace == live.namespace
                and one.value["metadata"].get("annotations", {}).get("stand-in/deployment") == live.name]
    for one in children:
        if call.cluster.store.find(one.kind, one.namespace, one.name) is one:
            call.cluster.store.delete(one)


def delete_all(call: Call):
    """Takes everything that fits away."""
    fits = call.fits()
    found = [one for one in call.cluster.store.listing(call.kind, call.namespace) if fits(one.value)]
    for one in found:
        remove(call, one)
    return 200, call.cluster.listed(call.kind, [one.value for one in found])
