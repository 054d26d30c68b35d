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
