"""Watches: what happened since a version, then what happens."""

import json
import time
from collections.abc import Callable, Iterator

from .failure import Failure
from .store import Happened, Store

TICK = 0.05
"""Seconds between two looks of a watch; each counts as one for the controllers."""


def line(type_: str, value: dict) -> bytes:
    """One event on the wire."""
    return json.dumps({"type": type_, "object": value}, ensure_ascii=False).encode() + b"\n"


class Watch:
    """One watch. `fits` tells whether an object belongs to it, `look` lets the controllers move on."""

    def __init__(self, store: Store, kind, fits: Callable[[dict], bool], look: Callable[[], None], closing, bookmarks: bool, seconds: float):
        self.store, self.kind, self.fits, self.look, self.closing = store, kind, fits, look, closing
        self.bookmarks, self.end = bookmarks, time.monotonic() + seconds
        self.known: set[str] = set()

    def events(self, since: int | None) -> Iterator[bytes]:
        """The stream; from the present state when no version is given. An empty piece is a tick."""
        with self.store.changed:
            present = [one.value for one in self.store.listing(self.kind) if self.fits(one.value)]
            # Who begins at a version knows what fitted then; what has changed since is told again anyway.
            self.known = {one["metadata"]["uid"] for one in present}
            last = self.store.version if since is None else since
            first = [line("ADDED", one) for one in present] if since is None else []
        yield b"".join(first)
        while time.monotonic() < self.end and not self.closing.is_set():
            with self.store.changed:
                if last < self.store.oldest:
                    gone = Failure(410, f"too old resource version: {last} ({self.store.oldest})").status()
                    last = None
                else:
                    news = [one for one in self.store.history if one.version > last]
                    last = max([last, *(one.version for one in news)])
                    data = b"".join(self.told(one) for one in news)
            if last is None:
                yield line("ERROR", gone)
                return
            yield data
            if self.bookmarks and not data:
                self.bookmarks = False
                yield line("BOOKMARK", {"kind": self.kind.name, "apiVersion": self.kind.api_version, "metadata": {"resourceVersion": str(last)}})
            with self.store.changed:
                # Before the wait: a change while we wait must find us waiting, and none before it may be missed.
                if self.store.version <= last and last >= self.store.oldest:
                    self.store.changed.wait(TICK)
                self.look()

    def told(self, one: Happened) -> bytes:
        """An event as this watch sees it: what comes to fit is added, what fits no longer is deleted."""
        if one.kind != self.kind:
            return b""
        uid, fits = one.value["metadata"]["uid"], self.fits(one.value)
        if one.type == "DELETED" or not fits:
            if uid not in self.known and not (fits and one.type == "DELETED"):
                return b""
            self.known.discard(uid)
            return line("DELETED", one.value)
        type_ = "MODIFIED" if one.type == "MODIFIED" and uid in self.known else "ADDED"
        self.known.add(uid)
        return line(type_, one.value)
