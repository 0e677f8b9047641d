"""Whoever a card names opens, explains and appeals it, whatever post they hold; what else the case says stays hidden (decision 118)."""

from datetime import date

import pytest
import time_machine

from cases.models import Card, Letter
from cases.sweep import sweep
from enquiries import actions as enquiries
from enquiries.actions import Question
from hall.models import Post, User
from hall.roles import Role
from tests.complaints import verbs as complaints
from tests.snapshot import stored
from tests.world import at, person

BROKEN = at("2025-11-06 17:00:01")
NOW = at("2025-11-07 09:00")
REASON = "当天系统停用，有记录"
TEXT, REPORTER = "等了整整一个上午没有人理", "刘投诉"


def of_an_application(world) -> Card:
    """A promise broken at the clerk's window."""
    world.accepted(when=at("2025-11-03 09:00"))
    sweep(at=BROKEN)
    return Card.objects.get()


def of_an_enquiry(world) -> Card:
    """A question that the clerk did not answer."""
    asked = Question(text="要带什么？", channel="phone", item_code="WJ-XK-0001")
    enquiries.ask(question=asked, window=world.health_window, idem="e1", by=world.clerk, at=at("2025-11-03 09:00"))
    sweep(at=BROKEN)
    return Card.objects.get(rule="enquiry_answer")


def of_a_complaint(world) -> Card:
    """A complaint that the officer accepted and did not handle in time; who handled it works at the market's window since."""
    filing = complaints.Filing(
        kind="complaint", category="efficiency", text=TEXT, about_department=world.health, name=REPORTER, phone="13812348000"
    )  # fmt: skip
    filed = complaints.file(filing=filing, hall=world.hall, idem="c1", at=at("2025-10-09 09:00"))
    complaints.accept(number=filed.complaint.case.number, by=world.complaint_officer, at=at("2025-10-09 10:00"))
    sweep(at=BROKEN)
    card = Card.objects.get(rule="complaint_handling")
    works_at(world.complaint_officer, world.market_window)
    return card


def works_at(somebody: User, window) -> None:
    """From now on, and nowhere else."""
    hall = somebody.posts.first().hall
    somebody.posts.all().delete()
    Post.objects.create(user=somebody, role=Role.CLERK, hall=hall, window=window, valid_from=date(2025, 1, 1))


def of_the_centre_itself(world) -> Card:
    """A complaint about the centre's own people, which the inspector accepted and did not handle in time."""
    filing = complaints.Filing(kind="complaint", category="efficiency", text=TEXT, about_centre=True)
    filed = complaints.file(filing=filing, hall=world.hall, idem="c2", at=at("2025-10-09 09:00"))
    complaints.accept(number=filed.complaint.case.number, by=world.inspector, at=at("2025-10-09 10:00"))
    sweep(at=BROKEN)
    return Card.objects.get(rule="complaint_handling")


KINDS = [of_an_application, of_an_enquiry, of_a_complaint, of_the_centre_itself]


def visit(client, user, address: str, **posted):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(NOW, tick=False):
        kind = {"content_type": "application/json"} if address.startswith("/api") else {}
        return client.post(address, posted, **kind) if posted else client.get(address)


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_named_explains_and_appeals_on_the_page(world, client, kind):
    card = kind(world)
    address = f"/oversight/cards/{card.pk}/"
    shown = visit(client, card.owner, address).content.decode()
    assert all(f"{address}{act}/" in shown for act in ("explain", "appeal"))
    visit(client, card.owner, f"{address}explain/", reason=REASON)
    visit(client, card.owner, f"{address}appeal/", reason=REASON)
    card.refresh_from_db()
    lines = card.case.events.filter(verb__in=["card_explained", "card_appealed"])
    assert (card.state, [line.actor for line in lines]) == ("appealed", [card.owner] * 2)


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_named_explains_and_appeals_by_program(world, client, kind):
    card = kind(world)
    address = f"/api/v1/cards/{card.pk}/"
    assert visit(client, card.owner, address).json()["acts"] == ["explain", "appeal"]
    assert [each["id"] for each in visit(client, card.owner, "/api/v1/cards/").json()["results"]] == [card.pk]
    assert visit(client, card.owner, f"{address}explain/", reason=REASON).json()["acts"] == ["appeal"]
    assert visit(client, card.owner, f"{address}appeal/", reason=REASON).json()["state"] == "appealed"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", ["/oversight/cards/{}/", "/oversight/cards/{}/appeal/", "/api/v1/cards/{}/"])
def test_a_colleague_whom_it_does_not_name_finds_nothing(world, client, kind, door):
    card = kind(world)
    beside = person(world.hall, "beside", "旁人", Role.CLERK, window=world.health_window)
    assert visit(client, beside, door.format(card.pk)).status_code == 404
    assert visit(client, beside, "/oversight/cards/").context["rows"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_without_any_post_nobody_answers_any_more(world, client, kind):
    card = kind(world)
    card.owner.posts.all().delete()
    visit(client, card.owner, f"/oversight/cards/{card.pk}/")  # signing in leaves its day
    before = stored()
    with time_machine.travel(NOW, tick=False):
        for address in (f"/oversight/cards/{card.pk}/appeal/", f"/api/v1/cards/{card.pk}/appeal/"):
            assert client.post(address, {"reason": REASON}).status_code == 404
    assert stored() == before


def test_who_moved_to_another_department_still_answers(world, client):
    card = of_an_application(world)
    works_at(world.clerk, world.market_window)
    shown = visit(client, world.clerk, f"/oversight/cards/{card.pk}/").content.decode()
    assert f"/oversight/cards/{card.pk}/appeal/" in shown
    assert f"cases/{card.case.number}/" not in shown  # the case is the former department's


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("began", ["-99", "0"])
def test_an_act_begun_long_ago_tells_nothing_of_the_case(world, client, kind, began):
    """The version that a form was begun on stands in the form, and whoever sends it can write any other into it."""
    card = kind(world)
    if kind is not of_a_complaint:
        works_at(card.owner, world.market_window)
    colleagues = {str(line.actor) for line in card.case.events.exclude(actor=None)}
    page = visit(client, card.owner, f"/oversight/cards/{card.pk}/explain/", reason=REASON, version=began)
    assert (page.status_code, page.context["form"].changes) == (422, [])
    [said] = page.context["form"].non_field_errors()
    assert not any(name in said for name in colleagues), said
    program = visit(client, card.owner, f"/api/v1/cards/{card.pk}/explain/", reason=REASON, version=0)
    assert program.status_code == 409
    assert not any(name in program.json()["message"] for name in colleagues)


def test_what_was_done_with_the_card_meanwhile_is_told(world, client):
    card = of_an_application(world)
    address = f"/oversight/cards/{card.pk}/"
    began = visit(client, world.clerk, f"{address}appeal/").context["form"]["version"].value()
    visit(client, world.head, f"{address}explain/", reason=REASON)
    page = visit(client, world.clerk, f"{address}appeal/", reason=REASON, version=began)
    assert [line["what"] for line in page.context["form"].changes] == ["说明红黄牌的原因"]
    assert str(world.head) in page.context["form"].non_field_errors()[0]


def test_a_complaints_card_shows_neither_words_nor_reporter(world, client):
    card = of_a_complaint(world)
    for address in (f"/oversight/cards/{card.pk}/", f"/api/v1/cards/{card.pk}/", "/oversight/cards/"):
        shown = visit(client, world.complaint_officer, address).content.decode()
        assert not any(secret in shown for secret in (TEXT, REPORTER, "13812348000"))
    for address in (f"/centre/{card.case.number}/", f"/oversight/cases/{card.case.number}/"):
        assert visit(client, world.complaint_officer, address).status_code == 404


def test_what_is_hidden_from_somebody_hides_its_card(world, client):
    """Who handled the complaint works for the department that it is about since: its people see nothing of it (decision 8)."""
    card = of_a_complaint(world)
    works_at(world.complaint_officer, world.health_window)
    assert visit(client, world.complaint_officer, f"/oversight/cards/{card.pk}/").status_code == 404
    assert visit(client, world.complaint_officer, "/api/v1/cards/").json()["results"] == []


@pytest.mark.parametrize(
    ("role", "read", "explain"),
    [(Role.OFFICE, 404, 404), (Role.COMPLAINT_OFFICER, 404, 404), (Role.ADMINISTRATOR, 200, 200)],
)
def test_the_centres_own_people_answer_no_card_about_it(world, client, role, read, explain):
    """Who handled it as the inspector holds another post since: the centre's own have no part in it, named or not (decision 136)."""
    card = of_the_centre_itself(world)
    world.inspector.posts.all().delete()
    Post.objects.create(user=world.inspector, role=role, hall=world.hall, valid_from=date(2025, 1, 1))
    assert visit(client, world.inspector, f"/api/v1/cards/{card.pk}/").status_code == read
    explained = visit(client, world.inspector, f"/api/v1/cards/{card.pk}/explain/", reason=REASON)
    assert explained.status_code == explain


@pytest.mark.parametrize(
    ("kind", "page"), [(of_an_application, "/desk/cases/{}/"), (of_an_enquiry, "/desk/enquiries/{}/")]
)
def test_the_page_of_the_case_leads_to_the_card(world, client, kind, page):
    card = kind(world)
    beside = person(world.hall, "beside", "旁人", Role.CLERK, window=world.health_window)
    address, link = page.format(card.case.number), f'href="/oversight/cards/{card.pk}/"'
    assert link in visit(client, world.clerk, address).content.decode()
    assert link not in visit(client, beside, address).content.decode()
    assert f'href="{address}"' in visit(client, world.clerk, f"/oversight/cards/{card.pk}/").content.decode()


def test_who_is_named_reads_what_was_ruled(world, client):
    card = of_an_application(world)
    visit(client, world.clerk, f"/oversight/cards/{card.pk}/appeal/", reason=REASON)
    visit(client, world.office, f"/oversight/cards/{card.pk}/ruling/", upheld="no", reason="没有办理延期。")
    told = Letter.objects.filter(template="upheld").values_list("recipient", flat=True)
    assert set(told) == {None, world.clerk.pk}
    shown = visit(client, world.clerk, "/letters/").content.decode()
    assert "黄牌维持：没有办理延期" in shown
    assert f'href="/oversight/cards/{card.pk}/"' in shown


def test_who_stands_in_for_the_chief_writes_for_themselves(world, client):
    card = of_an_application(world)
    days = {"valid_from": date(2025, 11, 1), "valid_to": date(2025, 11, 30)}
    Post.objects.get(user=world.chief).absences.create(deputy=world.clerk, **days)
    visit(client, world.clerk, f"/oversight/cards/{card.pk}/explain/", reason=REASON)
    assert "acts_for" not in card.case.events.get(verb="card_explained").facts


def test_figures_and_lists_of_a_board_stay_the_units_own(world, client):
    """A chief who was the clerk of another department: that card is theirs to answer, and in no figure of the department they lead now."""
    card = of_an_application(world)
    world.clerk.posts.all().delete()
    Post.objects.create(
        user=world.clerk, role=Role.SECTION_CHIEF, hall=world.hall, department=world.market, valid_from=date(2025, 1, 1)
    )
    assert visit(client, world.clerk, f"/oversight/cards/{card.pk}/").status_code == 200
    assert visit(client, world.clerk, "/oversight/cards/").context["rows"] == []
    assert visit(client, world.clerk, "/oversight/").context["cards"] == []


def test_without_a_board_the_list_is_of_their_own(world, client):
    """That the hall has issued none is not theirs to know; nor would it be true."""
    of_an_application(world)
    beside = person(world.hall, "beside", "旁人", Role.CLERK, window=world.market_window)
    for somebody, none in ((beside, True), (world.clerk, False)):
        shown = visit(client, somebody, "/oversight/cards/").content.decode()
        assert "<title>本人的红黄牌</title>" in shown
        assert "<h1>本人的红黄牌</h1>" in shown
        assert ("没有写着您是责任人的红黄牌。" in shown) is none
        assert "还没有发过红黄牌" not in shown
    assert "<h1>红黄牌</h1>" in visit(client, world.chief, "/oversight/cards/").content.decode()
    assert "<h1>本人的红黄牌</h1>" in visit(client, beside, "/oversight/cards/?level=blue").content.decode()
