#!/usr/bin/env python3
"""Write the plan that generate.py writes, for the same number of tasks and seed, as a project of TaskJuggler 3.

    benches/taskjuggler.py --tasks 10000 target/bench/plan.tjp

TaskJuggler computes the dates that planlint checks. So it gets the durations, dependencies and people, and a start for
what waits for nothing; it then finds a schedule without a complaint.
"""

import argparse
import datetime
import pathlib

import generate


def project(plan):
    """The lines of the project."""
    first = generate.FIRST_MONDAY
    last = generate.working_day(max(phase.last for phase in plan.phases)) + datetime.timedelta(days=30)
    yield f'project plan "政务办公系统迁移实施计划" {first} - {last} {{'
    yield f"  now {generate.working_day(plan.status)}"
    yield "}"
    names = sorted({name for phase in plan.phases for leaf in phase.leaves() for name in leaf.executors})
    resources = {name: f"r{number}" for number, name in enumerate(names)}
    for name, key in resources.items():
        yield f'resource {key} "{name}"'
    for phase in plan.phases:
        yield from lines_of(phase, "", resources)


def lines_of(task, indent, resources):
    yield f'{indent}task t{task.key.rpartition(".")[2]} "{task.name}" {{'
    inner = indent + "  "
    if task.depends_on:
        yield f"{inner}depends {', '.join(dependency(entry) for entry in task.depends_on)}"
    if task.children:
        for child in task.children:
            yield from lines_of(child, inner, resources)
    else:
        if not task.depends_on:
            yield f"{inner}start {generate.working_day(task.first)}"
        if task.days:
            yield f"{inner}length {task.days}d"
            yield f"{inner}allocate {', '.join(resources[name] for name in task.executors)}"
        else:
            yield f"{inner}milestone"
        yield f"{inner}complete {task.percent}"
    yield f"{indent}}}"


def dependency(entry):
    """TaskJuggler names a task by those that it is in; planlint's numbers do as well."""
    key, *link = (entry,) if isinstance(entry, str) else entry
    path = ".".join(f"t{number}" for number in key.split("."))
    return f"{path} {{ onstart gaplength {link[1]}d }}" if link else path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--tasks", type=int, default=1000, help="default: 1000")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    plan = generate.Generator(arguments.tasks, arguments.seed)
    arguments.file.write_text("\n".join(project(plan)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
