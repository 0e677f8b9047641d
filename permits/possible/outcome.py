"""Why a result cannot be taken back, verified, handed over, served, revoked or archived."""

from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from cases.quiet import is_quiet
from cases.wording import short_moment
from hall import calendar
from hall.access import access_of
from hall.models import User
from hall.permissions import Permission
from hall.templatetags.presentation import day
from papers.models import Document
from permits import deadlines, gaps
from permits.documents.file import lacking
from permits.models import Application, Decision, DocumentKind, Service, Visit
from permits.queries import DOCUMENT_OF, SERVED, false_grant
from permits.states import GRANTED, REFUSED

NAMES_THE_DECISION = (DocumentKind.GRANT, DocumentKind.REFUSAL, DocumentKind.DELIVERY_RECEIPT)


def verify(application: Application, by: User, at: datetime) -> str:
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


def undo(application: Application, by: User, at: datetime) -> str:
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
    came = (
        each for each in application.visits.all() if each.purpose == Visit.Purpose.COLLECT and each.at >= decision.at
    )
    printed = (
        each for each in _documents(application) if each.kind in NAMES_THE_DECISION and each.made_at >= decision.at
    )
    return hasattr(application, "delivery") or any(True for _paper in printed) or any(True for _visit in came)


def _documents(application: Application) -> list[Document]:
    """One question for a whole page, asked where no page has loaded them."""
    case = application.case
    prefetch_related_objects([case], Prefetch("documents", queryset=Document.objects.defer("content")))
    return list(case.documents.all())


def _to_be_revoked(application: Application) -> str:
    """What was granted on a promise that does not hold is neither handed over nor archived."""
    commitment = false_grant(application)
    if commitment is None:
        return ""
    return f"核查发现承诺不属实（{commitment.finding}），由审批科长或部门负责人撤销许可决定"


def deliver(application: Application, by: User, at: datetime) -> str:
    if application.case.state == GRANTED and (sentence := _to_be_revoked(application)):
        return f"不交付证照：{sentence}"
    # a refusal is handed over all the same: what is held back is the licence (rules A12)
    owed = gaps.still_owed(application) if application.case.state == GRANTED else []
    papers = "、".join(material.name for material in owed)
    if owed:
        return f"容缺材料还没有补齐：{papers}。补齐之前不交付证照"
    # a licence may go out as 电子证照 by its number, so of a grant the verb asks, which knows the way
    return unprinted_words(application) if application.case.state == REFUSED else ""


def serve(application: Application, by: User, at: datetime) -> str:
    return "已经登记过送达" if hasattr(application, "paper_delivery") else unprinted_words(application)


def unprinted(application: Application) -> DocumentKind | None:
    """The paper that is to reach the applicant now, as long as nobody has printed it; a decision that was taken back had another one."""
    case = application.case
    decision = None if case.state in SERVED else application.decision
    kind = SERVED[case.state] if decision is None else DOCUMENT_OF[Decision.Result(decision.result)]
    printed = (each for each in _documents(application) if each.kind == kind)
    return None if any(decision is None or each.made_at >= decision.at for each in printed) else kind


def unprinted_words(application: Application) -> str:
    """Why nothing can be handed over yet. What a ledger tells of the past was printed elsewhere."""
    kind = None if is_quiet() else unprinted(application)
    return f"{kind.label}还没有打印，交给申请人的必须是打印过的那一份：先在“文书和案卷”里打印" if kind else ""


def revoke(application: Application, by: User, at: datetime) -> str:
    if hasattr(application, "revocation"):
        return "已经撤销"
    return "" if application.decision.result == Decision.Result.GRANT else "决定是不予许可，没有要撤销的许可"


def lift_bar(application: Application, by: User, at: datetime) -> str:
    in_force = any(bar.lifted_at is None for bar in application.bars.all())
    return "" if in_force else "这一件没有限制申请人再次申请"


def archive(application: Application, by: User, at: datetime) -> str:
    if sentence := _to_be_revoked(application):
        return sentence
    for name in ("delivery", "paper_delivery"):
        service: Service | None = getattr(application, name, None)
        if service is not None and service.served_on and service.served_on >= timezone.localdate(at):
            return f"公告送达到 {day(service.served_on)} 才视为送达，过了这一天再归档"
    absent = lacking(application)
    return f"案卷还缺：{'、'.join(absent)}。补齐以后再归档" if absent else ""


WHY_NOT = {
    "verify": verify,
    "undo": undo,
    "deliver": deliver,
    "serve": serve,
    "revoke": revoke,
    "archive": archive,
    "lift_bar": lift_bar,
}
