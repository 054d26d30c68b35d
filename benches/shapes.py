#!/usr/bin/env python3
"""Write a plan of a shape that is hard on whoever reads it. Any number of tasks, the same bytes for the same arguments.

    benches/shapes.py chain --tasks 100000 target/bench/chain

But for `findings` and for the owner in `owner`, who has far too much to do, planlint finds nothing in them. Needs nothing
but the standard library. `planlint.yaml` beside this file raises the limits that the large ones go beyond.
"""

import argparse
import datetime
import pathlib

import generate

ACROSS = 100
COORDINATOR = "泛微科技"
OWNERS = [f"{first}{second}{trade}" for trade in generate.TRADE[1:] for first in "金深华中长" for second in "梦山蝶"][:ACROSS]


def children(count):
    """One phase with all tasks as its direct children, in one file; as many a day as there are owners."""
    tasks = [task(f"1.{number + 1}", number // ACROSS, 1, OWNERS[number % ACROSS]) for number in range(count)]
    return {"plan.yaml": [*head(count), *owners(OWNERS), "phases:", *phase(1, -(-count // ACROSS), tasks)]}


def chain(count):
    """Each task waits for the one before it, through all phases."""
    tasks = [
        task(key(number), number, 1, OWNERS[number % ACROSS], [key(number - 1)] if number else [])
        for number in range(count)
    ]
    return in_phases(count, tasks, OWNERS, lambda group: len(group))


def owner(count):
    """One owner does everything, most of it at the same time."""
    tasks = [task(key(number), number % 200, 10, OWNERS[0]) for number in range(count)]
    return in_phases(count, tasks, OWNERS[:1], lambda group: -(-len(group) // 10) * 10, parallel=True)


def dependencies(count):
    """One task, the last, waits for all others."""
    tasks = [task(key(number), number // ACROSS, 1, OWNERS[number % ACROSS]) for number in range(count - 1)]
    last = -(-(count - 1) // ACROSS)
    before = [key(number) for number in range(count - 1)]
    tasks.append(task(key(count - 1), last, 1, OWNERS[0], before))
    return in_phases(count, tasks, OWNERS, lambda group: 2 if len(group) > 1 and group[-1] is tasks[-1] else 1)


def findings(count):
    """The common plan with a mistake of any kind in every task."""
    plan = generate.Generator(count, 1)
    generate.make_mistakes(plan, 100, generate.COMMON_KINDS)
    return generate.parts(plan, "phases")


SHAPES = {shape.__name__: shape for shape in (children, chain, owner, dependencies, findings)}


def key(number):
    return f"{number // ACROSS + 1}.{number % ACROSS + 1}"


def day(number):
    return generate.FIRST_MONDAY + datetime.timedelta(days=number)


def task(name, first, days, executor, before=()):
    verb, subject = (words[first % len(words)] for words in (generate.VERBS, generate.SUBJECTS))
    lines = [f'      - id: "{name}"', f"        name: {verb}{subject}", f"        executors: [{executor}]"]
    if before:
        lines.append("        depends_on: [" + ", ".join(f'"{other}"' for other in before) + "]")
    lines += [f"        start: {day(first)}", f"        finish: {day(first + days - 1)}", f"        days: {days}"]
    return [*lines, "        progress: not-started"]


def phase(number, total, tasks, parallel=False):
    yield f'  - id: "{number}"'
    yield f"    name: 阶段{number}"
    yield f"    coordinator: {COORDINATOR}"
    if parallel:
        yield "    parallel: true"
    yield f"    total_days: {total}"
    yield "    tasks:"
    for lines in tasks:
        yield from lines


def in_phases(count, tasks, names, total, parallel=False):
    """A file for each phase, of as many tasks as there are owners."""
    files = {"plan.yaml": head(count), "owners.yaml": owners(names)}
    for number in range(0, len(tasks), ACROSS):
        group = tasks[number : number + ACROSS]
        lines = phase(number // ACROSS + 1, total(group), group, parallel)
        files[f"phase-{number // ACROSS + 1}.yaml"] = ["phases:", *lines]
    return files


def head(count):
    return ["plan:", "  version: 1", f"  title: {count}项任务", f"  status_date: {day(-1)}", "  calendar: every-day"]


def owners(names):
    lines = ["owners:", f"  {COORDINATOR}: {{kind: team}}"]
    return lines + [f"  {name}: {{kind: organisation}}" for name in names]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=SHAPES, help="; ".join(f"{name}: {make.__doc__}" for name, make in SHAPES.items()))
    parser.add_argument("folder", type=pathlib.Path, help="where to write the plan; must be empty or not exist")
    parser.add_argument("--tasks", type=int, default=1000, help="default: 1000")
    arguments = parser.parse_args()
    if arguments.tasks < 2:
        parser.error("--tasks is at least 2")
    generate.write(arguments.folder, SHAPES[arguments.shape](arguments.tasks))


if __name__ == "__main__":
    main()
