"""The service: who asks, for what, in which form; then the operation."""

import json
import re

from ..messages import Answer, NotStrict, Request, json_answer
from ..routing import Routes
from ..schema import Document
from ..server import Standin
from . import branches, others, pulls
from .call import Call, Refused
from .state import Account, Repository

OPERATIONS = {**branches.OPERATIONS, **pulls.OPERATIONS, **others.OPERATIONS}
SECRET_ARGUMENTS = ("token", "access_token", "sudo")
ISSUE_PATHS = ("/issues/",)


class Gitea(Standin):
    """Gitea. `tokens` says whom a token stands for, `repositories` what there is; tests change both as they like."""

    service = "Gitea"

    def __init__(self, token: str = "gitea-stand-in-token", version: str = "1.23.8", **options):
        self.document = Document("gitea-swagger-slice.json")
        self.routes = Routes(self.document.document, frozenset({"branch", "head"}))
        for definition, names in self.document.document["x-added-in-1.26"].items():
            for name in names:
                kind = {"type": "boolean"} if name == "allow_maintainer_edit" else {"type": "array", "items": {"type": "string"}}
                if version >= "1.26" and definition != "PullRequest":
                    self.document.definitions[definition]["properties"][name] = kind
        self.token = token
        self.version = version
        self.tokens: dict[str, Account] = {token: Account()}
        self.repositories: dict[tuple[str, str], Repository] = {}
        self.page_size, self.page_limit = 30, 50
        super().__init__(**options)

    def add(self, owner: str = "acme", name: str = "shop", **more) -> Repository:
        """A repository."""
        repo = Repository(owner, name, **more)
        with self.lock:
            self.repositories[owner.lower(), name.lower()] = repo
        return repo

    # Answers

    def error(self, status: int, message: str, errors=None) -> Answer:
        """The form of every error."""
        body = {"message": "" if status == 500 else message, "url": f"{self.url}/api/swagger"}
        return json_answer(status, {**body, "errors": errors} if status == 404 else body)

    def refusal(self, request: Request, status: int) -> Answer:
        """A planned error; a proxy's errors are not JSON, so 502 to 504 are not either."""
        if status in (502, 503, 504):
            return Answer(status, b"<html><body>upstream trouble</body></html>", {"Content-Type": "text/html"})
        return self.error(status, {401: "invalid token", 403: "no permission", 429: "too many requests"}.get(status, "refused"))

    def handle(self, request: Request) -> Answer:
        """The door, the operation, and a look at the answer."""
        try:
            call, operation, described = self.admit(request)
            answer = operation(call)
        except Refused as error:
            return self.error(error.status, error.message, error.errors)
        self.inspect(request, described, answer)
        return answer

    def admit(self, request: Request):
        """Everything that is checked before the operation."""
        found = self.routes.find(request.segments)
        if found is None:
            self.violate(request, "path", "no such path in the schema")
            raise Refused(404, "404 page not found", [])
        template, values = found
        described = self.routes.paths[template].get(request.method.lower())
        if described is None:
            self.violate(request, "method", f"{template} has no {request.method}")
            raise Refused(405, "method not allowed")
        self.check_query(request, described)
        account = self.authenticate(request)
        self.authorize(request, template, account)
        return Call(self, request, account, values, self.read_body(request, described)), OPERATIONS[request.method, template], described

    def check_query(self, request: Request, described: dict):
        """Known names, right values, no secrets."""
        known = {one["name"]: one for one in described.get("parameters", []) if one["in"] == "query"}
        for name, value in request.query:
            if name in SECRET_ARGUMENTS:
                self.violate(request, "token-in-query", f"{name} stands in the query")
            elif name not in known:
                self.violate(request, "query", f"{name} is no parameter of this operation")
            elif "enum" in known[name] and value not in known[name]["enum"]:
                self.violate(request, "query", f"{name} is none of {known[name]['enum']}")
            elif known[name].get("type") == "integer" and not re.fullmatch(r"\d+", value):
                self.violate(request, "query", f"{name} is no number")

    def authenticate(self, request: Request) -> Account | None:
        """Whom the header stands for."""
        header = request.headers.get("authorization")
        if header is None:
            return None
        kind, _, token = header.partition(" ")
        if kind.lower() not in ("token", "bearer") or not token.strip():
            self.violate(request, "authorization", f"the header begins with {kind[:20]!r} instead of token or Bearer")
            raise Refused(401, "invalid credentials")
        if token not in self.tokens:
            raise Refused(401, "user does not exist for this token")
        return self.tokens[token]

    def authorize(self, request: Request, template: str, account: Account | None):
        """Whether the token's scopes allow it."""
        writes = request.method not in ("GET", "HEAD")
        if account is None:
            if writes or template == "/user":
                raise Refused(401, "token is required")
            return
        area = "issue" if any(part in template for part in ISSUE_PATHS) else "repository" if template.startswith("/repos") else "user"
        wanted = {f"write:{area}"} if writes else {f"write:{area}", f"read:{area}"}
        if template != "/version" and not wanted & account.scopes:
            raise Refused(403, f"the token lacks the scope {sorted(wanted)[0]}")

    def read_body(self, request: Request, described: dict):
        """The body, if the operation has one, after all checks."""
        schema = next((one["schema"] for one in described.get("parameters", []) if one["in"] == "body"), None)
        if schema is None:
            if request.body and request.method != "DELETE":
                self.violate(request, "body", "this operation takes no body")
            return None
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            self.violate(request, "content-type", f"{kind!r} instead of application/json")
            raise Refused(422, "the body is read as JSON only when it is called so")
        try:
            body = request.json()
        except NotStrict as error:
            self.violate(request, "json", str(error))
            raise Refused(422, f"the body is no JSON: {error}") from error
        problems = self.document.check(body, schema)
        for one in problems:
            self.violate(request, one.rule, str(one))
        if bad := [one for one in problems if one.rule != "unknown"]:
            raise Refused(422, "; ".join(str(one) for one in bad))
        return body

    def inspect(self, request: Request, described: dict, answer: Answer):
        """The stand-in's own answers must fit the schema, too."""
        response = described["responses"].get(str(answer.status))
        if response is None:
            return
        response = self.document.document["responses"].get(response.get("$ref", "").removeprefix("#/responses/"), response)
        if "schema" in response:
            for one in self.document.check(json.loads(answer.body), response["schema"]):
                self.record.defect(f"answer to {request.method} {request.path}: {one}")
