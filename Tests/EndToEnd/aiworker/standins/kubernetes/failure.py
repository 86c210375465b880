"""Errors in the form of the cluster: objects of kind Status."""

import dataclasses

REASONS = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed", 406: "NotAcceptable",
           409: "Conflict", 410: "Expired", 415: "UnsupportedMediaType", 422: "Invalid", 429: "TooManyRequests",
           500: "InternalError", 503: "ServiceUnavailable", 504: "Timeout"}


@dataclasses.dataclass(frozen=True)
class Cause:
    """One reason of an error."""

    reason: str
    field: str
    message: str


def wrong(field: str, message: str) -> Cause:
    """A value that is not allowed."""
    return Cause("FieldValueInvalid", field, f"Invalid value: {message}")


def missing(field: str) -> Cause:
    """A value that must be there."""
    return Cause("FieldValueRequired", field, "Required value")


class Failure(Exception):
    """A request ends with an error."""

    def __init__(self, code: int, message: str, kind=None, name: str | None = None, causes: list[Cause] = (), reason: str | None = None,
                 retry_after: int | None = None):
        super().__init__(message)
        self.code, self.message, self.kind, self.name, self.causes = code, message, kind, name, list(causes)
        self.reason = reason if reason is not None else REASONS.get(code, "")
        self.retry_after = retry_after

    def status(self) -> dict:
        """The object."""
        details = {}
        if self.name:
            details["name"] = self.name
        if self.kind is not None:
            details |= ({"group": self.kind.group} if self.kind.group else {}) | {"kind": self.kind.plural}
        if self.causes:
            details["causes"] = [{"reason": one.reason, "message": one.message, "field": one.field} for one in self.causes]
        if self.retry_after is not None:
            details["retryAfterSeconds"] = self.retry_after
        return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message,
                **({"reason": self.reason} if self.reason else {}), **({"details": details} if details else {}), "code": self.code}


def not_found(kind, name: str) -> Failure:
    """No such object."""
    return Failure(404, f'{kind.resource} "{name}" not found', kind, name)


def invalid(kind, name: str, causes: list[Cause]) -> Failure:
    """An object that breaks rules."""
    text = ", ".join(f"{one.field}: {one.message}" for one in causes)
    full = f"{kind.name}.{kind.group}" if kind.group else kind.name
    return Failure(422, f'{full} "{name}" is invalid: {text if len(causes) == 1 else f"[{text}]"}', kind, name, causes)
