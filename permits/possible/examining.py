"""Why an application under examination cannot be decided, paused or extended, or its substance not be checked."""

from datetime import datetime

from django.utils import timezone

from cases import clocks
from cases.rules import Rule
from hall.delegated import DECIDING
from hall.models import User
from permits import barring, procedures
from permits.hearings import awaited_hearing
from permits.models import Application
from permits.possible.hearing import hearing_of
from permits.power import standing_for
from permits.queries import false_promise, statutory_limit

OFFICERS = 2  # 《行政许可法》第三十四条第三款：应当指派两名以上工作人员进行核查


def decide(application: Application, by: User, at: datetime) -> str:
    on = timezone.localdate(at)
    if not any(standing_for(by, application, step, on=on) for step in DECIDING):
        # not a reason of the case but of the person: the verb refuses it as outside-power, and the page offers to hand it up
        return ""
    return _unchecked(application) or awaited_hearing(application, at=at)


def why_not_granted(application: Application, *, at: datetime) -> str:
    """Why it cannot be granted although it may be decided. What an earlier grant rested on may have been verified meanwhile."""
    commitment = false_promise(application)
    if commitment is not None:
        return f"核查发现承诺不属实（{commitment.finding}），不能准予"
    return barring.why_not_grant(application, at=at)


def _unchecked(application: Application) -> str:
    if not application.item_version.two_officers:
        return ""
    checks = list(application.checks.all())
    if len(checks) >= OFFICERS:
        return ""
    so_far = f"，现在只有{checks[0].officer}记录了核查" if checks else ""
    return f"这个事项要两名工作人员核查后才能决定{so_far}"


ANNOUNCED = "已经通知听证：先登记笔录，或者取消听证"


def suspend(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    # its day may have passed without a record: the clocks run again, and the next pause has to wait for what became of it
    announced = hearing is not None and hearing.stops_the_clocks
    return procedures.why_none(application.item_version) or (ANNOUNCED if announced else "")


def prolong(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    # the day of a hearing is told by its own notice
    announced = hearing is not None and hearing.stops_the_clocks
    return "正在等听证：听证换一天举行的，从“听证改期”办理" if announced else ""


def resume(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    # what became of the hearing has to be noted: holding or cancelling it lets the clocks run again
    announced = hearing is not None and hearing.stops_the_clocks
    return "已经通知听证：举行以后登记笔录，或者取消听证，计时随之恢复" if announced else ""


def extend(application: Application, by: User, at: datetime) -> str:
    terms = application.item_version
    if statutory_limit(terms) is None or not terms.extension_days:
        return "这个事项没有法定的延长期"
    if application.extended_by:
        return "已经延长过一次，不能再延长"
    running = (clock for clock in application.case.deadlines.all() if clock.runs and clock.rule == Rule.STATUTORY)
    limit = next(running, None)
    if limit is None:
        return "这个事项没有法定的延长期"
    return "法定时限已过，不能再延长" if clocks.is_broken(limit, at=at) else ""


def record_check(application: Application, by: User, at: datetime) -> str:
    if not application.item_version.two_officers:
        return "这个事项不要求两人核查"
    # two checks by one officer would be one (art. 34: two people or more)
    recorded = any(check.officer_id == by.pk for check in application.checks.all())
    return "您已经记录过核查，另一份由另一名工作人员记录" if recorded else ""


WHY_NOT = {
    "decide": decide,
    "suspend": suspend,
    "prolong": prolong,
    "resume": resume,
    "extend": extend,
    "record_check": record_check,
}
