#!/bin/sh
# Before the program starts in a container: the password of the database from its file, and the build, if it is read.
set -eu
if [ -n "${PGPASSWORD_FILE:-}" ]; then
  PGPASSWORD=$(cat "$PGPASSWORD_FILE")
  export PGPASSWORD
fi
case "$*" in
  *"streamlit run"*)
    [ -n "${PLAN_ATLAS_CATALOG:-}" ] || python -c "from loaders.catalog import ensure_built; ensure_built()" ;;
esac
exec "$@"
