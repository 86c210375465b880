"""A small WebSocket client (RFC 6455) that shows everything it gets: enough to test a server, not to use one."""

import base64
import os
import socket
import struct
import time


class Refused(Exception):
    """The server did not agree to the handshake; its status and its answer."""

    def __init__(self, status: int, answer: str):
        super().__init__(f"{status}: {answer[:200]}")
        self.status = status


class WebSocket:
    """One connection. `headers` are added to the handshake."""

    def __init__(self, port: int, path: str, headers=(), host="127.0.0.1", patience=10):
        self.socket = socket.create_connection((host, port), timeout=patience)
        self.rest = b""
        lines = [f"GET {path} HTTP/1.1", *([] if any(n.lower() == "host" for n, _ in headers) else [f"Host: {host}:{port}"]),
                 "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                 f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", *(f"{n}: {v}" for n, v in headers), "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = self.socket.recv(4096)
            if not chunk:
                break
            head += chunk
        head, _, self.rest = head.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head else 0
        if status != 101:
            self.socket.close()
            raise Refused(status, head.decode(errors="replace"))

    def _take(self, count: int) -> bytes:
        while len(self.rest) < count:
            chunk = self.socket.recv(65536)
            if not chunk:
                raise EOFError("the server closed the connection")
            self.rest += chunk
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def frame(self) -> tuple[int, bytes]:
        """The next frame: opcode and data."""
        first, second = self._take(2)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack("!H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._take(8))[0]
        assert not second & 0x80, "a server must not mask"
        return first & 0x0F, self._take(size)

    def text(self, patience=10) -> str:
        """The next text; pings are answered."""
        end = time.monotonic() + patience
        while True:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            opcode, data = self.frame()
            if opcode == 1:
                return data.decode()
            if opcode == 9:
                self.send(data, 10)
            if opcode == 8:
                raise EOFError(f"closed with {data!r}")

    def send(self, data: bytes, opcode=1):
        """Sends one masked frame."""
        mask = os.urandom(4)
        size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + struct.pack("!H", len(data))
        self.socket.sendall(bytes([0x80 | opcode]) + size + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(data)))

    def close(self):
        """Goes away without a word."""
        self.socket.close()
