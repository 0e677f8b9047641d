"""A query whose SQL is written once answers what the ORM answers."""

import pytest
from django.db import transaction
from django.db.models import F

from hall.models import Department, Window
from hall.prepared import ANY_NUMBER, ANY_NUMBERS, ANY_TEXT, Among, Prepared, fill, related

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
