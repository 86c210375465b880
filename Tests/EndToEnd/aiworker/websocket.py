"""A small WebSocket client (RFC 6455) that shows everything it gets: enough to test a server, not to use one."""

import base64
import json
import os
import select
import socket
import struct

PATIENCE = float(os.environ.get("MCP_TEST_PATIENCE", "20"))


class Refused(Exception):
    """The server did not become a WebSocket; the status and the text of its answer."""

    def __init__(self, status: int, answer: str):
        super().__init__(f"{status}: {answer[:200]}")
        self.status = status
        self.answer = answer


class WebSocket:
    """A client of RFC 6455, with the handshake checked."""

    def __init__(self, port: int, path: str, headers: dict[str, str]):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.file = self.socket.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        fields = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13", **headers}
        self.socket.sendall((f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
                             + "\r\n").encode())
        words = self.file.readline().decode().split()
        size = 0
        while (line := self.file.readline().lower()) not in (b"\r\n", b""):
            if line.startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        if words[1:2] != ["101"]:
            answer = self.file.read(size).decode()
            self.close()
            raise Refused(int(words[1]) if words else 0, answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def frame(self) -> tuple[int, bytes]:
        """The next frame: its kind and what it holds. The server's are never masked and never in parts."""
        first, second = self.file.read(2)
        assert first & 0x80 and not first & 0x70 and not second & 0x80, (first, second)
        size = second & 0x7F
        if size == 126:
            size, = struct.unpack(">H", self.file.read(2))
        elif size == 127:
            size, = struct.unpack(">Q", self.file.read(8))
        return first & 0x0F, self.file.read(size)

    def event(self) -> dict:
        """The next event."""
        while True:
            kind, data = self.frame()
            if kind == 1:
                return json.loads(data)
            assert kind == 9, (kind, data)

    def events(self, count: int) -> list[dict]:
        return [self.event() for _ in range(count)]

    def is_quiet(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        return not select.select([self.socket], [], [], seconds)[0]

    def end(self) -> bytes:
        """What the server said when it closed the connection; empty: nothing. Other frames are left out."""
        said = b""
        while self.file.peek(1):
            kind, data = self.frame()
            if kind == 8:
                said = data
        return said

    def send(self, kind: int, data: bytes = b"", claimed: int | None = None):
        """A masked frame; `claimed` says another size than it has."""
        size = len(data) if claimed is None else claimed
        head = bytes([0x80 | kind])
        head += bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + struct.pack(">H", size) if size < 1 << 16 \
            else bytes([0x80 | 127]) + struct.pack(">Q", size)
        mask = os.urandom(4)
        self.socket.sendall(head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(data)))
