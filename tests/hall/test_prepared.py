"""A query whose SQL is written once answers what the ORM answers."""

import pytest
from django.db import transaction
from django.db.models import Count, F, Min, Model

from cases.models import Case, Event
from hall.access import Grant
from hall.fields import Sealed
from hall.models import Department, User, Window
from hall.prepared import (
    ANY_NUMBER,
    ANY_NUMBERS,
    ANY_TEXT,
    Among,
    Prepared,
    fill,
    of_its_places,
    of_its_shape,
    related,
)
from permits.models import Application
from tests.cases.broken_rows import triggers_off
from tests.world import at

NAMED = Prepared(
    lambda: Window.objects.select_related("hall").filter(number=ANY_TEXT, hall=ANY_NUMBER), ANY_TEXT, ANY_NUMBER
)
LOCKED = Prepared(lambda: Department.objects.select_for_update().filter(code=ANY_TEXT), ANY_TEXT)
SOME = Prepared(lambda: Window.objects.filter(Among(F("pk"), ANY_NUMBERS)).values_list("number"), ANY_NUMBERS)
WINDOWS = Prepared(lambda: Window.objects.filter(hall=ANY_NUMBER), ANY_NUMBER)


def test_each_asking_has_its_own_values(world, django_assert_num_queries):
    for _turn in range(2):
        for window in (world.health_window, world.market_window):
            with django_assert_num_queries(1):
                answer = NAMED.get(window.number, world.hall.pk)
                assert (answer, answer.hall) == (window, world.hall)
    assert NAMED.rows("99", world.hall.pk) == []
    with pytest.raises(Window.DoesNotExist):
        NAMED.get("99", world.hall.pk)


def test_any_number_of_keys_is_one_question(world):
    windows = [world.health_window, world.market_window]
    for some in ([], windows[:1], windows):
        assert {number for (number,) in SOME.rows([window.pk for window in some])} == {each.number for each in some}


def test_what_can_never_match_asks_nothing(world, django_assert_num_queries):
    nothing = Prepared(lambda: Window.objects.filter(number=ANY_TEXT, pk__in=[]), ANY_TEXT)
    with django_assert_num_queries(0):
        assert (nothing.rows("22"), nothing.rows("22")) == ([], [])
        with pytest.raises(Window.DoesNotExist):
            nothing.get("22")


def test_rows_are_locked_inside_of_a_transaction_only(committed_world):
    with transaction.atomic():
        assert LOCKED.get("WJ") == committed_world.health
    with pytest.raises(transaction.TransactionManagementError):
        LOCKED.rows("WJ")


def test_a_value_without_a_place_is_a_mistake(world):
    with pytest.raises(ValueError, match="no place for"):
        Prepared(lambda: Department.objects.filter(code=ANY_TEXT), ANY_TEXT, ANY_NUMBER).rows("WJ", 1)


def test_related_rows_are_those_that_were_loaded(world, django_assert_num_queries):
    assert related(world.hall, "windows", WINDOWS) == list(Window.objects.all())
    fill(world.hall, "windows", [world.market_window])
    with django_assert_num_queries(0):
        assert related(world.hall, "windows", WINDOWS) == list(world.hall.windows.all()) == [world.market_window]
        assert world.market_window.hall is world.hall


def loaded(row):
    """All that an object of the ORM holds, those that were loaded with it too."""
    if not isinstance(row, Model):
        return type(row).__name__, row
    held = {name: value for name, value in row.__dict__.items() if name not in ("_state", "_prefetched_objects_cache")}
    beside = {
        name: other and (other.pk, loaded(other)) for name, other in row._state.fields_cache.items() if name != "case"
    }
    several = {name: list(rows) for name, rows in row.__dict__.get("_prefetched_objects_cache", {}).items()}
    sealed = {name: value.text for name, value in held.items() if isinstance(value, Sealed)}
    return type(row), row._state.adding, row._state.db, held | sealed, beside, several


@pytest.mark.parametrize(
    ("case", "query"),
    [
        ("a model, with columns that are read in a way of their own", lambda: Application.objects.all()),
        ("with what was selected with it, two steps away or missing", lambda: Case.objects.select_related("window__hall", "department", "application__agent", "hidden_from")),
        ("some of its columns, and annotations", lambda: User.objects.only("display_name").annotate(n=Count("posts"), role=Min("posts__role")).order_by("pk")),
        ("with many rows read after it", lambda: Window.objects.prefetch_related("departments").order_by("pk")),
        ("tuples", lambda: Case.objects.values_list("pk", "opened_at")),
        ("named tuples", lambda: Event.objects.order_by("pk").values_list("facts", "at", named=True)),
        ("one value", lambda: User.objects.order_by("pk").values_list("username", flat=True)),
        ("two queries in one", lambda: Window.objects.values_list("pk").union(Department.objects.values_list("pk"), all=True).order_by("pk")),
    ],
)  # fmt: skip
def test_rows_become_what_the_orm_makes_of_them(world, case, query):
    world.register(when=at("2025-11-03 09:00"))
    rows = Prepared(query).rows()
    assert rows
    assert [loaded(row) for row in rows] == [loaded(row) for row in query()]


def test_what_is_not_made_here_is_a_mistake(world):
    with pytest.raises(NotImplementedError, match="rows of Department as ValuesIterable"):
        Prepared(lambda: Department.objects.values("pk")).rows()


# Written once for all of a shape


def test_a_desk_asks_in_the_words_of_every_other(world):
    """Whose it is comes with each asking: people and departments with the same number are not taken for each other."""
    mine, theirs = (
        world.register(when=at("2025-11-03 09:00"), idem=idem).application.case for idem in ("mine", "theirs")
    )
    with triggers_off():
        Case.objects.filter(pk=theirs.pk).update(department=world.market)
    written = []

    @of_its_shape
    def cases(grant):
        written.append(grant)
        return Prepared(lambda: Case.objects.reached_by(grant).values_list("pk", flat=True))

    @of_its_places
    def first(grant):
        written.append(grant)
        return Prepared(lambda: Case.objects.reached_by(grant).order_by("-pk").values_list("pk", flat=True)[:1])

    health, market = world.health.pk, world.market.pk
    grants = [
        Grant(departments=frozenset({place}), person=person)
        for place in (health, market)
        for person in (health, market)
    ]
    for grant in grants:
        here = [mine.pk] if grant.departments == {health} else [theirs.pk]
        assert (cases(grant).rows(), first(grant).rows()) == (here, here)
    assert len(written) == 1 + 2
    Case.objects.filter(pk=mine.pk).update(kept_from=[market])
    assert [cases(grant).rows() for grant in grants] == [[mine.pk], [], [theirs.pk], [theirs.pk]]
    of_both = Grant(departments=frozenset({health, market}), works_for=frozenset({market}))
    assert sorted(cases(of_both).rows()) == sorted(Case.objects.reached_by(of_both).values_list("pk", flat=True))
    assert cases(Grant()).rows() == []
