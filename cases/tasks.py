"""The engine's Celery tasks, started by beat. Each reads the database's clock and makes one call."""

import logging

from celery import Task, shared_task
from django.conf import settings
from django.core.mail import mail_admins
from django.db import transaction

from cases import digests, floor, nightly, recompute, sending, sight, staff_post, troubles
from cases.sweep import sweep
from cases.wording import moment
from hall import clock, keys
from hall.alone import alone

log = logging.getLogger(__name__)

MOST_IN_MAIL = 100  # lines; the rest stands on the administrator's page, or in the command's answer


@shared_task(
    bind=True,
    name="cases.verify_history",
    time_limit=settings.LONGEST_TASK,
    autoretry_for=(digests.StillWriting,),
    default_retry_delay=600,
    max_retries=36,
)
def verify_history(self: Task) -> None:
    """
    Check every history, close the days that have ended, and send the digest of the last one out of the database.

    The next sweep looks everywhere.
    """
    at = clock.for_timers()
    if not nightly.is_first(self, at=at):
        return
    floor.forget()
    try:
        flaws, proof = digests.prove(at=at)
    except keys.WrongKeys as wrong:
        mail_admins("办理记录没有校验：密钥和数据库里的数据不相配", "\n".join(wrong.faults))
        raise
    lines = [flaw.words for flaw in flaws] + [flaw.words for flaw in proof.flaws]
    for line in lines:
        log.error("%s", line)
    log.info("digest of the history up to %s: %s", proof.day, proof.mac)
    head = f"截至 {proof.day} 的摘要：{proof.mac}（{proof.lines} 行）" if proof.day else "还没有编过日摘要。"
    keep = "保存好这封邮件：以后用 manage.py verify_history --as-of 日期 --digest 摘要 可以比对。"
    more = [f"其余 {len(lines) - MOST_IN_MAIL} 处见 manage.py verify_history"] if len(lines) > MOST_IN_MAIL else []
    mail_admins(
        f"办理记录校验：{len(lines)} 处不符" if lines else "办理记录校验：全部相符",
        "\n".join([head, keep, *lines[:MOST_IN_MAIL], *more]),
    )


@shared_task(name="cases.recompute")
def derive_clocks_again() -> None:
    """
    Carry on with what a change of the calendar left to do; usually nothing. What is late by the new dates has its card at once:
    until the next sweep the board would show it as in time.
    """
    at = clock.for_timers()
    if (job := recompute.carry_on(at=at)) is not None and job.moved:
        sweep(at=at)


@shared_task(name="cases.send_letters", time_limit=120)
def send_letters(channel: str) -> None:
    """
    Send what waits for one gateway. The task is killed if a try hangs too long; the row then says that it was being sent.

    One at a time for each gateway: one that hangs holds one process of the workers, and the clocks have another (decision 92).
    """
    with alone(f"letters by {channel}") as is_ours:
        if is_ours:
            clock.must_agree()
            # what has been handed over is written down whatever this host's clock says meanwhile
            sending.send_due(channel, clock=clock.of_the_database)


@shared_task(name="cases.pass_letters_on")
def pass_letters_on() -> None:
    """Send staff, by SMS or mail, the letters that they have inside the product."""
    staff_post.pass_on(at=clock.for_timers())


@shared_task(bind=True, name="cases.tell_unseen")
def tell_unseen(self: Task) -> None:
    """Once a night: how many complaints nobody can open and how many cards nobody can rule on, to whoever can change it."""
    at = clock.for_timers()
    if nightly.is_first(self, at=at) and (letters := sight.tell(at=at)):
        log.warning("there are complaints or cards that nobody can see to: %s letters", letters)


@shared_task(name="cases.tell_troubles")
def tell_troubles() -> None:
    """
    One mail to the administrators about the troubles that have begun since the last one: case numbers and classes of faults.

    If it cannot be sent, the next run sends it.
    """
    at = clock.for_timers()
    with transaction.atomic():
        begun = troubles.untold()
        if begun:
            lines = [
                f"{moment(each.first_at)} {each.get_doing_display()}：{each.subject}（{each.fault}）"
                for each in begun[:MOST_IN_MAIL]
            ]
            more = [f"其余 {len(begun) - len(lines)} 项见大厅管理的“未能处理”页"] if len(begun) > len(lines) else []
            close = "其余的已照常处理。没有处理的系统会自己再试；现状和办法见大厅管理的“未能处理”页。"
            mail_admins(f"未能处理：新出现 {len(begun)} 项", "\n".join([*lines, *more, "", close]))
            troubles.mark_told(begun, at=at)
