#!/usr/bin/env bash
# Installs the Debian packages that are missing. Without network once they are there.
#   install-dependencies.sh         what building needs
#   install-dependencies.sh test    also the servers and the browser that the tests run
set -eu
packages=(
  libcurl4-openssl-dev libffi-dev libsqlite3-dev libmariadb-dev libhiredis-dev
  pkg-config gcc g++ make python3 python3-venv
)
# Programs that may have come from somewhere else: only what is not on PATH is installed.
programs=()
if [ "${1:-}" = test ]; then
  packages+=(mariadb-server-core openssl)
  programs+=(redis-server:redis-server chromium:chromium kubectl:kubernetes-client)
fi

command -v swift >/dev/null || {
  echo "A Swift 6.3 toolchain is needed and not on PATH. Get it from https://www.swift.org/install/linux/" >&2
  exit 1
}
missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
for program in "${programs[@]}"; do
  command -v "${program%%:*}" >/dev/null || missing+=("${program##*:}")
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
