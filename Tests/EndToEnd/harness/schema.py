"""The official schemas as validators: which definition belongs to which message of which revision."""

import functools
import json

import jsonschema

from .paths import SUITE

LEGACY = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
MODERN = "2026-07-28"
REVISIONS = (*LEGACY, MODERN)

PREFIX = "io.modelcontextprotocol/"
VERSION_KEY = PREFIX + "protocolVersion"
CAPABILITIES_KEY = PREFIX + "clientCapabilities"
INFO_KEY = PREFIX + "clientInfo"
LEVEL_KEY = PREFIX + "logLevel"
SERVER_KEY = PREFIX + "serverInfo"
SUBSCRIPTION_KEY = PREFIX + "subscriptionId"

REQUESTS = {"initialize": "InitializeRequest", "ping": "PingRequest", "tools/list": "ListToolsRequest",
            "tools/call": "CallToolRequest", "logging/setLevel": "SetLevelRequest",
            "server/discover": "DiscoverRequest", "subscriptions/listen": "SubscriptionsListenRequest"}
RESULTS = {"initialize": "InitializeResult", "ping": "EmptyResult", "tools/list": "ListToolsResult",
           "tools/call": "CallToolResult", "logging/setLevel": "EmptyResult", "server/discover": "DiscoverResult",
           "subscriptions/listen": "SubscriptionsListenResult", "elicitation/create": "ElicitResult"}
NOTIFICATIONS = {"notifications/progress": "ProgressNotification",
                 "notifications/message": "LoggingMessageNotification",
                 "notifications/cancelled": "CancelledNotification",
                 "notifications/initialized": "InitializedNotification",
                 "notifications/tools/list_changed": "ToolListChangedNotification",
                 "notifications/subscriptions/acknowledged": "SubscriptionsAcknowledgedNotification"}
SERVER_REQUESTS = {"elicitation/create": "ElicitRequest", "ping": "PingRequest"}
ERRORS = {-32021: "MissingRequiredClientCapabilityError", -32022: "UnsupportedProtocolVersionError"}
MODERN_ONLY = ("resultType", "ttlMs", "cacheScope")


class Violation(AssertionError):
    """A message that is wrong under the schema of its revision."""


@functools.cache
def _document(revision: str) -> dict:
    return json.loads((SUITE / "schemas" / revision / "schema.json").read_text())


def definitions(revision: str) -> dict:
    """All definitions of a revision by name."""
    document = _document(revision)
    return document.get("$defs") or document["definitions"]


@functools.cache
def _validator(revision: str, definition: str):
    document = _document(revision)
    place = "$defs" if "$defs" in document else "definitions"
    schema = {**{key: document[key] for key in ("$schema", place)}, "$ref": f"#/{place}/{definition}"}
    if document["$schema"].startswith("http://json-schema.org/draft-07"):
        return jsonschema.Draft7Validator(schema)
    return jsonschema.Draft202012Validator(schema)


def check(revision: str, definition: str, value) -> None:
    """Raises Violation unless `value` fits the definition."""
    if definition not in definitions(revision):
        raise Violation(f"{definition} does not exist in {revision}: {json.dumps(value)[:500]}")
    error = jsonschema.exceptions.best_match(_validator(revision, definition).iter_errors(value))
    if error is not None:
        raise Violation(f"{definition} of {revision}: {error.message[:500]} at {list(error.absolute_path)} in "
                        f"{json.dumps(value)[:1500]}")


def is_modern(message) -> bool:
    """True for a request or notification that carries modern `_meta`."""
    params = message.get("params") if isinstance(message, dict) else None
    meta = params.get("_meta") if isinstance(params, dict) else None
    return isinstance(meta, dict) and VERSION_KEY in meta


def check_sent(revision: str, message: dict) -> None:
    """Checks a request, notification or response that a test means to be right."""
    if "method" not in message:
        return
    method = message["method"]
    names = REQUESTS if "id" in message else NOTIFICATIONS
    check(revision, "JSONRPCRequest" if "id" in message else "JSONRPCNotification", message)
    if method in names and names[method] in definitions(revision):
        check(revision, names[method], message)


def _members(message: dict, allowed: set[str]) -> None:
    if message.get("jsonrpc") != "2.0":
        raise Violation(f"jsonrpc is not 2.0: {message}")
    if extra := set(message) - allowed:
        raise Violation(f"members {sorted(extra)} do not belong into {json.dumps(message)[:500]}")


def check_result(revision: str, method: str, message: dict) -> None:
    """Checks a response with a result to a request of `method`."""
    _members(message, {"jsonrpc", "id", "result"})
    newer = revision in ("2025-11-25", MODERN)
    check(revision, "JSONRPCResultResponse" if newer else "JSONRPCResponse", message)
    result = message["result"]
    if revision == MODERN:
        kind = result.get("resultType")
        if kind not in ("complete", "input_required"):
            raise Violation(f"resultType {kind!r} in {json.dumps(message)[:500]}")
        if kind == "input_required":
            if method != "tools/call":
                raise Violation(f"{method} answered with input_required")
            if "inputRequests" not in result and "requestState" not in result:
                raise Violation("input_required with neither inputRequests nor requestState")
            if leaked := {"ttlMs", "cacheScope", "content", "structuredContent", "isError"} & set(result):
                raise Violation(f"{sorted(leaked)} in an input_required result")
            check(revision, "InputRequiredResult", result)
            return
    else:
        if leaked := set(MODERN_ONLY) & set(result):
            raise Violation(f"{sorted(leaked)} leaked into a legacy result: {json.dumps(message)[:500]}")
        if any(key.startswith(PREFIX) for key in result.get("_meta", {})):
            raise Violation(f"modern _meta leaked into a legacy result: {json.dumps(message)[:500]}")
    if method in RESULTS:
        check(revision, RESULTS[method], result)


def check_error(revision: str | None, message: dict) -> None:
    """Checks an error response. `revision` None: nothing was negotiated yet."""
    _members(message, {"jsonrpc", "id", "error"})
    newer = revision in ("2025-11-25", MODERN)
    if message.get("id", 0) is None:
        if newer:
            raise Violation(f"id null is not admitted in {revision}: {json.dumps(message)[:500]}")
        message = {**message, "id": 0}  # JSON-RPC asks for null where the older schemas forgot it
    if "id" not in message and revision in LEGACY and not newer:
        raise Violation(f"an error without id in {revision}: {json.dumps(message)[:500]}")
    if revision is None:
        revision = MODERN
        newer = True
    check(revision, "JSONRPCErrorResponse" if newer else "JSONRPCError", message)
    _members(message["error"] | {"jsonrpc": "2.0"}, {"jsonrpc", "code", "message", "data"})
    code = message["error"]["code"]
    if revision == MODERN:
        if code in ERRORS:
            check(revision, ERRORS[code], message)
        elif -32099 <= code <= -32000 and code not in (-32020, -32002, -32042):
            raise Violation(f"code {code} must not be used: {json.dumps(message)[:500]}")
        if code in (-32020, -32002):
            raise Violation(f"code {code} means nothing here: {json.dumps(message)[:500]}")


def check_notification(revisions, message: dict) -> None:
    """Checks a notification of the host; it has to fit one of the revisions in use."""
    _members(message, {"jsonrpc", "method", "params"})
    definition = NOTIFICATIONS.get(message["method"])
    if definition is None:
        raise Violation(f"unknown notification {message['method']}")
    _any(revisions, definition, message)


def check_server_request(revision: str | None, message: dict) -> None:
    """Checks a request of the host; only a legacy session may get one."""
    _members(message, {"jsonrpc", "id", "method", "params"})
    definition = SERVER_REQUESTS.get(message["method"])
    if definition is None or revision is None:
        raise Violation(f"the host asks {message['method']} in revision {revision}: {json.dumps(message)[:500]}")
    check(revision, "JSONRPCRequest", message)
    check(revision, definition, message)


def _any(revisions, definition: str, message: dict) -> None:
    failures = []
    for revision in revisions:
        try:
            check(revision, definition, message)
            return
        except Violation as violation:
            failures.append(str(violation))
    raise Violation(" / ".join(failures) or f"{message['method']} before anything was asked")
