"""What the hall knows of the number in the form of a registration: asked once, by kind; shown, never blocked."""

import pytest

from tests.desk.test_register import ITEM
from tests.permits import verbs as permits
from tests.permits.desk import IDEM, desk, filled, text_of
from tests.world import ENTERPRISE, PERSON, at

__all__ = ["desk"]
RECORDS = "/desk/register/records/?item=WJ-XK-0001"


def asked(client, **sent) -> str:
    return " ".join(text_of(client.post(RECORDS, sent)).split())


@pytest.mark.parametrize(("result", "told"), [("grant", False), ("refuse", False), (None, True)])
def test_a_decided_case_is_not_under_way(desk, client, result, told):
    case = desk.accepted(when=at("2025-09-29 10:00")).case
    if result:
        terms = {"reason": "不符", "remedies": "复议"} if result == "refuse" else {}
        permits.decide(number=case.number, result=result, by=desk.clerk, at=at("2025-09-29 11:00"), **terms)
    assert ("还有在办的办件" in asked(client, applicant_id=PERSON.number)) is told


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("云澜康健诊所有限公司", "enterprise", "以前登记的是“云澜食品有限公司”"),
        (ENTERPRISE.name, "enterprise", ""),
        ("", "enterprise", ""),
    ],
    ids=["another name", "the same name", "not typed yet"],
)
def test_a_code_of_another_name_is_told(desk, client, name, kind, told):
    desk.register(when=at("2025-09-29 10:00"), applicant=ENTERPRISE)
    words = asked(client, applicant_id=ENTERPRISE.number, applicant_kind=kind, applicant_name=name)
    assert ("以前登记的是" in words) is bool(told)
    assert told in words


@pytest.mark.parametrize(("name", "told"), [("王晓明", True), ("王大明", True), ("王小明", False), ("王 小明", False)])
def test_a_slip_that_the_mask_hides_is_told(desk, client, name, told):
    """The commonest slip is the middle character, which the mask hides; only the mask is shown."""
    desk.register(when=at("2025-09-29 10:00"))
    words = asked(client, applicant_id=PERSON.number, applicant_kind="person", applicant_name=name)
    assert ("以前登记的是“王*明”" in words) is told
    assert "小明" not in words


def test_another_departments_case_is_not_told(desk, client):
    """Neither the name nor that there is one: what a window may not open it does not learn from a number."""
    desk.register(when=at("2025-09-29 10:00"), applicant=ENTERPRISE)
    sent = {"applicant_id": ENTERPRISE.number, "applicant_kind": "enterprise", "applicant_name": "甲"}
    client.force_login(desk.market_clerk)
    assert asked(client, **sent, item=desk.market_item.item.code) == ""
    theirs = f"/desk/register/records/?item={desk.market_item.item.code}"
    assert text_of(client.post(theirs, sent)).strip() == ""
    client.force_login(desk.clerk)
    assert "以前登记的是" in asked(client, **sent)


def test_the_kind_that_was_chosen_counts(desk, client):
    """A passport's digits are nobody's permit: another person's case and bar stay out of it."""
    other = {"applicant_id": "12345678", "applicant_name": "林一", "id_kind": "taiwan_permit"}
    assert client.post(ITEM, filled(desk, **other)).status_code == 302
    assert "还有在办的办件" in asked(client, applicant_id="12345678", id_kind="taiwan_permit")
    assert asked(client, applicant_id="12345678", id_kind="passport") == ""
    assert asked(client, applicant_id="12345678") == ""
    assert asked(client, applicant_id="12345678", id_kind="nothing") == ""


def test_what_was_left_unfinished_is_offered_again(desk, client):
    """After signing in again the same form opens: it says that there is a draft."""
    address = client.get(ITEM).context["draft_url"]
    client.post(address, filled(desk, idem=IDEM), headers={"X-Draft": "1"})
    page = client.get(ITEM)
    assert page.context["draft"]["url"].startswith(f"{ITEM}&draft=")
    assert "存过这个事项没填完的草稿" in text_of(page)
    assert client.get(page.context["draft"]["url"]).context["form"]["applicant_id"].value() == PERSON.number
    assert client.get("/desk/register/?item=WJ-XK-0002").context["draft"] is None
