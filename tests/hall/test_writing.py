"""A row whose SQL is written once is the row that Django writes."""

import pytest
from django.db import IntegrityError, transaction
from django.forms import model_to_dict

from cases.models import Case, Deadline, Pause
from hall.models import Window
from hall.writing import insert, insert_one, update, update_all
from permits.models import Application
from tests.world import at

WHEN = at("2025-11-03 10:00")


@pytest.fixture
def application(world):
    return world.accepted(when=WHEN)


def copy_of(row, **other):
    """The same row once more, not written yet: without what only the database has a value for."""
    left = {field.attname for field in row._meta.concrete_fields if field.has_db_default() and not field.has_default()}
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{name: value for name, value in values.items() if name not in left} | {"id": None, **other})


def written(row):
    return model_to_dict(type(row).objects.get(pk=row.pk)) | {"id": None}


ANOTHER = {"receipt_hash": "x", "idem_hash": "x", "number": "01012025110309999"}


def test_a_row_is_the_one_that_django_writes(application, django_assert_num_queries):
    """With a list, a key that the database gives and a column that only it has a value for."""
    other = ANOTHER | {"kept_from": [7, 8]}
    with transaction.atomic():
        theirs = copy_of(application.case, **other)
        theirs.save()
        expected = written(theirs)
        transaction.set_rollback(True)
    ours = copy_of(application.case, **other)
    with django_assert_num_queries(1):
        insert_one(ours)
    assert written(ours) == expected
    assert (ours.retold, ours._state.adding) == (Case.objects.get(pk=ours.pk).retold, False)


def test_a_sealed_column_is_sealed_for_its_row(application):
    case = insert_one(copy_of(application.case, **ANOTHER))
    values = {field.attname: getattr(application, field.attname) for field in Application._meta.concrete_fields}
    row = insert_one(Application(**values | {"case_id": case.pk}))
    there = Application.objects.get(pk=case.pk)
    assert (row.pk, there.phone, there.applicant_id) == (case.pk, application.phone, application.applicant_id)


def test_several_rows_are_one_statement(application, django_assert_num_queries):
    [clock, *_others] = Deadline.objects.filter(case=application.case)
    ended = at("2025-11-05 10:00")
    rows = [copy_of(clock, quantity=days, met_at=ended, verdict="on_time", next_alert_at=None) for days in (6, 7)]
    with django_assert_num_queries(1):
        insert(rows)
    assert {row.quantity: row.pk for row in rows} == dict(
        Deadline.objects.filter(met_at=ended).values_list("quantity", "pk")
    )
    assert insert([]) == []


def test_what_is_there_is_passed_over_or_refused(world):
    window = Window(hall=world.hall, number="22", name="又一个")
    insert([window], unless_there=True)
    assert (window.pk, Window.objects.filter(number="22").count()) == (None, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_one(window)


def test_a_related_row_must_be_there(application):
    with pytest.raises(ValueError, match="unsaved related object"):
        insert_one(Pause(case=Case()))


def test_an_update_writes_the_named_fields_only(world, django_assert_num_queries):
    world.health_window.name, world.health_window.number = "改了", "99"
    with django_assert_num_queries(1):
        update(world.health_window, "name")
    assert tuple(Window.objects.values_list("name", "number").get(pk=world.health_window.pk)) == ("改了", "22")
    assert update_all([world.health_window, world.market_window], "name") == 2
    assert set(Window.objects.values_list("name", flat=True)) == {"改了"}
    with pytest.raises(Window.DoesNotExist):
        update(Window(pk=0, name="没有"), "name")
