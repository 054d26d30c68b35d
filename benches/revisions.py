"""`planlint diff`, `gate` and `check --staged` beside what a check costs, and beside tools that compare structures.

A plan of many tasks in files of 50, of which 1 % change: their names, in 1 % of the files. graphtage cannot read YAML's
dates, so it gets the revisions as JSON: the whole plan, and for its sake the changed files alone.
"""

import shlex
import shutil

import generate
import measure
from measure import Command
from measure import Part
from measure import Target
from measure import tool

DEEPDIFF = """
import pathlib, sys, yaml
from deepdiff import DeepDiff
def read(folder):
    loader = getattr(yaml, sys.argv[3])
    return {path.name: yaml.load(path.read_bytes(), Loader=loader) for path in sorted(pathlib.Path(folder).glob("*.yaml"))}
print(len(DeepDiff(read(sys.argv[1]), read(sys.argv[2])).to_json()))
"""

LOADED_IN_C, GRAPHTAGE = "deepdiff, PyYAML's C loader", "graphtage"
DIFF, STAGED, GATE = "`planlint diff HEAD~1`", "`planlint check --staged --against HEAD`", "`planlint gate main`"
CHECK, CHANGED = "`planlint check`", "`planlint check`, the changed files alone"
FOUND = (0, 1)


def change(repository, first, count):
    """Rename the tasks of some files."""
    files = [repository / "plan" / f"phase-{first + number}.yaml" for number in range(count)]
    for file in files:
        file.write_text(file.read_text("utf-8").replace("name: ", "name: 新"), "utf-8")
    return files


def prepare(options, folder):
    """A repository of two commits, one with the second staged only, one with a branch beside `main`, and both as folders."""
    repository = folder / "repository"
    generate.write(repository / "plan", generate.parts(generate.Generator(options.large, 1), "phases"))
    measure.git(folder, "init", "--quiet", "--initial-branch", "main", repository)
    measure.commit(repository, "first")
    shutil.copytree(repository / "plan", folder / "old")
    shutil.copytree(repository, folder / "branches")
    count = max(1, options.large // generate.TASKS_A_PHASE // 100)
    changed = change(repository, 1, count)
    measure.commit(repository, "second")
    shutil.copytree(repository / "plan", folder / "new")
    shutil.copytree(repository, folder / "staged")
    measure.git(folder / "staged", "reset", "--quiet", "--soft", "HEAD~1")
    branches = folder / "branches"
    measure.git(branches, "checkout", "--quiet", "-b", "work")
    change(branches, 1, count)
    measure.commit(branches, "work")
    measure.git(branches, "checkout", "--quiet", "main")
    change(branches, 1 + count, count)
    measure.commit(branches, "main")
    measure.git(branches, "checkout", "--quiet", "work")
    alone = folder / "alone"
    alone.mkdir()
    for file in [repository / "plan" / "plan.yaml", repository / "plan" / "owners.yaml", *changed]:
        shutil.copy(file, alone)
    return repository, [file.stem for file in changed]


def report(options, scratch):
    repository, changed = prepare(options, scratch)
    planlint, python, graphtage = options.planlint, tool("python"), tool("graphtage")
    old, new, alone = scratch / "old", scratch / "new", scratch / "alone"
    for folder in (old, new):
        measure.as_json(folder, scratch / f"{folder.name}-json")
    pairs = "; ".join(shlex.join([str(graphtage), f"old-json/{name}.json", f"new-json/{name}.json"]) for name in changed)
    entries = [
        Command(DIFF, [planlint, "diff", "HEAD~1"], repository, FOUND),
        Command(STAGED, [planlint, "check", "--staged", "--against", "HEAD"], scratch / "staged", FOUND),
        Command("`planlint check --staged`", [planlint, "check", "--staged"], scratch / "staged", FOUND),
        Command(GATE, [planlint, "gate", "main"], scratch / "branches", FOUND),
        Command(CHECK, [planlint, "check"], repository, FOUND),
        Command(CHANGED, [planlint, "check", alone], scratch, FOUND),
        Command("`git diff --stat HEAD~1`", ["git", "diff", "--stat", "HEAD~1"], repository),
        Command("`git status`", ["git", "status"], repository),
        Command("deepdiff, `yaml.safe_load`", [python, "-c", DEEPDIFF, old, new, "SafeLoader"], scratch),
        Command(LOADED_IN_C, [python, "-c", DEEPDIFF, old, new, "CSafeLoader"], scratch),
        Command(GRAPHTAGE, [graphtage, "old-json.json", "new-json.json"], scratch, FOUND),
        Command("graphtage, the changed files alone", ["sh", "-c", pairs], scratch, FOUND),
    ]
    samples = measure.side_by_side("two revisions", entries, options)
    base = samples[DIFF].median()
    rows = [[entry.name, *measure.timed(samples[entry.name], base, options.limit)] for entry in entries]
    count = len(changed) * generate.TASKS_A_PHASE
    text = measure.table(["command", "time", "times `planlint diff`"], rows)
    text += f"\n\n{options.large:,} tasks, of which {count} in {len(changed)} files are changed"
    text += "; for `gate`, so many on each of two branches."
    parts = samples[CHECK].median() + samples[CHANGED].median()
    words = "times one check of what changed and one of the model"
    targets = [Target(f"{name}, {words}", samples[name].median() / parts, most=2) for name in (DIFF, STAGED)]
    for name in (LOADED_IN_C, GRAPHTAGE):
        # What was stopped took at least as long as it was given.
        took = options.limit if samples[name].stopped() else samples[name].median()
        targets.append(Target(f"{name}, times {DIFF}", took / base, least=100))
    says = {
        DIFF: "planlint diff HEAD~1",
        GATE: "planlint gate main",
        LOADED_IN_C: "deepdiff (PyYAML's C loader)",
        GRAPHTAGE: "graphtage",
        "`git diff --stat HEAD~1`": "git diff --stat, as a floor",
    }
    short = [[words, *measure.timed(samples[name], base, options.limit)] for name, words in says.items()]
    short = [[words, time, times if name == DIFF else f"{times} times"] for name, (words, time, times) in zip(says, short)]
    return Part({"revisions": text, "revisions-short": measure.table(["1 % of them changed", "", ""], short)}, targets)
