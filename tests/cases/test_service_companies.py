"""Power, water, gas (Q8): late they show on the board as anybody, and no card is issued; decision 112."""

import pytest

from cases.events import ENGINE
from cases.letters import letter_lines, letters_for
from cases.models import Card, Deadline, Letter
from cases.reconcile import ledger
from cases.rules import SERVICE_COMPANY, Lamp
from complaints.leads import keep_leads
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.access import Grant, access_of
from oversight.queries import board
from permits.visits import Why
from tests.permits import verbs as permits
from tests.world import at

LATE = at("2025-12-05 10:00")


@pytest.fixture
def company(world):
    world.health.is_service_company = True
    world.health.save(update_fields=["is_service_company"])
    return world


@pytest.fixture
def case(company):
    return company.accepted(when=at("2025-11-03 10:00")).case


def differences(when) -> list[str]:
    return [finding.words for finding in ledger.check(ROOMS, at=when).findings]


def test_late_it_is_red_on_the_board_without_card(company, case):
    pass_time(at=LATE)
    assert dict(Deadline.objects.filter(met_at=None).values_list("rule", "lamp")) == {
        "promise": Lamp.RED, "statutory": Lamp.DEEP_RED,
    }  # fmt: skip
    assert not Card.objects.exists()
    figures = board(Grant(everywhere=True), LATE).figures
    assert (figures.deep_red, figures.overdue) == (1, 1)
    assert differences(LATE) == []


def test_who_answers_for_it_is_told_that_it_informs(company, case):
    pass_time(at=LATE)
    breached = case.events.filter(verb="breached")
    assert [line.facts["informs"] for line in breached] == [True, True]
    assert all(SERVICE_COMPANY in ENGINE["breached"].applicant(line.facts)[1] for line in breached)
    assert all(SERVICE_COMPANY in ENGINE["breached"].staff(line.facts) for line in breached)
    mine = letters_for(company.head, at=LATE, on=LATE.date()).filter(template="breached")
    lines = letter_lines(mine, access=access_of(company.head, on=LATE.date()))
    assert [SERVICE_COMPANY in line.words and "黄牌，尽快" not in line.words for line in lines] == [True, True]


def test_what_is_not_about_time_raises_none_either(company, case):
    for cause in ("", "window"):
        permits.visit(
            number=case.number, window=company.health_window, purpose="other", why=Why(cause), by=company.clerk,
            at=at("2025-11-04 10:00"),
        )  # fmt: skip
    assert case.application.visits.get(counted_as=3).cause == "window"
    assert not Card.objects.exists()
    assert keep_leads(at=LATE) == 0
    assert differences(at("2025-11-04 10:05")) == []


def test_a_card_of_before_stands(world):
    case = world.accepted(when=at("2025-11-03 10:00")).case
    pass_time(at=at("2025-11-06 17:00:01"))
    world.health.is_service_company = True
    world.health.save(update_fields=["is_service_company"])
    assert Card.objects.get().case_id == case.pk
    assert differences(at("2025-11-06 17:05")) == []
    assert not Letter.objects.filter(template="withdrawn").exists()


def test_another_department_has_its_cards_as_before(company):
    company.register(
        when=at("2025-11-03 10:00"), item=company.market_item, window=company.market_window, by=company.market_clerk,
        materials=[1],
    )  # fmt: skip
    pass_time(at=at("2025-11-10 17:00:01"))
    assert set(Card.objects.values_list("department", flat=True)) == {company.market.pk}
