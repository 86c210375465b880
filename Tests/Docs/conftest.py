import os

import pytest
from pages import HOST, ROOT


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
