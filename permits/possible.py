"""
Why an act cannot be done now, whatever is filled in: asked by buttons, pages, the API's list of acts and bulk acts, and asked
again by the verb under its lock. What hangs on what is filled in stands in the verb.

Each answer is a sentence, or "" when nothing is in the way. It reads what the page has loaded and asks for the rest.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from cases import clocks
from cases.rules import Rule
from cases.wording import moment
from hall.models import User
from permits import gaps
from permits.authority import authorities, why_not_answer_hand_up, why_not_hand_up
from permits.hearings import awaited_hearing, may_be_asked_for
from permits.models import Application, Hearing
from permits.queries import statutory_limit, why_not_undo
from permits.states import GRANTED

Why = Callable[[Application, User, datetime], str]

OFFICERS = 2  # 《行政许可法》第三十四条第三款：应当指派两名以上工作人员进行核查


def why_not(act: str, application: Application, *, by: User, at: datetime) -> str:
    """The sentence for an act that does not fit the case; the state table is asked beside this (hall.flow)."""
    return WHY_NOT[act](application, by, at) if act in WHY_NOT else ""


def hearing_of(application: Application) -> Hearing | None:
    return getattr(application, "hearing", None)


def _decide(application: Application, by: User, at: datetime) -> str:
    power = authorities(by, application, on=timezone.localdate(at))
    if not (power["grant"] or power["refuse"]):
        return ""  # the verb tells it (outside-power), and the page then offers to hand the step up
    return _unchecked(application) or awaited_hearing(application, at=at)


def _unchecked(application: Application) -> str:
    if not application.item_version.two_officers:
        return ""
    checks = list(application.checks.all())
    if len(checks) >= OFFICERS:
        return ""
    done = f"，现在只有{checks[0].officer}记录了核查" if checks else ""
    return f"这个事项要两名工作人员核查后才能决定{done}"


def _undo(application: Application, by: User, at: datetime) -> str:
    return why_not_undo(application, application.decision, by=by, at=at)


def _resume(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    announced = hearing is not None and hearing.stops_the_clocks
    return "已经通知听证：举行以后登记笔录，或者取消听证，计时随之恢复" if announced else ""


def _extend(application: Application, by: User, at: datetime) -> str:
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


def _deliver(application: Application, by: User, at: datetime) -> str:
    owed = gaps.still_owed(application) if application.case.state == GRANTED else []
    papers = "、".join(material.name for material in owed)
    return f"容缺材料还没有补齐：{papers}。补齐之前不交付证照" if owed else ""


# Power: handing up, the check by two officers, the amount


def _hand_up(application: Application, by: User, at: datetime) -> str:
    return why_not_hand_up(application, by=by, on=timezone.localdate(at))


def _answer_hand_up(application: Application, by: User, at: datetime) -> str:
    return why_not_answer_hand_up(application, by=by, on=timezone.localdate(at))


def _record_check(application: Application, by: User, at: datetime) -> str:
    if not application.item_version.two_officers:
        return "这个事项不要求两人核查"
    recorded = any(check.officer_id == by.pk for check in application.checks.all())
    return "您已经记录过核查，另一份由另一名工作人员记录" if recorded else ""


def _state_amount(application: Application, by: User, at: datetime) -> str:
    return "" if application.item_version.has_amount else "这个事项不涉及金额"


def _change_owner(application: Application, by: User, at: datetime) -> str:
    return "这件已经办完，首办责任人不再变更" if application.case.closed_at else ""


def _change_contact(application: Application, by: User, at: datetime) -> str:
    return "这件已经办完，不再给申请人发信，联系方式不用改" if application.case.closed_at else ""


# The hearing, step by step

NOBODY_TOLD = "还没有书面告知听证权利"


def _tell_hearing(application: Application, by: User, at: datetime) -> str:
    return "已经告知过听证权利" if hearing_of(application) else ""


def _ask_hearing(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    if hearing is None:
        return NOBODY_TOLD
    if hearing.asked_at is not None or hearing.is_over:
        return "已经有人要求听证，或者已经放弃"
    return "" if may_be_asked_for(hearing, at=at) else f"要在 {moment(hearing.ask_by)} 前提出，已经过了"


def _announce_hearing(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    if hearing is None:
        return NOBODY_TOLD
    waits = hearing.is_owed and hearing.announced_at is None
    return "" if waits else "没有人要求听证，或者已经通知过"


def _hold_hearing(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    if hearing is None:
        return NOBODY_TOLD
    if not hearing.stops_the_clocks or hearing.sits_at is None:
        return "还没有通知听证的时间和地点"
    return "" if at >= hearing.sits_at else f"听证在 {moment(hearing.sits_at)} 举行，还没有到"


def _give_up_hearing(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    if hearing is None:
        return NOBODY_TOLD
    late = hearing.is_over or hearing.announced_at is not None
    return "已经通知听证的时间和地点，或者已经结束" if late else ""


def _cancel_hearing(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    if hearing is None:
        return NOBODY_TOLD
    return "" if hearing.stops_the_clocks else "还没有通知听证的时间和地点"


WHY_NOT: dict[str, Why] = {
    "decide": _decide,
    "undo": _undo,
    "resume": _resume,
    "extend": _extend,
    "deliver": _deliver,
    "hand_up": _hand_up,
    "answer_hand_up": _answer_hand_up,
    "record_check": _record_check,
    "state_amount": _state_amount,
    "change_owner": _change_owner,
    "change_contact": _change_contact,
    "tell_hearing": _tell_hearing,
    "ask_hearing": _ask_hearing,
    "announce_hearing": _announce_hearing,
    "hold_hearing": _hold_hearing,
    "give_up_hearing": _give_up_hearing,
    "cancel_hearing": _cancel_hearing,
}
