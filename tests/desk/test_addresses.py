"""Whom a list is about stands in its address sealed for the person whose address it is (decision 72)."""

from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.urls import reverse, reverse_lazy

from desk.selection import LOST, Selection, selection_of
from hall.crypto import CannotUnseal, Purpose, keyed_hash, seal, unseal
from hall.resealing import reseal
from permits.models import Application
from tests.desk.test_queue import numbers
from tests.hall.test_resealing import NEW
from tests.permits.desk import NOW, desk, searched, text_of
from tests.rows import Rows
from tests.world import ENTERPRISE, PERSON
from worklists.models import SavedView

__all__ = ["desk"]
BOX = [
    # (what somebody scans or types, what it is found by, as the database has it)
    (PERSON.number, "who", keyed_hash("applicant", PERSON.number)),
    (PERSON.phone, "phone", keyed_hash("phone", PERSON.phone)),
    (PERSON.name, "name", PERSON.name),
]
KEEP = reverse_lazy("desk-views")
VIEWS = "/api/v1/desk/views/"


@pytest.fixture
def landings(desk, client) -> dict[str, str]:
    """Where the health clerk's searches lead, by what they look for; two cases stand at the desk, one is the person's."""
    desk.register(when=NOW, idem="k1")
    desk.register(when=NOW, idem="k2", applicant=ENTERPRISE)
    return {by: client.post("/desk/find/", {"q": typed}).url for typed, by, _value in BOX}


def test_no_address_has_what_the_database_has(desk, client, landings):
    application = Application.objects.get(applicant_name=PERSON.name)
    columns = {application.applicant_id_hash, application.phone_hash, application.applicant_name}
    with Rows() as rows:
        for _typed, by, value in BOX:
            with rows.row(by):
                assert value in columns
                assert getattr(searched(landings[by], desk.clerk), by) == value
                page = client.get(landings[by])
                assert numbers(page) == [application.case.number]
                everywhere = page.content.decode() + landings[by]
                assert not {each for each in columns - {PERSON.name} if each in everywhere}


def test_the_same_search_is_another_address_each_time(client, landings):
    again = client.post("/desk/find/", {"q": PERSON.number}).url
    assert again != landings["who"]


def test_another_persons_address_opens_nothing(desk, client, landings):
    with Rows() as rows:
        for _typed, by, _value in BOX:
            for user in (desk.chief, desk.market_clerk):
                with rows.row(f"{by} {user.username}"):
                    client.force_login(user)
                    page = client.get(landings[by])
                    selection = page.context["selection"]
                    assert (selection.is_a_search, selection.lost) == (False, True)
                    assert LOST in text_of(page)
                    assert PERSON.name not in page.content.decode()
                    assert client.get(landings[by].replace("/desk/", "/desk/counts/")).status_code == 200


def test_one_field_does_not_open_as_another(desk, landings):
    who = QueryDict(landings["who"].partition("?")[2])["who"]
    assert selection_of(QueryDict(f"phone={quote(who)}"), by=desk.clerk.pk).phone == ""


def test_addresses_of_before_are_no_search(desk, client, landings):
    before = [f"who={keyed_hash('applicant', PERSON.number)}", f"phone={keyed_hash('phone', PERSON.phone)}",
              f"name={quote(seal(PERSON.name, Purpose.NAME_IN_ADDRESS))}"]  # fmt: skip
    with Rows() as rows:
        for query in before:
            with rows.row(query):
                page = client.get(f"/desk/?{query}")
                assert len(numbers(page)) == 2
                assert LOST in text_of(page)


def test_an_address_without_a_person_says_nothing_of_it(client, landings):
    assert LOST not in text_of(client.get("/desk/?tab=mine&who="))


def test_a_bulk_act_leads_back_to_the_same_person(desk, client, landings):
    """What is sealed is base64: of many texts some have a plus, which an address reads as a space."""
    number = [Application.objects.get(applicant_name=PERSON.name).case.number]
    lists = [Selection(name=PERSON.name, by=desk.clerk.pk).query() for _ in range(12)]
    assert any("%2B" in each for each in lists)
    ways = set()
    for n, each in enumerate(lists):
        asked = {"do": "accept", "number": number, "list": each, "idem": f"{n:032x}", "confirmed": "1"}
        run = client.get(client.post(reverse("desk-bulk"), asked).url)
        ways.add(searched(run.context["back"], desk.clerk).name)
    assert ways == {PERSON.name}


def test_a_list_is_written_for_somebody():
    with pytest.raises(ValueError, match="nobody's address"):
        Selection(who="a" * 64).address()


def test_a_shared_view_opens_for_each_reader(desk, client, landings):
    with Rows() as rows:
        for _typed, by, value in BOX:
            with rows.row(by):
                kept = {"name": "这一位", "query": landings[by].partition("?")[2], "department": str(desk.health.pk)}
                client.force_login(desk.clerk)
                client.post(KEEP, kept)
                for user in (desk.clerk, desk.chief):
                    client.force_login(user)
                    [view] = client.get("/desk/").context["views"]
                    assert getattr(searched(view["url"], user), by) == value
                    assert len(numbers(client.get(view["url"]))) == 1


def test_views_of_before_keep_working(desk, client, landings):
    who, phone = keyed_hash("applicant", PERSON.number), keyed_hash("phone", PERSON.phone)
    query = f"tab=mine&who={who}&phone={phone}&name={quote(seal('王小明', Purpose.NAME_IN_ADDRESS))}"
    SavedView.objects.create(kind="application", owner=desk.clerk, name="旧", query=query, saved_at=NOW)
    [view] = client.get("/desk/").context["views"]
    selection = searched(view["url"], desk.clerk)
    assert (selection.tab, selection.who, selection.phone, selection.name, selection.lost) == (
        "mine", who, phone, "王小明", False,
    )  # fmt: skip
    assert who not in view["url"]


def test_a_view_by_program_opens_no_hash_of_the_database(desk, client, landings):
    """With a stolen dump a saved list would tell who stands behind each hash."""
    sent = [f"who={keyed_hash('applicant', PERSON.number)}", f"phone={keyed_hash('phone', PERSON.phone)}",
            f"name={quote(seal(PERSON.name, Purpose.NAME_IN_ADDRESS))}", landings["who"].partition("?")[2]]  # fmt: skip
    client.force_login(desk.chief)  # the last is the clerk's address
    with Rows() as rows:
        for query in sent:
            with rows.row(query):
                answer = client.post(VIEWS, {"name": "这一位", "query": query}, content_type="application/json")
                assert (answer.status_code, answer.json()["fields"]) == (400, {"query": [LOST]})
                assert not SavedView.objects.exists()
        for query in (f"kept_{query}" for query in sent[:3]):
            with rows.row(query):
                client.post(VIEWS, {"name": "这一位", "query": query}, content_type="application/json")
                [view] = client.get("/desk/").context["views"]
                assert not searched(view["url"], desk.chief).is_a_search


def test_a_view_by_program_opens_for_each_reader(desk, client, landings):
    with Rows() as rows:
        for _typed, by, value in BOX:
            with rows.row(by):
                kept = {"name": "这一位", "query": landings[by].partition("?")[2], "department": "WJ"}
                client.force_login(desk.clerk)
                answers = [client.post(VIEWS, kept, content_type="application/json").json()]
                for user in (desk.clerk, desk.chief):
                    client.force_login(user)
                    answers += client.get(VIEWS).json()
                    assert getattr(searched(f"?{answers[-1]['query']}", user), by) == value
                assert all(value not in answer["query"] for answer in answers)


def test_a_view_opens_after_the_old_key_is_gone(desk, client, landings, settings):
    for _typed, by, _value in BOX:
        client.post(KEEP, {"name": by, "query": landings[by].partition("?")[2]})
    [(name, old)] = settings.DATA_KEYS.items()
    settings.DATA_KEYS = {"k7": NEW, name: old}
    assert reseal().bad == set()
    settings.DATA_KEYS = {"k7": NEW}
    client.force_login(desk.clerk)  # the session was the old key's
    views = {view["label"]: view["url"] for view in client.get("/desk/").context["views"]}
    assert {by: getattr(searched(views[by], desk.clerk), by) for by in views} == {by: value for _, by, value in BOX}


def test_a_view_whose_person_does_not_open_is_no_list(desk, client, landings):
    """One of before, sealed for an address with a key that is gone: shown without the person it would be the whole queue."""
    gone = quote("std2:gone:" + "A" * 120)
    SavedView.objects.create(kind="application", owner=desk.clerk, name="王某", query=f"who={gone}", saved_at=NOW)
    page = client.get("/desk/")
    assert [(view["label"], view["url"]) for view in page.context["views"]] == [("王某（打不开）", "/desk/")]
    assert [view["query"] for view in client.get(VIEWS).json()] == [""]


def test_views_sealed_for_their_owners_address_keep_working(desk, client, landings):
    for _typed, by, _value in BOX:
        query = landings[by].partition("?")[2]
        SavedView.objects.create(kind="application", owner=desk.clerk, name=by, query=query, saved_at=NOW)
    views = {view["label"]: view["url"] for view in client.get("/desk/").context["views"]}
    assert {by: getattr(searched(views[by], desk.clerk), by) for by in views} == {by: value for _, by, value in BOX}


def test_no_purpose_of_an_address_opens_a_cookie(desk):
    sealed = Selection(name="王小明", by=desk.clerk.pk).sealed("name")
    for purpose in Purpose:
        with pytest.raises(CannotUnseal):
            unseal(sealed, purpose)
