"""One clock: what is stored on it, held against its course. Pure."""

from collections.abc import Iterator
from datetime import datetime

from cases.reconcile import words
from cases.reconcile.derive import Course, phases
from cases.reconcile.kinds import Difference, Kind
from cases.rules import LAMP_WORDS, VERDICT_WORDS, Lamp, Verdict


def clock_differences(run: Course, *, at: datetime) -> Iterator[Difference]:
    """Everything stored on one clock that does not follow from its intervals."""
    yield from _moments(run)
    yield from _verdict(run) if run.clock.ended_at is not None else _speech(run, at=at)


def _moments(run: Course) -> Iterator[Difference]:
    clock, moments = run.clock, run.due
    for kind, stored, derived in (
        (Kind.DUE, clock.due_at, moments.due_at),
        (Kind.WARN, clock.warn_at, moments.warn_at),
    ):
        if stored != derived:
            yield Difference.on(clock, kind, words.moment(stored, run.calendar), words.moment(derived, run.calendar))
    if clock.provisional != moments.provisional:
        stored_mark, mark = words.provisional(clock.provisional), words.provisional(moments.provisional)
        yield Difference.on(clock, Kind.PROVISIONAL, stored_mark, mark)


def _verdict(run: Course) -> Iterator[Difference]:
    """
    A duty that is done: in time or late, and by how much. Void is a clock that was not broken when nobody was owed more, and each of
    a case that should never have been opened.
    """
    clock = run.clock
    if clock.met_at is None:
        return
    if run.annulled:
        if clock.verdict != Verdict.VOID:
            yield Difference.on(clock, Kind.VERDICT, VERDICT_WORDS[clock.verdict], VERDICT_WORDS[Verdict.VOID])
    elif (clock.verdict == Verdict.LATE) != run.broken:
        derived = Verdict.LATE if run.broken else Verdict.ON_TIME
        yield Difference.on(clock, Kind.VERDICT, VERDICT_WORDS[clock.verdict], VERDICT_WORDS[derived])
    elif run.broken and clock.late_by_minutes != run.late_by_minutes:
        minutes, late_by = words.minutes(clock.late_by_minutes), words.minutes(run.late_by_minutes)
        yield Difference.on(clock, Kind.LATE_BY, minutes, late_by)


def _speech(run: Course, *, at: datetime) -> Iterator[Difference]:
    """A running clock: its lamp, and whether the sweep will still find it."""
    clock, allowed = run.clock, phases(run, at=at)
    if any((clock.lamp, clock.next_alert_at) == (phase.lamp, phase.next_alert_at) for phase in allowed):
        return
    now = allowed[-1]
    if clock.lamp not in {phase.lamp for phase in allowed}:
        yield Difference.on(clock, _lamp_kind(run), LAMP_WORDS[clock.lamp], LAMP_WORDS[now.lamp])
        if clock.next_alert_at is not None and clock.next_alert_at <= at and not run.stopped:
            return  # the sweep will still find it: the lamp is all that is behind
    stored, derived = clock.next_alert_at, [phase.next_alert_at for phase in allowed if phase.lamp == clock.lamp]
    derived = derived or [now.next_alert_at]
    if stored not in derived:
        kind = Kind.SILENT if stored is None else Kind.TALKING if derived[-1] is None else Kind.ALERT
        yield Difference.on(clock, kind, *(words.moment(each, run.calendar) for each in (stored, derived[-1])))


def _lamp_kind(run: Course) -> Kind:
    if run.stopped:
        return Kind.NOT_STOPPED
    stands_still = run.clock.lamp == Lamp.GREY and run.clock.next_alert_at is None
    return Kind.STOPPED if stands_still else Kind.LAMP
