"""Changes of the calendar: drafts change nothing, what is in force can be taken back in thought to any instant."""

import io
from datetime import date, time, timedelta

import pytest

from hall import calendar
from hall import calendar_changes as changes
from hall.calendar_changes import CannotChangeCalendar, YearsLackHolidays
from hall.calendar_facts import whole_year
from hall.calendar_words import changed_lines
from hall.importing import calendar as calendar_file
from hall.importing import days as sheets
from hall.importing.problems import BadFile
from hall.models import CalendarChange, CalendarNotice, Closure, OpeningHours, WorkCalendarDay
from hall.statutory_holidays import lacking
from hall.worktime import Day, DayKind, Limit, Unit, due, explain
from tests.notices import CROSS_YEAR, sheet, year_2027
from tests.snapshot import stored
from tests.world import at

NOW = at("2026-11-20 09:00")
SNOW = date(2026, 1, 12)  # a Monday
HOURS = [time(8), time(12), time(14), time(17, 30)]
OF_2027 = year_2027()


def notice(world, days=OF_2027, when=NOW):
    return changes.propose_notice(
        years={2027: days}, title="2027年的通知", document="国办发明电〔2026〕9号", by=world.administrator, at=when
    )


def closure(world, on=SNOW, when=NOW, **more):
    terms = {"name": "大雪停办", "document": "区政办〔2026〕3号", **more}
    return changes.propose_closure(on=on, by=world.administrator, at=when, **terms)


def hours(world, valid_from=date(2026, 5, 1), when=NOW, moments=HOURS):
    return changes.propose_hours(valid_from=valid_from, moments=moments, by=world.administrator, at=when)


def opening(world, on=SNOW, when=NOW, document="区政办〔2026〕4号"):
    return changes.propose_opening(on=on, document=document, by=world.administrator, at=when)


def in_force(world, change, when=NOW):
    changes.put_in_force([change], by=world.administrator, at=when)
    return change


@pytest.mark.parametrize("propose", [notice, closure, hours])
def test_a_draft_changes_nothing_but_is_kept(world, propose):
    before, rows = calendar.current(), stored()
    propose(world)
    after = stored()
    assert calendar.current() is before
    assert {table for table in rows if rows[table] != after[table]} == {"hall_calendarchange"}


def test_a_notice_makes_its_year_official(world):
    assert not calendar.current().is_official(2027)
    change = in_force(world, notice(world))
    days = calendar.current()
    assert days.is_official(2027)
    assert not days.is_workday(date(2027, 1, 1))
    assert days.is_workday(date(2027, 1, 9))
    assert days.day(date(2027, 1, 1)) == OF_2027[0]
    assert WorkCalendarDay.objects.filter(notice__year=2027).count() == 365
    assert (change.before, change.confirmed_by, change.confirmed_at) == (None, world.administrator, NOW)


def test_a_closure_lies_over_the_notice(world):
    in_force(world, closure(world))
    days = calendar.current()
    assert not days.is_workday(SNOW)
    assert days.day(SNOW).name == "大雪停办"
    assert WorkCalendarDay.objects.get(date=SNOW).kind == "workday"
    assert days.official_years == {2025, 2026}


def test_a_closure_makes_no_year_official_and_survives_its_notice(world):
    closed = date(2027, 1, 20)
    in_force(world, closure(world, on=closed))
    assert not calendar.current().is_official(2027)
    in_force(world, notice(world))
    days = calendar.current()
    assert days.is_official(2027)
    assert days.day(closed).name == "大雪停办"


def test_a_notice_names_a_closed_day_that_becomes_a_holiday(world):
    in_force(world, closure(world, on=date(2027, 1, 1)))
    in_force(world, notice(world))
    assert calendar.current().day(date(2027, 1, 1)).name == "元旦"


def test_a_closed_day_may_be_opened_again(world):
    in_force(world, closure(world))
    change = in_force(world, opening(world))
    assert calendar.current().is_workday(SNOW)
    assert not Closure.objects.exists()
    assert change.before == {"name": "大雪停办", "document": "区政办〔2026〕3号"}


def test_hours_hold_from_their_day_on(world):
    in_force(world, hours(world))
    days = calendar.current()
    assert days.closes(date(2026, 4, 30)) == at("2026-04-30 17:00")
    assert days.closes(date(2026, 5, 6)) == at("2026-05-06 17:30")


def test_the_calendar_of_any_instant_can_be_rebuilt(world):
    at_first = calendar.current()
    in_force(world, closure(world), when=at("2026-01-11 18:00"))
    snow = calendar.current()
    in_force(world, hours(world), when=at("2026-04-20 09:00"))
    summer = calendar.current()
    in_force(world, notice(world), when=NOW)
    in_force(world, opening(world), when=NOW)
    now = calendar.current()
    assert len({at_first, snow, summer, now}) == 4
    assert [
        calendar.as_of(at(when)) == expected
        for when, expected in [
            ("2026-01-11 17:59", at_first),
            ("2026-01-11 18:00", snow),
            ("2026-04-20 08:59", snow),
            ("2026-04-20 09:00", summer),
            ("2026-11-20 08:59", summer),
            ("2026-11-20 09:00", now),
            ("2030-01-01 00:00", now),
        ]
    ] == [True] * 7


def test_a_corrected_notice_is_taken_back_too(world):
    in_force(world, notice(world), when=at("2026-11-10 09:00"))
    first = calendar.current()
    in_force(world, notice(world, days=year_2027(("2027-01-01", "2027-01-01", "元旦"))), when=NOW)
    assert calendar.current() != first
    assert calendar.as_of(at("2026-11-15 09:00")) == first
    assert not calendar.as_of(at("2026-11-01 09:00")).is_official(2027)


@pytest.mark.django_db
def test_what_a_hall_begins_with_was_never_otherwise():
    calendar_file.load("data/work_calendar_2025_2026.csv", at=NOW, at_the_beginning=True)
    assert calendar.as_of(at("2025-03-03 09:00")) == calendar.current()


def test_a_load_by_file_is_a_change_like_any_other(world):
    before = calendar.current()
    calendar_file.load(io.BytesIO(sheet(OF_2027).encode()), at=NOW)
    change = CalendarChange.objects.get()
    assert (change.kind, change.key, change.confirmed_by, change.at_the_beginning) == ("notice", "2027", None, False)
    assert calendar.as_of(at("2026-11-19 09:00")) == before


def test_asking_again_reads_one_small_row(world, django_assert_num_queries):
    in_force(world, closure(world), when=at("2026-01-11 18:00"))
    calendar.as_of(at("2026-01-01 09:00"))
    with django_assert_num_queries(1):
        calendar.as_of(at("2026-01-01 09:00"))


def test_a_drafts_calendar_is_not_the_current_one(world):
    before, rows = calendar.current(), stored()
    content = {"name": "大雪停办", "document": "1"}
    draft = calendar.proposed([CalendarChange(kind="closure", key=str(SNOW), content=content)])
    assert not draft.is_workday(SNOW)
    assert calendar.current() is before
    assert stored() == rows


REFUSED = [
    ("a rest day", lambda world: closure(world, on=date(2026, 1, 10)), "on", "本来就休息"),
    ("a holiday", lambda world: closure(world, on=date(2026, 10, 1)), "on", "本来就休息"),
    ("no reason", lambda world: closure(world, name=" "), "name", "填写事由"),
    ("no document", lambda world: closure(world, document=""), "document", "停办要有书面依据"),
    ("a lone figure", lambda world: closure(world, document="1"), "document", "看不出是哪份文件"),
    ("a far year", lambda world: closure(world, on=date(2101, 1, 3)), "on", "年份在 2015 到 2056 之间"),
    ("nothing to open", lambda world: opening(world), "on", "没有登记停办"),
    ("the same days", lambda world: in_force(world, notice(world)) and notice(world), "", "没有要改的"),
    ("closed twice", lambda world: in_force(world, closure(world)) and closure(world), "on", "已经登记停办"),
    ("the same hours", lambda world: in_force(world, hours(world)) and hours(world), "", "没有要改的"),
    ("hours backwards", lambda world: hours(world, moments=[time(12), time(8), time(14), time(17)]), "morning_opens", "一个比一个晚"),
    ("an empty morning", lambda world: hours(world, moments=[time(8), time(8), time(14), time(17)]), "morning_opens", "一个比一个晚"),
    ("overlapping halves", lambda world: hours(world, moments=[time(8), time(12), time(11), time(17)]), "morning_opens", "一个比一个晚"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "propose", "field", "words"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_proposal_that_makes_no_sense(world, sentence, propose, field, words):
    with pytest.raises(CannotChangeCalendar, match=words) as refused:
        propose(world)
    assert refused.value.field == field
    assert not CalendarChange.objects.filter(confirmed_at=None).exists()


def test_opening_a_day_needs_its_document(world):
    in_force(world, closure(world))
    with pytest.raises(CannotChangeCalendar, match="书面依据"):
        opening(world, document="")


def test_only_a_draft_can_be_dropped(world):
    draft = closure(world)
    changes.drop(draft=draft.pk, by=world.administrator, at=NOW)
    changes.drop(draft=draft.pk, by=world.administrator, at=NOW)  # dropped by both of two windows
    assert not CalendarChange.objects.exists()
    change = in_force(world, closure(world))
    with pytest.raises(CannotChangeCalendar, match="已经生效"):
        changes.drop(draft=change.pk, by=world.administrator, at=NOW)
    assert Closure.objects.exists()


def test_a_change_leaves_the_other_years_and_hours_alone(world):
    official = CalendarNotice.objects.count(), OpeningHours.objects.count()
    in_force(world, closure(world))
    assert (CalendarNotice.objects.count(), OpeningHours.objects.count()) == official


# The sheet that lists only what is not as usual


def special(*rows):
    return io.BytesIO("\n".join(["date,kind,name", *rows]).encode())


def test_a_sheet_of_special_days_says_nothing_of_the_others():
    years = sheets.read_years(
        special("2027-01-01,holiday,元旦", "2027-01-03,holiday,元旦", "2027-01-09,makeup_workday,")
    )
    assert list(years) == [2027]
    assert len(years[2027]) == 3
    kinds = {day.date: day.kind for day in whole_year(2027, years[2027])}
    assert len(kinds) == 365
    assert kinds[date(2027, 1, 1)] is DayKind.HOLIDAY
    assert kinds[date(2027, 1, 2)] is DayKind.WEEKEND
    assert kinds[date(2027, 1, 4)] is DayKind.WORKDAY
    assert kinds[date(2027, 1, 9)] is DayKind.MAKEUP_WORKDAY


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["2027-01-01,workday,"], "填写其中一个：holiday、makeup_workday"),
        (["2027-01-04,makeup_workday,"], "星期一至星期五上班的写 workday"),
        (["2027-01-01,holiday,"], "名称（name）是空的"),
        (["2027-01-01,holiday,元旦", "2027-01-01,holiday,元旦"], "这一天已在第 2 行"),
        (["2027-13-01,holiday,元旦"], "填写真实的日期"),
        (["1999-01-01,holiday,元旦"], "年份在 2000 到 2100 之间"),
    ],
)
def test_a_bad_sheet_of_special_days(rows, sentence):
    with pytest.raises(BadFile) as refused:
        sheets.read_years(special(*rows))
    assert any(sentence in str(problem) for problem in refused.value.problems)


def test_a_sheet_names_its_missing_columns():
    with pytest.raises(BadFile, match="缺少列“is_working_day”"):
        sheets.read_years(io.BytesIO(b"date,weekday,kind,name\n2027-01-01,x,holiday,x\n"))


# A year cannot be lost or invented by a file


def load(text, **more):
    return calendar_file.load(io.BytesIO(text.encode()), at=NOW, **more)


def in_2026():
    return calendar.standing("notice", "2026")["days"]


def three_working_days_from_30_september():
    return due(Limit(Unit.WORKING_DAY, 3), at("2026-09-30 09:00"), calendar.current()).due_at


def test_a_notice_that_reaches_back_changes_those_days_only(world):
    before, first = in_2026(), calendar.current()
    assert three_working_days_from_30_september() == at("2026-10-10 17:00")
    summary = load(CROSS_YEAR)
    assert (summary.years, summary.written) == ((2026, 2027), 366)
    assert in_2026() == before | {"2026-12-31": ["holiday", "元旦"]}
    assert three_working_days_from_30_september() == at("2026-10-10 17:00")
    assert calendar.current().official_years == {2025, 2026, 2027}
    assert CalendarNotice.objects.get(year=2026).title == "国务院办公厅关于2026年部分节假日安排的通知"
    assert list(CalendarChange.objects.order_by("key").values_list("key", "title")) == [
        ("2026", "《国务院办公厅关于2027年部分节假日安排的通知》涉及2026年的日子"),
        ("2027", "《国务院办公厅关于2027年部分节假日安排的通知》"),
    ]
    assert calendar.as_of(at("2026-11-19 09:00")) == first
    assert load(CROSS_YEAR).written == 0


@pytest.mark.parametrize("worked", ["2026-12-26", "2026-12-27"])
def test_a_make_up_day_for_new_year_leaves_it_official(world, worked):
    load(CROSS_YEAR + f"{worked},makeup_workday,元旦\n")
    assert calendar.current().is_workday(date.fromisoformat(worked))
    assert calendar.current().is_official(2026)


def test_a_correction_names_its_days_only(world):
    before = in_2026()
    load("date,kind,name\n2026-12-28,holiday,元旦\n2026-12-26,makeup_workday,元旦\n")
    assert in_2026() == before | {"2026-12-26": ["makeup_workday", "元旦"], "2026-12-28": ["holiday", "元旦"]}


def test_a_whole_arrangement_takes_the_place_of_the_one_before(world):
    load(sheet(OF_2027))
    load(sheet(year_2027(("2027-01-01", "2027-01-01", "元旦"))))
    assert not calendar.current().is_workday(date(2027, 1, 9))


FRAGMENT = "date,kind,name\n2027-01-01,holiday,元旦\n"
LACKS = "2027年缺春节4天、清明节1天、劳动节5月1日、5月2日、端午节1天、中秋节1天、国庆节10月1日、10月2日、10月3日"


def test_a_fragment_is_refused(world):
    rows = stored()
    with pytest.raises(YearsLackHolidays) as refused:
        load(FRAGMENT)
    assert refused.value.sentence == LACKS
    assert stored() == rows


def test_a_fragment_stays_provisional_until_it_is_complete(world):
    load(FRAGMENT, by=world.administrator)
    days = calendar.current()
    assert (days.is_workday(date(2027, 1, 1)), days.is_official(2027)) == (False, False)
    limit, start = Limit(Unit.WORKING_DAY, 3), at("2026-12-30 09:00")
    assert due(limit, start, days).provisional
    assert "2027年的放假安排尚未完整公布，其余日子按周一至周五推算" in explain(limit, start, days).sentences()[-1]
    change = CalendarChange.objects.get()
    assert (change.confirmed_by, f"2027年缺{change.content['lacks']}") == (world.administrator, LACKS)
    assert load(FRAGMENT, by=world.administrator).written == 0
    calendar_file.load(io.BytesIO(sheet(OF_2027[4:]).encode()), at=at("2026-11-21 09:00"))
    assert calendar.current().is_official(2027)
    assert not calendar.current().is_workday(date(2027, 1, 1))
    assert not calendar.as_of(at("2026-11-20 10:00")).is_official(2027)


def test_what_is_written_is_official_when_it_lacks_nothing(world):
    """The stored mark is no second truth: it says what the days say."""
    load(FRAGMENT, by=world.administrator)
    for row in CalendarNotice.objects.all():
        days = [Day(day.date, DayKind(day.kind), day.name) for day in row.days.all()]
        assert row.lacks == lacking(row.year, days)
        assert calendar.current().is_official(row.year) is not bool(row.lacks)


def test_what_an_earlier_release_took_for_official_is_put_right(world):
    load(FRAGMENT, by=world.administrator)
    CalendarNotice.objects.filter(year=2027).update(lacks="")  # as it was stored before anybody looked
    calendar.changed(at=NOW)
    assert not calendar.current().is_official(2027), "by its rows, at once"
    calendar_file.load(io.BytesIO(FRAGMENT.encode()), at=at("2026-11-21 09:00"), by=world.administrator)
    assert not calendar.current().is_official(2027)
    assert calendar.as_of(at("2026-11-20 10:00")).is_official(2027)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-10-03,makeup_workday,国庆节", "2026年的安排是完整的，不能换成缺国庆节10月3日的"),
        ("2026-11-07,makeup_workday,", "2026年的安排是完整的，不能换成缺适逢周末的补假1天的"),
        ("2027-01-09,makeup_workday,元旦", "2027年没有一天放假"),
    ],
)
def test_no_word_makes_good_what_cannot_be(world, text, sentence):
    rows = stored()
    with pytest.raises(CannotChangeCalendar, match=sentence):
        load(f"date,kind,name\n{text}\n", by=world.administrator)
    assert stored() == rows


def test_a_whole_year_of_plain_days_takes_no_holidays_away(world):
    with pytest.raises(CannotChangeCalendar, match="2026年没有一天放假"):
        changes.propose_notice(years={2026: whole_year(2026, [])}, title="通知", by=world.administrator, at=NOW)
    only = whole_year(2026, [Day(date(2026, 1, 1), DayKind.HOLIDAY, "元旦")])
    with pytest.raises(CannotChangeCalendar, match="2026年的安排是完整的"):
        changes.propose_notice(years={2026: only}, title="通知", by=world.administrator, at=NOW)


def cross_year(world):
    return changes.propose_notice(
        years=sheets.read_years(io.BytesIO(CROSS_YEAR.encode())), title="2027年的通知", document="9号",
        by=world.administrator, at=NOW,
    )  # fmt: skip


def test_each_year_of_a_notice_is_a_draft(world):
    own = cross_year(world)
    earlier, same = changes.of_one_notice(own)
    assert (same, earlier.part_of, earlier.key, earlier.document) == (own, own, "2026", "9号")
    assert earlier.title == "2027年的通知涉及2026年的日子"
    assert changed_lines(2026, earlier.before, earlier.content) == ["12月31日：上班改为休息（元旦）"]
    assert changes.of_one_notice(earlier) == [earlier, own]


@pytest.mark.parametrize("place", [0, 1])
def test_drafts_of_one_notice_are_dropped_together(world, place):
    draft = changes.of_one_notice(cross_year(world))[place]
    changes.drop(draft=draft.pk, by=world.administrator, at=NOW)
    assert not CalendarChange.objects.exists()


# Hours, and years out of range


def test_hours_without_a_break_are_one_session(world):
    change = in_force(world, hours(world, moments=[time(8, 30), time(12), time(12), time(17)]))
    assert change.title == "2026年5月1日起对外时间 08:30–17:00"
    [(opens, closes)] = calendar.current().sessions_of(date(2026, 5, 6))
    assert closes - opens == timedelta(hours=8, minutes=30)
    assert calendar.current().closes(date(2026, 5, 6)) == at("2026-05-06 17:00")


@pytest.mark.parametrize("year", [2014, 2057])
def test_no_closure_and_no_hours_beyond_the_calendar(world, year):
    for propose in (lambda: closure(world, on=date(year, 3, 3)), lambda: hours(world, valid_from=date(year, 3, 3))):
        with pytest.raises(CannotChangeCalendar, match="年份在 2015 到 2056 之间"):
            propose()


def test_hours_that_differ_by_seconds_only_are_none(world):
    with pytest.raises(CannotChangeCalendar, match="一个比一个晚"):
        hours(world, moments=[time(8), time(8, 0, 30), time(14), time(17)])
