#!/usr/bin/env bash
# Creates the throwaway virtual environments of the end-to-end tests: one for pytest, one for each published client.
# Run it again at any time: what is there already is left alone, without network. MCP_HOST_VENVS overrides the place,
# which is the root of the repository.
set -eu
suite=$(cd "$(dirname "$0")/.." && pwd)
place=${MCP_HOST_VENVS:-$(cd "$suite/../.." && pwd)}
python=${PYTHON:-python3}
mkdir -p "$place"

create() { # name, what to import as proof, what to install...
  local folder=$place/$1 proof=$2
  shift 2
  if [ -x "$folder/bin/python" ] && "$folder/bin/python" -c "$proof" 2>/dev/null; then return; fi
  rm -rf "$folder"
  "$python" -m venv "$folder"
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
  "$folder/bin/python" -c "$proof"
}

create .venv-test 'import pytest, jsonschema, referencing, pytest_timeout, xdist' -r "$suite/requirements.txt"
[ "${1:-all}" = test ] && exit 0
create .venv-mcp1 'from importlib.metadata import version; assert version("mcp").startswith("1."); import mcp' 'mcp>=1,<2'
create .venv-mcp2 'from importlib.metadata import version; assert version("mcp").startswith("2."); import mcp' 'mcp>=2,<3'
create .venv-fastmcp4 'from importlib.metadata import version; assert version("fastmcp").startswith("4."); import fastmcp' \
  'fastmcp>=4,<5'
