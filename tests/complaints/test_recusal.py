"""Who is off a case, or whom it is about, sees nothing of it: no page, list, count, board, API or search."""

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.models import Case
from cases.reconcile.ledger import check
from cases.sight import who
from complaints.models import Recusal
from config.reconciling import ROOMS
from hall.models import Post, User
from hall.permissions import Permission
from hall.roles import Role
from oversight import tally
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.world import at

MORNING = at("2025-09-30 10:00")
WHY = "被反映的人是我的妹妹。"


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def second(world) -> User:
    """Another complaint officer."""
    user = User.objects.create_user("complaints2", display_name="受理员乙")
    Post.objects.create(
        user=user, role=Role.COMPLAINT_OFFICER, hall=world.hall, valid_from=at("2025-01-01 08:00").date()
    )
    return user


def recuse(world, number, *, person=None, by=None, why="interest") -> Recusal:
    officer = world.complaint_officer
    return actions.recuse(number=number, person=person or officer, by=by or officer, at=MORNING, why=why, reason=WHY)


def accepted(world) -> Case:
    case = filed(world, when=MORNING).complaint.case
    actions.accept(number=case.number, by=world.complaint_officer, at=MORNING)
    return case


PEOPLE = {
    "complaint_officer": ["/centre/?tab=all", "/oversight/", "/oversight/cases/?state=every", "/api/v1/complaints/", "/api/v1/board/"],
    "inspector": ["/centre/?tab=all", "/oversight/", "/oversight/cases/?state=every", "/api/v1/complaints/", "/api/v1/board/"],
    "office": ["/oversight/", "/oversight/cases/?state=every", "/api/v1/board/"],
}  # fmt: skip


def pages(client, addresses) -> list[str]:
    import re

    return [re.sub(r'value="\w{64}"|"counted_at": ?"[^"]+"', "", client.get(url).content.decode()) for url in addresses]


@pytest.mark.parametrize("name", PEOPLE)
def test_lists_and_figures_are_those_of_before_the_case(world, second, signed_in, name):
    """Not a changed count, not a gap: what the person reads is what they read before there was such a case."""
    person = getattr(world, name)
    client = signed_in(person)
    before = pages(client, PEOPLE[name])
    with transaction.atomic():
        number = filed(world, when=MORNING).complaint.case.number
        assert pages(client, PEOPLE[name]) != before
        recuse(world, number, person=person, by=world.inspector if person != world.inspector else person)
        after = pages(client, PEOPLE[name])
        transaction.set_rollback(True)
    assert after == before


def test_what_was_told_of_it_before_is_gone_too(world, second, signed_in):
    """A letter about the case names its number; its count stands on every page."""
    case = accepted(world)
    actions.change_owner(number=case.number, to=second, reason="由乙接着办。", by=world.complaint_officer, at=MORNING)
    client = signed_in(second)
    assert case.number in client.get("/letters/").content.decode()
    recuse(world, case.number, person=second, by=world.inspector)
    page = client.get("/letters/").content.decode()
    assert case.number not in page
    assert "消息<span" not in page


@pytest.mark.parametrize("name", ["centre-case", "centre-accept", "centre-identity", "centre-recuse"])
def test_pages_of_the_case_are_gone(world, signed_in, name):
    number = filed(world, when=MORNING).complaint.case.number
    client = signed_in(world.complaint_officer)
    assert client.get(reverse(name, args=[number])).status_code == 200
    recuse(world, number)
    assert client.get(reverse(name, args=[number])).status_code == 404
    assert client.get(f"/api/v1/complaints/{number}/").status_code == 404
    assert client.get(f"/api/v1/cases/{number}/history/").status_code == 404


def test_who_recuses_themselves_is_led_to_the_list(world, signed_in):
    number = filed(world, when=MORNING).complaint.case.number
    fields = {"person": str(world.complaint_officer.pk), "why": "interest", "reason": WHY, "version": ""}
    answer = signed_in(world.complaint_officer).post(reverse("centre-recuse", args=[number]), fields)
    assert answer["Location"] == "/centre/"
    assert Recusal.objects.get().reason == WHY


def test_the_next_officer_takes_over(world, second):
    case = accepted(world)
    recuse(world, case.number)
    case.refresh_from_db()
    assert (case.owner, {clock.owner for clock in case.deadlines.running()}) == (None, {None})
    assert who(Permission.COMPLAINT_HANDLE, case, at=MORNING) == [second]
    actions.change_owner(number=case.number, to=second, reason="原首办责任人回避，由我接办。", by=second, at=MORNING)
    assert list(check(ROOMS, at=MORNING).findings) == []


def test_the_only_officer_leaves_a_case_that_is_warned_of(world, signed_in):
    case = accepted(world)
    recuse(world, case.number)
    assert "没有人能受理、答复" in signed_in(world.inspector).get("/centre/").content.decode()


REFUSED = [
    ("an officer takes another one off for an interest", {"person": "inspector"}),
    ("somebody is off already", {"person": "complaint_officer", "twice": True}),
]


@pytest.mark.parametrize(("case", "how"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_and_nothing_changed(world, second, case, how):
    number = filed(world, when=MORNING).complaint.case.number
    if how.get("twice"):
        recuse(world, number, by=world.inspector)
    before = list(Case.objects.values_list("kept_from", "version"))
    with pytest.raises(actions.CannotRecuse):
        recuse(world, number, person=getattr(world, how["person"]), by=second)
    assert list(Case.objects.values_list("kept_from", "version")) == before


def test_an_officer_may_record_whom_it_is_about(world, second):
    number = filed(world, when=MORNING).complaint.case.number
    recuse(world, number, person=world.inspector, by=second, why="about")
    assert not Case.objects.allowed(world.inspector, Permission.COMPLAINT_VIEW, on=MORNING.date()).exists()


def test_nobody_is_let_back(world):
    number = filed(world, when=MORNING).complaint.case.number
    recuse(world, number)
    with pytest.raises(DatabaseError, match="nobody_is_let_back"), transaction.atomic():
        Case.objects.filter(number=number).update(kept_from=[])


def test_the_board_keeps_its_figures_apart(world, second):
    number = filed(world, when=MORNING).complaint.case.number
    recuse(world, number)
    tally.keep(at=MORNING, anew=True)
    from hall.access import access_of

    def centre(person) -> int:
        grant = access_of(person, on=MORNING.date()).grant(Permission.BOARD_VIEW)
        return tally.tally(grant, at=MORNING).of(None).sum("green")

    assert (centre(world.complaint_officer), centre(second)) == (0, 1)
