"""The Celery application, and the signs of life that worker and beat leave in Redis for /healthz."""

import logging
import os
from typing import Any

import click
from celery import Celery, Task
from celery.signals import (
    beat_init,
    before_task_publish,
    heartbeat_sent,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_init,
    worker_ready,
)
from redis.exceptions import RedisError
from structlog.contextvars import bind_contextvars, clear_contextvars

from hall import log_lines

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django's checks are made before the servers start (open_hall, make check). Here they would load every page of the product into
# each worker and beat: a quarter of its start and of its memory.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

log = logging.getLogger(__name__)


class TaskWithKeys(Task):
    """
    A task that does nothing with secrets that are not the database's: not even where it could not be compared at the start. What
    somebody holds for long is passed over (hall.waiting).
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from django.db import connection

        from hall import fullness, keys, waiting

        keys.must_fit()
        with connection.execute_wrapper(waiting.refused), connection.execute_wrapper(fullness.noticed):
            return super().__call__(*args, **kwargs)


app = Celery("hall", task_cls=TaskWithKeys)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

ID = "request_id"  # the header of a message that carries it
ALIVE_FOR = 120  # seconds; beat publishes the sweep every 30 seconds, a worker heartbeats every 2
_this_is_beat = False


def _leave_sign(name: str) -> None:
    from django.core.cache import cache
    from django.utils import timezone

    cache.set(f"alive:{name}", timezone.now().isoformat(), ALIVE_FOR)


@setup_logging.connect
def _on_logging(loglevel: int = logging.INFO, **_kwargs: object) -> None:
    """Worker and beat write what settings.LOGGING says, and have no log of their own beside it, for that would bring values."""
    logging.getLogger().setLevel(loglevel)
    command = click.get_current_context(silent=True)
    log_lines.written_by(command.info_name if command else None)  # `celery worker`, `celery beat`


@before_task_publish.connect
def _send_id(headers: dict[str, Any] | None = None, **_kwargs: object) -> None:
    """What a request or task sets going has its id; what beat sends has one of its own."""
    if headers is not None:
        headers[ID] = log_lines.id_from(log_lines.current_id())


@task_prerun.connect
def _take_id(task: Task, task_id: str, **_kwargs: object) -> None:
    bind_contextvars(request_id=log_lines.id_from(getattr(task.request, ID, None)), task=task.name, task_id=task_id)


@task_postrun.connect
def _forget_id(**_kwargs: object) -> None:
    clear_contextvars()


@worker_init.connect
@beat_init.connect
def _compare_keys(**_kwargs: object) -> None:
    import django

    django.setup()
    from hall import keys, waiting

    waiting.at_most()
    keys.at_start()


@beat_init.connect
def _on_beat_start(**_kwargs: object) -> None:
    global _this_is_beat
    _this_is_beat = True
    _leave_sign("beat")


@before_task_publish.connect
def _on_publish(**_kwargs: object) -> None:
    """A sign that cannot be left is one line: an error let out of here would be 55 for each task while the cache is away."""
    if _this_is_beat:
        try:
            _leave_sign("beat")
        except RedisError as error:
            log.warning("beat leaves no sign of life: %s", type(error).__name__)


@worker_ready.connect
@heartbeat_sent.connect
def _on_worker_heartbeat(**_kwargs: object) -> None:
    _leave_sign("worker")
