"""Upheld findings are counted per person over rolling 24 months, whatever post or department."""

from datetime import date

import pytest

from conduct import actions
from conduct.models import Sanction, SanctionPolicy
from conduct.proposing import propose_for
from conduct.queries import stands
from hall.models import Post
from hall.refusals import Refused
from tests.complaints import verbs as complaints
from tests.conduct.conftest import (
    ATTRIBUTED,
    FOUND,
    attributed,
    moved_to_market,
    own,
    post_of,
    second_inspector,
    upheld,
)
from tests.snapshot import stored
from tests.world import at


def test_once_warned_twice_off_the_post(world):
    assert own(attributed(world, upheld(world))).proposed == "warning"
    again = attributed(world, upheld(world, n=2))
    assert (own(again).proposed, own(again).occurrence) == ("standby", 2)


@pytest.mark.parametrize("result", ["not_upheld", "unverifiable"])
def test_only_upheld_findings_are_attributed(world, result):
    complaint = upheld(world, result=result)
    before = stored()
    with pytest.raises(Refused):
        attributed(world, complaint)
    assert stored() == before


def test_partly_upheld_counts_too(world):
    attributed(world, upheld(world, result="partly_upheld"))
    assert own(attributed(world, upheld(world, n=2))).occurrence == 2


def test_it_counts_across_posts_and_departments(world):
    attributed(world, upheld(world))
    moved_to_market(world, world.clerk, date(2025, 11, 1))
    later = upheld(world, n=2, when=at("2025-11-10 10:00"), about_department=world.market)
    row = attributed(world, later, when=at("2025-11-11 10:00"))
    assert (row.department, own(row).occurrence) == (world.market, 2)


@pytest.mark.parametrize(("first", "occurrence"), [("2025-02-10 10:00", 1), ("2025-02-11 10:00", 2)])
def test_the_window_rolls(world, first, occurrence):
    """Two years later to the day the first one counts no more."""
    attributed(world, upheld(world, when=at(first)), when=at(first))
    later = at("2027-02-10 11:00")
    assert own(attributed(world, upheld(world, n=2, when=later), when=later)).occurrence == occurrence


def test_a_finding_that_was_overturned_counts_no_more(world):
    complaint = upheld(world)
    first = attributed(world, complaint)
    number = complaint.case.number
    complaints.find(number=number, result="not_upheld", text="复查后不成立", by=world.complaint_officer, at=ATTRIBUTED)
    assert not stands(first)
    assert own(attributed(world, upheld(world, n=2))).occurrence == 1


def test_one_taken_back_counts_no_more(world):
    first = attributed(world, upheld(world))
    actions.take_attribution_back(key=first.key, reason="值班表有误", by=world.complaint_officer, at=ATTRIBUTED)
    assert own(attributed(world, upheld(world, n=2))).occurrence == 1


def test_one_complaint_counts_once_for_a_person(world):
    complaint = upheld(world)
    attributed(world, complaint)
    with pytest.raises(Refused):
        attributed(world, complaint)
    assert attributed(world, complaint, user=world.chief).sanctions.count() > 0


def test_proposing_twice_gives_the_same_rows(world):
    row = attributed(world, upheld(world))
    before = stored()
    propose_for(row, at=at("2025-10-20 10:00"))
    assert stored() == before


def test_the_chain_of_joint_liability(world):
    """V2: the one section chief and the one head by name, whom the hall's posts do not tell without."""
    row = attributed(world, upheld(world))
    chain = {each.link: (each.person, each.proposed) for each in row.sanctions.all()}
    assert chain == {
        "self": (world.clerk, "warning"),
        "section_head": (world.chief, "reminder_talk"),
        "deputy": (None, "reminder_talk"),
        "first_leader": (world.head, "reminder_talk"),
        "superior": (None, "reminder_talk"),
    }


def test_of_two_chiefs_the_software_names_nobody(world):
    Post.objects.create(
        user=world.market_clerk,
        role="section_chief",
        hall=world.hall,
        department=world.health,
        valid_from=date(2025, 1, 1),
    )
    row = attributed(world, upheld(world))
    assert row.sanctions.get(link="section_head").person is None


def test_the_chain_begins_above_the_liable_chief(world):
    row = attributed(world, upheld(world), user=world.chief)
    assert set(row.sanctions.values_list("link", flat=True)) == {"self", "deputy", "first_leader", "superior"}


def test_nobody_attributes_to_themselves(world):
    inspector = second_inspector(world)
    complaint = upheld(world)
    liability = actions.Liability(post=post_of(inspector), reason="值班的是本人")
    with pytest.raises(Refused):
        actions.attribute(complaint=complaint, liability=liability, by=inspector, at=ATTRIBUTED)


def test_the_policy_of_the_finding_s_day_holds(world):
    policy = {
        "ladder": "strict",
        "in_force_from": date(2025, 10, 20),
        "document": "云软环境〔2025〕3号",
        "reason": "从严治理",
    }
    actions.adopt_policy(policy=policy, by=world.inspector, at=FOUND)
    later = at("2025-10-21 10:00")
    assert own(attributed(world, upheld(world), when=later)).proposed == "warning"
    strict = own(attributed(world, upheld(world, n=2, when=later), user=world.market_clerk, when=later))
    assert (strict.proposed, strict.policy) == ("standby", SanctionPolicy.objects.get())


@pytest.mark.parametrize("day", [date(2025, 10, 13), date(2025, 10, 1), date(2027, 10, 1)])
def test_no_policy_reaches_back(world, day):
    policy = {"ladder": "strict", "in_force_from": day, "document": "云软环境〔2025〕3号", "reason": "从严治理"}
    with pytest.raises(Refused):
        actions.adopt_policy(policy=policy, by=world.inspector, at=FOUND)


def test_nothing_takes_effect_by_software_alone(world):
    attributed(world, upheld(world), high_voltage=True)
    assert set(Sanction.objects.values_list("state", "measure", "out_of_force_on")) == {("proposed", "", None)}
