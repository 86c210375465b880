"""HTTP/1.1 on loopback: connections, bodies, TLS, going down and coming back. What requests mean is left to `Standin`s."""

import http.server
import re
import socket
import socketserver
import ssl
import threading
import traceback

from .faults import Faults
from .messages import Answer, Request, json_answer
from .record import Record
from .wire import Wire

LARGEST_BODY = 8 << 20


class BadBody(ValueError):
    """A body whose length cannot be told."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Reads requests of one connection and hands them over."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    abort = False
    standin: "Standin"

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


class Standin:
    """A service on a loopback port of its own. Subclasses say what requests mean in `handle`, called with `lock` held."""

    service = "service"

    def __init__(self, tls: ssl.SSLContext | None = None, port: int = 0):
        self.lock = threading.RLock()
        self.record = Record()
        self.faults = Faults()
        self.closing = threading.Event()
        self.tls = tls
        self.port = port
        self.listener: Listener | None = None
        self.up()

    # For tests

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def violations(self):
        """What a correct client never sends."""
        return self.record.violations

    @property
    def requests(self):
        """Every exchange, oldest first."""
        return self.record.found()

    def fault(self, pattern: str, fault, times: int | None = 1, skip: int = 0):
        """Plans a fault, see `Faults.add`."""
        self.faults.add(pattern, fault, times, skip)

    def count(self, pattern: str = "* *") -> int:
        """How many requests fit a pattern."""
        return len(self.record.found(pattern))

    def down(self):
        """From now on connections are refused; open ones break off. The port stays ours for `up`."""
        if self.listener is not None:
            self.listener.shutdown()
            self.listener.server_close()
            self.listener.cut()
            self.listener = None

    def up(self):
        """Listens, on the same port as before."""
        if self.listener is None:
            self.listener = Listener(self.port, type("Bound", (Handler,), {"standin": self}), self.tls)
            self.port = self.listener.server_address[1]
            threading.Thread(target=self.listener.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        """Ends it and everything that waits in it."""
        self.closing.set()
        self.down()

    def check(self):
        """Fails when a client or the stand-in itself did something wrong."""
        assert not self.record.defects, "defects of the stand-in:\n" + "\n".join(self.record.defects)
        assert not self.record.violations, f"what {self.service} was sent:\n" + "\n".join(map(str, self.record.violations))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()

    # For the connections

    def verb(self, request: Request) -> str:
        """What patterns call the request; its method, unless a service tells more."""
        return request.method

    def respond(self, exchange) -> Answer:
        """Works on the request; an exception is a defect of the stand-in."""
        with self.lock:
            exchange.effect = True
            try:
                return self.handle(exchange.request)
            except Exception:
                self.record.defect(traceback.format_exc())
                return json_answer(500, {"message": "defect of the stand-in"})

    def handle(self, request: Request) -> Answer:
        """The answer of the service."""
        raise NotImplementedError

    def refusal(self, request: Request, status: int) -> Answer:
        """An error of this status in the form of the service, for planned faults."""
        raise NotImplementedError

    def violate(self, request: Request, rule: str, message: str):
        """Writes down what a correct client never sends."""
        self.record.violate(self.verb(request), request.path, rule, message)
