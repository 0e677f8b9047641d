"""The sentences under a day that lies a whole limit before another."""

from datetime import date

import pytest

from hall.worktime import Day, DayKind, Limit, LineKind, Unit, WorkCalendar, due_before, explain_before
from tests.hall.calendar_days import CALENDAR, DAYS


def sentences(unit, quantity, day, calendar=CALENDAR, **words):
    return explain_before(Limit(unit, quantity), day, calendar, **words).sentences()


def test_working_days_before_expiry_over_two_holidays():
    assert sentences(Unit.WORKING_DAY, 30, date(2026, 10, 31), event="到期") == [
        "2026年10月31日 周六 到期，往前数，当日不计，只计工作日",
        "10月26日至10月30日，计入：第 1 至 5 日",
        "10月24日至10月25日 周六、周日，不计",
        "10月19日至10月23日，计入：第 6 至 10 日",
        "10月17日至10月18日 周六、周日，不计",
        "10月12日至10月16日，计入：第 11 至 15 日",
        "10月11日 周日，不计",
        "10月10日 周六 调休上班，计入：第 16 日",
        "10月8日至10月9日，计入：第 17 至 18 日",
        "10月1日至10月7日 国庆节放假，不计",
        "9月28日至9月30日，计入：第 19 至 21 日",
        "9月25日至9月27日 中秋节放假，不计",
        "9月21日至9月24日，计入：第 22 至 25 日",
        "9月20日 周日 调休上班，计入：第 26 日",
        "9月19日 周六，不计",
        "9月15日至9月18日，计入：第 27 至 30 日",
        "最晚日期：2026年9月15日 周二",
    ]


def test_a_closure_stands_beside_the_holiday():
    days = [day for day in DAYS if day.date != date(2025, 10, 9)] + [Day(date(2025, 10, 9), DayKind.HOLIDAY, "停电")]
    assert sentences(Unit.WORKING_DAY, 2, date(2025, 10, 11), WorkCalendar(days, {2025}))[1:] == [
        "10月10日 周五，计入：第 1 日",
        "10月9日 停电，不计",
        "10月1日至10月8日 国庆节、中秋节放假，不计",
        "9月30日 周二，计入：第 2 日",
        "最晚日期：2025年9月30日 周二",
    ]


def test_natural_days_end_on_a_rest_day_and_stay_there():
    assert sentences(Unit.NATURAL_DAY, 30, date(2025, 10, 31)) == [
        "从 2025年10月31日 周五 往前数，当日不计，休息日也计入",
        "10月1日至10月30日，计入：第 1 至 30 日",
        "10月1日 逢国庆节放假，不往后顺延：推后就不足规定的时间",
        "最晚日期：2025年10月1日 周三",
    ]
    assert sentences(Unit.NATURAL_DAY, 1, date(2025, 10, 31))[1] == "10月30日，计入：第 1 日"


def test_months_backward_without_that_day_and_across_years():
    assert sentences(Unit.MONTH, 3, date(2026, 1, 31)) == [
        "从 2026年1月31日 周六 往前数，当日不计，按月对应",
        "往前 3 个月，对应 2025年10月31日",
        "最晚日期：2025年10月31日 周五",
    ]
    assert "往前 1 个月，对应 2月28日，2月没有 31 日，取月末" in sentences(Unit.MONTH, 1, date(2026, 3, 31))


def test_days_backward_across_a_year_without_notice():
    assert sentences(Unit.WORKING_DAY, 3, date(2027, 1, 5))[-4:] == [
        "1月2日至1月3日 周六、周日，不计",
        "2026年12月31日至2027年1月1日，计入：第 2 至 3 日",
        "最晚日期：2026年12月31日 周四",
        "2027年的放假安排尚未公布，按周一至周五推算，元旦等法定假日还没有扣除，最晚日期为暂定，公布后重新计算",
    ]


@pytest.mark.parametrize("unit", [Unit.WORKING_DAY, Unit.NATURAL_DAY, Unit.MONTH])
@pytest.mark.parametrize("quantity", [1, 2, 7, 13])
def test_it_adds_up_and_says_what_is_counted(unit, quantity):
    limit, day = Limit(unit, quantity), date(2026, 10, 9)
    explanation = explain_before(limit, day, CALENDAR)
    assert explanation.result == due_before(limit, day, CALENDAR)
    assert explanation.start == day
    assert sum(line.counted for line in explanation.lines) == quantity
    assert {line.kind for line in explanation.lines if line.counted} <= {LineKind.COUNTED, LineKind.MAKEUP}
    assert (explanation.lines[0].kind, explanation.lines[-1].kind) == (LineKind.START, LineKind.RESULT)


def test_minutes_have_no_backward_rule():
    with pytest.raises(ValueError, match="不能倒推"):
        explain_before(Limit(Unit.WORKING_MINUTE, 1), date(2026, 10, 9), CALENDAR)
