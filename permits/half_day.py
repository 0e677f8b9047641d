"""
The half-day clock of an item that is to be done within half a working day (rules §4.1, Q1): starting it, and dropping it when a paper goes back.

It runs from the moment when the papers are complete, not from the acceptance, so that a window cannot gain time by letting
complete papers lie.
"""

from datetime import datetime

from cases import clocks
from cases.rules import Clock, Rule
from permits.models import Application
from permits.queries import half_day_clock, handling_clocks, missing_materials


def start_if_complete(application: Application, *, at: datetime) -> None:
    """Start the half day of an item that has one, if the last paper has just come."""
    clock = half_day_clock(application.item_version)
    if clock is None or clocks.running(application.case, clock.rule) or missing_materials(application):
        return
    clocks.start(application.case, clock, started_at=at, at=at)


def drop(application: Application, *, at: datetime) -> None:
    """A paper goes back to be put right: they are not complete any more."""
    clocks.void(application.case, Rule.HALF_DAY, at=at)


def still_to_start(application: Application) -> list[Clock]:
    """The clocks of the handling that an acceptance starts: all but a half day that runs already."""
    running = {clock.rule for clock in clocks.running(application.case)}
    return [clock for clock in handling_clocks(application.item_version) if clock.rule not in running]
