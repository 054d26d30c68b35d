#!/usr/bin/env python3
"""Measure planlint: beside its peers and floors, on two revisions, how cost grows, and where it goes. All in one go.

    benches/run.py                       build, install what is missing below target/, measure, print the tables
    benches/run.py --write               ... and put them into README.md and benches/README.md
    benches/run.py --only growth         peers, revisions, growth or stages alone
    benches/run.py --quick               small plans and few rounds: whether all of it works, not how fast it is

Measured are whole processes, from start to exit, with all they print going through a pipe that is read. Needs Rust, git,
Python 3.9 and Node.js on a Unix; on Debian it installs TaskJuggler 3 and valgrind, elsewhere it leaves out what needs them.
"""

import argparse
import datetime
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import growth
import measure
import peers
import revisions
import stages

PARTS = {"peers": peers.report, "revisions": revisions.report, "growth": growth.report, "stages": stages.report}
ROOT, TARGET = measure.ROOT, measure.TARGET
SCAN = ROOT / "benches" / "scan"


def reader_of(folder):
    """The line of a manifest about the YAML reader."""
    return re.search(r"^granit-parser.*$", (folder / "Cargo.toml").read_text("utf-8"), re.MULTILINE)[0]


def build(only):
    """What is measured: the release, and for its stages the same with the names of its functions."""
    cargo = ["cargo", "build", "--quiet", "--locked"]
    if set(only) - {"stages"}:
        measure.say("building the release")
        subprocess.run([*cargo, "--release", "--bin", "planlint"], cwd=ROOT, check=True)
        pins = [reader_of(folder) for folder in (ROOT, SCAN)]
        if pins[0] != pins[1]:
            sys.exit(f"planlint has {pins[0]}, benches/scan has {pins[1]}; they have to be the same")
        manifest = ["--manifest-path", SCAN / "Cargo.toml", "--target-dir", TARGET / "scan"]
        subprocess.run([*cargo, "--release", *manifest], cwd=ROOT, check=True)
    if "stages" in only:
        measure.say("building the release with names")
        subprocess.run([*cargo, "--profile", "profiling", "--bin", "planlint"], cwd=ROOT, check=True)


def place(text, name, content):
    """Put the content between the two comments that name it; a text without them stays as it is."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}\n{content}\n\n{match[2]}", text)


def command(parser, arguments):
    """What makes these tables again: what was typed, but for what says where things are here."""
    words = ["benches/run.py"]
    for name, value in vars(arguments).items():
        if name not in ("planlint", "machine", "no_build") and value != parser.get_default(name):
            flag = "--" + name.replace("_", "-")
            words += [flag] if value is True else [f"{flag} {each}" for each in (value if name == "only" else [value])]
    return " ".join(words)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this alone; may be given more than once")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md and benches/README.md")
    parser.add_argument("--quick", action="store_true", help="small plans, few rounds")
    parser.add_argument("--no-build", action="store_true", help="measure what is built already")
    parser.add_argument("--planlint", type=pathlib.Path, default=TARGET / "release" / "planlint", metavar="PATH")
    parser.add_argument("--rounds", type=int, default=15, help="at most, of each command (default: 15)")
    parser.add_argument("--budget", type=float, default=20, help="seconds for the rounds of one command (default: 20)")
    parser.add_argument("--limit", type=float, default=180, help="seconds after which a process is stopped (default: 180)")
    parser.add_argument("--machine", default=f"{os.cpu_count()} cores", help="what the tables say of it")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("there has to be a round")
    only = arguments.only or list(PARTS)
    if not arguments.no_build:
        build(only)
    measure.install()
    options = measure.Options(
        planlint=arguments.planlint.resolve(),
        profiled=TARGET / "profiling" / "planlint",
        scan=TARGET / "scan" / "release" / "scan",
        rounds=3 if arguments.quick else arguments.rounds,
        budget=arguments.budget,
        limit=arguments.limit,
        large=1_000 if arguments.quick else 10_000,
        sizes=[100, 300, 1_000] if arguments.quick else [1_000, 10_000, 100_000],
    )
    # What is measured should not write into a repository that it looks at.
    os.environ["GIT_OPTIONAL_LOCKS"] = "0"
    day = f"{datetime.date.today()}, {arguments.machine}, `{command(parser, arguments)}`."
    texts, targets = {}, []
    (TARGET / "bench").mkdir(parents=True, exist_ok=True)
    for name in only:
        with tempfile.TemporaryDirectory(dir=TARGET / "bench") as scratch:
            part = PARTS[name](options, pathlib.Path(scratch))
            os.chdir(ROOT)
        texts.update({key: f"{text}\n\n{day}" for key, text in part.texts.items()})
        targets += part.targets
    if set(only) == set(PARTS):
        rows = [target.row() for target in targets]
        texts["targets"] = measure.table(["ratio", "target", "measured", "met"], rows) + f"\n\n{day}"
    for name, text in texts.items():
        print(f"<!-- {name} -->\n\n{text}\n")
    for target in targets:
        measure.say(" | ".join(target.row()))
    if arguments.write:
        for file in (ROOT / "README.md", ROOT / "benches" / "README.md"):
            before = after = file.read_text("utf-8")
            for name, text in texts.items():
                after = place(after, name, text)
            if after != before:
                file.write_text(after, "utf-8")
                measure.say(f"wrote {file}")


if __name__ == "__main__":
    main()
