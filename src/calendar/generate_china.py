#!/usr/bin/env python3
"""Write china.csv, the data of the built-in calendar `china`.

    pip install chinesecalendar==1.11.0 holidays==0.109
    python3 src/calendar/generate_china.py            # writes src/calendar/china.csv
    python3 src/calendar/generate_china.py --check    # only says whether it is up to date

Each autumn the General Office of the State Council announces the holidays of the next year and the
weekend days worked to make up for them. Two packages, maintained by different people, transcribe
these notices; a slip in one of them would move finish dates, so a day is believed only if both say
the same. To add a year, raise the versions in PACKAGES (and above) and run this again.

Exit code: 0 done, 1 the sources disagree or --check found a difference, 2 could not run.
"""

import argparse
import difflib
import os
import re
import sys
from datetime import date, timedelta
from importlib import metadata
from itertools import count, groupby, takewhile
from pathlib import Path
from typing import NamedTuple

FIRST_YEAR = 2018
PACKAGES = {"chinesecalendar": "1.11.0", "holidays": "0.109"}
CSV = Path(__file__).with_name("china.csv")
COMMAND = "python3 src/calendar/generate_china.py"


class Holiday(NamedTuple):
    english: str
    chinese: str
    also: tuple[str, ...] = ()  # what else the packages call it


NEW_YEAR = Holiday("New Year's Day", "元旦")
# New Year's Eve is a statutory day of its own since 2025. The extension is that of 2020, to 2
# February (国办发明电〔2020〕1号). The notices count both as part of the Spring Festival holiday.
SPRING_FESTIVAL = Holiday("Spring Festival", "春节", ("农历除夕", "春节延长假期"))
TOMB_SWEEPING = Holiday("Tomb-Sweeping Day", "清明节", ("Tomb-sweeping Day",))
LABOUR_DAY = Holiday("Labour Day", "劳动节")
DRAGON_BOAT = Holiday("Dragon Boat Festival", "端午节")
MID_AUTUMN = Holiday("Mid-Autumn Festival", "中秋节", ("Mid-autumn Festival",))
NATIONAL_DAY = Holiday("National Day", "国庆节")

HOLIDAYS = (
    NEW_YEAR, SPRING_FESTIVAL, TOMB_SWEEPING, LABOUR_DAY, DRAGON_BOAT, MID_AUTUMN, NATIONAL_DAY,
)
BY_NAME = {name: h for h in HOLIDAYS for name in (h.english, h.chinese, *h.also)}

# When these two meet they are announced as one holiday, as in 2020, 2023 and 2025
# (国办发明电〔2024〕12号: 国庆节放假如逢中秋节则合并放假8天). Any other pair of names in one
# stretch of days off means that a source has misnamed a day.
ANNOUNCED_TOGETHER = {MID_AUTUMN, NATIONAL_DAY}


class Ruling(NamedTuple):
    works: bool
    holiday: Holiday | None  # None for an ordinary day
    notice: str


# Days on which the sources disagree and the notice settles it. None so far; an entry would read
#   date(2020, 2, 1): Ruling(False, SPRING_FESTIVAL, "国办发明电〔2020〕1号: 假期延长至2月2日"),
# An entry for a day on which the sources agree is an error, so the table cannot outlive its need.
RESOLVED: dict[date, Ruling] = {}


class Day(NamedTuple):
    date: date
    works: bool
    names: list[Holiday]  # of the holiday it belongs to, or makes up for; none on an ordinary day


class Disagreement(Exception):
    """The data cannot be written; the message lists every reason."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Write china.csv from two packages that agree.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it differs")
    arguments = parser.parse_args()

    if wrong := wrong_packages():
        pins = " ".join(f"{name}=={version}" for name, version in PACKAGES.items())
        print(f"{wrong}; needed: pip install {pins}", file=sys.stderr)
        return 2
    try:
        text = generate()
    except Disagreement as disagreement:
        print(disagreement, file=sys.stderr)
        return 1
    if arguments.check:
        return check(text)
    write_whole(CSV, text)
    return 0


def wrong_packages() -> str:
    """The version decides the data and stands in the header, so only the pinned one will do."""
    wrong = []
    for name, wanted in PACKAGES.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{name} is not installed")
            continue
        if found != wanted:
            wrong.append(f"{name} is {found}, not {wanted}")
    return ", ".join(wrong)


def generate() -> str:
    import chinese_calendar
    import holidays

    china = holidays.country_holidays("CN", language="zh_CN")

    def is_covered(year: int) -> bool:
        # `holidays` computes statutory days for any year; only an announced one has exchanged days.
        return (
            date(year, 10, 1) in chinese_calendar.holidays and year in china.special_public_holidays
        )

    last_year = max(takewhile(is_covered, count(FIRST_YEAR)), default=None)
    if last_year is None:
        raise Disagreement(f"{FIRST_YEAR} is not in both packages")
    first, last = date(FIRST_YEAR, 1, 1), date(last_year, 12, 31)

    days, problems = [], []
    for offset in range((last - first).days + 1):
        one = from_chinesecalendar(chinese_calendar, first + timedelta(offset))
        other = from_holidays(china, chinese_calendar, first + timedelta(offset))
        days.append(agree(one, other, problems))
    problems += missing_holidays(days)
    lines = [line for key, group in groupby(days, kind) if (line := run(key, group, problems))]
    if problems:
        raise Disagreement("\n".join(problems))
    return header(first, last) + "".join(f"{line}\n" for line in lines)


def from_chinesecalendar(chinese_calendar, day: date) -> Day:
    _, name = chinese_calendar.get_holiday_detail(day)
    return Day(day, chinese_calendar.is_workday(day), [holiday(name, day)] if name else [])


def from_holidays(china, chinese_calendar, day: date) -> Day:
    names = []
    for label in china.get_list(day):
        # A weekday off in exchange for a weekend day is labelled with that day, not with the
        # holiday. Then its name is that of the make-up day in the other source, which checks that
        # both put the pair into the same holiday.
        if exchanged := re.fullmatch(r"休息日（由 (\d{4}-\d\d-\d\d) 调休）", label):
            made_up = date.fromisoformat(exchanged[1])
            names += from_chinesecalendar(chinese_calendar, made_up).names
        else:
            names.append(holiday(label.removesuffix("（补假）"), day))
    return Day(day, china.is_working_day(day), names)


def holiday(name: str, day: date) -> Holiday:
    if name not in BY_NAME:
        raise Disagreement(f"{day}: a holiday by the name of {name!r} is not in HOLIDAYS")
    return BY_NAME[name]


def agree(one: Day, other: Day, problems: list[str]) -> Day:
    """The day as both sources have it. Names may differ within a holiday; `run` judges them."""
    ruling = RESOLVED.get(one.date)
    if one.works != other.works:
        if ruling:
            return Day(one.date, ruling.works, [ruling.holiday] if ruling.holiday else [])
        worked, off = ("chinesecalendar", "holidays")[:: 1 if one.works else -1]
        problems.append(f"{one.date:%Y-%m-%d %a}: worked says {worked}, off says {off}")
    elif ruling:
        problems.append(f"{one.date}: both sources agree now; remove it from RESOLVED")
    return Day(one.date, one.works, one.names + other.names)


def missing_holidays(days: list[Day]) -> list[str]:
    named = {(day.date.year, name) for day in days if not day.works for name in day.names}
    years = range(days[0].date.year, days[-1].date.year + 1)
    return [f"{y}: no {h.english}" for y in years for h in HOLIDAYS if (y, h) not in named]


def kind(day: Day) -> str | None:
    if not day.works:
        return "off"
    return "work" if is_weekend(day) else None


def is_weekend(day: Day) -> bool:
    return day.date.weekday() >= 5


def run(kind: str | None, days, problems: list[str]) -> str | None:
    """One line of the file, or None for ordinary working days and ordinary weekends.

    A holiday is the whole stretch of days off around a named day. So a weekend joined to it is part
    of it, whether the notice counts it in (4月4日至6日放假) or only says so (与周末连休).
    """
    days = list(days)
    names = list(dict.fromkeys(name for day in days for name in day.names))
    if kind is None or (kind == "off" and not names and all(map(is_weekend, days))):
        return None
    first, last = days[0].date, days[-1].date
    if not names or (len(names) > 1 and (kind == "work" or set(names) != ANNOUNCED_TOGETHER)):
        called = " and ".join(name.english for name in names) or "nothing"
        problems.append(f"{first} to {last} ({kind}) is called {called}")
    english = " and ".join(name.english for name in names)
    chinese = "、".join(name.chinese for name in names)
    if kind == "work":
        english, chinese = f"make-up working day for {english}", f"{chinese}调休上班"
    return f"{first},{last},{kind},{english},{chinese}"


def header(first: date, last: date) -> str:
    versions = " and ".join(f"{name} {version}" for name, version in PACKAGES.items())
    settled = ", ".join(str(day) for day in sorted(RESOLVED))
    agreement = f"every day but {settled}, settled by the notice" if settled else "every day"
    return f"""\
# Holidays and make-up working days of the calendar `china`, as announced by the General Office of
# the State Council. Any other day is worked from Monday to Friday, and off at the weekend.
# Covers: {first} to {last}
# Sources: the Python packages {versions}, which agree on {agreement}.
# Generated, do not edit: {COMMAND}
# The notice for {last.year + 1} may still move the last days of {last.year},
# as the one for 2019 made 2018-12-29 a working day.
#
# first,last,off|work,name_en,name_zh
"""


def check(text: str) -> int:
    found = CSV.read_text(encoding="utf-8") if CSV.exists() else ""
    if found == text:
        return 0
    sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal can show Chinese
    before, after = found.splitlines(keepends=True), text.splitlines(keepends=True)
    sys.stdout.writelines(difflib.unified_diff(before, after, CSV.name, "generated"))
    print(f"{CSV.name} is not up to date; run {COMMAND}", file=sys.stderr)
    return 1


def write_whole(path: Path, text: str) -> None:
    """Leaves the old file or the new one, never half of it."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
