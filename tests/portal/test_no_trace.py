"""
Nothing that is stored or logged leads back to who filed (reliability §2A: canary search over every table, key, log, letter).

Every door of a reporter, on success and on every way it can fail: wrong input, too large, too often, without CSRF token, a failure
of ours, a wrong code, a message id of another case.
"""

import logging
import traceback

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from redis.exceptions import RedisError

from cases.models import Letter
from complaints import flood
from complaints.models import Message, ReporterIdentity
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.filing import CHECK, FILE, STORY, answers_of, fill_in, send, send_checked
from tests.filing import NAME as NAME_PAGE
from tests.world import at

ADDRESSES = ["203.0.113.77", "203.0.113.78", "203.0.113.79", "203.0.113.80", "203.0.113.81"]
TEXT = "金丝雀正文：窗口的人把材料摔在地上。"
NAME = "司徒金丝雀"
PHONE = "13987654321"
HEADERS = {
    "REMOTE_ADDR": ADDRESSES[0],
    "HTTP_X_FORWARDED_FOR": ADDRESSES[1],
    "HTTP_X_REAL_IP": ADDRESSES[2],
    "HTTP_FORWARDED": f"for={ADDRESSES[3]};by=canary-proxy",
    "HTTP_CLIENT_IP": ADDRESSES[4],
    "HTTP_USER_AGENT": "canary-agent/7.7",
    "HTTP_ACCEPT_LANGUAGE": "canary-tongue",
    "HTTP_REFERER": "http://canary-referrer.invalid/",
    "HTTP_SEC_CH_UA_PLATFORM": "canary-hint",
    "HTTP_X_REQUEST_ID": "canary-request-0001",
}
CANARIES = [*ADDRESSES, "canary", TEXT, "金丝雀", NAME, PHONE]
MORNING = at("2025-09-30 10:00")
RECEIPT, MESSAGES, IDENTITY = "/complain/receipt/", "/c/messages/", "/c/identity/"
SIGNED = {"name": NAME, "phone": PHONE}


def everything_stored() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def everything_cached() -> str:
    """Every key and value that Redis holds; nothing when there is none."""
    try:
        redis = cache._cache.get_client()
        return "\n".join(f"{key!r} {redis.dump(key)!r}" for key in redis.scan_iter())
    except RedisError:
        return ""


def everything_logged(records) -> str:
    """Each line with all that hangs on it, and its traceback, whether a handler writes that or not; but the database's own log."""
    lines = []
    for record in records:
        if record.name != "django.db.backends":
            lines += [
                record.getMessage(),
                repr({name: value for name, value in vars(record).items() if name != "request"}),
            ]
            lines += traceback.format_exception(*record.exc_info) if record.exc_info and record.exc_info[0] else []
    return "\n".join(lines)


@pytest.fixture
def watched(settings, caplog):
    """``watched()``: all that has been kept or said since, where no canary may be."""
    settings.ADMINS = [("", "a@example.invalid")]
    caplog.set_level(logging.DEBUG)

    def everywhere() -> str:
        letters = "".join(m.subject + m.body + repr(m.extra_headers) for m in mail.outbox)
        letters += "".join(repr(letter.facts) for letter in Letter.objects.all())
        return everything_stored() + everything_cached() + letters + everything_logged(caplog.records)

    return everywhere


def browser(**more) -> Client:
    client = Client(raise_request_exception=False, **more)
    client.cookies["canary_cookie"] = "canary-biscuit"
    return client


def must_be_clean(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text] == []


FILINGS = [
    ("success", {}, 302),
    ("success, named", {"signed": "named", **SIGNED}, 302),
    ("success, protected", {"signed": "protected", **SIGNED}, 302),
    ("success, report", {"kind": "report", "signed": "named", **SIGNED}, 302),
    ("wrong input", {"signed": "named", "name": NAME, "phone": "金丝雀"}, 422),
    ("too large", {"text": TEXT * 40_000}, 400),
]


@pytest.mark.parametrize(("path", "changes", "status"), FILINGS, ids=[row[0] for row in FILINGS])
def test_filing_leaves_no_canary(world, watched, path, changes, status):
    client = browser()
    with time_machine.travel(MORNING, tick=False):
        for page in ("/complain/", FILE):
            client.get(page, **HEADERS)
        answer = send(client, meta=HEADERS, **{"text": TEXT} | changes)
        client.get(RECEIPT, **HEADERS)
        client.post("/complain/receipt/forget/", {"last_four": "canary"}, **HEADERS)
    assert answer.status_code == status
    must_be_clean(watched())
    if "signed" in changes and status == 302:
        assert ReporterIdentity.objects.get().name == NAME


def test_a_flood_leaves_no_canary(world, watched, monkeypatch):
    client = browser()
    with time_machine.travel(MORNING, tick=False):
        page = fill_in(client, meta=HEADERS, text=TEXT)
        monkeypatch.setattr(flood, "MOST", 0)
        assert send_checked(client, page, meta=HEADERS).status_code == 429
    must_be_clean(watched())  # of the draft, too: it lies there sealed


DOORS = [
    *((page, answers_of(text=TEXT, signed="named", **SIGNED)) for page in (FILE, STORY, NAME_PAGE, CHECK)),
    ("/complain/leave/", {"text": TEXT}),
    ("/complain/receipt/forget/", {"last_four": "canary"}),
    ("/complain/genuine/", {"number": "canary", "proof": NAME}),
    ("/c/", {"code": "canary"}),
    (MESSAGES, {"text": TEXT}),
    (IDENTITY, SIGNED),
    ("/c/identity/take-back/", {}),
]


@pytest.mark.parametrize(("url", "fields"), DOORS, ids=[row[0] for row in DOORS])
def test_a_form_without_its_token_leaves_no_canary(world, watched, url, fields):
    with time_machine.travel(MORNING, tick=False):
        assert browser(enforce_csrf_checks=True).post(url, fields, **HEADERS).status_code == 403
    must_be_clean(watched())


def looking(client, world, **changes):
    """A browser with a complaint before it."""
    receipt = filed(world, when=MORNING, **changes)
    assert client.post("/c/", {"code": receipt.code}, **HEADERS).status_code == 302
    return receipt.complaint.case


FAILURES = [
    (CHECK, {}, "complaints.actions.filing.file"),
    (MESSAGES, {"text": TEXT, "idem": "a" * 32}, "portal.conversation.write_back"),
    (IDENTITY, SIGNED, "portal.conversation.disclose"),
]


@pytest.mark.parametrize(("url", "fields", "verb"), FAILURES, ids=[row[2] for row in FAILURES])
def test_a_failure_of_ours_leaves_no_canary(world, watched, monkeypatch, url, fields, verb):
    """Its mail and its lines say where, and nothing of who or what."""

    def fail(**_fields):
        raise RuntimeError("broken")

    monkeypatch.setattr(verb, fail)
    client = browser()
    with time_machine.travel(MORNING, tick=False):
        if url == CHECK:
            page = fill_in(client, meta=HEADERS, text=TEXT, signed="named", **SIGNED)
            assert send_checked(client, page, meta=HEADERS).status_code == 500
        else:
            looking(client, world)
            assert client.post(url, fields, **HEADERS).status_code == 500
    assert len(mail.outbox) == 1
    must_be_clean(watched())


CONVERSATION = [
    ("an answer", MESSAGES, {"text": TEXT, "idem": "a" * 32}, 302),
    ("too long an answer", MESSAGES, {"text": TEXT * 200}, 422),
    ("too large an answer", MESSAGES, {"text": TEXT * 40_000}, 400),
    ("a message of another case", MESSAGES, {"text": TEXT, "answers": "0" * 32}, 404),
    ("a name left later", IDENTITY, SIGNED, 302),
    ("half a name", IDENTITY, {"name": NAME, "phone": ""}, 422),
    ("a name taken back", "/c/identity/take-back/", {}, 302),
]


@pytest.mark.parametrize(("path", "url", "fields", "status"), CONVERSATION, ids=[row[0] for row in CONVERSATION])
def test_a_conversation_leaves_no_canary(world, watched, path, url, fields, status):
    client = browser()
    with time_machine.travel(MORNING, tick=False):
        looking(client, world, kind="report", **(SIGNED if path == "a name taken back" else {}))
        for page in ("/c/status/", MESSAGES, IDENTITY):
            client.get(page, **HEADERS)
        assert client.post(url, fields, **HEADERS).status_code == status
    must_be_clean(watched())
    if path == "an answer":
        assert Message.objects.get().text == TEXT


def test_wrong_codes_leave_no_canary(world, watched, settings):
    settings.LOOKUP_WRONG_PER_WINDOW = 2
    client = browser()
    with time_machine.travel(MORNING, tick=False):
        answers = [client.post("/c/", {"code": "0000000000000000"}, **HEADERS).status_code for _ in range(3)]
    assert answers == [404, 404, 429]
    must_be_clean(watched())


def test_two_people_open_it_and_no_canary_is_left(world, watched):
    """Asked, allowed, opened, called: the name is on the page that opened it, and nowhere else."""
    case = filed(world, when=MORNING, protected=True, text=TEXT, **SIGNED).complaint.case
    with time_machine.travel(MORNING, tick=False):
        officer = {"number": case.number, "by": world.complaint_officer, "at": MORNING}
        actions.ask_identity(reason=f"要找{NAME}核对。", **officer)
        actions.decide_identity(
            number=case.number, by=world.inspector, at=MORNING, is_allowed="yes", because=f"可以找{NAME}。"
        )
        client = Client()
        client.force_login(world.complaint_officer, backend="django.contrib.auth.backends.ModelBackend")
        page = client.post(f"/centre/{case.number}/identity/")
    assert NAME in page.content.decode()
    must_be_clean(watched())


def test_the_dump_would_show_a_canary(world):
    """The search itself works: a name that is stored in clear is found."""
    assert world.health.name in everything_stored()
