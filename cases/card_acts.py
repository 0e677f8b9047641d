"""The acts on a card, each described once (hall.doors.acts): the liable department, or whoever it names, explains or appeals, the office rules."""

from typing import Any

from cases import cards, deadlines
from cases.cards import STANDS, appeal_until, ruling_due
from cases.events import ENGINE
from cases.models import Card, CardState
from cases.wording import before, marked, moment
from hall import calendar
from hall.doors.acts import Act, Facts, Field, Kind, Occasion
from hall.flow import Arrow, Flow, States
from hall.permissions import Permission
from hall.worktime import explain, is_provisional_between

REASON_MOST = 300  # characters; the reason of a withdrawal stands on the card
EXPLAINED = "大厅规定：收到红黄牌的部门可以说明原因和改正情况"
RULE = f"发牌后 {deadlines.APPEAL_WITHIN} 个工作日内可以申诉，由软环境办裁定（rules.md §10）"
RULED = f"大厅规定：申诉以后 {deadlines.RULE_WITHIN} 个工作日内裁定"

FLOW = Flow(
    States(CardState.choices),
    [
        Arrow("explain", "说明原因", (CardState.ISSUED,), CardState.ANSWERED, EXPLAINED, Permission.CARD_APPEAL),
        Arrow("appeal", "对红黄牌申诉", tuple(STANDS), CardState.APPEALED, RULE, Permission.CARD_APPEAL),
        # to 维持 or to 已撤销, as it is ruled
        Arrow("ruling", "裁定申诉", (CardState.APPEALED,), None, RULED, Permission.CARD_RULE),
    ],
)


def _until(occasion: Occasion) -> Facts:
    """The last moment of an appeal."""
    return {"until": until_when(occasion.subject), "within": deadlines.APPEAL_WITHIN}


def until_when(card: Card) -> str:
    """Until when a card can be appealed against, 暂定 like every date that counts over a year without a notice."""
    days = calendar.current()
    last = days.local(appeal_until(card))
    return marked(moment(last), is_provisional_between(days.local(card.issued_at), last, days))


def rule_by(card: Card) -> str:
    """By when an appeal is to be ruled on; "" when none is waiting."""
    due = ruling_due(card)
    return before(due.due_at, due.provisional) if due else ""


def arithmetic(card: Card) -> Facts:
    """How the date was reached by which to appeal or to rule, for _parts/explanation.html; empty where no date is to come."""
    if card.state in STANDS:
        words, limit, started_at, start = "申诉的期限", deadlines.appeal_limit(), card.issued_at, "发牌"
    elif card.appealed_at is not None and card.state == CardState.APPEALED:
        words, limit, started_at, start = "裁定的期限", deadlines.ruling_limit(), card.appealed_at, "申诉"
    else:
        return {}
    *lines, result = explain(limit, started_at, calendar.current(), (), start).sentences()
    return {"title": f"{words}怎么算出来的", "lines": lines, "result": result}


def _rule_by(occasion: Occasion) -> Facts:
    return {"rule_by": rule_by(occasion.subject), "within": deadlines.RULE_WITHIN}


EXPLAIN = Act(
    FLOW,
    cards.explain,
    "Explain a card",
    "The liable department, or whoever the card names, says why the limit or rule was broken and what was put right. The card may still be appealed in time.",
    asks=(
        Field(
            "reason",
            "原因和改正情况",
            Kind.TEXT,
            "写明违规的原因和改正的情况",
            most=REASON_MOST,
            hint="软环境办看到这段话。说明以后，期限内仍然可以申诉。",
        ),
    ),
    button="交上说明",
    shape_name="CardExplanation",
    shows=_until,
    done=lambda _occasion, _card, _fields: "已记下说明",
    events={"card_explained": ENGINE["card_explained"]},
)


APPEAL = Act(
    FLOW,
    cards.appeal,
    "Appeal against a card",
    f"The liable department, or whoever the card names, appeals, with the reason, within {deadlines.APPEAL_WITHIN} working days of the card. The office then rules.",
    asks=(Field("reason", "申诉的理由", Kind.TEXT, "写明申诉的理由", most=REASON_MOST),),
    button="提出申诉",
    shows=_until,
    done=lambda _occasion, card, _fields: f"已提出申诉，软环境办 {rule_by(card)}裁定",
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
    shows=_rule_by,
    arguments=lambda _occasion, fields: fields | {"upheld": fields["upheld"] in (True, "yes")},
    done=_ruled,
    events={"card_upheld": ENGINE["card_upheld"], "card_withdrawn": ENGINE["card_withdrawn"]},
    named="ruling",
)

ACTS = (EXPLAIN, APPEAL, RULING)


def why_not(act: Act, occasion: Occasion) -> str:
    """Why an act cannot be done now, whatever is filled in; "" when nothing is in its way."""
    hindrance = cards.why_not(act.name, occasion.subject, at=occasion.at)
    if hindrance or act is not RULING:
        return hindrance
    return cards.recused(occasion.subject, occasion.by, at=occasion.at)


def offered(occasion: Occasion) -> list[Act]:
    """The acts that this person can do with a card (the occasion's subject) now."""
    card: Card = occasion.subject
    grant = occasion.access.grant
    return [act for act in ACTS if card.is_open_to(grant(act.may)) and not why_not(act, occasion)]
