"""What a line of a log says: code, kind of fault, route; never a value. Each record here is one that a library really writes."""

import logging
import sys
import time

import pytest
from celery.beat import SchedulingError
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import resolve

from hall.logs import OURS, Plain, sentence
from hall.models import Department
from tests.hall.test_log_lines import json_line
from tests.house.source import ROOMS

CANARY = "金丝雀-CANARY-4711"


def record_of(name: str, message: object, *args: object, level: int = logging.WARNING, **more: object):
    record = logging.LogRecord(name, level, __file__, 1, message, args, None)
    vars(record).update(more)
    return record


def line(name: str, message: object, *args: object, **more: object) -> str:
    return Plain().format(record_of(name, message, *args, **more))


def request(path: str, *, known: bool) -> object:
    asked = RequestFactory().post(path, headers={"referer": f"https://x.example/{CANARY}"})
    asked.resolver_match = resolve(path) if known else None
    return asked


@pytest.mark.parametrize(
    ("name", "message", "args", "more", "says"),
    [
        ("django.request", "Not Found: %s", (f"/c/{CANARY}",), {"request": request(f"/c/{CANARY}", known=False), "status_code": 404}, "404 POST (no route) (request)"),
        ("django.security.csrf", "Forbidden (%s): %s", (f"Referer checking failed - {CANARY}", "/complain/file/"), {"request": request("/complain/file/", known=True), "status_code": 403}, "403 POST complain/file/ (csrf)"),
        ("django.security.DisallowedHost", f"Invalid HTTP_HOST header: {CANARY!r}.", (), {"request": request("/", known=False), "status_code": 400}, "400 POST (no route) (DisallowedHost)"),
        ("django.request", f"Internal Server Error: /desk/{CANARY}", (), {}, "(no route) (request)"),
        ("django.request", "Method Not Allowed (%s): %s", (CANARY, "/"), {"request": RequestFactory().generic(CANARY, "/"), "status_code": 405}, "405 other (no route) (request)"),
        ("axes.handlers.database", "AXES: New login failure by %s. Created new record.", (f'{{username: "{CANARY}"}}',), {}, "AXES: New login failure by …."),
        ("axes.handlers.database", "AXES: Reset %d access attempts from database.", (3,), {}, "Reset 3 access attempts"),
        ("gunicorn.error", f"Invalid request from ip=192.0.2.1: Invalid HTTP request line: {CANARY}", (), {}, "Invalid request"),
        ("gunicorn.error", "Error handling request %s %s", ("GET", f"/c/{CANARY}"), {}, "Error handling request … …"),
        ("celery.app.trace", "Task %(name)s[%(id)s] %(description)s: %(exc)s", ({"name": "cases.sweep", "id": "1", "description": "raised unexpected", "exc": CANARY, "args": CANARY},), {}, "Task cases.sweep[1] raised unexpected: …"),
        ("celery.worker.consumer", "Received unregistered task. The full contents were: %s", (CANARY,), {}, "Received unregistered task"),
        ("redis", "%d left", (CANARY,), {}, "%d left"),
        ("kombu", ValueError(CANARY), (), {}, "ValueError"),
        ("cases.sending", "letter %s: %s", (7, ValueError(CANARY)), {}, "letter 7: ValueError"),
    ],
)  # fmt: skip
def test_a_record_without_its_values(name, message, args, more, says):
    for text in (line(name, message, *args, **more), json_line(record_of(name, message, *args, **more))):
        assert CANARY not in text
        assert "192.0.2.1" not in text
        assert says in text


def test_our_own_lines_and_a_servers_start_are_whole():
    assert "passed over 7" in line("cases.troubles", "%s: passed over %s", "sweep", 7)
    assert "Listening at: http://127.0.0.1:8000" in line(
        "gunicorn.error", "Listening at: %s", "http://127.0.0.1:8000", level=logging.INFO
    )


def fault(act) -> str:
    try:
        act()
    except Exception:  # noqa: BLE001 - whatever it is, it is written down
        return line("cases.sweep", "it failed", exc_info=sys.exc_info())
    raise AssertionError("nothing failed")


def test_a_database_fault_is_told_by_class_and_code(world):
    def again() -> None:
        with transaction.atomic():
            Department.objects.create(hall=world.hall, code="WJ", name=CANARY)

    text = fault(again)
    assert "IntegrityError" in text
    assert "UniqueViolation [23505 hall_department_code_key]" in text
    assert "test_logs.py" in text
    assert "WJ" not in text
    assert CANARY not in text


def test_a_fault_is_told_with_its_causes_in_order():
    def chained() -> None:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise IntegrityError(CANARY) from error

    lines = fault(chained).splitlines()
    assert lines.index("KeyError") < lines.index("IntegrityError")
    assert CANARY not in "".join(lines)


def test_a_wrong_setting_is_told_in_full():
    def start() -> None:
        raise ImproperlyConfigured("SMS_KEY must have 16 characters")

    assert "ImproperlyConfigured: SMS_KEY must have 16 characters" in fault(start)


def test_another_handler_before_leaves_no_text_behind():
    try:
        raise ValueError(CANARY)
    except ValueError:
        record = logging.LogRecord("cases", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    assert CANARY in logging.Formatter().format(record)  # which keeps the text in the record
    assert CANARY not in Plain().format(record)
    assert sentence(record) == "failed"


def test_a_broker_that_is_away_is_one_line_of_beat():
    def send() -> None:
        try:
            raise ConnectionError(CANARY)
        except ConnectionError as error:
            raise SchedulingError(CANARY) from error

    assert len(fault(send).splitlines()) == 1


def test_each_room_writes_its_own_lines():
    assert set(ROOMS) <= OURS
    assert not OURS & {"django", "celery", "gunicorn", "axes"}


def test_every_line_says_its_zone(monkeypatch):
    """Whatever zone its process has: gunicorn's master is none of Django's."""
    record = logging.LogRecord("gunicorn.error", logging.INFO, "", 0, "Listening", (), None)
    record.created = 1796148901.317
    lines = set()
    for zone in ("UTC", "Asia/Shanghai"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        lines.add(Plain().format(record))
    monkeypatch.undo()
    time.tzset()
    assert lines == {"2026-12-02 02:15:01.317+08:00 INFO gunicorn.error Listening"}
