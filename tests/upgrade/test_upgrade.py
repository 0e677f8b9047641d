"""
A hall of release 242c159 with its rows, codes, papers and unfinished work, upgraded in place to the release at hand.

The dump and how it was made: tests/upgrade/fill.py. What is asked here goes through addresses, management commands, the timers'
tasks and SQL: modules may move between the rooms, and none is named.
"""

import html
import io
import json
import os
import pickle
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, override_settings

from tests import own_cache
from tests.upgrade import dump
from tests.upgrade.keys import LAST, SETTINGS

NOW = LAST + timedelta(minutes=5)
HALL = json.loads(dump.MANIFEST.read_text(encoding="utf-8"))
CASES: dict[str, str] = HALL["cases"]
REMEDIES = "六十日内向区人民政府申请行政复议"

# Where a later release keeps what release 242c159 kept: a table under another name, a column that is gone or is meant to say
# something else.
RENAMED: dict[str, str] = {"authtoken_token": "hall_apitoken"}  # what lay in clear is a hash (decision 100)
RENAMED_COLUMNS = {("hall_staffchange", "said"): "sentence", ("permits_bulkrow", "said"): "sentence"}
CHANGED: dict[str, set[str]] = {
    "authtoken_token": {"key", "created"},
    "complaints_reply": {"text", "impossible_because"},  # sealed since
    "enquiries_enquiry": {"text", "answer"},
    "permits_savedview": {"query"},
    "config_replayedact": {"digest"},  # keyed since
    "django_session": {"session_key"},  # a keyed hash since (decision 125)
    "cases_card": {"window_id"},  # a hand-over that nobody took was broken at nobody's window (decision 118)
    "cases_deadline": {"next_alert_at"},  # the declared time of a pause warns before its end (decision 105)
    "cases_case": {"closed_at"},  # of what was delivered on a promise found false (decision 122)
}
# What is sealed: table, what each row's text is sealed for, columns. `key` is younger than the dump.
SEALED: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("permits_application", ("case_id",), ("applicant_id", "phone", "email")),
    ("permits_document", ("application_id", "kind", "occurrence"), ("content",)),
    ("permits_draft", ("owner_id", "place"), ("content",)),
    ("permits_savedview", ("owner_id", "kind", "name"), ("query",)),
    ("complaints_complaint", ("case_id",), ("text",)),
    ("complaints_reporteridentity", ("complaint_id",), ("name", "phone")),
    ("complaints_finding", ("key",), ("text",)),
    ("complaints_reply", ("key",), ("text", "impossible_because")),
    ("enquiries_enquiry", ("case_id",), ("id_number", "phone", "text", "answer")),
    ("cases_staffcontact", ("user_id",), ("phone", "email")),
    ("cases_dispatch", ("key",), ("address",)),
]


ORIGINAL = "hall_upgraded"  # made once a run: upgrading takes half a minute, and each worker that takes a test of these needs one
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
LOCK = 242_159  # any number that nobody else locks


@pytest.fixture(scope="module", autouse=True)
def upgraded(django_db_blocker) -> Iterator[dict[str, Any]]:
    """The dump in a database of its own, migrated; what each table holds afterwards. The secrets are the dumped hall's."""
    usual, name = connection.settings_dict["NAME"], f"hall_upgrade_{os.getpid()}"
    with django_db_blocker.unblock(), override_settings(**SETTINGS):
        try:
            with _beside() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
                notes = _notes(cursor)
                cursor.execute(f"DROP DATABASE IF EXISTS {name}")
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE {ORIGINAL}")
                cursor.execute(f"ALTER DATABASE {name} SET hall.any_instant = 'on'")  # its days are over by now
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            connection.close()
            connection.settings_dict["NAME"] = name
            yield notes
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            with _beside() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _notes(cursor: Any) -> dict[str, Any]:
    """What was seen while the original was upgraded. The first to ask makes it."""
    cursor.execute("CREATE TABLE IF NOT EXISTS upgraded (run text NOT NULL, notes bytea NOT NULL)")
    cursor.execute("SELECT notes FROM upgraded WHERE run = %s", [RUN])
    if row := cursor.fetchone():
        return pickle.loads(row[0])
    cursor.execute(f"DROP DATABASE IF EXISTS {ORIGINAL} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {ORIGINAL}")
    cursor.execute(f"ALTER DATABASE {ORIGINAL} SET hall.any_instant = 'on'")
    notes = _upgraded()
    cursor.execute("DELETE FROM upgraded")
    cursor.execute("INSERT INTO upgraded VALUES (%s, %s)", [RUN, pickle.dumps(notes)])
    return notes


def _upgraded() -> dict[str, Any]:
    connection.close()  # what looks at the server has opened it
    connection.settings_dict["NAME"] = ORIGINAL
    try:
        with connection.cursor() as cursor:
            dump.load(cursor)
        texts = _texts_of_before()
        connection.close()
        with time_machine.travel(NOW, tick=False):
            call_command("migrate", verbosity=0)
            with connection.cursor() as cursor:
                hall = {"tables": dump.tables(cursor), "held": dump.held(cursor, _columns_still_there(cursor))}
            unsealed = _looks_of_an_unfinished_upgrade()
            call_command("reseal", stdout=io.StringIO(), stderr=io.StringIO())
        return {**hall, "texts": texts, "unsealed": unsealed}
    finally:
        connection.close()  # nobody may be in what is copied


@contextmanager
def _beside() -> Iterator[Any]:
    with closing(connection.copy()) as keeper:
        keeper.settings_dict = {**connection.settings_dict, "NAME": "postgres"}
        with keeper.cursor() as cursor:
            yield cursor


def _texts_of_before() -> dict[tuple[str, str], list[str]]:
    """What every sealed column says, in any order. Replies, enquiries and named lists lay in clear."""
    return {
        (table, column): sorted(
            opened_of_before(text) if text.startswith("std:") else text
            for (text,) in rows(f"SELECT {column} FROM {table} WHERE {column} <> ''")
        )
        for table, _keys, columns in SEALED
        for column in columns
    }


def _looks_of_an_unfinished_upgrade() -> dict[str, Any]:
    """What is shown between the migration and the end of the re-sealing, when the hall is open already."""
    with transaction.atomic():
        number, printed, _kind = HALL["prints"][0]
        [(stolen,)] = rows("SELECT phone FROM permits_application ORDER BY case_id LIMIT 1")
        looks = {
            "contact": as_("zhang").get("/letters/contact/").content.decode(),
            "drafts": as_("zhang").get("/desk/drafts/").status_code,
            "paper": {as_(who).get(f"/desk/cases/{number}/prints/{printed}/").status_code for who in ("zhang", "li")},
            "stolen": opened_of_before(stolen) in as_("zhang").get("/desk/", {"name": stolen}).content.decode(),
        }
        transaction.set_rollback(True)
    return looks


def _columns_still_there(cursor: Any) -> dict[str, list[str]]:
    now = dump.tables(cursor)
    wanted = {
        RENAMED.get(table, table): [RENAMED_COLUMNS.get((table, each), each) for each in facts["columns"]]
        for table, facts in HALL["tables"].items()
    }
    return {
        table: [each for each in columns if each in now[table]] for table, columns in wanted.items() if table in now
    }


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Five minutes after the last instant of the dump. What a test does is taken back."""
    own_cache.forget()
    with time_machine.travel(NOW, tick=False) as traveller, transaction.atomic():
        yield traveller
        transaction.set_rollback(True)


def as_(username: str = "") -> Client:
    """A browser or a program of this person; "" is anybody."""
    client = Client()
    if username:
        client.force_login(_user(username))
    return client


def _user(username: str) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=username)


def rows(query: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def task(ends: str) -> Any:
    """The task that beat sends, whichever room has it now."""
    current_app.loader.import_default_modules()
    [name] = {
        each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values() if f".{each['task']}".endswith(f".{ends}")
    }
    return current_app.tasks[name]


def text_of(answer: Any) -> str:
    return _squeezed(html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode())))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


# The rows


def test_every_row_says_what_it_said(upgraded):
    assert set(upgraded["tables"]) >= {RENAMED.get(table, table) for table in HALL["tables"]}
    for table, before in HALL["tables"].items():
        after = upgraded["held"][RENAMED.get(table, table)]
        changed = CHANGED.get(table, set())
        assert after["rows"] == before["rows"], table
        now = {name: RENAMED_COLUMNS.get((table, name), name) for name in before["columns"]}
        different = {name for name, digest in before["columns"].items() if after["columns"].get(now[name]) != digest}
        assert different <= changed, f"{table}: {different}"
        assert changed or after["digest"] == before["digest"], table


def test_nothing_of_ours_points_at_a_content_type():
    """A table that moves to another room gets another content type; nothing may point at the old one."""
    pointing = rows(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = 'django_content_type'::regclass"
    )
    assert {table for (table,) in pointing} <= {"auth_permission"}
    assert rows(
        "SELECT count(*) FROM hall_user_user_permissions UNION ALL SELECT count(*) FROM auth_group_permissions"
    ) == [(0,), (0,)]


def test_the_history_is_whole_and_ends_where_it_ended():
    call_command("verify_history", stdout=io.StringIO())
    heads = "string_agg(number || events_head, ',' ORDER BY number)"
    assert rows(f"SELECT encode(sha256(convert_to({heads}, 'UTF8')), 'hex') FROM cases_case") == [(HALL["heads"],)]


def test_the_days_behind_get_their_digests():
    """The first run closes all of them, and says by their time of closing that it proves nothing of before."""
    output = io.StringIO()
    call_command("verify_history", close_days=True, stdout=output)
    assert "编成" in output.getvalue()
    [(lines, closed)] = rows("SELECT sum(lines), count(DISTINCT closed_at) FROM cases_daydigest")
    assert rows("SELECT count(*) FROM cases_event WHERE at < %s", NOW.replace(hour=0, minute=0)) == [(lines,)]
    assert closed == 1


# What lay complete and not accepted, with what a notice had asked for: the rule of the window's half day is younger than the dump.
LYING_COMPLETE = """
    SELECT c.number, EXISTS (SELECT FROM permits_onetimenotice n WHERE n.application_id = a.case_id)
    FROM permits_application a JOIN cases_case c ON c.id = a.case_id JOIN hall_itemversion v ON v.id = a.item_version_id
    WHERE c.state = 'submitted' AND v.promise_unit <> 'working_minute' AND NOT EXISTS (
        SELECT FROM hall_material m WHERE m.version_id = v.id AND NOT EXISTS (
            SELECT FROM permits_materialreceipt r
            WHERE r.application_id = a.case_id AND r.material_id = m.id AND r.returned_at IS NULL))
"""


# Refused and not handed over (decision 130).
LYING_REFUSED = "SELECT number FROM cases_case WHERE state = 'decided_refused'"

# Granted on a promise that was found false, and not revoked: the clock of that is younger too.
FOUND_FALSE = """
    SELECT c.number, c.closed_at FROM permits_commitment p JOIN cases_case c ON c.id = p.application_id
    JOIN permits_decision d ON d.application_id = c.id
    WHERE p.holds = false AND d.result = 'grant' AND c.state IN ('decided_granted', 'delivered')
"""


# Granted on a promise that nobody has verified, delivered or not: likewise (decision 133).
UNVERIFIED = """
    SELECT c.number, c.closed_at FROM permits_commitment p JOIN cases_case c ON c.id = p.application_id
    JOIN permits_decision d ON d.application_id = c.id
    WHERE p.verified_at IS NULL AND d.result = 'grant' AND c.state IN ('decided_granted', 'delivered')
"""


def test_a_delivered_case_on_a_false_promise_is_open():
    [(number, closed_at)] = rows(FOUND_FALSE)
    assert closed_at is None
    unverified = rows(UNVERIFIED)
    assert [closed_at for _number, closed_at in unverified] == [None] * len(unverified) != []
    others = "SELECT count(*) FROM cases_case WHERE state = 'delivered' AND closed_at IS NULL AND NOT number = ANY(%s)"
    assert rows(others, [number, *(each for each, _closed_at in unverified)]) == [(0,)]


def test_every_verdict_is_derived_again_but_of_younger_clocks(clock):
    """First the recomputation that the old release had not begun is carried out."""
    [(waiting,)] = rows("SELECT count(*) FROM cases_recomputation WHERE finished_at IS NULL")
    assert waiting == 1
    task("recompute")()
    assert rows("SELECT cases_done FROM cases_recomputation WHERE finished_at IS NULL") == []
    assert rows("SELECT moved > 0 FROM cases_recomputation ORDER BY id DESC LIMIT 1") == [(True,)]
    clock.move_to(NOW + timedelta(minutes=10))  # the check leaves the sweep a while after a recomputation
    task("sweep")()
    output = io.StringIO()
    with pytest.raises(CommandError):
        call_command("reconcile", "--json", stdout=output)
    *differences, totals = map(json.loads, output.getvalue().splitlines())
    lying = rows(LYING_COMPLETE)
    assert len(lying) > 3
    missed = {(number, "window_acceptance") for number, _corrected in lying}
    missed |= {(number, rule) for number, corrected in lying if corrected for rule in ("promise", "statutory")}
    missed |= {(number, "false_promise") for number, _closed_at in rows(FOUND_FALSE)}
    missed |= {(number, "refusal_delivery") for (number,) in rows(LYING_REFUSED)}
    missed |= {(number, "verification") for number, _closed_at in rows(UNVERIFIED)}
    assert {(each["case"], each["rule"]) for each in differences} == missed
    assert ({each["kind"] for each in differences}, totals["differences"]) == ({"not_running"}, len(missed))
    call_command("verify_history", stdout=io.StringIO())


def test_missing_clocks_are_started_and_every_verdict_agrees(clock):
    """Part of the upgrade: shown first, then started with their reason; the nightly check finds nothing any more."""
    task("recompute")()
    clock.move_to(NOW + timedelta(minutes=10))
    task("sweep")()
    output = io.StringIO()
    with pytest.raises(CommandError, match="什么都没有写入"):
        call_command("start_missing_clocks", stdout=output)
    lying = rows(LYING_COMPLETE)
    missing = (
        len(lying)
        + 2 * sum(corrected for _number, corrected in lying)
        + len(rows(FOUND_FALSE) + rows(LYING_REFUSED) + rows(UNVERIFIED))
    )
    assert f"缺少 {missing} 个时限，能补 {missing} 个" in output.getvalue()
    assert rows("SELECT count(*) FROM cases_event WHERE verb = 'clock_added'") == [(0,)]
    call_command("start_missing_clocks", yes=True, reason="升级", stdout=output)
    assert rows("SELECT count(*), min(facts->>'reason') FROM cases_event WHERE verb = 'clock_added'") == [
        (missing, "升级")
    ]
    clock.move_to(NOW + timedelta(minutes=20))
    task("sweep")()
    call_command("reconcile", stdout=io.StringIO())
    call_command("verify_history", stdout=io.StringIO())


# Applicants


def test_every_receipt_code_still_opens_its_case():
    assert len(HALL["codes"]) > 60
    client = Client()  # one for all: each builds the middleware anew
    for place, (number, code) in enumerate(HALL["codes"].items()):
        at = {"REMOTE_ADDR": f"10.20.{place // 200}.{place % 200}"}
        client.cookies.clear()
        assert client.post("/c/", {"code": code}, **at).headers["Location"] == "/c/status/", number
        assert number in text_of(client.get("/c/status/", **at)), number
        answer = client.post("/api/v1/lookup/", {"code": code}, content_type="application/json", **at)
        assert answer.json()["number"] == number


def test_a_replaced_code_opens_nothing():
    [code] = HALL["replaced_codes"]
    assert Client(REMOTE_ADDR="10.21.0.1").post("/c/", {"code": code}).status_code == 404


# Papers


def test_every_printed_paper_is_shown_again_as_it_was_frozen():
    clerk, other = as_("zhang"), as_("li")
    papers = rows(
        "SELECT p.id, d.content, d.application_id, d.kind, d.occurrence"
        " FROM permits_documentprint p JOIN permits_document d ON d.id = p.document_id"
    )
    contents = {printed: opened(text, "permits_document.content", *row) for printed, text, *row in papers}
    kinds = {kind for _number, _printed, kind in HALL["prints"]}
    assert len(kinds) == 16
    for number, printed, kind in HALL["prints"]:
        address = f"/desk/cases/{number}/prints/{printed}/"
        page = clerk.get(address)
        page = page if page.status_code == 200 else other.get(address)
        words = text_of(page)
        for text in _texts(contents[printed]):
            assert _squeezed(text) in words, f"{kind} of {number}: {text}"


def _texts(content: str) -> Iterator[str]:
    """Every text of a frozen paper. What the font lacks is left blank, to be written in by hand."""
    paper = json.loads(content)
    blocks = [
        [block["title"], *block["lines"], *(cell for row in block["rows"] for cell in row)] for block in paper["blocks"]
    ]
    whole = [paper[name] for name in ("title", "issuer", "number", "addressee", "foot")]
    yield from (text for part in (whole, *blocks) for text in part if not set(text) & set(RARE))


RARE = "𠮷\U00030edd"  # in one applicant's name


def opened_of_before(sealed: str) -> str:
    """What was sealed, opened by the format alone: std:<key>:<base64 of nonce and AES-256-GCM>."""
    _suite, key, body = sealed.split(":", 2)
    raw = b64decode(body)
    return AESGCM(b64decode(SETTINGS["DATA_KEYS"][key])).decrypt(raw[:12], raw[12:], key.encode()).decode()


def opened(sealed: str, column: str, *row: Any) -> str:
    """What is sealed for one row of a column (table.column): std2:<key>:<the same>."""
    suite, key, body = sealed.split(":", 2)
    assert suite == "std2"
    raw, bound_to = b64decode(body), f"std2\0{key}\0{json.dumps([column, *map(str, row)])}"
    return AESGCM(b64decode(SETTINGS["DATA_KEYS"][key])).decrypt(raw[:12], raw[12:], bound_to.encode()).decode()


@pytest.mark.parametrize(("table", "keys", "columns"), SEALED, ids=[row[0] for row in SEALED])
def test_every_text_is_sealed_for_its_row(upgraded, table, keys, columns):
    for column in columns:
        texts = rows(f"SELECT {column}, {', '.join(keys)} FROM {table} WHERE {column} <> ''")
        assert (
            sorted(opened(text, f"{table}.{column}", *row) for text, *row in texts) == upgraded["texts"][table, column]
        )


def test_the_dump_has_a_text_in_most_sealed_columns(upgraded):
    """Else the test above would say nothing."""
    assert {name for name, texts in upgraded["texts"].items() if not texts} <= {("cases_staffcontact", "email")}


def test_between_migration_and_resealing_the_hall_works(upgraded):
    looks = upgraded["unsealed"]
    assert "13800000001" in looks["contact"]
    assert (looks["drafts"], 200 in looks["paper"]) == (200, True)
    assert not looks["stolen"], "a text of before is no part of an address"


def test_each_kind_of_paper_has_its_pdf_and_prints_again():
    clerk, other = as_("zhang"), as_("li")
    of_each = {kind: (number, printed) for number, printed, kind in HALL["prints"]}
    for kind, (number, printed) in of_each.items():
        for client in (clerk, other):
            pdf = client.get(f"/api/v1/applications/{number}/prints/{printed}/pdf/")
            if pdf.status_code == 200:
                break
        assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-"), kind
        sent = {"kind": kind, "reason": "再打一份", "handwritten": True}
        again = client.post(f"/api/v1/applications/{number}/print/", sent, content_type="application/json")
        assert again.status_code in (200, 201), f"{kind}: {again.content.decode()}"


# What people left unfinished


def test_drafts_are_taken_up_again_with_what_was_typed():
    clerk = as_("zhang")
    listed = html.unescape(clerk.get("/desk/drafts/").content.decode())
    addresses = set(re.findall(r'href="(/desk/[^"]*[?&]draft=\d+)"', listed))
    assert sorted(re.sub(r"[?&]draft=\d+", "", address) for address in addresses) == sorted(HALL["drafts"])
    pages = " ".join(html.unescape(clerk.get(address).content.decode()) for address in addresses)
    for words in HALL["draft_words"]:
        assert words in pages


def test_saved_lists_are_offered_and_shared():
    own, shared = HALL["views"]
    assert own in text_of(as_("zhang").get("/desk/"))
    assert shared in text_of(as_("zhao").get("/desk/"))
    assert own not in text_of(as_("zhao").get("/desk/"))
    assert {view["name"] for view in as_("zhang").get("/api/v1/desk/views/").json()} >= {own, shared}


def test_a_bulk_act_that_was_half_done_is_carried_on():
    unfinished = "SELECT id FROM permits_bulkrun WHERE finished_at IS NULL"
    [(run,)] = rows(unfinished)
    assert rows("SELECT count(*) FROM permits_bulkrow WHERE outcome = ''")[0][0] == 3
    task("permits.carry_on_bulk")()
    assert rows(unfinished) == []
    answer = as_("zhang").get(f"/desk/bulk/{run}/")
    assert answer.status_code == 200
    assert rows("SELECT state FROM cases_case WHERE number = %s", CASES["bulk-6"]) == [("decided_granted",)]


def test_a_token_and_a_session_of_before_are_good(clock):
    program = Client(headers={"authorization": f"Token {HALL['token']}"})
    assert program.get("/api/v1/desk/counts/").status_code == 200
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = HALL["session"]
    assert browser.get("/desk/").status_code == 200
    clock.move_to(LAST + timedelta(hours=1))
    assert browser.get("/desk/").status_code == 302


def test_a_token_of_before_lies_in_clear_no_more():
    assert rows("SELECT to_regclass('authtoken_token') IS NULL") == [(True,)]
    [(row, purpose)] = rows("SELECT t::text, purpose FROM hall_apitoken t")
    assert purpose == "升级以前的令牌"
    assert HALL["token"] not in row


def test_a_password_of_before_is_good():
    answer = Client(REMOTE_ADDR="10.22.0.1").post("/login/", {"username": "wu", "password": HALL["password"]})
    assert answer.status_code == 302


def test_what_was_sealed_is_opened():
    assert "13800000001" in as_("zhang").get("/letters/contact/").content.decode()


def test_waiting_letters_get_an_outcome_the_others_keep_theirs():
    """No gateway is set up here: what waited says so. What a dead worker was sending is unknown, and is not sent twice."""
    states = "SELECT state, count(*) FROM cases_dispatch WHERE channel = 'sms' GROUP BY state"
    before = dict(rows(states))
    assert before["sending"] == 1
    current_app.loader.import_default_modules()
    task("send_letters")("sms")
    after = dict(rows(states))
    assert after.get("waiting", 0) == 0
    assert after["no_gateway"] == before["waiting"] + before.get("no_gateway", 0)
    assert after["unknown"] == before["unknown"] + 1
    assert (after["sent"], after["failed"]) == (before["sent"], before["failed"])


# Pages and acts

PAGES = {
    "zhang": ["/desk/", "/desk/?tab=all", "/desk/drafts/", "/desk/handover/", "/desk/archive/", "/desk/bulk/1/", "/desk/enquiries/", "/letters/", "/desk/register/?item=WJ-XK-0005"],
    "zhao": ["/desk/", "/desk/handed-up/", "/oversight/"],
    "sun": ["/centre/"],
    "zhou": ["/oversight/", "/oversight/cases/", "/oversight/cards/", "/oversight/authority/"],
    "wu": ["/oversight/", "/centre/"],
    "zheng": ["/administration/", "/administration/reconciliation/", "/administration/letters/", "/administration/people/", "/administration/calendar/", "/administration/readings/"],
    "": ["/", "/c/", "/items/", "/items/WJ-XK-0001/", "/complain/file/"],
}  # fmt: skip


@pytest.mark.parametrize("username", PAGES)
def test_the_lists_of_each_role_are_there(username):
    client = as_(username)
    for address in PAGES[username]:
        assert client.get(address).status_code == 200, address


def test_every_case_has_its_pages():
    readers = {"application": "/desk/cases/{}/", "enquiry": "/desk/enquiries/{}/", "complaint": "/centre/{}/"}
    health, market, officer, office = as_("zhang"), as_("li"), as_("sun"), as_("zhou")
    cases = rows(
        "SELECT c.kind, c.number, d.code, c.state FROM cases_case c LEFT JOIN hall_department d ON d.id = c.department_id"
    )
    assert len(cases) > 80
    one_of_each_state = {(kind, state): number for kind, number, _department, state in cases}.values()
    for kind, number, department, _state in cases:
        reader = officer if kind == "complaint" else market if department == "SJ" else health
        page = reader.get(readers[kind].format(number))
        assert page.status_code == 200, f"{kind} {number}"
        assert number in text_of(page)
        if number in one_of_each_state or number == CASES["company"]:
            assert office.get(f"/oversight/cases/{number}/").status_code == 200, number


# case → who does what with which words, and where the case stands then
OF_APPLICATIONS = [
    ("enquired", "zhang", "receive", {"window": "22", "materials": [1, 2, 3]}, "submitted"),
    ("submitted", "zhang", "accept", {}, "accepted"),
    ("deemed", "zhang", "decide", {"result": "grant"}, "decided_granted"),
    ("may-promise", "zhang", "accept_with_gaps", {"pledge": "容缺〔2026〕1号", "pledged_on": "2026-04-01", "voluntary": True}, "accepted"),
    ("told", "zhang", "receive", {"window": "22", "materials": [2, 3]}, "submitted"),
    ("to-close", "zhang", "close_not_corrected", {"remedies": REMEDIES}, "closed_not_corrected"),
    ("accepted", "zhang", "decide", {"result": "refuse", "reason": "不合格", "remedies": REMEDIES}, "decided_refused"),
    ("accepted", "zhao", "suspend", {"ground": "testing", "notice_number": "特告〔2026〕9号", "declared_days": 5}, "suspended"),
    ("accepted", "qian", "extend", {"rank": "本机关负责人", "document": "批〔2026〕9号", "reason": "案情复杂", "days": 5}, "accepted"),
    ("suspended", "zhao", "resume", {}, "accepted"),
    ("granted", "zhang", "deliver", {"method": "electronic", "proof": "电子证照库"}, "delivered"),
    ("just-granted", "zhang", "undo", {"reason": "点错了"}, "accepted"),
    ("tolerated", "zhang", "supplement", {"window": "22", "materials": [3]}, "accepted"),
    ("promised", "zhao", "verify", {"holds": True, "finding": "相符"}, "delivered"),
    ("hearing-sits", "zhao", "hold_hearing", {}, "accepted"),
    ("hearing-announced", "zhao", "cancel_hearing", {"reason": "撤回要求"}, "accepted"),
    ("hearing-told", "zhang", "ask_hearing", {"party": "东邻李某"}, "accepted"),
    ("two-officers", "zhang", "decide", {"result": "grant"}, "decided_granted"),
    ("over-the-ceiling", "zhang", "hand-up", {"step": "grant", "note": "建议准予"}, "accepted"),
    ("handed-up", "feng", "decide", {"result": "grant"}, "decided_granted"),
    ("third-trip", "zhang", "visit", {"window": "22", "purpose": "correct", "cause": "window"}, "accepted"),
    ("company", "zhang", "withdraw", {"reason": "不办了"}, "withdrawn"),
    ("company", "zhao", "void", {"ground": "wrong_item", "reason": "应登记为另一事项"}, "void"),
    ("old-1", "feng", "deliver", {"method": "collected", "proof": "本人"}, "delivered"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "username", "act", "body", "state"),
    OF_APPLICATIONS,
    ids=[f"{each[0]}-{each[2]}" for each in OF_APPLICATIONS],
)
def test_an_old_application_goes_on(case, username, act, body, state):
    """By the addresses of before; what has been renamed since sends its caller on, with what it brought."""
    number, address = CASES[case], f"/api/v1/applications/{CASES[case]}/{act}/"
    if act == "suspend":
        _let_testing_be_listed()
    answer = as_(username).post(address, body, content_type="application/json", follow=True)
    assert answer.status_code in (200, 201), answer.content.decode()
    assert rows("SELECT state FROM cases_case WHERE number = %s", number) == [(state,)]


@pytest.mark.parametrize(
    ("address", "username", "body"),
    [
        (f"enquiries/{CASES['e-open']}/answer/", "zhang", {"text": "带身份证来"}),
        (f"enquiries/{CASES['e-handed']}/take/", "li", {}),
        (f"complaints/{CASES['c-named']}/accept/", "sun", {"grade": "general"}),
        (f"complaints/{CASES['c-found']}/reply/", "sun", {"text": "已处理"}),
        (f"complaints/{CASES['c-replied']}/conclude/", "sun", {}),
    ],
)
def test_an_old_enquiry_or_complaint_goes_on(address, username, body):
    answer = as_(username).post(f"/api/v1/{address}", body, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()


def test_an_appeal_of_before_is_ruled_on():
    [(card,)] = rows("SELECT id FROM cases_card WHERE state = 'appealed'")
    answer = as_("zhou").post(f"/oversight/cards/{card}/ruling/", {"upheld": "yes", "reason": "理由成立"})
    assert answer.status_code == 302
    assert rows("SELECT state FROM cases_card WHERE id = %s", card) == [("withdrawn",)]


def _let_testing_be_listed() -> None:
    """As the sheet may say it of an item; the hall that was dumped lists no special procedure of any (decision 105)."""
    rows("UPDATE hall_itemversion SET special_procedure = '检测' RETURNING id")


def test_an_old_case_is_paused_only_as_its_item_lists():
    body = {"ground": "testing", "notice_number": "特告〔2026〕9号", "declared_days": 5}
    answer = as_("zhao").post(
        f"/api/v1/applications/{CASES['accepted']}/suspend/", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "pause-not-listed")


def test_an_outlasted_pause_ends_on_the_day_of_the_release():
    """Its declared time was over on 10 March, and its card stood: nobody is late for what the hall itself left standing."""
    number = CASES["suspended-too-long"]
    cards = "SELECT rule FROM cases_card c JOIN cases_case k ON k.id = c.case_id WHERE k.number = %s"
    before = rows(cards, number)
    assert before == [("special_procedure",)]
    task("sweep")()
    pauses = "SELECT k.state, p.ends_on FROM cases_pause p JOIN cases_case k ON k.id = p.case_id WHERE k.number = %s"
    assert rows(pauses, number) == [("accepted", NOW.date())]
    assert rows(cards, number) == before


def test_the_forms_of_the_desk_take_an_old_case_on():
    """By the page, with its form's own version; an act that moves clocks is shown first, then confirmed."""
    clerk, chief = as_("zhang"), as_("zhao")
    _send(clerk, CASES["submitted"], "accept")
    assert rows("SELECT state FROM cases_case WHERE number = %s", CASES["submitted"]) == [("accepted",)]
    _let_testing_be_listed()
    form = {"ground": "testing", "notice_number": "特告〔2026〕9号", "declared_days": "5"}
    preview = _send(chief, CASES["submitted"], "suspend", **form)
    token = re.search(r'name="seen" value="([^"]+)"', preview.content.decode())
    assert token is not None
    _send(chief, CASES["submitted"], "suspend", **form, seen=token[1], step="confirm")
    assert rows("SELECT state FROM cases_case WHERE number = %s", CASES["submitted"]) == [("suspended",)]


def _send(client: Client, number: str, act: str, **form: str) -> Any:
    address = f"/desk/cases/{number}/{act}/"
    version = re.search(r'name="version" value="(\d+)"', client.get(address).content.decode())
    assert version is not None
    answer = client.post(address, {"version": version[1], **form})
    assert answer.status_code in (200, 302), text_of(answer)
    return answer


def test_a_ledger_that_was_played_is_not_played_again(tmp_path):
    """The rows that say what was replayed are read: the same line of the same batch does nothing twice."""
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text(
        json.dumps({"at": "2026-03-09T10:00:00+08:00", "act": "register", "ref": "old-1", "item": "SJ-XK-0001", "applicant": "王小明"}, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )  # fmt: skip
    before = rows("SELECT count(*) FROM cases_case")
    output, progress = io.StringIO(), io.StringIO()
    call_command("replay", str(ledger), "--batch", "upgrade", "--dry-run", stdout=output, stderr=progress)
    assert json.loads(output.getvalue().splitlines()[0])["number"] == CASES["old-1"]
    assert "1 步以前放过" in progress.getvalue()
    assert rows("SELECT count(*) FROM cases_case") == before
