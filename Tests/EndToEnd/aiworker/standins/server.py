"""A service on a loopback port: what all stand-ins have in common for tests and for connections."""

import ssl
import threading
import traceback

from .connections import Handler, Listener
from .faults import Faults
from .messages import Answer, Request, json_answer
from .record import Record


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
