"""Changes of the calendar for tests: a draft, and one that is in force and carried out."""

from collections.abc import Sequence
from datetime import date, datetime, time
from time import monotonic, sleep

from cases import recompute
from cases.models import Recomputation
from hall import calendar, calendar_changes
from hall.models import CalendarChange
from hall.worktime import Day
from tests.notices import year_2027
from tests.world import World, at

OF_2027 = year_2027()


def closure(world: World, on: date, *, when: datetime) -> CalendarChange:
    return calendar_changes.propose_closure(
        on=on, name="大雪停办", document="区政办〔2026〕3号", by=world.administrator, at=when
    )


def opening(world: World, on: date, *, when: datetime) -> CalendarChange:
    return calendar_changes.propose_opening(on=on, document="区政办〔2026〕4号", by=world.administrator, at=when)


def hours(world: World, valid_from: date, moments: Sequence[time], *, when: datetime) -> CalendarChange:
    return calendar_changes.propose_hours(valid_from=valid_from, moments=moments, by=world.administrator, at=when)


def notice(world: World, *, when: datetime, days: Sequence[Day] = OF_2027) -> CalendarChange:
    return calendar_changes.propose_notice(years={2027: days}, title="2027年的通知", by=world.administrator, at=when)


def confirm(world: World, draft: CalendarChange, *, when: datetime) -> CalendarChange:
    return recompute.confirm(draft=draft.pk, seen=str(calendar.version()), by=world.administrator, at=when)


def to_its_end(when: datetime) -> Recomputation:
    """
    Carry the job on until it is finished: it waits for transactions of this database that are older than the change.
    """
    until = monotonic() + 180
    while recompute.unfinished() is not None:
        recompute.carry_on(at=when)
        assert monotonic() < until, "the recomputation does not come to its end"
        sleep(0.05)
    return Recomputation.objects.order_by("-id")[0]


def carried_out(world: World, draft: CalendarChange, *, when: datetime, batch: int = 100) -> Recomputation:
    """Confirm a draft and do its job; the job is finished then."""
    confirm(world, draft, when=when)
    job = recompute.carry_on(at=when, batch=batch)
    assert job is not None
    assert job.finished_at is not None
    return job


def close(world: World, on: date, *, when: datetime) -> Recomputation:
    return carried_out(world, closure(world, on, when=when), when=when)


__all__ = ["OF_2027", "at", "carried_out", "close", "closure", "confirm", "hours", "notice", "opening", "to_its_end"]
