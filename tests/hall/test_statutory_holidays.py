"""What the law makes holidays, and what a year's arrangement lacks of it."""

from datetime import date

import pytest

from hall.importing.days import NAMES
from hall.statutory_holidays import festivals, impossible, lacking
from hall.worktime import Day, DayKind
from hall.worktime.spans import days_of
from tests.hall.calendar_days import DAYS
from tests.notices import year_2027

MOON = ["清明节", "端午节", "中秋节"]


@pytest.mark.parametrize(("year", "days"), [(2000, 10), (2007, 10), (2008, 11), (2024, 11), (2025, 13), (2100, 13)])
def test_how_many_days_the_law_gives(year, days):
    assert sum(each.days for each in festivals(year)) == days


@pytest.mark.parametrize(("year", "spring", "labour"), [(2007, 3, 3), (2008, 3, 1), (2024, 3, 1), (2025, 4, 2)])
def test_what_the_revisions_changed(year, spring, labour):
    law = {each.name: each.days for each in festivals(year)}
    assert (law["春节"], law["劳动节"], law["元旦"], law["国庆节"]) == (spring, labour, 1, 3)
    assert [name in law for name in MOON] == [year >= 2008] * 3


def test_the_sheets_names_are_those_of_the_law():
    assert set(NAMES.values()) == {each.name for each in festivals(2026)}


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_real_notices_lack_nothing(year):
    assert lacking(year, DAYS) == ""
    assert impossible(year, DAYS) == ""


def without(*dates: str) -> list[Day]:
    return [day for day in year_2027() if str(day.date) not in dates]


def renamed(before: str, after: str) -> list[Day]:
    return [Day(day.date, day.kind, day.name.replace(before, after)) for day in year_2027()]


@pytest.mark.parametrize(
    ("case", "days", "lacks"),
    [
        ("all of it", year_2027(), ""),
        ("not 1 January", without("2027-01-01"), "元旦1月1日"),
        ("a Sunday of Labour Day, worked or not named", without("2027-05-02"), "劳动节5月2日"),
        ("the last of the three", without("2027-10-03"), "国庆节10月3日"),
        ("the fourth is no day of the law, but made up for", without("2027-10-04"), "适逢周末的补假1天"),
        ("three of four", [day for day in year_2027() if day.name != "春节" or day.date.day in (5, 6, 7)], "春节4天（只有3天）"),
        ("a day of the moon", [day for day in year_2027() if day.name != "端午节"], "端午节1天"),
        ("said without 节", renamed("清明节", "清明"), ""),
        ("two festivals on one day", renamed("中秋节", "国庆节、中秋节"), ""),
        ("another name", renamed("中秋节", "休假"), "中秋节1天"),
        ("one make-up day more", [*year_2027(), Day(date(2027, 7, 3), DayKind.MAKEUP_WORKDAY, "春节")], "适逢周末的补假1天"),
        ("for 元旦, whose days lie in two years", [*year_2027(), Day(date(2027, 12, 26), DayKind.MAKEUP_WORKDAY, "元旦")], ""),
        ("without a name, at the turn of the year", [*year_2027(), Day(date(2027, 1, 10), DayKind.MAKEUP_WORKDAY)], ""),
        ("without a name, after it", [*year_2027(), Day(date(2027, 1, 16), DayKind.MAKEUP_WORKDAY)], "适逢周末的补假1天"),
        ("more than the law gives", [*year_2027(), Day(date(2027, 9, 3), DayKind.HOLIDAY, "纪念日")], ""),
        ("days of another year say nothing", [Day(date(2026, 12, 31), DayKind.MAKEUP_WORKDAY), *year_2027()], ""),
        ("a fragment", year_2027()[:4], "春节4天、清明节1天、劳动节5月1日、5月2日、端午节1天、中秋节1天、国庆节10月1日、10月2日、10月3日"),
    ],
)  # fmt: skip
def test_what_a_year_lacks(case, days, lacks):
    assert lacking(2027, days) == lacks, case


def test_a_year_before_2008_needs_no_festival_of_the_moon():
    plain = [day for day in year_2027() if day.name not in MOON]
    moved = [Day(day.date.replace(year=2027 - 20), day.kind, day.name) for day in plain]
    assert not any(name in lacking(2007, moved) for name in MOON)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ([Day(on, DayKind.HOLIDAY, "元旦") for on in days_of(2027)], "2027年没有一天上班"),
        ([], "2027年没有一天放假"),
        ([Day(date(2027, 1, 9), DayKind.MAKEUP_WORKDAY, "元旦")], "2027年没有一天放假"),
        (year_2027()[:1], ""),
    ],
)
def test_the_days_of_no_year(days, sentence):
    assert impossible(2027, days).startswith(sentence)
    assert bool(impossible(2027, days)) == bool(sentence)
