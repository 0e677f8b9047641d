"""What a working calendar is made of, as a value that changes can be put on and taken off. No database, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from hall.statutory_holidays import lacking
from hall.worktime import DEFAULT_HOURS, Day, DayKind, Hours, Session, WorkCalendar
from hall.worktime.calendar import plain_day
from hall.worktime.spans import days_of

Content = dict[str, Any] | None  # of a change: see hall.models.CalendarChange


@dataclass(frozen=True)
class Facts:
    """
    The notices by year, the closures by day, the opening hours by the day they begin, each as the content of its change.

    Only days that are not plain stand in a notice: the others are worked from Monday to Friday.
    """

    notice: Mapping[str, Content]
    closure: Mapping[str, Content]
    hours: Mapping[str, Content]

    def get(self, kind: str, key: str) -> Content:
        return getattr(self, kind).get(key)

    def put(self, kind: str, key: str, content: Content) -> "Facts":
        """The same facts with `content` under a kind and key; None takes away what stands there."""
        facts = {other: value for other, value in getattr(self, kind).items() if other != key}
        return replace(self, **{kind: facts if content is None else {**facts, key: content}})

    def built(self, zone: ZoneInfo, *, as_marked: bool = False) -> WorkCalendar:
        """
        The calendar. A closure on a day that is not worked anyway says nothing: the notice's own name stays. A year whose notice
        lacks holidays of the law is not official, nor one whose days are not (all) there any more, whatever was written down of it.

        :param as_marked: as it was taken for official then: what was counted by an earlier calendar is not judged anew.
        """
        official = [
            int(year) for year, content in self.notice.items() if _is_official(int(year), content, as_marked=as_marked)
        ]
        days = {day.date: day for year in self.notice.values() if year for day in special_days(year)}
        if self.closure:
            calendar = WorkCalendar(days.values(), zone=zone)
            for key, closure in self.closure.items():
                on = date.fromisoformat(key)
                if closure and calendar.is_workday(on):
                    days[on] = Day(on, DayKind.HOLIDAY, closure["name"])
        hours = [hours_from(date.fromisoformat(key), each) for key, each in self.hours.items() if each]
        return WorkCalendar(days.values(), official, hours, zone)


def _is_official(year: int, content: Content, *, as_marked: bool) -> bool:
    if content is None or content.get("lacks"):
        return False
    return as_marked or not lacking(year, special_days(content))


def usual_title(year: int) -> str:
    return f"《国务院办公厅关于{year}年部分节假日安排的通知》"


def whole_year(year: int, special: Iterable[Day]) -> list[Day]:
    """Return every day of a year: the special ones as given, the others worked from Monday to Friday."""
    by_date = {day.date: day for day in special}
    return [by_date.get(on) or plain_day(on) for on in days_of(year)]


def is_whole(year: int, days: Sequence[Day]) -> bool:
    """
    Whether a notice's days are an arrangement of the year: all its days, or all that the law asks for. Such take the place of
    what stood. Fewer (a notice of the year after that reaches back, a correction) change those days only.
    """
    return len(days) == len(days_of(year)) or not lacking(year, days)


def notice_content(title: str, days: Iterable[Day], lacks: str = "") -> dict[str, Any]:
    """
    The content of a notice: only the days that are not plain, and the year's first, so that the year is listed at all; what it
    lacks, if anything (`hall.statutory_holidays.lacking`): the year is not official then.
    """
    plain = {DayKind.WORKDAY, DayKind.WEEKEND}
    special = (day for day in days if day.kind not in plain or day.name or (day.date.month, day.date.day) == (1, 1))
    content = {"title": title, "days": {str(day.date): [day.kind.value, day.name] for day in special}}
    return {**content, "lacks": lacks} if lacks else content


def special_days(content: Mapping[str, Any]) -> list[Day]:
    return [Day(date.fromisoformat(on), DayKind(kind), name) for on, (kind, name) in content["days"].items()]


def hours_content(*moments: time) -> dict[str, Any]:
    """The content of opening hours: morning opens, closes, afternoon opens, closes."""
    return {"sessions": [f"{moment:%H:%M}" for moment in moments]}


def hours_from(valid_from: date, content: Mapping[str, Any]) -> Hours:
    """
    The hours of a content; without a break at noon they are one session.

    :raises ValueError: if they do not run forward.
    """
    opens, closes, opens_again, ends = (time.fromisoformat(text) for text in content["sessions"])
    if opens < closes == opens_again < ends:
        return Hours(valid_from, (Session(opens, ends),))
    return Hours(valid_from, (Session(opens, closes), Session(opens_again, ends)))


DEFAULT_CONTENT = hours_content(
    *(moment for session in DEFAULT_HOURS.sessions for moment in (session.opens, session.closes))
)
