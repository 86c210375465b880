"""Where the binary and the example bundles are, and how a host is started.

MCP_HOST_BINARY, MCP_HOST_EXAMPLES and MCP_HOST_SANDBOX override the places of a release build.
"""

import json
import os
import pathlib
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
SUITE = pathlib.Path(__file__).resolve().parents[1]


def binary() -> pathlib.Path:
    """The host under test."""
    return pathlib.Path(os.environ.get("MCP_HOST_BINARY", ROOT / ".build/release/mcp-host")).resolve()


def examples() -> pathlib.Path:
    """The folder with the built example bundles."""
    return pathlib.Path(os.environ.get("MCP_HOST_EXAMPLES", ROOT / ".build/release/examples")).resolve()


def sandbox() -> pathlib.Path:
    """The stand-in for Kwork."""
    return pathlib.Path(os.environ.get("MCP_HOST_SANDBOX", ROOT / ".build/release/kwork-sandbox")).resolve()


def example(name: str) -> pathlib.Path:
    """One built example bundle, such as `everything`."""
    for candidate in (f"{name}.so", f"lib{name}.so"):
        if (examples() / candidate).exists():
            return examples() / candidate
    raise FileNotFoundError(f"no bundle {name}.so in {examples()}: build the examples, or set MCP_HOST_EXAMPLES")


def write_config(folder: pathlib.Path, plugins: dict | None = None, **sections) -> pathlib.Path:
    """Writes a plugins.json of its own below `folder`; without `plugins` it enables the everything bundle alone."""
    if plugins is None:
        plugins = {"everything": {"path": str(example("everything"))}}
    path = pathlib.Path(tempfile.mkdtemp(prefix="config-", dir=folder)) / "plugins.json"
    path.write_text(json.dumps({"plugins": plugins, **sections}, indent=2))
    return path


def command(config: pathlib.Path) -> list[str]:
    """The command line that serves `config` on stdin and stdout."""
    return [str(binary()), "serve", "--config", str(config)]


def environment(home: pathlib.Path, **extra: str) -> dict[str, str]:
    """A small environment of its own. Hosts with the same `home` belong to the same user and share their state."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_RUNTIME_DIR": str(home), "XDG_CACHE_HOME": str(home / "cache"), "XDG_DATA_HOME": str(home / "data"),
            "TMPDIR": str(home), **extra}
