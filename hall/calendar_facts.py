"""What a working calendar is made of, as a value that changes can be put on and taken off. No database, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from hall.worktime import DEFAULT_HOURS, Day, DayKind, Hours, Session, WorkCalendar

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

    def built(self, zone: ZoneInfo) -> WorkCalendar:
        """The calendar. A closure on a day that is not worked anyway says nothing: the notice's own name stays."""
        days = {day.date: day for year in self.notice.values() if year for day in special_days(year)}
        if self.closure:
            calendar = WorkCalendar(days.values(), map(int, self.notice), zone=zone)
            for key, closure in self.closure.items():
                on = date.fromisoformat(key)
                if closure and calendar.is_workday(on):
                    days[on] = Day(on, DayKind.HOLIDAY, closure["name"])
        hours = [hours_from(date.fromisoformat(key), each) for key, each in self.hours.items() if each]
        return WorkCalendar(days.values(), map(int, self.notice), hours, zone)


def notice_content(title: str, days: Iterable[Day]) -> dict[str, Any]:
    """The content of a notice: only the days that are not plain, and the year's first, so that the year is listed at all."""
    plain = {DayKind.WORKDAY, DayKind.WEEKEND}
    special = (day for day in days if day.kind not in plain or day.name or (day.date.month, day.date.day) == (1, 1))
    return {"title": title, "days": {str(day.date): [day.kind.value, day.name] for day in special}}


def special_days(content: Mapping[str, Any]) -> list[Day]:
    return [Day(date.fromisoformat(on), DayKind(kind), name) for on, (kind, name) in content["days"].items()]


def hours_content(*moments: time) -> dict[str, Any]:
    """The content of opening hours: morning opens, closes, afternoon opens, closes."""
    return {"sessions": [f"{moment:%H:%M}" for moment in moments]}


def hours_from(valid_from: date, content: Mapping[str, Any]) -> Hours:
    moments = [time.fromisoformat(text) for text in content["sessions"]]
    return Hours(valid_from, (Session(*moments[:2]), Session(*moments[2:])))


DEFAULT_CONTENT = hours_content(
    *(moment for session in DEFAULT_HOURS.sessions for moment in (session.opens, session.closes))
)
