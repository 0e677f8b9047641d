"""A tree by one prepared statement: which columns it can bring, what its relations answer, and that it asks again on a new connection."""

import pytest
from django.db import connection

from hall import plans
from hall.fields import Sealed
from hall.models import OpeningHours, ServiceHall
from hall.trees import Tree, TreeQuery
from permits.models import Application
from tests.world import at

HALL = TreeQuery(
    ServiceHall, Tree("id name", windows=Tree("id number name")), where="c.id = $1", beside="1", types="bigint"
)


@pytest.mark.parametrize(
    ("case", "model", "columns"),
    [
        ("a time of the day: it would come out as a text", OpeningHours, "valid_from morning_opens"),
        ("money: it would come out as a float", Application, "case amount_yuan"),
    ],
)
def test_a_column_that_json_would_change_is_refused(case, model, columns):
    with pytest.raises(ValueError, match=columns.split()[-1]):
        assert TreeQuery(model, Tree(columns), where="true", beside="1", types="text")._built


def test_a_sealed_column_stays_sealed_until_its_row_opens_it(world, django_assert_num_queries):
    application = world.register(when=at("2025-11-03 09:00")).application
    tree = TreeQuery(Application, Tree("case phone email"), where="c.case_id = $1", beside="1", types="bigint")
    _beside, read = tree.ask(application.pk)
    assert isinstance(read.__dict__["phone"], Sealed)
    with django_assert_num_queries(0):
        assert (read.phone, read.email) == ("13812348000", "")


def test_a_relation_of_many_answers_all_and_nothing_else(world, django_assert_num_queries):
    _beside, hall = HALL.ask(world.hall.pk)
    with django_assert_num_queries(0):
        assert set(hall.windows.all()) == {world.health_window, world.market_window}
        with pytest.raises(AttributeError, match="filter"):
            hall.windows.filter(number="22")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_a_connection_that_died_is_no_error(committed_world, known):
    """Whether the statement was prepared on it or is about to be."""
    HALL.ask(committed_world.hall.pk)
    if not known:
        plans._sessions.clear()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    other.close()
    assert HALL.ask(committed_world.hall.pk)[1] == committed_world.hall
