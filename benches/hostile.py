#!/usr/bin/env python3
"""Input that is made to fill the memory: `check` and `check --fix` have to stay within 64 MB and 60 bytes for each byte of
the plan, `diff` for each byte of both revisions, and `gate` within four times what `check` may take.

    cargo build --release && benches/hostile.py      a megabyte of each, as a table; status 1 if one takes more
    benches/hostile.py diff                          the same with another command: check, fix, diff, gate or merge
    benches/hostile.py --write                       all of them, as the table in benches/README.md
    benches/hostile.py --only NAME                   inputs whose names hold this
    benches/hostile.py --size 4 --planlint PATH      of another size, with another program

`diff` and `gate` get the input twice: in a base, and with a comment more in each file, so that nothing is the same to git.
`merge` is a gate whose base has another comment in each file, so that all four revisions are others.

Each process also runs under a hard limit of its address space, so that what goes wrong does not take the machine with it.
Needs a Unix.
"""

import argparse
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
MB = 1_000_000
BASE, PER_BYTE = 64 * MB, 60
HARD_LIMIT = 2_000 * MB

HEAD = "plan: {version: 1}\n"


def fill(before, item, after, size):
    room = size - len((before + after).encode())
    if "{n}" not in item:
        return before + item * (room // len(item.encode())) + after
    parts, at = [], 0
    while room > 0:
        part = item.replace("{n}", str(at))
        room -= len(part.encode())
        parts.append(part)
        at += 1
    return before + "".join(parts[:-1]) + after


def bomb(part):
    """Ten times ten times ten of nothing, by aliases: just within the 100,000 values that they may stand for at most."""
    lines = [f"phases:\n  - {{id: \"{part}\", tasks: &a0 [{', '.join(['{}'] * 10)}]}}\n"]
    for level, times in [(1, 10), (2, 10), (3, 10), (4, 6)]:
        tasks = ", ".join([f"{{tasks: *a{level - 1}}}"] * times)
        lines.append(f"  - {{id: \"{part}.{level}\", tasks: &a{level} [{tasks}]}}\n")
    return "".join(lines)


def names_bomb(part):
    names = ", ".join(f"n{n}" for n in range(1000))
    tasks = "".join(f"      - {{id: \"{part}.{n}\", executors: *e}}\n" for n in range(90))
    return f"phases:\n  - id: \"{part}\"\n    executors: &e [{names}]\n    tasks:\n{tasks}"


TASKS = ("phases: [{id: p, tasks: [", "]}]\n")
BLOCK = ("phases:\n  - id: p\n    tasks:\n", "")


def one(before, item, after):
    return lambda size: {"1.yaml": HEAD + fill(before, item, after, size - len(HEAD))}


def in_files(before, item, after, count):
    def files(size):
        made = {f"{n}.yaml": fill(before.replace("id: p", f"id: p{n}"), item, after, size // count) for n in range(count)}
        return {"plan.yaml": HEAD, **made}
    return files


def many(part, count):
    return lambda size: {"plan.yaml": HEAD, **{f"{n}.yaml": part(n) for n in range(1, count + 1)}}


INPUTS = {
    # Nothing, as often as it fits.
    "`- {}`": one(BLOCK[0], "    - {}\n", ""),
    "`[{}, ..]`": one(*(TASKS[0], "{},", TASKS[1])),
    "`[[], ..]`": one(TASKS[0], "[],", TASKS[1]),
    "`[a, ..]` for tasks": one(TASKS[0], "a,", TASKS[1]),
    "phases: `[{}, ..]`": one("phases: [", "{},", "]\n"),
    "`[{id: a}, ..]`": one(TASKS[0], "{id: a},", TASKS[1]),
    "`[{id: N}, ..]`": one(TASKS[0], "{id: a{n}},", TASKS[1]),
    "`[{days: 1}, ..]`": one(TASKS[0], "{days: 1},", TASKS[1]),
    "`[{x: 1}, ..]`": one(TASKS[0], "{x: 1},", TASKS[1]),
    "`[{tasks: []}, ..]`": one(TASKS[0], "{tasks: []},", TASKS[1]),
    "`[{tasks: [{}]}, ..]`": one(TASKS[0], "{tasks: [{}]},", TASKS[1]),
    "`[{name: a}, ..]`": one(TASKS[0], "{name: a},", TASKS[1]),
    "`[{start: x}, ..]`": one(TASKS[0], "{start: x},", TASKS[1]),
    "`{start: 2023-01-02, finish: 2022-..}`": one(TASKS[0], "{start: 2023-01-02, finish: 2022-01-02},", TASKS[1]),
    "dates on days off": one(
        "plan: {version: 1, working_calendar: china}\n" + TASKS[0], "{start: 2023-01-01, finish: 2023-01-07},", TASKS[1]
    ),
    "unquoted ids, bad dates": one(BLOCK[0], "    - {id: 1.{n}, start: 2023/1/1}\n", ""),
    # Long lists.
    "`depends_on: [1, ..]`": one("phases: [{id: p, tasks: [{id: a, depends_on: [", "1,", "]}]}]\n"),
    "`depends_on: [N, ..]`": one("phases: [{id: p, tasks: [{id: a, depends_on: [", "{n},", "]}]}]\n"),
    "`depends_on: [x, ..]`": one("phases: [{id: p, tasks: [{id: a, depends_on: [", "x,", "]}]}]\n"),
    "`depends_on: [a, ..]`, itself": one("phases: [{id: p, tasks: [{id: a, depends_on: [", "a,", "]}]}]\n"),
    "`depends_on: [b, ..]`, another": one("phases: [{id: p, tasks: [{id: b}, {id: a, depends_on: [", "b,", "]}]}]\n"),
    "`depends_on: [{}, ..]`": one("phases: [{id: p, tasks: [{id: a, depends_on: [", "{},", "]}]}]\n"),
    "`depends_on: [{task: b}, ..]`": one("phases: [{id: p, tasks: [{id: b}, {id: a, depends_on: [", "{task: b},", "]}]}]\n"),
    "`executors: [x, ..]`": one("phases: [{id: p, tasks: [{id: a, executors: [", "x,", "]}]}]\n"),
    "`executors: [N, ..]`": one("phases: [{id: p, tasks: [{id: a, executors: [", "x{n},", "]}]}]\n"),
    "`executors: [x, ..]`, an alias": one(
        "owners: {o: {aliases: [x]}}\nphases: [{id: p, tasks: [{id: a, executors: [", "x,", "]}]}]\n"
    ),
    "`executors: [x, ..]`, a placeholder": one(
        "owners: {x: {kind: placeholder}}\nphases: [{id: p, tasks: [{id: a, executors: [", "x,", "]}]}]\n"
    ),
    "executors that the parent does not name": one(
        "owners: {x: {}, o: {}}\nphases: [{id: p, executors: [o], tasks: [{id: a, executors: [", "x,", "]}]}]\n"
    ),
    "`aliases: [x, ..]` of two": one("owners: {b: {aliases: [x]}, a: {aliases: [", "x,", "]}}\n"),
    "`aliases: [N, ..]`": one("owners: {a: {aliases: [", "x{n},", "]}}\n"),
    "`members: [N, ..]`": one("owners: {a: {members: [", "x{n},", "]}}\n"),
    "owners": one("owners: {", "a{n}: {},", "}\n"),
    "owners, one name": one("owners: {", "a: {},", "}\n"),
    "calendars": one("calendars: {", "a{n}: {},", "}\n"),
    "`holidays: [2023-01-01, ..]`": one("calendars: {c: {holidays: [", "2023-01-01,", "]}}\n"),
    "`holidays: [x, ..]`": one("calendars: {c: {holidays: [", "x,", "]}}\n"),
    "`week: [mon, ..]`": one("calendars: {c: {week: [", "mon,", "]}}\n"),
    "`editors: [x, ..]`": one("plan: {version: 1, editors: [", "x,", "]}\n"),
    "`editors: [1, ..]`": one("plan: {version: 1, editors: [", "1,", "]}\n"),
    "`editors: [“x”, ..]`": one("plan: {version: 1, editors: [", "“x”,", "]}\n"),
    "`[a，b, ..]`": one("phases: [{id: p, executors: [", "a，b,", "]}]\n"),
    # Text that is no YAML, or hardly.
    "keys that nobody knows": one("", "a{n}: 1\n", ""),
    "a key again and again": one("", "plan: 1\n", ""),
    "`id：x`": one("phases:\n", "- id：x\n", ""),
    "wide spaces": one("phases:\n", "- {id: x}\n　- id: x\n", ""),
    "wide spaces before keys": one("phases:\n", "- id: x\n  　name: y\n", ""),
    "tabs": one("phases:\n", "\t- id: x\n", ""),
    "conflict markers": one("phases:\n", "<<<<<<< a\n- id: x\n=======\n>>>>>>> b\n", ""),
    "`*x`": one("phases: [", "*x,", "]\n"),
    "`!x`": one("phases: [", "!x ,", "]\n"),
    "anchors": one("phases: [", "&a{n} x,", "]\n"),
    "`<<: 1`": one("phases: [", "{<<: 1},", "]\n"),
    "`{[]: 1}`": one("phases: [", "{[]: 1},", "]\n"),
    "brackets": one("", "[", ""),
    "colons": one("", ":", ""),
    "dashes": one("", "- ", ""),
    "line breaks": one("", "\n", ""),
    "words": one("phases: [\n", "w{n} ", ""),
    "quotes": one("a: ", "'\"", ""),
    "not UTF-8, as it were": lambda size: {"1.yaml": b"\xc4\xe3" * (size // 2)},
    # Aliases.
    "aliases, 1 file": many(bomb, 1),
    "aliases, 20 files": many(bomb, 20),
    "aliases, 100 files": many(bomb, 100),
    "aliases, 250 files": many(bomb, 250),
    "aliases, 1,400 files": many(bomb, 1400),
    "`executors: *e` of 1,000 names, 50 files": many(names_bomb, 50),
    "`tasks: *a` of empty tasks": one(
        "phases: [{id: p, tasks: &a [" + "{}," * 100 + "]}, ", "{tasks: *a},", "]\n"
    ),
    "`executors: *e`": one("phases: [{id: p, executors: &e [a, b, c], tasks: [", "{executors: *e},", "]}]\n"),
    "`{<<: *m}`": one("phases: [{id: p, notes: &m {start: x, finish: y}, tasks: [", "{<<: *m},", "]}]\n"),
    # Long names in many findings.
    "long names": one(
        "owners: {" + ", ".join(f"{chr(0x4e00 + n) * 199}: {{}}" for n in range(8)) + "}\nphases: [{id: p, executors: ["
        + ", ".join(chr(0x4e00 + n) * 199 for n in range(6)) + "], tasks: [",
        "{executors: [" + chr(0x4e06) * 199 + "]},", "]}]\n",
    ),
    # Helps that are tried: many dates that do not fit, and groups of owners that every task is given to.
    "dates on days off, with `days`": lambda size: {"1.yaml": HEAD.replace("1}", "1, working_calendar: weekdays}") + fill(
        TASKS[0], "{id: a{n}, start: 2023-01-07, finish: 2023-01-14, days: 8},", TASKS[1], size)},
    "a group of 1,000 members": lambda size: {"1.yaml": HEAD + fill(
        "owners: {g: {kind: group, members: [" + ", ".join(f"m{n}" for n in range(1000)) + "]}}\n" + TASKS[0],
        "{id: a{n}, executors: [g], start: 2023-01-02, finish: 2023-01-02, days: 2},", TASKS[1], min(size, 130_000))},
    "totals of groups": lambda size: {"1.yaml": HEAD + fill(
        TASKS[0], "{id: a{n}, days: 9, progress: 50%, tasks: [{id: b{n}, start: 2023-01-02, days: 3}]},", TASKS[1], size)},
    # Whole plans in many files.
    "`[{}, ..]`, 100 files": in_files(TASKS[0], "{},", TASKS[1], 100),
    "`[1, ..]`, 1,000 files": in_files("phases: [{id: p, tasks: [{id: a, depends_on: [", "1,", "]}]}]\n", 1000),
    "20,000 files of `{}`": lambda size: {f"{n}.yaml": "{}" for n in range(19_999)},
    "20,000 files of `plan: {}`": lambda size: {f"{n}.yaml": "plan: {}\n" for n in range(19_999)},
    "20,000 files of `phases: [{}, {}]`": lambda size: {f"{n}.yaml": "phases: [{}, {}]\n" for n in range(19_999)},
    "20,000 files of 50 bytes": lambda size: {f"{n}.yaml": "[" + "1," * 24 for n in range(19_999)},
    # As many ids as it takes.
    "a ring": lambda size: {"1.yaml": HEAD + "phases: [{id: p, tasks: [" + ",".join(
        f"{{id: a{n}, depends_on: [a{(n + 1) % (size // 30)}]}}" for n in range(size // 30)) + "]}]\n"},
    "each waits for all before": lambda size: {"1.yaml": HEAD + "phases: [{id: p, tasks: [" + ",".join(
        f"{{id: a{n}, depends_on: [{','.join(f'a{m}' for m in range(n))}]}}" for n in range(int((size / 3) ** 0.5))) + "]}]\n"},
    "groups within groups": one(TASKS[0], "{id: g{n}, tasks: [" * 12 + "{id: t{n}}" + "]}" * 12 + ",", TASKS[1]),
    "a good plan": lambda size: {"1.yaml": HEAD.replace("1}", "1, title: t}") + fill(
        "owners: {a: {}}\nphases:\n  - id: p\n    coordinator: a\n    executors: [a]\n    total_days: 5\n    tasks:\n",
        "      - id: a{n}\n        name: 部署应用服务\n        start: 2023-01-02\n        finish: 2023-01-06\n        days: 5\n",
        "", size)},
}

def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sum(len(text if isinstance(text, bytes) else text.encode()) for text in files.values())


def run(binary, arguments, folder, limit):
    """Peak memory in bytes, seconds, exit status, and the end of what was said."""
    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with open(folder.parent / "said", "wb") as said:
        begin = time.monotonic()
        child = subprocess.Popen([binary, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=said, preexec_fn=limited)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
    text = (folder.parent / "said").read_bytes()[-300:].decode("utf-8", "replace")
    return usage.ru_maxrss * 1024, seconds, child.returncode, text


def git(folder, *arguments):
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    person = ["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "core.looseCompression=0"]
    subprocess.run(["git", *person, *arguments], cwd=folder, env=quiet, check=True, stdout=subprocess.DEVNULL)


def revisions(folder, files, size, diverged):
    """The input in a commit, and with a comment more in each file in a branch `head`. Gives the bytes of both."""
    (folder / "planlint.yaml").write_text("plans: [plan]\n")
    git(folder, "init", "--quiet", "--initial-branch=base")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "base")
    git(folder, "checkout", "--quiet", "-b", "head")
    more = {name: text + ("\n# more\n" if isinstance(text, str) else b"") for name, text in files.items()}
    both = size + write(folder / "plan", more)
    git(folder, "commit", "--quiet", "--all", "--allow-empty", "--message", "head")
    if diverged:
        git(folder, "checkout", "--quiet", "base")
        # At the other end of each file, so that git can merge it.
        write(folder / "plan", {name: "# less\n" + text if isinstance(text, str) else text for name, text in files.items()})
        git(folder, "commit", "--quiet", "--all", "--allow-empty", "--message", "base")
    return both


# What to run, and what it may take for so many bytes of the head and of both revisions.
COMMANDS = {
    "check": (["check"], lambda head, both: BASE + PER_BYTE * head),
    "fix": (["check", "--fix"], lambda head, both: BASE + PER_BYTE * head),
    "diff": (["diff", "base", "head"], lambda head, both: BASE + PER_BYTE * both),
    "gate": (["gate", "base", "head"], lambda head, both: 4 * (BASE + PER_BYTE * head)),
    "merge": (["gate", "base", "head"], lambda head, both: 4 * (BASE + PER_BYTE * head)),
}


def measured(command, args, scratch):
    """What each input takes, said as it comes: name, bytes, peak memory, what it may be, seconds, and what is wrong."""
    arguments, may_take = COMMANDS[command]
    binary = str(pathlib.Path(args.planlint).resolve())
    for name, make in INPUTS.items():
        if args.only not in name:
            continue
        folder = pathlib.Path(scratch) / "repository"
        shutil.rmtree(folder, ignore_errors=True)
        files = make(int(args.size * MB))
        size = write(folder / "plan", files)
        compares = command not in ("check", "fix")
        both = revisions(folder, files, size, command == "merge") if compares else size
        bound = may_take(size, both) + args.beside * MB
        memory, seconds, status, said = run(binary, arguments, folder, HARD_LIMIT)
        is_broken = memory > bound or status not in (0, 1)
        print(
            f"{'!!' if is_broken else '  '} {command:5} {name:45} {size / MB:6.2f} MB  {memory / MB:7.1f} MB of"
            f" {bound / MB:7.1f}  {seconds:6.2f} s  exit {status} {said[:60] if status not in (0, 1) else ''}",
            flush=True,
        )
        yield name, size, memory, bound, seconds, is_broken


BEGIN, END = "<!-- hostile -->\n", "<!-- end of hostile -->\n"


def table(results):
    """Peak memory of each command in MB, each pair or triple with what it may be; the seconds are those of `check`."""
    lines = [
        "| input | MB | check | check --fix | of | diff | of | gate | with a diverged base | of | s |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, of in results.items():
        def mb(command, at, of=of):
            return f"{of[command][at] / MB:.0f}"
        cells = [
            f"{of['check'][0] / MB:.2f}", mb("check", 1), mb("fix", 1), mb("check", 2), mb("diff", 1), mb("diff", 2),
            mb("gate", 1), mb("merge", 1), mb("gate", 2), f"{of['check'][3]:.2f}",
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--size", type=float, default=1)
    parser.add_argument("--planlint", default=str(ROOT / "target" / "release" / "planlint"))
    parser.add_argument("--beside", type=float, default=0, help="MB that a debug build takes more, whatever it reads")
    parser.add_argument("--write", action="store_true", help="all commands, as the table in benches/README.md")
    parser.add_argument("command", nargs="?", default="check", choices=COMMANDS)
    args = parser.parse_args()
    broken, results = 0, {}
    with tempfile.TemporaryDirectory() as scratch:
        for command in COMMANDS if args.write else [args.command]:
            for name, *numbers, is_broken in measured(command, args, scratch):
                results.setdefault(name, {})[command] = numbers
                broken += is_broken
    if args.write:
        page = ROOT / "benches" / "README.md"
        before, rest = page.read_text().split(BEGIN)
        page.write_text(before + BEGIN + table(results) + END + rest.split(END)[1])
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
