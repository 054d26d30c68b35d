"""Usage: python recipes.py PLANLINT PAGE, in the repository of the page's examples.

Runs the recipes at the end of docs/json.md, `planlint .. | jq -r '..'` and below it what they print, with jq's own library.
UPDATE_PAGES=1 writes what they print into the page.
"""

import os
import re
import shlex
import subprocess
import sys

import jq

planlint, page = sys.argv[1:]
with open(page, encoding="utf-8") as file:
    text = file.read()
start = text.index("\n## Recipes\n")
recipe = re.compile(r"```console\n(planlint [^\n]*?) \| (jq -r [^\n]*)\n```\n\n```text\n(.*?)```\n", re.S)


def printed(command, filter):
    words = [planlint, *shlex.split(command)[1:]]
    json = subprocess.run(words, stdout=subprocess.PIPE, encoding="utf-8").stdout
    tool, raw, program = shlex.split(filter)
    assert (tool, raw) == ("jq", "-r"), filter
    return "".join(f"{line}\n" for line in jq.compile(program).input_text(json))


ran = 0
for command, filter, shown in recipe.findall(text, start):
    says = printed(command, filter)
    if not says:
        sys.exit(f"{command} | {filter}: prints nothing")
    if says != shown and "UPDATE_PAGES" in os.environ:
        block = f"{command} | {filter}\n```\n\n```text\n"
        text = text.replace(block + shown, block + says)
    elif says != shown:
        sys.exit(f"{command} | {filter}: prints\n{says}and not\n{shown}(UPDATE_PAGES=1 tests/formats/run writes it)")
    ran += 1
if ran != text[start:].count("```console\n") or ran < 3:
    sys.exit(f"{page}: {ran} recipes could be read")
with open(page, "w", encoding="utf-8", newline="") as file:
    file.write(text)
print(f"{ran} recipes print what the page says")
