"""Operations that only look."""

from ..messages import Answer
from .call import Call
from .failure import Failure, not_found
from .watching import Watch

LONGEST_WATCH = 1800


def look(call: Call, found):
    """The controllers move on because somebody has looked."""
    for stored in found:
        if stored.kind.name == "Deployment":
            call.cluster.controller.looked(stored)
        elif stored.kind.name == "Namespace":
            call.cluster.namespaces.looked(stored)


def read(call: Call):
    """One object as it is; after that the controllers move on."""
    stored = call.cluster.store.find(call.kind, call.namespace or "", call.name)
    if stored is None:
        raise not_found(call.kind, call.name)
    return 200, stored.value, [stored]


def listing(call: Call):
    """All objects that fit, by pages if wanted."""
    fits = call.fits()
    found = [one for one in call.cluster.store.listing(call.kind) if fits(one.value)]
    limit, start = call.number("limit", 0), 0
    if token := call.request.argument("continue"):
        version, _, place = token.partition(":")
        if not version.isdecimal() or not place.isdecimal():
            call.cluster.violate(call.request, "query", "continue is no token of ours")
            raise Failure(400, "continue key is not valid")
        if int(version) < call.cluster.store.oldest:
            raise Failure(410, "The provided continue parameter is too old")
        start = int(place)
    page = found[start:start + limit] if limit else found[start:]
    more = {}
    if start + len(page) < len(found):
        more = {"continue": f"{call.cluster.store.version}:{start + len(page)}", "remainingItemCount": len(found) - start - len(page)}
    return 200, call.cluster.listed(call.kind, [one.value for one in page], **more), page


def watch(call: Call) -> Answer:
    """What happens, as long as somebody listens."""
    told = call.request.argument("resourceVersion")
    if told and not told.isdecimal():
        raise Failure(400, f"resourceVersion: Invalid value: {told!r}")
    cluster = call.cluster
    since = int(told) if told not in (None, "", "0") else None
    if since is not None and since < cluster.store.oldest and cluster.gone_as_status:
        raise Failure(410, f"too old resource version: {since} ({cluster.store.oldest})")
    fits = call.fits()

    def moves():
        look(call, [one for one in cluster.store.listing(call.kind) if fits(one.value)])

    stream = Watch(cluster.store, call.kind, fits, moves, cluster.closing, call.flag("allowWatchBookmarks"),
                   call.number("timeoutSeconds", LONGEST_WATCH) or LONGEST_WATCH)
    return Answer(200, stream.events(since), {"Content-Type": "application/json"})
