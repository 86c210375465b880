"""Fenced examples of Markdown files. The word after the language says what a test does with one:

    ```c file=hello.c          written to the page's folder, for the commands that follow
    ```console run             each `$ command` is run there, in order; its output must be the lines below it
    ```swift from=Path/To.swift    must stand in that file of the repository, word for word

In an expected output, `…` stands for any text on one line, and a line with nothing else for any number of lines.
"""

import re
from dataclasses import dataclass


@dataclass
class Fence:
    line: int
    language: str
    mark: str
    text: str

    def option(self, name):
        found = re.fullmatch(rf"{name}=(\S+)", self.mark)
        return found and found[1]


def fences(page):
    """The fenced blocks of a page, in order."""
    opened, collected = None, []
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if opened is None and (found := re.fullmatch(r"```(\w*) ?(.*)", line)):
            opened, collected = (number, *found.groups()), []
        elif opened is not None and line == "```":
            yield Fence(*opened, "".join(part + "\n" for part in collected))
            opened = None
        elif opened is not None:
            collected.append(line)
    assert opened is None, f"{page.name}:{opened[0]}: this block is never closed"


def commands(text):
    """(command, expected output) of a console block; a line after one that ends with a backslash belongs to the command."""
    steps = []
    for line in text.splitlines():
        if line.startswith("$ "):
            steps.append([line[2:], []])
        elif steps and steps[-1][0].endswith("\\") and not steps[-1][1]:
            steps[-1][0] = steps[-1][0][:-1] + line.strip()
        else:
            steps[-1][1].append(line)
    return [(command, "\n".join(lines).strip()) for command, lines in steps]


def pattern(expected):
    """The expected output as a regular expression."""
    lines = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in expected.splitlines()]
    return "".join(lines)
