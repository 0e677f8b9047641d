"""What is proposed for whom, as tables."""

import pytest

from conduct.high_voltage import is_high_voltage
from conduct.ladders import CHAIN, MEASURES, OF_THE_CHAIN, SCALES, STEPS, Weight, measure_of_link, own_measure

NOTHING, HIGH, SELF_REPORTED, CONCEALED = (
    Weight(),
    Weight(high_voltage=True),
    Weight(self_reported=True),
    Weight(concealed=True),
)


@pytest.mark.parametrize(
    ("ladder", "standing", "occurrence", "weight", "measure"),
    [
        ("default", "staff", 1, NOTHING, "警告"),  # C10
        ("default", "staff", 2, NOTHING, "待岗"),
        ("default", "staff", 3, NOTHING, "待岗"),
        ("default", "leader", 1, NOTHING, "警告"),
        ("default", "leader", 2, NOTHING, "待岗"),
        ("strict", "leader", 1, NOTHING, "警告"),  # Dc-39
        ("strict", "leader", 2, NOTHING, "免职"),
        ("strict", "staff", 1, NOTHING, "待岗"),
        ("strict", "staff", 2, NOTHING, "记录辞退"),
        ("strict", "staff", 5, NOTHING, "记录辞退"),
        ("default", "leader", 1, HIGH, "免职"),  # at once, whatever the ladder
        ("default", "staff", 1, HIGH, "先离岗"),
        ("strict", "staff", 2, HIGH, "先离岗"),
        ("default", "staff", 1, Weight(high_voltage=True, self_reported=True), "先离岗"),
        ("default", "staff", 1, SELF_REPORTED, "诫勉谈话"),  # B-33: lighter
        ("default", "staff", 2, SELF_REPORTED, "警告"),
        ("strict", "leader", 2, SELF_REPORTED, "待岗"),
        ("default", "staff", 1, CONCEALED, "待岗"),  # C12: heavier
        ("default", "leader", 2, CONCEALED, "免职"),
        ("strict", "staff", 2, CONCEALED, "记录辞退"),  # there is nothing heavier
    ],
)
def test_own_measure(ladder, standing, occurrence, weight, measure):
    code = own_measure(ladder=ladder, standing=standing, occurrence=occurrence, weight=weight)
    assert MEASURES[code] == measure


@pytest.mark.parametrize(
    ("link", "occurrence", "weight", "measure"),
    [
        ("section_head", 1, NOTHING, "提醒谈话"),
        ("section_head", 2, NOTHING, "诫勉谈话"),
        ("first_leader", 2, NOTHING, "约谈"),
        ("first_leader", 2, SELF_REPORTED, "提醒谈话"),
        ("first_leader", 1, CONCEALED, "诫勉谈话"),  # C12: hiding a case is the leader's
        ("superior", 1, HIGH, "约谈"),
    ],
)
def test_measure_of_the_chain(link, occurrence, weight, measure):
    assert MEASURES[measure_of_link(link, occurrence=occurrence, weight=weight)] == measure


def test_each_step_stands_on_its_scale():
    assert all(
        step in SCALES[standing] for steps in STEPS.values() for standing, pair in steps.items() for step in pair
    )
    assert set(OF_THE_CHAIN) == set(CHAIN)


@pytest.mark.parametrize(
    ("category", "line", "touches"),
    [
        ("arbitrary_fines", None, True),
        ("arbitrary_checks", None, True),
        ("attitude", None, False),
        ("attitude", 9, True),  # noted when it came in
        ("other", None, False),
    ],
)
def test_what_touches_a_high_voltage_line(category, line, touches):
    assert is_high_voltage(category, line) is touches
