"""The acts on a complaint or report, each described once (hall.doors.acts): what it asks for, and how it is told."""

from typing import Any

from cases.events import events_of, vocabulary
from cases.rules import CARD_WORDS
from complaints.acts.answering import CONCLUDE, FIND, REPLY
from complaints.acts.assigning import (
    ACCEPT_REPORT,
    ASSIGN,
    OBJECT_COMPETENCE,
    REPORT,
    RETURN_REPORT,
    RULE_OBJECTION,
    TRANSFER_OUT,
)
from complaints.acts.changing import DECIDE_KIND, JOIN, RECLASSIFY
from complaints.acts.deciding import ACCEPT, DECLINE
from complaints.acts.filing import FILE, TAKE_IN
from complaints.acts.following_up import FOLLOW_UP, OF_THE_COMPLAINANT, REOPEN
from complaints.acts.owners import CHANGE_OWNER
from complaints.acts.recusals import RECUSE
from complaints.acts.reporter import ASK_IDENTITY, ASK_REPORTER, CALL_REPORTER, DECIDE_IDENTITY
from complaints.acts.reviewing import ASK_REVIEW, SEND_BACK, UPHOLD
from complaints.acts.rewards import DECIDE_REWARD, OF_A_PAYMENT
from complaints.acts.steering import EXTEND_PETITION, INSTRUCT, LOG_STEP, PASS_TO_INSPECTOR, TELL_PETITIONER
from complaints.acts.withdrawing import CLOSE_WITHDRAWN
from complaints.models import Complaint
from complaints.possible import why_not as why_not_ready
from complaints.queries import A_CALL_BACK, A_FINDING, A_NEW_FINDING, lacking
from complaints.states import BESIDES, CHANGING, FLOW, OPENING, WITHDRAWING
from hall.doors.acts import Act, Occasion, Telling

OF_THE_OFFICER = (
    ACCEPT,
    DECLINE,
    TRANSFER_OUT,
    FIND,
    REPLY,
    CHANGE_OWNER,
    CONCLUDE,
    FOLLOW_UP,
    ASSIGN,
    ACCEPT_REPORT,
    RETURN_REPORT,
    RULE_OBJECTION,
    LOG_STEP,
    INSTRUCT,
    TELL_PETITIONER,
    EXTEND_PETITION,
    PASS_TO_INSPECTOR,
    REOPEN,
    ASK_REVIEW,
    UPHOLD,
    SEND_BACK,
    ASK_REPORTER,
    CALL_REPORTER,
    ASK_IDENTITY,
    DECIDE_IDENTITY,
    RECLASSIFY,
    DECIDE_KIND,
    JOIN,
    CLOSE_WITHDRAWN,
    RECUSE,
    DECIDE_REWARD,
)
OF_A_DEPARTMENT = (REPORT, OBJECT_COMPETENCE)  # that a matter was assigned to
ACTS = (*OF_THE_OFFICER, *OF_A_DEPARTMENT)

OF_A_LEAD = {
    "open_lead": Telling("由红黄牌生成线索"),
    "lead_follows": Telling("线索改依另一张牌", staff=lambda facts: f"原来的牌已撤销：{facts['reason']}"),
    "end_lead": Telling(staff=lambda facts: f"{CARD_WORDS[facts['level']]}已撤销：{facts['reason']}"),
}
OF_TIME = {
    "suppressed": Telling(
        "标出压案", staff=lambda facts: f"{facts['days']} 个工作日没有人办理，责任链：{facts['chain']}"
    ),
}
OF_AN_IDENTITY = {"look_at_identity": Telling("打开投诉人身份")}
EVENTS = vocabulary(
    events_of((FILE, TAKE_IN, *ACTS)) | OF_A_LEAD | OF_THE_COMPLAINANT | OF_TIME | OF_AN_IDENTITY | OF_A_PAYMENT,
    OPENING,
    FLOW,
    BESIDES,
    CHANGING,
    WITHDRAWING,
)


FIRST = {A_FINDING: FIND, A_NEW_FINDING: FIND, A_CALL_BACK: FOLLOW_UP}  # what is lacking, and the act that brings it


def why_not(act: Act, occasion: Occasion) -> str:
    """Why an act cannot be done now, whatever is filled in; "" when nothing is in its way."""
    return act.why_not(occasion.case.state) or why_not_ready(act.name, occasion.subject, by=occasion.by, at=occasion.at)


def offered(occasion: Occasion) -> list[Act]:
    """The acts that this person can do now, the next step first: what is still missing, else closing."""
    grant = occasion.access.grant
    acts = [act for act in OF_THE_OFFICER if occasion.case.is_reached_by(grant(act.may)) and not why_not(act, occasion)]
    return sorted(acts, key=_is_next(occasion.subject))


def offered_to_a_department(occasion: Occasion) -> list[Act]:
    """The acts that this person can do now with what was assigned to their department."""
    return [act for act in OF_A_DEPARTMENT if not why_not(act, occasion)]


def _is_next(complaint: Complaint) -> Any:
    if complaint.is_to_be_passed:
        return lambda act: act is not PASS_TO_INSPECTOR
    missing = lacking(complaint)
    first = CONCLUDE if not missing else FIRST.get(missing[0], REPLY)
    return lambda act: act is not first
