"""Where the pages and the built host are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
HOST = Path(os.environ.get("MCP_HOST_BINARY", ROOT / ".build/release/mcp-host")).resolve()
