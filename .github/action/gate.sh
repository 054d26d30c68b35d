#!/usr/bin/env bash
# Gates what an event wants to merge: annotates lines, writes the findings and the semantic diff into the job summary, and
# sets the step's outputs. Ends with planlint's exit status.
#
# Takes what action.yml puts into the environment, and what the runner sets. Refs and commits are the only things of a
# stranger's that get here; none of them is evaluated, and none can be taken for an option.
set -euo pipefail
action=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=.github/action/say.sh
. "$action/.github/action/say.sh"
token=${TOKEN-}
unset TOKEN

folder=$RUNNER_TEMP/planlint
mkdir -p "$folder"
: > "$folder/fetch"
json=$folder/planlint.json sarif=$folder/planlint.sarif
readonly nobody=0000000000000000000000000000000000000000

# fail TEXT, or fail ENGLISH CHINESE: the work cannot be done, which the log, the summary and the outputs say.
fail() {
  annotate error "$(words "$1" "${2-$1}")"
  printf '### planlint\n\n%s\n' "$(words 'planlint could not do its work. The log of this step says why.' \
    'planlint 未能完成工作，原因见此步骤的日志。')" >> "$GITHUB_STEP_SUMMARY"
  printf 'status=2\n' >> "$GITHUB_OUTPUT"
  exit 2
}

# The commit that a revision names, if it is here.
commit() { git rev-parse --verify --quiet --end-of-options "$1^{commit}" 2> /dev/null; }

is_shallow() { [[ $(git rev-parse --is-shallow-repository) = true ]]; }

# fetch [OPTION..] REFSPEC..: with the credentials that the checkout left, else with the token. Says nothing: not everything
# that is tried has to be there.
fetch() {
  local options=(--quiet --no-tags --no-recurse-submodules --no-write-fetch-head)
  export GIT_TERMINAL_PROMPT=0
  if git fetch "${options[@]}" origin "$@" 2> "$folder/fetch"; then return 0; fi
  [[ -n $token && -n ${GITHUB_SERVER_URL-} ]] || return 1
  GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.$GITHUB_SERVER_URL/.extraheader \
    GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$token" | base64 | tr -d '\n')" \
    git fetch "${options[@]}" origin "$@" 2> "$folder/fetch"
}

# The same for what a shallow clone does not have yet, without a history that nobody may need.
fetch_tip() {
  if is_shallow; then fetch --depth=50 "$@"; else fetch "$@"; fi
}

# The tip of a branch of the origin as it is now, or as the checkout brought it.
branch() {
  git check-ref-format "refs/heads/$1" || return 1
  if fetch_tip "+refs/heads/$1:refs/remotes/origin/$1"; then
    commit "refs/remotes/origin/$1"
  else
    commit "refs/remotes/origin/$1" &&
      printf '%s\n' "$(words "origin/$1 could not be fetched; as the checkout brought it, it is used" \
        "无法取得 origin/$1，改用检出时带来的版本")" >&2
  fi
}

# A commit by its id.
have() {
  [[ $1 =~ ^[0-9a-f]{40,64}$ ]] || return 1
  commit "$1" > /dev/null || { fetch_tip "$1" && commit "$1" > /dev/null; }
}

# Whether nothing is missing between the two and where they come from.
reaches() {
  local bases edge hidden
  bases=$(git merge-base --all "$base" "$head") || return 1
  edge=$(git rev-parse --git-path shallow)
  # A commit at the edge of a shallow clone hides what it comes from, and with it perhaps a later merge base.
  # shellcheck disable=SC2086 # several commits
  hidden=$(git rev-list "$base" "$head" --not $bases | grep -Fx -f "$edge" || true)
  [[ -z $hidden ]]
}

deepen() {
  local depth
  is_shallow || return 0
  for depth in 50 500 5000; do
    if reaches; then return 0; fi
    printf '%s\n' "$(words "the clone is shallow: fetching $depth commits of history" "当前为浅克隆：取得 $depth 个提交的历史记录")"
    fetch --depth="$depth" "$base" "$head" || break
    is_shallow || return 0
  done
  if reaches; then return 0; fi
  fetch --unshallow "$base" "$head" ||
    fail "this clone is shallow, and what is missing cannot be fetched: check out with fetch-depth: 0
$(cat "$folder/fetch")" "当前为浅克隆，且无法取得缺少的历史记录：请在检出时写 fetch-depth: 0
$(cat "$folder/fetch")"
}

# `name` if it is an unmistakable name of the commit, else the commit.
named() { if [[ $(commit "$1") = "$2" ]]; then printf '%s' "$1"; else git rev-parse --short=12 "$2"; fi; }

git rev-parse --git-dir > /dev/null 2> "$folder/git" ||
  fail "there is no repository in $PWD that git can read: the step before has to be actions/checkout
$(cat "$folder/git")" "$PWD 中没有 git 能读取的仓库：前一步须为 actions/checkout
$(cat "$folder/git")"
# Annotations name files from the root.
cd "$(git rev-parse --show-toplevel)"

base='' head='' base_name='' head_name=''
case $GITHUB_EVENT_NAME in
  pull_request)
    head=$PULL_HEAD
    # Not the merge that was checked out, which has one half of what it breaks for a parent: both halves are to be named.
    have "$head" || { fetch_tip "refs/pull/$PULL_NUMBER/head" && commit "$head" > /dev/null; } ||
      fail "the pull request's commit $head is not here and cannot be fetched: check out with fetch-depth: 0
$(cat "$folder/fetch")" "此处没有合并请求的提交 $head，也无法取得：请在检出时写 fetch-depth: 0
$(cat "$folder/fetch")"
    git update-ref "refs/remotes/pull/$PULL_NUMBER/head" "$head"
    head_name=pull/$PULL_NUMBER/head
    if [[ -z ${BASE-} ]]; then
      # The event's own base is as old as the event; others may have merged since.
      base=$(branch "$GITHUB_BASE_REF") || base=$PULL_BASE
      base_name=origin/$GITHUB_BASE_REF
    fi
    ;;
  merge_group)
    head=$GROUP_HEAD base=$GROUP_BASE
    ;;
  push)
    head=$GITHUB_SHA
    if [[ ${PUSH_BEFORE:-$nobody} != "$nobody" ]]; then
      base=$PUSH_BEFORE
      # After a forced push the origin may have forgotten it.
      have "$base" || base=''
    fi
    if [[ -z $base && $GITHUB_REF != "refs/heads/$DEFAULT_BRANCH" ]]; then
      base=$(branch "$DEFAULT_BRANCH") || base=''
      base_name=origin/$DEFAULT_BRANCH
    fi
    ;;
  pull_request_target)
    fail "planlint does not run on pull_request_target, where a workflow can write and has secrets: pull_request has all it needs" \
      "planlint 不在 pull_request_target 上运行，因为那里的工作流可以写入并拥有密钥：请改用 pull_request，已足够使用"
    ;;
  *)
    head=$GITHUB_SHA
    ;;
esac

have "$head" || fail "the commit $head is not here and cannot be fetched: check out with fetch-depth: 0" \
  "此处没有提交 $head，也无法取得：请在检出时写 fetch-depth: 0"
if [[ -n ${BASE-} ]]; then
  if base=$(branch "$BASE"); then
    base_name=origin/$BASE
  else
    have "$BASE" || true
    base=$(commit "$BASE") || fail "base: there is no branch or commit $BASE" "base：没有分支或提交 $BASE"
    base_name=''
  fi
fi
if [[ -n $base ]]; then
  have "$base" || fail "the commit $base to gate against is not here and cannot be fetched: check out with fetch-depth: 0
$(cat "$folder/fetch")" "此处没有用来对比的提交 $base，也无法取得：请在检出时写 fetch-depth: 0
$(cat "$folder/fetch")"
  # A merge that the queue or somebody made: its second parent is what was merged, so that both halves can be named.
  if [[ $GITHUB_EVENT_NAME != pull_request ]]; then
    deepen
    if [[ $(commit "$head^1") = "$base" && -n $(commit "$head^2") && -z $(commit "$head^3") ]]; then head=$(commit "$head^2"); fi
  fi
  deepen
fi

arguments=(--format github --output "json=$json" --output "sarif=$sarif" --output "markdown=$GITHUB_STEP_SUMMARY")
[[ -z ${FAIL_ON-} ]] || arguments+=("--fail-on=$FAIL_ON")
plans=()
while IFS= read -r plan; do
  plan=${plan#"${plan%%[![:space:]]*}"}
  plan=${plan%"${plan##*[![:space:]]}"}
  [[ -z $plan ]] || plans+=("$plan")
done <<< "${PLANS-}"

rm -f "$json" "$sarif"
status=0
if [[ -z $base ]]; then
  printf '%s\n' "$(words 'there is nothing to gate against: checking the whole plan' '没有可供对比的内容，检查整个计划')"
  "$PLANLINT" check --rev "$head" "${arguments[@]}" -- ${plans[@]+"${plans[@]}"} 2> "$folder/said" || status=$?
else
  for plan in ${plans[@]+"${plans[@]}"}; do arguments+=("--plan=$plan"); done
  base_name=$(named "${base_name:-$base}" "$base") head_name=$(named "${head_name:-$head}" "$head")
  "$PLANLINT" gate "${arguments[@]}" -- "$base_name" "$head_name" 2> "$folder/said" || status=$?
fi
if ((status > 1)) || [[ ! -f $json ]]; then
  fail "$(cat "$folder/said")"
fi
if [[ -s $folder/said ]]; then annotate warning "$(cat "$folder/said")"; fi

if [[ -n $base ]]; then
  diff=()
  for plan in ${plans[@]+"${plans[@]}"}; do diff+=("--plan=$plan"); done
  # Its findings are the gate's already.
  "$PLANLINT" diff --format markdown --fail-on never ${diff[@]+"${diff[@]}"} "$base_name...$head_name" \
    >> "$GITHUB_STEP_SUMMARY" 2> "$folder/said" || annotate warning "$(cat "$folder/said")"
fi

# count LIST PATTERN: the lines of a list of the report; there is one value a line, and no text of a plan begins one.
count() {
  awk -v list="  \"$1\": [" -v pattern="^      $2" '
    $0 == list { inside = 1 } /^  ]/ { inside = 0 } inside && $0 ~ pattern { n++ } END { print n + 0 }' "$json"
}
verdict=pass
((status == 0)) || verdict=block
{
  printf 'verdict=%s\nstatus=%s\n' "$verdict" "$status"
  for level in error warning note; do printf '%ss=%s\n' "$level" "$(count findings "\"level\": \"$level\"")"; done
  printf 'conflicts=%s\n' "$(count conflicts '"path": ')"
  printf 'base=%s\nhead=%s\njson=%s\nsarif=%s\n' "$base" "$head" "$json" "$sarif"
} >> "$GITHUB_OUTPUT"
exit "$status"
