"""What the drivers have in common: the command line in, one JSON report out."""

import json
import sys
import time


class Report(dict):
    """Facts about one session, printed as the last line."""

    def tools(self, tools):
        """The names of the tools."""
        self["tools"] = sorted(tool.name for tool in tools)

    def started(self):
        """Marks the begin of the closing."""
        self["closing"] = time.monotonic()

    def finish(self):
        """Prints the report."""
        if "closing" in self:
            self["seconds_to_close"] = time.monotonic() - self.pop("closing")
        print(json.dumps(self, default=str), flush=True)


def arguments():
    """Mode, command and arguments of the host."""
    mode, command, *rest = sys.argv[1:]
    return mode, command, rest


def text(result):
    """All text blocks of a tool result."""
    return "\n".join(block.text for block in result.content if block.type == "text")
