# shellcheck shell=bash
# What the action's scripts say to the runner. The texts may hold anything, so they are escaped: the runner takes every line
# that begins with `::` for a command.

# annotate LEVEL TEXT
annotate() {
  local text=$2
  text=${text//[%]/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf '::%s title=planlint::%s\n' "$1" "$text"
}

# words ENGLISH CHINESE: the one that was asked for. What the settings say is known to planlint alone, so before it has run
# only the input and the variable count.
words() {
  case ${PLANLINT_LANG-} in
    zh | zh[-_]CN* | zh[-_]SG* | zh[-_]Hans* | ZH) printf '%s' "$2" ;;
    *) printf '%s' "$1" ;;
  esac
}
