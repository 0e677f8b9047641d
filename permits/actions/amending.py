"""Putting right what was mistyped or wrongly ticked at the registration (更正登记, decision 129)."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from cases import clocks
from cases.models import Deadline
from cases.proofs import proof
from cases.quiet import is_quiet
from cases.wording import moment
from hall.access import access_of
from hall.models import Material
from hall.permissions import Permission
from hall.refusals import BadInput, Refused, need_reason
from permits import letters, names, papers
from permits.actions.locking import short
from permits.actions.turn import Turn, verb
from permits.applicants import checked_name, masked_name
from permits.models import Application, DocumentKind
from permits.power import had_a_part, why_another
from permits.queries import clocks_of_complete_papers, held, missing_materials
from permits.states import SUBMITTED


class CannotAmend(Refused):
    code = "cannot-amend"


@verb(refusal=CannotAmend)
def amend(turn: Turn, *, reason: str, applicant_name: str = "", missing: Sequence[int] = ()) -> Application:
    """
    Put the applicant's name right, or take papers off that were ticked and never came; number, receipt code and clocks stay.
    Without the papers nothing runs any more that runs from complete ones: slip and SMS have named its moment, so that is for whoever
    approves, and the applicant is written to (decision 129).

    The number of the document is not changed: by it bars, trips and enquiries belong to somebody. Such a registration is void.

    :param applicant_name: "" keeps it. :param missing: positions of the papers that the window never had.
    :raises CannotAmend: the half day is over, or a paper with the name is printed.
    :raises BadInput: at `missing`, once the applicant was told what is missing, for a paper that was not ticked, or where a
        promise of time would go and this person may not approve it.
    """
    need_reason(reason, "填写更正的原因", "reason")
    application = turn.application
    dropped = _promise_that_goes(turn, missing)
    facts = _rename(application, applicant_name) | _take_off(turn, missing)
    if not facts:
        raise BadInput("没有要更正的：改姓名或名称，或者勾选其实没有收到的材料", field="applicant_name")
    printed = turn.case.documents.filter(kind=DocumentKind.RECEIPT, occurrence=application.slips)
    if printed.exists():
        application.slips += 1
        application.save(update_fields=["slips"])
    if dropped:
        facts |= {"promised": dropped.due_at, "provisional": dropped.provisional}
        if not is_quiet() and had_a_part(application, turn.by):
            facts["alone"] = True
    facts["name_hash"] = proof("applicant", turn.case.idem_hash, application.applicant_name)
    turn.record(**facts, reason=short(reason, "reason", most=300))
    if dropped:
        until = letters.instant(dropped.due_at, at=turn.at, provisional=dropped.provisional)
        turn.letter("amended", missing="、".join(facts["missing"]), until=until)
    return application


def _promise_that_goes(turn: Turn, positions: Sequence[int]) -> Deadline | None:
    """
    The clock that the applicant was told of and that ends without these papers; None where none runs.

    :raises BadInput: whoever owes the answer must not be who takes the question away.
    """
    application = turn.application
    if not positions or turn.case.state != SUBMITTED or application.notices.exists() or missing_materials(application):
        return None
    wanted = {str(clock.rule) for clock in clocks_of_complete_papers(application)}
    clock = next((each for each in clocks.running(turn.case) if each.rule in wanted), None)
    if clock is None:
        return None
    if is_quiet():
        return clock  # a ledger tells of what was done, by whomever
    access = access_of(turn.by, on=timezone.localdate(turn.at))
    if not access.grant(Permission.APPLICATION_APPROVE).covers(turn.case.department_id):
        raise BadInput(
            f"收件凭证和短信已经告诉申请人 {moment(clock.due_at)}，减掉材料这个时刻就作废：由审批科长打开这一件更正",
            field="missing",
        )
    taken = Permission.APPLICATION_APPROVE, Permission.APPLICATION_HANDLE
    if sentence := why_another(application, *taken, by=turn.by, at=turn.at):
        raise BadInput(sentence, field="missing")
    return clock


def _rename(application: Application, typed: str) -> dict[str, Any]:
    """For the history, which says nothing in clear, the name before and after; {} where it stays."""
    name = checked_name(typed) if typed.strip() else application.applicant_name
    if name == application.applicant_name:
        return {}
    case = application.case
    before, case.party = case.party, masked_name(application.applicant_kind, name)
    case.save(update_fields=["party"])
    application.applicant_name, application.name_pieces = name, names.pieces(name)
    application.save(update_fields=["applicant_name", "name_pieces"])
    return {"before": before, "after": case.party}


def _take_off(turn: Turn, positions: Sequence[int]) -> dict[str, Any]:
    application = turn.application
    if not positions:
        return {}
    if turn.case.state != SUBMITTED or application.notices.exists():
        raise BadInput("已经告知补正或者受理，材料不能再改成没有收到：缺的材料要求补正", field="missing")
    ticked = papers.at_positions(application, positions, field="missing")
    _must_be_there(application, ticked)
    were_complete = not missing_materials(application)
    # the row stays, as every row of a paper does: it was ticked, and until now the window answered for it
    never_came = {"mistaken": True, "returned_at": turn.at, "returned_by": turn.by}
    application.received.held().filter(material__in=ticked).update(**never_came)
    if were_complete:
        clocks.void(turn.case, *(clock.rule for clock in clocks_of_complete_papers(application)), at=turn.at)
    return {"missing": [material.name for material in ticked]}


def _must_be_there(application: Application, ticked: list[Material]) -> None:
    there = held(application)
    others = [material.name for material in ticked if material.pk not in there]
    if others:
        raise BadInput(f"登记的就是没有收到：{'、'.join(others)}", field="missing")
