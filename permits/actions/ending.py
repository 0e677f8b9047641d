"""Ending without a decision: the applicant withdraws, the procedure is terminated, a mistaken registration is void."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import actions as engine
from cases import clocks, history
from cases.models import Case
from enquiries.actions import release
from hall.models import User
from hall.roles import Permission
from permits import letters
from permits.actions.locking import BadInput, close, lock, need
from permits.authority import stood_in
from permits.documents.numbering import next_number
from permits.models import Application, DocumentKind, Ending
from permits.states import FLOW

APPROVE = Permission.APPLICATION_APPROVE
OTHER_LAW = Ending.Ground.OTHER_LAW


@transaction.atomic
def withdraw(*, number: str, reason: str, by: User, at: datetime, version: int | None = None) -> Application:
    """End the case because the applicant asks for it, before a decision. Clocks already broken keep their verdict."""
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "withdraw")
    need(reason, "填写申请人撤回的原因", "reason")
    _end(application, DocumentKind.WITHDRAWAL, kind=Ending.Kind.WITHDRAWN, reason=reason, by=by, at=at)
    _record(case, application, verb="withdraw", by=by, at=at, to=target)
    return application


@transaction.atomic
def terminate(
    *,
    number: str,
    ground: str,
    reason: str,
    remedies: str,
    by: User,
    at: datetime,
    basis: str = "",
    version: int | None = None,
) -> Ending:
    """
    End the procedure in writing because it cannot come to a decision: a closed list of grounds, before anything was decided.

    `by` is the approver; the door asks for that permission. Clocks already broken keep their verdict, cards stand.

    :param basis: the law and article; due with the ground that leaves it open.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "terminate")
    if ground not in Ending.Ground.values:
        raise BadInput("选择终止的情形：只有列出的情形可以终止", field="ground")
    if ground == OTHER_LAW:
        need(basis, "写明是哪一部法律、法规、规章的哪一条", "basis")
    need(reason, "填写终止的理由", "reason")
    need(remedies, "填写救济途径：向谁、在多少日内申请复议或提起诉讼", "remedies")
    given = {"ground": ground, "basis": basis.strip(), "reason": reason, "remedies": remedies.strip()}
    ending = _end(
        application, DocumentKind.TERMINATION, kind=Ending.Kind.TERMINATED, approved_by=by, by=by, at=at, **given
    )
    _record(case, application, verb="terminate", by=by, at=at, to=target, **stood_in(case, APPROVE, by=by, at=at))
    return ending


@transaction.atomic
def void(*, number: str, ground: str, reason: str, by: User, at: datetime, version: int | None = None) -> Ending:
    """
    Declare a registration void: it was made by mistake, and nothing has been decided on it.

    `by` is the approver; the door asks for that permission. What was broken by then stays broken, with its cards.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "void")
    if ground not in Ending.Mistake.values:
        raise BadInput("选择登记错在哪里", field="ground")
    need(reason, "填写作废的理由", "reason")
    given = {"ground": ground, "reason": reason}
    ending = _end(application, DocumentKind.VOIDING, kind=Ending.Kind.VOID, approved_by=by, by=by, at=at, **given)
    _record(case, application, verb="void", by=by, at=at, to=target, **stood_in(case, APPROVE, by=by, at=at))
    release(of=case, by=by, at=at)
    return ending


def _end(application: Application, word: DocumentKind, *, reason: str, by: User, at: datetime, **given: Any) -> Ending:
    """Stop all that still runs and close the case, with its numbered document."""
    case = application.case
    if case.pauses.filter(ends_on__isnull=True).exists():
        engine.go_on(case, by=by, at=at)
    clocks.void(case, at=at)
    close(case, at=at)
    document = next_number(case.department, word, day=timezone.localdate(at))
    return Ending.objects.create(
        application=application, document=document, reason=reason.strip(), recorded_by=by, at=at, **given
    )


def _record(case: Case, application: Application, *, verb: str, by: User, at: datetime, to: str, **more: str) -> None:
    ending = application.ending
    history.record(
        case, verb=verb, by=by, at=at, to=to, document=ending.document, ground=ending.ground_words, basis=ending.basis,
        reason=ending.reason, remedies=ending.remedies, **more,
    )  # fmt: skip
    letters.tell(application, str(ending.kind), at=at)
