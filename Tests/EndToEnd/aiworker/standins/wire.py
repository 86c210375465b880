"""One connection's side of an exchange: how an answer, or the lack of one, gets onto the wire."""

import http
import select
import socket
import struct
import time


class Gone(OSError):
    """The client has left."""


class Wire:
    """Sends one answer, whole or broken. A client that leaves early is no error of the stand-in."""

    def __init__(self, standin, handler, exchange):
        self.standin = standin
        self.handler = handler
        self.exchange = exchange

    def head(self, answer, *extra: str) -> bytes:
        """Status line and headers."""
        phrase = http.HTTPStatus(answer.status).phrase if answer.status in set(http.HTTPStatus) else "Unknown"
        lines = [f"HTTP/1.1 {answer.status} {phrase}", *(f"{name}: {value}" for name, value in answer.headers.items()), *extra]
        if self.handler.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def whole(self, answer) -> bytes:
        """The bytes of an answer of known length."""
        bare = self.exchange.request.method == "HEAD" or answer.status == 204
        return self.head(answer, f"Content-Length: {0 if answer.status == 204 else len(answer.body)}") + (b"" if bare else answer.body)

    def send(self, answer):
        """The answer as it should be."""
        self.exchange.status = answer.status
        if isinstance(answer.body, bytes):
            self.send_bytes(self.whole(answer))
        else:
            self.send_pieces(answer)

    def send_pieces(self, answer):
        """An answer of unknown length, each piece at once."""
        pieces = iter(answer.body)
        try:
            self.send_bytes(self.head(answer, "Transfer-Encoding: chunked"))
            for piece in pieces:
                if piece:
                    self.send_bytes(b"%x\r\n%s\r\n" % (len(piece), piece))
                elif self.gone():
                    raise Gone
                if self.standin.closing.is_set():
                    break
            self.send_bytes(b"0\r\n\r\n")
        finally:
            getattr(pieces, "close", lambda: None)()

    def send_slowly(self, answer, pause: float, piece: int):
        """In small pieces with pauses."""
        assert isinstance(answer.body, bytes), "only an answer of known length can drip"
        self.exchange.status = answer.status
        data = self.whole(answer)
        for at in range(0, len(data), piece):
            self.send_bytes(data[at:at + piece])
            self.pause(pause)

    def send_half(self, answer):
        """Announces the whole body and sends half."""
        assert isinstance(answer.body, bytes), "only an answer of known length can be cut"
        self.exchange.status = answer.status
        data = self.whole(answer)
        self.send_bytes(data[:len(data) - max(1, len(answer.body) // 2)])
        self.close()

    def send_bytes(self, data: bytes):
        """Bytes as they are."""
        self.handler.connection.sendall(data)

    def close(self):
        """Ends the connection after what was sent."""
        self.handler.close_connection = True

    def reset(self):
        """Breaks the connection off."""
        self.handler.close_connection = True
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handler.abort = True

    def gone(self) -> bool:
        """Whether the client has closed its side, as far as can be seen without reading."""
        plain = self.handler.connection
        try:
            readable, _, _ = select.select([plain], [], [], 0)
            # A TLS connection cannot be looked into; there the next write notices.
            return bool(readable) and not hasattr(plain, "context") and plain.recv(1, socket.MSG_PEEK) == b""
        except (OSError, ValueError):
            return True

    def pause(self, seconds: float):
        """Time passes, unless the client leaves or the stand-in ends."""
        self.wait_until(lambda: False, seconds)

    def wait(self, event) -> bool:
        """Until the event is set; False when the client left or the stand-in ended before."""
        return self.wait_until(event.is_set, None)

    def wait_until(self, holds, seconds: float | None) -> bool:
        """Until something holds or the time is over; whether it holds."""
        end = None if seconds is None else time.monotonic() + seconds
        while not holds():
            left = 0.05 if end is None else min(0.05, end - time.monotonic())
            if left <= 0 or self.standin.closing.is_set() or self.gone():
                return holds()
            self.standin.closing.wait(left)
        return True
