"""
django-helpdesk's side of bench/sweep.py. Runs in the peer's own virtual environment, never in ours.

Loads due tickets among ten times as many, runs its `escalate_tickets` once, and prints one line of JSON:
how many were due, how many it escalated, how many seconds it took.
"""

import argparse
import json
import time
from datetime import timedelta

import django
from django.conf import settings

APPS = ["admin", "auth", "contenttypes", "sessions", "sites", "messages", "humanize"]


def configure(name: str, host: str, user: str, port: str, password: str) -> None:
    """The smallest site that its documentation allows: no mail leaves, nothing else is installed."""
    settings.configure(
        SECRET_KEY="measuring",
        SITE_ID=1,
        USE_TZ=True,
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in APPS), "rest_framework", "helpdesk"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": name,
                "HOST": host,
                "USER": user,
                "PORT": port,
                "PASSWORD": password,
                "CONN_MAX_AGE": None,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        LOGGING_CONFIG=None,
    )
    django.setup()


def load(*, due: int, others: int):
    """Empty the tables and write open tickets: `due` of them untouched for three days, the others just escalated."""
    from django.db import connection
    from django.utils import timezone
    from helpdesk.models import FollowUp, Queue, Ticket

    queue, _ = Queue.objects.get_or_create(slug="hall", defaults={"title": "hall", "escalate_days": 1})
    FollowUp.objects.all().delete()
    Ticket.objects.all().delete()
    now = timezone.now()
    Ticket.objects.bulk_create(
        (
            Ticket(
                title="public place hygiene licence", queue=queue, status=Ticket.OPEN_STATUS, priority=3,
                last_escalation=now - timedelta(days=3) if serial < due else now, description="as the law says",
            )
            for serial in range(due + others)
        ),
        batch_size=5_000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE helpdesk_ticket")


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("name", "host", "user", "port", "password"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--due", type=int, required=True)
    given = parser.parse_args()
    configure(given.name, given.host, given.user, given.port, given.password)

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    load(due=given.due, others=9 * given.due)
    began = time.perf_counter()
    call_command("escalate_tickets")
    took = time.perf_counter() - began

    from helpdesk.models import FollowUp

    print(json.dumps({"due": given.due, "escalated": FollowUp.objects.count(), "seconds": took}))


if __name__ == "__main__":
    main()
