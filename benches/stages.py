"""Where the instructions of a check go, stage by stage: what valgrind counts in the functions that are the stages."""

import re
import shutil
import subprocess

import generate
import measure
from measure import Command
from measure import Part
from measure import Target

READ, PARSE, REST = "read the files", "parse the YAML", "all else"
# A stage is a function with all it calls, or with all but what other stages of it are.
STAGES = {
    READ: ("planlint::load::disk::plan", ()),
    PARSE: ("planlint::text::yaml::read", ()),
    "schema: nodes to tasks, dates, names": ("planlint::model::read::read_file", ("planlint::text::yaml::read",)),
    "model: parts to a plan": ("planlint::model::assemble::assemble", ()),
    "schedule: graph, windows, roll-ups": ("planlint::schedule::Schedule::new", ()),
    "rules": ("planlint::check::run_rules", ()),
    "levels, order, fingerprints": ("planlint::check::conclude", ()),
    "print": ("planlint::report::render", ()),
}


def report(options, scratch):
    if not shutil.which("valgrind"):
        measure.say("valgrind is not installed: no stages")
        return Part({}, [])
    measure.say("counting instructions by stage")
    counts = []
    for mistakes in (0, 1):
        plan = generate.Generator(options.large, 1)
        generate.make_mistakes(plan, mistakes, generate.COMMON_KINDS)
        folder = scratch / f"mistakes-{mistakes}"
        generate.write(folder, generate.parts(plan, "phases"))
        counts.append(stages(profile(options, folder)))
    head = ["stage", "of a valid plan: million instructions", "share", "1 % mistakes: million instructions", "share"]
    rows = []
    for name in counts[0]:
        row = [name]
        for of_plan in counts:
            row += cells(of_plan[name], sum(count for count in of_plan.values() if count))
        rows.append(row)
    totals = [cell for of_plan in counts for cell in cells(sum(count for count in of_plan.values() if count), None)]
    text = measure.table(head, [*rows, ["together", *totals]])
    targets = []
    for what, of_plan in zip(("a valid plan", "1 % mistakes"), counts):
        after = {name: count for name, count in of_plan.items() if name not in (READ, PARSE, REST) and count}
        costliest = max(after, key=after.get)
        words = f"{what}: the costliest stage after parsing ({costliest.split(':')[0]}), times parsing"
        targets.append(Target(words, after[costliest] / of_plan[PARSE], most=1))
    return Part({"stages": f"{text}\n\n{options.large:,} tasks."}, targets)


def cells(count, total):
    if count is None:
        return ["inlined", ""]
    return [measure.digits(count / 1e6), f"{count / total * 100:.1f} %" if total else ""]


def profile(options, folder):
    """Instructions by function with all it calls, and of all together."""
    counted = folder.with_suffix(".callgrind")
    command = Command("planlint", [options.profiled, "check", folder], folder.parent, (0, 1))
    if measure.callgrind(command, counted, options.limit) is None:
        raise SystemExit(f"stages.py: more than {options.limit} seconds; allow more with --limit")
    annotate = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", counted]
    text = subprocess.run(annotate, check=True, capture_output=True, text=True).stdout
    functions = {"": int(re.search(r"([\d,]+) .*PROGRAM TOTALS", text)[1].replace(",", ""))}
    # A function has a line for each source file that was inlined into it; the largest holds them all.
    for count, name in re.findall(r"^ *([\d,]+) \(.*?%\)  \S+?:([\w:]+)(?= \[|$)", text, re.MULTILINE):
        functions[name] = max(functions.get(name, 0), int(count.replace(",", "")))
    return functions


def stages(functions):
    """Nothing for what the compiler has put into another function, where it counts as all else."""
    if STAGES[PARSE][0] not in functions:
        raise SystemExit(f"stages.py: there is no {STAGES[PARSE][0]} in the profile; name the function that parses now")
    counts = {}
    for name, (function, less) in STAGES.items():
        count = functions.get(function)
        if count is None:
            measure.say(f"stages.py: {function} is not in the profile; was it renamed?")
        counts[name] = count and count - sum(functions.get(other, 0) for other in less)
    counts[REST] = functions[""] - sum(count for count in counts.values() if count)
    return counts
