"""The doors that beat knocks at for the desk. Each reads the clock and makes one call."""

from celery import shared_task
from django.utils import timezone

from permits import drafts


@shared_task(name="permits.forget_drafts")
def forget_drafts() -> None:
    """Drop drafts that have run out."""
    drafts.forget_old(at=timezone.now())
