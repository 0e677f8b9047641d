"""Signs of life."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from cases.models import Deadline, Doing, Gateway, Heartbeat, ReconciliationRun, Trouble
from cases.sweep import HEARTBEAT
from config import celery
from hall import clock
from tests.cases.load import due_cases


@pytest.fixture
def alive(db, alive) -> None:
    """Everything runs: a fresh sweep too."""
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": clock.of_the_database(), "handled": 0})


def test_healthz_is_ok_when_all_of_it_lives(client, alive):
    response = client.get("/healthz")
    body = response.json()
    assert response.status_code == 200
    assert body.pop("sweep")["fresh"] is True
    assert body.pop("reconciliation") == {"at": None, "age_seconds": None, "fresh": False, "agrees": None}
    assert body.pop("letters") == {"sms": "off", "mail": "off"}
    assert body.pop("scanner") == "off"
    assert body.pop("troubles") == 0
    assert body.pop("clocks") == {"agrees": True, "strays": 0}
    assert body.pop("keys") is True
    assert body.pop("full") is False
    assert body == {"status": "ok", "database": True, "redis": True, "worker": True, "beat": True}


@pytest.mark.parametrize(("age", "code"), [(0, 200), (-5, 503)], ids=["within the limit", "too old"])
def test_healthz_fails_when_the_sweep_is_stale(client, alive, age, code):
    at_the_limit = clock.of_the_database() - timedelta(seconds=settings.SWEEP_STALE_AFTER - 2)
    Heartbeat.objects.filter(name=HEARTBEAT).update(at=at_the_limit + timedelta(seconds=age))
    response = client.get("/healthz")
    assert response.status_code == code
    assert response.json()["sweep"]["fresh"] is (code == 200)


@pytest.mark.parametrize(("seconds", "code"), [(0, 200), (119, 200), (150, 503)])
def test_a_clock_that_nobody_speaks_of_fails_healthz(client, alive, world, seconds, code):
    """Another host may hold it, whatever the heartbeat says."""
    due_cases(world, count=1, due_at=clock.of_the_database())
    Deadline.objects.update(next_alert_at=clock.of_the_database() - timedelta(seconds=seconds))
    response = client.get("/healthz")
    sweep = response.json()["sweep"]
    assert (response.status_code, sweep["fresh"]) == (code, code == 200)
    assert seconds <= sweep["waiting_seconds"] < seconds + 20
    # one that fails by itself is a trouble, named by its number: not all of the hall is late for it
    Trouble.objects.create(
        doing=Doing.SWEEP,
        key=Deadline.objects.get().pk,
        first_at=timezone.now(),
        last_at=timezone.now(),
        next_try_at=timezone.now(),
    )
    assert client.get("/healthz").json()["sweep"]["waiting_seconds"] == 0


def test_a_wrong_floor_hides_no_clock_from_healthz(client, alive, world):
    """What keeps the sweep from looking must not keep its watchman from looking."""
    now = clock.of_the_database()
    due_cases(world, count=1, due_at=now)
    Deadline.objects.update(next_alert_at=now - timedelta(seconds=300))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_alertfloor")
        cursor.execute("INSERT INTO cases_alertfloor (at) VALUES (%s)", [now + timedelta(days=1)])
    assert client.get("/healthz").json()["sweep"]["waiting_seconds"] >= 300


def test_probes_answer_with_any_host(client, db):
    for address in ("/livez", "/readyz"):
        answer = client.get(address, headers={"host": "10.77.0.9"})
        assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok", "no-store")
        assert client.head(address).content == b""
        assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("gone", "codes"),
    [
        ((), [200, 200]),
        (("redis", "worker", "beat"), [200, 200]),  # a web server is not taken out for what it cannot mend
        (("database",), [200, 503]),
        (("database", "redis", "worker", "beat"), [200, 503]),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_probes(client, monkeypatch, settings, gone, codes):
    if "redis" in gone:  # and with it the signs of worker and beat
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    if "database" in gone:
        monkeypatch.setitem(connection.settings_dict, "NAME", "no_such_database")
        connection.close()
    try:
        answers = [client.get(address, headers={"host": "10.77.0.9"}) for address in ("/livez", "/readyz")]
    finally:
        monkeypatch.undo()
        connection.close()
    assert [answer.status_code for answer in answers] == codes


def test_a_cache_that_is_away_is_one_line_of_beat(settings, caplog, monkeypatch):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    monkeypatch.setattr(celery, "_this_is_beat", True)
    celery._on_publish()
    assert caplog.messages == ["beat leaves no sign of life: ConnectionError"]


def test_each_session_lets_go_of_what_it_holds(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting::int FROM pg_settings WHERE name = ANY(%s) AND source = 'client'",
            [list(settings.LET_GO)],
        )
        standing = dict(cursor.fetchall())
    assert standing.keys() == settings.LET_GO.keys()
    assert standing["idle_in_transaction_session_timeout"]
    assert standing["client_connection_check_interval"]


@pytest.mark.parametrize("missing", ["alive:worker", "alive:beat"])
def test_healthz_fails_without_a_worker_or_a_beat(client, alive, missing):
    cache.delete(missing)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()[missing.partition(":")[2]] is False


def test_healthz_fails_when_redis_is_gone_and_says_so(client, alive, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    body = client.get("/healthz").json()
    assert (body["redis"], body["database"], body["status"]) == (False, True, "failing")


def test_healthz_tells_nothing_about_the_hall(client, alive):
    assert set(client.get("/healthz").json()) == {
        "status",
        "database",
        "redis",
        "worker",
        "beat",
        "sweep",
        "reconciliation",
        "letters",
        "scanner",
        "troubles",
        "clocks",
        "keys",
        "full",
    }


def test_healthz_is_degraded_while_letters_do_not_go_out(client, alive, settings):
    """Degraded is not down: the answer is still 200."""
    settings.SMS_URL = "http://127.0.0.1:1/"
    now = timezone.now()
    Gateway.objects.create(name="sms", troubles=2, failing_since=now, closed_until=now, why="unreachable")
    signs = client.get("/healthz").json()
    assert signs["status"] == "ok", f"one or two troubles are none yet: {signs}"
    Gateway.objects.update(troubles=3)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert response.json()["letters"] == {"sms": "failing", "mail": "off"}


@pytest.mark.parametrize(("hours", "differences", "fresh", "agrees"), [(25, 0, True, True), (27, 3, False, False)])
def test_healthz_shows_the_nightly_check_without_failing_for_it(client, alive, hours, differences, fresh, agrees):
    ReconciliationRun.objects.create(
        started_at=timezone.now() - timedelta(hours=hours), seconds=1, cases=1, clocks=1, cards=0,
        differences=differences, appeared=0, gone=0,
    )  # fmt: skip
    response = client.get("/healthz")
    sign = response.json()["reconciliation"]
    assert (response.status_code, sign["fresh"], sign["agrees"]) == (200, fresh, agrees), str(response.json())
