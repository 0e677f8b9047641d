"""The doors that beat knocks at for the whole hall. Each reads the clock and makes one call."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from cases import attempts
from config.passing import pass_time

LOG_DAYS = 180  # 网络安全法 asks for six months of log-in records; none is kept longer


@shared_task(name="cases.sweep")
def sweep_clocks() -> None:
    """Say what is due now."""
    at = timezone.now()
    pass_time(at=at)
    attempts.forget_old(at=at)


@shared_task(name="config.tidy_up")
def tidy_up() -> None:
    """Drop sessions that have ended and log-in records older than six months."""
    call_command("clearsessions")
    call_command("axes_reset_logs", age=LOG_DAYS)
