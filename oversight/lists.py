"""What narrows and orders the lists of cases and cards: one small function a filter, one table of orders."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from cases.models import Card, CardState, CaseKind, Deadline, Figure
from cases.queries import midnight
from cases.rules import CardLevel, Lamp
from cases.tables.cards import CardQuerySet
from cases.tables.case import CaseQuerySet
from hall.identifiers import tidy
from hall.models import ItemVersion, User
from oversight.foremost import clocks_due_today, with_due
from oversight.places import CENTRE, NOWHERE
from oversight.queries import made_again, with_worst_due, with_worst_lamp
from oversight.tally import BROKEN, LAMPS
from permits.names import spells, tidied

OVERDUE = "overdue"  # the lamp filter's word for red and deep red together
CLOSED, EVERY = "closed", "all"  # of the state filter, beside the states themselves; "" is running
STANDING = "standing"  # of the cards' state filter: not withdrawn
NUMBER_DIGITS = 17
NOBODY = "none"  # of the filter of responsible people

_DUE = F("due").asc(nulls_last=True)
_WORST = ("-worst", F("worst_due").asc(nulls_last=True))  # as oversight.walking walks it
ORDERS = {
    "": _WORST,
    "due": (_DUE,),
    "-due": (F("due").desc(nulls_last=True),),
    "number": ("number",),
    "-number": ("-number",),
    "department": (F("department__code").asc(nulls_last=True), *_WORST),
    "-department": (F("department__code").desc(nulls_last=True), *_WORST),
}


def narrowed(cases: CaseQuerySet, chosen: Mapping[str, str], *, at: datetime) -> CaseQuerySet:
    """
    Return the cases that fit every filter in `chosen` (checked values of CaseFilters), ordered by its `sort`.
    """
    cases = with_worst_due(with_due(with_worst_lamp(fitting(cases, chosen, at=at))))
    return cases.order_by(*ORDERS[chosen.get("sort") or ""], "pk")


def fitting(cases: CaseQuerySet, chosen: Mapping[str, str], *, at: datetime) -> CaseQuerySet:
    """
    The same in no order.

    Without a state only running cases are meant; a lamp, a clock or "due today" belongs to running cases anyway.
    """
    for name, narrow in _CASE_FILTERS.items():
        if chosen.get(name):
            cases = narrow(cases, chosen[name], at)
    return cases if chosen.get("state") else cases.running()


def narrowed_cards(cards: CardQuerySet, chosen: Mapping[str, str], *, on: date) -> CardQuerySet:
    """Return the cards that fit every filter in `chosen` (checked values of CardFilters), the last issued first; appeals, the first first."""
    for name in ("level", "rule"):
        if chosen.get(name):
            cards = cards.filter(**{name: chosen[name]})
    if chosen.get("department"):
        cards = cards.filter(_in_department(chosen["department"]))
    if chosen.get("state"):
        cards = cards.standing() if chosen["state"] == STANDING else cards.filter(state=chosen["state"])
    if chosen.get("period"):
        first, after = span_of(chosen["period"], on)
        cards = cards.filter(breached_at__gte=midnight(first), breached_at__lt=midnight(after))
    if chosen.get("state") == CardState.APPEALED:  # what is to be ruled on first stands first
        return cards.order_by("appealed_at", "pk")
    # a card that is found late stands first too, however long ago its breach was
    return cards.order_by("-issued_at", "-pk")


def _in_department(code: str) -> Q:
    return Q(department__isnull=True) if code == CENTRE else Q(department__code=code)


def lamps_of(chosen: str) -> tuple[int, ...]:
    return BROKEN if chosen == OVERDUE else (int(Lamp[chosen.upper()]),)


def _by_lamp(cases: CaseQuerySet, chosen: str, _at: datetime) -> CaseQuerySet:
    """By the worst lamp of their running clocks; without a running clock it is grey."""
    lamps, clocks = lamps_of(chosen), Deadline.objects.running().filter(case=OuterRef("pk"))
    cases = cases.running().filter(~Exists(clocks.filter(lamp__gt=max(lamps))))
    return cases if Lamp.GREY in lamps else cases.filter(Exists(clocks.filter(lamp__in=lamps)))


def _by_state(cases: CaseQuerySet, state: str, _at: datetime) -> CaseQuerySet:
    if state == EVERY:
        return cases
    return cases.filter(closed_at__isnull=False) if state == CLOSED else cases.filter(state=state)


def _by_words(cases: CaseQuerySet, words: str, _at: datetime) -> CaseQuerySet:
    number = tidy(words)
    if not number.isascii() or not number.isdigit():
        return cases.filter(_named(words))
    if len(number) == NUMBER_DIGITS:
        return cases.filter(number=number)
    return cases.filter(Q(number__contains=number) | Q(title__icontains=words))


def _named(words: str) -> Q:
    """The cases whose subject or responsible person has these words in its name, or these letters for its initials."""
    by_words = Q(title__icontains=words) | Q(owner__display_name__icontains=words)
    if not tidied(words).isascii():
        return by_words
    items = {name for name in ItemVersion.objects.values_list("name", flat=True) if spells(words, name)}
    people = [pk for pk, name in User.objects.values_list("pk", "display_name") if spells(words, name)]
    return by_words | Q(title__in=items) | Q(owner__in=people)


def _by_cards(cases: CaseQuerySet, cards: str, _at: datetime) -> CaseQuerySet:
    of_case = Card.objects.standing().filter(case=OuterRef("pk"))
    if cards in list(CardLevel):
        of_case = of_case.filter(level=cards)
    return cases.filter(Exists(of_case))


WITHOUT_HANDLER = Q(owner=None) | Q(owner__is_active=False)  # nobody has these cases in hand
DUE = {
    "today": clocks_due_today,
    "provisional": lambda _at: Deadline.objects.running().filter(
        provisional=True
    ),  # a year on the way has no notice yet
}
_CASE_FILTERS: dict[str, Callable[[CaseQuerySet, str, datetime], CaseQuerySet]] = {
    "q": _by_words,
    "lamp": _by_lamp,
    "department": lambda cases, code, _at: cases.filter(_in_department(code)),
    "kind": lambda cases, kind, _at: cases.filter(kind=kind),
    "rule": lambda cases, rule, _at: cases.filter(
        Exists(Deadline.objects.running().filter(case=OuterRef("pk"), rule=rule))
    ),
    "state": _by_state,
    "due": lambda cases, which, at: cases.running().filter(Exists(DUE[which](at).filter(case=OuterRef("pk")))),
    "cards": _by_cards,
    "handler": lambda cases, who, _at: cases.filter(WITHOUT_HANDLER if who == NOBODY else Q(owner=int(who))),
    "item": lambda cases, code, _at: cases.filter(application__item_version__item__code=code),
    "window": lambda cases, which, _at: cases.filter(window=None if which == NOWHERE else int(which)),
    "step": lambda cases, step, _at: cases.running().filter(state=step),
    "period": lambda cases, name, at: _opened_in(cases, span_of(name, timezone.localdate(at))),
    "again": lambda cases, _yes, at: made_again(cases, at=at),
}

# figure of the board → the filters of the list behind it
CASES_BEHIND: dict[str, dict[str, str]] = {
    **{str(lamp): {"lamp": str(lamp)} for lamp in LAMPS},
    Figure.TODAY: {"due": "today"},
    Figure.AGAIN: {"again": "yes", "state": EVERY},
    Figure.RATING_LATE: {"kind": CaseKind.RATING, "lamp": OVERDUE},
    Figure.TICKET_LATE: {"kind": CaseKind.COMPLAINT, "lamp": OVERDUE},
}


def _opened_in(cases: CaseQuerySet, span: tuple[date, date]) -> CaseQuerySet:
    return cases.filter(opened_at__gte=midnight(span[0]), opened_at__lt=midnight(span[1]))


def _month(day: date, months: int = 0) -> date:
    """The first day of the month that lies `months` after that of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


# name → its words, and the first day and the day after the last one, seen from a day
PERIODS: dict[str, tuple[str, Callable[[date], tuple[date, date]]]] = {
    "today": ("今天", lambda on: (on, on + timedelta(days=1))),
    "week": ("最近 7 天", lambda on: (on - timedelta(days=6), on + timedelta(days=1))),
    "month": ("本月", lambda on: (_month(on), _month(on, 1))),
    "last_month": ("上月", lambda on: (_month(on, -1), _month(on))),
    "quarter": ("本季度", lambda on: (_month(on, -((on.month - 1) % 3)), _month(on, 3 - (on.month - 1) % 3))),
    "last_quarter": ("上季度", lambda on: (_month(on, -((on.month - 1) % 3) - 3), _month(on, -((on.month - 1) % 3)))),
    "year": ("今年", lambda on: (date(on.year, 1, 1), date(on.year + 1, 1, 1))),
    "last_year": ("去年", lambda on: (date(on.year - 1, 1, 1), date(on.year, 1, 1))),
}
A_MONTH = re.compile(r"(19[5-9]|20\d|21[0-8])\d-(0[1-9]|1[0-2])")  # 2026-03, in addresses: one of a trend


def month_of(name: str) -> date | None:
    """The first day of the month that a period's name is; None of any other."""
    return date.fromisoformat(f"{name}-01") if A_MONTH.fullmatch(name) else None


def span_of(name: str, on: date) -> tuple[date, date]:
    """The first day of a period, and the day after its last one, seen from a day; of PERIODS or a month."""
    first = month_of(name)
    return (first, _month(first, 1)) if first else PERIODS[name][1](on)


def words_of_span(name: str) -> str:
    first = month_of(name)
    return f"{first.year}年{first.month}月" if first else PERIODS[name][0]
