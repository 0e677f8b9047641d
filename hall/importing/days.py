"""
The rows of a working calendar, checked. Pure but for reading the file: a sheet in, its days by year out.

A sheet lists either every day of a year (COLUMNS) or, as the notice itself does, only the days that are not as usual
(SPECIAL_COLUMNS: holidays and make-up days).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from hall.importing.cells import Cells
from hall.importing.problems import BadFile, Problem
from hall.importing.sheet import Sheet, read
from hall.statutory_holidays import (
    DRAGON_BOAT,
    LABOUR,
    MID_AUTUMN,
    NATIONAL,
    NEW_YEAR,
    SPRING,
    TOMB_SWEEPING,
)
from hall.worktime import Day, DayKind
from hall.worktime.calendar import WORKED
from hall.worktime.spans import days_of, stretches

COLUMNS = {"date": "日期", "weekday": "星期", "is_working_day": "是否工作日", "kind": "类别", "name": "名称"}
SPECIAL_COLUMNS = {name: COLUMNS[name] for name in ("date", "kind", "name")}
WEEKDAYS = "一二三四五六日"
KINDS = {kind.value: kind for kind in DayKind}
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_NAME = 40
MOST_DAYS = 5  # missing days that a problem names
NAMES = {
    "New Year's Day": NEW_YEAR,
    "Spring Festival": SPRING,
    "Tomb-sweeping Day": TOMB_SWEEPING,
    "Labour Day": LABOUR,
    "Dragon Boat Festival": DRAGON_BOAT,
    "Mid-autumn Festival": MID_AUTUMN,
    "National Day": NATIONAL,
}


@dataclass(frozen=True)
class _DayRow:
    line: int
    day: Day


def read_years(source: str | Path | BinaryIO) -> dict[int, list[Day]]:
    """
    Return the days of a file by year, whichever of the two sheets it is: whole years, or only the days that it lists.

    :raises BadFile: with every problem.
    """
    sheet = read(source, required=SPECIAL_COLUMNS)
    if {"weekday", "is_working_day"} & set(sheet.columns):
        if missing := [name for name in COLUMNS if name not in sheet.columns]:
            raise BadFile([Problem(f"缺少列“{name}”", 1) for name in missing])
        return check(sheet)
    return check_special(sheet)


def check_special(sheet: Sheet) -> dict[int, list[Day]]:
    """
    Return the days of a sheet that lists only holidays and make-up days. It says nothing about the others.

    :raises BadFile: with every problem: a bad row, a day twice.
    """
    return _by_year(sheet, SPECIAL_COLUMNS, _special_row)


def check(sheet: Sheet) -> dict[int, list[Day]]:
    """
    Return the days of each year, in order, with Chinese names; holidays that touch carry both names.

    :raises BadFile: with every problem: a bad row, a day twice, a year that is not complete.
    """
    days = _by_year(sheet, COLUMNS, _row)
    if gaps := _gaps(days):
        raise BadFile(gaps)
    return days


def _by_year(
    sheet: Sheet, columns: dict[str, str], read_row: Callable[[Cells], _DayRow | None]
) -> dict[int, list[Day]]:
    problems: list[Problem] = []
    rows = [entry for row in sheet.rows if (entry := read_row(Cells(row, columns, problems)))]
    problems += _twice(rows)
    if problems:
        raise BadFile(sorted(problems, key=lambda problem: problem.line or 0))
    days = _joined(sorted((row.day for row in rows), key=lambda day: day.date))
    return {year: list(of_year) for year, of_year in groupby(days, key=lambda day: day.date.year)}


def _row(cells: Cells) -> _DayRow | None:
    on = cells.day("date")
    kind = cells.word("kind", KINDS)
    works = cells.word("is_working_day", {"1": True, "0": False})
    if on is None or kind is None or works is None:
        return None
    _in_range(cells, on)
    if cells["weekday"] != WEEKDAYS[on.weekday()]:
        cells.wrong("weekday", f"{on} 是星期{WEEKDAYS[on.weekday()]}")
    if works is not (kind in WORKED):
        cells.wrong("is_working_day", f"类别 {kind.value} {'不是' if works else '是'}工作日，两处要一致")
    _kind_fits_weekday(cells, on, kind)
    return _DayRow(cells.line, Day(on, kind, _name(cells, kind)))


def _special_row(cells: Cells) -> _DayRow | None:
    on = cells.day("date")
    kind = cells.word("kind", {kind.value: kind for kind in (DayKind.HOLIDAY, DayKind.MAKEUP_WORKDAY)})
    if on is None or kind is None:
        return None
    _in_range(cells, on)
    _kind_fits_weekday(cells, on, kind)
    return _DayRow(cells.line, Day(on, kind, _name(cells, kind)))


def _in_range(cells: Cells, on: date) -> None:
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        cells.wrong("date", f"年份在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")


def _kind_fits_weekday(cells: Cells, on: date, kind: DayKind) -> None:
    is_weekend = on.weekday() >= 5
    if kind is DayKind.WORKDAY and is_weekend:
        cells.wrong("kind", "星期六、星期日上班的写 makeup_workday，休息的写 weekend")
    if kind in {DayKind.WEEKEND, DayKind.MAKEUP_WORKDAY} and not is_weekend:
        cells.wrong("kind", "星期一至星期五上班的写 workday，放假的写 holiday")


def _name(cells: Cells, kind: DayKind) -> str:
    name = cells.text("name", longest=LONGEST_NAME, required=kind is DayKind.HOLIDAY)
    if name in NAMES:
        return NAMES[name]
    if name.isascii() and name:
        cells.wrong("name", f"没有见过这个名称；写中文，或其中一个：{'、'.join(NAMES)}")
    return name


def _twice(rows: Iterable[_DayRow]) -> list[Problem]:
    first: dict[date, int] = {}
    problems = []
    for row in rows:
        line = first.setdefault(row.day.date, row.line)
        if line != row.line:
            problems.append(Problem(f"这一天已在第 {line} 行", row.line, "日期（date）", str(row.day.date)))
    return problems


def _gaps(years: dict[int, list[Day]]) -> list[Problem]:
    """A year becomes official only when all its days are there."""
    problems = []
    for year, days in years.items():
        dates = {day.date for day in days}
        if missing := [str(on) for on in days_of(year) if on not in dates]:
            more = "等" if len(missing) > MOST_DAYS else ""
            first = "、".join(missing[:MOST_DAYS])
            problems.append(Problem(f"{year} 年缺 {len(missing)} 天：{first}{more}；一年要完整"))
    return problems


def _joined(days: list[Day]) -> list[Day]:
    """
    Give holidays that touch one common name, and the make-up days that belong to them.

    In 2025 the notice has one holiday 国庆节、中秋节 of eight days; the sheet names each day by one of the two.
    """
    common: dict[tuple[int, str], str] = {}
    by_date = {day.date: day for day in days}
    for stretch in stretches(day.date for day in days if day.kind is DayKind.HOLIDAY):
        names = list(dict.fromkeys(by_date[on].name for on in stretch))
        common |= {(stretch[0].year, name): "、".join(names) for name in names}
        by_date |= {on: replace(by_date[on], name="、".join(names)) for on in stretch}
    for day in days:
        if day.kind is DayKind.MAKEUP_WORKDAY:
            by_date[day.date] = replace(day, name=common.get((day.date.year, day.name), day.name))
    return [by_date[day.date] for day in days]
