"""The periodic task of the centre, started by Celery beat."""

from celery import shared_task

from complaints.actions.in_bulk import BULK_ACTS, unfinished
from hall import clock
from worklists.bulk import Worker


@shared_task(name="complaints.carry_on_bulk")
def carry_on_bulk() -> None:
    """Do what bulk acts on complaints have left to do; usually nothing. The clock is read for each case: each is an act of its own."""
    for run in unfinished():
        worker = Worker(run, BULK_ACTS)
        while worker.step(at=clock.for_timers()):
            pass
