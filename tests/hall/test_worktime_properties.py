"""What holds for every calendar, start, limit and pause; `HYPOTHESIS_PROFILE=thorough` tries 100,000 of each."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hall.worktime import (
    DEFAULT_HOURS,
    SHANGHAI,
    Day,
    DayKind,
    Hours,
    Limit,
    LineKind,
    Session,
    Span,
    Unit,
    WorkCalendar,
    due,
    due_before,
    elapsed_share,
    explain,
)
from tests.hall.brute import Brute
from tests.hall.calendar_days import CALENDAR, DAYS

FIRST, LAST = date(2025, 11, 20), date(2026, 3, 20)
LONGEST = {Unit.WORKING_DAY: 30, Unit.NATURAL_DAY: 60, Unit.MONTH: 4, Unit.WORKING_MINUTE: 2000}
REAL = Brute(DAYS, (DEFAULT_HOURS,), SHANGHAI)

ODD_HOURS = (
    Hours(date(2025, 1, 1), (Session(time(9, 0), time(16, 17)),)),
    Hours(date(2026, 1, 1), (Session(time(8), time(9, 1)),)),
    Hours(
        date(2026, 1, 10),
        (Session(time(7, 59), time(11, 30)), Session(time(12), time(15)), Session(time(20), time(21))),
    ),
)

days = st.dates(FIRST, LAST)
starts = st.builds(
    lambda day, clock: datetime.combine(day, clock.replace(second=0, microsecond=0), SHANGHAI), days, st.times()
)
limits = st.sampled_from(Unit).flatmap(lambda unit: st.integers(1, LONGEST[unit]).map(lambda n: Limit(unit, n)))
spans = st.builds(lambda first, length: Span(first, first + timedelta(days=length), "听证"), days, st.integers(0, 20))
pauses = st.lists(spans, max_size=4)
hours = st.sampled_from(((DEFAULT_HOURS,), ODD_HOURS))


def day_of(day: date, worked: bool) -> Day:
    if worked:
        return Day(day, DayKind.WORKDAY if day.weekday() < 5 else DayKind.MAKEUP_WORKDAY)
    return Day(day, DayKind.HOLIDAY if day.weekday() < 5 else DayKind.WEEKEND, "假日")


listings = st.dictionaries(days, st.booleans(), max_size=40).map(
    lambda listed: [day_of(day, worked) for day, worked in listed.items()]
)


@given(listings, hours, starts, limits, pauses)
def test_equals_walking_day_by_day_and_minute_by_minute(listed, hours, start, limit, pauses):
    calendar = WorkCalendar(listed, {2025, 2026}, hours)
    answer = due(limit, start, calendar, pauses)
    brute = Brute(listed, hours, SHANGHAI)
    assert (answer.due_at, answer.warn_at) == brute.due(limit.unit, limit.quantity, start, pauses)
    if limit.unit is not Unit.WORKING_MINUTE:
        assert answer.counted_from == brute.received_on(start)


@given(starts, limits, pauses)
def test_equals_walking_over_the_real_calendar(start, limit, pauses):
    answer = due(limit, start, CALENDAR, pauses)
    assert (answer.due_at, answer.warn_at) == REAL.due(limit.unit, limit.quantity, start, pauses)


@given(listings, days, starts, limits, pauses)
def test_one_more_rest_day_never_brings_a_due_moment_forward(listed, day, start, limit, pauses):
    others = [one for one in listed if one.date != day]
    with_rest_day = WorkCalendar([*others, day_of(day, worked=False)], {2025, 2026})
    with_working_day = WorkCalendar([*others, day_of(day, worked=True)], {2025, 2026})
    later, earlier = (due(limit, start, one, pauses) for one in (with_rest_day, with_working_day))
    assert later.due_at >= earlier.due_at


@given(starts, limits, pauses, spans)
def test_one_more_pause_never_brings_a_due_moment_forward(start, limit, pauses, pause):
    more, fewer = due(limit, start, CALENDAR, [*pauses, pause]), due(limit, start, CALENDAR, pauses)
    assert more.due_at >= fewer.due_at


@given(starts, limits, pauses)
def test_a_longer_limit_is_never_due_earlier(start, limit, pauses):
    longer = Limit(limit.unit, limit.quantity + 1)
    assert due(longer, start, CALENDAR, pauses).due_at >= due(limit, start, CALENDAR, pauses).due_at


@given(starts, starts, limits, pauses)
def test_a_later_start_is_never_due_earlier(one, other, limit, pauses):
    """Months hold it without pauses only: two starts in one pause have months of different lengths before them."""
    first, second = sorted((one, other))
    pauses = [] if limit.unit is Unit.MONTH else pauses
    assert due(limit, second, CALENDAR, pauses).due_at >= due(limit, first, CALENDAR, pauses).due_at


@given(starts, limits, st.randoms(use_true_random=False), pauses)
def test_the_order_of_the_pauses_does_not_matter(start, limit, random, pauses):
    shuffled = random.sample(pauses, len(pauses))
    assert due(limit, start, CALENDAR, shuffled + shuffled[:1]) == due(limit, start, CALENDAR, pauses)


@given(starts, limits, pauses)
def test_the_warning_lies_between_start_and_due_moment(start, limit, pauses):
    answer = due(limit, start, CALENDAR, pauses)
    assert start < answer.warn_at < answer.due_at


@given(starts, limits, pauses)
def test_the_warning_comes_by_90_percent_of_the_limit(start, limit, pauses):
    answer = due(limit, start, CALENDAR, pauses)
    assert elapsed_share(limit, start, start, CALENDAR, pauses) == 0
    assert elapsed_share(limit, start, answer.due_at, CALENDAR, pauses) == 1
    assert elapsed_share(limit, start, answer.warn_at, CALENDAR, pauses) <= 0.9


@given(starts, st.integers(0, 59), st.integers(1, 3000), pauses)
def test_the_minutes_added_are_the_minutes_between(start, second, minutes, pauses):
    start = start.replace(second=second)
    end = CALENDAR.add_minutes(start, minutes, pauses)
    assert CALENDAR.minutes_between(start, end, pauses) == minutes
    assert CALENDAR.minutes_between(start, end - timedelta(seconds=1), pauses) < minutes
    assert end == CALENDAR.add_minutes(start.replace(second=0), minutes, pauses) or second


@given(starts, starts, starts)
def test_minutes_between_add_up(a, b, c):
    between = CALENDAR.minutes_between
    assert abs(between(a, b) + between(b, c) - between(a, c)) < 1e-6
    assert between(a, b) == -between(b, a)


@given(days, st.integers(1, 60))
def test_backwards_undoes_forwards(day, n):
    forward = CALENDAR.nth_workday_after(day, n)
    back = due_before(Limit(Unit.WORKING_DAY, n), forward, CALENDAR)
    assert back == day if CALENDAR.is_workday(day) else back < day
    assert CALENDAR.workdays_between(day, forward) == n
    assert CALENDAR.nth_workday_after(due_before(Limit(Unit.WORKING_DAY, n), day, CALENDAR), n) == (
        CALENDAR.workday_on_or_after(day)
    )


@given(starts)
def test_the_next_office_moment_is_the_first_open_one(start):
    opening = CALENDAR.next_office_moment(start)
    assert CALENDAR.minutes_between(start, opening) == 0
    assert CALENDAR.minutes_between(start, opening + timedelta(seconds=1)) == 1 / 60
    assert opening >= start


@given(listings, hours, starts, limits, pauses)
def test_the_explanation_adds_up(listed, hours, start, limit, pauses):
    calendar = WorkCalendar(listed, {2025}, hours)
    explanation = explain(limit, start, calendar, pauses)
    assert explanation.result == due(limit, start, calendar, pauses)
    counted = sum(line.counted for line in explanation.lines)
    assert abs(counted - limit.quantity) < 1e-6
    assert {line.kind for line in explanation.lines if line.counted} <= {LineKind.COUNTED, LineKind.MAKEUP}
    assert any(line.kind is LineKind.PROVISIONAL for line in explanation.lines) is explanation.result.provisional


@given(listings, starts, st.integers(1, 40), pauses)
def test_the_explanation_names_every_day_once(listed, start, n, pauses):
    """The lines between the start and the result follow each other without a gap from day one to the due day."""
    calendar = WorkCalendar(listed, {2025, 2026})
    explanation = explain(Limit(Unit.WORKING_DAY, n), start, calendar, pauses)
    steps = [line for line in explanation.lines if line.kind not in (LineKind.START, LineKind.RESULT)]
    expected = explanation.result.counted_from + timedelta(days=1)
    for line in steps:
        assert line.starts_on == expected
        expected = line.ends_on + timedelta(days=1)
    assert steps[-1].ends_on == explanation.result.due_at.date()


@given(starts, limits, spans)
def test_a_clock_that_stands_still_still_explains_itself(start, limit, pause):
    explanation = explain(limit, start, CALENDAR, [Span(pause.starts_on, None, "专家评审")])
    assert explanation.result is None
    assert explanation.sentences()[-1] == "计时暂停中，暂停结束后再推算到期时间"
