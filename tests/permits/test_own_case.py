"""Whoever has registered a case, or answers or answered for it, does not stop, lengthen or end its clocks alone (decision 132)."""

from datetime import date
from typing import Any

import pytest

from cases.events import actor_words
from cases.models import Case, Letter
from cases.quiet import nothing_leaves
from hall.models import Absence, Post
from hall.refusals import Refused
from hall.roles import Role
from permits.acts import ACTS
from permits.states import BY_ANOTHER
from tests.permits import verbs as actions
from tests.permits.desk import NOW, desk, url
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import World, at, person

__all__ = ["desk"]
LATER = at("2025-09-30 11:00")
REMEDIES = "六十日内向区人民政府申请行政复议"
FIELDS: dict[str, dict[str, Any]] = {
    "void": {"ground": "trial", "reason": "登记有误，重新登记"},
    "terminate": {"ground": "force_majeure", "reason": "受灾停工", "remedies": REMEDIES},
    "suspend": {"ground": "testing", "notice_number": "特告1号", "declared_days": 2},
}


def registered_by(world: World, who: str, *, accept: bool = True) -> Case:
    case = world.register(when=NOW, by=getattr(world, who)).application.case
    if accept:
        actions.accept(number=case.number, by=world.clerk, at=NOW)
    return case


def of_the_chief(world: World) -> Case:
    return registered_by(world, "chief")


def given_to_the_chief(world: World) -> Case:
    case = registered_by(world, "clerk")
    actions.change_owner(number=case.number, to=world.chief, reason="由科长接着办", by=world.clerk, at=NOW)
    return case


def given_away_by_the_chief(world: World) -> Case:
    case = of_the_chief(world)
    actions.change_owner(number=case.number, to=world.clerk, reason="由窗口接着办", by=world.chief, at=NOW)
    return case


def was_the_chiefs_for_a_while(world: World) -> Case:
    case = given_to_the_chief(world)
    actions.change_owner(number=case.number, to=world.clerk, reason="由窗口接着办", by=world.chief, at=NOW)
    return case


PARTS = [of_the_chief, given_to_the_chief, given_away_by_the_chief, was_the_chiefs_for_a_while]


@pytest.mark.parametrize("part", PARTS)
def test_another_one_approves(world, part):
    case = part(world)
    with Rows() as rows:
        for act, fields in FIELDS.items():
            with rows.row(act):
                before = stored()
                with pytest.raises(Refused, match=r"由钱局（部门负责人）批准"):
                    getattr(actions, act)(number=case.number, by=world.chief, at=LATER, **fields)
                assert stored() == before
                getattr(actions, act)(number=case.number, by=world.head, at=LATER, **fields)
                assert "alone" not in case.events.get(verb=act).facts
    assert not Letter.objects.filter(template="approved_alone").exists()


def test_whoever_had_no_part_in_it_approves(world):
    case = registered_by(world, "clerk")
    actions.void(number=case.number, by=world.chief, at=LATER, **FIELDS["void"])


def test_another_chief_is_named_and_may(world):
    second = person(world.hall, "sun2", "孙科", Role.SECTION_CHIEF, department=world.health)
    case = of_the_chief(world)
    with pytest.raises(Refused, match="由钱局（部门负责人）或孙科（审批科长）批准"):
        actions.void(number=case.number, by=world.chief, at=LATER, **FIELDS["void"])
    actions.void(number=case.number, by=second, at=LATER, **FIELDS["void"])


def no_head(world: World) -> None:
    Post.objects.filter(user=world.head).update(valid_to=date(2025, 9, 1))


def head_away_and_the_chief_stands_in(world: World) -> None:
    absence = {"valid_from": date(2025, 9, 29), "valid_to": date(2025, 10, 9), "reason": "出差"}
    Absence.objects.create(post=Post.objects.get(user=world.head), deputy=world.chief, **absence)


@pytest.mark.parametrize("nobody", [no_head, head_away_and_the_chief_stands_in])
def test_alone_it_is_said_and_the_office_hears_of_it(world, nobody):
    nobody(world)
    case = of_the_chief(world)
    actions.void(number=case.number, by=world.chief, at=LATER, **FIELDS["void"])
    event = case.events.get(verb="void")
    assert event.facts["alone"] is True
    assert actor_words(event) == "赵科（本人经手的件，没有其他批准人）"
    letter = Letter.objects.get(template="approved_alone")
    assert (letter.recipient, letter.facts["who"], letter.facts["step"]) == (world.office, "赵科", "作废")


def test_a_ledger_tells_of_who_approved(world):
    case = of_the_chief(world)
    with nothing_leaves():
        actions.void(number=case.number, by=world.chief, at=LATER, **FIELDS["void"])
    assert "alone" not in case.events.get(verb="void").facts


def test_every_door_says_the_same(desk, client):
    case = of_the_chief(desk)
    for who, there in (("chief", False), ("head", True)):
        client.force_login(getattr(desk, who))
        acts = client.get(f"/api/v1/applications/{case.number}/").json()["acts"]
        assert {name for name in FIELDS if name in acts} == (set(FIELDS) if there else set())
        assert ("由钱局" in client.get(url("void", case)).content.decode()) is not there
    client.force_login(desk.chief)
    assert "propose" in client.get(f"/api/v1/applications/{case.number}/").json()["acts"]
    answer = client.post(f"/api/v1/applications/{case.number}/void/", FIELDS["void"], content_type="application/json")
    assert (answer.status_code, "由钱局（部门负责人）批准" in str(answer.json())) == (409, True)


def test_the_list_is_of_acts_that_somebody_approves():
    assert set(BY_ANOTHER) <= {act.name for act in ACTS}
