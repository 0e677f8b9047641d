"""Instants that no page could show, nor Python read, are refused: one such row took every list away in which it stood."""

from datetime import UTC, datetime
from functools import reduce
from operator import and_

from django.db import migrations, models

FIRST, LAST = datetime(1950, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
COLUMNS = {
    "case": ("opened_at", "acted_at", "concluded_at", "closed_at"),
    "deadline": ("started_at", "warn_at", "due_at", "next_alert_at", "met_at", "superseded_at"),
    "card": ("breached_at", "issued_at", "appealed_at", "withdrawn_at"),
}


def between(columns):
    return reduce(and_, (models.Q(**{f"{each}__gte": FIRST, f"{each}__lt": LAST}) for each in columns))


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_waiting_for_the_archive")]

    operations = [
        migrations.AddConstraint(name, models.CheckConstraint(condition=between(columns), name=f"{name}_is_of_our_time"))
        for name, columns in COLUMNS.items()
    ]
