#!/usr/bin/env bash
# Prints what the changelog says about a version: notes.sh 1.2.3
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

notes=$(awk -v version="$1" '
  /^## / { inside = ($2 == version || $2 == "[" version "]"); next }
  inside' CHANGELOG.md)
if [[ -z ${notes//[[:space:]]/} ]]; then
  echo "CHANGELOG.md says nothing under \"## $1\": rename \"Unreleased\"" >&2
  exit 1
fi
printf '%s\n' "$notes"
