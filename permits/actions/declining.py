"""Ending an application before it is accepted, in writing: declined, no licence needed, not corrected in time."""

from datetime import datetime

from django.db import transaction

from cases import clocks, history
from cases.models import Case
from cases.rules import Rule
from cases.wording import moment
from hall import calendar
from hall.models import User
from hall.refusals import Refused
from permits import deadlines, letters
from permits.actions.locking import BadInput, close, lock, need
from permits.authority import take_step
from permits.models import Application, ApplicationKind, NonAcceptance
from permits.states import FLOW

REMEDIES_NEEDED = "填写救济途径：向谁、在多少日内申请复议或提起诉讼"


class CannotClose(Refused):
    code = "cannot-close"


@transaction.atomic
def decline(
    *,
    number: str,
    reason: str,
    remedies: str,
    by: User,
    at: datetime,
    ground: str = NonAcceptance.Ground.OTHER_LAW,
    competent_agency: str = "",
    version: int | None = None,
) -> Application:
    """
    Decide in writing not to accept, with the reason and the remedies (art. 32(2), 38).

    :param ground: one of NonAcceptance.Ground. For what is not this agency's power the competent agency must be named.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "decline")
    elsewhere = ground == NonAcceptance.Ground.NOT_OUR_POWER
    power = take_step(application, "decline", by=by, at=at, elsewhere=elsewhere)
    if ground not in NonAcceptance.Ground.values:
        raise BadInput("选择不予受理的情形", field="ground")
    if ground == NonAcceptance.Ground.NOT_OUR_POWER:
        need(competent_agency, "不属于本机关职权的，写明申请人应当向哪个机关申请", "competent_agency")
    need(reason, "填写不予受理的理由和依据", "reason")
    need(remedies, REMEDIES_NEEDED, "remedies")
    _end(
        application,
        NonAcceptance(
            kind=NonAcceptance.Kind.DECLINED,
            ground=ground,
            reason=reason.strip(),
            competent_agency=competent_agency.strip(),
            remedies=remedies.strip(),
            at=at,
            decided_by=by,
        ),
        kind=ApplicationKind.RETURNED,
    )
    history.record(
        case,
        verb="decline",
        by=by,
        at=at,
        to=target,
        ground=str(ground),
        reason=reason,
        remedies=remedies,
        competent_agency=competent_agency,
        **power,
    )
    letters.tell(application, "declined", at=at)
    return application


@transaction.atomic
def not_required(*, number: str, reason: str, by: User, at: datetime, version: int | None = None) -> Application:
    """Tell the applicant at once that the matter needs no licence (art. 32(1)). The application is not accepted; it ends."""
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "not_required")
    power = take_step(application, "decline", by=by, at=at, elsewhere=True)
    need(reason, "填写为什么不需要取得许可、依据是什么", "reason")
    told = NonAcceptance(kind=NonAcceptance.Kind.NOT_REQUIRED, reason=reason.strip(), at=at, decided_by=by)
    _end(application, told)
    history.record(case, verb="not_required", by=by, at=at, to=target, reason=told.reason, **power)
    letters.tell(application, "declined", at=at)
    return application


@transaction.atomic
def close_not_corrected(
    *, number: str, remedies: str, by: User, at: datetime, reason: str = "", version: int | None = None
) -> Application:
    """
    Close an application whose corrections have not come within the applicant's own period (rules A7). Never by itself.

    :param reason: left out: that the papers of the notice did not come by its day.
    :raises CannotClose: the period is not over.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "close_not_corrected")
    power = take_step(application, "decline", by=by, at=at)
    notice = application.notices.order_by("-number")[0]
    until = deadlines.correction_due(told_at=notice.at, calendar=calendar.current())
    if at < until.due_at + clocks.A_SECOND:
        raise CannotClose(f"补正期限到 {moment(until.due_at)}，还没有过，不能按逾期未补正结案")
    need(remedies, REMEDIES_NEEDED, "remedies")
    said = reason.strip() or f"到 {moment(until.due_at)}，没有收到第 {notice.number} 份一次性告知书要求补正的材料"
    _end(
        application,
        NonAcceptance(
            kind=NonAcceptance.Kind.NOT_CORRECTED, reason=said, remedies=remedies.strip(), at=at, decided_by=by
        ),
        kind=ApplicationKind.RETURNED,
    )
    history.record(
        case, verb="close_not_corrected", by=by, at=at, to=target, notice=notice.number, correct_by=until.due_at,
        reason=said, remedies=remedies.strip(), **power,
    )  # fmt: skip
    letters.tell(application, "declined", at=at)
    return application


def _end(application: Application, written: NonAcceptance, *, kind: str = "") -> None:
    case: Case = application.case
    clocks.meet(case, Rule.ACCEPTANCE_NOTICE, Rule.HALF_DAY, at=written.at)
    written.application = application
    written.save()
    application.case_kind = kind
    application.save(update_fields=["case_kind"])
    close(case, at=written.at)
