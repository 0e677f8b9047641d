"""What is sealed opens in its own row and column, and nowhere else: each sealed column of the hall, moved about by a thief."""

import pytest
from django.http import QueryDict

from complaints.models import Complaint, Reply
from desk.selection import selection_of
from hall.crypto import CannotUnseal, Purpose, keyed_hash, unseal
from hall.fields import Sealed
from hall.models import KeyProbe
from permits.models import Application
from tests.cases.broken_rows import sealed_columns
from tests.house.source import calls
from tests.rows import Rows
from tests.sealed import for_no_purpose, stored, two_of_each, write
from worklists.models import SavedView

COLUMNS = sealed_columns()
NAMES = [f"{model.__name__}.{column}" for model, column in COLUMNS]
EVERY_COLUMN = pytest.mark.parametrize(("model", "column"), COLUMNS, ids=NAMES)


@pytest.fixture
def hall(world):
    two_of_each(world)
    return world


@EVERY_COLUMN
def test_moved_to_another_row_it_does_not_open(hall, model, column):
    (first, own), (second, other) = stored(model, column)[:2]
    assert getattr(model.objects.get(pk=first), column)
    write(model, column, first, other)
    write(model, column, second, own)
    for pk in (first, second):
        with pytest.raises(CannotUnseal):
            getattr(model.objects.get(pk=pk), column)


@EVERY_COLUMN
def test_moved_to_another_column_it_does_not_open(hall, model, column):
    _pk, text = stored(model, column)[0]
    with Rows() as rows:
        for other, name in COLUMNS:
            if (other, name) == (model, column):
                continue
            with rows.row(f"{other.__name__}.{name}"):
                row = other.objects.get(pk=stored(other, name)[0][0])
                row.__dict__[name] = Sealed(text)  # as the database hands it out
                with pytest.raises(CannotUnseal):
                    getattr(row, name)


@EVERY_COLUMN
def test_out_of_a_dump_no_address_or_cookie_opens(hall, client, model, column):
    _pk, text = stored(model, column)[0]
    for purpose in Purpose:
        with pytest.raises(CannotUnseal):
            unseal(text, purpose)
    assert selection_of(QueryDict(mutable=False, query_string=""), by=1).name == ""
    query = QueryDict(mutable=True)
    query["name"] = query["who"] = text
    assert (selection_of(query, by=1).name, selection_of(query, by=1).who) == ("", "")
    for cookie, address, leads_to in (
        ("looking_at", "/c/status/", "/c/"),
        ("complaint_receipt", "/complain/receipt/", "/complain/"),
    ):
        client.cookies[cookie] = text
        answer = client.get(address)
        assert answer.status_code in (302, 404)
        assert answer.headers.get("Location", leads_to).startswith(leads_to)


def test_what_a_clerk_is_shown_of_a_stolen_name(hall, client):
    """The attack of the finding: the reporter's name out of a backup, in the address of the queue."""
    client.force_login(hall.clerk)
    for model, column in COLUMNS:
        _pk, text = stored(model, column)[0]
        for stolen in (text, for_no_purpose("金丝雀")):
            page = client.get("/desk/", {"name": stolen})
            assert page.status_code == 200
            assert "金丝雀" not in page.content.decode()


@EVERY_COLUMN
def test_a_text_of_before_opens_only_until_all_are_resealed(hall, model, column):
    pk, _text = stored(model, column)[0]
    write(model, column, pk, for_no_purpose("旧"))
    with pytest.raises(CannotUnseal):
        getattr(model.objects.get(pk=pk), column)
    KeyProbe.objects.update(bound_at=None)
    assert getattr(model.objects.get(pk=pk), column) == "旧"


# Who opens what, by purpose: whatever comes from outside opens as what it is, never as a column.
OPENERS = {
    "unseal": {
        "desk/queue.py", "desk/receipt.py", "desk/saved_views.py", "desk/scanned.py", "desk/selection.py", "hall/fields.py", "hall/resealing.py",
        "hall/tables/keys.py", "portal/complain.py", "portal/front.py",
    },
    "unseal_unbound": {"hall/fields.py", "hall/resealing.py"},
}  # fmt: skip


@pytest.mark.parametrize("opener", OPENERS)
def test_only_these_places_open_what_is_sealed(opener):
    assert {name for name, called, _line in calls() if called.split(".")[-1] == opener} == OPENERS[opener]


@EVERY_COLUMN
def test_each_column_names_what_its_row_is_known_by(model, column):
    field = model._meta.get_field(column)
    alone = [[each.name] for each in model._meta.concrete_fields if each.unique]
    together = [list(each.fields) for each in model._meta.total_unique_constraints]
    row = [model._meta.pk.name if name == "pk" else name for name in field.row]
    assert sorted(row) in map(sorted, [*alone, *together])


def test_a_row_that_is_read_and_saved_keeps_its_texts(hall):
    pk, before = stored(Application, "phone")[0]
    Application.objects.get(pk=pk).save()
    assert stored(Application, "phone")[0] == (pk, before), "not even opened"
    application = Application.objects.get(pk=pk)
    application.phone = "13900001111"
    application.save(update_fields=["phone"])
    assert Application.objects.get(pk=pk).phone == "13900001111"


def test_a_deferred_text_costs_one_statement(hall, django_assert_num_queries):
    rows = [row for row in Reply.objects.defer("text", "key") if row.__dict__.get("impossible_because") == ""]
    with django_assert_num_queries(2):  # the text, and what its row is known by, which was left out too
        assert rows[0].text == "已批评教育0。"
    application = Application.objects.defer("phone").first()
    with django_assert_num_queries(1):
        assert application.phone == "13812348000"


def test_a_column_is_not_written_past_its_row(hall):
    with pytest.raises(CannotUnseal, match="save the row"):
        Application.objects.update(phone="13900001111")


def test_a_row_without_what_identifies_it_is_not_saved(world):
    with pytest.raises(ValueError, match="not known yet"):
        SavedView(kind="application", name="x", query="tab=mine", saved_at="2025-09-30T10:00:00Z").save()


def test_why_a_complaint_was_declined_is_proven_by_its_history(hall):
    complaint = Complaint.objects.exclude(declined_because="").select_related("case").first()
    [line] = complaint.case.events.filter(verb="decline")
    assert line.facts == {
        "reason_hash": keyed_hash("declined", f"{complaint.case.number}\0{complaint.declined_because}")
    }


def test_a_dump_has_no_words_of_reporters(hall):
    words = [
        "金丝雀",
        "13912345679",
        "等了两个小时",
        "已批评教育",
        "打不通",
        "邻里纠纷",
        "带什么",
        "带身份证来",
        "属实0",
        "tab=mine",
    ]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [table for (table,) in cursor.fetchall() if table.split("_")[0] not in {"hall", "auth", "axes"}]
        for table in tables:
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            text = cursor.fetchone()[0] or ""
            assert not [word for word in words if word in text], table
