"""What an act has in memory of a case's clocks is what the rows say, whatever the act did."""

from itertools import pairwise

import pytest

from cases import in_hand
from cases.models import Case, Deadline
from enquiries import actions as enquiries
from tests.permits import verbs as permits
from tests.permits.stages import BROUGHT_TO, accepted, granted, number_of, suspended
from tests.world import at


def columns(clocks) -> list[dict[str, object]]:
    return [
        {field.attname: getattr(clock, field.attname) for field in Deadline._meta.concrete_fields}
        | {"has_card": clock.has_card}
        for clock in clocks
    ]


def must_be_the_rows() -> None:
    """Asked inside of the acts, whose memory goes on from one to the next; the rows are read outside of them."""
    for case in Case.objects.all():
        assert in_hand.holds(case)
        in_memory = columns(in_hand.running(case))
        in_hand.forget(case)
        assert in_memory == columns(in_hand.running(case))


@pytest.mark.parametrize("state", BROUGHT_TO)
def test_on_the_way_to_each_state(world, state):
    with in_hand.acting():
        BROUGHT_TO[state](world)
        must_be_the_rows()


def resumed(world):
    permits.resume(number=number_of(suspended(world)), by=world.chief, at=at("2025-11-10 10:00"))


def extended(world):
    permits.extend(
        number=number_of(accepted(world)), rank="本机关负责人", document="批〔2025〕1号", reason="案情复杂",
        by=world.head, at=at("2025-11-10 10:00"),
    )  # fmt: skip


def undone(world):
    permits.undo(number=number_of(granted(world)), reason="点错了", by=world.clerk, at=at("2025-11-05 10:30"))


def decided_late(world):
    permits.decide(number=number_of(accepted(world)), result="grant", by=world.clerk, at=at("2025-11-20 10:00"))


def deemed_accepted(world):
    permits.visit(
        number=number_of(BROUGHT_TO["submitted"](world)), window=world.health_window, purpose="other",
        by=world.clerk, at=at("2025-11-20 10:00"),
    )  # fmt: skip


def handed_on(world):
    permits.change_owner(
        number=number_of(accepted(world)), to=world.chief, reason="休假", by=world.chief, at=at("2025-11-03 11:00")
    )


def taken_over(world):
    question = enquiries.Question("要带什么", "counter")
    noted = enquiries.ask(
        question=question, window=world.health_window, idem="asked", by=world.clerk, at=at("2025-11-03 09:00")
    )
    number = noted.enquiry.case.number
    enquiries.hand_over(
        number=number, department=world.market, reason="属于市场监管", by=world.clerk, at=at("2025-11-03 09:10")
    )
    enquiries.take(number=number, window=world.market_window, by=world.market_clerk, at=at("2025-11-03 09:20"))


@pytest.mark.parametrize(
    "way",
    [resumed, extended, undone, decided_late, deemed_accepted, handed_on, taken_over],
    ids=lambda way: way.__name__,
)
def test_on_other_ways(world, way):
    with in_hand.acting():
        way(world)
        must_be_the_rows()


def test_outside_of_an_act_nothing_is_remembered(world):
    case = Case.objects.get(number=number_of(accepted(world)))
    assert not in_hand.holds(case)
    clocks = [in_hand.running(case) for _turn in range(2)]
    assert all(one is not other for one, other in pairwise(each[0] for each in clocks))
