"""The recomputation beside other workers, verbs, the sweep, and a transaction that is older than the change."""

import threading
from contextlib import closing, contextmanager
from datetime import date

import pytest
from django.db import connection, transaction

from cases import history, recompute
from cases.models import Card, Deadline, Event
from cases.sweep import sweep
from hall import calendar
from tests.cases.crowd import at_once
from tests.cases.snow import closure, confirm, to_its_end
from tests.permits import verbs as permits
from tests.world import at

pytestmark = pytest.mark.django_db(transaction=True)

TUESDAY = at("2026-03-10 10:00")
LATER = at("2026-03-16 17:00")
NOW = at("2026-03-14 09:00")


@pytest.fixture
def world(committed_world):
    for n in range(12):
        committed_world.accepted(when=TUESDAY, idem=f"k{n}")
    return committed_world


def ask(world):
    confirm(world, closure(world, date(2026, 3, 12), when=NOW), when=NOW)


def test_three_workers_do_the_work_of_one(world):
    ask(world)
    crowd = at_once([lambda: recompute.carry_on(at=NOW, batch=1)] * 3)
    assert crowd.errors == []
    job = to_its_end(NOW)
    assert (job.finished_at, job.cases_done, job.moved) == (NOW, 12, 24)
    assert Event.objects.filter(verb="recomputed").count() == 24
    assert set(Deadline.objects.filter(rule="promise").values_list("due_at", "epoch")) == {(LATER, 1)}
    assert list(history.verify()) == []


def test_verbs_and_the_sweep_at_the_same_time(world):
    """Half of the cases are decided while the clocks are derived again and the sweep speaks; nothing is lost or doubled."""
    numbers = list(Deadline.objects.filter(rule="promise").order_by("id").values_list("case__number", flat=True))
    ask(world)
    verbs = [
        lambda number=number: permits.decide(number=number, result="grant", by=world.clerk, at=NOW)
        for number in numbers[::3]
    ]
    crowd = at_once([lambda: recompute.carry_on(at=NOW, batch=3), lambda: sweep(at=NOW, batch=4), *verbs])
    assert crowd.errors == []
    to_its_end(NOW)
    sweep(at=NOW)
    running = Deadline.objects.filter(rule="promise", met_at=None)
    assert set(running.values_list("due_at", "epoch")) == {(LATER, 1)}
    ended = Deadline.objects.filter(rule="promise", met_at__isnull=False)
    assert ended.count() == 4
    for deadline in ended:  # by the calendar that it was decided under: late by the old one, in time by the new one
        assert (deadline.verdict == "late") is (deadline.due_at != LATER)
    standing = Card.objects.exclude(state="withdrawn")
    assert set(standing.values_list("deadline", flat=True)) == set(
        ended.filter(verdict="late").values_list("pk", flat=True)
    )
    assert list(history.verify()) == []


def test_a_second_walk_finds_clocks_of_an_older_transaction(world):
    begun, go_on = threading.Event(), threading.Event()

    def slow_clerk():
        try:
            with transaction.atomic():
                world.accepted(when=TUESDAY, idem="slow")
                begun.set()
                go_on.wait(timeout=60)
        finally:
            connection.close()

    clerk = threading.Thread(target=slow_clerk)
    clerk.start()
    assert begun.wait(timeout=60)
    ask(world)
    job = recompute.carry_on(at=NOW)
    assert job.finished_at is None
    assert job.cases_done == 12
    go_on.set()
    clerk.join(timeout=60)
    job = to_its_end(NOW)
    assert job.finished_at == NOW
    assert set(Deadline.objects.filter(rule="promise").values_list("due_at", "epoch")) == {(LATER, 1)}
    assert Deadline.objects.filter(rule="promise").count() == 13
    assert list(history.verify()) == []


def test_nobody_waits_for_an_older_transaction_of_another_database(world):
    with closing(connection.copy()) as elsewhere:
        elsewhere.settings_dict = {**connection.settings_dict, "NAME": "postgres"}
        with transaction_of(elsewhere):
            ask(world)
            job = recompute.carry_on(at=NOW)
            assert job.finished_at == NOW
            assert calendar.is_settled()


@contextmanager
def transaction_of(elsewhere):
    """A transaction with a number of its own, older than all that begins inside the block."""
    elsewhere.set_autocommit(False)
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
    yield
    elsewhere.rollback()


def test_two_confirmations_at_once_are_one(world):
    drafts = [closure(world, date(2026, 3, day), when=NOW) for day in (12, 13)]
    crowd = at_once([lambda draft=draft: confirm(world, draft, when=NOW) for draft in drafts])
    assert len(crowd.answers) == 1
    assert [error.code for error in crowd.errors] in (["still-recomputing"], ["calendar-moved"])
