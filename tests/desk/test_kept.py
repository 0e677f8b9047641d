"""What a person keeps: drafts, lists with a name; and the sheet for the end of the day."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import drafts
from permits.tasks import forget_drafts
from tests.permits import verbs as actions
from tests.permits.desk import IDEM, NOW, act, desk, filled, shows_nothing_personal, snapshot, text_of, url
from tests.snapshot import stored
from tests.world import PERSON, at
from worklists.drafts import LIFETIME
from worklists.models import Draft, SavedView

__all__ = ["desk"]
REGISTER = "/desk/register/?item=WJ-XK-0001"


def save(client, desk, place=REGISTER, *, by_itself=True, **changes):
    headers = {"HTTP_X_DRAFT": "1"} if by_itself else {}
    return client.post(
        reverse("desk-drafts") + "?for=" + place.replace("?", "%3F").replace("=", "%3D"),
        filled(desk, **changes),
        **headers,
    )


def test_a_draft_saves_itself_until_its_form_is_sent(desk, client):
    page = client.get(REGISTER)
    assert b"data-draft=" in page.content
    assert save(client, desk).content.decode() == "草稿已存 10:00"
    save(client, desk, applicant_name="王大明", materials=["1", "3"])
    draft = Draft.objects.get()
    listed = client.get(reverse("desk-drafts"))
    assert "登记 · 公共场所卫生许可，王*明" in text_of(listed)
    assert shows_nothing_personal(listed)
    resumed = client.get(f"{REGISTER}&draft={draft.pk}").context["form"]
    assert (resumed["applicant_name"].value(), resumed["materials"].value()) == ("王大明", ["1", "3"])
    assert resumed["idem"].value() == IDEM
    client.post(REGISTER, filled(desk))
    assert not Draft.objects.exists()
    assert save(client, desk).content.decode() == "这张表已经登记"  # one that was still on its way
    assert not Draft.objects.exists()


def test_it_is_sealed_in_the_database(desk, client):
    save(client, desk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, title, place FROM permits_draft")
        row = " ".join(cursor.fetchone())
    assert PERSON.number not in row
    assert PERSON.name not in row
    assert json.loads(Draft.objects.get().content)["applicant_id"] == [PERSON.number]


@pytest.mark.parametrize("idem", ["", "a\0b", f"{IDEM}\0", IDEM.upper()])
def test_a_form_without_its_key_keeps_no_draft(desk, client, idem):
    assert save(client, desk, idem=idem).content.decode() == "这张表不完整，刷新后重填"
    page = save(client, desk, idem=idem, by_itself=False)
    assert (page.status_code, "这张表不完整，刷新后重填" in text_of(page)) == (409, True)
    assert not Draft.objects.exists()


def test_what_cannot_be_kept_is_left_out(desk, client):
    assert save(client, desk, applicant_name="王\0大明", note="\0急").content.decode() == "草稿已存 10:00"
    values = drafts.typed(Draft.objects.get())
    assert (values["applicant_name"], values["note"]) == ("王大明", "急")


@pytest.mark.parametrize("place", ["/desk/register/?item=WJ-XK-0001%00", "/desk/register/?item=%00", "/desk/%00"])
def test_an_address_with_what_cannot_be_kept_is_none(desk, client, place):
    assert save(client, desk, place=place).status_code == 404


def test_a_form_from_an_earlier_session_gets_the_current_token(desk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.clerk)
    client.get(REGISTER)
    address = reverse("desk-drafts") + "?for=%2Fdesk%2Fregister%2F%3Fitem%3DWJ-XK-0001"
    refused = client.post(address, filled(desk, csrfmiddlewaretoken="a" * 64), HTTP_X_DRAFT="1")
    assert refused.status_code == 403
    assert not Draft.objects.exists()
    answer = client.post(address, filled(desk, csrfmiddlewaretoken=refused["X-CSRFToken"]), HTTP_X_DRAFT="1")
    assert answer.content.decode() == "草稿已存 10:00"
    assert "X-CSRFToken" not in client.post(address, filled(desk))  # a form that was sent, by whomever
    client.logout()
    client.get("/login/")
    assert "X-CSRFToken" not in client.post(address, filled(desk), HTTP_X_DRAFT="1")


def test_without_a_script_by_its_button(desk, client):
    answer = save(client, desk, by_itself=False)
    assert "草稿已存 10:00" in text_of(client.get(answer.url))


def test_it_is_nobody_elses(desk, client):
    save(client, desk)
    draft = Draft.objects.get()
    client.force_login(desk.chief)
    assert "没有草稿" in text_of(client.get(reverse("desk-drafts")))
    assert client.post(reverse("desk-draft-drop", args=[draft.pk])).status_code == 404
    assert client.get(f"{REGISTER}&draft={draft.pk}").context["form"]["applicant_name"].value() in (None, "")
    assert Draft.objects.exists()


def test_it_can_be_thrown_away(desk, client):
    save(client, desk)
    assert "草稿已丢弃" in text_of(
        client.get(client.post(reverse("desk-draft-drop", args=[Draft.objects.get().pk])).url)
    )
    assert not Draft.objects.exists()


def test_a_form_of_an_act_too(desk, client):
    case = desk.accepted(when=NOW).case
    place = url("decide", case)
    before = snapshot(case)
    answer = client.post(
        reverse("desk-drafts") + f"?for={place}",
        {"result": "refuse", "reason": "检测报告不合", "version": "1"},
        HTTP_X_DRAFT="1",
    )
    assert answer.content.decode() == "草稿已存 10:00"
    assert snapshot(case) == before
    assert "存过草稿" in text_of(client.get(place))
    form = client.get(f"{place}?draft={Draft.objects.get().pk}").context["form"]
    assert (form["reason"].value(), form["result"].value()) == ("检测报告不合", "refuse")
    assert form["version"].value() == case.version
    act(client, case, "decide", result="grant")
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "place",
    [
        "",
        "/",
        "/desk/",
        "/desk/find/",
        "/oversight/",
        "/desk/register/?item=XX",
        "/desk/cases/01012025093000099/decide/",
    ],
)
def test_what_is_no_form_of_this_desk_keeps_nothing(desk, client, place):
    before = stored()
    assert save(client, desk, place).status_code == 404
    assert stored() == before


def test_too_long_and_too_many_are_refused_in_words(desk, client, monkeypatch):
    before = stored()
    assert save(client, desk, note="长" * 20_000).content.decode() == "内容太长，存不进草稿"
    assert stored() == before
    monkeypatch.setattr("worklists.actions.PER_PERSON", 1)
    save(client, desk)
    before = stored()
    assert "草稿最多" in save(client, desk, idem="f" * 32).content.decode()
    assert stored() == before


def test_after_three_days_it_is_gone_for_everybody(desk, client):
    save(client, desk)
    with time_machine.travel(NOW + LIFETIME - timedelta(seconds=1), tick=False):
        forget_drafts()
        assert Draft.objects.exists()
    with time_machine.travel(NOW + LIFETIME, tick=False):
        client.force_login(desk.clerk)
        assert "没有草稿" in text_of(client.get(reverse("desk-drafts")))
        forget_drafts()
        assert not Draft.objects.exists()


# Views


def keep(client, **fields):
    return client.post(reverse("desk-views"), {"name": "我的急件", "query": "tab=today&q=ggcs", **fields})


def test_a_list_is_kept_under_a_name_and_opened_again(desk, client):
    assert keep(client).url == "/desk/?tab=today&q=ggcs"
    page = client.get("/desk/")
    assert [(view["label"], view["url"]) for view in page.context["views"]] == [("我的急件", "/desk/?tab=today&q=ggcs")]
    keep(client, query="tab=mine")
    assert SavedView.objects.get().query == "tab=mine"
    client.force_login(desk.chief)
    assert client.get("/desk/").context["views"] == []


def test_a_shared_view_is_dropped_by_its_owner_only(desk, client):
    keep(client, department=str(desk.health.pk))
    view = SavedView.objects.get()
    client.force_login(desk.chief)
    assert [each["label"] for each in client.get("/desk/").context["views"]] == ["我的急件（共享）"]
    assert client.post(reverse("desk-view-drop", args=[view.pk])).status_code == 404
    client.force_login(desk.market_clerk)
    assert client.get("/desk/").context["views"] == []
    client.force_login(desk.clerk)
    client.post(reverse("desk-view-drop", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_not_with_a_department_that_is_not_ones_own(desk, client):
    keep(client, department=str(desk.market.pk))
    assert SavedView.objects.get().department is None


@pytest.mark.parametrize(
    ("fields", "words"), [({"name": " "}, "给这个视图起个名字"), ({"name": "长" * 41}, "名称不超过 40 个字")]
)
def test_a_view_needs_a_name(desk, client, fields, words):
    before = stored()
    assert words in text_of(client.get(keep(client, **fields).url))
    assert stored() == before


# The sheet for the end of the day


def test_the_sheet_counts_today_and_lists_what_is_left(desk, client):
    early = at("2025-09-26 10:00")
    case = desk.accepted(when=early, idem="k1").case
    actions.decide(number=case.number, result="grant", by=desk.clerk, at=NOW)
    forgotten = desk.accepted(when=early, idem="k2").case
    desk.register(when=NOW, idem="k3", by=desk.chief)
    save(client, desk)
    page = client.get(reverse("desk-handover"))
    assert page.context["figures"] == [("本人", 0, 1, "2"), ("本窗口、本部门", 1, 1, "3")]
    by_name = {each["name"]: each for each in page.context["lists"]}
    assert [row["number"] for row in by_name["forgotten"]["rows"]] == [forgotten.number]
    assert "登记 · 公共场所卫生许可" in text_of(page)
    assert shows_nothing_personal(page)


@pytest.mark.parametrize(
    ("now", "offer"),
    [
        ("2025-09-30 16:44", False),
        ("2025-09-30 16:45", True),
        ("2025-09-30 17:00", True),
        ("2025-09-30 17:01", False),
        ("2025-10-01 16:50", False),
    ],
)
def test_it_is_offered_in_the_last_quarter_of_an_hour(desk, client, now, offer):
    with time_machine.travel(at(now), tick=False):
        client.force_login(desk.clerk)
        assert ("快下班了" in text_of(client.get("/desk/"))) is offer


def test_a_handover_sheet_of_many_costs_no_more_queries(desk, client):
    desk.accepted(when=at("2025-09-26 10:00"), idem="a")
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("desk-handover"))
    for n in range(12):
        desk.accepted(when=at("2025-09-26 10:00"), idem=f"b{n}")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("desk-handover"))
    assert len(many) <= len(one) <= 40  # a list that is not full looks for cases without a clock too


@pytest.mark.parametrize(("act", "title"), [("decide", "办结"), ("change_owner", "变更首办责任人")])
def test_a_form_of_a_described_act_keeps_a_draft(desk, client, act, title):
    case = desk.accepted(when=NOW).case
    place = f"/desk/cases/{case.number}/{act}/"
    answer = client.post(reverse("desk-drafts") + f"?for={place}", {"reason": "写到一半"}, HTTP_X_DRAFT="1")
    assert answer.content.decode() == "草稿已存 10:00"
    assert Draft.objects.get().title.startswith(title)
    assert client.get(f"{place}?draft=1").context["form"]["reason"].value() == "写到一半"


def test_a_draft_begun_before_a_colleague_acted_says_so(desk, client):
    case = desk.register(when=NOW, materials=[1]).application.case
    place = url("notify", case)
    began = client.get(place).context["form"]["version"].value()
    kept = {"version": began, "missing": ["2", "3"]}
    client.post(reverse("desk-drafts") + f"?for={place}", kept, HTTP_X_DRAFT="1")
    assert "改动" not in text_of(client.get(f"{place}?draft=1")), "nothing has happened yet"
    actions.receive(number=case.number, materials=[2, 3], window=desk.health_window, by=desk.clerk, at=NOW)
    again = client.get(f"{place}?draft=1")
    assert "开始填这张表以后，此办件有了改动" in text_of(again)
    assert "收下材料" in text_of(again)
    form = again.context["form"]
    case.refresh_from_db()
    assert (form["missing"].value(), form["version"].value()) == (["2", "3"], case.version)
