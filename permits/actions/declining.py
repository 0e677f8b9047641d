"""Ending an application before it is accepted, in writing: declined, no licence needed, not corrected in time."""

from typing import Any

from cases import clocks
from cases.actions import close
from cases.wording import moment
from hall import calendar
from hall.refusals import BadInput, Refused, need, need_reason
from permits import barring, deadlines
from permits.actions.turn import Turn, verb
from permits.models import Application, ApplicationKind, Bar, NonAcceptance
from permits.power import take_step
from permits.queries import still_to_correct
from permits.taking_up import hand_on, name_later
from permits.visits import NOT_SAID, Why

REMEDIES_NEEDED = "填写救济途径：向谁、在多少日内申请复议或提起诉讼"


class CannotClose(Refused):
    code = "cannot-close"


@verb()
def decline(
    turn: Turn,
    *,
    reason: str,
    remedies: str,
    ground: str = NonAcceptance.Ground.OTHER_LAW,
    competent_agency: str = "",
    why: Why = NOT_SAID,
) -> Application:
    """
    Decide in writing not to accept, with the reason and the remedies (art. 32(2), 38).

    :param ground: one of NonAcceptance.Ground. For what is not this agency's power the competent agency must be named; false
        materials bar the applicant for a year from an item that touches public safety or health (art. 78).
    :param why: see permits.taking_up, hand_on.
    """
    elsewhere = ground == NonAcceptance.Ground.NOT_OUR_POWER
    power = take_step(turn.application, "decline", by=turn.by, at=turn.at, elsewhere=elsewhere)
    if ground not in NonAcceptance.Ground.values:
        raise BadInput("选择不予受理的情形", field="ground")
    if elsewhere:
        need(competent_agency, "不属于本机关职权的，写明申请人应当向哪个机关申请", "competent_agency")
    need_reason(reason, "填写不予受理的理由和依据", "reason")
    need_reason(remedies, REMEDIES_NEEDED, "remedies")
    _end(
        turn,
        NonAcceptance(
            kind=NonAcceptance.Kind.DECLINED,
            ground=ground,
            reason=reason.strip(),
            competent_agency=competent_agency.strip(),
            remedies=remedies.strip(),
        ),
        kind=ApplicationKind.RETURNED,
    )
    bar = None
    if ground == NonAcceptance.Ground.FALSE_MATERIALS:
        bar = barring.impose(turn.application, Bar.Ground.FALSE_MATERIALS, by=turn.by, at=turn.at)
    written: dict[str, Any] = {
        "ground": str(ground),
        "reason": reason,
        "remedies": remedies,
        "competent_agency": competent_agency,
    }
    if bar is not None:
        written["barred_until"] = bar.until
    turn.record(**written, **power)
    turn.letter("declined")
    hand_on(turn, why)
    return turn.application


@verb()
def not_required(turn: Turn, *, reason: str) -> Application:
    """Tell the applicant at once that the matter needs no licence (art. 32(1)). The application is not accepted; it ends."""
    power = take_step(turn.application, "decline", by=turn.by, at=turn.at, elsewhere=True)
    need_reason(reason, "填写为什么不需要取得许可、依据是什么", "reason")
    _end(turn, NonAcceptance(kind=NonAcceptance.Kind.NOT_REQUIRED, reason=reason.strip()))
    turn.record(reason=reason.strip(), **power)
    turn.letter("declined")
    name_later(turn)
    return turn.application


@verb(refusal=CannotClose)
def close_not_corrected(turn: Turn, *, remedies: str, reason: str = "", why: Why = NOT_SAID) -> Application:
    """
    Close an application whose corrections have not come within the applicant's own period (rules A7). Never by itself.

    :param reason: left out: which papers of the notice have not come by its day.
    :param why: see permits.taking_up, hand_on.
    :raises CannotClose: the period is not over.
    """
    power = take_step(turn.application, "decline", by=turn.by, at=turn.at)
    notice = turn.application.notices.order_by("-number")[0]
    until = deadlines.correction_due(told_at=notice.at, calendar=calendar.current(), as_told=notice.correct_by)
    need_reason(remedies, REMEDIES_NEEDED, "remedies")
    if reason.strip():
        need_reason(reason, "填写理由，或者空着", "reason")
    absent = "、".join(material.name for material in still_to_correct(turn.application))
    usual = f"到 {moment(until.due_at)}，第 {notice.number} 份一次性告知书要求补正的材料没有收齐，还缺：{absent}"
    written = NonAcceptance(
        kind=NonAcceptance.Kind.NOT_CORRECTED, reason=reason.strip() or usual, remedies=remedies.strip()
    )
    _end(turn, written, kind=ApplicationKind.RETURNED)
    turn.record(
        notice=notice.number, correct_by=until.due_at, reason=written.reason, remedies=written.remedies, **power
    )
    turn.letter("declined")
    hand_on(turn, why)
    return turn.application


def _end(turn: Turn, written: NonAcceptance, *, kind: str = "") -> None:
    """End the application with what was written, as the turn's own act."""
    case, application = turn.case, turn.application
    clocks.meet(case, at=turn.at)  # a written end is what each of them was for
    written.application, written.at, written.decided_by = application, turn.at, turn.by
    written.save()
    application.case_kind = kind
    application.save(update_fields=["case_kind"])
    close(case, at=turn.at)
