"""Opening hours, and the same in seconds of a day."""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

HALF_DAY_MINUTES = 210  # working minutes in half a working day (rules T11, S-3)


@dataclass(frozen=True)
class Session:
    """A stretch of opening hours, local time, from `opens` up to `closes`."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


@dataclass(frozen=True)
class Hours:
    """The opening hours of every working day from `valid_from` until the next `Hours` begin."""

    valid_from: date
    sessions: tuple[Session, ...]

    def __post_init__(self):
        moments = [moment for session in self.sessions for moment in (session.opens, session.closes)]
        if not moments or any(earlier >= later for earlier, later in pairwise(moments)):
            raise ValueError(f"{self.valid_from} 起的上班时间要有至少一段，各段先后有序、互不重叠")


DEFAULT_HOURS = Hours(date(2000, 1, 1), (Session(time(8, 30), time(12, 0)), Session(time(13, 30), time(17, 0))))


class Shift:
    """The opening hours of a day in seconds since midnight; of each session also the working seconds before and after it."""

    def __init__(self, hours: Hours):
        self.opens = hours.sessions[0].opens
        self.closes = hours.sessions[-1].closes
        self.closes_second = second_of_day(self.closes)
        self.sessions: list[tuple[int, int, int, int]] = []
        self.total = 0
        for session in hours.sessions:
            opens, closes = second_of_day(session.opens), second_of_day(session.closes)
            before, self.total = self.total, self.total + closes - opens
            self.sessions.append((opens, closes, before, self.total))
        # of each session: seconds from its opening to the day's close and the working seconds before it; those with it
        self.ends = [(self.closes_second - opens + before, after) for opens, _closes, before, after in self.sessions]

    def used(self, second: int) -> int:
        """Return the working seconds before this second of the day."""
        for opens, closes, before, _after in self.sessions:
            if second < closes:
                return before + second - opens if second > opens else before
        return self.total

    def is_open(self, second: int) -> bool:
        return any(opens <= second < closes for opens, closes, _before, _after in self.sessions)

    def left_at(self, used: int) -> int:
        """Return how many seconds before closing `used` working seconds are behind for the first time; at most all are."""
        for left, after in self.ends:
            if used <= after:
                return left - used
        raise ValueError(f"一天没有 {used} 秒上班时间")

    def latest(self, used: int) -> int:
        """Return the last second of the day at which only `used` working seconds, not all, are behind."""
        for opens, _closes, before, after in self.sessions:
            if used < after:
                return opens + used - before
        raise ValueError(f"一天没有超过 {used} 秒的上班时间")


def second_of_day(moment: time | datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
