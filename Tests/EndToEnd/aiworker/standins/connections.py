"""HTTP/1.1 connections: bodies, TLS, keeping and breaking off. What requests mean is left to the stand-in they are for."""

import http.server
import re
import socket
import socketserver
import ssl
import threading

from .messages import Request
from .wire import Wire

LARGEST_BODY = 8 << 20


class BadBody(ValueError):
    """A body whose length cannot be told."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Reads requests of one connection and hands them over."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    abort = False
    standin = None
    """Set for each stand-in in a class of its own."""

    def setup(self):
        """The TLS handshake happens here, in the connection's own thread."""
        if isinstance(self.request, ssl.SSLSocket):
            self.request.do_handshake()
        super().setup()

    def log_message(self, *arguments):
        """Nothing: the tests look at the record."""

    def read_body(self) -> bytes:
        """The body, of known length or in chunks."""
        coding = self.headers.get("Transfer-Encoding")
        length = self.headers.get("Content-Length")
        if coding is not None:
            if coding.lower() != "chunked" or length is not None:
                raise BadBody("Transfer-Encoding is neither chunked alone nor free of Content-Length")
            return self.read_chunks()
        if length is None:
            if self.command in ("POST", "PUT", "PATCH"):
                raise BadBody("neither Content-Length nor Transfer-Encoding")
            return b""
        if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > LARGEST_BODY:
            raise BadBody(f"Content-Length {length[:40]!r}")
        return self.read_exactly(int(length))

    def read_chunks(self) -> bytes:
        """A chunked body without its trailers."""
        data = b""
        while True:
            size = int(self.rfile.readline(64).partition(b";")[0], 16)
            if len(data) + size > LARGEST_BODY:
                raise BadBody("too large")
            data += self.read_exactly(size)
            while self.rfile.readline(65537) not in (b"\r\n", b"\n", b""):
                pass
            if size == 0:
                return data

    def read_exactly(self, size: int) -> bytes:
        """So many bytes, or the client has left."""
        data = self.rfile.read(size)
        if len(data) != size:
            raise ConnectionError("the body ended early")
        return data

    def serve(self):
        """One request."""
        names = [name.lower() for name in self.headers.keys()]
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, certificate=self.certificate())
        refused = None
        try:
            request.body = self.read_body()
        except (BadBody, ValueError) as error:
            refused = str(error)
        standin = self.standin
        verb = standin.verb(request)
        exchange = standin.record.open(request, verb)
        wire = Wire(standin, self, exchange)
        for name in ("host", "authorization", "content-type", "content-length"):
            if names.count(name) > 1:
                standin.record.violate(verb, request.path, "header-twice", name)
        if "host" not in names:
            standin.record.violate(verb, request.path, "host", "no Host header")
        if request.body and self.command in ("GET", "HEAD"):
            standin.record.violate(verb, request.path, "body", f"{self.command} with a body")
        try:
            if refused is not None:
                standin.record.violate(verb, request.path, "length", refused)
                self.close_connection = True
                wire.send(standin.refusal(request, 411))
                return
            fault = standin.faults.take(verb, request.path)
            if fault is None:
                wire.send(standin.respond(exchange))
            else:
                exchange.fault = fault.name
                fault.meet(lambda: standin.respond(exchange), wire)
        except OSError:
            self.close_connection = True
        finally:
            standin.record.close(exchange)

    def certificate(self) -> str | None:
        """The common name of the client's certificate."""
        if not isinstance(self.connection, ssl.SSLSocket):
            return None
        subject = (self.connection.getpeercert() or {}).get("subject", ())
        return next((value for part in subject for name, value in part if name == "commonName"), None)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = serve


class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Accepts connections and knows those that are open."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 256

    def __init__(self, port: int, handler, tls: ssl.SSLContext | None):
        self.tls = tls
        self.guard = threading.Lock()
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), handler)

    def server_bind(self):
        """Without the look-up of a name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def get_request(self):
        """The connection, with TLS still to be shaken hands on."""
        connection, address = super().get_request()
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self.guard:
            self.open.add(connection)
        return connection, address

    def finish_request(self, request, client_address):
        """One connection; one that breaks is none of our business."""
        try:
            super().finish_request(request, client_address)
        except (OSError, ValueError):
            pass

    def shutdown_request(self, request):
        """A connection that was told to break off must not be ended politely."""
        with self.guard:
            self.open.discard(request)
        try:
            linger = request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)
            if linger[:4] == b"\0\0\0\0":
                request.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self.close_request(request)

    def handle_error(self, request, client_address):
        """Nothing on stderr; what matters is recorded where it happens."""

    def cut(self):
        """Breaks off every open connection."""
        with self.guard:
            for connection in self.open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
