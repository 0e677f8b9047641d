"""Celery tasks that touch more than one room, started by beat. Each reads the database's clock and makes one call."""

import logging

from celery import Task, shared_task
from django.conf import settings
from django.core.mail import mail_admins
from django.core.management import call_command
from kombu.exceptions import OperationalError

from cases import attempts, clock_news, floor, nightly
from cases.reconcile import ledger
from cases.sweep import is_crowded
from cases.troubles import SHARED
from config.passing import pass_time
from config.reconciling import ROOMS
from hall import clock, keys
from oversight import comparing, tally, trend

log = logging.getLogger(__name__)

LOG_DAYS = 180  # 网络安全法 asks for six months of log-in records; none is kept longer
TRIES = 3  # to compare the board: an act meanwhile is no difference, one that stands is
MOST_IN_MAIL = 200  # differences; the rest stands on the administrator's page


@shared_task(name="cases.sweep")
def sweep_clocks(beside: bool = False) -> None:
    """
    Say what is due now. If that is much, another worker is asked to do the same meanwhile: the database hands each clock to one.

    :param beside: this is the one who was asked. It asks nobody, and leaves the sign of life to the other.
    """
    at = clock.for_timers()
    if not beside and is_crowded(at=at):
        _ask_another()
    pass_time(at=at, heartbeat=not beside)
    attempts.forget_old(at=at)


def _ask_another() -> None:
    """Without waiting for a broker that is away: the work is then done by one."""
    try:
        sweep_clocks.apply_async(kwargs={"beside": True}, expires=30, retry=False)
    except OperationalError as fault:
        log.warning("nobody can be asked to sweep as well: %s", fault)


@shared_task(name="config.count_for_board")
def count_for_board() -> None:
    """Count what the board shows. Where it fails the board counts by itself, and the next minute tries again."""
    at = clock.for_timers()
    if tally.keep(at=at):
        trend.keep(at=at)


@shared_task(name="config.tidy_up")
def tidy_up() -> None:
    """Drop sessions that have ended and log-in records older than six months."""
    clock.must_agree()
    call_command("clearsessions")
    call_command("axes_reset_logs", age=LOG_DAYS)


@shared_task(
    bind=True,
    name="config.reconcile",
    time_limit=settings.LONGEST_TASK,
    autoretry_for=(ledger.StillRecomputing,),
    default_retry_delay=600,
    max_retries=36,
)
def reconcile(self: Task) -> None:
    """Derive every verdict again, keep what is stored otherwise, and tell the administrators. Nothing is repaired."""
    at = clock.for_timers()
    if not nightly.is_first(self, at=at):
        return
    if faults := keys.faults():  # the database was exchanged under a running hall: from here on nothing is taken in
        mail_admins("密钥和数据库里的数据不相配，大厅停办", "\n".join(faults))
        raise keys.WrongKeys(faults)
    floor.forget()  # whatever the floor may have come to hide: once a night the sweep looks at every clock
    run, report = ledger.reconcile(ROOMS, at=at)
    clock_news.tell_of_check(run, at=at)
    for finding in report.findings:
        log.error("case %s: %s", finding.number, finding.words)
    looked_at = f"{run.cases} 件、{run.clocks} 个时限、{run.cards} 张牌，用时 {run.seconds:.0f} 秒"
    result = f"{run.differences} 处不符，其中新出现 {run.appeared} 处" if run.differences else "全部相符"
    if report.unread:
        result = f"{len(report.unread)} 件读不出来，其余{result}"
    lines = [f"{case.number} 读不出来，没有核对" for case in report.unread[:MOST_IN_MAIL]]
    lines += [f"{finding.number} {finding.words}" for finding in report.findings[:MOST_IN_MAIL]]
    of_board, fault = _board_differs()
    if fault:
        result += "，看板件数没有核对成"
        lines = ["看板件数没有核对成，见日志", *lines]
    elif of_board:
        result += f"，看板件数 {len(of_board)} 处不符"
        lines = of_board[:MOST_IN_MAIL] + lines
    if run.differences > MOST_IN_MAIL:
        lines.append(f"其余 {run.differences - MOST_IN_MAIL} 处见大厅管理的“计时核对”页")
    mail_admins(f"计时核对：{result}", "\n".join([f"核对了 {looked_at}。", *lines]))
    if isinstance(fault, SHARED):
        raise fault


def _board_differs() -> tuple[list[str], Exception | None]:
    """What the board counts otherwise than its lists do, and why it could not be held against them: the clocks' mail goes out first."""
    try:
        for _try in range(TRIES):
            # Its own clock each time: the clocks took minutes, the timers have counted meanwhile, and a board shows what counts last.
            if not (found := comparing.differences(at=clock.for_timers())):
                break
    except Exception as fault:  # noqa: BLE001 - what was found of the clocks is told all the same
        log.error("the board's figures could not be compared: %s", type(fault).__name__)
        return [], fault
    for words in found:
        log.error("%s", words)
    return found, None
