"""Who had a clock until shortly before it was broken, beside the person whom its card names."""

from collections.abc import Iterable

from cases.models import Card, Event
from cases.ownership import CHANGED
from cases.wording import moment
from hall import calendar
from hall.worktime import HALF_DAY_MINUTES, CalendarRangeError, WorkCalendar

LATELY = 2 * HALF_DAY_MINUTES  # working minutes: who got a clock in its last working day had little of it


def handed_over_late(cards: Iterable[Card]) -> dict[int, str]:
    """
    Return in words, by the card's id, each hand-over in the last working day before its clock was broken: the card names who had
    the clock at its end, and whoever reads it hears who had it before (decision 118). A card without a clock has none. One query.
    """
    of_clocks = [card for card in cards if card.deadline is not None]
    if not of_clocks:
        return {}
    days = calendar.current()
    lines = list(Event.objects.filter(case__in={card.case_id for card in of_clocks}, verb=CHANGED).order_by("seq"))
    sentences = {card.pk: [_in_words(line) for line in lines if _is_late(line, card, days)] for card in of_clocks}
    return {card: "，".join(words) for card, words in sentences.items() if words}


def _is_late(line: Event, card: Card, days: WorkCalendar) -> bool:
    if line.case_id != card.case_id or card.deadline is None or not line.facts.get("handler_before"):
        return False
    if not card.deadline.started_at <= line.at <= card.breached_at:
        return False
    try:
        return days.minutes_between(line.at, card.breached_at) <= LATELY
    except CalendarRangeError:  # a row that no act has written takes no list away (decision 91)
        return False


def _in_words(line: Event) -> str:
    return f"{moment(line.at)} 由{line.facts['handler_before']}移交给{line.facts.get('handler', '')}"
