"""The API server: who asks, for what, in which form; then the operation."""

import copy
import ipaddress
import itertools
import json
import threading
import urllib.parse

from ..messages import Answer, Request, json_answer
from ..record import matches
from ..routing import Routes
from ..schema import Document
from ..server import Standin
from . import chain, discovery, reading, writing
from .call import Call, Place, place
from .failure import Failure
from .namespaces import Namespaces
from .rollouts import Controller, Rollout
from .store import Store

SECRET_ARGUMENTS = ("token", "access_token")


class Kubernetes(Standin):
    """A cluster. `rollout` says how rollouts go, `namespaces.polls` how long namespaces are Terminating.

    Readers (user agents in `readers`) are people with kubectl: what they send is answered, but not judged.
    """

    service = "Kubernetes"

    def __init__(self, token: str | None = "kubernetes-stand-in-token", version: str = "v1.31.4", **options):
        self.document = Document("kubernetes-openapi-slice.json")
        self.routes = Routes(self.document.document)
        self.version = version
        self.token = token
        self.tokens: dict[str, str] = {token: "aiworker"} if token else {}
        self.certificates = {"aiworker"}
        """Common names of client certificates that are let in."""
        self.anonymous = token is None
        self.forbidden: list[str] = []
        """Patterns of requests that no role allows."""
        self.new_variables = False
        """Newer servers take nearly any environment name."""
        self.gone_as_status = False
        """Whether a watch from a forgotten version fails as a whole, or begins and then tells so."""
        self.readers = ("kubectl",)
        self.admits_readers = False
        """Whether readers need no token. kubectl keeps its own to itself on a connection without TLS."""
        self.addresses = (str(ipaddress.IPv4Address("10.96.0.0") + number) for number in itertools.count(10))
        self.next_address = lambda: next(self.addresses)
        self.store = Store(threading.RLock())
        self.controller = Controller(self.store)
        self.namespaces = Namespaces(self.store)
        super().__init__(**options)
        self.lock = self.store.changed
        with self.lock:
            for name in ("default", "kube-system"):
                self.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})

    # For tests

    @property
    def rollout(self) -> Rollout:
        """How rollouts go that no entry of `controller.plans` is for. May be changed while they are under way."""
        return self.controller.default

    @rollout.setter
    def rollout(self, plan: Rollout):
        self.controller.default = plan

    def object(self, kind: str, namespace: str, name: str) -> dict | None:
        """A copy of an object, by the name of its kind; looking this way moves nothing on."""
        with self.lock:
            found = [one for one in self.store.objects.values() if (one.kind.name, one.namespace, one.name) == (kind, namespace, name)]
            return copy.deepcopy(found[0].value) if found else None

    def names(self, kind: str, namespace: str | None = None) -> list[str]:
        """The names of all objects of a kind."""
        with self.lock:
            return sorted(one.name for one in self.store.objects.values() if one.kind.name == kind and namespace in (None, one.namespace))

    def put(self, value: dict, manager: str = "somebody-else", force: bool = True) -> dict:
        """Applies an object as another manager would."""
        with self.lock:
            kind = next(one for one in discovery.KINDS.values() if one.name == value["kind"])
            group = f"apis/{kind.group}/v1" if kind.group else "api/v1"
            namespace = f"/namespaces/{value['metadata'].get('namespace', 'default')}" if kind.namespaced else ""
            target = f"/{group}{namespace}/{kind.plural}/{value['metadata']['name']}?fieldManager={manager}&force={str(force).lower()}"
            request = Request("PATCH", target, {"content-type": "application/apply-patch+yaml"}, json.dumps(value).encode())
            return writing.patch(Call(self, request, "somebody-else", place(request.path.strip("/").split("/"))))[1]

    def reach(self, url: str) -> chain.Reached:
        """Where a request from outside for this address arrives; raises `Broken` where the way ends."""
        with self.lock:
            return chain.reach(self.store, url)

    # For the connections

    def verb(self, request: Request) -> str:
        """The method, but WATCH and LIST for what they are."""
        if request.method != "GET":
            return request.method
        if request.argument("watch") in ("true", "1"):
            return "WATCH"
        where = place(request.path.strip("/").split("/"))
        return "LIST" if where and where.name is None else "GET"

    def reader(self, request: Request) -> bool:
        """Whether somebody looks who is not to be judged."""
        return request.headers.get("user-agent", "").startswith(self.readers)

    def violate(self, request: Request, rule: str, message: str):
        """Readers are not judged."""
        if not self.reader(request):
            super().violate(request, rule, message)

    def refusal(self, request: Request, status: int) -> Answer:
        """A planned error; what a proxy says is not JSON."""
        if status == 502:
            return Answer(502, b"<html><body>bad gateway</body></html>", {"Content-Type": "text/html"})
        return self.failed(Failure(status, {409: "the object has been modified; please try again"}.get(status, "planned by the test")))

    def failed(self, failure: Failure) -> Answer:
        """An error."""
        answer = json_answer(failure.code, failure.status())
        if failure.retry_after is not None:
            answer.headers["Retry-After"] = str(failure.retry_after)
        return answer

    def handle(self, request: Request) -> Answer:
        """The door, the operation, and a look at the answer."""
        try:
            user = self.authenticate(request)
            segments = [urllib.parse.unquote(one) for one in request.segments]
            if request.method == "POST" and request.path == discovery.REVIEWS:
                return json_answer(201, self.review(json.loads(request.body)))
            self.check_form(request)
            if request.method == "GET" and (told := discovery.answer(segments, self.url.partition("//")[2], self.version)) is not None:
                return json_answer(200, told)
            where = place(segments)
            if where is None:
                raise Failure(404, "the server could not find the requested resource")
            self.authorize(request, user, where)
            return self.operate(Call(self, request, user, where))
        except Failure as failure:
            return self.failed(failure)

    def authenticate(self, request: Request) -> str:
        """Who asks."""
        header = request.headers.get("authorization")
        if header is not None:
            kind, _, token = header.partition(" ")
            if kind.lower() != "bearer":
                self.violate(request, "authorization", f"the header begins with {kind[:20]!r} instead of Bearer")
            elif token in self.tokens:
                return self.tokens[token]
            raise Failure(401, "Unauthorized")
        if request.certificate in self.certificates:
            return request.certificate
        if self.anonymous:
            return "system:anonymous"
        if self.admits_readers and self.reader(request):
            return "reader"
        raise Failure(401, "Unauthorized")

    def check_form(self, request: Request):
        """Paths, methods and queries that the schema knows."""
        found = self.routes.find([one for one in request.segments if one])
        if found is None:
            self.violate(request, "path", "no such path in the schema")
            return
        described = self.routes.paths[found[0]]
        if request.method.lower() not in described:
            self.violate(request, "method", f"{found[0]} has no {request.method}")
            raise Failure(405, "the server does not allow this method on the requested resource")
        shared = self.document.document["parameters"]
        told = [shared[one["$ref"].removeprefix("#/parameters/")] if "$ref" in one else one
                for one in [*described.get("parameters", []), *described[request.method.lower()].get("parameters", [])]]
        known = {one["name"]: one for one in told if one["in"] == "query"}
        names = [name for name, _ in request.query]
        for name, value in request.query:
            if name in SECRET_ARGUMENTS:
                self.violate(request, "token-in-query", f"{name} stands in the query")
            elif name not in known:
                self.violate(request, "query", f"{name} is no parameter of this operation")
            elif names.count(name) > 1:
                self.violate(request, "query", f"{name} stands twice")
            elif known[name]["type"] == "boolean" and value not in ("true", "false", "1", "0"):
                self.violate(request, "query", f"{name} is no truth value")
            elif known[name]["type"] == "integer" and not value.isdecimal():
                self.violate(request, "query", f"{name} is no number")

    def authorize(self, request: Request, user: str, where: Place):
        """Whether the roles allow it."""
        if any(matches(pattern, self.verb(request), request.path) for pattern in self.forbidden):
            scope = f'in the namespace "{where.namespace}"' if where.namespace else "at the cluster scope"
            name = f' "{where.name}"' if where.name else ""
            raise Failure(403, f'{where.kind.resource}{name} is forbidden: User "{user}" cannot {self.verb(request).lower()} resource '
                               f'"{where.kind.plural}" in API group "{where.kind.group}" {scope}', where.kind, where.name)

    def review(self, value: dict) -> dict:
        """What somebody may do, in every namespace, as the roles have it."""
        asked = value["spec"]["resourceAttributes"]
        kind = next(one for one in discovery.KINDS.values() if (one.group, one.plural) == (asked.get("group", ""), asked["resource"]))
        path = (f"/apis/{kind.group}/v1" if kind.group else "/api/v1") + ("/namespaces/*" if kind.namespaced else "") + f"/{kind.plural}"
        forbidden = any(matches(pattern, asked["verb"].upper(), place) for pattern in self.forbidden for place in (path, path + "/*"))
        return {**value, "status": {"allowed": not forbidden}}

    def operate(self, call: Call) -> Answer:
        """The operation and its answer."""
        if call.request.argument("dryRun"):
            raise Failure(400, "this stand-in does no dry runs")
        if call.part is not None and call.request.method != "GET":
            raise Failure(405, f"this stand-in does not change {call.part}")
        self.namespaces.pass_time()
        self.controller.pass_time()
        verb, one, looked = self.verb(call.request), call.name is not None, []
        if verb == "WATCH":
            return reading.watch(call)
        if verb in ("GET", "LIST"):
            code, value, looked = reading.read(call) if one else reading.listing(call)
        else:
            operation = {("PATCH", True): writing.patch, ("POST", False): writing.create, ("DELETE", True): writing.delete,
                         ("DELETE", False): writing.delete_all}.get((verb, one))
            if operation is None or call.kind.namespaced and call.namespace is None:
                raise Failure(405, "the server does not allow this method on the requested resource")
            code, value = operation(call)
            if verb == "PATCH" and call.kind.name == "Namespace":
                looked = [self.store.namespace(call.name)]
        answer = json_answer(code, value)
        self.inspect(call, value)
        reading.look(call, looked)
        return answer

    def listed(self, kind, values: list[dict], **more) -> dict:
        """A list; its items do not repeat their kind."""
        items = [{name: item for name, item in one.items() if name not in ("kind", "apiVersion")} for one in values]
        return {"kind": f"{kind.name}List", "apiVersion": kind.api_version,
                "metadata": {"resourceVersion": str(self.store.version), **more}, "items": items}

    def inspect(self, call: Call, value: dict):
        """The stand-in's own answers must fit the schema, too."""
        prefix = call.kind.definition.rpartition(".")[0]
        name = f"{prefix}.{value['kind']}" if value["kind"] != "Status" else "io.k8s.apimachinery.pkg.apis.meta.v1.Status"
        for one in self.document.check(value, {"$ref": f"#/definitions/{name}"}):
            self.record.defect(f"answer to {call.request.method} {call.request.path}: {one}")
