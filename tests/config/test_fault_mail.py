"""The administrators hear of our faults once an hour each, and of what strangers do wrong never."""

import logging

import pytest
from django.core import mail

from config import fault_mail
from hall.logs import FORM, Plain


@pytest.fixture
def operators(settings):
    settings.ADMINS = [("ops", "ops@hall.example")]
    settings.ALLOWED_HOSTS = ["hall.example"]


@pytest.mark.parametrize("wrong", ["host", "fields", "size"])
def test_a_stranger_fills_no_mailbox(client, db, operators, settings, wrong):
    client.raise_request_exception = False
    if wrong == "host":
        answer = client.get("/c/", headers={"host": "evil.example"})
    else:
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10 if wrong == "fields" else 1_000
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100 if wrong == "size" else 1_000_000
        body = {f"f{n}": "x" * 20 for n in range(20)}
        answer = client.post(
            "/c/", body, content_type="application/x-www-form-urlencoded", headers={"host": "hall.example"}
        )
    assert answer.status_code in {400, 413, 422}
    assert mail.outbox == []


def test_each_fault_is_mailed_once_an_hour(operators, monkeypatch):
    now = [10_000.0]
    monkeypatch.setattr(fault_mail, "monotonic", lambda: now[0])
    handler = fault_mail.FaultMail()
    handler.setFormatter(Plain(FORM))

    def fail(words: str) -> None:
        handler.emit(logging.LogRecord("config", logging.ERROR, __file__, 1, words, (), None))

    for _ in range(5):
        fail("one fault")
    fail("another")
    assert len(mail.outbox) == 2
    now[0] += fault_mail.QUIET_FOR
    fail("one fault")
    assert len(mail.outbox) == 3
