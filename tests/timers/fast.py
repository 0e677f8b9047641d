"""The hall's own Celery application with quicker timers, so that a test need not wait: `celery -A tests.timers.fast …`."""

import os

from config.celery import app

SWEEP_EVERY = float(os.environ.get("TEST_SWEEP_EVERY", "0.5"))  # seconds
BATCH = int(os.environ.get("TEST_SWEEP_BATCH", "20"))  # clocks in one transaction

app.conf.beat_schedule = {
    "sweep the clocks": {"task": "cases.sweep", "schedule": SWEEP_EVERY},
    "derive the clocks again": {"task": "cases.recompute", "schedule": SWEEP_EVERY},
}

if os.environ.get("SMS_URL"):
    app.conf.beat_schedule["send by sms"] = {"task": "cases.send_letters", "args": ["sms"], "schedule": SWEEP_EVERY}


@app.on_after_finalize.connect
def _small_batches(**_kwargs: object) -> None:
    from cases.recompute import carry_on
    from cases.sweep import sweep

    sweep.__kwdefaults__["batch"] = BATCH
    carry_on.__kwdefaults__["batch"] = BATCH


__all__ = ["app"]
