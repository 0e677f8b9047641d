"""How the lines of an application's history read: each event by its name, with what is worth telling of it."""

from collections.abc import Iterable
from typing import Any

from cases.events import UNKNOWN, lines
from cases.models import Event
from hall.doors.acts import Facts
from permits.events import EVENTS


def verb_words(verb: str, facts: Facts | None = None) -> str:
    """The name of an event in plain words; one of a later release is at least named as the system's."""
    return EVENTS[verb].name(facts or {}) if verb in EVENTS else UNKNOWN


def history(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Lines for ``_parts/timeline.html``, in the order given."""
    return lines(events, EVENTS)


def note(event: Event) -> str:
    """What an event's facts say; "" when they add nothing."""
    return EVENTS[event.verb].staff(event.facts) if event.verb in EVENTS else ""
