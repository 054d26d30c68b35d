#!/usr/bin/env bash
# Builds planlint for a target and packs it as `cargo binstall` and the action expect it: build.sh TARGET [PROFILE]
#
#   target/dist/planlint-TARGET.tgz (.zip for Windows), and in it planlint-TARGET/planlint, the licences and the changelog
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
target=$1 profile=${2:-release}

# The C of libgit2 and mimalloc; the crate `cc` looks for compilers with longer names.
case $target in *-musl) export "CC_${target//-/_}=musl-gcc" ;; esac
cargo build --profile "$profile" --locked --target "$target"

exe='' folder=$profile
case $target in *-windows-*) exe=.exe ;; esac
if [[ $profile = dev ]]; then folder=debug; fi
binary=${CARGO_TARGET_DIR:-target}/$target/$folder/planlint$exe
"$binary" --version
if [[ $target = *-musl ]] && ! ldd "$binary" 2>&1 | grep -Eq 'statically linked|not a dynamic executable'; then
  echo "$binary is not static:" >&2
  ldd "$binary" >&2
  exit 1
fi

name=planlint-$target
dist=${CARGO_TARGET_DIR:-target}/dist
rm -rf "${dist:?}/$name"*
mkdir -p "$dist/$name"
cp "$binary" LICENSE-APACHE LICENSE-MIT README.md CHANGELOG.md "$dist/$name"
cd "$dist"
case $target in
  *-windows-*) 7z a -bso0 "$name.zip" "$name" ;;
  *) tar -czf "$name.tgz" "$name" ;;
esac
rm -rf "$name"
