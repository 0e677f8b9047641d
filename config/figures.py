"""
``/metrics``: figures for whoever watches over many halls, in the words of Prometheus. No name, no number of a case, no address.

What stands in the database is read when it is asked for; what happens in the web processes is counted as it happens, over all
of them where PROMETHEUS_MULTIPROC_DIR names a folder that they share.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from cases.sweep import signs_of_life
from hall import clock

ANSWERS = Counter("hall_answers", "Answers of the web server, by their class", ["method", "status"])
SECONDS = Histogram("hall_answer_seconds", "How long an answer took", buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10))
SLOW = Counter("hall_slow_statements", "Statements of the database that took longer than SLOW_STATEMENT")
SLOW_STATEMENT = 1  # second

# (name, what it is, labels, the question: a value, or labels and a value a row)
# What was written within a day is found from the last row backwards: of years of rows no more are read.
_FIGURES: tuple[tuple[str, str, list[str], str], ...] = (
    ("running_clocks", "Clocks that run, by lamp", ["lamp"], "SELECT (ARRAY['grey', 'green', 'yellow', 'red', 'deep_red'])[lamp + 1], count(*) FROM cases_deadline WHERE met_at IS NULL AND superseded_at IS NULL GROUP BY lamp"),
    ("open_cases", "Cases that are not closed", ["kind"], "SELECT kind, count(*) FROM cases_case WHERE closed_at IS NULL GROUP BY kind"),
    ("cards_of_a_day", "Cards issued in the last 24 hours", ["level"],
     "SELECT level, count(*) FROM cases_card WHERE id > coalesce((SELECT id FROM cases_card WHERE issued_at <= now() - interval '1 day' ORDER BY id DESC LIMIT 1), 0) GROUP BY level"),
    ("letters", "SMS and mail of the last 24 hours, by what became of them", ["channel", "state"],
     "SELECT channel, state, count(*) FROM cases_dispatch WHERE id > coalesce((SELECT id FROM cases_dispatch WHERE written_at <= now() - interval '1 day' ORDER BY id DESC LIMIT 1), 0) GROUP BY channel, state"),
    ("letters_on_their_way", "SMS and mail that wait or are being sent", ["channel"],
     "SELECT channel, count(*) FROM cases_dispatch WHERE state IN ('waiting', 'sending') GROUP BY channel"),
    ("oldest_letter_seconds", "How long the oldest letter has waited for its gateway", ["channel"],
     "SELECT channel, extract(epoch FROM now() - min(written_at)) FROM cases_dispatch WHERE state = 'waiting' GROUP BY channel"),
    ("gateway_troubles", "Failures of a gateway since its last success", ["channel"], "SELECT name, troubles FROM cases_gateway"),
    ("wrong_codes", "Wrong receipt codes, all places together, since the last full minute but one", [],
     "SELECT coalesce(sum(tries), 0) FROM cases_wrongcode WHERE place = 'everybody' AND \"window\" >= floor(extract(epoch FROM now()) / 60) - 1"),
    ("wrong_passwords", "Places that have just typed wrong passwords", [], "SELECT count(*) FROM axes_accessattempt WHERE attempt_time > now() - interval '15 minutes'"),
    ("troubles", "Things passed over because they fail alone", ["doing"], "SELECT doing, count(*) FROM cases_trouble WHERE over_at IS NULL GROUP BY doing"),
    ("stray_hosts", "Hosts whose clock is not the database's", [], "SELECT count(*) FROM hall_strayclock WHERE noted_at > now() - interval '2 minutes'"),
    ("nightly_check_age_seconds", "Since the last nightly check began", [], "SELECT extract(epoch FROM now() - max(started_at)) FROM cases_reconciliationrun"),
    ("nightly_check_differences", "What it found stored otherwise", [], "SELECT differences FROM cases_reconciliationrun ORDER BY id DESC LIMIT 1"),
    ("recomputations_waiting", "Changes of the calendar whose clocks are not all derived again", [], "SELECT count(*) FROM cases_recomputation WHERE finished_at IS NULL"),
    ("bulk_runs_waiting", "Bulk acts that are not finished", [], "SELECT count(*) FROM permits_bulkrun WHERE finished_at IS NULL"),
    ("database_sessions", "Sessions of this database, by state", ["state"],
     "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"),
    ("oldest_transaction_seconds", "Age of the oldest open transaction", [],
     "SELECT coalesce(extract(epoch FROM max(now() - xact_start)), 0) FROM pg_stat_activity WHERE datname = current_database()"),
)  # fmt: skip


class _Hall(Collector):
    """The hall's own figures, read now."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        signs = signs_of_life(at=clock.of_the_database())
        yield _gauge(
            "oldest_unspoken_clock_seconds", "Since when the oldest clock is due without a word", signs.waiting_seconds
        )
        # nothing at all before the first sweep: a figure that is absent is an alarm of its own
        yield _gauge("sweep_age_seconds", "Since the last sweep", signs.age_seconds)
        for name in ("worker", "beat"):
            yield _gauge(f"{name}_alive", f"Whether a {name} has just given a sign of life", _is_alive(name))
        for name, words, labels, question in _FIGURES:
            family = GaugeMetricFamily(f"hall_{name}", words, labels=labels)
            for row in _rows(question):
                if row[-1] is not None:
                    family.add_metric([str(each) for each in row[:-1]], float(row[-1]))
            yield family


def _gauge(name: str, words: str, value: float | None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"hall_{name}", words)
    if value is not None:
        family.add_metric([], value)
    return family


def _is_alive(name: str) -> float:
    try:
        return float(cache.has_key(f"alive:{name}"))
    except Exception:  # noqa: BLE001 - a cache that is away has no sign of anybody
        return 0.0


def _rows(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever brings METRICS_TOKEN; nobody else is told that there are any. :raises Http404: not this token."""
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Hall())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)
    else:
        for counter in (ANSWERS, SECONDS, SLOW):
            registry.register(counter)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Counted:
    """Every answer is counted, by the class of its status, and timed, its slow statements too; no address is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with connection.execute_wrapper(_timed):
            response = self.get_response(request)
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        ANSWERS.labels(method, f"{response.status_code // 100}xx").inc()
        SECONDS.observe(time.perf_counter() - began)
        return response


def _timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        if time.perf_counter() - began > SLOW_STATEMENT:
            SLOW.inc()
