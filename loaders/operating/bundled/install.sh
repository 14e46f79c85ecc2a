#!/bin/sh
# Installs Plan Atlas from this folder, without a network: bash install.sh
set -eu
cd "$(dirname "$0")"
if command -v sha256sum >/dev/null; then
  sha256sum --check --quiet SHA256SUMS.txt || { echo "文件不完整或被改动,请重新复制安装包。" >&2; exit 1; }
fi
for python in "${PYTHON:-}" @PYTHONS@ python3; do
  [ -n "$python" ] && command -v "$python" >/dev/null || continue
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') || continue
  case " @VERSIONS@ " in *" $version "*) break ;; esac
  python=
done
[ -n "$python" ] || { echo "需要 Python @VERSIONS@ 之一(本机没有找到);可用 PYTHON=/路径/python3 bash install.sh 指定。" >&2; exit 1; }
"$python" -m venv --without-pip .venv
.venv/bin/python wheels/@PIP@/pip install --quiet --disable-pip-version-check --no-compile --no-index --find-links wheels \
  -r plan-atlas/requirements.txt || { echo "安装没有成功,原因见上。" >&2; exit 1; }
echo "安装完成。启动:bash start.sh"
