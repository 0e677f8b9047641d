"""
The life of a card: raised for what is not about time, explained, appealed against, upheld or withdrawn. None is ever deleted.

A broken clock raises its card in cases.sweep. Each verb here runs inside the transaction of its act, with the case locked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import deadlines, history
from cases.judges import REMARKS, judges_of, recused
from cases.models import Card, CardState, Case, Deadline, Event
from cases.owing import owe
from cases.queries import locked
from cases.rules import RULES, SECOND_YELLOW, SECOND_YELLOW_OF_BEFORE, CardLevel, Rule
from cases.sight import handlers_of, who
from cases.staleness import must_be_current
from cases.sweep import settle
from cases.turn import stood_in
from hall import calendar, clock
from hall.access import access_of
from hall.models import Department, User, Window
from hall.permissions import Permission
from hall.refusals import Refused, need_reason
from hall.worktime import Due

IN_TIME = "办结的时刻在期限之内：这次操作先到，只是等着前一次操作完成"
CALENDAR_MOVED = "日历更正后到期时间不同，撤回办结时重新推算"
BASE_IS_GONE = "作为升级依据的黄牌已撤销"
STANDS = (CardState.ISSUED, CardState.ANSWERED)  # neither appealed against nor ruled on


class CannotExplain(Refused):
    code = "cannot-explain"


class CannotAppeal(Refused):
    code = "cannot-appeal"


class CannotRule(Refused):
    code = "cannot-rule"


@dataclass(frozen=True, kw_only=True)
class Breach:
    """
    A breach that is not about time.

    :param occurrence: which one of its rule on this case and in this department it is: each has one card.
    :param owner: who answers for it. :param department: whose window broke it; None: the one that handles the case.
    """

    rule: Rule
    occurrence: int
    cause: str
    window: Window
    owner: User | None
    department: Department | None = None

    @property
    def level(self) -> CardLevel:
        return CardLevel(RULES[self.rule].card or "")


def issue_card(case: Case, breach: Breach, *, at: datetime) -> Card | None:
    """
    Raise the card for a breach that is not about time: once for each occurrence. A department's second yellow one on the case
    becomes red.

    None for a public-service company: what it breaks is told and raises no card (Q8).
    """
    liable = breach.department or case.department
    if only_informs(liable):
        return None
    same = Card.objects.filter(case=case, department=liable, deadline=None)
    before = same.filter(rule=str(breach.rule), occurrence=breach.occurrence).first()
    if before is not None:
        return before
    # The clocks speak first: a yellow card of theirs makes this one red.
    settle(case, at=at)
    escalated = breach.level is CardLevel.YELLOW and _standing(case, liable, CardLevel.YELLOW).exists()
    card = Card.objects.create(
        case=case,
        rule=str(breach.rule),
        occurrence=breach.occurrence,
        level=str(CardLevel.RED if escalated else breach.level),
        escalated=escalated,
        department=liable,
        window=breach.window,
        owner=breach.owner,
        cause=breach.cause + (SECOND_YELLOW if escalated else ""),
        breached_at=at,
        issued_at=at,
    )
    _tell(card, at=at)
    return card


def only_informs(liable: Department | None) -> bool:
    """
    Whether what a unit breaks raises no card: a public-service company's lamps inform (Q8, SERVICE_COMPANY). It is the unit that
    broke it, not the one that handles the case; the sweep and the nightly check ask the same of the unit of a clock.
    """
    return liable is not None and liable.is_service_company


@transaction.atomic
def explain(*, card: int, reason: str, by: User, at: datetime, version: int | None = None) -> Card:
    """
    Note how the liable side explains the breach. It may still appeal afterwards, within its time.

    :param version: of the card's case. :raises Stale: somebody has acted on it since.
    :raises CannotExplain: nothing written, or the card has been explained, appealed against or withdrawn already.
    """
    row = _locked(card, version)
    if sentence := why_not("explain", row, at=at):
        raise CannotExplain(sentence)
    need_reason(reason, "写明违规的原因和改正的情况", "reason", refusal=CannotExplain)
    row.state = CardState.ANSWERED
    row.save(update_fields=["state"])
    _record(row, "card_explained", reason, Permission.CARD_APPEAL, by=by, at=at)
    return row


@transaction.atomic
def appeal(*, card: int, reason: str, by: User, at: datetime, version: int | None = None) -> Card:
    """
    Note that the liable side appeals, within 3 working days of the card (rules §10), and write to whoever rules on it.

    :param version: of the card's case. :raises Stale: somebody has acted on it since.
    :raises CannotAppeal: no reason, too late, or the card has been appealed against or ruled on already.
    """
    row = _locked(card, version)
    if sentence := why_not("appeal", row, at=at):
        raise CannotAppeal(sentence)
    need_reason(reason, "写明申诉的理由", "reason", refusal=CannotAppeal)
    row.state, row.appealed_at = CardState.APPEALED, at
    row.save(update_fields=["state", "appealed_at"])
    _record(row, "card_appealed", reason, Permission.CARD_APPEAL, by=by, at=at)
    _ask_for_a_ruling(row, at=at)
    return row


@transaction.atomic
def rule_on_appeal(*, card: int, upheld: bool, reason: str, by: User, at: datetime, version: int | None = None) -> Card:
    """
    Decide an appeal, with the reason: `upheld` means that the appeal is right, and the card is withdrawn; else it stands.

    :param version: of the card's case. :raises Stale: somebody has acted on it since.
    :raises CannotRule: no reason, nobody has appealed, or this person has a part in it (decision 124).
    """
    row = _locked(card, version)
    if sentence := why_not("ruling", row, at=at) or recused(row, by, at=at):
        raise CannotRule(sentence)
    need_reason(reason, "写明裁定的理由", "reason", refusal=CannotRule)
    if upheld:
        return withdraw(row, because=reason.strip(), by=by, at=at)
    row.state = CardState.UPHELD
    row.save(update_fields=["state"])
    _record(row, "card_upheld", reason, Permission.CARD_RULE, by=by, at=at)
    _write(row, "upheld", f"upheld:{row.pk}", at=at, note=reason.strip())
    return row


def why_not(act: str, card: Card, *, at: datetime) -> str:
    """Why an act on a card cannot be done now, whatever is filled in; "" when nothing is in its way."""
    if act == "ruling":
        return "" if card.state == CardState.APPEALED else f"这张牌{card.get_state_display()}，没有待裁定的申诉"
    if act == "explain":
        return "" if card.state == CardState.ISSUED else f"这张牌{card.get_state_display()}，不用再说明"
    if card.state not in STANDS:
        return f"这张牌{card.get_state_display()}，不能再申诉"
    return "" if at <= appeal_until(card) else f"发牌后 {deadlines.APPEAL_WITHIN} 个工作日内可以申诉，已经过了"


def appeal_until(card: Card) -> datetime:
    """The last instant at which an appeal is in time."""
    return deadlines.appeal_by(issued_at=card.issued_at, calendar=calendar.current())


def ruling_due(card: Card) -> Due | None:
    """By when the office rules on an appeal; None when none is waiting."""
    if card.state != CardState.APPEALED or card.appealed_at is None:
        return None
    return deadlines.ruling_due(appealed_at=card.appealed_at, calendar=calendar.current())


def remarks_on(card: Card) -> list[Event]:
    """What its department and the office have written about a card, the oldest first, with whoever wrote it."""
    events = Event.objects.filter(case=card.case_id, verb__in=REMARKS, facts__card=card.pk)
    return list(events.select_related("actor").order_by("seq"))


def is_of(event: Event, card: Card) -> bool:
    """Whether a line of its case says what was done with a card: as much of it as whoever the card names may read (decision 118)."""
    return bool(event.facts.get("card") == card.pk)


def moves_of(card: Card) -> list[Event]:
    """The corrections of the calendar that have moved the instant of the breach, the oldest first."""
    return list(Event.objects.filter(case=card.case_id, verb="recomputed", facts__moved_card=card.pk).order_by("seq"))


def _ask_for_a_ruling(card: Card, *, at: datetime) -> None:
    """The office is no department of the case: each of its people has a letter of their own."""
    due = deadlines.ruling_due(appealed_at=at, calendar=calendar.current())
    # where everybody of the office has a part in it they read of it all the same: somebody else has to be appointed
    for judge in judges_of(card, at=at) or who(Permission.CARD_RULE, card.case, at=at):
        owe(
            card.case,
            cause=f"appealed:{card.pk}:{judge.pk}",
            template="appealed",
            recipient=judge,
            at=at,
            card=card.pk,
            due_at=due.due_at.isoformat(),
            provisional=due.provisional,
        )


def _record(card: Card, verb: str, reason: str, used: Permission, *, by: User, at: datetime) -> None:
    line: dict[str, Any] = {}
    if by.pk != card.owner_id:  # who is named writes for themselves, whomever they stand in for
        line |= stood_in(card.department_id, used, by=by, at=at)
    line |= {"card": card.pk, "level": card.level, "reason": reason.strip()}
    history.record(card.case, verb=verb, by=by, at=at, **line)


def withdraw(card: Card, *, because: str, by: User | None, at: datetime) -> Card:
    """
    Withdraw a card that turned out void: an appeal was right, or the calendar was corrected, or the act came in time after all (`by`
    None: by the system).

    A red card of the same unit that this yellow one had escalated goes back to yellow: it is withdrawn too, and raised again as what it was.
    """
    _take_back(card, because=because, by=by, at=at)
    case, liable = card.case, card.department
    if card.level == CardLevel.YELLOW and not _standing(case, liable, CardLevel.YELLOW).exists():
        first = _standing(case, liable, CardLevel.RED).filter(escalated=True).order_by("breached_at", "pk").first()
        if first is not None:
            _take_back(first, because=BASE_IS_GONE, by=by, at=at, told=False)  # the letter of its yellow card says so
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


def move_card(deadline: Deadline, *, before: datetime, at: datetime) -> None:
    """
    The standing card of a breach goes along with its clock, which is late by another due moment now: what was explained, appealed
    and ruled stays (decision 138). Many at once: cases.recompute.
    """
    for card in Card.objects.standing().filter(deadline=deadline, epoch=deadline.epoch):
        card.breached_at = deadline.due_at
        card.save(update_fields=["breached_at"])
        facts: dict[str, Any] = {
            "deadline": deadline.pk,
            "rule": deadline.rule,
            "before": before.isoformat(),
            "due_at": deadline.due_at.isoformat(),
            "stopped": False,
            "why": CALENDAR_MOVED,
            "moved_card": card.pk,
        }
        history.record(deadline.case, verb="recomputed", by=None, at=at, **facts)


def _take_back(card: Card, *, because: str, by: User | None, at: datetime, told: bool = True) -> None:
    card.state = CardState.WITHDRAWN
    card.withdrawn_at, card.withdrawn_by, card.withdrawn_because = at, by, because
    card.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_because"])
    history.record(
        card.case, verb="card_withdrawn", by=by, at=at, card=card.pk, level=card.level, cause=card.cause, reason=because
    )
    if told:
        _write(card, "withdrawn", f"withdrawn:{card.pk}", at=at)


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
        cause=red.cause.removesuffix(SECOND_YELLOW).removesuffix(SECOND_YELLOW_OF_BEFORE),
        breached_at=red.breached_at,
        issued_at=at,
    )
    _tell(yellow, at=at, lowered=True)


def _tell(card: Card, *, at: datetime, **facts: Any) -> None:
    history.record(card.case, verb="carded", by=None, at=at, rule=card.rule, level=card.level, cause=card.cause)
    _write(card, "carded", f"card:{card.pk}", at=at, **facts)


def _write(card: Card, template: str, cause: str, *, at: datetime, **facts: Any) -> None:
    """
    Write to whoever answers for the department whose card it is: the case may be another one's by now. One of the complaint centre is
    its officer's. And to whoever it names, where that letter is not theirs.
    """
    readers = handlers_of(card.case, at=at) if card.department is None else []
    if card.department is not None:
        owe(card.case, cause=cause, template=template, recipient=card.department, at=at, card=card.pk, **facts)
    if card.owner is not None and card.owner not in readers and _is_told_apart(card, card.owner, at=at):
        readers.append(card.owner)
    for reader in readers:
        owe(card.case, cause=f"{cause}:{reader.pk}", template=template, recipient=reader, at=at, card=card.pk, **facts)


def _is_told_apart(card: Card, named: User, *, at: datetime) -> bool:
    """Whether somebody whom a card names may open it, and does not answer for its department."""
    access = access_of(named, on=timezone.localdate(at))
    answers = card.department_id is not None and access.grant(Permission.APPLICATION_APPROVE).covers(card.department_id)
    return not answers and card.is_open_to(access.grant(Permission.CARD_APPEAL))


def _standing(case: Case, department: Department | None, level: CardLevel) -> QuerySet[Card]:
    """The standing cards of one liable unit on a case: what another one broke raises none of its cards (decision 118)."""
    return Card.objects.standing().filter(case=case, department=department, level=str(level))


def _locked(pk: int, version: int | None) -> Card:
    """The card, with its case locked: every act on a card is an act on its case."""
    card = Card.objects.select_related("case").get(pk=pk)
    card.case = locked(card.case.number)
    must_be_current(card.case, version, reads=lambda event: is_of(event, card))
    card.refresh_from_db(fields=["state"])  # it was read before the lock was ours
    return card
