"""Signs of life, for whoever watches over the servers."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases import post_office
from cases.models import Heartbeat
from cases.reconcile.standing import standing
from cases.sweep import HEARTBEAT
from cases.troubles import open_troubles
from hall import clock


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """
    Signs of life: ``{"status", "database", "redis", "worker", "beat", "sweep": {"at", "age_seconds", "fresh"}}``, and
    ``"clocks": {"agrees", "strays"}``.

    200 when all of it lives and this server's clock is the database's, else 503; ``degraded``, with 200, when letters do not go
    out (``"letters"``: off, ok or failing), when something is passed over (``"troubles"``: how many things; which, the
    administrator's page says), or when another server's clock is wrong (``strays``: how many). It tells nothing about the
    hall's data, but whether the nightly check is ``fresh`` and ``agrees`` (null before the first one), which has no say in the
    status: ``"reconciliation"``.
    """
    at = timezone.now()
    database, sweep = _database_and_sweep()
    signs = {"database": database, **_redis_signs()}
    clocks = _clocks()
    alive = all(signs.values()) and sweep["fresh"] and clocks["agrees"]
    letters = _letters()
    troubles = _troubles()
    degraded = "failing" in letters.values() or bool(troubles) or bool(clocks["strays"])
    answer = {
        "status": "failing" if not alive else "degraded" if degraded else "ok",
        **signs,
        "sweep": sweep,
        "clocks": clocks,
        "reconciliation": _reconciliation(at),
        "letters": letters,
        "troubles": troubles,
    }
    return JsonResponse(answer, status=200 if alive else 503)


def _database_and_sweep() -> tuple[bool, dict[str, Any]]:
    """The sweep leaves its sign by the database's clock, so its age is taken by that."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        at = clock.of_the_database()
        last = Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    except Exception:  # noqa: BLE001 - whatever is wrong with the database, the answer is "no"
        return False, {"at": None, "age_seconds": None, "fresh": False}
    age = (at - last).total_seconds() if last else None
    fresh = age is not None and age <= settings.SWEEP_STALE_AFTER
    return True, {"at": last, "age_seconds": age, "fresh": fresh}


def _reconciliation(at: datetime) -> dict[str, Any] | None:
    try:
        now = standing(at=at)
    except Exception:  # noqa: BLE001 - told above already
        return None
    last = now.run.started_at if now.run else None
    agrees = now.differences == 0 if now.run else None
    return {"at": last, "age_seconds": now.age_seconds, "fresh": not now.is_stale, "agrees": agrees}


def _clocks() -> dict[str, Any]:
    """Whether this server's clock is the database's, and on how many hosts it was another one in the last minutes."""
    try:
        return {"agrees": abs(clock.ahead()) <= clock.TOLERANCE, "strays": clock.strays().count()}
    except Exception:  # noqa: BLE001 - told above already
        return {"agrees": False, "strays": None}


def _letters() -> dict[str, str]:
    try:
        return post_office.states()
    except Exception:  # noqa: BLE001 - told above already
        return {}


def _troubles() -> int | None:
    try:
        return open_troubles().count()
    except Exception:  # noqa: BLE001 - told above already
        return None


def _redis_signs() -> dict[str, bool]:
    try:
        signs = cache.get_many(["alive:worker", "alive:beat"])
    except Exception:  # noqa: BLE001 - whatever is wrong with Redis, the answer is "no"
        return {"redis": False, "worker": False, "beat": False}
    return {"redis": True, "worker": "alive:worker" in signs, "beat": "alive:beat" in signs}
