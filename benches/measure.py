"""What the measurements share: processes that are timed side by side, tools from registries, tables."""

from __future__ import annotations

import collections.abc
import dataclasses
import math
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
TOOLS = TARGET / "bench-tools"
GNU_TIME = pathlib.Path("/usr/bin/time")
# Raises the limits that the largest plans go beyond.
SETTINGS = ROOT / "benches" / "planlint.yaml"

# The peers, and of what they bring along all that their speed depends on.
PYPI = [
    "check-jsonschema==0.39.0", "jsonschema==4.26.0", "ruamel.yaml==0.19.1", "yamllint==1.38.0", "PyYAML==6.0.3",
    "deepdiff==8.6.1", "graphtage==0.3.1",
]
NPM = ["ajv-cli@5.0.0", "ajv@8.20.0"]
CARGO = ["boon-cli@0.6.2"]


@dataclasses.dataclass
class Options:
    """What the command line says."""

    planlint: pathlib.Path
    profiled: pathlib.Path
    scan: pathlib.Path
    rounds: int
    # Seconds that the rounds of one command may take together, and one process alone.
    budget: float
    limit: float
    # The tasks of the large plan, and the sizes between which growth is measured.
    large: int
    sizes: list


@dataclasses.dataclass
class Target:
    """What was set out to be reached: `value` is to be at most `most`, or at least `least`; no value is a miss."""

    words: str
    value: float | None
    most: float | None = None
    least: float | None = None

    def row(self):
        bound = f"at most {digits(self.most)}" if self.least is None else f"at least {digits(self.least)}"
        if self.value is None or not math.isfinite(self.value):
            return [self.words, bound, "stopped", "no"]
        met = self.value <= self.most if self.least is None else self.value >= self.least
        by = self.value / self.most if self.least is None else self.least / self.value
        return [self.words, bound, digits(self.value), "yes" if met else f"no, by a factor of {digits(by)}"]


@dataclasses.dataclass
class Part:
    """What one measurement contributes: Markdown by the name of its place, and targets."""

    texts: dict
    targets: list


@dataclasses.dataclass
class Command:
    """A program to measure."""

    name: str
    arguments: list
    folder: pathlib.Path = ROOT
    # What it may exit with; more than 0 where findings are expected.
    exits: collections.abc.Container = (0,)


@dataclasses.dataclass
class Samples:
    seconds: list = dataclasses.field(default_factory=list)
    # The most memory that the process had, in bytes; nothing where it is not known.
    peak: int | None = None

    def stopped(self):
        return not self.seconds

    def median(self):
        """Infinite for what was stopped, so that it compares as slower than everything."""
        return statistics.median(self.seconds) if self.seconds else math.inf


def run(arguments, command, limit):
    """Seconds of one process, from its start until it is gone and all it printed is read; `None` if it was stopped."""
    arguments = [str(argument) for argument in arguments]
    read, write = os.pipe()
    # There is no way to spawn in another folder, so this process goes there.
    os.chdir(command.folder)
    actions = [(os.POSIX_SPAWN_DUP2, write, 1), (os.POSIX_SPAWN_DUP2, write, 2), (os.POSIX_SPAWN_CLOSE, read)]
    start = time.perf_counter()
    process = os.posix_spawnp(arguments[0], arguments, os.environ, file_actions=actions, setpgroup=0)
    os.close(write)
    # With all that it has started itself.
    stop = threading.Timer(limit, os.killpg, (process, signal.SIGKILL))
    stop.start()
    printed = b""
    try:
        while chunk := os.read(read, 1 << 16):
            printed = (printed + chunk)[-2000:]
        # Not yet reaped, its number is nobody else's when the timer goes off.
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    except BaseException:
        os.killpg(process, signal.SIGKILL)
        raise
    finally:
        stop.cancel()
        stop.join()
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    seconds = time.perf_counter() - start
    os.close(read)
    if code == -signal.SIGKILL and seconds >= limit:
        return None
    if code not in command.exits:
        sys.stderr.write(printed.decode(errors="replace"))
        sys.exit(f"{command.name} ended with {code} in {command.folder}")
    return seconds


def warm_up(command, limit):
    """Seconds as above, and the peak of memory in bytes, of which only GNU time knows more than what this process has."""
    if not GNU_TIME.exists() or sys.platform != "linux":
        return run(command.arguments, command, limit), None
    with tempfile.NamedTemporaryFile("r") as kilobytes:
        measured = [GNU_TIME, "--quiet", "--format=%M", f"--output={kilobytes.name}", *command.arguments]
        seconds = run(measured, command, limit)
        text = kilobytes.read().strip()
    return seconds, int(text) * 1024 if text else None


def side_by_side(title, commands, options):
    """Each once to warm up, then in turn, so that whatever else the machine does hits all alike.

    A command takes part in as many rounds as its budget pays for, at even distances. The run to warm up counts where
    there is no other.
    """
    samples, turns = {}, []
    for number, command in enumerate(commands):
        say(f"\r{title}: warm-up {number + 1} of {len(commands)}  ", end="")
        seconds, peak = warm_up(command, options.limit)
        sample = samples[command.name] = Samples(peak=peak)
        if seconds is None:
            continue
        rounds = min(options.rounds, int(options.budget / seconds))
        if rounds == 0:
            sample.seconds.append(seconds)
        turns += [((turn + 0.5) / rounds, number) for turn in range(rounds)]
    for number, (_, place) in enumerate(sorted(turns), 1):
        say(f"\r{title}: run {number} of {len(turns)}  ", end="")
        command = commands[place]
        seconds = run(command.arguments, command, options.limit)
        # Stopped, it took at least that long.
        samples[command.name].seconds.append(options.limit if seconds is None else seconds)
    say("")
    return samples


def callgrind(command, file, limit):
    """Count instructions on one core into a file; what valgrind says, or `None` if it was stopped."""
    try:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={file}", *command.arguments], cwd=command.folder,
            env={**os.environ, "RAYON_NUM_THREADS": "1"}, timeout=limit, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode not in command.exits:
        sys.exit(f"{command.name} ended with {done.returncode} in valgrind: {done.stderr[-2000:]}")
    return done.stderr


def megabytes(peak):
    return "" if peak is None else digits(peak / 1e6)


def bytes_of(folder):
    return sum(path.stat().st_size for path in folder.glob("*.yaml"))


# Each file of a folder as JSON into another folder, and all of them in one beside that. Dates stay text, as a schema asks.
AS_JSON = """
import json, pathlib, sys, yaml
class Loader(yaml.CSafeLoader): pass
Loader.yaml_implicit_resolvers = {
    first: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:timestamp"]
    for first, entries in Loader.yaml_implicit_resolvers.items()
}
source, target = map(pathlib.Path, sys.argv[1:])
target.mkdir()
parts = {path.stem + ".json": yaml.load(path.read_bytes(), Loader=Loader) for path in sorted(source.glob("*.yaml"))}
for name, part in parts.items():
    (target / name).write_text(json.dumps(part))
target.with_suffix(".json").write_text(json.dumps(parts))
"""


def as_json(source, target):
    """For the peers that do not read a plan's YAML: converted before the clock starts."""
    subprocess.run([tool("python"), "-c", AS_JSON, source, target], check=True)
    return sorted(target.glob("*.json"))


# Tools.


def tool(name):
    """A peer's executable, or the interpreter of its package."""
    places = [TOOLS / "python" / "bin" / name, TOOLS / "npm" / "node_modules" / ".bin" / name, TOOLS / "cargo" / "bin" / name]
    return next((place for place in places if place.exists()), name)


def install():
    """Install the peers, if they are not there yet in these versions."""
    python, npm, cargo = TOOLS / "python", TOOLS / "npm", TOOLS / "cargo"

    def with_pip():
        subprocess.run([sys.executable, "-m", "venv", "--clear", python], check=True)
        pip = [python / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PYPI], check=True)

    def with_npm():
        quiet = ["--loglevel=error", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(["npm", "install", "--prefix", npm, *quiet, *NPM], check=True, stdout=sys.stderr)

    def with_cargo():
        subprocess.run(["cargo", "install", "--quiet", "--locked", "--root", cargo, *CARGO], check=True)

    once(python, PYPI, with_pip)
    once(npm, NPM, with_npm)
    once(cargo, CARGO, with_cargo)
    debian("tj3", "tj3")
    debian("valgrind", "valgrind")
    debian(GNU_TIME, "time")


def once(folder, packages, make):
    installed = folder / "installed"
    if installed.exists() and installed.read_text() == "\n".join(packages):
        return
    say(f"installing {', '.join(packages)} into {folder}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make()
    # Last, so that an interrupted installation starts again.
    installed.write_text("\n".join(packages))


def debian(program, package):
    """Debian's packages need root and Debian; what depends on them is left out elsewhere, and says so."""
    if shutil.which(program):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        say(f"{program} is not installed, and what needs it is left out; on Debian: apt-get install {package}")
        return
    say(f"installing {package} (Debian)")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", package]):
        subprocess.run(["apt-get", *arguments], check=True, stdout=sys.stderr, env=environment)


# Repositories.


def git(folder, *arguments):
    name = ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0"]
    subprocess.run(["git", "-C", folder, *name, *arguments], check=True, stdout=subprocess.DEVNULL)


def commit(repository, message):
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", message)


# Text.


def table(head, rows):
    lines = [f"| {' | '.join(head)} |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def digits(number):
    """Three significant digits, which is more than the noise allows."""
    if number == int(number) and number < 1000:
        return str(int(number))
    places = 0 if number >= 100 else 1 if number >= 10 else 2 if number >= 1 else 3
    return f"{number:,.{places}f}"


def time_of(seconds):
    if seconds < 1:
        return f"{seconds * 1000:.{0 if seconds >= 0.1 else 1 if seconds >= 0.01 else 2}f} ms"
    return f"{digits(seconds)} s"


def timed(samples, base, limit):
    """Two cells: the median, and how many times the base that is."""
    if samples.stopped():
        return [f"> {digits(limit)} s", f"> {digits(limit / base)}" if math.isfinite(base) else ""]
    return [time_of(samples.median()), digits(samples.median() / base) if math.isfinite(base) else ""]


def say(text, end="\n"):
    print(text, end=end, file=sys.stderr, flush=True)
