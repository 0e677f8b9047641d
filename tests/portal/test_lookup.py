"""The look-up by one statement: the same answer as row by row, in every state, and what it costs."""

from datetime import date

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Prefetch, prefetch_related_objects
from django.test.utils import CaptureQueriesContext
from rest_framework.renderers import JSONRenderer

from cases import attempts
from cases.models import Card, Case, WrongCode
from cases.queries import CodeUnknown
from cases.sweep import sweep
from complaints.queries import answer_to
from hall import calendar, plans
from hall.crypto import Purpose, seal, unseal
from hall.models import Closure, ItemVersion
from permits.models import Decision, Ending, NonAcceptance
from portal import application, reading
from portal.lookup import StatusAnswer, status_of
from tests.complaints.conftest import filed
from tests.complaints.test_actions import WAYS, acts
from tests.permits import verbs as permits
from tests.permits.stages import BROUGHT_TO, WANTS, number_of
from tests.portal.test_front import nobodys
from tests.world import at

# what a state's sentences can depend on besides the state: papers to come, hearings, a limit extended or made by the law
MORE = [
    ("decided_granted", "supplement"),
    ("accepted", "supplement"),
    ("suspended", "supplement"),
    ("accepted", "give_up_hearing"),
    ("accepted", "announce_hearing"),
    ("accepted", "hold_hearing"),
    ("suspended", "hold_hearing"),
]
STATES = [(state, "") for state in BROUGHT_TO] + MORE
WHEN = ("2025-11-04 10:00", "2025-11-06 16:59", "2025-12-22 11:03")  # with time left, on the last day, long after


def looked_up(client, code: str, when: str):
    """The answer to a program, and the page, at an instant."""
    with time_machine.travel(at(when), tick=False):
        answer = client.post("/api/v1/lookup/", {"code": code}, content_type="application/json")
        assert client.post("/c/", {"code": code}).status_code == 302
        return answer, client.get("/c/status/")


def row_by_row(number: str, when: str) -> tuple[bytes, dict]:
    """The same from models that read each row when it is asked for, and the serializer; what the page is made of."""
    case = Case.objects.get(number=number)
    prefetch_related_objects([case], Prefetch("cards", queryset=Card.objects.standing()))
    with time_machine.travel(at(when), tick=False):
        answer = JSONRenderer().render(StatusAnswer(status_of(case, at=at(when))).data)
        if case.kind == "application":
            return answer, application._context(case.application, at=at(when))
    return answer, {"answer": answer_to(case)}


def same(client, number: str, code: str, when: str) -> None:
    answer, page = looked_up(client, code, when)
    expected, context = row_by_row(number, when)
    assert (answer.status_code, page.status_code) == (200, 200)
    assert answer.content == expected
    for name, value in context.items():
        assert as_shown(page.context[name]) == as_shown(value), name


def as_shown(value):
    """A row by the columns that a page can show, anything else as it is."""
    return vars(value)["id"] if isinstance(value, Decision | NonAcceptance | Ending) else value


@pytest.mark.parametrize(("state", "wanted"), STATES)
def test_an_application_is_told_as_row_by_row(world, client, state, wanted):
    registered = BROUGHT_TO[state](world)
    if wanted:
        WANTS[wanted](registered.application)
    for when in WHEN:
        same(client, number_of(registered), registered.code, when)
    sweep(at=at(WHEN[-1]))
    same(client, number_of(registered), registered.code, WHEN[-1])


def test_an_extended_limit_is_told_as_row_by_row(world, client):
    ItemVersion.objects.filter(pk=world.promised.pk).update(extension_days=10, extension_approver="本机关负责人")
    registered = BROUGHT_TO["accepted"](world)
    permits.extend(
        number=number_of(registered), rank="本机关负责人", document="批1号", reason="需要现场核查", by=world.head,
        at=at("2025-11-05 10:00"),
    )  # fmt: skip
    for when in WHEN:
        same(client, number_of(registered), registered.code, when)


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("kind", ["complaint", "report"])
def test_a_complaint_is_told_as_row_by_row(world, client, state, kind):
    new = filed(world, when=at("2025-11-03 09:00"), kind=kind)
    number = new.complaint.case.number
    for verb in WAYS[state]:
        acts(world, at("2025-11-03 11:00"))[verb](number)
    for when in WHEN:
        same(client, number, new.code, when)


def test_the_last_finding_and_reply_are_told(world, client):
    new = filed(world, when=at("2025-11-03 09:00"))
    number = new.complaint.case.number
    for verb, more in [
        ("accept", {}),
        ("find", {"result": "unverifiable"}),
        ("reply", {"text": "正在查"}),
        ("find", {"result": "upheld"}),
        ("reply", {"text": "", "impossible_because": "匿名，没有地址"}),
    ]:
        acts(world, at("2025-11-03 11:00"))[verb](number, **more)  # all at one instant: the order is that of writing
    same(client, number, new.code, WHEN[0])
    outcome = looked_up(client, new.code, WHEN[0])[0].json()["outcome"]
    assert (outcome["result"], outcome["reply"]) == ("属实", "匿名，没有地址")


# What it costs


@pytest.mark.parametrize(("state", "wanted"), STATES)
def test_a_look_is_one_statement_and_its_page_another(world, client, django_assert_num_queries, state, wanted):
    """The frame's hall is read with the case. No state's sentence asks for more."""
    registered = BROUGHT_TO[state](world)
    if wanted:
        WANTS[wanted](registered.application)
    looked_up(client, registered.code, WHEN[0])  # the statements are prepared, the calendar is built
    with time_machine.travel(at(WHEN[0]), tick=False):
        with django_assert_num_queries(1):
            client.post("/api/v1/lookup/", {"code": registered.code}, content_type="application/json")
        with django_assert_num_queries(1):
            client.post("/c/", {"code": registered.code})
        with django_assert_num_queries(1):
            page = client.get("/c/status/")
    assert f"主办单位：{world.hall.name}" in page.content.decode()


def test_a_look_writes_no_session(world, client):
    registered = BROUGHT_TO["accepted"](world)
    _answer, page = looked_up(client, registered.code, WHEN[0])
    assert page.status_code == 200
    assert not Session.objects.exists()
    assert "session" not in client.cookies


def test_the_cookie_is_sealed_and_stays_with_the_look_up(world, client):
    registered = BROUGHT_TO["accepted"](world)
    looked_up(client, registered.code, WHEN[0])
    cookie = client.cookies["looking_at"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == ("/c/", True, "Lax", "")
    receipt = registered.application.case.receipt_hash
    assert receipt not in cookie.value
    assert receipt in unseal(cookie.value, Purpose.LOOKING_COOKIE)


@pytest.mark.parametrize("made_up", ["", "x", "std:k1:AAAA", "other purpose", "no instant"])
def test_a_made_up_cookie_opens_nothing(world, client, made_up):
    receipt = BROUGHT_TO["accepted"](world).application.case.receipt_hash
    sealed = {
        "other purpose": seal(f"{receipt}:2099-01-01T00:00:00+08:00", Purpose.RECEIPT_COOKIE),
        "no instant": seal(f"{receipt}:tomorrow", Purpose.LOOKING_COOKIE),
    }
    client.cookies["looking_at"] = sealed.get(made_up, made_up)
    assert client.get("/c/status/").url == "/c/"


# A place that is stopped


@pytest.mark.parametrize(
    ("case", "tries", "wrong_in_the_hall"),
    [("by its own wrong codes", 5, 600), ("by one, while the whole hall is guessed at", 1, 0)],
)
def test_a_stopped_place_reads_no_case(world, settings, case, tries, wrong_in_the_hall):
    """How long its answer takes would tell a right code from a wrong one, which the answer does not."""
    settings.LOOKUP_WRONG_PER_WINDOW, settings.LOOKUP_WRONG_GLOBAL_PER_MINUTE = 5, wrong_in_the_hall
    registered = BROUGHT_TO["accepted"](world)
    now = at(WHEN[0])
    place, window = attempts.place_of("192.0.2.1", at=now)
    WrongCode.objects.create(place=place, window=window, tries=tries)
    for code in (registered.code, nobodys(7)):
        with CaptureQueriesContext(connection) as asked, pytest.raises(attempts.TooManyTries):
            reading.by_code(code, address="192.0.2.1", at=now)
        [look] = [query["sql"] for query in asked.captured_queries if query["sql"].startswith("EXECUTE")]
        with connection.cursor() as cursor:
            cursor.execute(look)
            assert cursor.fetchone()[1:] == (tries, None)
    assert WrongCode.objects.get(place=place).tries == tries


def test_a_place_with_a_wrong_code_gets_the_case(world):
    registered = BROUGHT_TO["accepted"](world)
    now = at(WHEN[0])
    attempts.count("192.0.2.1", at=now)
    ways = [reading.by_code(registered.code, address=address, at=now) for address in ("192.0.2.1", "192.0.2.2")]
    assert ways[0] == ways[1]
    with pytest.raises(CodeUnknown):
        reading.by_code(nobodys(7), address="192.0.2.1", at=now)


# The prepared statement


@pytest.mark.django_db(transaction=True)
def test_behind_a_pool_a_missing_statement_is_prepared(committed_world, client):
    """A pool gives a connection on which another client, or nobody, has prepared it."""
    registered = BROUGHT_TO["accepted"](committed_world)
    first = looked_up(client, registered.code, WHEN[0])[0].content
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert looked_up(client, registered.code, WHEN[0])[0].content == first
    plans._sessions.clear()
    assert looked_up(client, registered.code, WHEN[0])[0].content == first


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_is_no_error(committed_world, client):
    """The database was started anew, or dropped an idle connection: the next look asks on another one."""
    registered = BROUGHT_TO["accepted"](committed_world)
    first = looked_up(client, registered.code, WHEN[0])[0].content
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    other.close()
    assert looked_up(client, registered.code, WHEN[0])[0].content == first


def test_another_calendar_counts_in_the_very_next_look(world, client):
    """An explanation that was made before is not told again when the calendar has changed."""
    registered = BROUGHT_TO["accepted"](world)
    before = looked_up(client, registered.code, WHEN[0])[0].json()
    Closure.objects.create(date=date(2025, 11, 5), name="停电停办", document="通知1号")
    calendar.changed(at=at(WHEN[0]))
    number = number_of(registered)
    same(client, number, registered.code, WHEN[0])
    assert looked_up(client, registered.code, WHEN[0])[0].json() != before
