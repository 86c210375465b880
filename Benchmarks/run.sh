#!/usr/bin/env bash
# `make bench`: builds nothing but the driver; options go on to bench.py (--json, --runs, --mode, ...).
set -eu
exec python3 "$(dirname "$0")/bench.py" "$@"
