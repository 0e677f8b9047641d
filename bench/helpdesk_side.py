"""
django-helpdesk's side of bench/sweep.py, bench/lookup.py and bench/register.py. Runs in the peer's own virtual environment, never in ours.

With --due it loads due tickets among ten times as many, runs its `escalate_tickets` once, and prints one line of JSON: how many
were due, how many it escalated, how many seconds it took. With --looks it opens the public page of a ticket so many times, with --tickets it takes in so many by its API.
"""

import argparse
import json
import time
from datetime import timedelta
from typing import Any

import django
from django.conf import settings

TICKETS = 200
urlpatterns: list = []  # filled when Django is set up
APPS = ["admin", "auth", "contenttypes", "sessions", "sites", "messages", "humanize"]


def configure(name: str, host: str, user: str, port: str, password: str) -> None:
    """The smallest site that its documentation allows: no mail leaves, nothing else is installed."""
    settings.configure(
        SECRET_KEY="measuring",
        SITE_ID=1,
        USE_TZ=True,
        INSTALLED_APPS=[
            *(f"django.contrib.{app}" for app in APPS),
            "rest_framework",
            "rest_framework.authtoken",
            "helpdesk",
        ],
        REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"]},
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
        # what `startproject` writes
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["testserver"],
        STATIC_URL="static/",
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
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


def looked(times: int) -> dict[str, float]:
    """Open tickets by their public address, with a follow-up each, through its WSGI application, without a network."""
    from io import BytesIO
    from urllib.parse import urlencode

    from django.core.handlers.wsgi import WSGIHandler
    from helpdesk.models import FollowUp, Ticket

    load(due=0, others=TICKETS)
    Ticket.objects.update(submitter_email="somebody@example.invalid", secret_key="key")
    tickets = list(Ticket.objects.select_related("queue"))
    FollowUp.objects.bulk_create(
        FollowUp(ticket=each, title="taken in", comment="as said", public=True) for each in tickets
    )
    handler: Any = WSGIHandler()

    def open_page(ticket: Ticket) -> str:
        query = urlencode({"ticket": ticket.ticket_for_url, "email": ticket.submitter_email, "key": ticket.secret_key})
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": "/view/", "QUERY_STRING": query, "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "http",
        }  # fmt: skip
        response = handler(environ, lambda _status, _headers: None)
        page = b"".join(response).decode()
        response.close()
        assert response.status_code == 200, page
        assert ticket.title in page, page
        return page

    for ticket in tickets[:10]:
        open_page(ticket)
    began, busy = time.perf_counter(), time.process_time()
    for turn in range(times):
        open_page(tickets[turn % len(tickets)])
    return {"looks": times, "seconds": time.perf_counter() - began, "busy": time.process_time() - busy}


def opened(times: int) -> dict[str, float]:
    """Take tickets in by its API from somebody of the staff with a token; no submitter, so no letter is written."""
    from io import BytesIO

    from django.contrib.auth import get_user_model
    from django.core.handlers.wsgi import WSGIHandler
    from helpdesk.models import Queue, Ticket
    from rest_framework.authtoken.models import Token

    load(due=0, others=TICKETS)
    staff, _ = get_user_model().objects.get_or_create(username="clerk", is_staff=True, is_superuser=True)
    token, _ = Token.objects.get_or_create(user=staff)
    queue = Queue.objects.get()
    handler: Any = WSGIHandler()
    ticket = {
        "queue": queue.pk,
        "title": "public place hygiene licence",
        "description": "as the law says",
        "priority": 3,
    }
    body = json.dumps(ticket).encode()

    def take_in() -> None:
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": "/api/tickets/", "QUERY_STRING": "", "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
            "HTTP_AUTHORIZATION": f"Token {token.key}",
        }  # fmt: skip
        response = handler(environ, lambda _status, _headers: None)
        answer = b"".join(response).decode()
        response.close()
        assert response.status_code == 201, answer

    for _ticket in range(10):
        take_in()
    began, busy = time.perf_counter(), time.process_time()
    for _ticket in range(times):
        take_in()
    took = {"tickets": times, "seconds": time.perf_counter() - began, "busy": time.process_time() - busy}
    assert Ticket.objects.count() == TICKETS + 10 + times
    return took


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("name", "host", "user", "port", "password"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--due", type=int)
    parser.add_argument("--looks", type=int)
    parser.add_argument("--tickets", type=int)
    given = parser.parse_args()
    configure(given.name, given.host, given.user, given.port, given.password)

    from django.core.management import call_command
    from django.urls import include, path

    urlpatterns.append(path("", include("helpdesk.urls")))  # its letters name addresses too
    call_command("migrate", verbosity=0)
    if given.looks:
        print(json.dumps(looked(given.looks)))
        return
    if given.tickets:
        print(json.dumps(opened(given.tickets)))
        return
    load(due=given.due, others=9 * given.due)
    began = time.perf_counter()
    call_command("escalate_tickets")
    took = time.perf_counter() - began

    from helpdesk.models import FollowUp

    print(json.dumps({"due": given.due, "escalated": FollowUp.objects.count(), "seconds": took}))


if __name__ == "__main__":
    main()
