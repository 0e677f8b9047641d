"""One case: its clocks, its cards, and what its state calls for. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from cases.reconcile import words
from cases.reconcile.derive import Calendars, Course, course
from cases.reconcile.facts import CaseFacts
from cases.reconcile.kinds import KINDS, Difference, Kind
from cases.reconcile.on_cards import card_differences
from cases.reconcile.on_clocks import clock_differences
from cases.reconcile.on_lines import line_differences


def case_differences(case: CaseFacts, *, at: datetime, calendars: Calendars) -> Iterator[Difference]:
    """Everything stored about a case that does not follow from its history, its intervals, its room's facts and the rules at `at`."""
    runs: list[Course] = []
    for clock in case.clocks:
        try:
            runs.append(course(clock, case, at=at, calendars=calendars))
        except ValueError as refused:
            [(days, _late_by)] = calendars(None)
            stored = words.moment(clock.due_at, days)
            yield Difference.on(clock, Kind.UNDERIVABLE, stored, str(refused))
    if case.is_annulled:
        runs = [replace(run, broken=False, annulled=True) for run in runs]
    for run in runs:
        yield from clock_differences(run, at=at)
        if run.clock.rule in case.room.ends_when_broken and run.clock.ended_at is None and run.broken:
            yield Difference.on(run.clock, Kind.OUTLIVED, "在计时", "已结束")
    yield from card_differences(case, runs)
    yield from line_differences(case, runs, calendars=calendars)
    yield from _state(case)
    yield from _succession(case)
    for kind, stored, derived in case.room.broken:
        yield Difference(KINDS[kind], stored=stored, derived=derived)


def _state(case: CaseFacts) -> Iterator[Difference]:
    running = [clock for clock in case.clocks if clock.ended_at is None]
    if case.closed_at is not None:
        for clock in running:
            yield Difference.on(clock, Kind.RUNS_IN_CLOSED_CASE, "在计时", "已结束")
        return
    for rule in sorted(case.room.clocks - {clock.rule for clock in running}):
        yield Difference(Kind.NOT_RUNNING, rule=rule, stored=words.NONE, derived="在计时")


def _succession(case: CaseFacts) -> Iterator[Difference]:
    """A superseded clock has the one that took its place, and only then is it superseded."""
    replaced = {clock.supersedes for clock in case.clocks}
    for clock in case.clocks:
        if clock.superseded_at is not None and clock.pk not in replaced:
            yield Difference.on(clock, Kind.NO_SUCCESSOR, "已被代替", words.NONE)
        if clock.superseded_at is None and clock.pk in replaced:
            yield Difference.on(clock, Kind.STILL_RUNS, "没有标为被代替", "已被代替")
