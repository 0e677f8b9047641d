"""A notice for 2027 that nobody has issued: all holidays of the law, as sheets and as values."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hall.worktime import Day, DayKind

NEW_YEAR = ("2027-01-01", "2027-01-03", "元旦", "2027-01-09")
REST_OF_2027 = [
    ("2027-02-05", "2027-02-11", "春节", "2027-02-20"),
    ("2027-04-03", "2027-04-05", "清明节"),
    ("2027-05-01", "2027-05-05", "劳动节", "2027-05-08"),
    ("2027-06-09", "2027-06-09", "端午节"),
    ("2027-09-15", "2027-09-15", "中秋节"),
    ("2027-10-01", "2027-10-07", "国庆节", "2027-09-26", "2027-10-09"),
]


def year_2027(new_year: Sequence[str] = NEW_YEAR) -> list[Day]:
    """The special days of 2027: 1 to 3 January, and 9 January for them, unless told otherwise."""
    return [day for holiday in (new_year, *REST_OF_2027) for day in _days(*holiday)]


def _days(first: str, last: str, name: str, *worked: str) -> list[Day]:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    rests = [begins + timedelta(days) for days in range((ends - begins).days + 1)]
    holidays = [Day(on, DayKind.HOLIDAY, name) for on in rests]
    return holidays + [Day(date.fromisoformat(on), DayKind.MAKEUP_WORKDAY, name) for on in worked]


def sheet(days: Iterable[Day]) -> str:
    """As a file that lists only what is not as usual."""
    return "\n".join(["date,kind,name", *(f"{day.date},{day.kind.value},{day.name}" for day in days), ""])


CROSS_YEAR = sheet([Day(date(2026, 12, 31), DayKind.HOLIDAY, "元旦"), *year_2027()])
