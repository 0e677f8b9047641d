"""When much is due a second worker is asked to sweep as well: once, by the first alone."""

from datetime import timedelta

import pytest
from celery.signals import before_task_publish
from django.db import connection

from cases import sweep
from cases.models import Card, Heartbeat
from config.celery import app
from config.tasks import sweep_clocks
from hall import clock
from tests.cases.load import due_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """What is sent meanwhile: (task, arguments)."""
    sent = []

    def note(sender, body, **_more):
        sent.append((sender, body[1]))

    before_task_publish.connect(note)
    yield sent
    before_task_publish.disconnect(note)
    app.control.purge()


@pytest.fixture
def four_due(world, monkeypatch):
    due_cases(world, count=4, due_at=clock.of_the_database() - timedelta(minutes=1))
    return monkeypatch


@pytest.mark.parametrize(("many", "beside", "asks"), [(3, False, True), (4, False, False), (3, True, False)])
def test_who_asks_another(four_due, asked, many, beside, asks):
    four_due.setattr(sweep, "MANY", many)
    sweep_clocks(beside=beside)
    assert asked == ([("cases.sweep", {"beside": True})] if asks else [])
    assert Card.objects.count() == 4
    assert Heartbeat.objects.exists() is not beside


@pytest.fixture
def no_broker(monkeypatch):
    """Nobody listens where messages are sent; connections of before are forgotten, as by a worker's child, and these afterwards."""
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1")
    app._after_fork()
    yield
    monkeypatch.undo()
    app._after_fork()


def test_without_a_broker_one_does_it_all(four_due, no_broker, caplog):
    four_due.setattr(sweep, "MANY", 3)
    sweep_clocks()
    assert "nobody can be asked" in caplog.text
    assert Card.objects.count() == 4


def test_what_has_spoken_is_no_crowd(four_due):
    four_due.setattr(sweep, "MANY", 0)
    at = clock.of_the_database()
    assert sweep.is_crowded(at=at)
    sweep_clocks()
    assert not sweep.is_crowded(at=at)


def test_our_sessions_plan_for_a_disk_that_does_not_turn():
    with connection.cursor() as cursor:
        cursor.execute("SHOW random_page_cost")
        assert cursor.fetchone() == ("1.1",)
