#!/bin/sh
# Installs the programs that tests use where they are present: Debian or a system made from it, as root.
set -eu
command -v apt-get >/dev/null || { echo "system-packages: this is not a Debian system; see docs/development.md for the list" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "system-packages: apt-get needs root" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends \
    make python3 python3-venv git curl \
    prometheus prometheus-alertmanager \
    postgresql \
    openssl \
    chromium fonts-noto-cjk fonts-dejavu-core \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils
# Browsers' tests cost half with it; they take chromium where a system has no such package.
apt-get install -y -q --no-install-recommends chromium-headless-shell || echo "system-packages: no chromium-headless-shell here"
