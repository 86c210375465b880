"""One host process behind pipes. Waiting is always for an event, with a time-out; never for luck."""

import os
import signal
import subprocess
import threading
import time

PATIENCE = float(os.environ.get("MCP_TEST_PATIENCE", "20"))
"""Seconds until a missing message fails a test. Generous: the machine may be busy."""


class Timeout(AssertionError):
    """What was waited for did not come."""


class HostProcess:
    """Starts a host and collects what it writes, one entry per line."""

    def __init__(self, command, environment, working_directory, read=True):
        self.command = command
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
            env=environment, cwd=working_directory)
        self.changed = threading.Condition()
        self.lines: list[bytes] = []
        self.rest = b""
        self.stdout_ended = False
        self.stderr_bytes = bytearray()
        self.stderr_ended = False
        self.on_line = None
        self._gate = threading.Event()
        if read:
            self._gate.set()
        self._threads = [threading.Thread(target=self._read_stdout, daemon=True),
                         threading.Thread(target=self._read_stderr, daemon=True)]
        for thread in self._threads:
            thread.start()

    # Reading

    def start_reading(self):
        """Ends the pause of a process that was started with `read=False`."""
        self._gate.set()

    def _read_stdout(self):
        self._gate.wait()
        try:
            descriptor = self.process.stdout.fileno()
        except ValueError:  # a test has closed it
            self.stdout_ended = True
            return
        parts: list[bytes] = []
        while True:
            try:
                chunk = os.read(descriptor, 1 << 20)
            except OSError:
                chunk = b""
            if not chunk:
                break
            head, *others = chunk.split(b"\n")
            parts.append(head)
            complete = []
            for other in others:
                complete.append(b"".join(parts))
                parts = [other]
            for line in complete:
                if self.on_line:
                    self.on_line(line)
            with self.changed:
                self.lines.extend(complete)
                self.changed.notify_all()
        with self.changed:
            self.rest = b"".join(parts)
            self.stdout_ended = True
            self.changed.notify_all()

    def _read_stderr(self):
        while True:
            try:
                chunk = os.read(self.process.stderr.fileno(), 1 << 16)
            except OSError:
                chunk = b""
            with self.changed:
                self.stderr_bytes += chunk
                self.stderr_ended = not chunk
                self.changed.notify_all()
            if not chunk:
                return

    @property
    def stderr(self) -> str:
        """What the host has written to stderr so far."""
        with self.changed:
            return self.stderr_bytes.decode("utf-8", "replace")

    def wait(self, what: str, ready, timeout: float = PATIENCE):
        """Waits until `ready()` is true, and returns its value."""
        end = time.monotonic() + timeout
        with self.changed:
            while True:
                value = ready()
                if value:
                    return value
                left = end - time.monotonic()
                if left <= 0:
                    raise Timeout(f"{what}: not within {timeout} s\nstdout: {self.lines[-5:]}\nstderr: "
                                  f"{self.stderr_bytes.decode('utf-8', 'replace')[-3000:]}")
                self.changed.wait(left)

    def wait_stderr(self, text: str, timeout: float = PATIENCE):
        """Waits until stderr contains `text`."""
        self.wait(f"{text!r} on stderr", lambda: text.encode() in self.stderr_bytes, timeout)

    # Writing

    def write(self, data: bytes):
        """Writes all bytes to stdin."""
        view = memoryview(data)
        while view:
            view = view[os.write(self.process.stdin.fileno(), view):]

    def close_stdin(self):
        """End of input."""
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()

    # Ending

    def send_signal(self, number: int):
        """Sends a signal to the host alone."""
        self.process.send_signal(number)

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Waits for the end of the process and of its output; the exit status, negative for a signal."""
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise Timeout(f"the host has not left within {timeout} s\nstderr: {self.stderr[-3000:]}") from None
        if self._gate.is_set():
            self.wait("end of stdout", lambda: self.stdout_ended)
        return status

    def kill(self):
        """Ends the process the hard way and closes the pipes."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self._gate.set()
        for thread in self._threads:
            thread.join(10)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe and not pipe.closed:
                pipe.close()

    def resident_kilobytes(self) -> int:
        """Resident memory now."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
