"""The working calendar as a value: which days are worked, between which hours, and tables that make counting a look-up."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate, compress, repeat
from zoneinfo import ZoneInfo

from hall.worktime.hours import DEFAULT_HOURS, Hours, Shift, second_of_day
from hall.worktime.spans import Block, Span, advance, blocks_of, measure

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEARS_BEFORE, YEARS_AFTER = 10, 30  # how far the tables reach beyond the listed years
NOON = 12  # hour
A_SECOND = timedelta(seconds=1)
UNLISTED_RANGE = (2000, 2100)  # the years covered when no day is listed at all


class CalendarRangeError(ValueError):
    """A day lies outside the years that the calendar covers."""


class DayKind(StrEnum):
    WORKDAY = "workday"
    MAKEUP_WORKDAY = "makeup_workday"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"


WORKED = frozenset({DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY})


@dataclass(frozen=True)
class Day:
    """One day of the official notice; `name` is the holiday that it belongs to, or empty."""

    date: date
    kind: DayKind
    name: str = ""


def plain_day(on: date) -> Day:
    """Return a day as it is when no notice names it: worked from Monday to Friday."""
    return Day(on, DayKind.WORKDAY if on.weekday() < 5 else DayKind.WEEKEND)


class WorkCalendar:
    """
    An immutable calendar: listed days, the years with an official notice, opening hours, the zone of the hall.

    A day that is not listed is worked from Monday to Friday. Covered are the years from ten before the first listed
    one to thirty after the last; any day outside raises `CalendarRangeError`. Instants must be aware; fractions of a
    second are cut off. A day before the first `Hours` has the hours of the first.

    :raises ValueError: if a day is listed twice or no hours are given.
    """

    def __init__(
        self,
        days: Iterable[Day] = (),
        official_years: Iterable[int] = (),
        hours: Sequence[Hours] = (DEFAULT_HOURS,),
        zone: ZoneInfo = SHANGHAI,
    ):
        listed = tuple(days)
        self._listed = {day.date: day for day in listed}
        self.official_years = frozenset(official_years)
        self.zone = zone
        if len(self._listed) != len(listed):
            raise ValueError("工作日历里有一天列了两次")
        if not hours:
            raise ValueError("工作日历没有上班时间")
        ordered = tuple(sorted(hours, key=lambda one: one.valid_from))
        self._key = (frozenset(listed), self.official_years, ordered, zone.key)
        self._hash = hash(self._key)
        self._build_tables(ordered)

    def _build_tables(self, hours: Sequence[Hours]) -> None:
        first, last = UNLISTED_RANGE
        if self._listed:
            first, last = min(self._listed).year - YEARS_BEFORE, max(self._listed).year + YEARS_AFTER
        self._first = date(first, 1, 1).toordinal()
        self._last = date(last, 12, 31).toordinal()
        self._shifts = self._shift_of_each_day(hours)
        worked = self._worked_days()
        worked_seconds = (shift.total if works else 0 for shift, works in zip(self._shifts, worked, strict=True))
        # Working days and working seconds before each day, and before the day after the last one
        self._rank = list(accumulate(worked, initial=0))
        self._seconds = list(accumulate(worked_seconds, initial=0))
        # By rank, of each working day: its date, its hours, its closing time, the working seconds before it (and in all)
        self._workdays = list(map(date.fromordinal, compress(range(self._first, self._last + 1), worked)))
        self._shift_of_workday = list(compress(self._shifts, worked))
        closes = [shift.closes for shift in self._shift_of_workday]
        self._closings = list(map(datetime.combine, self._workdays, closes, repeat(self.zone)))
        self._used = [*compress(self._seconds, worked), self._seconds[-1]]

    def _worked_days(self) -> bytearray:
        days = self._last + 1 - self._first
        monday = date.fromordinal(self._first).weekday()
        worked = bytearray((b"\1\1\1\1\1\0\0" * (days // 7 + 2))[monday : monday + days])
        for day, listed in self._listed.items():
            worked[day.toordinal() - self._first] = listed.kind in WORKED
        return worked

    def _shift_of_each_day(self, hours: Sequence[Hours]) -> list[Shift]:
        shifts: list[Shift] = []
        ends = [one.valid_from.toordinal() for one in hours[1:]] + [self._last + 1]
        for one, end in zip(hours, ends, strict=True):
            days = min(end, self._last + 1) - self._first - len(shifts)
            shifts += [Shift(one)] * max(0, days)
        return shifts

    @property
    def years(self) -> range:
        """The years that are covered."""
        return range(date.fromordinal(self._first).year, date.fromordinal(self._last).year + 1)

    def __eq__(self, other):
        return self._key == other._key if isinstance(other, WorkCalendar) else NotImplemented

    def __hash__(self):
        return self._hash

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._first
        if not 0 <= index < len(self._shifts):
            raise self._out_of_range(f"{day.year}年{day.month}月{day.day}日")
        return index

    def _out_of_range(self, what: str) -> CalendarRangeError:
        return CalendarRangeError(f"{what}不在工作日历范围内，日历从{self.years[0]}年到{self.years[-1]}年")

    def _moment(self, day: date, second: int) -> datetime:
        return datetime(day.year, day.month, day.day, second // 3600, second // 60 % 60, second % 60, tzinfo=self.zone)

    # Days

    def day(self, day: date) -> Day:
        index = self._index(day)
        day = date.fromordinal(self._first + index)
        return self._listed.get(day) or plain_day(day)

    def day_at(self, ordinal: int) -> date:
        """Return the day with this ordinal, which may be beyond what a date can hold."""
        if not self._first <= ordinal <= self._last:
            raise self._out_of_range("推算结果")
        return date.fromordinal(ordinal)

    def is_workday(self, day: date) -> bool:
        index = self._index(day)
        return self._rank[index + 1] > self._rank[index]

    def is_official(self, day: date | int) -> bool:
        """Tell whether the holidays of this day's year (or of this year) stand in an official notice."""
        return (day if isinstance(day, int) else day.year) in self.official_years

    def is_listed(self, year: int) -> bool:
        """Tell whether a notice names days of a year, all or some: it lists the first at any rate."""
        return date(year, 1, 1) in self._listed

    def workday_at(self, rank: int) -> date:
        """Return the working day with this rank; ranks are counted from 0 at the first day covered."""
        if not 0 <= rank < len(self._workdays):
            raise self._out_of_range("推算结果")
        return self._workdays[rank]

    def rank(self, day: date) -> int:
        """Return how many working days the calendar has before this day: the rank of the first one on or after it."""
        return self._rank[self._index(day)]

    def workday_on_or_after(self, day: date) -> date:
        return self.workday_at(self._rank[self._index(day)])

    def nth_workday_after(self, day: date, n: int) -> date:
        """Return the n-th working day strictly after the day (民法典第二百零一条：开始的当日不计入)."""
        if n < 1:
            raise ValueError(f"要数的工作日至少是 1 个，不是 {n} 个")
        return self.workday_at(self._rank[self._index(day) + 1] + n - 1)

    def nth_workday_before(self, day: date, n: int) -> date:
        """Return the n-th working day strictly before the day."""
        if n < 1:
            raise ValueError(f"要数的工作日至少是 1 个，不是 {n} 个")
        return self.workday_at(self._rank[self._index(day)] - n)

    def workdays_between(self, a: date, b: date) -> int:
        """Return the working days after `a` up to and with `b`; negative when `b` lies before `a`."""
        return self._rank[self._index(b) + 1] - self._rank[self._index(a) + 1]

    # Instants

    def local(self, at: datetime) -> datetime:
        """Return the instant in the hall's own time; a naive one is refused, it would depend on the machine."""
        if at.tzinfo is self.zone:
            return at
        if at.tzinfo is None:
            raise ValueError(f"时刻 {at} 没有时区")
        return at.astimezone(self.zone)

    def opens(self, day: date) -> datetime:
        return datetime.combine(day, self._shifts[self._index(day)].opens, self.zone)

    def closes(self, day: date) -> datetime:
        return datetime.combine(day, self._shifts[self._index(day)].closes, self.zone)

    def closing_at(self, rank: int) -> datetime:
        """Return when the working day with this rank ends."""
        if not 0 <= rank < len(self._workdays):
            raise self._out_of_range("推算结果")
        return self._closings[rank]

    def closing_after(self, at: datetime, n: int) -> datetime:
        """
        Return the closing time of the n-th working day after the one that something received at `at` counts for.

        Written flat, without the calls of `received_rank`: it is asked more often than anything else.
        """
        local = at if at.tzinfo is self.zone else self.local(at)
        index = local.toordinal() - self._first
        if index >= 0 and n >= 0:
            try:
                rank = self._rank[index]
                closing = self._closings[rank]
                if local > closing and local.replace(microsecond=0) > closing:
                    rank += 1
                return self._closings[rank + n]
            except IndexError:
                pass  # out of range, said in words below
        return self.closing_at(self.received_rank(at) + n)

    def sessions_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the opening hours of a working day as instants; a rest day has none."""
        if not self.is_workday(day):
            return []
        sessions = self._shifts[self._index(day)].sessions
        return [(self._moment(day, opens), self._moment(day, closes)) for opens, closes, _, _ in sessions]

    def half_day_closes(self, at: datetime) -> datetime:
        """
        Return the end of the half working day that an instant counts for: the first close of a session at or after it.

        The close itself is still inside; what happens at lunch counts for the afternoon, after closing for the next morning.
        """
        local = self.local(at).replace(microsecond=0)
        day = self.workday_on_or_after(local.date())
        closes = [closing for _opening, closing in self.sessions_of(day) if closing >= local]
        return closes[0] if closes else self.sessions_of(self.nth_workday_after(day, 1))[0][1]

    def half_day_begins(self, at: datetime) -> datetime:
        """
        Return the beginning of the half-day that an instant lies in, for what is to be kept no more exactly than that.

        A working day has the beginnings of its sessions, and what comes before and after them; a rest day its two halves. All
        instants of one stretch count as received on the same day (`received_on`), so no limit moves.
        """
        local = self.local(at)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        sessions = self.sessions_of(local.date())
        # at closing time the day still counts, a second later the next one does (rules T5)
        ends = sessions[-1][1] + A_SECOND if sessions else midnight.replace(hour=NOON)
        begins = [midnight, *(opens for opens, _closes in sessions), ends]
        return max(begin for begin in begins if begin <= local)

    def part_of_day(self, at: datetime) -> str:
        """Return the half-day of `half_day_begins` in words: 上班前, 上午, 下午, 下班后; a rest day has two."""
        begins = self.half_day_begins(at)
        if self.is_workday(begins.date()):
            sessions = self.sessions_of(begins.date())
            if begins < sessions[0][0]:
                return "上班前"
            if begins > sessions[-1][1]:
                return "下班后"
        return "上午" if begins.hour < NOON else "下午"

    def received_on(self, at: datetime) -> date:
        """
        Return the day that something received at this instant counts for (rules T5, T9).

        After closing time, or on a rest day, it is the next working day; at closing time it is still the same day.
        """
        return self.workday_at(self.received_rank(at))

    def received_rank(self, at: datetime) -> int:
        """Return the rank of the working day that something received at this instant counts for."""
        local = at if at.tzinfo is self.zone else self.local(at)
        rank = self._rank[self._index(local)]  # of a rest day: the rank of the next working day
        closing = self.closing_at(rank)
        return rank + 1 if local > closing and local.replace(microsecond=0) > closing else rank

    def running_rank(self, at: datetime) -> int:
        """Return the rank of the first working day of which some time is left at this instant; at closing time none is."""
        local = self.local(at)
        rank = self._rank[self._index(local)]
        return rank + 1 if local >= self.closing_at(rank) else rank

    def next_office_moment(self, at: datetime) -> datetime:
        """Return the instant itself inside opening hours, else the next opening; at closing time the hall is closed."""
        local = self.local(at)
        if self.is_workday(local) and self._shifts[self._index(local)].is_open(second_of_day(local)):
            return at
        seconds = self.seconds_at(at)
        rank = bisect_right(self._used, seconds) - 1
        day = self.workday_at(rank)
        return self._moment(day, self._shift_of_workday[rank].latest(seconds - self._used[rank]))

    # Working time, as seconds on an axis that begins with the calendar

    def seconds_before(self, day: date) -> int:
        """Return the working seconds that the calendar has before this day."""
        return self._seconds[self._index(day)]

    def seconds_before_rank(self, rank: int) -> int:
        """Return the working seconds that the calendar has before the working day with this rank."""
        if not 0 <= rank < len(self._used):
            raise self._out_of_range("推算结果")
        return self._used[rank]

    def seconds_at(self, at: datetime) -> int:
        """Return the working seconds that the calendar has before this instant."""
        local = at if at.tzinfo is self.zone else self.local(at)
        index = self._index(local)
        before = self._seconds[index]
        if before == self._seconds[index + 1]:  # a rest day
            return before
        return before + self._shifts[index].used(local.hour * 3600 + local.minute * 60 + local.second)

    def moment_after(self, seconds: int) -> datetime:
        """Return the earliest instant that has so many working seconds before it: 12:00, not 13:30."""
        rank = bisect_left(self._used, seconds) - 1
        if not 0 <= rank < len(self._workdays):
            raise self._out_of_range("推算结果")
        left = self._shift_of_workday[rank].left_at(seconds - self._used[rank])
        return self._closings[rank] - timedelta(0, left)

    def paused_seconds(self, pauses: Iterable[Span]) -> list[Block]:
        return self._blocks(pauses, self._seconds)

    def paused_ranks(self, pauses: Iterable[Span]) -> list[Block]:
        return self._blocks(pauses, self._rank)

    def _blocks(self, pauses: Iterable[Span], table: Sequence[int]) -> list[Block]:
        def position(ordinal: int) -> int:
            return table[min(max(ordinal - self._first, 0), len(table) - 1)]

        return [(position(first), position(after)) for first, after in blocks_of(pauses)]

    def minutes_between(self, a: datetime, b: datetime, pauses: Iterable[Span] = ()) -> float:
        """Return the working minutes from `a` to `b` outside the pauses; negative when `b` lies before `a`."""
        start, end = self.seconds_at(a), self.seconds_at(b)
        blocks = self.paused_seconds(pauses) if pauses else ()
        return measure(start, end, blocks) / 60 if start <= end else -measure(end, start, blocks) / 60

    def add_minutes(self, at: datetime, minutes: int, pauses: Sequence[Span] = ()) -> datetime:
        """
        Return the earliest instant at which so many working minutes since `at` are used up; 0 is the next office moment.

        :raises ValueError: if the minutes are negative or a pause has not ended.
        """
        if minutes > 0 and not pauses:
            return self._after(at, minutes * 60)
        if minutes < 0:
            raise ValueError(f"要加的分钟数不能是负数：{minutes}")
        if minutes == 0:
            return self.next_office_moment(at)
        if any(pause.is_open for pause in pauses):
            raise ValueError("计时还在暂停，推算不出到期时间")
        return self.moment_after(advance(self.seconds_at(at), minutes * 60, self.paused_seconds(pauses)))

    def _after(self, at: datetime, seconds: int) -> datetime:
        """
        What `moment_after(seconds_at(at) + seconds)` returns, written flat: each clock of minutes is asked for here. Most end on
        the same day or the next, so these are looked at before the whole table is.
        """
        local = at if at.tzinfo is self.zone else self.local(at)
        index = local.toordinal() - self._first
        if index < 0:
            return self.moment_after(self.seconds_at(at) + seconds)  # out of range, said in words there
        try:
            rank, used = self._rank[index], self._used
            aim = used[rank] + seconds
            if rank != self._rank[index + 1]:  # no rest day
                shift, second = self._shifts[index], local.hour * 3600 + local.minute * 60 + local.second
                for opens, closes, before, _after in shift.sessions:
                    if second < closes:
                        aim += before + second - opens if second > opens else before
                        break
                else:
                    aim += shift.total
            if used[rank + 1] < aim:
                rank = rank + 1 if aim <= used[rank + 2] else bisect_left(used, aim, rank + 3) - 1
            for left, last in self._shift_of_workday[rank].ends:
                if aim - used[rank] <= last:
                    return self._closings[rank] - timedelta(0, left - aim + used[rank])
        except IndexError:
            pass
        return self.moment_after(self.seconds_at(at) + seconds)
