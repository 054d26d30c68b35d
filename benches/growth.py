"""How planlint's cost grows with the plan: time and memory of plans of all sizes, instructions of those of every shape.

Instructions are valgrind's counts on one core, which do not depend on what else the machine does. Without valgrind there
are times only.
"""

import concurrent.futures
import itertools
import math
import os
import re
import shutil

import generate
import measure
import shapes
from measure import Command
from measure import Part
from measure import Target

FOUND = (0, 1)
LARGE = 10_000
COMMON = "the common plan"
WORDS = {
    COMMON: COMMON, "children": "one phase with all tasks as its children", "chain": "each task waits for the one before it",
    "owner": "one owner does everything", "dependencies": "one task waits for all others",
    "findings": "every task has a finding",
}


def check(options, folder):
    arguments = [options.planlint, "check", "--config", measure.SETTINGS, folder]
    return Command(folder.name, arguments, folder.parent, FOUND)


def report(options, scratch):
    sizes, of_sizes = common(options, scratch)
    growth, of_shapes = grown(options, scratch)
    return Part({"sizes": sizes, "growth": growth}, of_sizes + of_shapes)


def common(options, scratch):
    """The plan that looks like the customer's, in one file and in many, with mistakes and without."""
    rows, entries, worst = [], [], []
    for tasks in [60, *options.sizes]:
        for layout, mistakes in itertools.product(("one", "phases"), (0, 1)):
            plan = generate.Generator(tasks, 1)
            generate.make_mistakes(plan, mistakes, generate.COMMON_KINDS)
            folder = scratch / f"{tasks}-{layout}-{mistakes}"
            generate.write(folder, generate.parts(plan, layout))
            entries.append((tasks, layout, mistakes, check(options, folder)))
    samples = measure.side_by_side("sizes", [command for *_, command in entries], options)
    for tasks, layout, mistakes, command in entries:
        sample, size = samples[command.name], measure.bytes_of(scratch / command.name)
        words = "one file" if layout == "one" else "a file a phase"
        mistaken = f"{mistakes} % mistakes" if mistakes else "valid"
        times = measure.timed(sample, math.inf, options.limit)[0]
        rows.append([f"{tasks:,} tasks, {words}, {mistaken}", f"{size / 1e6:.2f}", times, *memory(sample.peak, size)])
        if tasks >= LARGE and sample.peak:
            worst.append(sample.peak / size)
    head = ["plan", "MB of YAML", "time", "peak MB", "times the bytes"]
    words = f"common plans from {LARGE:,} tasks on: peak memory, times the bytes"
    return measure.table(head, rows), [Target(words, max(worst), most=12)] if worst else []


def memory(peak, size):
    """Two cells: megabytes, and how many times the plan's bytes; a small plan's is the program itself."""
    return [measure.megabytes(peak), measure.digits(peak / size) if peak and size > 1e6 else ""]


def grown(options, scratch):
    folders = {}
    for name in WORDS:
        for tasks in options.sizes:
            folder = folders[name, tasks] = scratch / f"{name}-{tasks}"
            plan = generate.parts(generate.Generator(tasks, 1), "phases") if name == COMMON else shapes.SHAPES[name](tasks)
            generate.write(folder, plan)
    commands = [check(options, folder) for folder in folders.values()]
    samples = measure.side_by_side("shapes", commands, options)
    counts = count_all(options, folders)
    unit = "million instructions" if counts else "milliseconds"
    first, middle, last = options.sizes[0], options.sizes[-2], options.sizes[-1]
    rows, targets = [], []
    for name, words in WORDS.items():
        seconds = {tasks: samples[folders[name, tasks].name] for tasks in options.sizes}
        costs = {
            tasks: (counts[name, tasks] / 1e6 if counts[name, tasks] else math.inf) if counts else seconds[tasks].median() * 1000
            for tasks in options.sizes
        }
        peak, size = seconds[last].peak, measure.bytes_of(folders[name, last])
        final = exponent(costs, middle, last)
        rows.append(
            [words]
            + [measure.digits(cost) if math.isfinite(cost) else "stopped" for cost in costs.values()]
            + [shown(exponent(costs, first, middle)), shown(final)]
            + [measure.timed(seconds[last], math.inf, options.limit)[0], memory(peak, size)[1]]
        )
        targets.append(Target(f"{words}: exponent from {middle:,} to {last:,} tasks", final, most=1.05))
        if peak and last >= LARGE:
            targets.append(Target(f"{words}: peak memory, times the bytes of {last:,} tasks", peak / size, most=12))
    head = [unit, *(f"{tasks:,} tasks" for tasks in options.sizes)]
    head += [f"exponent to {middle:,}", f"to {last:,}", f"{last:,} tasks: time", "peak, times the bytes"]
    return measure.table(head, rows), targets


def exponent(costs, smaller, larger):
    """The power of the number of tasks with which the cost grows; 1 is linear. Nothing where a run was stopped."""
    if not math.isfinite(costs[larger]) or not math.isfinite(costs[smaller]):
        return None
    return math.log(costs[larger] / costs[smaller]) / math.log(larger / smaller)


def shown(power):
    return "" if power is None else f"{power:.2f}"


def count_all(options, folders):
    """Instructions by plan, `None` for those that took too long; nothing without valgrind."""
    if not shutil.which("valgrind"):
        return {}
    # The longest first, so that no core is left with it at the end.
    order = sorted(folders, key=lambda entry: -entry[1])
    measure.say(f"counting the instructions of {len(order)} plans")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(order, pool.map(lambda entry: count(options, folders[entry]), order)))


def count(options, folder):
    counted = measure.callgrind(check(options, folder), os.devnull, options.limit)
    return counted and int(re.search(r"Collected : (\d+)", counted)[1])
