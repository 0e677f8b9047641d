"""Ending without a decision: the applicant withdraws, the procedure is terminated, a mistaken registration is void."""

from typing import Any

from cases import actions as engine
from cases import clocks
from cases.actions import close
from enquiries.actions import release
from hall.articles import need_article
from hall.refusals import BadInput, need_reason
from permits.actions.turn import Turn, verb
from permits.models import Application, DocumentKind, Ending
from permits.taking_up import hand_on, let_go, name_later
from permits.visits import NOT_SAID, Why

OTHER_LAW = Ending.Ground.OTHER_LAW


@verb()
def withdraw(turn: Turn, *, reason: str, why: Why = NOT_SAID) -> Application:
    """
    End the case because the applicant asks for it, before a decision. Clocks already broken keep their verdict.

    :param why: see permits.taking_up, hand_on.
    """
    need_reason(reason, "填写申请人撤回的原因", "reason")
    _end(turn, DocumentKind.WITHDRAWAL, kind=Ending.Kind.WITHDRAWN, reason=reason)
    hand_on(turn, why)
    return turn.application


@verb()
def terminate(turn: Turn, *, ground: str, reason: str, remedies: str, basis: str = "", why: Why = NOT_SAID) -> Ending:
    """
    End the procedure in writing because it cannot come to a decision: a closed list of grounds, before anything was decided.

    Who does it is the approver. Clocks already broken keep their verdict, cards stand.

    :param basis: the law and article; due with the ground that leaves it open.
    :param why: see permits.taking_up, hand_on.
    """
    if ground not in Ending.Ground.values:
        raise BadInput("选择终止的情形：只有列出的情形可以终止", field="ground")
    if ground == OTHER_LAW:
        need_article(basis, "写明是哪一部法律、法规、规章的哪一条", "basis")
    need_reason(reason, "填写终止的理由", "reason")
    need_reason(remedies, "填写救济途径：向谁、在多少日内申请复议或提起诉讼", "remedies")
    written = {"ground": ground, "basis": basis.strip(), "reason": reason, "remedies": remedies.strip()}
    ending = _end(turn, DocumentKind.TERMINATION, kind=Ending.Kind.TERMINATED, approved_by=turn.by, **written)
    hand_on(turn, why)
    return ending


@verb()
def void(turn: Turn, *, ground: str, reason: str) -> Ending:
    """
    Declare a registration void: it was made by mistake, and nothing has been decided on it.

    Who does it is the approver. What was broken by then stays broken, with its cards.
    """
    if ground not in Ending.Mistake.values:
        raise BadInput("选择登记错在哪里", field="ground")
    need_reason(reason, "填写作废的理由", "reason")
    ending = _end(turn, DocumentKind.VOIDING, kind=Ending.Kind.VOID, approved_by=turn.by, ground=ground, reason=reason)
    release(of=turn.case, by=turn.by, at=turn.at)
    let_go(turn.application)
    name_later(turn)
    return ending


def _end(turn: Turn, word: DocumentKind, *, reason: str, **written: Any) -> Ending:
    """Stop all that still runs and close the case, with its numbered document, its line and its letter."""
    case, at = turn.case, turn.at
    if case.pauses.filter(ends_on__isnull=True).exists():
        engine.go_on(case, by=turn.by, at=at)
    clocks.void(case, at=at)
    close(case, at=at)
    ending = Ending.objects.create(
        application=turn.application,
        document=turn.number(word),
        reason=reason.strip(),
        recorded_by=turn.by,
        at=at,
        **written,
    )
    turn.record(
        document=ending.document,
        ground=ending.ground_words,
        basis=ending.basis,
        reason=ending.reason,
        remedies=ending.remedies,
    )
    turn.letter(str(ending.kind))
    return ending
