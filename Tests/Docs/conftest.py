"""Where the pages and the built host are."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
HOST = Path(os.environ.get("MCP_HOST_BINARY", ROOT / ".build/release/mcp-host"))


@pytest.fixture
def surroundings(tmp_path):
    """A page's own folder, and an environment in which commands find the host and nothing of this machine's Kwork account."""
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "plugins.json").symlink_to(ROOT / "plugins.json")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KWORK_", "MCP_"))}
    return folder, {
        **clean, "PATH": f"{HOST.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path),
        "LC_ALL": "C.UTF-8"}
