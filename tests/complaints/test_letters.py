"""Letters about the clocks of complaints: whoever may accept one hears of it, and of a broken one the office (decision 128)."""

import pytest

from cases.letters import letter_lines, words
from cases.models import Letter
from cases.sweep import sweep
from hall.access import access_of
from hall.models import Post
from hall.roles import Role
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.world import at

FILED = at("2025-11-03 10:00")
WARNED, BROKEN = at("2025-11-06 10:00"), at("2025-11-07 09:00")


def letters() -> set[tuple[str, str]]:
    return {(letter.template, letter.recipient.username) for letter in Letter.objects.select_related("recipient")}


@pytest.fixture
def names(world) -> tuple[str, str]:
    return world.complaint_officer.username, world.office.username


def test_an_unaccepted_one_tells_the_centre_and_the_office(world, names):
    officer, office = names
    filed(world, when=FILED)
    sweep(at=WARNED)
    assert letters() == {("warned", officer)}
    sweep(at=BROKEN)
    assert letters() == {("warned", officer), ("breached", officer), ("late_complaint", office)}
    sweep(at=BROKEN)
    assert Letter.objects.count() == 3


def test_an_accepted_one_tells_its_officer_once_and_the_office(world, names):
    officer, office = names
    number = filed(world, when=FILED).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 11:00"))
    sweep(at=at("2025-12-01 10:00"))
    assert letters() == {("breached", officer), ("late_complaint", office)}
    assert Letter.objects.count() == 2


def test_nobody_of_the_department_it_is_about_is_written_to(world, names):
    officer, office = names
    Post.objects.create(
        hall=world.hall,
        user=world.office,
        role=Role.DEPARTMENT_HEAD,
        department=world.health,
        valid_from=at("2025-01-01 08:00").date(),
    )
    filed(world, when=FILED, about_department=world.health)
    sweep(at=BROKEN)
    assert ("breached", officer) in letters()
    assert office not in {name for _template, name in letters()}


def test_each_letter_leads_its_reader_to_the_case(world, names):
    number = filed(world, when=FILED).complaint.case.number
    sweep(at=BROKEN)
    for person, place, template in (
        (world.complaint_officer, "centre", "breached"),
        (world.office, "oversight/cases", "late_complaint"),
    ):
        mine = Letter.objects.filter(recipient=person, template=template)
        [line] = letter_lines(mine, access=access_of(person, on=BROKEN.date()))
        assert line.url == f"/{place}/{number}/"
        assert "投诉受理" in words(line.letter, {})


# A grade that is longer than the ordinary one
MAJOR = {"grade": "major", "approver": "软环境办主任", "document": "投批 1 号"}
GRADES = [
    ("the ordinary one tells nobody", {}, None),
    ("a complex one", {"grade": "complex"}, ("复杂", "30")),
    ("a major one", MAJOR, ("重大", "60")),
]


@pytest.mark.parametrize(("sentence", "grade", "told"), GRADES, ids=[row[0] for row in GRADES])
def test_a_longer_limit_is_told(world, sentence, grade, told):
    number = filed(world, when=FILED).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 11:00"), **grade)
    written = list(Letter.objects.filter(template="longer_limit"))
    readers = {world.office, world.inspector} if told else set()
    assert {letter.recipient for letter in written} == readers, sentence
    for letter in written:
        [line] = letter_lines([letter], access=access_of(letter.recipient, on=FILED.date()))
        assert line.number.replace(" ", "") == number
        assert f"定为“{told[0]}”：{told[1]} 日内要有核查结论（一般的 15 日），由孙投受理" in line.words
        assert letter.facts.keys() == {"number", "step", "who", "days", "usual"}, "nothing of what it is about"


def test_a_longer_limit_is_not_told_to_its_department(world):
    Post.objects.create(
        hall=world.hall,
        user=world.office,
        role=Role.DEPARTMENT_HEAD,
        department=world.health,
        valid_from=at("2025-01-01 08:00").date(),
    )
    number = filed(world, when=FILED, about_department=world.health).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 11:00"), **MAJOR)
    assert [letter.recipient for letter in Letter.objects.filter(template="longer_limit")] == [world.inspector]
