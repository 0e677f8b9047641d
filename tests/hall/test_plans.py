"""What is planned once a connection: behind a pool, after a column became another, and when there are too many."""

import pytest
from django.db import ProgrammingError, connection, transaction

from hall import plans
from hall.plans import Plan, planned

SUM = Plan("SELECT $1 + $2, '50%'", ["bigint", "bigint"])


def prepared() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor}


@pytest.fixture
def new_connection(transactional_db):
    connection.close()
    yield
    connection.close()


def test_it_is_prepared_once_and_no_statement_more(db, django_assert_num_queries):
    for numbers in ((1, 2), (3, 4)):
        with django_assert_num_queries(1):
            assert SUM.rows(*numbers) == [(sum(numbers), "50%")]
    assert sum(SUM._name in statement for statement in prepared()) == 1
    plans._sessions.clear()  # what is there already is not prepared again: that would be the end of a transaction
    assert SUM.rows(1, 2) == [(3, "50%")]


def test_in_words_it_answers_the_same(db):
    with connection.cursor() as cursor:
        cursor.execute(*SUM._in_words([1, 2]))
        assert cursor.fetchall() == SUM.rows(1, 2)


def test_what_is_left_open_has_a_place(db):
    plan = planned("SELECT %s, %s, %s::bigint[], '%%', %s::text", ["a'b", -5, [7, -5], None], [-5])
    assert plan._text == "SELECT 'a''b', $1, ARRAY[7, $1]::bigint[], '%', NULL::text"
    assert plan.rows(9) == [("a'b", 9, [7, 9], "%", None)]
    with pytest.raises(ValueError, match="dollar"):
        planned("SELECT %s", ["$1"], [])


def test_behind_a_pool(new_connection, committed_world, monkeypatch):
    """Each transaction comes to another of the server's connections: what it prepares is there for itself only."""

    def elsewhere(execute, sql, params, many, context):
        if not connection.in_atomic_block:
            with connection.connection.cursor() as cursor:
                cursor.execute("DEALLOCATE ALL")
        return execute(sql, params, many, context)

    plans.session_of(connection).pooled = True
    with connection.execute_wrapper(elsewhere):
        for known in (True, True, False):
            if not known:
                plans.session_of(connection).names.clear()
            assert SUM.rows(1, 2) == [(3, "50%")]
        plans.session_of(connection).names.clear()
        monkeypatch.setattr(plans, "MOST", 0)  # none is prepared that nobody could take away again
        assert SUM.rows(1, 2) == [(3, "50%")]
        assert not plans.session_of(connection).names
        connection.connection.cursor().execute("DEALLOCATE ALL")
        with transaction.atomic():  # a missing statement would end it
            assert SUM.rows(1, 2) == [(3, "50%")]


def test_a_pool_is_known_by_its_made_up_process(new_connection):
    assert not plans.session_of(connection).pooled
    plans._sessions.clear()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA pool")
        cursor.execute("CREATE FUNCTION pool.pg_backend_pid() RETURNS int LANGUAGE sql AS 'SELECT -1'")
        cursor.execute("SET search_path TO pool, pg_catalog, public")
        try:
            assert plans.session_of(connection).pooled
        finally:
            cursor.execute("DROP SCHEMA pool CASCADE")


def test_a_column_that_became_another_is_asked_in_words(new_connection):
    """A release changes a table below a process of the one before."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE changed AS SELECT 1 AS number")
    plan = Plan("SELECT number FROM changed", [])
    assert plan.rows() == [(1,)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE changed ALTER number TYPE text")
    with pytest.raises(Exception, match="must not change result type"), transaction.atomic():
        plan.rows()  # that transaction is lost; none after it is
    for _turn in range(2):
        with transaction.atomic():
            assert plan.rows() == [("1",)]


def test_the_one_asked_longest_ago_goes(new_connection, monkeypatch):
    monkeypatch.setattr(plans, "MOST", 2)
    first, second, third = (Plan(f"SELECT {number}", []) for number in range(3))
    for plan in (first, second, first, third):
        assert plan.rows()
    assert [second._name in statement for statement in sorted(prepared())] == [False, False]
    assert second.rows() == [(1,)]


def test_a_mistake_stays_one(db):
    with pytest.raises(ProgrammingError), transaction.atomic():
        Plan("SELECT no_such_column", []).rows()
