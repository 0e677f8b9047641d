"""
What runs from complete papers: half a working day to finish, or for an item promised in days to accept (rules §4.1, Q1); after a
correction notice the whole handling (rules A7). Starting it, and dropping it when a paper goes back.

It begins when the papers are complete, not with the acceptance: a window gains no time by letting complete papers lie.
"""

from datetime import datetime

from cases import clocks
from cases.rules import Clock
from permits.models import Application
from permits.queries import clocks_of_complete_papers, handling_clocks, missing_materials


def start_if_complete(application: Application, *besides: Clock, at: datetime) -> None:
    """Start what runs from complete papers, if the last one has just come, and other clocks beside it."""
    wanted = list(besides)
    if not missing_materials(application):
        wanted += _not_running(application, clocks_of_complete_papers(application))
    if wanted:
        clocks.start_all(application.case, wanted, started_at=at, at=at)


def drop(application: Application, *, at: datetime) -> None:
    """A paper goes back to be put right: they are not complete any more, and the hall waits for the applicant."""
    clocks.void(application.case, at=at)


def still_to_start(application: Application) -> list[Clock]:
    """The clocks of the handling that an acceptance starts: all but those that run since the papers were complete."""
    return _not_running(application, handling_clocks(application.item_version))


def _not_running(application: Application, wanted: list[Clock]) -> list[Clock]:
    running = {clock.rule for clock in clocks.running(application.case)}
    return [clock for clock in wanted if clock.rule not in running]
