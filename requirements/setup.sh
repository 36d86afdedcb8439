#!/usr/bin/env bash
# Makes .venv and installs the pinned requirements (requirements/dev.txt). Quick when nothing changed.
# PYTHON=... chooses the interpreter; otherwise the first of python3.11 ... python3 that works and is 3.11 or newer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.venv
stamp=$venv/.requirements.sha256
source requirements/apt.sh

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3 python}; do
    if command -v "$candidate" >/dev/null && is_recent "$candidate"; then command -v "$candidate"; return; fi
  done
  return 1
}

make_venv() {
  local python
  python=$(find_python) || { apt_install python3 python3-venv; python=$(find_python) || die "no Python 3.11 or newer on PATH"; }
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    apt_install "$("$python" -c 'import sys; print(f"python3.{sys.version_info[1]}-venv")')"
  fi
  say "making $venv with $("$python" -V)"
  rm -rf "$venv"
  "$python" -m venv "$venv"
}

install() {
  local pip=("$venv/bin/python" -m pip --disable-pip-version-check --quiet)
  say "installing the pinned requirements"
  if "${pip[@]}" install --require-hashes -r requirements/tools.txt &&
    UV_LINK_MODE=copy "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes -r requirements/dev.txt; then
    return
  fi
  say "uv could not install them; trying pip, which takes longer"
  "${pip[@]}" install --require-hashes -r requirements/dev.txt
}

wanted=$(cat requirements/tools.txt requirements/dev.txt | sha256sum | cut -d' ' -f1)
is_recent "$venv/bin/python" || make_venv
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  install
  printf '%s\n' "$wanted" >"$stamp"
  say "done"
fi
