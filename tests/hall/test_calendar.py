"""The calendar in force: built once for a stamp, anew when it moves, and honest about years without a notice."""

from datetime import date, time

import time_machine

from administration.queries import missing_notices
from hall import calendar
from hall.models import CalendarVersion, OpeningHours, WorkCalendarDay
from hall.worktime import DayKind
from tests.cases.broken_rows import triggers_off
from tests.world import at


def test_the_official_days_and_years(world):
    days = calendar.current()
    assert days.official_years == {2025, 2026}
    assert days.day(date(2025, 10, 11)).kind is DayKind.MAKEUP_WORKDAY
    assert not days.is_workday(date(2025, 10, 8))
    assert days.is_workday(date(2027, 10, 1))


def test_one_small_query_while_nothing_changes(world, django_assert_num_queries):
    first = calendar.current()
    with django_assert_num_queries(1):
        assert calendar.current() is first


def test_a_page_or_an_act_reads_the_stamp_once(world, django_assert_num_queries):
    with django_assert_num_queries(1), calendar.held():
        assert calendar.current() is calendar.current()


def test_an_act_inside_a_page_reads_it_anew(world, django_assert_num_queries):
    with calendar.held():
        calendar.current()
        with django_assert_num_queries(1), calendar.held():
            assert calendar.current() is calendar.current()


def test_a_change_is_seen_where_the_stamp_is_held(world):
    with calendar.held():
        before = calendar.current()
        WorkCalendarDay.objects.filter(date=date(2025, 11, 4)).update(kind="holiday")
        calendar.changed(at=at("2025-11-03 09:00"))
        assert calendar.current() != before


def test_a_change_is_seen_by_the_next_question(world):
    before = calendar.current()
    WorkCalendarDay.objects.filter(date=date(2025, 11, 4)).update(kind="holiday")
    assert calendar.current() is before  # nobody has said that it changed
    calendar.changed(at=at("2025-11-03 09:00"))
    assert before.is_workday(date(2025, 11, 4))
    assert not calendar.current().is_workday(date(2025, 11, 4))
    assert CalendarVersion.objects.count() == 1


def test_the_hours_of_a_season(world):
    OpeningHours.objects.create(
        valid_from=date(2025, 1, 1), morning_opens=time(8, 30), morning_closes=time(12), afternoon_opens=time(13, 30),
        afternoon_closes=time(17),
    )  # fmt: skip
    OpeningHours.objects.create(
        valid_from=date(2026, 6, 1), morning_opens=time(8), morning_closes=time(12), afternoon_opens=time(14, 30),
        afternoon_closes=time(17, 30),
    )  # fmt: skip
    calendar.changed(at=at("2025-11-03 09:00"))
    assert calendar.current().closes(date(2026, 5, 29)) == at("2026-05-29 17:00")
    assert calendar.current().closes(date(2026, 6, 1)) == at("2026-06-01 17:30")


def test_without_a_table_the_week_and_the_usual_hours(db):
    days = calendar.current()
    assert days.official_years == frozenset()
    assert days.closes(date(2025, 11, 3)) == at("2025-11-03 17:00")


def test_the_day_of_the_machine_changes_no_date(world):
    """2028-02-29: a leap day, two years after the last notice."""
    with time_machine.travel(at("2028-02-29 12:00"), tick=False):
        application = world.accepted(when=at("2025-09-30 10:00"))
        assert application.case.deadlines.get(rule="promise").due_at == at("2025-10-11 17:00")
        leap = world.accepted(when=at("2028-02-29 10:00"), idem="key-2")
        promise = leap.case.deadlines.get(rule="promise")
        assert (promise.due_at, promise.provisional) == (at("2028-03-03 17:00"), True)


def test_a_year_whose_days_are_gone_is_official_no_more(world):
    """A partial restore leaves the notice and loses its days: what is counted on them is tentative, for every process alike."""
    with triggers_off():
        WorkCalendarDay.objects.filter(date__year=2026, kind=DayKind.HOLIDAY, date__month=10)._raw_delete("default")
    calendar.changed(at=at("2026-03-02 09:00"))
    days = calendar.current()
    assert (days.is_official(2025), days.is_official(2026)) == (True, False)
    assert [(each.year, bool(each.lacks)) for each in missing_notices(date(2026, 3, 2))] == [(2026, True)]
