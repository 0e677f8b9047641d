"""A two-visit breach by the window becomes a lead in the complaint centre: once, hidden from its department, with its clock."""

import pytest
import time_machine

from cases import history
from cases.cards import Breach, issue_card, withdraw
from cases.models import Card, Case
from cases.rules import CARD_WORDS, Rule
from complaints.acts import EVENTS
from complaints.models import Complaint
from complaints.states import LEAD_ENDED
from config.passing import pass_time
from hall.flow import NotNow
from hall.refusals import BadInput
from hall.roles import Permission
from permits.visits import Why
from tests.complaints import verbs as actions
from tests.complaints.conftest import third_trip
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import at

LATER = "2025-11-10 10:01"


@pytest.fixture
def breach(world) -> Card:
    return third_trip(world)


def test_18_the_lead_names_the_case_and_has_its_clock(world, breach):
    pass_time(at=at(LATER))
    lead = Complaint.objects.get()
    assert (lead.kind, lead.category, lead.card, lead.about_department) == (
        "lead",
        "too_many_trips",
        breach,
        world.health,
    )
    assert breach.case.number in lead.text.replace(" ", "")
    assert "第 3 次到访，窗口原因" in lead.text
    assert lead.case.deadlines.get().due_at == at("2025-11-13 17:00")
    assert list(history.verify()) == []


def test_once_however_often_time_passes(world, breach):
    for minute in range(1, 4):
        pass_time(at=at(f"2025-11-10 10:0{minute}"))
    assert Complaint.objects.count() == 1


def test_nobody_of_that_department_finds_it(world, breach):
    pass_time(at=at(LATER))
    on = at(LATER).date()
    assert not Case.objects.visible(world.head, on=on).filter(kind="complaint").exists()
    assert (
        Case.objects.allowed(world.complaint_officer, Permission.COMPLAINT_HANDLE, on=on)
        .filter(kind="complaint")
        .exists()
    )


def test_a_card_withdrawn_before_gives_none(world, breach):
    withdraw(breach, because="申诉成立", by=world.office, at=at("2025-11-10 10:00:30"))
    pass_time(at=at(LATER))
    assert not Complaint.objects.exists()


def test_a_withdrawn_card_ends_its_lead_without_a_late_centre(world, breach):
    pass_time(at=at(LATER))
    withdraw(breach, because="申诉成立", by=world.office, at=at("2025-11-13 16:59:50"))
    pass_time(at=at("2025-11-20 10:00"))  # its acceptance would have been due on the 13th at 17:00
    case = Complaint.objects.get().case
    assert (case.state, case.closed_at) == (LEAD_ENDED, at("2025-11-13 16:59:50"))
    assert case.deadlines.get().verdict == "void"
    assert not Card.objects.standing().filter(case=case).exists()
    ended = case.events.get(verb="end_lead")
    assert EVENTS["end_lead"].staff(ended.facts) == f"{CARD_WORDS[breach.level]}已撤销：申诉成立"
    assert list(history.verify()) == []
    before = stored()
    pass_time(at=at("2025-11-20 10:01"), heartbeat=False)
    assert stored() == before


def test_an_accepted_lead_ends_too_and_takes_no_more_acts(world, breach):
    pass_time(at=at(LATER))
    number, by = Complaint.objects.get().case.number, world.complaint_officer
    actions.accept(number=number, by=by, at=at("2025-11-11 09:00"))
    withdraw(breach, because="申诉成立", by=world.office, at=at("2025-11-12 09:00"))
    pass_time(at=at("2025-11-12 09:01"))
    with pytest.raises(NotNow, match="现在是“线索已撤销”"):
        actions.find(number=number, result="upheld", text="窗口漏告知", by=by, at=at("2025-11-12 09:30"))
    assert not Case.objects.get(number=number).deadlines.filter(met_at=None).exists()


def test_a_red_card_that_is_yellow_again_keeps_its_lead(world):
    case = world.register(when=at("2025-11-03 09:00"), purpose="consult", materials=[]).application.case
    first = issue_card(
        case,
        Breach(rule=Rule.NOTICE_SUPPLEMENTED, occurrence=2, cause="补充告知", window=case.window, owner=case.owner),
        at=at("2025-11-03 09:10"),
    )
    trips = (("2025-11-03 10:00", "", "consult"), ("2025-11-04 10:00", "window", "consult"))
    for when, cause, purpose in trips:
        permits.visit(
            number=case.number, window=world.health_window, purpose=purpose, why=Why(cause), by=world.clerk, at=at(when)
        )
    red = Card.objects.get(rule="two_visit")
    assert red.escalated
    pass_time(at=at("2025-11-04 10:01"))
    withdraw(first, because="申诉成立", by=world.office, at=at("2025-11-04 11:00"))
    for minute in (1, 2):
        pass_time(at=at(f"2025-11-04 11:0{minute}"))
    lead = Complaint.objects.get()
    assert (lead.card.level, lead.card.state, lead.case.state) == ("yellow", "issued", "filed")
    assert lead.case.deadlines.get().met_at is None


def test_an_applicants_own_third_trip_gives_none(world):
    case = world.register(when=at("2025-11-03 09:00"), materials=[1, 3]).application.case
    permits.notify(number=case.number, missing={2: ""}, by=world.clerk, at=at("2025-11-03 09:10"))
    for day, cause in (("06", ""), ("10", "applicant")):
        permits.visit(
            number=case.number, window=world.health_window, purpose="correct", why=Why(cause, 2 if cause else None),
            by=world.clerk, at=at(f"2025-11-{day} 10:00"),
        )  # fmt: skip
    pass_time(at=at(LATER))
    assert not Complaint.objects.exists()


def test_nobody_files_a_lead_by_hand(world):
    with pytest.raises(BadInput, match="选择列出的类型"):
        actions.file(
            filing=actions.Filing(kind="lead", category="other", text="事情的经过"),
            hall=world.hall,
            idem="k",
            at=at(LATER),
        )


def test_a_lead_is_closed_with_the_reason_for_no_answer(world, breach):
    pass_time(at=at(LATER))
    number, by = Complaint.objects.get().case.number, world.complaint_officer
    actions.accept(number=number, by=by, at=at("2025-11-11 09:00"))
    actions.find(number=number, result="upheld", text="窗口漏告知", by=by, at=at("2025-11-12 09:00"))
    actions.reply(number=number, impossible_because="系统线索，没有投诉人", by=by, at=at("2025-11-12 09:10"))
    assert actions.conclude(number=number, by=by, at=at("2025-11-12 09:20")).case.state == "complaint_closed"


@pytest.mark.parametrize("act", ["decline", "find", "reply"])
def test_the_forms_of_a_lead_speak_to_no_complainant(world, breach, signed_in, act):
    pass_time(at=at(LATER))
    number = Complaint.objects.get().case.number
    if act != "decline":
        actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-11 09:00"))
    with time_machine.travel(at("2025-11-11 10:00"), tick=False):
        page = signed_in(world.complaint_officer).get(f"/centre/{number}/{act}/").content.decode()
    assert "凭凭证码" not in page
