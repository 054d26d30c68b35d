"""planlint beside its peers and beside floors, on the same files."""

import shutil
import subprocess

import generate
import measure
import taskjuggler
from measure import ROOT
from measure import Command
from measure import Part
from measure import Target
from measure import tool

SCHEMA = ROOT / "schema" / "plan.schema.json"
OURS, CHECK_JSONSCHEMA, YAMLLINT, TASKJUGGLER = "`planlint check`", "`check-jsonschema`", "`yamllint` (relaxed)", "`tj3`"
EVENTS, STATUS = "the events of the YAML, on one core", "`git status`"


def commands(options, repository, plan, scratch):
    """All that a folder of a repository is given to."""
    files = sorted(plan.glob("*.yaml"))
    listed = [argument for file in measure.as_json(plan, scratch / f"{plan.name}-json") for argument in ("-d", file)]
    ajv = [tool("ajv"), "validate", "--spec=draft2020", "-s", SCHEMA]
    return [
        Command(OURS, [options.planlint, "check", plan], repository, exits=(0, 1)),
        Command(CHECK_JSONSCHEMA, [tool("check-jsonschema"), "--schemafile", SCHEMA, *files], repository),
        Command("`ajv-cli`", [*ajv, *listed], repository),
        Command("`boon`", [tool("boon"), "--quiet", without_look_ahead(scratch), *files], repository),
        Command(YAMLLINT, [tool("yamllint"), "--config-data", "relaxed", plan], repository),
        Command(EVENTS, [options.scan, "events", plan], repository),
        Command("the bytes", [options.scan, "bytes", plan], repository),
        Command(STATUS, ["git", "status"], repository),
        Command("`git diff --stat`", ["git", "diff", "--stat"], repository),
        Command("`/bin/true`", ["/bin/true"], repository),
    ]


def without_look_ahead(scratch):
    """A schema for boon, whose patterns have no look-ahead and need none: their `$` is the end of the text alone."""
    schema = scratch / "plan.schema.json"
    schema.write_text(SCHEMA.read_text("utf-8").replace(r"(?!\\n)", ""), "utf-8")
    return schema


def report(options, scratch):
    repository = scratch / "generated"
    plan = generate.Generator(options.large, 1)
    generate.write(repository / "plan", generate.parts(plan, "phases"))
    measure.git(scratch, "init", "--quiet", repository)
    measure.commit(repository, "all")
    small = commands(options, ROOT, ROOT / "plan", scratch)
    (scratch / "large").mkdir()
    large = commands(options, repository, repository / "plan", scratch / "large")
    if shutil.which("tj3"):
        project = scratch / "plan.tjp"
        project.write_text("\n".join(taskjuggler.project(plan)) + "\n", "utf-8")
        large.insert(5, Command(TASKJUGGLER, ["tj3", "--silent", "--no-reports", project], scratch))
    of_small = measure.side_by_side("the customer's plan", small, options)
    of_large = measure.side_by_side(f"{options.large:,} tasks", large, options)
    rows = []
    for command in large:
        row = [command.name]
        for samples in (of_small, of_large):
            base = samples[OURS].median()
            of_command = samples.get(command.name)
            row += measure.timed(of_command, base, options.limit) if of_command else ["", ""]
        rows.append([*row, measure.megabytes(of_large[command.name].peak)])
    head = ["command", "customer's plan", "times planlint", f"{options.large:,} tasks", "times planlint", "peak MB"]
    size = measure.bytes_of(repository / "plan") / 1e6
    files = len(list((repository / "plan").glob("*.yaml")))
    note = f"{options.large:,} tasks are {size:.1f} MB of YAML in {files} files; {', '.join(versions(options))}."
    text = measure.table(head, rows) + "\n\n" + note
    return Part({"peers": text, "peers-short": short(of_small, of_large, options)}, targets(of_small, of_large, options))


def short(of_small, of_large, options):
    """The lines that the project's README has room for."""
    says = {
        OURS: "planlint check",
        CHECK_JSONSCHEMA: "check-jsonschema (the schema only)",
        "`boon`": "boon (the schema only, in Rust)",
        YAMLLINT: "yamllint (YAML only)",
        TASKJUGGLER: "TaskJuggler's scheduling",
        STATUS: "git status, as a floor",
    }
    rows = []
    for name, words in says.items():
        row = [words]
        for samples in (of_small, of_large):
            cells = measure.timed(samples[name], samples[OURS].median(), options.limit) if name in samples else ["", ""]
            row += [cells[0], f"{cells[1]} times" if cells[1] and name != OURS else cells[1]]
        rows.append(row)
    return measure.table(["command", "the customer's plan", "", f"{options.large:,} tasks", ""], rows)


def targets(of_small, of_large, options):
    def times(samples, one, other):
        # Of what was stopped, so much is known that it took longer.
        slow = [options.limit if samples[name].stopped() else samples[name].median() for name in (one, other)]
        return slow[0] / slow[1]

    large = f"{options.large:,} tasks"
    found = [
        Target("customer's plan: planlint, times `git status`", times(of_small, OURS, STATUS), most=3),
        Target("customer's plan: check-jsonschema, times planlint", times(of_small, CHECK_JSONSCHEMA, OURS), least=50),
        Target(f"{large}: planlint, times the events of the YAML", times(of_large, OURS, EVENTS), most=1.5),
        Target(f"{large}: check-jsonschema, times planlint", times(of_large, CHECK_JSONSCHEMA, OURS), least=100),
        Target(f"{large}: yamllint, times planlint", times(of_large, YAMLLINT, OURS), least=100),
    ]
    if TASKJUGGLER in of_large:
        found.append(Target(f"{large}: TaskJuggler, times planlint", times(of_large, TASKJUGGLER, OURS), least=200))
    return found


def versions(options):
    for arguments in ([options.planlint, "--version"], ["git", "--version"], ["tj3", "--version"]):
        if shutil.which(arguments[0]):
            output = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
            yield " ".join(output.split("\n")[0].replace(" version ", " ").split(" - ")[0].split())
    for package in (*measure.PYPI, *measure.NPM, *measure.CARGO):
        yield package.replace("==", " ").replace("@", " ")
