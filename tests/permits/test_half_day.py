"""The half day of the two-visit rule runs from complete papers (rules §4.1, Q1), whatever the window does meanwhile."""

import pytest

from cases.models import Card, Deadline, Dispatch
from cases.reconcile import ledger
from config.passing import pass_time
from config.reconciling import ROOMS
from permits.documents.receipt import dated, handed_in, next_steps
from permits.models import Application
from permits.visits import Why
from tests.permits import verbs as actions
from tests.world import at

FIRST, SECOND = "2025-10-13 10:00", "2025-10-14 10:30"  # scenario 5: complete at the second visit


@pytest.fixture
def number(world) -> str:
    """An item done within half a day that publishes two trips, with one of its two papers."""
    world.immediate.visits_max = 2
    world.immediate.save(update_fields=["visits_max"])
    return world.register(when=at(FIRST), item=world.immediate, materials=[1]).application.case.number


def bring(world, number, when=SECOND) -> None:
    actions.receive(number=number, materials=[2], window=world.health_window, by=world.clerk, at=at(when))


def half_day() -> list[tuple]:
    rows = Deadline.objects.filter(rule="half_day").order_by("pk")
    return [(row.started_at, row.due_at, row.met_at, row.verdict) for row in rows]


def differences(when) -> list[str]:
    return [finding.words for finding in ledger.check(ROOMS, at=at(when)).findings]


def test_it_runs_from_the_last_paper_not_from_acceptance(world, number):
    assert half_day() == []
    bring(world, number)
    running = [(at(SECOND), at("2025-10-14 15:30"), None, "")]
    assert half_day() == running
    assert differences("2025-10-14 11:00") == []
    actions.accept(number=number, by=world.clerk, at=at("2025-10-14 14:00"))
    assert half_day() == running
    actions.decide(number=number, result="grant", by=world.clerk, at=at("2025-10-14 15:30"))
    assert [row[3] for row in half_day()] == ["on_time"]
    assert differences("2025-10-14 16:00") == []


def test_complete_papers_that_lie_are_late_before_anybody_accepts(world, number):
    bring(world, number)
    pass_time(at=at("2025-10-14 15:30:01"))
    card = Card.objects.get()
    assert (card.rule, card.level, card.breached_at) == ("half_day", "yellow", at("2025-10-14 15:30"))
    assert differences("2025-10-14 16:00") == []


def test_complete_at_the_first_visit_it_runs_from_there(world):
    world.register(when=at(SECOND), item=world.immediate)
    assert half_day() == [(at(SECOND), at("2025-10-14 15:30"), None, "")]


def test_a_returned_paper_ends_it_and_its_correction_restarts_it(world, number):
    bring(world, number)
    actions.notify(number=number, missing={1: "公章不清"}, by=world.clerk, at=at("2025-10-14 11:00"), ground="hidden_defect",
                   ground_reason="比对后发现")  # fmt: skip
    assert [row[3] for row in half_day()] == ["void"]
    actions.receive(number=number, materials=[1], window=world.health_window, by=world.clerk, at=at("2025-10-15 09:00"),
                    why=Why("window"))  # fmt: skip
    assert half_day()[1][:2] == (at("2025-10-15 09:00"), at("2025-10-15 14:00"))
    assert differences("2025-10-15 10:00") == []


def test_not_accepting_in_writing_is_done_within_it_too(world, number):
    bring(world, number)
    actions.decline(
        number=number, reason="不属于本机关职权", remedies="复议", by=world.clerk, at=at("2025-10-14 11:00")
    )
    assert [row[3] for row in half_day()] == ["on_time"]


def test_an_item_promised_in_days_has_none(world):
    world.register(when=at(SECOND))
    assert half_day() == []


def test_letters_and_slip_name_one_date(world, number):
    """The half day that the hall owes, never the five days of the law beside it."""
    actions.notify(number=number, missing={2: ""}, by=world.clerk, at=at("2025-10-13 10:30"))
    bring(world, number)
    letters = list(Dispatch.objects.filter(channel="sms").order_by("pk").values_list("text", flat=True))
    assert "10月20日" in letters[0], "papers are missing: the five days"
    assert letters[-1].endswith("10月14日15:30前答复是否受理。")
    application = Application.objects.get()
    received, absent, limits = handed_in(application)
    steps = " ".join(next_steps(application.case, application, limits, absent))
    assert "材料已收齐，窗口在 2025年10月14日 15:30 前（半个工作日内）作出决定。依法最长 5 个工作日" in steps
    assert "acceptance_notice" not in {each.rule for each in dated(limits)}
    assert (len(received), absent) == (2, [])
