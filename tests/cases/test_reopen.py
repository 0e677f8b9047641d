"""Clocks whose end is taken back: they stand as if it had never been, whatever happened to the calendar meanwhile."""

from datetime import date

import pytest

from cases import clocks
from cases.cards import moves_of
from cases.models import Card, Case, Deadline
from cases.rules import Rule
from cases.sweep import sweep
from tests.cases.snow import closure, confirm
from tests.world import at

ACCEPTED = at("2025-11-03 10:00")  # the promise: 6 November 17:00


@pytest.mark.parametrize(
    ("ended", "again", "lamp", "alert"),
    [
        ("2025-11-04 10:00", "2025-11-04 11:00", "green", "2025-11-06 08:30"),
        ("2025-11-06 09:00", "2025-11-06 11:00", "yellow", "2025-11-06 17:00:01"),
        ("2025-11-05 16:50", "2025-11-06 09:00", "yellow", "2025-11-06 17:00:01"),
        ("2025-11-06 16:50", "2025-11-07 09:00", "red", None),
        ("2025-11-07 09:00", "2025-11-07 10:00", "red", None),
    ],
    ids=["green stays green", "warned before", "its warning fell into the time between", "its breach fell there", "broken before"],
)  # fmt: skip
def test_lamp_and_next_alert(world, ended, again, lamp, alert):
    case = world.accepted(when=ACCEPTED).case
    sweep(at=at(ended))
    clocks.meet(case, Rule.PROMISE, at=at(ended))
    [promise] = clocks.reopen(case, Rule.PROMISE, ended_at=at(ended), at=at(again))
    promise.refresh_from_db()
    assert (promise.met_at, promise.verdict, promise.late_by_minutes) == (None, "", None)
    assert (promise.lamp_name, promise.next_alert_at, promise.epoch) == (lamp, alert and at(alert), 0)
    assert Card.objects.count() == (lamp == "red")


def test_only_what_that_act_ended(world):
    case = world.accepted(when=ACCEPTED).case
    clocks.meet(case, Rule.PROMISE, at=at("2025-11-04 10:00"))
    clocks.meet(case, Rule.STATUTORY, at=at("2025-11-04 10:30"))
    again = clocks.reopen(
        case, Rule.PROMISE, Rule.STATUTORY, ended_at=at("2025-11-04 10:30"), at=at("2025-11-04 11:00")
    )
    assert [clock.rule for clock in again] == ["statutory"]


def test_a_corrected_calendar_moves_the_date_of_a_reopened_clock(world):
    """Its card is withdrawn."""
    case = world.accepted(when=ACCEPTED).case
    late = at("2025-11-07 09:00")
    clocks.meet(case, Rule.PROMISE, at=late)
    assert Card.objects.get().state == "issued"
    confirm(world, closure(world, date(2025, 11, 5), when=at("2025-11-07 09:10")), when=at("2025-11-07 09:10"))
    [promise] = clocks.reopen(case, Rule.PROMISE, ended_at=late, at=at("2025-11-07 09:20"))
    promise.refresh_from_db()
    assert (promise.due_at, promise.epoch, promise.lamp_name) == (at("2025-11-07 17:00"), 1, "yellow")
    card = Card.objects.get()
    assert (card.state, "日历更正" in card.withdrawn_because) == ("withdrawn", True)


def test_late_by_the_corrected_calendar_too_its_card_goes_along(world):
    case = world.accepted(when=ACCEPTED).case
    late = at("2025-11-10 09:00")
    clocks.meet(case, Rule.PROMISE, at=late)
    now = at("2025-11-10 09:10")
    confirm(world, closure(world, date(2025, 11, 5), when=now), when=now)
    [promise] = clocks.reopen(case, Rule.PROMISE, ended_at=late, at=at("2025-11-10 09:20"))
    promise.refresh_from_db()
    assert (promise.due_at, promise.epoch, promise.lamp_name, promise.next_alert_at) == (
        at("2025-11-07 17:00"), 0, "red", None,
    )  # fmt: skip
    card = Card.objects.get()
    assert (card.state, card.breached_at, len(moves_of(card))) == ("issued", promise.due_at, 1)
    assert Case.objects.get(pk=case.pk).events_count == case.events.count()


def test_a_clock_met_in_time_and_reopened_late_is_broken(world):
    """The card raised while the act waited is withdrawn; taken back too late, the clock is broken and has a card of its own."""
    case = world.accepted(when=ACCEPTED).case
    sweep(at=at("2025-11-06 17:00:05"))
    clocks.meet(case, Rule.PROMISE, at=at("2025-11-06 17:00"))
    assert Deadline.objects.get(case=case, rule="promise").verdict == "on_time"
    clocks.reopen(case, Rule.PROMISE, ended_at=at("2025-11-06 17:00"), at=at("2025-11-07 09:00"))
    assert list(Card.objects.order_by("pk").values_list("state", "epoch")) == [("withdrawn", 0), ("issued", 1)]
    assert Case.objects.get(pk=case.pk).events_count == case.events.count()
