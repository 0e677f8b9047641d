"""The periodic task of the board, started by Celery beat."""

from celery import shared_task

from hall import clock
from oversight import what_if


@shared_task(name="oversight.carry_on_what_ifs")
def carry_on_what_ifs() -> None:
    """Judge what was asked for; usually nothing."""
    what_if.carry_on(at=clock.for_timers())
