"""Where a matter goes: corruption to the inspector's side, what is not ours elsewhere, each on the track that fits it."""

from datetime import date

import pytest

from cases.models import Card, Case, Deadline
from cases.reconcile import ledger
from cases.reconcile.kinds import Kind
from complaints.actions.hotline import record_withdrawal
from complaints.exclusions import EXCLUSIONS
from complaints.models import Complaint
from complaints.queries import opened, reporters, suggested_grade
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.refusals import Refused
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.complaints.test_handling import Matter
from tests.complaints.test_intake import taken_in
from tests.world import at

CORRUPTION = {"kind": "report", "category": "corruption"}
PASSED = "corruption_passed"


def test_corruption_is_passed_within_a_day_and_nothing_else_done(world, signed_in):
    matter = Matter(world, "2025-11-07 16:00", about_department=world.health, **CORRUPTION)
    assert matter.clock(PASSED).due_at == at("2025-11-10 17:00"), "filed on a Friday"
    matter.holds("2025-11-07 16:30")
    refused = [
        ("accept", {}),
        ("decline", {"reason": "不属于受理范围，可以找街道"}),
        ("transfer_out", {"document": "云软环转〔2025〕1号", "days": 7, "exclusion": "unrelated"}),
        ("join", {"leading": filed(world, when=at("2025-11-07 16:00"), n=2).complaint.case.number}),
    ]
    for verb, fields in refused:
        with pytest.raises(Refused, match="先移交纪检监察"):
            matter("2025-11-10 09:00", verb, **fields)
    record_withdrawal(case=matter.case, reason="来件人不追究了", idem="w" * 32, at=at("2025-11-10 09:00"))
    with pytest.raises(Refused, match="先移交纪检监察"):
        matter("2025-11-10 09:30", "close_withdrawn", reason="来件人说不追究了，电话核实过")
    page = signed_in(world.complaint_officer).get(f"/centre/{matter.number}/").content.decode()
    assert "移交纪检监察" in page
    assert f"/centre/{matter.number}/accept/" not in page
    matter("2025-11-10 16:00", "pass_to_inspector", reason="反映收受财物")
    assert [clock.verdict for clock in Deadline.objects.filter(case=matter.case, rule=PASSED)] == ["on_time"]
    matter("2025-11-10 16:30", "accept", by=world.inspector)
    matter.holds("2025-11-10 16:30")


def test_corruption_left_lying_is_late_and_has_its_card(world):
    """Also typed in; about the centre it is the inspector's from the first moment, and no clock waits for that."""
    taken_in(world, n=3, when=at("2025-11-03 10:00"), origin={"came_on": date(2025, 11, 3)}, **CORRUPTION)
    filed(world, when=at("2025-11-03 10:00"), n=4, about_centre=True, **CORRUPTION)
    [clock] = Deadline.objects.filter(rule=PASSED)
    pass_time(at=at("2025-11-05 09:00"))
    assert list(Card.objects.filter(deadline=clock).values_list("level", flat=True)) == ["yellow"]
    matter = Matter(world, "2025-11-05 10:00", n=5, **CORRUPTION)
    matter.holds("2025-11-05 11:00")
    matter.case.deadlines.filter(rule=PASSED).delete()
    [missing] = ledger.check(ROOMS, at=at("2025-11-05 11:00")).findings
    assert (missing.difference.kind, missing.difference.rule) == (Kind.NOT_RUNNING, PASSED)


@pytest.mark.parametrize("code", EXCLUSIONS)
def test_what_is_not_ours_is_chosen_and_told(world, code):
    matter = Matter(world, "2025-11-03 10:00", category="other")
    matter("2025-11-03 11:00", "decline", exclusion=code)
    words = Complaint.objects.get(case=matter.case).declined_because
    assert EXCLUSIONS[code].where in words
    assert matter.case.events.get(verb="decline").facts["exclusion"] == code


def test_a_transfer_knows_to_whom_and_how_long(world, signed_in):
    browser = signed_in(world.complaint_officer)
    matter = Matter(world, "2025-11-03 10:00", category="other")
    page = browser.get(f"/centre/{matter.number}/transfer_out/").content.decode()
    assert "转市场监督管理部门（12315），7 个工作日内答复" in page
    with pytest.raises(Refused) as without_days:  # no law says how long the police may take
        matter("2025-11-03 11:00", "transfer_out", document="云软环转〔2025〕1号", exclusion="criminal")
    assert without_days.value.field == "days"
    step = matter("2025-11-03 11:00", "transfer_out", document="云软环转〔2025〕1号", exclusion="consumer")
    assert (step.person, step.days) == ("市场监督管理部门（12315）", 7)
    words = Complaint.objects.get(case=matter.case).declined_because
    assert words.endswith("已转市场监督管理部门（12315）（云软环转〔2025〕1号），由其在 7 个工作日内答复。")
    matter.holds("2025-11-03 11:00")
    for fields in ({"exclusion": "none"}, {}):
        with pytest.raises(Refused):
            Matter(world, "2025-11-03 10:00", n=2)("2025-11-03 11:00", "decline", **fields)


TRACKS = [
    ("a plain complaint", {}, "general"),
    ("one of the four harassments", {"category": "arbitrary_fines"}, "fast"),
    ("an enquiry", {"kind": "enquiry"}, "enquiry"),
    ("an enquiry about a harassment", {"kind": "enquiry", "category": "arbitrary_checks"}, "enquiry"),
]


def test_each_matter_is_offered_its_track(world, signed_in):
    browser = signed_in(world.complaint_officer)
    for n, (sentence, fields, grade) in enumerate(TRACKS, 1):
        case = filed(world, when=at("2025-11-03 10:00"), n=n, **fields).complaint.case
        assert suggested_grade(opened(case)) == grade, sentence
        page = browser.get(f"/centre/{case.number}/accept/").content.decode()
        assert f'value="{grade}" id' in page.split("checked")[0].rpartition("<input")[2], sentence


def test_nobody_off_a_case_answers_for_its_department(world):
    """As the list of what is assigned leaves it out, so do the letters and the question whether anybody could answer."""
    case = filed(world, when=at("2025-11-03 10:00")).complaint.case
    assert world.head in reporters(world.health, case, at=at("2025-11-03 11:00"))
    actions.recuse(
        number=case.number, person=world.head, why="about", reason="反映的就是这个人",
        by=world.complaint_officer, at=at("2025-11-03 11:00"),
    )  # fmt: skip
    assert world.head not in reporters(world.health, Case.objects.get(pk=case.pk), at=at("2025-11-03 12:00"))


def test_what_a_unit_said_itself_is_marked(world, signed_in):
    browser = signed_in(world.complaint_officer)
    case = taken_in(world, when=at("2025-11-03 10:00"), origin={"is_self_reported": True, "line": 4}).complaint.case
    assert "办事效率，主动报告，高压线" in browser.get("/centre/?tab=all").content.decode()
    actions.accept(number=case.number, by=world.complaint_officer, at=at("2025-11-03 11:00"))
    page = browser.get(f"/centre/{case.number}/find/").content.decode()
    ticked = page[page.index('name="self_reported"') :].partition(">")[0]
    assert "checked" in ticked
