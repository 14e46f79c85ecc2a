#!/usr/bin/env bash
# Runs every test of Plan Atlas on a machine that has nothing: installs what is missing, then lints,
# type-checks and tests, browser tests included. Safe to run again; works from a path with spaces.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Debian packages: the virtual environment, the browser the tests drive, git for the architecture test, poppler, which
# reads the printed PDF back, LibreOffice, which opens the slides, documents and workbooks, PostgreSQL with PostGIS, on
# which the store runs as on SQLite and from which published builds are served, and nginx, for its example. RUNLEVEL=1
# lets no package start a server.
missing=()
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
[ -x /usr/bin/chromium ] || missing+=(chromium fonts-liberation)
command -v git >/dev/null || missing+=(git)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
command -v soffice >/dev/null || missing+=(libreoffice-impress libreoffice-writer libreoffice-calc)
PATH=$PATH:/usr/sbin command -v nginx >/dev/null || missing+=(nginx-light)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql postgresql-contrib)
install_debian() {
  echo "Installing Debian packages: $*"
  as_root apt-get update -qq
  as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
[ "${#missing[@]}" = 0 ] || install_debian "${missing[@]}"
if ! ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; then
  version=$(ls -d /usr/lib/postgresql/*/bin/initdb | cut -d/ -f5 | sort -n | tail -1)
  install_debian "postgresql-$version-postgis-3"
fi

python3 -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
[ -x .venv/bin/python ] || python3 -m venv .venv
wanted=$(cat requirements.txt tests/requirements.txt | sha256sum)
if [ "$(cat .venv/.installed 2>/dev/null || true)" != "$wanted" ]; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r tests/requirements.txt
  printf '%s\n' "$wanted" >.venv/.installed
fi

export PYTHONDONTWRITEBYTECODE=1
.venv/bin/python -m ruff check --quiet .
.venv/bin/python -m ruff format --quiet --check .
.venv/bin/python -m mypy
if [ "$#" -gt 0 ]; then
  exec .venv/bin/python -m pytest --run-browser "$@"
fi
# Files of tests on all cores; then, one by one, what drives a browser and would wait for its turn.
.venv/bin/python -m pytest --run-browser -m "not browser" --numprocesses auto --dist loadfile
.venv/bin/python -m pytest --run-browser -m browser
