#!/usr/bin/env python3
"""Write a plan of any size that looks like the customer's: Chinese text, groups two levels deep, phases in lanes.

Without mistakes it adds up completely, so planlint finds nothing in it. The same arguments give the same bytes, on
every machine and with every Python since 3.9. Needs nothing but the standard library.

    benches/generate.py --tasks 10000 target/bench/plan
    benches/generate.py --tasks 1000 --layout one --mistakes 1 target/bench/mistakes
"""

import argparse
import datetime
import pathlib
import random
import sys

TASKS_A_PHASE = 50
PHASES_A_LANE = 12
EXECUTORS_A_LANE = 8
# One less than planlint's default: a mistake elsewhere must not overload somebody here.
MOST_AT_ONCE = 4
FIRST_MONDAY = datetime.date(2023, 1, 2)

VERBS = ["部署", "调整", "配置", "迁移", "开通", "对接", "测试", "优化", "核对", "更新", "编写", "验收"]
SUBJECTS = [
    "OA应用", "达梦数据库", "文件存储服务器", "负载均衡", "Redis缓存", "微搜服务", "FTP服务", "WPS服务器", "金蝶中间件",
    "VPN服务器", "统一身份认证", "电子印章接口", "短信平台", "公文交换", "域名与证书", "堡垒机", "日志审计", "数据备份",
    "网络访问策略", "移动端门户",
]
SCOPES = ["", "", "", "（仅正式环境）", "（测试环境）", "授权文件", "配置清单", "安全补丁", "访问策略", "接口说明书", "运行报告"]
PURPOSES = [
    "根据信创云服务器规格修改", "提供政务网络访问服务", "包括正式环境与测试环境", "明确各厂家的链接关系",
    "修复漏洞，更新临时授权", "填写网络访问申请", "支撑OA服务", "省市公文交换相关", "确认域名解析，免host配置",
    "存储正文附件等资料",
]
RESULTS = [
    "完成后IP登录可用", "需厂家现场配合", "不影响现有业务", "由信息中心组织验收", "结果写入周报", "失败时回退到原环境",
]
NOTES = [
    "可用", "缩容后，需要调通配置", "需要手动拉起vpn", "去年有做对接，当时可用", "等窗口期再执行", "全新的接口，有开发成本",
    "与厂家每周核对一次",
]
FIRST = "泛达金深华中长新远天海云星恒宏启瑞安博同"
SECOND = "微梦山蝶信科润讯方通联创维诚泰盛源辰宇翔"
TRADE = ["", "科技", "软件", "网络", "数据", "通信", "信息", "系统"]


def working_day(number):
    """The day on which working day `number` falls; numbers count Monday to Friday from the first Monday on."""
    return FIRST_MONDAY + datetime.timedelta(days=number // 5 * 7 + number % 5)


class Task:
    """A task, a group or a phase. `first` and `last` are working days; a milestone has both on one day."""

    def __init__(self, key, parent, lane):
        self.key = key
        self.parent = parent
        self.lane = lane
        self.children = []
        self.first = self.last = self.days = 0
        self.name = self.description = self.notes = self.deliverable = None
        self.coordinator = None
        self.executors = []
        self.depends_on = []
        self.parallel = False
        self.optional = False
        self.dated = True
        self.percent = 0
        self.mistake = None

    def leaves(self):
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def below(self):
        for child in self.children:
            yield child
            yield from child.below()

    def close(self):
        """What a group takes over from its children: its window, and the longest chain of them in turn."""
        self.first = min(child.first for child in self.children)
        self.last = max(child.last for child in self.children)
        longest = {}
        for child in sorted(self.children, key=lambda child: (child.first, child.last)):
            before = [other for other in self.children if other.key in longest and other.last < child.first]
            longest[child.key] = max((longest[other.key] for other in before), default=0) + child.days
        self.days = max(longest.values())


class Lane:
    """Phases that follow each other, done by the same people; lanes run side by side."""

    def __init__(self, number, names):
        self.number = number
        self.coordinator, *self.executors = names
        self.group = f"{names[1][:2]}等{number + 1}号线厂家"
        self.free = 0
        self.last_phase = None


class Generator:
    def __init__(self, tasks, seed):
        self.random = random.Random(seed)
        self.phases = []
        self.groups = []
        count = max(1, round(tasks / TASKS_A_PHASE))
        self.lanes = self.make_lanes(-(-count // PHASES_A_LANE))
        for number in range(count):
            share = tasks // count + (number < tasks % count)
            self.phases.append(self.make_phase(number + 1, share, self.lanes[number // PHASES_A_LANE]))
        self.status = sorted(leaf.first for phase in self.phases for leaf in phase.leaves())[tasks // 3]
        self.report_progress()

    def make_lanes(self, count):
        names = [first + second + trade for trade in TRADE for first in FIRST for second in SECOND]
        size = EXECUTORS_A_LANE + 1
        if count * size > len(names):
            sys.exit(f"generate.py: names run out at {len(names) // size * PHASES_A_LANE * TASKS_A_PHASE} tasks")
        chosen = self.random.sample(names, count * size)
        return [Lane(number, chosen[number * size : (number + 1) * size]) for number in range(count)]

    # What is done, and when.

    def make_phase(self, number, size, lane):
        phase = Task(str(number), None, lane)
        phase.name = f"阶段：{self.pick(SUBJECTS)}{self.pick(VERBS)}"
        phase.description = f"{self.pick(PURPOSES)}。{self.pick(PURPOSES)}，{self.pick(RESULTS)}。"
        phase.coordinator = lane.coordinator
        phase.executors = [lane.group]
        # To planlint phases come one after the other in the order of their numbers; other lanes run beside the first.
        phase.parallel = lane.number > 0
        phase.dated = number % 2 == 0
        start, stage, size_left = lane.free, [], size
        while size_left > 0:
            share = min(size_left, self.random.randint(8, 12))
            if size_left - share < 3:
                share = size_left
            size_left -= share
            beside = stage and self.random.random() < 0.4
            if not beside:
                start = max((group.last for group in stage), default=start - 1) + 1
            group = self.make_group(phase, share, start, lane, 1)
            if beside:
                group.parallel = True
                stage.append(group)
            else:
                before = stage or ([lane.last_phase] if lane.last_phase else [])
                group.depends_on = [other.key for other in before]
                stage = [group]
            self.wait_for_other_lane(group)
        phase.close()
        self.groups.extend(child for child in phase.children if child.children)
        self.give_work(phase)
        lane.free = phase.last + 1 + self.random.randint(0, 3)
        lane.last_phase = phase
        return phase

    def make_group(self, parent, size, start, lane, depth):
        """A group of `size` tasks, itself included; a group of one is a leaf."""
        group = self.make_task(parent, lane)
        if size == 1:
            self.place(group, start)
            return group
        size_left = size - 1
        step = []
        while size_left > 0:
            if depth < 2 and size_left >= 4 and self.random.random() < 0.25:
                share = self.random.randint(3, 4)
                start = max((task.last for task in step), default=start - 1) + 1
                inner = self.make_group(group, share, start, lane, depth + 1)
                if step:
                    inner.depends_on = [step[0].key]
                step = [inner]
                size_left -= share
                continue
            self.make_leaf(group, start, lane, step, size_left == 1)
            start = step[0].first
            size_left -= 1
        group.dated = self.random.random() < 0.3
        group.close()
        return group

    def make_leaf(self, group, start, lane, step, is_last):
        """One more leaf after or beside those of `step`, which then holds those that the next one comes after."""
        leaf = self.make_task(group, lane)
        chance = self.random.random()
        finish = max((task.last for task in step), default=start - 1)
        if is_last and step and chance < 0.3:
            # A milestone on the day on which the last work finishes.
            leaf.first = leaf.last = finish
            leaf.depends_on = [task.key for task in step if task.last == finish]
            leaf.deliverable = f"{self.pick(SUBJECTS)}验收单"
        elif step and chance < 0.45:
            lag = self.random.choice([0, 0, 1, 2])
            self.place(leaf, step[0].first + lag)
            if lag:
                leaf.depends_on = [(step[0].key, "SS", lag)]
            else:
                leaf.parallel = True
            step.append(leaf)
        else:
            self.place(leaf, finish + 1)
            if step and chance < 0.8:
                leaf.depends_on = [step[-1].key]
            step[:] = [leaf]

    def make_task(self, parent, lane):
        task = Task(f"{parent.key}.{len(parent.children) + 1}", parent, lane)
        parent.children.append(task)
        task.name = self.pick(VERBS) + self.pick(SUBJECTS) + self.pick(SCOPES)
        if self.random.random() < 0.6:
            task.description = self.pick(PURPOSES)
        if self.random.random() < 0.15:
            task.notes = self.pick(NOTES)
        if self.random.random() < 0.1:
            task.coordinator = lane.coordinator
        return task

    def place(self, leaf, first):
        leaf.days = self.random.choice([1, 2, 3, 3, 5, 5, 5, 8])
        leaf.first, leaf.last = first, first + leaf.days - 1

    def wait_for_other_lane(self, group):
        """Some work waits for work of other lanes that was finished before."""
        if self.random.random() > 0.2 or not self.groups:
            return
        other = self.pick(self.groups)
        if other.last < group.first and other.key not in group.depends_on:
            group.depends_on.append(other.key)

    # Who does it.

    def give_work(self, phase):
        busy = {name: [] for name in phase.lane.executors}
        for leaf in phase.leaves():
            # Whoever has the fewest tasks in that time, so that nobody has too many.
            rank = [(self.at_once(busy[name], leaf), self.random.random(), name) for name in phase.lane.executors]
            rank.sort()
            helpers = 1 if self.random.random() < 0.8 else 2
            leaf.executors = [name for load, _, name in rank[:helpers] if load < MOST_AT_ONCE]
            if not leaf.executors:
                sys.exit("generate.py: everybody is overloaded")
            for name in leaf.executors:
                busy[name].append((leaf.first, leaf.last))
        for task in phase.below():
            if task.children and self.random.random() < 0.8:
                task.executors = sorted({name for leaf in task.leaves() for name in leaf.executors})

    @staticmethod
    def at_once(windows, leaf):
        return sum(first <= leaf.last and leaf.first <= last for first, last in windows)

    # How far it is.

    def report_progress(self):
        for phase in self.phases:
            for task in phase.below():
                if not task.children:
                    task.percent = self.progress(task)
            for task in phase.below():
                if task.children:
                    leaves = list(task.leaves())
                    days = sum(leaf.days for leaf in leaves)
                    done = sum(leaf.percent * leaf.days for leaf in leaves)
                    average = done / days if days else sum(leaf.percent for leaf in leaves) / len(leaves)
                    all_done = all(leaf.percent == 100 for leaf in leaves)
                    begun = any(leaf.percent > 0 for leaf in leaves)
                    task.percent = 100 if all_done else max(1, min(99, round(average))) if begun else 0

    def progress(self, leaf):
        if leaf.last < self.status:
            return 100
        return self.random.randint(1, 9) * 10 if leaf.first < self.status else 0

    def pick(self, choices):
        return choices[int(self.random.random() * len(choices))]


# Mistakes: who can make each, and what it does to the lines of a task. Each takes the task's fields, which it changes.


def wrong_days(task, fields, plan):
    fields["days"] = task.days + plan.random.randint(1, 3)


def unknown_dependency(task, fields, plan):
    depend(fields, f'"{task.key}.99"')


def weekend_date(task, fields, plan):
    if task.first % 5 == 0:
        fields["start"] = working_day(task.first) - datetime.timedelta(days=1)
    else:
        fields["finish"] = working_day(task.last) + datetime.timedelta(days=1)


def undeclared_owner(task, fields, plan):
    fields["executors"] = f"[{(task.executors or task.lane.executors)[0]}公司]"


def undeclared_coordinator(task, fields, plan):
    fields["coordinator"] = task.lane.coordinator + "公司"


def too_early(task, fields, plan):
    """Waits for the last phase of its lane, which is later."""
    depend(fields, f'"{task.lane.last_phase.key}"')


def not_reported(task, fields, plan):
    fields["progress"] = "not-started"


def wrong_total(task, fields, plan):
    fields["days"] = task.days + 30


def dates_swapped(task, fields, plan):
    fields["start"], fields["finish"] = fields["finish"], fields["start"]


def no_such_date(task, fields, plan):
    fields["finish"] = f"{working_day(task.last).year}-02-30"


def unknown_key(task, fields, plan):
    fields["remarks"] = NOTES[1]


def unquoted_id(task, fields, plan):
    phase, group = task.key.split(".")[:2]
    depend(fields, f"{phase}.{int(group) - 1}")


def duplicate_dependency(task, fields, plan):
    fields["depends_on"].append(fields["depends_on"][0])


def missing_dates(task, fields, plan):
    fields.pop("finish")
    fields.pop("days")


def full_width_colon(task, fields, plan):
    fields["notes："] = fields.pop("notes", None) or NOTES[0]


def depend(fields, entry):
    fields["depends_on"] = fields.get("depends_on", []) + [entry]


def is_leaf(task):
    return not task.children


def is_work(task):
    """A leaf that is no milestone."""
    return not task.children and task.days > 0


def is_group(task):
    return bool(task.children)


KINDS = {
    "days": (wrong_days, is_work),
    "dependency": (unknown_dependency, lambda task: True),
    "weekend": (weekend_date, lambda task: is_work(task) and (task.first % 5 == 0 or task.last % 5 == 4)),
    "owner": (undeclared_owner, is_leaf),
    "coordinator": (undeclared_coordinator, is_group),
    "early": (too_early, lambda task: not task.key.startswith(task.lane.last_phase.key + ".")),
    "progress": (not_reported, lambda task: is_leaf(task) and task.percent > 0),
    "total": (wrong_total, is_group),
    "order": (dates_swapped, lambda task: is_leaf(task) and task.days > 1),
    "date": (no_such_date, is_leaf),
    "key": (unknown_key, lambda task: True),
    "unquoted": (unquoted_id, lambda task: int(task.key.split(".")[1]) > 1),
    "duplicate": (duplicate_dependency, lambda task: bool(task.depends_on)),
    "missing": (missing_dates, is_work),
    # Only when asked for: planlint then concludes nothing from what a file lacks.
    "colon": (full_width_colon, lambda task: True),
}
COMMON_KINDS = [kind for kind in KINDS if kind != "colon"]


def make_mistakes(plan, percent, kinds):
    tasks = [task for phase in plan.phases for task in phase.below()]
    left = round(len(tasks) * percent / 100)
    plan.random.shuffle(tasks)
    for task in tasks:
        possible = [kind for kind in kinds if KINDS[kind][1](task)]
        if possible and left > 0:
            task.mistake = plan.pick(possible)
            left -= 1


# YAML.


def lines_of(task, indent, plan):
    """The lines of a task and everything in it, without the line breaks."""
    is_phase = task.parent is None
    fields = {"id": f'"{task.key}"', "name": task.name}
    if task.description:
        fields["description"] = task.description
    if task.coordinator:
        fields["coordinator"] = task.coordinator
    if task.executors:
        fields["executors"] = f"[{', '.join(task.executors)}]"
    if task.depends_on:
        fields["depends_on"] = [reference(entry) for entry in task.depends_on]
    if task.parallel:
        fields["parallel"] = "true"
    if task.dated:
        fields["start"] = working_day(task.first)
        fields["finish"] = working_day(task.last)
    fields["total_days" if is_phase else "days"] = task.days
    if not is_phase:
        fields["progress"] = {0: "not-started", 100: "done"}.get(task.percent, f"{task.percent}%")
    for key in ("deliverable", "notes"):
        if getattr(task, key):
            fields[key] = getattr(task, key)
    if task.mistake:
        KINDS[task.mistake][0](task, fields, plan)
    lead = " " * indent + "- "
    for key, value in fields.items():
        if isinstance(value, list):
            value = f"[{', '.join(value)}]"
        yield f"{lead}{key}{'' if key.endswith('：') else ': '}{value}"
        lead = " " * (indent + 2)
    if task.children:
        yield f"{lead}tasks:"
        for child in task.children:
            yield from lines_of(child, indent + 4, plan)


def reference(entry):
    if isinstance(entry, str):
        return f'"{entry}"'
    task, link, lag = entry
    return f'{{task: "{task}", type: {link}, lag: {lag}}}'


def head(plan):
    yield "plan:"
    yield "  version: 1"
    yield f"  title: 政务办公系统迁移实施计划（{len(plan.phases)}个阶段）"
    yield "  editors: [林森, 黄雨涵]"
    yield f"  status_date: {working_day(plan.status)}"
    yield "  calendar: weekdays"
    yield "  working_calendar: weekdays"


def owners(plan):
    used = {name for phase in plan.phases for leaf in phase.leaves() for name in leaf.executors}
    yield "owners:"
    for lane in plan.lanes:
        members = [name for name in lane.executors if name in used]
        yield f"  {lane.coordinator}:"
        yield "    kind: team"
        for name in members:
            yield f"  {name}:"
            yield "    kind: organisation"
            if len(name) > 2:
                yield f"    aliases: [{name}股份]"
        yield f"  {lane.group}:"
        yield "    kind: group"
        yield f"    members: [{', '.join(members)}]"


def parts(plan, layout):
    """Names of files with their lines."""
    phases = [list(lines_of(phase, 2, plan)) for phase in plan.phases]
    if layout == "one":
        lines = [*head(plan), *owners(plan), "phases:"]
        for phase in phases:
            lines.extend(phase)
        return {"plan.yaml": lines}
    files = {"plan.yaml": list(head(plan)), "owners.yaml": list(owners(plan))}
    for task, phase in zip(plan.phases, phases):
        files[f"phase-{task.key}.yaml"] = ["phases:", *phase]
    return files


def write(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"generate.py: {folder} is not empty; remove it first")
    for name, lines in files.items():
        (folder / name).write_bytes(("\n".join(lines) + "\n").encode())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, help="where to write the plan; must be empty or not exist")
    parser.add_argument("--tasks", type=int, default=1000, help="tasks, groups among them (60, 1000, 10000, 100000)")
    parser.add_argument("--layout", choices=["one", "phases"], default="phases", help="one file, or one a phase")
    parser.add_argument("--mistakes", type=float, default=0, metavar="PERCENT", help="of the tasks (default: 0)")
    parser.add_argument("--kinds", help=f"of these kinds, separated by commas: {', '.join(KINDS)}")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.tasks < 1 or not 0 <= arguments.mistakes <= 100:
        parser.error("--tasks is at least 1, --mistakes is from 0 to 100")
    kinds = arguments.kinds.split(",") if arguments.kinds else COMMON_KINDS
    if not set(kinds) <= set(KINDS):
        parser.error(f"--kinds are {', '.join(KINDS)}")
    plan = Generator(arguments.tasks, arguments.seed)
    make_mistakes(plan, arguments.mistakes, kinds)
    write(arguments.folder, parts(plan, arguments.layout))


if __name__ == "__main__":
    main()
