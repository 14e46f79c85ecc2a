#!/bin/sh
# Starts Plan Atlas; what follows the name goes to Streamlit, such as --server.port 8600.
set -eu
cd "$(dirname "$0")/plan-atlas"
[ -x ../.venv/bin/python ] || { echo "还没有安装,请先运行:bash install.sh" >&2; exit 1; }
exec ../.venv/bin/python -m streamlit run app.py "$@"
