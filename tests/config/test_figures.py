"""/metrics: figures from rows, for whoever brings the token."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from prometheus_client.parser import text_string_to_metric_families

from cases.models import Card, Deadline
from cases.rules import Lamp
from cases.sweep import sweep
from config import figures
from hall import clock
from tests.cases.load import due_cases

TOKEN = "t" * 32

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, settings):
    """Ask for the figures as Prometheus does: each by its name and labels."""
    settings.METRICS_TOKEN = TOKEN

    def ask() -> dict[tuple[str, ...], float]:
        answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.content.decode())
        return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}

    return ask


@pytest.mark.parametrize("token", ["", TOKEN])
@pytest.mark.parametrize(
    "brought", [{}, {"authorization": "Bearer "}, {"authorization": "Bearer x"}, {"authorization": TOKEN}]
)
def test_nobody_else_learns_of_it(client, settings, token, brought):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers=brought).status_code == 404


def test_figures_come_from_rows(read, world):
    due_cases(world, count=3, due_at=clock.of_the_database())
    before = read()
    assert before["hall_oldest_unspoken_clock_seconds",] > 7 * 3600, "the warning was due eight hours before the clock"
    assert ("hall_sweep_age_seconds",) not in before, "none has been"
    sweep(at=clock.of_the_database())
    after = read()
    assert after["hall_oldest_unspoken_clock_seconds",] == 0
    assert after["hall_sweep_age_seconds",] < 20
    assert after["hall_open_cases", "application"] == 3
    assert after["hall_worker_alive",] == 0


def test_late_clocks_are_counted_by_their_lamp(read, world):
    due_cases(world, count=3, due_at=clock.of_the_database() - timedelta(hours=1))
    sweep(at=clock.of_the_database())
    lamps = dict(Deadline.objects.running().values_list("lamp").annotate(Count("pk")).order_by())
    figures_of = {labels[0]: value for (name, *labels), value in read().items() if name == "hall_running_clocks"}
    assert figures_of == {Lamp(lamp).name.lower(): count for lamp, count in lamps.items()}
    assert figures_of["red"] == 3


@pytest.mark.parametrize(("ago", "count"), [(timedelta(), 2), (timedelta(days=2), 0)])
def test_cards_of_a_day_come_from_rows(read, world, ago, count):
    with connection.cursor() as cursor:  # the questions ask PostgreSQL's own clock
        cursor.execute("SELECT now()")
        then = cursor.fetchone()[0] - ago
    due_cases(world, count=2, due_at=then - timedelta(hours=1))
    sweep(at=then)
    assert Card.objects.count() == 2
    assert sum(value for (name, *_labels), value in read().items() if name == "hall_cards_of_a_day") == count


def test_every_figure_has_a_name_and_its_words(read, world):
    due_cases(world, count=1, due_at=clock.of_the_database())
    names = {name.removesuffix("_total") for name, *_labels in read()}
    assert {
        "hall_answers",
        "hall_slow_statements",
        "hall_database_sessions",
        "hall_nightly_check_age_seconds",
    } - names == {"hall_nightly_check_age_seconds"}
    assert all(words[0].isupper() for _name, words, _labels, _question in figures._FIGURES)


def test_nothing_of_a_person_or_case_is_told(read, client, world, settings):
    [case] = due_cases(world, count=1, due_at=clock.of_the_database())
    text = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    assert "hall_open_cases" in text
    assert not [
        each for each in (case.number, case.party, world.clerk.username, world.clerk.display_name) if each in text
    ]


def test_answers_are_counted_by_their_class(read, client):
    before = read()
    client.get("/no-such-page/")
    after = read()
    count = ("hall_answers_total", "GET", "4xx")
    assert after[count] == before.get(count, 0) + 1


def test_a_slow_statement_is_counted(read, monkeypatch):
    before = read()["hall_slow_statements_total",]
    monkeypatch.setattr(figures, "SLOW_STATEMENT", 0)
    read()
    monkeypatch.undo()
    assert read()["hall_slow_statements_total",] > before
