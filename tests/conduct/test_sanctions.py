"""From the proposal to its end: who decides, when it is in force, appeal and ruling."""

from datetime import date

import pytest

from conduct import actions
from conduct.queries import is_in_force
from hall.refusals import Refused
from tests.complaints import verbs as complaints
from tests.conduct.conftest import (
    ATTRIBUTED,
    SERVED,
    SETTLED,
    attributed,
    own,
    ruling,
    second_inspector,
    served,
    upheld,
)
from tests.snapshot import stored
from tests.world import at


@pytest.fixture
def proposed(world):
    return own(attributed(world, upheld(world)))


@pytest.mark.parametrize(
    ("case", "changes", "measure"),
    [
        ("as proposed", {}, "warning"),
        ("another measure with its reason", {"result": "changed", "measure": "admonition_talk"}, "admonition_talk"),
    ],
)
def test_decided(world, proposed, case, changes, measure):
    row = actions.settle(key=proposed.key, ruling=ruling(**changes), by=world.inspector, at=SETTLED)
    assert (row.state, row.measure, row.settled_by) == ("sanction_decided", measure, world.inspector)
    assert not is_in_force(row, on=date(2025, 10, 20)), "not before it is served"


def test_dropped_with_a_reason(world, proposed):
    dropped = ruling(result="nothing", number="", authority="", reason="已经另案处理")
    row = actions.settle(key=proposed.key, ruling=dropped, by=world.inspector, at=SETTLED)
    assert (row.state, row.measure) == ("dropped", "")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("number", {"number": ""}),
        ("number", {"number": "第号"}),
        ("authority", {"authority": " "}),
        ("reason", {"reason": "."}),
        ("reason", {"result": "nothing", "number": "", "authority": "", "reason": "x"}),
        ("measure", {"result": "changed", "measure": ""}),
        ("measure", {"result": "changed", "measure": "warning"}),
    ],
)
def test_what_a_decision_lacks(world, proposed, field, changes):
    before = stored()
    with pytest.raises(Refused) as refusal:
        actions.settle(key=proposed.key, ruling=ruling(**changes), by=world.inspector, at=SETTLED)
    assert refusal.value.field == field
    assert stored() == before


def test_a_place_without_account_is_named_by_who_decides(world, proposed):
    superior = proposed.attribution.sanctions.get(link="superior")
    with pytest.raises(Refused):
        actions.settle(key=superior.key, ruling=ruling(), by=world.inspector, at=SETTLED)
    named = ruling(addressee="李副区长")
    row = actions.settle(key=superior.key, ruling=named, by=world.inspector, at=SETTLED)
    assert row.whose == "李副区长"


def test_nobody_decides_about_themselves(world):
    other = second_inspector(world)
    row = own(attributed(world, upheld(world), user=other))
    with pytest.raises(Refused):
        actions.settle(key=row.key, ruling=ruling(), by=other, at=SETTLED)


def test_decided_twice_is_refused(world, proposed):
    actions.settle(key=proposed.key, ruling=ruling(), by=world.inspector, at=SETTLED)
    with pytest.raises(Refused):
        actions.settle(key=proposed.key, ruling=ruling(), by=world.inspector, at=SETTLED)


@pytest.mark.parametrize(
    ("day", "in_force"), [(date(2025, 10, 16), True), (date(2027, 10, 15), True), (date(2027, 10, 16), False)]
)
def test_in_force_for_24_months(world, proposed, day, in_force):
    assert is_in_force(served(world, proposed), on=day) is in_force


@pytest.mark.parametrize(
    ("when", "in_time"), [("2025-11-17 17:00", True), ("2025-11-17 17:01", False), ("2025-10-16 10:05", True)]
)
def test_the_appeal_has_30_days(world, proposed, when, in_time):
    row = served(world, proposed)
    appeal = {"key": row.key, "reason": "当天不是本人值班", "by": world.clerk, "at": at(when)}
    if in_time:
        assert actions.contest(**appeal).state == "contested"
        return
    with pytest.raises(Refused):
        actions.contest(**appeal)


def test_only_the_person_appeals(world, proposed):
    row = served(world, proposed)
    with pytest.raises(Refused):
        actions.contest(key=row.key, reason="替本人申诉", by=world.chief, at=SERVED)


@pytest.mark.parametrize(("upheld_", "state"), [(True, "sanction_revoked"), (False, "confirmed")])
def test_another_person_rules(world, proposed, upheld_, state):
    row = served(world, proposed)
    actions.contest(key=row.key, reason="当天不是本人值班", by=world.clerk, at=SERVED)
    assert is_in_force(row, on=date(2025, 10, 20)), "an appeal suspends nothing"
    step = {"key": row.key, "upheld": upheld_, "reason": "核对了值班表", "at": at("2025-10-20 10:00")}
    with pytest.raises(Refused):
        actions.adjudicate(by=world.inspector, **step)
    row = actions.adjudicate(by=second_inspector(world), **step)
    assert (row.state, is_in_force(row, on=date(2025, 10, 20))) == (state, not upheld_)


def overturn(world, sanction):
    number = sanction.attribution.complaint.case.number
    complaints.find(number=number, result="not_upheld", text="复查后不成立", by=world.complaint_officer, at=ATTRIBUTED)


def test_an_overturned_finding_leads_to_no_decision(world, proposed):
    overturn(world, proposed)
    with pytest.raises(Refused):
        actions.settle(key=proposed.key, ruling=ruling(), by=world.inspector, at=SETTLED)
    dropped = ruling(result="nothing", number="", authority="", reason="结论已经改变")
    assert actions.settle(key=proposed.key, ruling=dropped, by=world.inspector, at=SETTLED).state == "dropped"


def test_what_is_decided_on_an_overturned_finding_is_called_off(world, proposed):
    actions.settle(key=proposed.key, ruling=ruling(), by=world.inspector, at=SETTLED)
    overturn(world, proposed)
    with pytest.raises(Refused):
        actions.serve_sanction(key=proposed.key, how="当面送达", by=world.inspector, at=SERVED)
    row = actions.call_off(key=proposed.key, reason="结论已经改变", by=world.inspector, at=SERVED)
    assert (row.state, row.served_at) == ("called_off", None)


def test_a_served_one_called_off_is_out_of_force(world, proposed):
    row = served(world, proposed)
    row = actions.call_off(key=row.key, reason="结论已经改变", by=world.inspector, at=SERVED)
    assert not is_in_force(row, on=date(2025, 10, 20))


def test_an_attribution_with_a_decision_is_not_taken_back(world, proposed):
    actions.settle(key=proposed.key, ruling=ruling(), by=world.inspector, at=SETTLED)
    back = {"key": proposed.attribution.key, "reason": "值班表有误", "by": world.complaint_officer, "at": SETTLED}
    with pytest.raises(Refused):
        actions.take_attribution_back(**back)
