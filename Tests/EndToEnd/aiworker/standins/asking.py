"""A plain client for the stand-ins' own tests: one request, one answer, nothing repeated."""

import dataclasses
import http.client
import json
import ssl
import urllib.parse

SECONDS = 20


@dataclasses.dataclass
class Reply:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        """The body as JSON."""
        return json.loads(self.body)


class Asking:
    """One connection that is kept; a new one after each failure."""

    def __init__(self, url: str, authorization: str | None = None, tls: ssl.SSLContext | None = None):
        self.parts = urllib.parse.urlsplit(url)
        self.authorization = authorization
        self.tls = tls
        self.connection = None

    def open(self) -> http.client.HTTPConnection:
        """The connection."""
        if self.connection is None:
            kind, more = (http.client.HTTPSConnection, {"context": self.tls}) if self.parts.scheme == "https" else (http.client.HTTPConnection, {})
            self.connection = kind(self.parts.hostname, self.parts.port, timeout=SECONDS, **more)
        return self.connection

    def send(self, method: str, target: str, body=None, content_type: str | None = "application/json", **headers: str):
        """Sends a request and returns the answer with its body still to be read."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.authorization and "Authorization" not in more:
            more["Authorization"] = self.authorization
        if data is not None and content_type:
            more["Content-Type"] = content_type
        connection = self.open()
        try:
            connection.request(method, target, data, more)
            return connection.getresponse()
        except BaseException:
            self.close()
            raise

    def ask(self, method: str, target: str, body=None, content_type: str | None = "application/json", **headers: str) -> Reply:
        """One request and its answer."""
        answer = self.send(method, target, body, content_type, **headers)
        try:
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        except BaseException:
            self.close()
            raise

    def close(self):
        """Ends the connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
