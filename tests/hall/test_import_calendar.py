"""The working calendar: the real sheet, names, corrections, and files that change nothing."""

import csv
import io
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hall import calendar as in_force
from hall.calendar_changes import CalendarMoved
from hall.importing import calendar, days, sheet
from hall.importing.problems import BadFile
from hall.models import CalendarChange, CalendarNotice, CalendarVersion, OpeningHours, WorkCalendarDay
from hall.worktime import DayKind
from hall.worktime.calendar import WORKED
from tests import notices
from tests.hall.calendar_days import DAYS
from tests.notices import CROSS_YEAR
from tests.snapshot import stored
from tests.world import at

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
    row = next(day for day in checked(REAL)[on.year] if day.date == on)
    assert (row.kind, row.name) == (kind, name)


def test_chinese_names_pass_as_they_are():
    assert checked(year(d0101=holiday("元旦")))[2026][0].name == "元旦"


@pytest.mark.parametrize(
    ("case", "cells", "sentence"),
    [
        ("no such day", {"date": "2026-02-30"}, "第 2 行，日期（date）是“2026-02-30”：填写真实的日期"),
        ("another way to write it", {"date": "2026.1.1"}, "填写真实的日期，格式 2026-01-31"),
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


def test_a_sheet_that_a_spreadsheet_has_saved():
    text = "Date,Kind,Name\n2026/1/1,holiday,元旦\n2026/10/10,makeup_workday,国庆节\n"
    assert [day.date for day in days.read_years(io.BytesIO(text.encode()))[2026]] == [
        date(2026, 1, 1),
        date(2026, 10, 10),
    ]


@pytest.mark.parametrize("on", ["2026/1/1", "2026-1-1", "２０２６/１/１", "2026/1/1 0:00", "\u200b2026/01/01"])
def test_a_date_as_a_spreadsheet_writes_it(on):
    text = f"\ufeffDATE,Kind,\u200bName,,\n{on},holiday,元\u200b旦,,\n,,,,\n"
    [day] = days.read_years(io.BytesIO(text.encode()))[2026]
    assert (day.date, day.name) == (date(2026, 1, 1), "元旦")


@pytest.mark.parametrize("name", ["元\u202e旦", "元\x07旦"])
def test_a_holiday_is_named_without_what_nobody_sees(name):
    with pytest.raises(BadFile, match="删去看不见的字符"):
        days.read_years(io.BytesIO(f"date,kind,name\n2026-01-01,holiday,{name}\n".encode()))


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
    output, progress = io.StringIO(), io.StringIO()
    call_command("import_calendar", REAL, yes=True, stdout=output, stderr=progress)
    assert output.getvalue().splitlines()[-1].startswith("工作日历 2025、2026 年，730 天，写入 730")
    assert progress.getvalue() == "进度 1/2 年\n进度 2/2 年\n"


# The command shows what moves, and asks


class Terminal(io.StringIO):
    """Somebody at a keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Run the command on a sheet with what somebody types (None: nobody is there); returns what it said."""

    def run(text: str, typed: str | None = None, **options) -> str:
        path = tmp_path / "days.csv"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr("sys.stdin", io.StringIO() if typed is None else Terminal(f"{typed}\n"))
        output = io.StringIO()
        try:
            call_command("import_calendar", str(path), stdout=output, stderr=io.StringIO(), **options)
        except CommandError as error:
            return f"{output.getvalue()}CommandError: {error}"
        return output.getvalue()

    return run


MOVES = """\
2026年：《国务院办公厅关于2027年部分节假日安排的通知》涉及2026年的日子
  12月31日：上班改为休息（元旦）
2027年：《国务院办公厅关于2027年部分节假日安排的通知》
  元旦：1月1日至3日休息；1月9日上班
  春节：2月5日至11日休息；2月20日上班
  清明节：4月3日至5日休息
  劳动节：5月1日至5日休息；5月8日上班
  端午节：6月9日休息
  中秋节：9月15日休息
  国庆节：10月1日至7日休息；9月26日、10月9日上班
"""


def test_it_shows_what_moves_before_it_writes(world, command):
    world.accepted(when=at("2026-12-29 10:00"))
    rows = stored()
    with time_machine.travel(at("2027-01-02 09:00"), tick=False):
        text = command(CROSS_YEAR)
        assert text.startswith(MOVES)
        assert (
            "到期时间改变的时限 2，涉及的件 1，变为超期 0，不再超期 1，撤销的红黄牌 0，改到新的到期时间的红黄牌 0，只改“暂定”标记 0"
            in text
        )
        assert text.endswith("CommandError: 没有人可以询问，什么都没有写入：核对以上影响后，加 --yes 再运行")
        assert stored() == rows
        assert command(CROSS_YEAR, yes=True).startswith(MOVES)
    assert in_force.current().official_years == {2025, 2026, 2027}


@pytest.mark.parametrize(("typed", "consent"), [("y", True), ("是", True), ("n", False), ("", False)])
def test_it_asks_who_sits_there(world, command, typed, consent):
    text = command(CROSS_YEAR, typed)
    assert in_force.current().is_official(2027) is consent
    assert text.splitlines()[-1] == (
        "工作日历 2026、2027 年，730 天，写入 366，未变 364，对外时间设为 08:30–12:00、13:30–17:00"
        if consent
        else "什么都没有写入"
    )


def test_a_file_that_changes_nothing_asks_nothing(world, command):
    command(CROSS_YEAR, yes=True)
    assert command(CROSS_YEAR).startswith("工作日历 2026、2027 年，730 天，写入 0，未变 730")


def test_a_year_that_moves_no_date_asks_no_script(world, command):
    text = command(notices.sheet(notices.year_2027()))
    assert "到期时间改变的时限 0" in text
    assert in_force.current().is_official(2027)


def test_a_correction_keeps_the_name_of_the_year_s_notice(world, command):
    title = CalendarNotice.objects.get(year=2026).title
    text = command("date,kind,name\n2026-12-31,holiday,元旦\n", yes=True)
    assert text.startswith(f"2026年：{title}\n  12月31日：上班改为休息（元旦）\n")
    assert CalendarNotice.objects.get(year=2026).title == title


FRAGMENT = "date,kind,name\n2027-01-01,holiday,元旦\n"


def test_a_fragment_needs_an_administrator_who_answers_for_it(world, command):
    rows = stored()
    text = command(FRAGMENT, yes=True)
    assert "按《全国年节及纪念日放假办法》缺春节4天、清明节1天" in text
    assert "没有一天调休上班" in text
    assert "2027年缺春节4天、清明节1天" in text.partition("CommandError")[2]
    assert "--provisional-by" in text
    assert stored() == rows
    command(FRAGMENT, yes=True, provisional_by=world.administrator.username)
    assert not in_force.current().is_official(2027)
    assert not in_force.current().is_workday(date(2027, 1, 1))
    assert CalendarChange.objects.get().confirmed_by == world.administrator


@pytest.mark.parametrize("who", ["clerk", "nobody"])
def test_nobody_else_can_answer_for_it(world, command, who):
    user = getattr(world, who, None)
    text = command(FRAGMENT, yes=True, provisional_by=user.username if user else who)
    assert "不是管理工作日历的管理员" in text
    assert not CalendarChange.objects.exists()


def test_another_change_while_somebody_reads_is_not_overlooked(world):
    """A calendar that has moved since the effects were shown: nothing is written by the old figures."""
    with pytest.raises(CalendarMoved):
        calendar.write(days.read_years(io.BytesIO(CROSS_YEAR.encode())), at=NOW, seen="an older one")
    assert not CalendarChange.objects.exists()
