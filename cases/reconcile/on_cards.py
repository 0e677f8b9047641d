"""The cards of one case, held against its breaches. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cases.reconcile import words
from cases.reconcile.derive import Course
from cases.reconcile.facts import CardFacts, CaseFacts, Occurrence
from cases.reconcile.kinds import Difference, Kind
from cases.rules import CARD_WORDS, RULES, CardLevel


def card_differences(case: CaseFacts, runs: Sequence[Course]) -> Iterator[Difference]:
    """Breaches without their one card, and cards without their breach, of clocks and of rules that are not about time."""
    of_clock, of_occurrence = defaultdict(list), defaultdict(list)
    for card in case.cards:
        if card.deadline is not None:
            of_clock[card.deadline].append(card)
        else:
            of_occurrence[card.rule, card.occurrence, card.department or 0].append(card)
    for run in runs:
        carded = run.clock.department not in case.companies
        yield from _of_a_clock(run, of_clock[run.clock.pk], carded=carded)
    owed = {each for each in case.room.occurrences if each[2] not in case.companies}
    for occurrence in sorted(owed | set(of_occurrence)):
        yield from _of_an_occurrence(occurrence, occurrence in owed, of_occurrence[occurrence])
    yield from _levels(case)


def _of_a_clock(run: Course, cards: list[CardFacts], *, carded: bool) -> Iterator[Difference]:
    """:param carded: its breach is owed a card, as its rule has it: not that of a public-service company (Q8)."""
    clock, standing = run.clock, [card for card in cards if card.stands]
    owed = RULES[clock.rule].card is not None and run.broken is not False
    if not owed:
        for card in standing:
            yield _about(card, Kind.CARD_WITHOUT_BREACH, CARD_WORDS[card.level], words.NONE)
        return
    withdrawn = any(card.epoch == clock.epoch and not card.stands for card in cards)
    if carded and not standing and not withdrawn and run.broken:
        yield Difference.on(clock, Kind.NO_CARD, words.NONE, words.cards(1))
    if len(standing) > 1:
        yield Difference.on(clock, Kind.TWO_CARDS, words.cards(len(standing)), words.cards(1))
    for card in standing:
        if card.breached_at != run.due.due_at:
            stored, derived = (words.moment(each, run.calendar) for each in (card.breached_at, run.due.due_at))
            yield _about(card, Kind.BREACHED_AT, stored, derived)
        if card.epoch != clock.epoch:
            yield _about(card, Kind.EPOCH, f"第 {card.epoch} 次", f"第 {clock.epoch} 次")


def _of_an_occurrence(occurrence: Occurrence, happened: bool, cards: list[CardFacts]) -> Iterator[Difference]:
    rule, _number, _department = occurrence
    standing = [card for card in cards if card.stands]
    if not happened:
        for card in standing:
            yield _about(card, Kind.CARD_WITHOUT_BREACH, CARD_WORDS[card.level], words.NONE)
    elif not cards:
        yield Difference(Kind.NO_CARD, rule=rule, stored=words.NONE, derived=words.cards(1))
    elif len(standing) > 1:
        yield Difference(Kind.TWO_CARDS, rule=rule, stored=words.cards(len(standing)), derived=words.cards(1))


def _levels(case: CaseFacts) -> Iterator[Difference]:
    """
    A breach gives the card of its rule; a yellow one of a unit that has a yellow one standing on the case becomes red (rules §10).

    Withdrawn cards count for as long as they stood.
    """
    yellow: list[CardFacts] = []
    for card in case.cards:  # in the order in which they were issued
        if card.across_units:
            continue
        level = RULES[card.rule].card
        if level is CardLevel.YELLOW and any(_stood(other, card) for other in yellow):
            level = CardLevel.RED
        elif level is CardLevel.YELLOW:
            yellow.append(card)
        if card.stands and level is not None and card.level != level:
            yield _about(card, Kind.LEVEL, CARD_WORDS[card.level], CARD_WORDS[level])


def _stood(earlier: CardFacts, card: CardFacts) -> bool:
    """Whether the earlier card is the same unit's, and stood when this one was issued."""
    same_unit = earlier.department == card.department
    return same_unit and (earlier.withdrawn_at is None or earlier.withdrawn_at > card.issued_at)


def _about(card: CardFacts, kind: Kind, stored: str, derived: str) -> Difference:
    return Difference(kind, clock=card.deadline, card=card.pk, rule=card.rule, stored=stored, derived=derived)
