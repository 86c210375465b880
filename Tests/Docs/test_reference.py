"""The reference names everything there is: the header's names, the failure codes, the messages."""

import re
from pathlib import Path

import pytest
from pages import ROOT

HEADER = (ROOT / "Sources/PluginABI/include/mcp_plugin.h").read_text()
REFERENCE = (ROOT / "docs/abi.md").read_text()
GUIDE = (ROOT / "docs/plugin-author-guide.md").read_text()
CODES = (ROOT / "docs/failure-codes.md").read_text()

CODE = re.sub(r"/\*.*?\*/", "", HEADER, flags=re.S)
STRUCTS = dict((name, body) for body, name in re.findall(r"typedef struct \w+ \{(.*?)\} (\w+);", CODE, flags=re.S))
STRUCTS |= dict(re.findall(r"^struct (\w+) \{(.*?)^\};", CODE, flags=re.M | re.S))
CONSTANTS = [name for body in re.findall(r"enum \{(.*?)\};", CODE, flags=re.S) for name in re.findall(r"\b(MCP_\w+)\s*=", body)]
MACROS = sorted(set(re.findall(r"#define (MCP_\w+[A-Z])\b", CODE)) - {"MCP_PLUGIN_H"})


def fields(body):
    return re.findall(r"\(\*(\w+)\)\(|\b(\w+);", body)


def named(word, text):
    return re.search(rf"`[^`\n]*\b{re.escape(word)}\b[^`\n]*`", text)


def test_the_header_was_understood():
    assert len(STRUCTS) >= 30 and len(CONSTANTS) >= 50 and len(MACROS) >= 40


@pytest.mark.parametrize("name", STRUCTS)
def test_every_struct_and_its_fields_are_in_the_reference(name):
    section = re.search(rf"^#+ [^\n]*`{name}`.*?(?=^#+ |\Z)", REFERENCE, flags=re.M | re.S)
    assert section or named(name, REFERENCE), f"{name} is not in docs/abi.md"
    text = section[0] if section else REFERENCE
    missing = [field for pair in fields(STRUCTS[name]) for field in pair if field and not named(field, text)]
    assert not missing, f"{name}: {missing} not in docs/abi.md"


def test_every_constant_is_in_the_reference():
    assert [name for name in CONSTANTS if not named(name, REFERENCE)] == []


def test_every_macro_is_explained():
    assert [name for name in MACROS if not named(name, REFERENCE + GUIDE)] == []


def swift(folder):
    return "".join(path.read_text() for path in sorted(Path(folder).rglob("*.swift")))


def test_every_failure_code_is_documented():
    host = swift(ROOT / "Sources/Host")
    used = set(re.findall(r'\bFailure\(\s*"([a-z_]+)"', host))
    body = re.search(r"enum FailureCode.*?\n    /// Whether", host, flags=re.S)[0]
    for line in re.findall(r"^    case (.*)$", body, flags=re.M):
        name, _, raw = line.partition(" = ")
        used.add(raw.strip('"') or name.strip("`"))
    assert {"timeout", "rate_limit", "busy", "internal"} <= used
    assert sorted(code for code in used if not named(code, CODES) and not named(code, REFERENCE)) == []


def test_quoted_refusals_are_the_hosts_words():
    """The table between `What the host refuses` and the next heading: each message, cut at `…`, stands in the sources."""
    sources = re.sub(r'\\"', '"', swift(ROOT / "Sources/Host"))
    section = re.search(r"^## What the host refuses.*?(?=^## )", GUIDE, flags=re.M | re.S)[0]
    messages = re.findall(r"^\| `(.*?)` \|", section, flags=re.M)
    assert len(messages) >= 10
    pieces = [piece.strip() for message in messages for piece in message.split("…") if len(piece.strip()) > 5]
    assert [piece for piece in pieces if piece not in sources] == []
