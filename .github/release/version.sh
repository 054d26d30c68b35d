#!/usr/bin/env bash
# Says the version of Cargo.toml to the next jobs; a tag has to be that version, and the changelog has to know it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
if [[ $GITHUB_REF = refs/tags/* ]]; then
  if [[ $GITHUB_REF_NAME != "v$version" ]]; then
    echo "the tag is $GITHUB_REF_NAME, but Cargo.toml says $version: they have to agree" >&2
    exit 1
  fi
  .github/release/notes.sh "$version" > /dev/null
fi
echo "version=$version" >> "$GITHUB_OUTPUT"
