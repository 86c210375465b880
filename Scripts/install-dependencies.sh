#!/usr/bin/env bash
# Installs the Debian packages that building and testing need, if any is missing. Without network once they are there.
set -eu
packages=(libcurl4-openssl-dev libffi-dev pkg-config gcc g++ make python3 python3-venv)

command -v swift >/dev/null || {
  echo "A Swift 6.3 toolchain is needed and not on PATH. Get it from https://www.swift.org/install/linux/" >&2
  exit 1
}
missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing ${missing[*]}"
run=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Run as root, or install sudo: apt-get install ${missing[*]}" >&2; exit 1; }
  run=(sudo)
fi
"${run[@]}" apt-get update -qq
"${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
