#!/usr/bin/env bash
# Installs by apt, only what is missing: Chromium for the tests of pages, Pango and a font for printed reports.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source requirements/apt.sh

has_library() { ldconfig -p 2>/dev/null | grep -q "$1"; }
has_font() { [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ]; }

missing=()
command -v chromium >/dev/null || missing+=(chromium)
has_library libpango-1.0.so || missing+=(libpango-1.0-0)
has_library libpangoft2-1.0.so || missing+=(libpangoft2-1.0-0)
has_library libharfbuzz-subset.so || missing+=(libharfbuzz-subset0)
has_font || missing+=(fonts-dejavu-core)
[ "${#missing[@]}" -eq 0 ] || apt_install "${missing[@]}"
