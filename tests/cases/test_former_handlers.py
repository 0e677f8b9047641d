"""A card and the letter of its breach name who had the clock until the last working day before it was broken, beside the card's own."""

import pytest
import time_machine

from cases.former_handlers import handed_over_late
from cases.letters import letter_lines
from cases.models import Card, Letter
from cases.sweep import sweep
from hall.access import access_of
from oversight.story import card_facts
from tests.permits import verbs as permits
from tests.permits.stages import accepted, number_of
from tests.world import at

BROKEN = at("2025-11-10 09:00")  # the promise ended on 2025-11-06, a Thursday, at 17:00


def handed_over(world, number, when, to):
    permits.change_owner(number=number, to=to, reason="工作需要", by=world.clerk, at=at(when))


def beside_the_card(world):
    """What the page of the card says of who is liable, and what the letter of the breach ends with."""
    card = Card.objects.get()
    access = access_of(world.head, on=BROKEN.date())
    page = dict(card_facts(card, ""))["责任人"]
    [letter] = letter_lines(Letter.objects.filter(template="breached"), access=access)
    return page, letter.words


CASES = [
    ("in its last second", ["2025-11-06 17:00"], "2025年11月6日 17:00 由张敏移交给赵科"),
    ("at the beginning of its last working day", ["2025-11-06 08:30"], "2025年11月6日 08:30 由张敏移交给赵科"),
    ("when the day before had closed", ["2025-11-05 17:00"], "2025年11月5日 17:00 由张敏移交给赵科"),
    ("a second earlier: that is more than a working day", ["2025-11-05 16:59:59"], ""),
    (
        "there and back again",
        ["2025-11-06 09:00", "2025-11-06 16:59"],
        "2025年11月6日 09:00 由张敏移交给赵科，2025年11月6日 16:59 由赵科移交给张敏",
    ),
    ("after it was broken: the card is of who had it", ["2025-11-10 08:45"], ""),
    ("never", [], ""),
]


@pytest.mark.parametrize(("case", "moments", "words"), CASES, ids=[case for case, _, _ in CASES])
def test_a_late_hand_over_stands_beside_the_name(world, case, moments, words):
    number = number_of(accepted(world))
    to = [world.chief, world.clerk]
    for when, person in zip(moments, to, strict=False):
        handed_over(world, number, when, person)
    sweep(at=BROKEN)
    with time_machine.travel(BROKEN, tick=False):
        page, letter = beside_the_card(world)
    owner = str(Card.objects.get().owner)
    assert page == (f"{owner}（{words}）" if words else owner)
    assert letter.endswith(f"尽快办结并说明原因。{words}。" if words else "尽快办结并说明原因。")


def test_nobody_had_a_clock_before_it_began(world):
    number = number_of(accepted(world))
    handed_over(world, number, "2025-11-06 09:00", world.chief)
    sweep(at=BROKEN)
    card = Card.objects.get()
    assert handed_over_late([card]) == {card.pk: "2025年11月6日 09:00 由张敏移交给赵科"}
    card.deadline.started_at = at("2025-11-06 09:01")  # as of a clock of minutes that began after the hand-over
    assert handed_over_late([card]) == {}
