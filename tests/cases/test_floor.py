"""The sweep begins at a floor, and no clock slips under it: whoever writes it, however, and whatever runs at the same time."""

import random
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from cases import floor, history
from cases.models import AlertFloor, Card, Deadline
from cases.sweep import sweep
from hall import calendar
from tests.cases.crowd import at_once
from tests.cases.load import due_cases
from tests.world import at

pytestmark = pytest.mark.django_db(transaction=True)

DUE = at("2025-11-06 17:00")
NOW = at("2025-11-10 09:00")
LONG_BEFORE = at("2025-03-03 17:00")
LATER = at("2025-12-01 17:00")


def at_floor() -> datetime | None:
    return min(AlertFloor.objects.values_list("at", flat=True), default=None)


def asleep(world, count: int = 1) -> list[Deadline]:
    """Running clocks that have nothing to say until LATER, on a hall whose floor stands at NOW."""
    due_cases(world, count=count, due_at=LATER)
    assert sweep(at=NOW).alerts == 0
    assert at_floor() == NOW
    return list(Deadline.objects.order_by("id"))


def moved(clock: Deadline, moment: datetime) -> None:
    Deadline.objects.filter(pk=clock.pk).update(warn_at=moment, due_at=moment, next_alert_at=moment)


def on_another_connection(work) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_the_floor_follows_the_sweep_under_the_next_alert(committed_world):
    due_cases(committed_world, count=3, due_at=DUE)
    assert sweep(at=DUE).alerts == 3  # the warning: a second on, each clock has something more to say
    assert at_floor() == DUE
    assert sweep(at=NOW).breaches == 3
    assert at_floor() == NOW
    assert AlertFloor.objects.count() == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda clock: moved(clock, LONG_BEFORE),
        lambda clock: connection.cursor().execute(
            "UPDATE cases_deadline SET due_at = %s, next_alert_at = %s WHERE id = %s", [LONG_BEFORE, LONG_BEFORE, clock.pk]
        ),
        lambda clock: Deadline.objects.bulk_create(
            [
                Deadline(
                    case=clock.case, rule="half_day", unit="working_minute", quantity=210, article="第一条", lamp=1,
                    started_at=LONG_BEFORE, warn_at=LONG_BEFORE, due_at=LONG_BEFORE, next_alert_at=LONG_BEFORE,
                )
            ]
        ),
    ],
    ids=["an update of many", "a statement of its own", "a new clock, not started by the verb"],
)  # fmt: skip
def test_a_moment_long_past_is_carded_in_the_next_sweep(committed_world, write):
    (clock,) = asleep(committed_world)
    write(clock)
    assert sweep(at=NOW + timedelta(seconds=30)).breaches == 1
    assert Card.objects.get().breached_at == LONG_BEFORE


def test_a_clock_committed_during_a_sweep_waits_for_the_next(committed_world):
    """Written before the sweep, committed after it: the sweep cannot see it, so it leaves the floor where it is."""
    (clock,) = asleep(committed_world)
    moment = NOW + timedelta(minutes=5)
    insert, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            moved(clock, moment)
            insert.set()
            go_on.wait(30)

    thread = on_another_connection(slow)
    assert insert.wait(30)
    assert sweep(at=NOW + timedelta(days=1)).alerts == 0
    assert at_floor() == NOW
    go_on.set()
    thread.join()
    assert sweep(at=NOW + timedelta(days=1, seconds=30)).breaches == 1
    assert at_floor() == NOW + timedelta(days=1, seconds=30)


def test_a_writer_with_an_old_snapshot_brings_its_own_floor(committed_world):
    (clock,) = asleep(committed_world)
    moment = NOW + timedelta(minutes=5)
    looked, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            assert at_floor() == NOW
            looked.set()
            go_on.wait(30)
            moved(clock, moment)

    thread = on_another_connection(slow)
    assert looked.wait(30)
    sweep(at=NOW + timedelta(days=1))
    assert at_floor() == NOW + timedelta(days=1)
    go_on.set()
    thread.join()
    assert sweep(at=NOW + timedelta(days=2)).breaches == 1


def test_a_clock_passed_over_holds_the_floor_down(committed_world):
    """Its case is in somebody's hands; the floor waits under it."""
    first, *_ = due_cases(committed_world, count=3, due_at=DUE)
    hold, go_on = threading.Event(), threading.Event()

    def verb() -> None:
        with transaction.atomic():
            type(first).objects.select_for_update().get(pk=first.pk)
            hold.set()
            go_on.wait(30)

    thread = on_another_connection(verb)
    assert hold.wait(30)
    assert sweep(at=NOW).breaches == 2
    assert at_floor() == DUE - timedelta(hours=8)
    go_on.set()
    thread.join()
    assert sweep(at=NOW).breaches == 1
    assert at_floor() == NOW


def test_a_rolled_back_lowering_leaves_the_floor(committed_world):
    (clock,) = asleep(committed_world)
    with transaction.atomic():
        moved(clock, LONG_BEFORE)
        assert at_floor() == LONG_BEFORE
        transaction.set_rollback(True)
    assert at_floor() == NOW


def test_without_a_floor_the_sweep_looks_everywhere(committed_world):
    """After rows were written with the triggers off, as a restore or a repair may do."""
    (clock,) = asleep(committed_world)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        moved(clock, LONG_BEFORE)
    assert sweep(at=NOW).breaches == 0
    floor.forget()
    assert sweep(at=NOW).breaches == 1


def test_nobody_s_own_transaction_raises_the_floor(committed_world):
    """A rehearsal that sweeps inside one long transaction would hold up everybody who starts a clock."""
    due_cases(committed_world, count=1, due_at=DUE)
    with transaction.atomic():
        assert sweep(at=NOW).breaches == 1
        assert at_floor() is None


def test_an_earlier_sweep_still_finds_what_is_due(committed_world):
    """A clock of the machine that was a day ahead and was set right again."""
    (clock,) = asleep(committed_world)
    sweep(at=NOW + timedelta(days=1))
    moved(clock, NOW + timedelta(hours=1))
    assert sweep(at=NOW + timedelta(hours=2)).breaches == 1


def test_clocks_of_one_moment_are_all_swept_batch_by_batch(committed_world):
    due_cases(committed_world, count=25, due_at=DUE)
    for promise in Deadline.objects.select_related("case"):
        promise.pk, promise.rule = None, "statutory"
        promise.save(force_insert=True)
    assert sweep(at=NOW, batch=10).breaches == 50
    assert sweep(at=NOW).alerts == 0
    assert Card.objects.values("deadline").distinct().count() == 50
    assert list(history.verify()) == []


def test_any_order_of_writers_and_sweeps_loses_no_clock(committed_world):
    """Clocks are moved at random, forwards and back, in short and slow transactions, while three sweeps follow the time."""
    clocks = asleep(committed_world, count=120)
    calendar.current()
    over = threading.Event()
    lock, minutes = threading.Lock(), iter(range(1, 100_000))

    def tick() -> datetime:
        with lock:
            return NOW + timedelta(minutes=next(minutes))

    def write(lane: int) -> None:
        chance = random.Random(lane)
        for clock in clocks[lane::4]:
            with transaction.atomic():
                moved(clock, tick() + timedelta(minutes=chance.randint(-60, 20)))
                threading.Event().wait(chance.choice([0, 0, 0.02]))

    def keep_sweeping() -> None:
        while not over.is_set():
            sweep(at=tick(), batch=7)

    def write_all() -> None:
        try:
            crowd = at_once([lambda lane=lane: write(lane) for lane in range(4)])
            assert crowd.errors == []
        finally:
            over.set()

    crowd = at_once([write_all, keep_sweeping, keep_sweeping, keep_sweeping])
    assert crowd.errors == []
    sweep(at=tick() + timedelta(hours=1))
    assert Card.objects.count() == Card.objects.values("deadline").distinct().count() == 120
    assert not Deadline.objects.exclude(next_alert_at=None).exists()
    assert list(history.verify()) == []
