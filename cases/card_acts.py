"""The two acts on a card, each described once (hall.doors.acts): the liable department appeals, the office rules."""

from typing import Any

from cases import cards, deadlines
from cases.cards import STANDS, appeal_until
from cases.events import ENGINE
from cases.models import Card, CardState
from cases.wording import marked, moment
from hall import calendar
from hall.doors.acts import Act, Facts, Field, Kind, Occasion
from hall.flow import Arrow, Flow
from hall.permissions import Permission
from hall.worktime import is_provisional_between

REASON_MOST = 300  # characters; the reason of a withdrawal stands on the card
RULE = f"发牌后 {deadlines.APPEAL_WITHIN} 个工作日内可以申诉，由软环境办裁定（rules.md §10）"

FLOW = Flow(
    dict(CardState.choices),
    [
        Arrow("appeal", "对红黄牌申诉", tuple(STANDS), CardState.APPEALED, RULE, Permission.CARD_APPEAL),
        # to 维持 or to 已撤销, as it is ruled
        Arrow("ruling", "裁定申诉", (CardState.APPEALED,), None, RULE, Permission.CARD_RULE),
    ],
)


def _until(occasion: Occasion) -> Facts:
    """The last moment of an appeal, 暂定 like every date that counts over a year without a notice."""
    days, card = calendar.current(), occasion.subject
    last = days.local(appeal_until(card))
    until = marked(moment(last), is_provisional_between(days.local(card.issued_at), last, days))
    return {"until": until, "within": deadlines.APPEAL_WITHIN}


APPEAL = Act(
    FLOW,
    cards.appeal,
    "Appeal against a card",
    f"The liable department appeals, with its reason, within {deadlines.APPEAL_WITHIN} working days of the card. The office then rules.",
    asks=(Field("reason", "申诉的理由", Kind.TEXT, "写明申诉的理由", most=REASON_MOST),),
    button="提出申诉",
    shows=_until,
    done=lambda _occasion, _card, _fields: "已提出申诉，等软环境办裁定",
    events={"card_appealed": ENGINE["card_appealed"]},
)


def _ruled(_occasion: Occasion, card: Any, _fields: Facts) -> str:
    return "申诉成立，这张牌已撤销" if card.state == CardState.WITHDRAWN else "申诉不成立，这张牌维持"


RULING = Act(
    FLOW,
    cards.rule_on_appeal,
    "Rule on an appeal",
    "Decide an appeal, with the reason: one that is right withdraws the card, else the card stands.",
    asks=(
        Field(
            "upheld",
            "裁定",
            Kind.ONE_OF,
            "选择撤销或维持",
            choices=[("yes", "申诉成立，撤销这张牌"), ("no", "申诉不成立，维持这张牌")],
            api_kind=Kind.YES,
            api="True: the appeal is right, and the card is withdrawn. False: the card stands.",
        ),
        Field("reason", "裁定的理由", Kind.TEXT, "写明裁定的理由", most=REASON_MOST),
    ),
    button="作出裁定",
    shows=_until,
    arguments=lambda _occasion, fields: fields | {"upheld": fields["upheld"] in (True, "yes")},
    done=_ruled,
    events={"card_upheld": ENGINE["card_upheld"], "card_withdrawn": ENGINE["card_withdrawn"]},
    named="ruling",
)

ACTS = (APPEAL, RULING)


def why_not(act: Act, occasion: Occasion) -> str:
    """Why an act cannot be done now, whatever is filled in; "" when nothing is in its way."""
    return cards.why_not(act.name, occasion.subject, at=occasion.at)


def offered(occasion: Occasion) -> list[Act]:
    """The acts that this person can do with a card (the occasion's subject) now."""
    card: Card = occasion.subject
    grant = occasion.access.grant
    return [act for act in ACTS if grant(act.may).covers(card.department_id) and not why_not(act, occasion)]
