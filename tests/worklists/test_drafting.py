"""Whatever an officer writes at length is kept while it is written, in each room, for its writer only."""

import pytest
import time_machine

from cases import cards
from cases.models import Card
from cases.sweep import sweep
from enquiries import actions as enquiries
from enquiries.models import Enquiry
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.snapshot import stored
from tests.world import at
from worklists.models import Draft

NOW = at("2025-11-10 10:00")
UNFINISHED = "写到一半，还要核对"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def complaint(world) -> str:
    number = filed(world, when=at("2025-11-06 10:00")).complaint.case.number
    complaints.accept(number=number, by=world.complaint_officer, at=at("2025-11-06 11:00"))
    return number


def enquiry(world) -> str:
    note = enquiries.ask(
        question=enquiries.Question("要带什么？", "counter"), window=world.health_window, idem="asked", by=world.clerk,
        at=at("2025-11-10 09:00"),
    )  # fmt: skip
    return note.enquiry.case.number


def card(world, *, appealed: bool = False) -> int:
    world.accepted(when=at("2025-11-03 09:00"))
    sweep(at=at("2025-11-06 17:00:01"))
    pk = Card.objects.get().pk
    if appealed:
        cards.appeal(card=pk, reason="系统停用", by=world.head, at=at("2025-11-10 09:00"))
    return pk


def besides_drafts() -> dict:
    return {table: rows for table, rows in stored().items() if table != Draft._meta.db_table}


# who writes, where its drafts are kept, the form, the long field, and what sends it
FORMS = {
    "finding": ("complaint_officer", "/centre/", lambda w: f"/centre/{complaint(w)}/find/", "text", {"result": "upheld"}),
    "reply": ("complaint_officer", "/centre/", lambda w: f"/centre/{complaint(w)}/reply/", "text", {}),
    "answer": ("clerk", "/desk/", lambda w: f"/desk/enquiries/{enquiry(w)}/answer/", "text", {}),
    "explanation": ("head", "/oversight/", lambda w: f"/oversight/cards/{card(w)}/explain/", "reason", {}),
    "appeal": ("head", "/oversight/", lambda w: f"/oversight/cards/{card(w)}/appeal/", "reason", {}),
    "ruling": ("office", "/oversight/", lambda w: f"/oversight/cards/{card(w, appealed=True)}/ruling/", "reason", {"upheld": "no"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_an_unfinished_text_comes_back_and_goes_when_sent(world, client, name):
    who, room, made, field, rest = FORMS[name]
    place = made(world)
    client.force_login(getattr(world, who))
    before = besides_drafts()
    page = client.get(place).content.decode()
    assert f'data-draft="{room}drafts/?for=' in page
    assert "存草稿" in page
    answer = client.post(f"{room}drafts/?for={place}", {field: UNFINISHED, "version": "1"}, HTTP_X_DRAFT="1")
    assert answer.content.decode() == "草稿已存 10:00"
    assert besides_drafts() == before
    draft = Draft.objects.get()
    assert draft.owner == getattr(world, who)
    assert "存过草稿" in client.get(place).content.decode()
    assert draft.title in client.get(f"{room}drafts/").content.decode()
    form = client.get(f"{place}?draft={draft.pk}").context["form"]
    assert form[field].value() == UNFINISHED
    sent = client.post(place, {field: UNFINISHED, "version": form["version"].value(), **rest})
    assert sent.status_code == 302, sent.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "office", "inspector", "administrator"])
def test_who_may_not_open_the_form_keeps_none(world, client, who):
    place = f"/centre/{complaint(world)}/find/"
    client.force_login(getattr(world, who))
    before = stored()
    for room in ("centre", "oversight", "desk"):
        assert client.post(f"/{room}/drafts/?for={place}", {"text": UNFINISHED}).status_code == 404
    assert stored() == before


def test_a_room_keeps_no_form_of_another(world, client):
    place = f"/oversight/cards/{card(world)}/appeal/"
    client.force_login(world.chief)
    for room, status in (("desk", 404), ("oversight", 302)):
        assert client.post(f"/{room}/drafts/?for={place}", {"reason": UNFINISHED}).status_code == status


@pytest.mark.parametrize("place", ["", "/centre/", "/centre/drafts/", "/centre/%00/find/", "/nowhere/", "/c/"])
def test_what_is_no_form_keeps_nothing(world, client, place):
    client.force_login(world.complaint_officer)
    assert client.post(f"/centre/drafts/?for={place}", {"text": UNFINISHED}).status_code == 404
    assert not Draft.objects.exists()


def test_an_enquiry_is_kept_until_it_is_noted(world, client):
    client.force_login(world.clerk)
    new, idem = "/desk/enquiries/new/", "a" * 32
    typed = {"idem": idem, "text": UNFINISHED, "channel": "counter"}
    assert client.post(f"/desk/drafts/?for={new}", typed, HTTP_X_DRAFT="1").content.decode() == "草稿已存 10:00"
    form = client.get(f"{new}?draft={Draft.objects.get().pk}").context["form"]
    assert (form["text"].value(), form["idem"].value()) == (UNFINISHED, idem)
    client.post(new, typed)
    assert Enquiry.objects.get().text == UNFINISHED
    assert not Draft.objects.exists()
    late = client.post(f"/desk/drafts/?for={new}", typed, HTTP_X_DRAFT="1")  # one that was still on its way
    assert (late.content.decode(), Draft.objects.exists()) == ("这张表已经登记", False)


def test_a_form_without_fields_keeps_nothing(world, client):
    number = complaint(world)
    complaints.find(number=number, result="upheld", text="查实", by=world.complaint_officer, at=at("2025-11-10 09:00"))
    complaints.reply(number=number, text="已处理", by=world.complaint_officer, at=at("2025-11-10 09:30"))
    client.force_login(world.complaint_officer)
    assert "存草稿" not in client.get(f"/centre/{number}/conclude/").content.decode()
