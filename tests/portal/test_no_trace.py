"""Nothing that is stored or logged leads back to who filed (reliability: canary grep over every table)."""

import logging

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from redis.exceptions import RedisError

from complaints.models import ReporterIdentity
from tests.complaints.conftest import form
from tests.world import at

ADDRESS = "203.0.113.77"
TEXT = "金丝雀正文：窗口的人把材料摔在地上。"
NAME = "司徒金丝雀"
PHONE = "13987654321"
HEADERS = {
    "HTTP_X_FORWARDED_FOR": ADDRESS,
    "REMOTE_ADDR": ADDRESS,
    "HTTP_USER_AGENT": "canary-agent/7.7",
    "HTTP_ACCEPT_LANGUAGE": "canary-tongue",
    "HTTP_REFERER": "http://canary-referrer.invalid/",
    "HTTP_SEC_CH_UA_PLATFORM": "canary-hint",
}
CANARIES = [ADDRESS, "canary", TEXT, "金丝雀", NAME, PHONE]


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


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("success", {}),
        ("success, named", {"signed": "named", "name": NAME, "phone": PHONE}),
        ("success, report", {"kind": "report", "signed": "named", "name": NAME, "phone": PHONE}),
        ("wrong input", {"category": "", "name": NAME, "phone": PHONE}),
        ("too large", {"text": TEXT * 40_000}),
    ],
)
def test_no_canary_is_stored_logged_or_mailed(world, client, caplog, settings, path, changes):
    settings.ADMINS = [("", "a@example.invalid")]
    caplog.set_level(logging.DEBUG)
    with time_machine.travel(at("2025-09-30 10:00"), tick=False):
        for page in ("/complain/", "/complain/file/"):
            client.get(page, **HEADERS)
        answer = client.post("/complain/file/", form(text=TEXT) | changes, **HEADERS)
        client.get("/complain/receipt/", **HEADERS)
    assert answer.status_code in {302, 422, 400}
    stored = everything_stored() + everything_cached() + "".join(m.subject + m.body for m in mail.outbox)
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    for canary in CANARIES:
        assert canary not in stored
        assert canary not in logged
    if "named" in path:
        assert ReporterIdentity.objects.get().name == NAME


def test_the_dump_would_show_a_canary(world):
    """The search itself works: a name that is stored in clear is found."""
    assert world.health.name in everything_stored()
