"""The acts on a complaint or report, each described once (hall.doors.acts): what it asks for, and how it is told."""

from typing import Any

from cases.events import events_of, vocabulary
from cases.rules import CARD_WORDS
from complaints.acts.answering import CONCLUDE, FIND, REPLY
from complaints.acts.changing import DECIDE_KIND, JOIN, RECLASSIFY
from complaints.acts.deciding import ACCEPT, DECLINE
from complaints.acts.filing import FILE, TAKE_IN
from complaints.acts.owners import CHANGE_OWNER
from complaints.models import Complaint
from complaints.possible import why_not as why_not_ready
from complaints.queries import A_FINDING, lacking
from complaints.states import CHANGING, FLOW, OPENING
from hall.doors.acts import Act, Occasion, Telling

ACTS = (ACCEPT, DECLINE, FIND, REPLY, CHANGE_OWNER, CONCLUDE, RECLASSIFY, DECIDE_KIND, JOIN)

OF_A_LEAD = {
    "open_lead": Telling("由红黄牌生成线索"),
    "lead_follows": Telling("线索改依另一张牌", staff=lambda facts: f"原来的牌已撤销：{facts['reason']}"),
    "end_lead": Telling(staff=lambda facts: f"{CARD_WORDS[facts['level']]}已撤销：{facts['reason']}"),
}
EVENTS = vocabulary(events_of((FILE, TAKE_IN, *ACTS)) | OF_A_LEAD, OPENING, FLOW, CHANGING)


def why_not(act: Act, occasion: Occasion) -> str:
    """Why an act cannot be done now, whatever is filled in; "" when nothing is in its way."""
    return act.why_not(occasion.case.state) or why_not_ready(act.name, occasion.subject, by=occasion.by, at=occasion.at)


def offered(occasion: Occasion) -> list[Act]:
    """The acts that this person can do now, the next step first: what is still missing, else closing."""
    grant = occasion.access.grant
    acts = [act for act in ACTS if occasion.case.is_reached_by(grant(act.may)) and not why_not(act, occasion)]
    return sorted(acts, key=_is_next(occasion.subject))


def _is_next(complaint: Complaint) -> Any:
    missing = lacking(complaint)
    first = CONCLUDE if not missing else FIND if A_FINDING in missing else REPLY
    return lambda act: act is not first
