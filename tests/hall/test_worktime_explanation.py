"""The sentences that a citizen reads under a due moment."""

from datetime import date, timedelta

import pytest

from hall.worktime import DEFAULT_HOURS, Day, DayKind, LineKind, Span, WorkCalendar, explain
from tests.hall.calendar_days import CALENDAR, DAYS
from tests.hall.test_worktime import REVIEW, at, minutes, months, natural_days, working_days


def sentences(limit, start, pauses=(), calendar=CALENDAR, **words):
    return explain(limit, at(start), calendar, pauses, **words).sentences()


def test_three_days_over_national_day():
    assert sentences(working_days(3), "2025-09-26T17:01") == [
        "9月26日 周五 17:01 收到，已过下班时间，按下一工作日 9月28日（周日，调休上班）计",
        "9月28日 当日不计，从 9月29日 起算，只计工作日",
        "9月29日 周一，计入：第 1 日",
        "9月30日 周二，计入：第 2 日",
        "10月1日至10月8日 国庆节、中秋节放假，不计",
        "10月9日 周四，计入：第 3 日",
        "到期时间：2025年10月9日 周四 17:00",
    ]


def test_a_make_up_saturday_is_named_and_counted():
    assert sentences(working_days(3), "2025-09-30", event="受理") == [
        "9月30日 周二 10:00 受理",
        "9月30日 当日不计，从 10月9日 起算，只计工作日",
        "10月1日至10月8日 国庆节、中秋节放假，不计",
        "10月9日 周四，计入：第 1 日",
        "10月10日 周五，计入：第 2 日",
        "10月11日 周六 调休上班，计入：第 3 日",
        "到期时间：2025年10月11日 周六 17:00",
    ]


def test_a_pause_and_runs_of_a_long_limit():
    assert sentences(working_days(12), "2025-11-03", [REVIEW]) == [
        "11月3日 周一 10:00 收到",
        "11月3日 当日不计，从 11月4日 起算，只计工作日",
        "11月4日 周二，计入：第 1 日",
        "11月5日至11月18日 特别程序（专家评审），不计",
        "11月19日至11月21日，计入：第 2 至 4 日",
        "11月22日至11月23日 周六、周日，不计",
        "11月24日至11月28日，计入：第 5 至 9 日",
        "11月29日至11月30日 周六、周日，不计",
        "12月1日至12月3日，计入：第 10 至 12 日",
        "到期时间：2025年12月3日 周三 17:00",
    ]


@pytest.mark.parametrize(
    ("case", "start", "sentence"),
    [
        ("a holiday", "2025-10-03", "10月3日 周五 10:00 收到，当天是国庆节假期，按下一工作日 10月9日 计"),
        ("a weekend", "2025-11-08", "11月8日 周六 10:00 收到，当天是周六，按下一工作日 11月10日 计"),
        (
            "over the year's end",
            "2025-12-31T17:30",
            "12月31日 周三 17:30 收到，已过下班时间，按下一工作日 2026年1月4日（周日，调休上班）计",
        ),
    ],
)
def test_why_the_count_starts_later(case, start, sentence):
    assert sentences(working_days(1), start)[0] == sentence


def test_half_a_working_day_over_lunch_and_night():
    assert sentences(minutes(210), "2025-10-10T15:30") == [
        "10月10日 周五 15:30 收到，当时开始计时",
        "10月10日 周五 15:30 至 17:00，计 90 分钟",
        "10月11日 周六 调休上班，08:30 至 10:30，计 120 分钟",
        "到期时间：2025年10月11日 周六 10:30",
    ]
    assert "10月14日 周二 10:30 至 12:00、13:30 至 15:30，计 210 分钟" in sentences(minutes(210), "2025-10-14T10:30")


@pytest.mark.parametrize(
    ("case", "start", "sentence"),
    [
        ("lunch", "2025-10-14T12:10", "10月14日 周二 12:10 收到，不在上班时间，从 13:30 开始计时"),
        ("evening", "2025-09-30T17:00", "9月30日 周二 17:00 收到，已过下班时间，从下一工作日 10月9日 08:30 开始计时"),
        ("holiday", "2025-10-01", "10月1日 周三 10:00 收到，当天是国庆节假期，从下一工作日 10月9日 08:30 开始计时"),
        ("a start with seconds", "2025-10-14T10:30:20", "10月14日 周二 10:30:20 收到，当时开始计时"),
    ],
)
def test_when_a_minute_clock_begins(case, start, sentence):
    assert sentences(minutes(210), start)[0] == sentence


def test_seconds_are_not_rounded_away():
    assert "9月30日 周二 16:00:20 至 17:00，计 59 分 40 秒" in sentences(minutes(210), "2025-09-30T16:00:20")


def test_natural_days_count_rest_days_and_roll_forward():
    assert sentences(natural_days(15), "2025-09-22") == [
        "9月22日 周一 10:00 收到",
        "9月22日 当日不计，从 9月23日 起算，休息日也计入",
        "9月23日至10月7日，计入：第 1 至 15 日",
        "最后一日 10月7日 逢国庆节放假，顺延到下一工作日 10月9日 周四",
        "到期时间：2025年10月9日 周四 17:00",
    ]


def test_months_explain_a_missing_day_and_a_pause():
    assert sentences(months(2), "2025-12-31", [Span(date(2026, 1, 5), date(2026, 1, 6), "鉴定")]) == [
        "12月31日 周三 10:00 收到",
        "12月31日 当日不计，从 2026年1月1日 起算，休息日也计入",
        "12月31日 起 2 个月，到 2026年2月28日，2月没有 31 日，到月末为止",
        "2026年1月5日至1月6日 鉴定，不计",
        "扣除暂停的 2 日，顺延到 2026年3月2日",
        "到期时间：2026年3月2日 周一 17:00",
    ]


def test_rolling_forward_over_a_pause_says_so():
    words = sentences(natural_days(5), "2025-11-03", [Span(date(2025, 11, 10), date(2025, 11, 10), "检验")])
    assert words[-3:-1] == [
        "11月10日 检验，不计",
        "最后一日 11月8日 逢周六、周日，顺延到下一工作日（扣除暂停） 11月11日 周二",
    ]


def test_rolling_forward_names_rest_days_and_a_make_up_day():
    assert sentences(natural_days(10), "2025-12-23")[-2:] == [
        "最后一日 2026年1月2日 逢元旦放假，顺延到下一工作日 2026年1月4日 周日 调休上班",
        "到期时间：2026年1月4日 周日 17:00",
    ]


def test_a_closure_is_called_by_its_name_and_no_holiday():
    closed = [day for day in DAYS if day.date not in (date(2025, 10, 9), date(2025, 11, 5))]
    closed += [
        Day(date(2025, 10, 9), DayKind.HOLIDAY, "停电"),
        Day(date(2025, 11, 5), DayKind.HOLIDAY, "大雪停办"),
    ]
    calendar = WorkCalendar(closed, {2025, 2026})
    assert sentences(working_days(1), "2025-11-05", calendar=calendar)[0] == (
        "11月5日 周三 10:00 收到，当天大雪停办，按下一工作日 11月6日 计"
    )
    assert sentences(working_days(1), "2025-09-30", calendar=calendar)[2:4] == [
        "10月1日至10月8日 国庆节、中秋节放假，不计",
        "10月9日 停电，不计",
    ]
    assert "最后一日 10月7日 逢国庆节放假、停电，顺延到下一工作日 10月10日 周五" in sentences(
        natural_days(15), "2025-09-22", calendar=calendar
    )


def test_a_long_minute_clock_tells_whole_days_together():
    assert sentences(minutes(6_000), "2025-09-24T15:00", [Span(date(2025, 10, 15), date(2025, 10, 16), "鉴定")]) == [
        "9月24日 周三 15:00 收到，当时开始计时",
        "9月24日 周三 15:00 至 17:00，计 120 分钟",
        "9月25日至9月26日 每天 420 分钟，计 840 分钟",
        "9月27日 周六，不计",
        "9月28日 周日 调休上班，08:30 至 12:00、13:30 至 17:00，计 420 分钟",
        "9月29日至9月30日 每天 420 分钟，计 840 分钟",
        "10月1日至10月8日 国庆节、中秋节放假，不计",
        "10月9日至10月10日 每天 420 分钟，计 840 分钟",
        "10月11日 周六 调休上班，08:30 至 12:00、13:30 至 17:00，计 420 分钟",
        "10月12日 周日，不计",
        "10月13日至10月14日 每天 420 分钟，计 840 分钟",
        "10月15日至10月16日 鉴定，不计",
        "10月17日 周五 08:30 至 12:00、13:30 至 17:00，计 420 分钟",
        "10月18日至10月19日 周六、周日，不计",
        "10月20日至10月21日 每天 420 分钟，计 840 分钟",
        "10月22日 周三 08:30 至 12:00、13:30 至 17:00，计 420 分钟",
        "到期时间：2025年10月22日 周三 17:00",
    ]


def test_a_clock_that_stands_still():
    assert sentences(working_days(3), "2025-11-03", [Span(date(2025, 11, 5), why="听证")]) == [
        "11月3日 周一 10:00 收到",
        "11月3日 当日不计，从 11月4日 起算，只计工作日",
        "11月4日 周二，计入：第 1 日",
        "11月5日起 听证，尚未结束，不计",
        "计时暂停中，暂停结束后再推算到期时间",
    ]


def test_a_year_without_notice_is_said_to_be_provisional():
    explanation = explain(working_days(20), at("2026-12-21"), CALENDAR)
    assert explanation.lines[-1].kind is LineKind.PROVISIONAL
    assert explanation.sentences()[-2:] == [
        "到期时间：2027年1月18日 周一 17:00",
        "2027年的放假安排尚未公布，按周一至周五推算，元旦等法定假日还没有扣除，到期时间为暂定，公布后重新计算",
    ]


def test_each_year_without_notice_is_named():
    explanation = explain(working_days(300), at("2026-12-21"), CALENDAR)
    assert explanation.sentences()[-1] == (
        "2027年、2028年的放假安排尚未公布，按周一至周五推算，元旦等法定假日还没有扣除，到期时间为暂定，公布后重新计算"
    )


def test_a_holiday_without_a_name():
    calendar = WorkCalendar([Day(date(2025, 11, 4), DayKind.HOLIDAY)], {2025}, (DEFAULT_HOURS,))
    assert "11月4日 放假，不计" in sentences(working_days(1), "2025-11-03", calendar=calendar)
    assert sentences(working_days(1), "2025-11-04", calendar=calendar)[0].startswith(
        "11月4日 周二 10:00 收到，当天是假期"
    )


def test_lines_carry_their_days_for_screens_and_programs():
    explanation = explain(working_days(3), at("2025-09-30"), CALENDAR)
    assert [(line.kind.value, line.counted) for line in explanation.lines] == [
        ("start", 0),
        ("start", 0),
        ("skipped", 0),
        ("counted", 1),
        ("counted", 1),
        ("makeup", 1),
        ("result", 0),
    ]
    holiday = explanation.lines[2]
    assert (holiday.starts_on, holiday.ends_on) == (date(2025, 10, 1), date(2025, 10, 8))
    assert explanation.start == at("2025-09-30")


def test_no_sentence_scolds_or_begs():
    limits = [working_days(12), natural_days(40), months(2), minutes(900)]
    words = [text for limit in limits for text in sentences(limit, "2026-12-01", [REVIEW])]
    assert not [text for text in words if any(word in text for word in ("请", "抱歉", "无效", "非法"))]
    assert explain(working_days(3), at("2025-09-30"), CALENDAR).result.due_at - at("2025-10-11") == timedelta(hours=7)


def test_a_stretch_of_rest_names_its_holiday_and_its_weekend():
    calendar = WorkCalendar([Day(date(2025, 11, 7), DayKind.HOLIDAY, "重阳节")], {2025}, (DEFAULT_HOURS,))
    explanation = explain(natural_days(3), at("2025-11-04"), calendar)
    assert explanation.sentences()[-2] == ("最后一日 11月7日 逢重阳节放假、周六、周日，顺延到下一工作日 11月10日 周一")
