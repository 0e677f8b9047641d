"""Signs of life, for whoever watches over the servers."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.http import require_safe

from cases import post_office
from cases.reconcile.standing import standing
from cases.sweep import signs_of_life
from cases.troubles import open_troubles
from hall import clock, keys
from hall.fullness import is_full
from papers.store import scanning


class Probes(MiddlewareMixin):
    """
    ``/livez``: this process answers. ``/readyz``: it reaches the database, else 503: send requests elsewhere. With any Host.

    Neither looks at worker, beat or Redis: a web server is not restarted, nor taken out, for what it cannot mend (/healthz tells).
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.path not in {"/livez", "/readyz"}:
            return None
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        well = request.path == "/livez" or _reaches_the_database()
        return HttpResponse("ok" if well else "no database", content_type="text/plain", status=200 if well else 503)


def _reaches_the_database() -> bool:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever is wrong with the database, the answer is "no"
        connection.close()  # the next probe begins with a new one
        return False
    return True


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """
    Signs of life: ``{"status", "database", "redis", "worker", "beat", "keys"}``, ``"clocks": {"agrees", "strays"}``, and
    ``"sweep": {"at", "age_seconds", "waiting_seconds", "fresh"}``.

    A sweep is ``fresh`` when it was within two minutes and no clock has been due for longer without a word (``waiting_seconds``,
    the oldest): another host may hold it, whatever the heartbeat says.

    200 when all of it lives, this server's clock and secrets (``keys``) are the database's and it has refused no write for want of room
    (``full``), else 503; ``degraded``, with 200, when letters do not go
    out (``"letters"``: off, ok or failing), when files wait for a virus scanner that has not answered for half an hour
    (``"scanner"``: off, ok, waiting or failing), when something is passed over (``"troubles"``: how many things; which, the
    administrator's page says), or when another server's clock is wrong (``strays``: how many). It tells nothing about the
    hall's data, but whether the nightly check is ``fresh`` and ``agrees`` (null before the first one), which has no say in the
    status: ``"reconciliation"``.
    """
    at = timezone.now()
    database, sweep = _database_and_sweep()
    signs = {"database": database, **_redis_signs()}
    clocks = _clocks()
    keys_fit = _keys_fit()
    full = is_full()
    alive = all(signs.values()) and sweep["fresh"] and clocks["agrees"] and keys_fit and not full
    letters = _letters()
    troubles = _troubles()
    scanner = _scanner(at)
    degraded = scanner == "failing" or "failing" in letters.values() or bool(troubles) or bool(clocks["strays"])
    answer = {
        "status": "failing" if not alive else "degraded" if degraded else "ok",
        **signs,
        "sweep": sweep,
        "clocks": clocks,
        "keys": keys_fit,
        "full": full,
        "reconciliation": _reconciliation(at),
        "letters": letters,
        "scanner": scanner,
        "troubles": troubles,
    }
    return JsonResponse(answer, status=200 if alive else 503)


def _database_and_sweep() -> tuple[bool, dict[str, Any]]:
    """The sweep leaves its sign by the database's clock, so its age is taken by that."""
    silence = {"at": None, "age_seconds": None, "waiting_seconds": None, "fresh": False}
    if not _reaches_the_database():
        return False, silence
    try:
        signs = signs_of_life(at=clock.of_the_database())
    except Exception:  # noqa: BLE001 - a database without our tables is none of ours
        return False, silence
    return True, {
        "at": signs.swept_at,
        "age_seconds": signs.age_seconds,
        "waiting_seconds": signs.waiting_seconds,
        "fresh": not signs.is_stale,
    }


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


def _keys_fit() -> bool:
    try:
        return not keys.faults()
    except Exception:  # noqa: BLE001 - told above already
        return False


def _letters() -> dict[str, str]:
    try:
        return post_office.states()
    except Exception:  # noqa: BLE001 - told above already
        return {}


def _scanner(at: datetime) -> str | None:
    try:
        return scanning.standing(at=at)
    except Exception:  # noqa: BLE001 - told above already
        return None


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
