"""
The life of a card: raised for what is not about time, appealed against, upheld or withdrawn. None is ever deleted.

A broken clock raises its card in cases.sweep. Each verb here runs inside the transaction of its act, with the case locked.
"""

from datetime import datetime

from django.db import transaction

from cases import history
from cases.deadlines import appeal_by
from cases.models import Card, CardState, Case, Deadline
from cases.owing import owe
from cases.queries import locked
from cases.rules import SECOND_YELLOW, CardLevel, Rule
from cases.sweep import settle
from hall import calendar
from hall.models import User, Window
from hall.refusals import Refused

IN_TIME = "办结的时刻在期限之内：这次操作先到，只是等着前一次操作完成"
CALENDAR_MOVED = "日历更正后到期时间不同，撤回办结时重新推算"
BASE_IS_GONE = "作为升级依据的黄牌已撤销"
STANDS = (CardState.ISSUED, CardState.SERVED, CardState.ANSWERED)  # neither appealed against nor ruled on


class CannotAppeal(Refused):
    code = "cannot-appeal"


class CannotRule(Refused):
    code = "cannot-rule"


def issue_card(
    case: Case,
    *,
    rule: Rule,
    level: CardLevel,
    occurrence: int,
    cause: str,
    window: Window,
    owner: User | None,
    at: datetime,
) -> Card:
    """Raise the card for a breach that is not about time: once for each occurrence. A second yellow one becomes red."""
    before = Card.objects.filter(case=case, rule=str(rule), deadline=None, occurrence=occurrence).first()
    if before is not None:
        return before
    settle(case, at=at)
    escalated = level is CardLevel.YELLOW and _standing(case, CardLevel.YELLOW).exists()
    card = Card.objects.create(
        case=case,
        rule=str(rule),
        occurrence=occurrence,
        level=str(CardLevel.RED if escalated else level),
        escalated=escalated,
        department=case.department,
        window=window,
        owner=owner,
        cause=cause + (SECOND_YELLOW if escalated else ""),
        breached_at=at,
        issued_at=at,
    )
    _tell(card, at=at)
    return card


@transaction.atomic
def appeal(*, card: int, reason: str, by: User, at: datetime) -> Card:
    """
    Note that the liable side appeals, within 3 working days of the card (rules §10).

    :raises CannotAppeal: no reason, too late, or the card has been appealed against or ruled on already.
    """
    kept = _locked(card)
    if not reason.strip():
        raise CannotAppeal("写明申诉的理由", field="reason")
    if kept.state not in STANDS:
        raise CannotAppeal(f"这张牌{kept.get_state_display()}，不能再申诉")
    if at > appeal_until(kept):
        raise CannotAppeal("发牌后 3 个工作日内可以申诉，已经过了")
    kept.state = CardState.APPEALED
    kept.save(update_fields=["state"])
    history.record(kept.case, verb="card_appealed", by=by, at=at, card=kept.pk, level=kept.level, reason=reason.strip())
    return kept


def appeal_until(card: Card) -> datetime:
    """The last instant at which an appeal is in time."""
    return appeal_by(issued_at=card.issued_at, calendar=calendar.current())


def may_be_appealed(card: Card, *, at: datetime) -> bool:
    return card.state in STANDS and at <= appeal_until(card)


@transaction.atomic
def rule_on_appeal(*, card: int, upheld: bool, reason: str, by: User, at: datetime) -> Card:
    """
    Decide an appeal, with the reason: `upheld` means that the appeal is right, and the card is withdrawn; else it stands.

    :raises CannotRule: no reason, or nobody has appealed.
    """
    kept = _locked(card)
    if not reason.strip():
        raise CannotRule("写明裁定的理由", field="reason")
    if kept.state != CardState.APPEALED:
        raise CannotRule(f"这张牌{kept.get_state_display()}，没有待裁定的申诉")
    if upheld:
        return withdraw(kept, because=reason.strip(), by=by, at=at)
    kept.state = CardState.UPHELD
    kept.save(update_fields=["state"])
    history.record(kept.case, verb="card_upheld", by=by, at=at, card=kept.pk, level=kept.level, reason=reason.strip())
    return kept


def withdraw(card: Card, *, because: str, by: User | None, at: datetime) -> Card:
    """
    Withdraw a card that turned out void: an appeal was right, or the calendar was corrected, or the act came in time after all (`by`
    None: by the system).

    A red card that this yellow one had escalated goes back to yellow: it is withdrawn too, and raised again as what it was.
    """
    _take_back(card, because=because, by=by, at=at)
    if card.level == CardLevel.YELLOW and not _standing(card.case, CardLevel.YELLOW).exists():
        first = _standing(card.case, CardLevel.RED).filter(escalated=True).order_by("breached_at", "pk").first()
        if first is not None:
            _take_back(first, because=BASE_IS_GONE, by=by, at=at)
            _raise_as_yellow(first, at=at)
    return card


def withdraw_overtaken(deadline: Deadline, *, at: datetime) -> None:
    """
    Withdraw the cards of a clock that an act at `at` finds unbroken: the sweep spoke while that act, which had come in time,
    waited for another one's lock.
    """
    for card in Card.objects.filter(deadline=deadline, epoch=deadline.epoch).exclude(state=CardState.WITHDRAWN):
        withdraw(card, because=IN_TIME, by=None, at=max(at, card.issued_at))


def withdraw_moved(deadline: Deadline, *, at: datetime) -> None:
    """Withdraw the cards of a clock whose due moment is another one since the calendar was corrected."""
    for card in Card.objects.filter(deadline=deadline, epoch=deadline.epoch).exclude(state=CardState.WITHDRAWN):
        withdraw(card, because=CALENDAR_MOVED, by=None, at=max(at, card.issued_at))


def _take_back(card: Card, *, because: str, by: User | None, at: datetime) -> None:
    card.state = CardState.WITHDRAWN
    card.withdrawn_at, card.withdrawn_by, card.withdrawn_because = at, by, because
    card.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_because"])
    history.record(
        card.case, verb="card_withdrawn", by=by, at=at, card=card.pk, level=card.level, cause=card.cause, reason=because
    )
    owe(card.case, cause=f"withdrawn:{card.pk}", template="withdrawn", recipient=None, at=at, card=card.pk)


def _raise_as_yellow(red: Card, *, at: datetime) -> None:
    """The breach of a withdrawn red card has its yellow card again, with the instant of the breach."""
    yellow = Card.objects.create(
        case=red.case,
        deadline=red.deadline,
        rule=red.rule,
        epoch=red.epoch,
        occurrence=red.occurrence,
        level=str(CardLevel.YELLOW),
        department=red.department,
        window=red.window,
        owner=red.owner,
        cause=red.cause.removesuffix(SECOND_YELLOW),
        breached_at=red.breached_at,
        issued_at=at,
    )
    _tell(yellow, at=at)


def _tell(card: Card, *, at: datetime) -> None:
    history.record(card.case, verb="carded", by=None, at=at, rule=card.rule, level=card.level, cause=card.cause)
    owe(card.case, cause=f"card:{card.pk}", template="carded", recipient=None, at=at, card=card.pk)


def _standing(case: Case, level: CardLevel):
    return Card.objects.filter(case=case, level=str(level)).exclude(state=CardState.WITHDRAWN)


def _locked(pk: int) -> Card:
    """The card, with its case locked: every act on a card is an act on its case."""
    card = Card.objects.select_related("case").get(pk=pk)
    card.case = locked(card.case.number)
    card.refresh_from_db(fields=["state"])
    return card
