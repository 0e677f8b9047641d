"""压案: what nobody touches for ten working days is flagged once, with its chain of responsibility."""

import pytest

from cases import history
from cases.models import Letter
from cases.reconcile import ledger
from complaints.lists import CentreLists
from complaints.models import Suppression
from complaints.queries import complaints_for
from complaints.selection import Selection
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.access import access_of
from hall.permissions import Permission
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.world import at

# ten working days after Monday the 3rd end on Monday the 17th
DAYS = [
    ("still in time at the close of the tenth day", "2025-11-17 17:00", 0),
    ("a second later it is held back", "2025-11-17 17:00:01", 1),
    ("and found so however late one looks", "2025-12-01 10:00", 1),
]


@pytest.mark.parametrize(("sentence", "when", "number"), DAYS, ids=[row[0] for row in DAYS])
def test_ten_working_days_without_an_act(world, sentence, when, number):
    filed(world, when=at("2025-11-03 10:00"))
    pass_time(at=at(when))
    assert Suppression.objects.count() == number


def test_it_names_the_chain_and_tells_office_and_inspector(world):
    number = filed(world, when=at("2025-11-03 10:00")).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 11:00"))
    for minute in (1, 2):
        pass_time(at=at(f"2025-11-17 17:0{minute}"))
    held = Suppression.objects.get()
    assert held.chain == [["首办责任人", "孙投"], ["软环境办", str(world.office)]]
    letters = Letter.objects.filter(template="suppressed")
    assert {letter.recipient for letter in letters} == {world.office, world.inspector, world.complaint_officer}
    assert number in {letter.facts["number"] for letter in letters}
    assert [each.words for each in ledger.check(ROOMS, at=at("2025-11-17 17:02")).findings] == []
    assert list(history.verify()) == []


def silent(officer, *, at) -> int:
    """How many stand in the tab of those that lie still."""
    on, grant = at.date(), access_of(officer, on=at.date()).grant(Permission.COMPLAINT_VIEW)
    cases = complaints_for(officer, Permission.COMPLAINT_VIEW, on=on)
    return CentreLists(cases, grant, officer, at=at, on=on).counts(Selection())[0]["silent"]


def test_an_act_begins_a_new_silence(world):
    number = filed(world, when=at("2025-11-03 10:00")).complaint.case.number
    pass_time(at=at("2025-11-18 09:00"))
    on = at("2025-11-18 09:00")
    assert silent(world.complaint_officer, at=on) == 1
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-18 10:00"))
    assert silent(world.complaint_officer, at=on) == 0
    pass_time(at=at("2025-12-02 17:00:01"))
    assert Suppression.objects.count() == 2


def test_people_of_the_department_are_not_written_to(world):
    filed(world, when=at("2025-11-03 10:00"), about_department=world.health)
    pass_time(at=at("2025-11-18 09:00"))
    readers = {letter.recipient for letter in Letter.objects.filter(template="suppressed")}
    assert readers
    assert not readers & {world.head, world.chief, world.clerk}


def test_a_closed_case_lies_still_without_fault(world):
    number = filed(world, when=at("2025-11-03 10:00")).complaint.case.number
    actions.decline(
        number=number, reason="属于民事纠纷，可到法院", by=world.complaint_officer, at=at("2025-11-03 11:00")
    )
    pass_time(at=at("2025-12-18 09:00"))
    assert not Suppression.objects.exists()
