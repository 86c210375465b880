"""Every example that a page marks as runnable compiles and prints what the page says."""

import re
import subprocess

import pytest
from fences import commands, fences, pattern
from pages import HOST, PAGES, ROOT

RUNNABLE = [page for page in PAGES if any(fence.mark == "run" for fence in fences(page))]


def test_marks_are_known():
    for page in PAGES:
        for fence in fences(page):
            assert fence.mark in ("", "run") or fence.option("file") or fence.option("from"), f"{page.name}:{fence.line}: {fence.mark}"


def test_quoted_code_is_the_code():
    for page in PAGES:
        for fence in fences(page):
            if source := fence.option("from"):
                assert fence.text in (ROOT / source).read_text(), f"{page.name}:{fence.line} differs from {source}"


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.name)
def test_commands_print_what_the_page_says(page, surroundings):
    assert HOST.exists(), "build the host first: make build"
    folder, environment = surroundings
    for fence in fences(page):
        if name := fence.option("file"):
            (folder / name).unlink(missing_ok=True)
            (folder / name).write_text(fence.text)
        for command, expected in commands(fence.text) if fence.mark == "run" else []:
            if command.startswith("export "):
                name, value = command.removeprefix("export ").split("=", 1)
                environment[name] = value.strip("'")
                continue
            result = subprocess.run(
                ["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, timeout=60)
            printed = "".join(line.rstrip() + "\n" for line in result.stdout.strip().splitlines())
            assert re.fullmatch(pattern(expected), printed), (
                f"{page.name}:{fence.line}: {command}\n--- expected\n{expected}\n--- printed\n{printed}")
