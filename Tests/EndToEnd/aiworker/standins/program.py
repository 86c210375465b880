"""A stand-in as a program: says where it listens, runs until its input ends or it is told to stop."""

import argparse
import signal
import sys
import threading


def arguments(description: str) -> argparse.ArgumentParser:
    """The options that every stand-in has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--token", help="the token that is let in")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")
    return parser


def run(standin, **told: str):
    """Prints what a shell needs, one NAME=value a line, then a comment line; ends with status 1 if anything was violated."""
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    for name, value in told.items():
        print(f"{name}={value}")
    print(f"# {standin.service} stand-in is ready", flush=True)
    if "--with-parent" in sys.argv:
        threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
    done.wait()
    standin.stop()
    for one in standin.violations:
        print(f"violation: {one}", file=sys.stderr)
    for one in standin.record.defects:
        print(f"defect: {one}", file=sys.stderr)
    sys.exit(1 if standin.violations or standin.record.defects else 0)
