"""One clock: a process with another time than the database's does nothing and says so; no row comes from the database's future."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases import history
from cases.models import Card, Event, Heartbeat
from cases.sweep import HEARTBEAT
from hall import clock
from hall.models import StrayClock
from tests.permits import verbs as permits

TEN_DAYS, AN_HOUR = timedelta(days=10), timedelta(hours=1)
ASTRAY = [TEN_DAYS, -AN_HOUR, timedelta(seconds=70), timedelta(seconds=-70)]


@pytest.fixture
def compared(world, settings):
    """As in a hall at work: the clocks are compared, and no row may come from the future."""
    settings.CLOCKS_COMPARED = True
    clock._last.clear()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL hall.any_instant = 'off'")
    yield
    clock._last.clear()


def off_by(difference: timedelta) -> time_machine.travel:
    return time_machine.travel(clock._database_now() + difference)


def test_a_process_with_the_databases_clock_acts(compared):
    assert abs(clock.now() - clock.for_timers()) < timedelta(seconds=5)
    assert not clock.strays().exists()


@pytest.mark.parametrize("difference", [timedelta(seconds=50), timedelta(seconds=-50)])
def test_less_than_a_minute_is_no_other_clock(compared, difference):
    with off_by(difference):
        clock.must_agree()


@pytest.mark.parametrize("difference", ASTRAY)
def test_a_process_with_another_clock_does_nothing_and_is_noted(compared, difference):
    with off_by(difference):
        for read in (clock.now, clock.for_timers):
            with pytest.raises(clock.WrongClock):
                read()
    stray = clock.strays().get()
    assert abs(stray.ahead - difference) < timedelta(seconds=5)
    assert abs(stray.noted_at - clock._database_now()) < timedelta(seconds=30)


def test_a_clock_that_is_set_is_compared_at_once(compared):
    clock.must_agree()
    with off_by(TEN_DAYS), pytest.raises(clock.WrongClock):
        clock.must_agree()
    clock.must_agree()


def test_the_database_is_asked_now_and_then(compared, django_assert_num_queries):
    clock.must_agree()
    with django_assert_num_queries(0):
        clock.must_agree()


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(TEN_DAYS, "快 10 天"), (-AN_HOUR, "慢 1 小时"), (timedelta(seconds=-75), "慢 1 分钟"), (timedelta(0), "慢 0 秒")],
)
def test_how_far_it_is_off_is_said_in_words(ahead, words):
    assert str(StrayClock(host="b1", ahead=ahead)) == f"b1（{words}）"


def test_a_host_put_right_is_forgotten_after_two_minutes(compared):
    StrayClock.objects.create(host="b1", ahead=TEN_DAYS, noted_at=clock._database_now() - timedelta(seconds=119))
    StrayClock.objects.create(host="b2", ahead=TEN_DAYS, noted_at=clock._database_now() - timedelta(seconds=125))
    assert [stray.host for stray in clock.strays()] == ["b1"]


# What a hall at work shows


def test_a_web_server_with_another_clock_takes_nothing_in(compared, client, world):
    client.force_login(world.clerk)
    before = Event.objects.count()
    with off_by(TEN_DAYS):
        answer = client.post("/desk/register/", {})
        assert answer.status_code == 503
        assert "时钟" in answer.content.decode()
        assert "快 10 天" in answer.content.decode()
        program = client.post("/api/v1/applications/", {}, content_type="application/json")
        assert (program.status_code, program.json()["code"]) == (503, "wrong-clock")
    assert Event.objects.count() == before
    assert client.post("/api/v1/applications/", {}, content_type="application/json").status_code != 503


def test_it_still_shows_and_finds_what_there_is(compared, client, world):
    code = world.register(when=timezone.now() - AN_HOUR).code
    with off_by(TEN_DAYS):
        assert client.get("/items/").status_code == 200
        assert client.post("/c/", {"code": code}).url == "/c/status/"
        assert client.post("/api/v1/lookup/", {"code": code}, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/c/", "/api/v1/lookup/", "/desk/find/", "/c/leave/", "/complain/receipt/forget/", "/logout/", "/large-text/"],
)
def test_it_forgets_and_finds_at_these_addresses(compared, client, world, address):
    client.force_login(world.clerk)
    with off_by(TEN_DAYS):
        assert client.post(address, {}).status_code not in {404, 503}


def test_who_leaves_a_shared_computer_leaves_it(compared, client, world):
    code = world.register(when=timezone.now() - AN_HOUR).code
    client.post("/c/", {"code": code})
    with off_by(AN_HOUR):
        client.post("/c/leave/")
        assert client.get("/c/status/").status_code == 302
        client.force_login(world.clerk)
        client.post("/logout/")
        assert client.get("/desk/").status_code == 302


def test_healthz_of_such_a_server_fails(compared, alive, client):
    _swept()
    with off_by(-AN_HOUR):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["clocks"]["agrees"] is False


def test_healthz_of_the_others_is_degraded(compared, alive, client):
    _swept()
    StrayClock.objects.create(host="b1", ahead=TEN_DAYS, noted_at=clock._database_now())
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["clocks"] == {"agrees": True, "strays": 1}


def _swept() -> None:
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": clock._database_now(), "handled": 0})


@pytest.mark.parametrize(
    ("person", "address"),
    [
        ("office", "/oversight/"),
        ("administrator", "/administration/"),
        ("administrator", "/administration/troubles/"),
    ],
)
def test_the_office_and_the_administrator_see_which_host_it_is(compared, client, world, person, address):
    client.force_login(getattr(world, person))
    StrayClock.objects.create(host="b1", ahead=TEN_DAYS, noted_at=clock._database_now())
    assert "b1（快 10 天）" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "words",
    [
        ["import_catalogue", "x.csv"],
        ["import_calendar", "x.csv"],
        ["reconcile"],
        ["add_person", "zhang2", "--name", "张二", "--role", "office", "--password-stdin"],
    ],
)
def test_a_command_says_so_and_does_nothing(compared, words):
    with off_by(TEN_DAYS), pytest.raises(CommandError, match="时钟"):
        call_command(*words, stdout=StringIO(), stderr=StringIO())


# What the database itself keeps


def test_no_line_of_history_comes_from_the_databases_future(compared, world):
    case = world.register(when=timezone.now() - AN_HOUR).application.case
    history.record(case, verb="print", by=world.clerk, at=clock._database_now() + timedelta(seconds=50))
    with pytest.raises(IntegrityError, match="event_not_of_the_future"), transaction.atomic():
        history.record(case, verb="print", by=world.clerk, at=clock._database_now() + timedelta(seconds=70))


@pytest.mark.parametrize("column", ["issued_at", "breached_at"])
def test_no_card_comes_from_the_databases_future(compared, world, column):
    moments = dict.fromkeys(("issued_at", "breached_at"), clock._database_now())
    card = {
        "case": world.register(when=timezone.now() - AN_HOUR).application.case,
        "rule": "promise",
        "level": "yellow",
        "cause": "x",
    }
    Card.objects.create(**card, **moments, occurrence=1)
    with pytest.raises(IntegrityError, match="card_not_of_the_future"), transaction.atomic():
        Card.objects.create(**card, **moments | {column: clock._database_now() + timedelta(seconds=70)}, occurrence=2)


def test_a_ledger_of_days_to_come_is_the_one_exception(compared, world):
    """In the cases that it opens: those of the hall itself stay by the clock (tests/config/test_insider.py)."""
    with clock.any_instant():
        case = world.register(when=timezone.now() - AN_HOUR).application.case
        history.record(case, verb="print", by=world.clerk, at=timezone.now() + TEN_DAYS)
        with clock.any_instant():
            pass
        history.record(case, verb="print", by=world.clerk, at=timezone.now() + TEN_DAYS)
    with pytest.raises(IntegrityError, match="of_the_future"), transaction.atomic():
        history.record(case, verb="print", by=world.clerk, at=timezone.now() + TEN_DAYS)


def test_a_card_of_a_day_to_come_is_withdrawn(compared, world):
    """A hall may have some since a clock was wrong; who then acts in time is not kept from it."""
    case = world.accepted(when=timezone.now()).case
    promise = case.deadlines.get(rule="promise")
    to_come = clock._database_now() + TEN_DAYS
    with clock.any_instant():
        card = Card.objects.create(
            case=case,
            deadline=promise,
            rule="promise",
            level="yellow",
            cause="x",
            breached_at=to_come,
            issued_at=to_come,
        )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL hall.any_instant = 'off'")
    permits.decide(number=case.number, result="grant", by=world.clerk, at=timezone.now())
    card.refresh_from_db()
    assert card.state == "withdrawn"
    assert not Event.objects.filter(at__gt=clock._database_now() + AN_HOUR).exists()


def test_the_timers_notice_a_database_whose_clock_was_set(compared):
    """The comparison of a moment ago says nothing about another host that has become the first."""
    clock.must_agree()
    last = clock._last[0]
    clock._last[:] = [replace(last, difference=timedelta(0), instant=last.instant - TEN_DAYS)]
    assert abs(clock.for_timers() - clock._database_now()) < timedelta(seconds=5)
