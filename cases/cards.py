"""
The life of a card: raised for what is not about time, appealed against, upheld or withdrawn. None is ever deleted.

A broken clock raises its card in cases.sweep. Each verb here runs inside the transaction of its act, with the case locked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cases import deadlines, history
from cases.models import Card, CardState, Case, Deadline
from cases.owing import owe
from cases.queries import locked
from cases.rules import RULES, SECOND_YELLOW, CardLevel, Rule
from cases.staleness import must_be_current
from cases.sweep import settle
from cases.turn import stood_in
from hall import calendar, clock
from hall.models import User, Window
from hall.permissions import Permission
from hall.refusals import Refused, says_something

IN_TIME = "办结的时刻在期限之内：这次操作先到，只是等着前一次操作完成"
CALENDAR_MOVED = "日历更正后到期时间不同，撤回办结时重新推算"
BASE_IS_GONE = "作为升级依据的黄牌已撤销"
STANDS = (CardState.ISSUED, CardState.SERVED, CardState.ANSWERED)  # neither appealed against nor ruled on


class CannotAppeal(Refused):
    code = "cannot-appeal"


class CannotRule(Refused):
    code = "cannot-rule"


@dataclass(frozen=True, kw_only=True)
class Breach:
    """
    A breach that is not about time.

    :param occurrence: which one of its rule on this case it is: each has one card. :param owner: who answers for it.
    """

    rule: Rule
    occurrence: int
    cause: str
    window: Window
    owner: User | None

    @property
    def level(self) -> CardLevel:
        return CardLevel(RULES[self.rule].card or "")


def issue_card(case: Case, breach: Breach, *, at: datetime) -> Card | None:
    """
    Raise the card for a breach that is not about time: once for each occurrence. A second yellow one becomes red.

    None for a public-service company: what it breaks is told and raises no card (Q8).
    """
    if case.department is not None and case.department.is_service_company:
        return None
    before = Card.objects.filter(case=case, rule=str(breach.rule), deadline=None, occurrence=breach.occurrence).first()
    if before is not None:
        return before
    # The clocks speak first: a yellow card of theirs makes this one red.
    settle(case, at=at)
    escalated = breach.level is CardLevel.YELLOW and _standing(case, CardLevel.YELLOW).exists()
    card = Card.objects.create(
        case=case,
        rule=str(breach.rule),
        occurrence=breach.occurrence,
        level=str(CardLevel.RED if escalated else breach.level),
        escalated=escalated,
        department=case.department,
        window=breach.window,
        owner=breach.owner,
        cause=breach.cause + (SECOND_YELLOW if escalated else ""),
        breached_at=at,
        issued_at=at,
    )
    _tell(card, at=at)
    return card


@transaction.atomic
def appeal(*, card: int, reason: str, by: User, at: datetime, version: int | None = None) -> Card:
    """
    Note that the liable side appeals, within 3 working days of the card (rules §10).

    :param version: of the card's case. :raises Stale: somebody has acted on it since.
    :raises CannotAppeal: no reason, too late, or the card has been appealed against or ruled on already.
    """
    row = _locked(card, version)
    if sentence := why_not("appeal", row, at=at):
        raise CannotAppeal(sentence)
    if not says_something(reason):
        raise CannotAppeal("写明申诉的理由", field="reason")
    row.state = CardState.APPEALED
    row.save(update_fields=["state"])
    _record(row, "card_appealed", reason, Permission.CARD_APPEAL, by=by, at=at)
    return row


@transaction.atomic
def rule_on_appeal(*, card: int, upheld: bool, reason: str, by: User, at: datetime, version: int | None = None) -> Card:
    """
    Decide an appeal, with the reason: `upheld` means that the appeal is right, and the card is withdrawn; else it stands.

    :param version: of the card's case. :raises Stale: somebody has acted on it since.
    :raises CannotRule: no reason, or nobody has appealed.
    """
    row = _locked(card, version)
    if sentence := why_not("ruling", row, at=at):
        raise CannotRule(sentence)
    if not says_something(reason):
        raise CannotRule("写明裁定的理由", field="reason")
    if upheld:
        return withdraw(row, because=reason.strip(), by=by, at=at)
    row.state = CardState.UPHELD
    row.save(update_fields=["state"])
    _record(row, "card_upheld", reason, Permission.CARD_RULE, by=by, at=at)
    return row


def why_not(act: str, card: Card, *, at: datetime) -> str:
    """Why an appeal or a ruling cannot be done now, whatever is filled in; "" when nothing is in its way."""
    if act == "ruling":
        return "" if card.state == CardState.APPEALED else f"这张牌{card.get_state_display()}，没有待裁定的申诉"
    if card.state not in STANDS:
        return f"这张牌{card.get_state_display()}，不能再申诉"
    return "" if at <= appeal_until(card) else f"发牌后 {deadlines.APPEAL_WITHIN} 个工作日内可以申诉，已经过了"


def appeal_until(card: Card) -> datetime:
    """The last instant at which an appeal is in time."""
    return deadlines.appeal_by(issued_at=card.issued_at, calendar=calendar.current())


def _record(card: Card, verb: str, reason: str, used: Permission, *, by: User, at: datetime) -> None:
    line: dict[str, Any] = dict(stood_in(card.case, used, by=by, at=at))
    line |= {"card": card.pk, "level": card.level, "reason": reason.strip()}
    history.record(card.case, verb=verb, by=by, at=at, **line)


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


def withdraw_of(deadline: Deadline, *, because: str, at: datetime) -> None:
    """
    Withdraw the cards of a clock that nobody can be blamed for: an act at `at` finds it unbroken (the sweep spoke while that act,
    which had come in time, waited for another one's lock), or its due moment is another one since the calendar was corrected.
    """
    for card in Card.objects.standing().filter(deadline=deadline, epoch=deadline.epoch):
        # The sweep may have issued it after the instant of this act, and none is withdrawn before it was issued. One of a
        # day to come (a clock was wrong once, or a ledger went ahead) is withdrawn at the act: no line is written ahead.
        moment = card.issued_at if at < card.issued_at <= clock.of_the_database() else at
        withdraw(card, because=because, by=None, at=moment)


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


def _standing(case: Case, level: CardLevel) -> QuerySet[Card]:
    return Card.objects.standing().filter(case=case, level=str(level))


def _locked(pk: int, version: int | None) -> Card:
    """The card, with its case locked: every act on a card is an act on its case."""
    card = Card.objects.select_related("case").get(pk=pk)
    card.case = locked(card.case.number)
    must_be_current(card.case, version)
    card.refresh_from_db(fields=["state"])  # it was read before the lock was ours
    return card
