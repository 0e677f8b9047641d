"""Celery tasks of the exchange, started by beat. Each reads the database's clock."""

import logging

from celery import Task, shared_task
from django.core.mail import mail_admins

from cases import nightly
from exchange import checking, pushing, sending
from hall import clock
from hall.alone import alone

log = logging.getLogger(__name__)
MOST_IN_MAIL = 100


@shared_task(name="exchange.push", time_limit=120)
def push() -> None:
    """Write what the histories have brought, and push what waits. One at a time: a platform that hangs holds one process."""
    with alone("exchange with 12345") as is_ours:
        if is_ours:
            pushing.follow(at=clock.for_timers())
            sending.send_due(clock=clock.of_the_database)


@shared_task(bind=True, name="exchange.check")
def check(self: Task) -> None:
    """Once a night: whatever the platform is owed and has no state is named to the administrators, by ids alone."""
    at = clock.for_timers()
    if not nightly.is_first(self, at=at) or not (lines := checking.forgotten(at=at)):
        return
    for line in lines:
        log.error("%s", line)
    mail_admins(f"12345 工单推送：{len(lines)} 条超过 1 个工作日没有状态", "\n".join(lines[:MOST_IN_MAIL]))
