"""The nightly tasks run once, however many beats send them: two hosts with a beat each, and neither is missed."""

from datetime import datetime

from celery import Task
from django.db import connection

_BEGIN = """
INSERT INTO cases_heartbeat AS h (name, at, handled) VALUES (%(name)s, %(at)s, 0)
ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at WHERE h.at <= EXCLUDED.at - interval '12 hours'
RETURNING name
"""


def is_first(task: Task, *, at: datetime) -> bool:
    """
    Whether this message begins the task tonight; a second beat's finds it begun.

    A message that comes again (its worker died, or the task retries) carries on with what was begun, and so does a call by hand.
    """
    request = task.request
    if request.called_directly or request.retries or (request.delivery_info or {}).get("redelivered"):
        return True
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"name": f"nightly:{task.name}", "at": at})
        return cursor.fetchone() is not None
