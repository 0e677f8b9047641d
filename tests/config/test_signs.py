"""Signs of life."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from cases.models import Gateway, Heartbeat, ReconciliationRun
from cases.sweep import HEARTBEAT
from hall import clock


@pytest.fixture
def alive(db):
    """Everything runs: a fresh sweep, a worker and a beat that have just said so."""
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": clock.of_the_database(), "handled": 0})
    cache.set_many({"alive:worker": 1, "alive:beat": 1}, 60)
    yield
    cache.delete_many(["alive:worker", "alive:beat"])


def test_healthz_is_ok_when_all_of_it_lives(client, alive):
    response = client.get("/healthz")
    body = response.json()
    assert response.status_code == 200
    assert body.pop("sweep")["fresh"] is True
    assert body.pop("reconciliation") == {"at": None, "age_seconds": None, "fresh": False, "agrees": None}
    assert body.pop("letters") == {"sms": "off", "mail": "off"}
    assert body.pop("troubles") == 0
    assert body.pop("clocks") == {"agrees": True, "strays": 0}
    assert body.pop("keys") is True
    assert body == {"status": "ok", "database": True, "redis": True, "worker": True, "beat": True}


@pytest.mark.parametrize(("age", "code"), [(0, 200), (-5, 503)], ids=["within the limit", "too old"])
def test_healthz_fails_when_the_sweep_is_stale(client, alive, age, code):
    at_the_limit = clock.of_the_database() - timedelta(seconds=settings.SWEEP_STALE_AFTER - 2)
    Heartbeat.objects.filter(name=HEARTBEAT).update(at=at_the_limit + timedelta(seconds=age))
    response = client.get("/healthz")
    assert response.status_code == code
    assert response.json()["sweep"]["fresh"] is (code == 200)


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
        "troubles",
        "clocks",
        "keys",
    }


def test_healthz_is_degraded_while_letters_do_not_go_out(client, alive, settings):
    """Degraded is not down: the answer is still 200."""
    settings.SMS_URL = "http://127.0.0.1:1/"
    now = timezone.now()
    Gateway.objects.create(name="sms", troubles=2, failing_since=now, closed_until=now, why="unreachable")
    assert client.get("/healthz").json()["status"] == "ok", "one or two troubles are none yet"
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
    assert (response.status_code, sign["fresh"], sign["agrees"]) == (200, fresh, agrees)
