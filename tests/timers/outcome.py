"""What must be true after any fault, and how large the faults are made."""

import os

from django.db import connection
from django.db.models import F

from cases import history
from cases.models import Card, Deadline, Event
from cases.rules import Lamp

# The suite's faults are short. FAULTS=long makes them as large as the figures in docs/measurements.md.
LONG = os.environ.get("FAULTS") == "long"


def every_breach_has_its_card(count: int) -> None:
    """As many cards as breaches, none twice, each with the instant of its breach, and every line of history in its chain."""
    assert Deadline.objects.filter(lamp__gte=Lamp.RED).count() == count
    assert Card.objects.count() == Card.objects.values("deadline").distinct().count() == count
    assert not Card.objects.exclude(breached_at=F("deadline__due_at")).exists()
    assert not Card.objects.filter(issued_at__lt=F("breached_at")).exists()
    assert Event.objects.filter(verb="breached").count() == count
    assert list(history.verify()) == []


def no_lock_is_left() -> None:
    """Nobody but we holds anything in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT locktype, mode FROM pg_locks WHERE pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert cursor.fetchall() == []


def set_due(moments: str) -> None:
    """Give each clock its own due moment by an SQL expression over its `id`; it has not been warned about."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE cases_deadline SET due_at = {moments}, warn_at = {moments} - interval '1 hour',"
            f" next_alert_at = {moments} - interval '1 hour'"
        )
