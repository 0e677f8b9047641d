"""The periodic tasks of applications, started by Celery beat. Each reads the database's clock and makes one call."""

from celery import shared_task

from hall import clock
from permits.actions import bulk
from worklists import drafts


@shared_task(name="permits.forget_drafts")
def forget_drafts() -> None:
    """Drop drafts that have run out."""
    drafts.forget_old(at=clock.for_timers())


@shared_task(name="permits.carry_on_bulk")
def carry_on_bulk() -> None:
    """Do what bulk acts have left to do; usually nothing. The clock is read for each case: each is an act of its own."""
    for run in bulk.unfinished():
        worker = bulk.Worker(run)
        while worker.step(at=clock.for_timers()):
            pass
