"""The top of the house: settings, addresses, timers. It may import every room; no room imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
