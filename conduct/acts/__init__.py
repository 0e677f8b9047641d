"""The acts of consequences, each described once (hall.doors.acts): what it asks for, and how it is told."""

from conduct.acts.attributing import ATTRIBUTE, TAKE_ATTRIBUTION_BACK
from conduct.acts.correcting import (
    CALL_OFF_CORRECTION,
    HAND_IN_CORRECTION,
    ORDER_CORRECTION,
    PASS_CORRECTION,
    RETURN_CORRECTION,
)
from conduct.acts.exposing import (
    ANSWER_EXPOSURE,
    APPROVE_EXPOSURE,
    CHECK_COMMITMENT,
    RECORD_EXPOSURE,
    REPORT_COMMITMENT,
    RETURN_COMMITMENT,
    SEND_EXPOSURE_BACK,
    TAKE_DOWN_COMMITMENT,
    WITHDRAW_EXPOSURE,
)
from conduct.acts.sanctioning import ADJUDICATE, ADOPT_POLICY, CALL_OFF, CONTEST, SERVE_SANCTION, SETTLE
from conduct.acts.supervising import (
    ANSWER_SUPERVISION,
    ISSUE_SUPERVISION,
    RECALL_SUPERVISION,
    RETURN_SUPERVISION,
    SETTLE_SUPERVISION,
)
from conduct.possible import why_not as why_not_ready
from hall.doors.acts import Act, Occasion
from hall.permissions import Permission

OF_A_FINDING = (ATTRIBUTE, ORDER_CORRECTION)
OPENING_ACTS = (*OF_A_FINDING, RECORD_EXPOSURE, ISSUE_SUPERVISION, ADOPT_POLICY)
OF_ATTRIBUTIONS = (TAKE_ATTRIBUTION_BACK,)
OF_SANCTIONS = (SETTLE, SERVE_SANCTION, ADJUDICATE, CALL_OFF)
OF_ONES_OWN = (CONTEST,)
OF_CORRECTIONS = (HAND_IN_CORRECTION, PASS_CORRECTION, RETURN_CORRECTION, CALL_OFF_CORRECTION)
OF_EXPOSURES = (
    ANSWER_EXPOSURE,
    APPROVE_EXPOSURE,
    SEND_EXPOSURE_BACK,
    REPORT_COMMITMENT,
    RETURN_COMMITMENT,
    CHECK_COMMITMENT,
    TAKE_DOWN_COMMITMENT,
    WITHDRAW_EXPOSURE,
)
OF_SUPERVISIONS = (ANSWER_SUPERVISION, SETTLE_SUPERVISION, RETURN_SUPERVISION, RECALL_SUPERVISION)
ACTS = (
    *OPENING_ACTS,
    *OF_ATTRIBUTIONS,
    *OF_SANCTIONS,
    *OF_ONES_OWN,
    *OF_CORRECTIONS,
    *OF_EXPOSURES,
    *OF_SUPERVISIONS,
)
# how a line is called: the software's own, and each act's
LINE_WORDS = {"propose_sanction": "系统提出建议"} | {act.name: act.label for act in ACTS}


def why_not(act: Act, occasion: Occasion) -> str:
    """Why an act on a row cannot be done now, whatever is filled in; "" when nothing is in its way, as of what begins one."""
    if act in OPENING_ACTS:
        return ""
    row = occasion.subject
    return act.why_not(row.state) or why_not_ready(act.name, row, by=occasion.by, at=occasion.at)


def offered(acts: tuple[Act, ...], occasion: Occasion) -> list[Act]:
    """The acts that this person can do now with a row that they may see."""
    return [act for act in acts if _may(act, occasion) and not why_not(act, occasion)]


def _may(act: Act, occasion: Occasion) -> bool:
    if act.may is Permission.SANCTION_APPEAL:
        return bool(occasion.subject.person_id == occasion.by.pk)
    grant = occasion.access.grant(act.may)
    return grant.covers(occasion.subject.department_id) if act.may is Permission.CORRECTION_ANSWER else bool(grant)
