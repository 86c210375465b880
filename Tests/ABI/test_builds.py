"""Every example and every careless bundle builds, and the tables that describe them leave none out."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
EXAMPLES = REPOSITORY / "Examples"
CARELESS = REPOSITORY / "Tests" / "CarelessBundles"
COMPILERS = [pair for pair in (("gcc", "g++"), ("clang", "clang++")) if all(map(shutil.which, pair))] or [("cc", "c++")]


def make(folder, output, compilers):
    c, cxx = compilers
    result = subprocess.run(["make", "-s", "-C", folder, f"OUT={output}", f"CC={c}", f"CXX={cxx}"],
                            capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("compilers", COMPILERS)
def test_examples_build(compilers, tmp_path):
    printed = make(EXAMPLES, tmp_path, compilers)
    expected = {"everything", "hello", "parallel", "hello-cpp"}
    if shutil.which("rustc"):
        expected.add("hello-rust")
    else:
        assert "left out: hello-rust.so" in printed
    assert {path.stem for path in tmp_path.glob("*.so")} == expected


@pytest.mark.parametrize("compilers", COMPILERS)
def test_careless_bundles_build(compilers, tmp_path):
    make(CARELESS, tmp_path, compilers)
    expected = {path.stem for path in CARELESS.glob("*/*.c")} | {"not_elf", "truncated"}
    assert {path.stem for path in tmp_path.glob("*.so")} == expected
    assert not (tmp_path / "stub").exists()


def test_the_dynamic_linker_refuses_those_it_should_and_no_other(tmp_path):
    make(CARELESS, tmp_path, COMPILERS[0])
    refused = {"not_elf", "truncated", "undefined_symbol", "missing_library"}
    script = "import ctypes, os, sys; ctypes.CDLL(sys.argv[1], mode=os.RTLD_NOW | os.RTLD_LOCAL)"
    for path in sorted(tmp_path.glob("*.so")):
        result = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True)
        assert (result.returncode != 0) == (path.stem in refused), f"{path.stem}: {result.stderr}"


def test_the_table_lists_every_careless_bundle():
    table = (CARELESS / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| \S.* \| \S.* \|$", table, flags=re.M)
    assert len(listed) == len(set(listed))
    assert set(listed) == {path.stem for path in CARELESS.glob("*/*.c")} | {"not_elf", "truncated"}


def test_hello_is_small():
    assert len((EXAMPLES / "hello" / "hello.c").read_text(encoding="utf-8").splitlines()) < 30


def test_the_table_lists_every_tool_of_everything():
    source = (EXAMPLES / "everything" / "everything.c").read_text(encoding="utf-8")
    tools = re.findall(r'MCP_TOOL(?:_WITH|_PREVIEWED)?\((\w+),', source) + re.findall(r'MCP_TOOL_NAMED\("(\w+)"', source)
    table = (EXAMPLES / "everything" / "README.md").read_text(encoding="utf-8")
    rows = "".join(line for line in table.splitlines() if line.startswith("| "))
    assert set(tools) == set(re.findall(r"`(\w+)`", rows))
