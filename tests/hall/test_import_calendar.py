"""The working calendar: the real sheet, names, corrections, and files that change nothing."""

import csv
import io
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hall import calendar as in_force
from hall.importing import calendar, days, sheet
from hall.importing.problems import BadFile
from hall.models import CalendarNotice, CalendarVersion, OpeningHours, WorkCalendarDay
from hall.worktime import DayKind
from hall.worktime.calendar import WORKED
from tests.hall.calendar_days import DAYS

REAL = "data/work_calendar_2025_2026.csv"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def year(number=2026, *, without=(), more=(), **changes):
    """A sheet of one plain year; `changes` are cells by day: ``d0101={"kind": "holiday", …}``."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(days.COLUMNS))
    writer.writeheader()
    on = date(number, 1, 1)
    while on.year == number:
        if on not in without:
            writer.writerow(plain(on) | changes.get(f"d{on:%m%d}", {}))
        on += timedelta(days=1)
    writer.writerows(more)
    return io.BytesIO(text.getvalue().encode())


def plain(on):
    rests = on.weekday() >= 5
    cells = {"date": str(on), "weekday": "一二三四五六日"[on.weekday()], "name": ""}
    return cells | {"is_working_day": "0" if rests else "1", "kind": "weekend" if rests else "workday"}


def real(number=2026, **changes):
    """The year as its notice has it, with some cells changed."""
    cells = {
        f"d{day.date:%m%d}": {"kind": day.kind.value, "is_working_day": str(int(day.kind in WORKED)), "name": day.name}
        for day in DAYS
        if day.date.year == number
    }
    return year(number, **(cells | changes))


def holiday(name):
    return {"kind": "holiday", "is_working_day": "0", "name": name}


def checked(source):
    return days.check(sheet.read(source, required=days.COLUMNS))


@pytest.mark.parametrize(
    ("on", "kind", "name"),
    [
        (date(2025, 1, 1), DayKind.HOLIDAY, "元旦"),
        (date(2025, 1, 26), DayKind.MAKEUP_WORKDAY, "春节"),
        (date(2025, 4, 4), DayKind.HOLIDAY, "清明节"),
        (date(2025, 5, 1), DayKind.HOLIDAY, "劳动节"),
        (date(2025, 6, 2), DayKind.HOLIDAY, "端午节"),
        (date(2025, 10, 1), DayKind.HOLIDAY, "国庆节、中秋节"),
        (date(2025, 10, 6), DayKind.HOLIDAY, "国庆节、中秋节"),
        (date(2025, 10, 11), DayKind.MAKEUP_WORKDAY, "国庆节、中秋节"),
        (date(2026, 9, 25), DayKind.HOLIDAY, "中秋节"),
        (date(2026, 10, 10), DayKind.MAKEUP_WORKDAY, "国庆节"),
        (date(2026, 10, 11), DayKind.WEEKEND, ""),
        (date(2026, 10, 12), DayKind.WORKDAY, ""),
    ],
)
def test_days_of_the_real_sheet(on, kind, name):
    found = next(day for day in checked(REAL)[on.year] if day.date == on)
    assert (found.kind, found.name) == (kind, name)


def test_chinese_names_pass_as_they_are():
    assert checked(year(d0101=holiday("元旦")))[2026][0].name == "元旦"


@pytest.mark.parametrize(
    ("case", "cells", "sentence"),
    [
        ("no such day", {"date": "2026-02-30"}, "第 2 行，日期（date）是“2026-02-30”：填写真实的日期"),
        ("another way to write it", {"date": "2026/1/1"}, "填写真实的日期，格式 2026-01-31"),
        ("far year", {"date": "2206-01-01"}, "年份在 2000 到 2100 之间"),
        ("wrong weekday", {"weekday": "五"}, "第 2 行，星期（weekday）是“五”：2026-01-01 是星期四"),
        ("unknown kind", {"kind": "rest"}, "填写其中一个：workday、makeup_workday、holiday、weekend"),
        ("neither 0 nor 1", {"is_working_day": "是"}, "填写其中一个：1、0"),
        ("kind against work", {"is_working_day": "0"}, "类别 workday 是工作日，两处要一致"),
        (
            "weekend on a Thursday",
            {"kind": "weekend", "is_working_day": "0"},
            "星期一至星期五上班的写 workday，放假的写 holiday",
        ),
        ("make-up day on a Thursday", {"kind": "makeup_workday"}, "星期一至星期五上班的写 workday"),
        ("holiday without name", holiday(""), "第 2 行，名称（name）是空的：填写名称"),
        ("unknown English name", holiday("New Year"), "没有见过这个名称；写中文"),
    ],
)
def test_bad_cell(case, cells, sentence):
    with pytest.raises(BadFile) as refused:
        checked(year(d0101=cells))
    assert any(sentence in str(problem) for problem in refused.value.problems), case


def test_worked_saturday_is_a_make_up_day():
    with pytest.raises(BadFile, match="星期六、星期日上班的写 makeup_workday"):
        checked(year(d0103={"kind": "workday", "is_working_day": "1"}))


def test_a_day_twice():
    with pytest.raises(BadFile, match="第 367 行，日期（date）是“2026-01-01”：这一天已在第 2 行"):
        checked(year(more=[plain(date(2026, 1, 1))]))


@pytest.mark.parametrize(
    ("number", "without", "sentence"),
    [
        (2026, [date(2026, 12, 31)], "2026 年缺 1 天：2026-12-31；一年要完整"),
        (2024, [date(2024, 2, 29)], "2024 年缺 1 天：2024-02-29；一年要完整"),
        (
            2026,
            [date(2026, 3, n) for n in range(1, 8)],
            "2026 年缺 7 天：2026-03-01、2026-03-02、2026-03-03、2026-03-04、2026-03-05等",
        ),
    ],
)
def test_a_year_must_be_complete(number, without, sentence):
    with pytest.raises(BadFile, match=sentence):
        checked(year(number, without=without))


@pytest.mark.django_db
def test_the_real_sheet_is_written_once():
    summary = calendar.load(REAL, at=NOW)
    assert str(summary) == "工作日历 2025、2026 年，730 天，写入 730，未变 0，对外时间设为 08:30–12:00、13:30–17:00"
    assert list(CalendarNotice.objects.values_list("title", flat=True)) == [
        "《国务院办公厅关于2025年部分节假日安排的通知》",
        "《国务院办公厅关于2026年部分节假日安排的通知》",
    ]
    assert WorkCalendarDay.objects.count() == 730
    assert OpeningHours.objects.get().morning_opens == time(8, 30)
    stamp = CalendarVersion.objects.get().stamp
    with CaptureQueriesContext(connection) as queries:
        again = calendar.load(REAL, at=NOW + timedelta(days=1))
    assert again.written == 0
    assert not [query for query in queries.captured_queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert CalendarVersion.objects.get().stamp == stamp


@pytest.mark.django_db
def test_a_corrected_day_is_counted_at_once():
    calendar.load(real(), at=NOW)
    before = in_force.current()
    summary = calendar.load(real(d0109=holiday("元旦")), at=NOW + timedelta(days=1))
    assert summary.written == 1
    assert WorkCalendarDay.objects.get(date=date(2026, 1, 9)).kind == "holiday"
    assert CalendarNotice.objects.get().loaded_at == NOW + timedelta(days=1)
    assert in_force.current() != before


@pytest.mark.django_db
def test_another_year_leaves_the_first_alone():
    calendar.load(real(2025), at=NOW)
    calendar.load(real(2026), at=NOW)
    assert list(CalendarNotice.objects.values_list("year", flat=True)) == [2025, 2026]
    assert WorkCalendarDay.objects.count() == 730


@pytest.mark.django_db
def test_opening_hours_of_the_hall_are_kept():
    OpeningHours.objects.create(
        valid_from=date(2026, 6, 1),
        morning_opens=time(8),
        morning_closes=time(12),
        afternoon_opens=time(14),
        afternoon_closes=time(18),
    )
    assert not calendar.load(real(), at=NOW).hours_set
    assert OpeningHours.objects.get().valid_from == date(2026, 6, 1)


@pytest.mark.django_db
def test_a_bad_file_changes_nothing(tmp_path):
    calendar.load(real(), at=NOW)
    before = list(WorkCalendarDay.objects.values()), list(CalendarVersion.objects.values())
    path = tmp_path / "days.csv"
    path.write_bytes(year(d0102={"weekday": "一"}).read())
    with pytest.raises(CommandError, match="第 3 行，星期（weekday）是“一”：2026-01-02 是星期五"):
        call_command("import_calendar", str(path), stderr=io.StringIO())
    assert (list(WorkCalendarDay.objects.values()), list(CalendarVersion.objects.values())) == before


@pytest.mark.django_db
def test_the_command():
    said, progress = io.StringIO(), io.StringIO()
    call_command("import_calendar", REAL, yes=True, stdout=said, stderr=progress)
    assert said.getvalue().splitlines()[-1].startswith("工作日历 2025、2026 年，730 天，写入 730")
    assert progress.getvalue() == "进度 1/2 年\n进度 2/2 年\n"
