"""Acceptance that the law deems given (行政许可法 art. 32(4), rules A5): backwards, at once, whoever notices it first."""

import pytest

from cases import history
from cases.models import Card, Case, Deadline
from cases.rules import Lamp
from config.passing import pass_time
from hall.flow import NotNow
from permits.models import Application
from permits.states import ACCEPTED, CORRECTION_REQUESTED, SUBMITTED
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import at

RECEIVED, LATE = "2025-04-25 10:00", "2025-05-06 17:00:01"  # scenario 11


@pytest.fixture
def waiting(world) -> Case:
    """A paper is missing, and nobody has said so."""
    return world.register(when=at(RECEIVED), materials=[1]).application.case


def clocks() -> dict[str, tuple]:
    return {each.rule: (each.started_at, each.due_at, each.verdict) for each in Deadline.objects.all()}


EXPECTED = {
    "acceptance_notice": (at(RECEIVED), at("2025-05-06 17:00"), "late"),
    "promise": (at(RECEIVED), at("2025-04-29 17:00"), ""),
    "statutory": (at(RECEIVED), at("2025-05-27 17:00"), ""),
}


def test_11_nothing_is_deemed_before_the_fifth_day_closes(world, waiting):
    pass_time(at=at("2025-05-06 17:00"))
    waiting.refresh_from_db()
    assert waiting.state == SUBMITTED
    assert not Card.objects.exists()


@pytest.mark.parametrize("when", [LATE, "2025-05-07 09:00", "2025-05-26 10:00"])
def test_11_without_notice_it_is_accepted_from_receipt(world, waiting, when):
    """A day late or three weeks: the facts are those of the instant of the breach."""
    pass_time(at=at(when))
    application = Application.objects.get(case=waiting)
    assert (application.deemed_accepted, application.accepted_at) == (True, at(RECEIVED))
    assert application.case.state == ACCEPTED
    assert clocks() == EXPECTED
    notice, promise = Deadline.objects.get(rule="acceptance_notice"), Deadline.objects.get(rule="promise")
    assert (notice.met_at, notice.late_by_minutes) == (at(LATE), 1)
    assert promise.lamp == Lamp.RED  # its three days ended before anybody knew that they ran (A5)
    cards = list(Card.objects.order_by("breached_at").values_list("rule", "level", "breached_at"))
    assert cards == [
        ("promise", "yellow", at("2025-04-29 17:00")),
        ("acceptance_notice", "red", at("2025-05-06 17:00")),
    ]
    assert list(history.verify()) == []


def test_running_it_again_changes_nothing(world, waiting):
    pass_time(at=at(LATE))
    before = stored()
    pass_time(at=at("2025-05-06 17:05"))
    after = stored()
    del before["cases_heartbeat"], after["cases_heartbeat"]
    assert after == before


def test_a_notice_one_second_too_late_finds_the_application_accepted(world, waiting):
    """The act comes before any sweep: the law was there first, and the act is refused with the state as it is."""
    before = stored()
    with pytest.raises(NotNow, match="受理（审查中）"):
        permits.notify(number=waiting.number, missing={2: "", 3: ""}, by=world.clerk, at=at(LATE))
    assert stored() == before
    permits.notify(number=waiting.number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-05-06 17:00"))
    waiting.refresh_from_db()
    assert waiting.state == CORRECTION_REQUESTED
    pass_time(at=at("2025-06-30 10:00"))
    assert not Application.objects.get(case=waiting).deemed_accepted


def test_an_act_after_the_limit_follows_the_deemed_acceptance(world, waiting):
    permits.decide(
        number=waiting.number, result="refuse", reason="材料不全", remedies="六十日内申请复议", by=world.chief,
        at=at("2025-05-07 10:00"),
    )  # fmt: skip
    verbs = list(waiting.events.values_list("verb", flat=True))
    assert verbs == ["register", "breached", "deem_accepted", "breached", "refuse"]
    assert {rule: row[2] for rule, row in clocks().items()} == {
        "acceptance_notice": "late", "promise": "late", "statutory": "on_time", "refusal_delivery": "",
    }  # fmt: skip


def test_unread_corrections_are_deemed_accepted_from_their_day(world, waiting):
    permits.notify(number=waiting.number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-04-27 10:00"))
    permits.receive(
        number=waiting.number, materials=[2, 3], by=world.clerk, at=at("2025-05-08 10:00"), window=world.health_window
    )
    pass_time(at=at("2025-05-20 10:00"))
    application = Application.objects.get(case=waiting)
    assert (application.deemed_accepted, application.accepted_at) == (True, at("2025-05-08 10:00"))


def test_a_consultation_runs_no_clock_and_is_never_deemed(world):
    case = world.register(when=at(RECEIVED), purpose="consult", materials=[]).application.case
    pass_time(at=at("2025-06-30 10:00"))
    assert not Deadline.objects.exists()
    permits.receive(
        number=case.number, materials=[1, 2, 3], by=world.clerk, at=at("2025-07-01 10:00"), window=world.health_window
    )
    started = dict.fromkeys(("acceptance_notice", "window_acceptance"), at("2025-07-01 10:00"))
    assert dict(Deadline.objects.values_list("rule", "started_at")) == started
    visits = list(case.application.visits.values_list("purpose", "counted_as"))
    assert visits == [("consult", 1), ("submit", 2)]


def test_papers_of_a_logged_visit_are_no_further_trip(world):
    case = world.register(when=at(RECEIVED), materials=[1]).application.case
    permits.notify(number=case.number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-04-25 10:30"))
    terms = {"number": case.number, "by": world.clerk, "at": at("2025-04-28 10:00"), "window": world.health_window}
    permits.visit(purpose="correct", **terms)
    permits.receive(materials=[2, 3], **{**terms, "window": None})
    assert case.application.visits.count() == 2


def test_after_deemed_acceptance_a_missing_paper_still_comes_in(world, waiting):
    """Deemed accepted is not complete: the licence waits for the paper, and the file can be completed."""
    pass_time(at=at(LATE))
    number, by = waiting.number, world.clerk
    permits.decide(number=number, result="grant", by=by, at=at("2025-05-07 09:00"))
    with pytest.raises(permits.CannotDeliver, match="还没有"):
        permits.deliver(number=number, method="collected", proof="王小明", by=by, at=at("2025-05-07 09:30"))
    terms = {"window": world.health_window, "by": by}
    permits.supplement(number=number, materials=[2], channel="mail", at=at("2025-05-07 10:00"), **terms)
    permits.supplement(number=number, materials=[3], channel="mail", at=at("2025-05-07 11:00"), **terms)
    permits.deliver(number=number, method="collected", proof="王小明", by=by, at=at("2025-05-07 14:00"))
    assert Case.objects.get(number=number).state == "delivered"
