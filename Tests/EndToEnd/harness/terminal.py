"""A program on a terminal of its own, typed at and watched as a person would."""

import fcntl
import os
import pty
import select
import signal
import subprocess
import termios
import time

from .process import PATIENCE


class Terminal:
    """Starts `command` with a pseudo-terminal as its controlling one."""

    def __init__(self, command, environment, folder):
        self.master, self.slave = pty.openpty()

        def own_terminal():
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)

        self.seen = b""
        self.read_up_to = 0
        self.usual = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=self.slave, stdout=self.slave, stderr=self.slave, env=environment,
            cwd=folder, preexec_fn=own_terminal)

    def expect(self, text: str):
        """Waits until the program has shown that, after what was expected before."""
        end = time.monotonic() + PATIENCE
        wanted = text.encode()
        while (found := self.seen.find(wanted, self.read_up_to)) < 0:
            assert time.monotonic() < end, f"{text!r} did not come; seen: {self.text}"
            assert self.take(0.1) or self.process.poll() is None or self.take(0), f"ended without {text!r}; seen: {self.text}"
        self.read_up_to = found + len(wanted)

    def take(self, wait: float) -> bool:
        """Reads what there is."""
        if not select.select([self.master], [], [], wait)[0]:
            return False
        self.seen += os.read(self.master, 65536)
        return True

    def type(self, text: str):
        """Types a line."""
        os.write(self.master, (text + "\n").encode())

    def press(self, key: str):
        """Types without a line end: a control character."""
        os.write(self.master, key.encode())

    @property
    def shows_typing(self) -> bool:
        """Whether the terminal echoes."""
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    @property
    def is_usual(self) -> bool:
        """Whether the terminal is as it was before."""
        return termios.tcgetattr(self.slave) == self.usual

    @property
    def text(self) -> str:
        """Everything that was shown."""
        return self.seen.decode(errors="replace")

    def kill(self, number=signal.SIGTERM):
        """Sends a signal."""
        self.process.send_signal(number)

    def wait(self) -> int:
        """The exit status, after all output has been read."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, f"does not end; seen: {self.text}"
            self.take(0.05)
        while self.take(0):
            pass
        return self.process.returncode

    def close(self):
        """Ends what is left."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)
