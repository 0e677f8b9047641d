"""One damaged row takes no page away from anybody: lists show it as damaged, and all the others as they are."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases.calendar_preview import preview
from cases.models import Card, Case, Deadline, Doing, Trouble
from cases.sweep import sweep
from cases.troubles import Subject, note
from complaints.models import Complaint, Finding, Reply
from enquiries import actions as enquiries
from enquiries.models import Enquiry
from permits.models import Application
from tests.cases.broken_rows import corrupt, triggers_off
from tests.cases.snow import closure
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.permits import verbs as permits
from tests.tokens import key_of
from tests.world import World, at
from worklists.models import SavedView

READERS = ("clerk", "chief", "head", "office", "complaint_officer", "inspector")
PAGES = ("/desk/", "/desk/enquiries/", "/centre/", "/oversight/", "/oversight/cases/", "/oversight/cards/", "/letters/")
LISTS = ("applications/", "complaints/", "enquiries/", "desk/", "desk/views/", "board/", "cards/")


def overwrite(model, key: int, column: str, value: str) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {column} = %s WHERE {model._meta.pk.column} = %s", [value, key]
        )


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at("2026-03-02 10:00"), tick=False):
        yield


@pytest.fixture
def two(world) -> list[Case]:
    return [world.accepted(when=at("2026-03-02 09:00"), idem=f"two{n}").case for n in range(2)]


def broken_pages(client, world: World) -> list[str]:
    """The pages and lists that fail for whoever may open them."""
    client.raise_request_exception = False
    broken = []
    for reader in READERS:
        person = getattr(world, reader)
        client.force_login(person)
        broken += [f"{reader} {page}" for page in PAGES if client.get(page).status_code >= 500]
        token = {"Authorization": f"Token {key_of(person)}"}
        client.logout()
        broken += [
            f"{reader} {each}" for each in LISTS if client.get(f"/api/v1/{each}", headers=token).status_code >= 500
        ]
    return broken


def test_an_unknown_state_is_shown_as_such(client, world, two):
    question = enquiries.Question("要带什么？", "counter")
    asked = enquiries.ask(
        question=question, window=world.health_window, idem="q", by=world.clerk, at=at("2026-03-02 09:00")
    ).enquiry.case
    complaint = filed(world, when=at("2026-03-02 09:00")).complaint.case
    for case in (two[0], asked, complaint):
        overwrite(Case, case.pk, "state", "nonsense")
    assert broken_pages(client, world) == []
    client.force_login(world.office)
    page = client.get("/oversight/cases/").content.decode()
    assert "未知环节（nonsense）" in page
    assert two[1].number in page.replace(" ", "")


def test_a_case_without_its_application_stands_in_the_list(client, world, two):
    bare = two[0]
    with triggers_off(), connection.cursor() as cursor:
        for table in ("permits_materialreceipt", "permits_visit", "permits_steptaken", "permits_application"):
            key = "case_id" if table == "permits_application" else "application_id"
            cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [bare.pk])
    answer = client.get("/api/v1/applications/", headers={"Authorization": f"Token {key_of(world.clerk)}"})
    assert answer.status_code == 200
    assert {row["number"]: row["item_code"] for row in answer.json()["results"]}[bare.number] == ""


def test_one_sealed_text_that_does_not_open(client, world, two):
    question = enquiries.Question("要带什么？", "counter")
    for n in range(2):
        enquiries.ask(
            question=question, window=world.health_window, idem=f"q{n}", by=world.clerk, at=at("2026-03-02 09:00")
        )
        permits.save_view(
            name=f"急件{n}", query="tab=today", department=world.health, by=world.clerk, at=at("2026-03-02 09:00")
        )
    corrupt(Enquiry, "text", Enquiry.objects.order_by("pk")[0].pk)
    corrupt(SavedView, "query", SavedView.objects.order_by("pk")[0].pk)
    assert broken_pages(client, world) == []
    client.force_login(world.clerk)
    desk, asked = (client.get(page).content.decode() for page in ("/desk/", "/desk/enquiries/"))
    assert "急件0（共享）（打不开）" in desk
    assert "急件1（共享）" in desk
    assert "（打不开）" in asked
    assert "要带什么？" in asked


def test_a_complaint_that_does_not_open_has_its_page(client, world):
    filing = filed(world, when=at("2026-03-02 09:00"))
    case = filing.complaint.case
    fields = {"number": case.number, "by": world.complaint_officer}
    complaints.accept(at=at("2026-03-02 09:10"), **fields)
    complaints.find(result="upheld", text="情况属实，已责令改正。", at=at("2026-03-02 09:20"), **fields)
    complaints.reply(text="您反映的情况属实。", at=at("2026-03-02 09:30"), **fields)
    for model in (Complaint, Finding, Reply):
        corrupt(model, "text", model.objects.get().pk)
    client.raise_request_exception = False
    client.post("/c/", {"code": filing.code})
    own = client.get("/c/status/")
    assert (own.status_code, "（打不开）" in own.content.decode()) == (200, True)
    outcome = client.post("/api/v1/lookup/", {"code": filing.code}, content_type="application/json").json()["outcome"]
    assert outcome["reply"] == "（打不开）"
    client.force_login(world.complaint_officer)
    page = client.get(f"/centre/{case.number}/")
    assert (page.status_code, page.content.decode().count("（打不开）")) == (200, 3)
    token = {"Authorization": f"Token {key_of(world.complaint_officer)}"}
    answer = client.get(f"/api/v1/complaints/{case.number}/", headers=token).json()
    assert [answer["text"], answer["findings"][0]["text"], answer["replies"][0]["text"]] == ["（打不开）"] * 3
    for act in ("reply", "find", "conclude"):
        assert client.get(f"/centre/{case.number}/{act}/").status_code < 500, act


def test_an_enquiry_that_does_not_open_has_its_page(client, world):
    question = enquiries.Question("要带什么？", "counter")
    asked = enquiries.ask(
        question=question, window=world.health_window, idem="q", by=world.clerk, at=at("2026-03-02 09:00")
    ).enquiry
    corrupt(Enquiry, "text", asked.pk)
    client.raise_request_exception = False
    client.force_login(world.clerk)
    page = client.get(f"/desk/enquiries/{asked.case.number}/")
    assert (page.status_code, "（打不开）" in page.content.decode()) == (200, True)
    token = {"Authorization": f"Token {key_of(world.clerk)}"}
    assert client.get(f"/api/v1/enquiries/{asked.case.number}/", headers=token).status_code == 200


@pytest.mark.parametrize("instant", ["-infinity", "0044-03-15 BC", "20000-01-01"])
@pytest.mark.parametrize(("model", "column"), [(Case, "opened_at"), (Deadline, "started_at"), (Deadline, "due_at")])
def test_no_instant_that_python_cannot_hold(world, two, model, column, instant):
    with pytest.raises(IntegrityError, match="our_times"), transaction.atomic(), triggers_off():
        overwrite(model, model.objects.order_by("pk")[0].pk, column, instant)


@pytest.mark.parametrize(("column", "value"), [("due_at", "2150-12-31"), ("started_at", "1950-01-01")])
def test_an_instant_that_no_calendar_counts(client, world, two, column, value):
    clock = Deadline.objects.running().filter(case=two[0]).order_by("pk")[0]
    overwrite(Deadline, clock.pk, column, value)
    assert broken_pages(client, world) == []
    draft = closure(world, date(2026, 3, 4), when=at("2026-03-02 09:30"))
    counts = preview(draft, at=at("2026-03-02 10:00"))
    assert counts.moved == Deadline.objects.running().count() - (column == "started_at")


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [(Deadline, "unit", "fortnight"), (Deadline, "lamp", "7"), (Card, "level", "blue"), (Complaint, "category", "x")],
)
def test_no_word_that_no_page_knows(world, two, model, column, value):
    filed(world, when=at("2026-03-02 09:00"))
    sweep(at=at("2026-03-12 09:00"))
    with pytest.raises(IntegrityError, match="is_known"), transaction.atomic(), triggers_off():
        overwrite(model, model.objects.order_by("pk")[0].pk, column, value)


def test_the_page_of_troubles_reads_nothing_but_numbers(client, world, two, django_assert_max_num_queries):
    note(Doing.SWEEP, Subject(1, two[0].pk), ValueError(), at=timezone.now())
    trouble = Trouble.objects.get()
    client.force_login(world.administrator)
    with django_assert_max_num_queries(30) as asked:
        page = client.get("/administration/troubles/")
    assert trouble.subject in page.content.decode()
    assert not [query["sql"] for query in asked if '"cases_case"."opened_at"' in query["sql"]]


def test_a_damaged_telephone_is_put_right_by_its_own_act(client, world):
    case = world.accepted(when=at("2026-03-02 09:00")).case
    corrupt(Application, "phone", case.pk)
    fields = {"number": case.number, "by": world.clerk}
    permits.change_contact(phone="13912345678", reason="本人到窗口要求", at=at("2026-03-02 09:10"), **fields)
    assert Application.objects.get(case=case).phone == "13912345678"


def test_nobody_is_kept_from_withdrawing_by_a_damaged_telephone(world):
    case = world.accepted(when=at("2026-03-02 09:00")).case
    corrupt(Application, "phone", case.pk)
    permits.withdraw(number=case.number, reason="申请人撤回", by=world.clerk, at=at("2026-03-02 09:10"))
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert list(Trouble.objects.values_list("doing", "case")) == [("telling", case.pk)]
    waiting = case.dispatches.get(kind="withdrawn")
    assert (waiting.state, waiting.address, waiting.masked) == ("waiting", "", "138****8000")


def test_every_kind_of_case_has_its_unknown_state():
    from complaints.states import STATES as COMPLAINTS
    from enquiries.states import STATES as ENQUIRIES
    from oversight.wording import STATE_WORDS
    from permits.states import STATES as PERMITS

    assert {words["x"] for words in (COMPLAINTS, ENQUIRIES, PERMITS, STATE_WORDS)} == {"未知环节（x）"}
