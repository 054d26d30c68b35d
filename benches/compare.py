#!/usr/bin/env python3
"""Measure planlint beside its peers: whole processes, in turn, on the same files, in one run.

Two plans: the customer's (plan/) and a generated one of 10,000 tasks, one file for each phase. Each command runs once
to warm up and then once a round, after each other, so that whatever else the machine does hits all of them alike. What
they print goes into a pipe and is read. The table is Markdown. Needs Python 3.9 and git on a Unix; the peers are
installed from PyPI below the target folder.

    cargo build --release && benches/compare.py
"""

import argparse
import collections.abc
import dataclasses
import datetime
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
TOOLS = TARGET / "bench-tools"
SCHEMA = ROOT / "schema" / "plan.schema.json"
TASKS = 10_000

# The peers, and of what they bring along all that their speed depends on.
PACKAGES = [
    "check-jsonschema==0.39.0", "jsonschema==4.26.0", "ruamel.yaml==0.19.1", "yamllint==1.38.0", "PyYAML==6.0.3",
]


@dataclasses.dataclass
class Command:
    """A program to measure. To add one, add it to `commands`, and to `PACKAGES` what it needs."""

    name: str
    # The arguments for a plan.
    arguments: collections.abc.Callable
    # How to ask for its version; nothing for what has none worth telling.
    version: list = dataclasses.field(default_factory=list)
    # What it may exit with; more than 0 where findings are expected.
    exits: tuple = (0,)
    # Whether it takes so long on many tasks that a few rounds have to do.
    slow: bool = False


@dataclasses.dataclass
class Plan:
    folder: pathlib.Path

    def files(self):
        return sorted(str(path) for path in self.folder.glob("*.yaml"))


def commands(planlint):
    return [
        Command(
            "`planlint check`",
            lambda plan: [planlint, "check", str(plan.folder)],
            version=[planlint, "--version"],
            exits=(0, 1),
        ),
        Command(
            "`check-jsonschema`",
            lambda plan: [tool("check-jsonschema"), "--schemafile", str(SCHEMA), *plan.files()],
            version=[tool("check-jsonschema"), "--version"],
            slow=True,
        ),
        Command(
            "`yamllint` (relaxed)",
            lambda plan: [tool("yamllint"), "--config-data", "relaxed", str(plan.folder)],
            version=[tool("yamllint"), "--version"],
            slow=True,
        ),
        Command("`git status` in this repository", lambda plan: ["git", "status"], version=["git", "--version"]),
        Command("`/bin/true`", lambda plan: ["/bin/true"]),
    ]


def tool(name):
    return str(TOOLS / "bin" / name)


def install():
    """Install the peers, if they are not there yet in these versions."""
    installed = TOOLS / "installed"
    if installed.exists() and installed.read_text() == "\n".join(PACKAGES):
        return
    say(f"installing {', '.join(PACKAGES)} (PyPI) into {TOOLS}")
    subprocess.run([sys.executable, "-m", "venv", "--clear", TOOLS], check=True)
    pip = [TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *PACKAGES], check=True)
    # Last, so that an interrupted installation starts again.
    installed.write_text("\n".join(PACKAGES))


@dataclasses.dataclass
class Samples:
    seconds: list = dataclasses.field(default_factory=list)
    megabytes: float = 0.0

    def median(self):
        return statistics.median(self.seconds) * 1000


def run(command, plan):
    """One process, from its start until it is gone and all it printed is read: seconds, peak megabytes."""
    arguments = command.arguments(plan)
    read, write = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, write, 1), (os.POSIX_SPAWN_DUP2, write, 2), (os.POSIX_SPAWN_CLOSE, read)]
    start = time.perf_counter()
    process = os.posix_spawnp(arguments[0], arguments, os.environ, file_actions=actions)
    os.close(write)
    printed = b""
    while chunk := os.read(read, 1 << 16):
        printed = (printed + chunk)[-2000:]
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    os.close(read)
    if os.waitstatus_to_exitcode(status) not in command.exits:
        sys.stderr.write(printed.decode(errors="replace"))
        sys.exit(f"compare.py: {command.name} failed on {plan.folder}")
    # Bytes on macOS, kilobytes elsewhere.
    return seconds, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measure(entries, plan, rounds, slow_rounds):
    samples = {command.name: Samples() for command in entries}
    for number, command in enumerate(entries, 1):
        say(f"\r{plan.folder.name}: warm-up {number} of {len(entries)}  ", end="")
        run(command, plan)
    # Round by round; who takes part in fewer rounds does so at even distances.
    turns = []
    for place, command in enumerate(entries):
        count = slow_rounds if command.slow else rounds
        turns += [((number + 0.5) / count, place) for number in range(count)]
    for number, (_, place) in enumerate(sorted(turns), 1):
        say(f"\r{plan.folder.name}: run {number} of {len(turns)}  ", end="")
        seconds, megabytes = run(entries[place], plan)
        of_command = samples[entries[place].name]
        of_command.seconds.append(seconds)
        of_command.megabytes = max(of_command.megabytes, megabytes)
    say("")
    return samples


def table(entries, small, large, floor):
    rows = ["customer's plan: ms", "times planlint", f"{TASKS:,} tasks: ms", "times planlint", "peak MB"]
    print(f"| command | {' | '.join(rows)} |")
    print("|---|" + "--:|" * len(rows))
    ours = entries[0].name
    for command in entries:
        cells = []
        for samples in (small, large):
            median = samples[command.name].median()
            cells += [digits(median), digits(median / samples[ours].median())]
        megabytes = large[command.name].megabytes
        # The kernel counts the moment before the program starts, when the process is still a copy of this one.
        cells.append(digits(megabytes) if megabytes > floor * 1.1 else f"< {math.ceil(floor)}")
        print(f"| {command.name} | {' | '.join(cells)} |")


def digits(number):
    """Three significant digits, which is more than the noise allows."""
    places = 0 if number >= 100 else 1 if number >= 10 else 2
    return f"{number:,.{places}f}"


def version(command):
    output = subprocess.run(command.version, check=True, capture_output=True, text=True).stdout
    return output.strip().replace(" version ", " ").replace(", ", " ")


def say(text, end="\n"):
    print(text, end=end, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--planlint", type=pathlib.Path, default=TARGET / "release" / "planlint", metavar="PATH")
    parser.add_argument("--rounds", type=int, default=15, help="default: 15")
    parser.add_argument("--slow-rounds", type=int, default=3, help="of peers on the large plan (default: 3)")
    parser.add_argument("--machine", default=f"{os.cpu_count()} cores", help="what the line below the table says of it")
    arguments = parser.parse_args()
    if min(arguments.rounds, arguments.slow_rounds) < 1:
        parser.error("there has to be a round")
    planlint = arguments.planlint.resolve()
    if not planlint.exists():
        advice = "build it with `cargo build --release`, or say where it is with --planlint"
        sys.exit(f"compare.py: there is no {planlint}; {advice}")
    install()
    os.chdir(ROOT)
    os.environ["GIT_OPTIONAL_LOCKS"] = "0"
    entries = commands(str(planlint))
    scratch = TARGET / "bench"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        generated = pathlib.Path(folder) / "generated"
        generate = [sys.executable, ROOT / "benches" / "generate.py", "--tasks", str(TASKS), generated]
        subprocess.run(generate, check=True)
        small = measure(entries, Plan(ROOT / "plan"), arguments.rounds, arguments.rounds)
        large = measure(entries, Plan(generated), arguments.rounds, arguments.slow_rounds)
        size = sum(os.path.getsize(path) for path in Plan(generated).files()) / 1e6
    _, floor = run(Command("floor", lambda plan: ["/bin/true"]), None)
    table(entries, small, large, floor)
    versions = ", ".join(version(command) for command in entries if command.version)
    python = ".".join(str(part) for part in sys.version_info[:3])
    today = datetime.date.today()
    print(f"\n{today}, {arguments.machine}; {versions}, Python {python}; {TASKS:,} tasks are {size:.1f} MB of YAML.")


if __name__ == "__main__":
    main()
