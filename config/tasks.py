"""Housekeeping that belongs to no room."""

from celery import shared_task
from django.core.management import call_command

LOG_DAYS = 180  # 网络安全法 asks for six months of log-in records; none is kept longer


@shared_task(name="config.tidy_up")
def tidy_up() -> None:
    """Drop sessions that have ended and log-in records older than six months."""
    call_command("clearsessions")
    call_command("axes_reset_logs", age=LOG_DAYS)
