#!/usr/bin/env bash
# Obtains planlint and writes its path to the step's outputs: the binary that is named, or a release whose checksum and
# attestation are right, or a build of the action's own commit.
#
# Takes BINARY, VERSION and TOKEN, and what the runner sets.
set -euo pipefail
action=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=.github/action/say.sh
. "$action/.github/action/say.sh"
token=${TOKEN-}
unset TOKEN

readonly repository=planlint/planlint
folder=$RUNNER_TEMP/planlint
mkdir -p "$folder"

# fail ENGLISH CHINESE
fail() {
  annotate error "$(words "$1" "$2")"
  exit 2
}

found() {
  local said
  said=$("$1" --version) || fail "$1 cannot be run: it is no planlint for this machine" \
    "无法运行 $1：它不是适用于本机的 planlint"
  printf '%s\n' "$(words "using $said ($1)" "使用 $said（$1）")"
  printf 'path=%s\n' "$1" >> "$GITHUB_OUTPUT"
  exit 0
}

# What Rust calls this runner.
target() {
  case ${RUNNER_OS-}-${RUNNER_ARCH-} in
    Linux-X64) echo x86_64-unknown-linux-musl ;;
    Linux-ARM64) echo aarch64-unknown-linux-musl ;;
    macOS-X64) echo x86_64-apple-darwin ;;
    macOS-ARM64) echo aarch64-apple-darwin ;;
    Windows-X64 | Windows-ARM64) echo x86_64-pc-windows-msvc ;;
    *) return 1 ;;
  esac
}

# download URL FILE: 0 if it is there now, 1 if there is no such thing, or the end of the step.
download() {
  local code
  code=$(curl --silent --show-error --location --proto '=https' --tlsv1.2 --retry 3 --output "$2" --write-out '%{http_code}' "$1") ||
    fail "cannot download $1 (curl says why in this step's log)" "无法下载 $1（原因见此步骤日志中 curl 的输出）"
  case $code in
    200) return 0 ;;
    404) return 1 ;;
    *) fail "cannot download $1: the server answers $code" "无法下载 $1：服务器的应答是 $code" ;;
  esac
}

sum() {
  if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# release VERSION: ends the step, or returns 1 if there is no such release.
release() {
  local version=$1 name archive url expected suffix=tgz exe=
  name=$(target) || fail "there is no release for ${RUNNER_OS-} on ${RUNNER_ARCH-}: build it with version: source" \
    "没有适用于 ${RUNNER_OS-}（${RUNNER_ARCH-}）的发布版本：请写 version: source，由源代码编译"
  case $name in *windows*) suffix=zip exe=.exe ;; esac
  archive=planlint-$name.$suffix
  url=https://github.com/$repository/releases/download/v$version
  download "$url/SHA256SUMS" "$folder/SHA256SUMS" || return 1
  download "$url/$archive" "$folder/$archive" || fail "the release $version has no $archive: build it with version: source" \
    "发布版本 $version 中没有 $archive：请写 version: source，由源代码编译"
  expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$folder/SHA256SUMS")
  if [[ -z $expected || $(sum "$folder/$archive") != "$expected" ]]; then
    fail "$archive of the release $version is not what its SHA256SUMS says: it is not used" \
      "发布版本 $version 的 $archive 与其 SHA256SUMS 不符，不予使用"
  fi
  if command -v gh > /dev/null; then
    GH_TOKEN=$token GH_HOST=github.com gh attestation verify "$folder/$archive" --repo "$repository" \
      --signer-workflow "$repository/.github/workflows/release.yml" --source-ref "refs/tags/v$version" ||
      fail "$archive of the release $version has no attestation of the project's release workflow: it is not used" \
        "发布版本 $version 的 $archive 没有本项目发布流程的证明，不予使用"
  else
    annotate notice "$(words "gh is not installed here, so the attestation of $archive was not verified; its checksum was" \
      "此处没有安装 gh，因此未验证 $archive 的证明；已验证其校验和")"
  fi
  rm -rf "${folder:?}/planlint-$name"
  if [[ $suffix = zip ]]; then unzip -q "$folder/$archive" -d "$folder"; else tar -xzf "$folder/$archive" -C "$folder"; fi ||
    fail "$archive of the release $version cannot be unpacked" "无法解压发布版本 $version 的 $archive"
  found "$folder/planlint-$name/planlint$exe"
}

build() {
  command -v cargo > /dev/null || fail "cargo is not installed here, so planlint cannot be built: name a release with version: 1.2.3" \
    "此处没有安装 cargo，无法编译 planlint：请用 version: 1.2.3 指定发布版本"
  cargo build --release --locked --manifest-path "$action/Cargo.toml" --target-dir "$folder/target" ||
    fail "planlint cannot be built here (cargo says why in this step's log)" \
      "无法在此处编译 planlint（原因见此步骤日志中 cargo 的输出）"
  local exe=
  if [[ ${RUNNER_OS-} = Windows ]]; then exe=.exe; fi
  found "$folder/target/release/planlint$exe"
}

if [[ -n ${BINARY-} ]]; then
  [[ -f $BINARY ]] || fail "binary: there is no file $BINARY" "binary：没有文件 $BINARY"
  found "$(cd "$(dirname "$BINARY")" && pwd)/$(basename "$BINARY")"
fi
case ${VERSION-} in
  source) build ;;
  '')
    own=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$action/Cargo.toml" | head -n 1)
    release "$own" || {
      printf '%s\n' "$(words "there is no release $own yet: building it from the action's own commit" \
        "发布版本 $own 尚未发布：由 Action 自身的提交编译")"
      build
    }
    ;;
  *)
    version=${VERSION#v}
    [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail "version: write it as 1.2.3, or source" \
      "version：请写作 1.2.3，或 source"
    release "$version" || fail "version: there is no release $version" "version：没有发布版本 $version"
    ;;
esac
