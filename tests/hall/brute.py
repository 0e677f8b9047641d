"""
A second, slow counter to hold the fast one against: it walks day by day and minute by minute and shares no code with it.

Starts and opening hours must lie on whole minutes.
"""

from calendar import monthrange
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

from hall.worktime import Day, Hours, Span

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Brute:
    def __init__(self, days: Sequence[Day], hours: Sequence[Hours], zone):
        self.worked = {day.date: day.kind in ("workday", "makeup_workday") for day in days}
        self.hours = hours
        self.zone = zone
        self.known: dict[date, list[datetime]] = {}

    def is_workday(self, day: date) -> bool:
        return self.worked.get(day, day.isoweekday() <= 5)

    def minutes_of(self, day: date) -> list[datetime]:
        """Return the beginning of every minute that the hall is open on this day; remembered, or 100,000 cases take hours."""
        if day not in self.known:
            self.known[day] = self._minutes_of(day)
        return self.known[day]

    def _minutes_of(self, day: date) -> list[datetime]:
        if not self.is_workday(day):
            return []
        begun = [hours for hours in self.hours if hours.valid_from <= day]
        hours = max(begun, key=lambda one: one.valid_from) if begun else min(self.hours, key=lambda one: one.valid_from)
        return [datetime.combine(day, clock, self.zone) for clock in open_clocks(hours)]

    def closing(self, day: date) -> datetime:
        return self.minutes_of(day)[-1] + MINUTE

    def received_on(self, at: datetime) -> date:
        day = at.astimezone(self.zone).date()
        if self.is_workday(day) and at <= self.closing(day):
            return day
        return self.next_workday(day)

    def next_workday(self, day: date, paused: Collection[date] = ()) -> date:
        day += DAY
        while not self.is_workday(day) or day in paused:
            day += DAY
        return day

    def due(self, unit: str, quantity: int, at: datetime, pauses: Sequence[Span]) -> tuple[datetime, datetime]:
        """Return the due moment and the first yellow moment."""
        paused = paused_days(pauses)
        if unit == "working_minute":
            passed = self.open_minutes(at, paused, quantity)
            return passed[-1][-1] + MINUTE, share_used(passed)
        zero = self.received_on(at)
        last = {"working_day": self._working_days, "natural_day": self._natural_days, "month": self._months}[unit](
            zero, quantity, paused
        )
        passed = []
        day = zero + DAY
        while day <= last:
            if day not in paused:
                passed.append(self.minutes_of(day))
            day += DAY
        return self.closing(last), min(self.minutes_of(last)[0], share_used(passed))

    def due_before(self, unit: str, quantity: int, day: date) -> date:
        """Return the last day that lies the whole limit before the day."""
        if unit == "month":
            end = day
            for _ in range(quantity):  # one month at a time, by the last of the month before
                end = end.replace(day=1) - DAY
            return end.replace(day=min(day.day, end.day))
        while quantity:
            day -= DAY
            quantity -= unit == "natural_day" or self.is_workday(day)
        return day

    def open_minutes(self, at: datetime, paused: Collection[date], quantity: int) -> list[list[datetime]]:
        """Return the first so many minutes from an instant on, day by day."""
        day = at.astimezone(self.zone).date()
        first = [] if day in paused else [minute for minute in self.minutes_of(day) if minute >= at]
        minutes, count = [first], len(first)
        while count < quantity:
            day += DAY
            if day not in paused:
                minutes.append(self.minutes_of(day))
                count += len(minutes[-1])
        surplus = count - quantity
        minutes[-1] = minutes[-1][: len(minutes[-1]) - surplus]
        return minutes

    def _working_days(self, zero: date, quantity: int, paused: Collection[date]) -> date:
        day = zero
        for _ in range(quantity):
            day = self.next_workday(day, paused)
        return day

    def _natural_days(self, zero: date, quantity: int, paused: Collection[date]) -> date:
        day = zero
        while quantity:
            day += DAY
            quantity -= day not in paused
        return day if self.is_workday(day) else self.next_workday(day, paused)

    def _months(self, zero: date, quantity: int, paused: Collection[date]) -> date:
        end = zero
        for _ in range(quantity):  # one month at a time, by the first of the next month
            end = (end.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = end.replace(day=min(zero.day, monthrange(end.year, end.month)[1]))
        return self._natural_days(zero, (end - zero).days, paused)


@cache
def open_clocks(hours: Hours) -> list[time]:
    clocks = [time(minute // 60, minute % 60) for minute in range(24 * 60)]
    return [clock for clock in clocks if any(session.opens <= clock < session.closes for session in hours.sessions)]


def paused_days(pauses: Sequence[Span]) -> set[date]:
    """Return each day of them, one by one."""
    return {
        pause.starts_on + DAY * number
        for pause in pauses
        for number in range((pause.ends_on - pause.starts_on).days + 1)
    }


def share_used(days: Sequence[Sequence[datetime]]) -> datetime:
    """Return the first instant at which 90 % of these minutes, which lie day by day, have passed, fractions of a second cut off."""
    whole, seconds = divmod(sum(map(len, days)) * 54, 60)
    return _minute(days, whole) + timedelta(seconds=seconds) if seconds else _minute(days, whole - 1) + MINUTE


def _minute(days: Sequence[Sequence[datetime]], place: int) -> datetime:
    for minutes in days:
        if place < len(minutes):
            return minutes[place]
        place -= len(minutes)
    raise IndexError(place)
