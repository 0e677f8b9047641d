"""The file store's Celery tasks, started by beat. Each reads the database's clock and makes one call."""

import logging

from celery import Task, shared_task
from django.conf import settings
from django.core.mail import mail_admins

from cases import nightly
from hall import clock
from hall.alone import alone
from papers.store import checking, drafts, scanning

log = logging.getLogger(__name__)

MOST_IN_MAIL = 200  # lines; the rest stands in the log
MEGABYTE = 1 << 20


@shared_task(name="papers.forget_drafts")
def forget_drafts() -> None:
    """Delete what was uploaded in forms that were never sent, two hours after."""
    drafts.forget_drafts(at=clock.for_timers())


@shared_task(name="papers.scan_files", time_limit=120)
def scan_files() -> None:
    """Have the virus scanner look at what waits. One at a time: a scanner that hangs holds one process of the workers."""
    if not settings.CLAMD:
        return
    with alone("virus scanner") as is_ours:
        if is_ours:
            try:
                scanning.look(clock=clock.for_timers)
            except scanning.Away as away:
                log.warning("the virus scanner does not answer: %s", away)


@shared_task(bind=True, name="papers.check_files", time_limit=settings.LONGEST_TASK)
def check_files(self: Task) -> None:
    """Hold every file against its row and every row against its file, and tell the administrators. Nothing is repaired."""
    at = clock.for_timers()
    if not nightly.is_first(self, at=at):
        return
    report = checking.check()
    faults = [*report.faults, *([scanning.OVERDUE] if scanning.is_overdue(at=at) else [])]
    for fault in faults:
        log.error("%s", fault)
    result = f"{len(faults)} 处不符" if faults else "全部相符"
    looked_at = f"核对了 {report.files} 份文件，{report.size // MEGABYTE} MB。"
    more = [f"其余 {len(faults) - MOST_IN_MAIL} 处见日志"] if len(faults) > MOST_IN_MAIL else []
    mail_admins(f"文件核对：{result}", "\n".join([looked_at, *faults[:MOST_IN_MAIL], *more]))
