"""The top of the house: settings, addresses, timers. It may import every room; no room imports it."""

import gc

# Nearly all that a start makes stays: to look for waste after every 700 new objects, as Python does by itself, is a tenth of it.
gc.set_threshold(20_000, 20, 50)

from config.celery import app as celery_app  # noqa: E402  after the line above, which is for it too

__all__ = ["celery_app"]
