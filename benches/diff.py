#!/usr/bin/env python3
"""Measure `planlint diff` beside its peers: two revisions of one plan, the same two for all, in one run.

A plan of 10,000 tasks in 200 files, of which 1 % change. The structural peers get the two revisions as folders: deepdiff
compares what PyYAML reads, as people call it and with its C loader. graphtage cannot read YAML's dates, so it gets the
revisions as JSON, converted before the clock starts: the whole plan, and for its sake the changed files alone. A peer that
takes longer than `--limit` seconds is stopped and shown with `>`. Installed from PyPI below the target folder.

    cargo build --release && benches/diff.py
"""

import argparse
import datetime
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
TOOLS = TARGET / "bench-diff-tools"
PACKAGES = ["deepdiff==8.6.1", "PyYAML==6.0.3", "graphtage==0.3.1"]

DEEPDIFF = """
import pathlib, sys, yaml
from deepdiff import DeepDiff
def read(folder):
    return {path.name: yaml.load(path.read_bytes(), Loader=getattr(yaml, sys.argv[3])) for path in sorted(pathlib.Path(folder).glob("*.yaml"))}
print(len(DeepDiff(read(sys.argv[1]), read(sys.argv[2])).to_json()))
"""


JSON = """
import json, pathlib, sys, yaml
for folder in ("old", "new"):
    parts = {path.name: yaml.load(path.read_bytes(), Loader=yaml.BaseLoader) for path in sorted(pathlib.Path(folder).glob("*.yaml"))}
    pathlib.Path(folder + ".json").write_text(json.dumps(parts))
    for name in sys.argv[1:]:
        pathlib.Path(folder, name + ".json").write_text(json.dumps(parts[name]))
"""


def git(folder, *arguments):
    name = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    subprocess.run(["git", "-C", folder, *name, *arguments], check=True, stdout=subprocess.DEVNULL)


def install():
    if not (TOOLS / "bin" / "graphtage").exists():
        print(f"installing {', '.join(PACKAGES)} into {TOOLS}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", TOOLS], check=True)
        subprocess.run([TOOLS / "bin" / "pip", "install", "--quiet", *PACKAGES], check=True)


def prepare(folder):
    """A repository with two commits, and both as folders `old` and `new`."""
    repository = folder / "repository"
    subprocess.run(
        [sys.executable, ROOT / "benches" / "generate.py", "--tasks", "10000", "--layout", "phases", repository / "plan"],
        check=True, stdout=subprocess.DEVNULL,
    )
    git(folder, "init", "--quiet", repository)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "first")
    shutil.copytree(repository / "plan", folder / "old")
    changed = [path for path in sorted((repository / "plan").glob("*.yaml")) if "name: " in path.read_text("utf-8")][:2]
    for path in changed:
        path.write_text(path.read_text("utf-8").replace("name: ", "name: 新", 50), "utf-8")
    git(repository, "commit", "--quiet", "--all", "--message", "second")
    shutil.copytree(repository / "plan", folder / "new")
    return repository, [path.name for path in changed]


def seconds(command, folder, limit):
    """How long it takes; `None` if it was stopped. Waiting with a timeout would look only every 50 ms."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stopped = threading.Timer(limit, process.kill)
    stopped.start()
    process.wait()
    took = time.perf_counter() - start
    stopped.cancel()
    return took if took < limit else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--planlint", type=pathlib.Path, default=TARGET / "release" / "planlint")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--limit", type=int, default=300, help="seconds after which a peer is stopped")
    arguments = parser.parse_args()
    install()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        repository, changed = prepare(folder)
        python, graphtage = TOOLS / "bin" / "python", TOOLS / "bin" / "graphtage"
        subprocess.run([python, "-c", JSON, *changed], cwd=folder, check=True)
        pairs = "; ".join(f"{graphtage} old/{name}.json new/{name}.json" for name in changed)
        commands = [
            ("planlint diff HEAD~1 HEAD", [arguments.planlint, "diff", "HEAD~1", "HEAD"], repository, arguments.rounds),
            ("planlint check --rev HEAD", [arguments.planlint, "check", "--rev", "HEAD"], repository, arguments.rounds),
            ("git diff --stat HEAD~1 HEAD", ["git", "diff", "--stat", "HEAD~1", "HEAD"], repository, arguments.rounds),
            ("deepdiff, yaml.safe_load", [python, "-c", DEEPDIFF, "old", "new", "SafeLoader"], folder, 3),
            ("deepdiff, PyYAML's C loader", [python, "-c", DEEPDIFF, "old", "new", "CSafeLoader"], folder, 3),
            ("graphtage", [graphtage, "old.json", "new.json"], folder, 1),
            ("graphtage, the 2 changed files only", ["sh", "-c", pairs], folder, 1),
        ]
        times = {name: [] for name, *_ in commands}
        for turn in range(arguments.rounds):
            for name, command, where, rounds in commands:
                if turn < rounds:
                    times[name].append(seconds(command, where, arguments.limit))
        base = statistics.median(times[commands[0][0]])
        print("| command | seconds | times `planlint diff` |\n|---|--:|--:|")
        for name, *_ in commands:
            if None in times[name]:
                print(f"| `{name}` | > {arguments.limit} | > {arguments.limit / base:.0f} |")
            else:
                median = statistics.median(times[name])
                print(f"| `{name}` | {median:.3g} | {median / base:.3g} |")
        print(f"\n{datetime.date.today()}, {os.cpu_count()} cores; 10,000 tasks in 200 files, 100 of them changed in 2 files.")


if __name__ == "__main__":
    main()
