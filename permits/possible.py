"""
Why an act on an application cannot be done now, whatever is filled in its form: one function for each act.

Buttons, pages, the API's list of acts and bulk acts ask here, and the verb asks again under its lock. A rule that depends on
what is filled in stands in the verb.

Each function returns the sentence that a person reads, or "" when nothing is in the way. Lists ask for many cases at once: the
functions mostly read the related rows with `.all()`, which a page has loaded before, and filter them here instead of in the database.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from cases import clocks
from cases.rules import Rule
from cases.wording import marked, moment, short_moment
from hall import calendar
from hall.access import access_of
from hall.models import Material, User
from hall.permissions import Permission
from papers.models import Document
from permits import deadlines, gaps, procedures
from permits.agents import agent_of
from permits.barring import why_not_accept
from permits.documents.file import lacking
from permits.gaps import tolerance_of, waits_for_a_paper
from permits.hearings import awaited_hearing, may_be_asked_for
from permits.models import Application, Decision, Delivery, DocumentKind, Hearing, Visit
from permits.power import (
    standings,
    to_propose,
    why_another,
    why_not_answer_hand_up,
    why_not_hand_up,
    why_not_propose,
)
from permits.queries import false_grant, held, missing_materials, statutory_limit
from permits.states import BY_ANOTHER, FLOW, GRANTED

Why = Callable[[Application, User, datetime], str]

NAMES_THE_DECISION = (DocumentKind.GRANT, DocumentKind.REFUSAL, DocumentKind.DELIVERY_RECEIPT)
OFFICERS = 2  # 《行政许可法》第三十四条第三款：应当指派两名以上工作人员进行核查


def why_not(act: str, application: Application, *, by: User, at: datetime) -> str:
    """
    The sentence for an act that does not fit the case, or not this person in this case; the state table is asked beside this
    (hall.flow).
    """
    if sentence := _of_the_case(act, application, by, at):
        return sentence
    return why_another(application, FLOW.permission(act), by=by, at=at) if act in BY_ANOTHER else ""


def _of_the_case(act: str, application: Application, by: User, at: datetime) -> str:
    return WHY_NOT[act](application, by, at) if act in WHY_NOT else ""


def has_a_point(act: str, application: Application) -> bool:
    """Whether a button offers an act that its verb would not refuse, but that leads nowhere now."""
    return HAS_A_POINT[act](application) if act in HAS_A_POINT else True


def hearing_of(application: Application) -> Hearing | None:
    return getattr(application, "hearing", None)


# Taking in

ALL_THERE = "材料已经收齐，直接受理"


def _names(materials: list[Material]) -> str:
    return "、".join(material.name for material in materials)


def _something_came_since_the_notice(application: Application) -> bool:
    """While the applicant corrects, there is something to tell again only about what has come."""
    # without a notice yet there is always something to tell
    last = max((notice.at for notice in application.notices.all()), default=None)
    return last is None or any(receipt.at > last for receipt in application.received.all())


def _correct(application: Application, by: User, at: datetime) -> str:
    return "" if held(application) else "还没有收到任何材料，收下以后才能当场更正"


def _accept(application: Application, by: User, at: datetime) -> str:
    if barred := why_not_accept(application, at=at):
        return barred
    missing = missing_materials(application)
    if not missing:
        return ""
    others = "" if any(not material.tolerable for material in missing) else "可以容缺受理；也可以"
    return f"还缺：{_names(missing)}。{others}先收齐，或一次性告知补正"


def _accept_with_gaps(application: Application, by: User, at: datetime) -> str:
    if barred := why_not_accept(application, at=at):
        return barred
    missing = missing_materials(application)
    if not missing:
        return ALL_THERE
    # 容缺 is for the papers on the published list only: the main ones have to be there
    main = [material for material in missing if not material.tolerable]
    return f"“{_names(main)}”不在容缺清单上，要先收齐；只有公布为可容缺的材料可以后补" if main else ""


def _accept_on_commitment(application: Application, by: User, at: datetime) -> str:
    if not application.item_version.informed_commitment:
        return "这个事项没有实行告知承诺"
    if barred := why_not_accept(application, at=at):
        return barred
    if not missing_materials(application):
        return ALL_THERE
    # the promise stands in for papers, not for the application itself
    return "" if held(application) else "还没有收到任何材料；申请书要先交来"


def _supplement(application: Application, by: User, at: datetime) -> str:
    """A paper is owed if it was promised (容缺), or if it was missing when the law deemed the application accepted (A5)."""
    tolerance = tolerance_of(application)
    owed = tolerance.is_open if tolerance else application.deemed_accepted and bool(missing_materials(application))
    return "" if owed else "没有要后补的材料"


def _tell_overdue(application: Application, by: User, at: datetime) -> str:
    tolerance = tolerance_of(application)
    # a case that was refused or ended wants the paper no more: there is nothing to tell its applicant
    if tolerance is None or not waits_for_a_paper(application):
        return "没有逾期的容缺材料，不用告知"
    return f"已经在 {moment(tolerance.told_at)} 告知过申请人" if tolerance.told_at else ""


def _verify(application: Application, by: User, at: datetime) -> str:
    commitment = getattr(application, "commitment", None)
    if commitment is None:
        return "这一件不是按告知承诺办的，没有要核查的承诺"
    if application.decision.result == Decision.Result.REFUSE:
        return "决定是不予许可，没有靠承诺取得的许可，不用核查"
    # one that was found false may turn out otherwise when the applicant has been heard; until it is revoked
    if commitment.holds:
        return "已经核查过"
    # nobody checks their own trust in a promise (decision 124)
    return "您按承诺受理了这一件，由另一个人核查" if commitment.accepted_by_id == by.pk else ""


def _close_not_corrected(application: Application, by: User, at: datetime) -> str:
    notice = max(application.notices.all(), key=lambda notice: notice.number)  # in this state there is always one
    until = deadlines.correction_due(told_at=notice.at, calendar=calendar.current())
    # the due second counts to its end: a paper that comes at 17:00:00 is still in time
    if at >= until.due_at + clocks.A_SECOND:
        return ""
    return f"补正期限到 {marked(moment(until.due_at), until.provisional)}，还没有过，不能按逾期未补正结案"


# Review


def _decide(application: Application, by: User, at: datetime) -> str:
    power = standings(by, application, on=timezone.localdate(at))
    if not (power["grant"] or power["refuse"]):
        # not a reason of the case but of the person: the verb refuses it as outside-power, and the page offers to hand it up
        return ""
    return _unchecked(application) or awaited_hearing(application, at=at)


def _unchecked(application: Application) -> str:
    if not application.item_version.two_officers:
        return ""
    checks = list(application.checks.all())
    if len(checks) >= OFFICERS:
        return ""
    so_far = f"，现在只有{checks[0].officer}记录了核查" if checks else ""
    return f"这个事项要两名工作人员核查后才能决定{so_far}"


def _undo(application: Application, by: User, at: datetime) -> str:
    if to_revoke := _to_be_revoked(application):  # and not taken back: the bar follows from that (decision 106)
        return to_revoke
    decision = application.decision
    until = deadlines.undo_until(decided_at=decision.at, calendar=calendar.current())
    if at > until:
        return f"只能在办结的同一个半天内撤回，{short_moment(until)} 已过。确有错误的，由审批部门依法变更"
    if _is_paper_out(application, decision):
        return "决定书或送达回证已经打印，或结果已经交给申请人，不能撤回办结"
    approves = access_of(by, on=timezone.localdate(at)).grant(Permission.APPLICATION_APPROVE)
    if decision.decided_by_id != by.pk and not approves.covers(application.case.department_id):
        return f"由作出决定的{decision.decided_by}撤回，或由审批科长、部门负责人撤回"
    return ""


def _is_paper_out(application: Application, decision: Decision) -> bool:
    """Whether the result is out: since it was decided a paper that names it was printed, it was handed over, or fetched."""
    came = application.visits.filter(purpose=Visit.Purpose.COLLECT, at__gte=decision.at)
    printed = application.case.documents.filter(kind__in=NAMES_THE_DECISION, made_at__gte=decision.at)
    return printed.exists() or Delivery.objects.filter(application=application).exists() or came.exists()


ANNOUNCED = "已经通知听证：先登记笔录，或者取消听证"


def _suspend(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    # its day may have passed without a record: the clocks run again, and the next pause has to wait for what became of it
    announced = hearing is not None and hearing.stops_the_clocks
    return procedures.why_none(application.item_version) or (ANNOUNCED if announced else "")


def _prolong(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    # the day of a hearing is told by its own notice
    announced = hearing is not None and hearing.stops_the_clocks
    return "正在等听证：听证改期的，取消以后重新通知" if announced else ""


def _resume(application: Application, by: User, at: datetime) -> str:
    hearing = hearing_of(application)
    # what became of the hearing has to be noted: holding or cancelling it lets the clocks run again
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


def _to_be_revoked(application: Application) -> str:
    """What was granted on a promise that does not hold is neither handed over nor archived."""
    commitment = false_grant(application)
    if commitment is None:
        return ""
    return f"核查发现承诺不属实（{commitment.finding}），由审批科长或部门负责人撤销许可决定"


def _deliver(application: Application, by: User, at: datetime) -> str:
    if application.case.state == GRANTED and (sentence := _to_be_revoked(application)):
        return f"不交付证照：{sentence}"
    # a refusal is handed over all the same: what is held back is the licence (rules A12)
    owed = gaps.still_owed(application) if application.case.state == GRANTED else []
    papers = "、".join(material.name for material in owed)
    return f"容缺材料还没有补齐：{papers}。补齐之前不交付证照" if owed else ""


def _serve(application: Application, by: User, at: datetime) -> str:
    return "已经登记过送达" if hasattr(application, "paper_delivery") else ""


def _revoke(application: Application, by: User, at: datetime) -> str:
    if hasattr(application, "revocation"):
        return "已经撤销"
    return "" if application.decision.result == Decision.Result.GRANT else "决定是不予许可，没有要撤销的许可"


def _lift_bar(application: Application, by: User, at: datetime) -> str:
    in_force = any(bar.lifted_at is None for bar in application.bars.all())
    return "" if in_force else "这一件没有限制申请人再次申请"


def _archive(application: Application, by: User, at: datetime) -> str:
    if sentence := _to_be_revoked(application):
        return sentence
    absent = lacking(application)
    return f"案卷还缺：{'、'.join(absent)}。补齐以后再归档" if absent else ""


# Power: handing up, the check by two officers, the amount


def _record_check(application: Application, by: User, at: datetime) -> str:
    if not application.item_version.two_officers:
        return "这个事项不要求两人核查"
    # two checks by one officer would be one (art. 34: two people or more)
    recorded = any(check.officer_id == by.pk for check in application.checks.all())
    return "您已经记录过核查，另一份由另一名工作人员记录" if recorded else ""


def _state_amount(application: Application, by: User, at: datetime) -> str:
    return "" if application.item_version.has_amount else "这个事项不涉及金额"


def _change_owner(application: Application, by: User, at: datetime) -> str:
    return "这件已经办完，首办责任人不再变更" if application.case.closed_at else ""


BY_THE_CHIEF = "登记错了的，由审批科长或部门负责人作废，再重新登记"


def _amend(application: Application, by: User, at: datetime) -> str:
    until = deadlines.amend_until(registered_at=application.case.opened_at, calendar=calendar.current())
    if at > until:
        return f"登记只能在收件的同一个半天内更正，{short_moment(until)} 已过。{BY_THE_CHIEF}"
    # the slip masks the name, and is given out anew
    prefetch_related_objects([application.case], Prefetch("documents", queryset=Document.objects.defer("content")))
    papers = [paper.title for paper in application.case.documents.all() if paper.kind != DocumentKind.RECEIPT]
    return f"{papers[0]}已经打印，上面写着登记的姓名，不能再更正。{BY_THE_CHIEF}" if papers else ""


def _name_agent(application: Application, by: User, at: datetime) -> str:
    return "这一件已经办完，不再登记代理人" if application.case.closed_at else ""


def _end_agency(application: Application, by: User, at: datetime) -> str:
    return "" if agent_of(application) else "没有登记代理人"


def _change_contact(application: Application, by: User, at: datetime) -> str:
    return "这件已经办完，不再给申请人发信，联系方式不用改" if application.case.closed_at else ""


def proposable(application: Application, *, by: User, at: datetime) -> list[str]:
    """The approvals that nothing is in the way of but that this person cannot give them."""
    return [act for act in to_propose(application, by, at) if not _of_the_case(act, application, by, at)]


def _propose(application: Application, by: User, at: datetime) -> str:
    if sentence := why_not_propose(application, by, at):
        return sentence
    return "" if proposable(application, by=by, at=at) else "现在没有可以报批的事"


# The hearing, step by step

NOBODY_TOLD = "还没有书面告知听证权利"


def _tell_hearing(application: Application, by: User, at: datetime) -> str:
    return "已经告知过听证权利" if hearing_of(application) else ""


def _once_told(why: Callable[[Hearing, datetime], str]) -> Why:
    """Why the hearing itself is in the way; before that, that nobody was told of the right to one."""

    def of_the_application(application: Application, by: User, at: datetime) -> str:
        hearing = hearing_of(application)
        return why(hearing, at) if hearing else NOBODY_TOLD

    return of_the_application


def _ask_hearing(hearing: Hearing, at: datetime) -> str:
    if hearing.asked_at is not None or hearing.is_over:
        return "已经有人要求听证，或者已经放弃"
    return "" if may_be_asked_for(hearing, at=at) else f"要在 {moment(hearing.ask_by)} 前提出，已经过了"


def _announce_hearing(hearing: Hearing, at: datetime) -> str:
    waits = hearing.is_owed and hearing.announced_at is None  # owed: somebody asked, and it was not held nor given up
    return "" if waits else "没有人要求听证，或者已经通知过"


def _hold_hearing(hearing: Hearing, at: datetime) -> str:
    if not hearing.stops_the_clocks or hearing.sits_at is None:
        return "还没有通知听证的时间和地点"
    return "" if at >= hearing.sits_at else f"听证在 {moment(hearing.sits_at)} 举行，还没有到"


def _give_up_hearing(hearing: Hearing, at: datetime) -> str:
    # once it is announced the clocks stand still for it: then it is cancelled, which lets them run again
    late = hearing.is_over or hearing.announced_at is not None
    return "已经通知听证的时间和地点，或者已经结束" if late else ""


def _cancel_hearing(hearing: Hearing, at: datetime) -> str:
    return "" if hearing.stops_the_clocks else "还没有通知听证的时间和地点"


WHY_NOT: dict[str, Why] = {
    "correct": _correct,
    "accept": _accept,
    "accept_with_gaps": _accept_with_gaps,
    "accept_on_commitment": _accept_on_commitment,
    "supplement": _supplement,
    "tell_overdue": _tell_overdue,
    "verify": _verify,
    "close_not_corrected": _close_not_corrected,
    "decide": _decide,
    "undo": _undo,
    "suspend": _suspend,
    "prolong": _prolong,
    "resume": _resume,
    "extend": _extend,
    "deliver": _deliver,
    "serve": _serve,
    "revoke": _revoke,
    "archive": _archive,
    "hand_up": why_not_hand_up,
    "propose": _propose,
    "answer_hand_up": why_not_answer_hand_up,
    "record_check": _record_check,
    "state_amount": _state_amount,
    "change_owner": _change_owner,
    "amend": _amend,
    "change_contact": _change_contact,
    "name_agent": _name_agent,
    "end_agency": _end_agency,
    "lift_bar": _lift_bar,
    "tell_hearing": _tell_hearing,
    "ask_hearing": _once_told(_ask_hearing),
    "announce_hearing": _once_told(_announce_hearing),
    "hold_hearing": _once_told(_hold_hearing),
    "give_up_hearing": _once_told(_give_up_hearing),
    "cancel_hearing": _once_told(_cancel_hearing),
}
# Acts that the law allows at any time in their state, but that would change nothing now: the button goes, the verb stays
HAS_A_POINT: dict[str, Callable[[Application], bool]] = {
    "notify": _something_came_since_the_notice,
    "receive": lambda application: bool(missing_materials(application)),
}
