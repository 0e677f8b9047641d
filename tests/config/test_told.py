"""Each request has an id, each answer a line: method, route, status, milliseconds, and nothing of the address or of the caller."""

import json
import logging

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from config import celery, told, urls
from hall.log_lines import Line, at_work_on, current_id, written_by

MINE = "0f1e2d3c4b5a"
CANARY = "canary4711"
NUMBER = "01010000000004711"


@login_not_required
def fails(_request: HttpRequest) -> HttpResponse:
    raise KeyError(CANARY)


urlpatterns = [path("complain/", fails), *urls.urlpatterns]


@pytest.fixture
def lines():
    """What a web server writes meanwhile, as objects."""
    written: list[dict] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(Line())
    logging.getLogger().addHandler(handler)
    written_by("web")
    yield written
    written_by(None)
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    ("path", "brought", "is_kept"),
    [
        ("/login/", MINE, True),
        ("/livez", MINE, True),
        ("/no/such/page/", MINE, True),
        ("/login/", "not well-formed", False),
        ("/no/such/page/", CANARY, False),
        ("/login/", None, False),
        ("/complain/", MINE, False),
        ("/c/", MINE, False),
        ("/api/v1/lookup/", MINE, False),
    ],
)
def test_an_answer_brings_its_id_back(client, db, path, brought, is_kept):
    answer = client.get(path, headers={"x-request-id": brought} if brought else {})
    name = answer.headers[told.HEADER]
    assert (name == brought) is is_kept
    assert name.isalnum()
    assert current_id() is None


def test_an_answer_is_one_line_by_route(world, lines):
    client = Client(headers={"x-request-id": MINE, "referer": f"https://{CANARY}.example/"})
    client.force_login(world.clerk)
    client.get(f"/desk/cases/{NUMBER}/", {"q": CANARY})
    [line] = [each for each in lines if each["event"] == "answered"]
    assert line.pop("milliseconds") > 0
    assert line.pop("time")
    assert line == {
        "level": "INFO", "logger": "config.told", "process": "web", "request_id": MINE, "method": "GET",
        "route": line["route"], "status": 404, "event": "answered",
    }  # fmt: skip
    assert reverse(line["route"], args=[NUMBER]) == f"/desk/cases/{NUMBER}/"
    assert CANARY not in str(lines)
    assert NUMBER not in str(lines)
    assert {each["request_id"] for each in lines} == {MINE}


@pytest.mark.parametrize("path", ["/complain/", "/c/", "/api/v1/complaints/", "/api/v1/lookup/", "/livez", "/none/"])
def test_nobodys_doors_and_probes_leave_no_answers_line(client, db, lines, path):
    client.get(path)
    assert not [each for each in lines if each["event"] == "answered"]


@override_settings(ROOT_URLCONF=__name__)
def test_a_door_that_fails_is_told_at_nobodys_too(db, lines):
    Client(raise_request_exception=False).get("/complain/")
    assert [(each["status"], each["event"]) for each in lines] == [
        (500, "500 GET complain/ (request)"),
        (500, "answered"),
    ]
    assert len({each["request_id"] for each in lines}) == 1
    assert CANARY not in str(lines)


def test_a_method_of_anybodys_making_is_other(client, db, lines):
    client.generic(CANARY.upper(), "/login/")
    assert {each["method"] for each in lines} == {"other"}
    assert CANARY.upper() not in str(lines)


def test_a_faults_mail_is_in_words_and_names_the_id(settings, rf):
    settings.ADMINS = [("ops", "ops@hall.example")]
    with at_work_on(request_id=MINE):
        try:
            raise ValueError(CANARY)
        except ValueError:
            logging.getLogger("django.request").exception("failed", extra={"request": rf.get(f"/{CANARY}")})
    [letter] = mail.outbox
    assert f"request_id {MINE}" in letter.body
    assert "ValueError" in letter.body
    assert not letter.body.startswith("{")
    assert CANARY not in letter.body + letter.subject


def test_a_task_carries_the_id_of_who_sends_it():
    sent: dict[str, str] = {}
    with at_work_on(request_id=MINE):
        celery._send_id(headers=sent)
    assert sent == {"request_id": MINE}
    celery._send_id(headers=sent)  # beat is at work on nothing
    assert sent["request_id"] != MINE
