"""What else goes wrong in a hall: Redis, beat, a second one of each, the machine's clock. No breach is without its card."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.db.models import F, Max
from django.utils import timezone

from cases.models import Card, Deadline, Heartbeat
from config.tasks import sweep_clocks
from tests.cases.load import due_cases
from tests.timers.outcome import LONG, every_breach_has_its_card, set_due
from tests.timers.real import fast_beat, fast_worker, redis_in, wait_for_database, wait_until

pytestmark = [pytest.mark.timers, pytest.mark.django_db(transaction=True)]

CASES = 20_000 if LONG else 2_000
SECONDS = 120 if LONG else 10  # in which clocks become due while Redis is ill
AWAY = 20 if LONG else 3  # seconds without Redis
A_DAY = timedelta(days=1)


def whole_second():
    return timezone.now().replace(microsecond=0)


def every_card_stands(report) -> float:
    return wait_until(
        lambda: Card.objects.count() >= CASES, seconds=180, pause=0.1, what="every card stands", log=report
    )


def test_redis_forgets_everything_and_goes_away_while_clocks_become_due(committed_world, tmp_path):
    due_cases(committed_world, count=CASES, due_at=whole_second() + 30 * A_DAY)
    flushes = fallen = 0
    with redis_in(tmp_path) as redis:
        beat, worker = fast_beat(tmp_path, redis), fast_worker(tmp_path, redis)
        try:
            wait_until(Heartbeat.objects.exists, seconds=60, what="the first sweep")
            begin = whole_second()
            set_due(f"timestamptz '{begin.isoformat()}' + (id % {SECONDS}) * interval '1 second'")
            while timezone.now() < begin + timedelta(seconds=SECONDS - AWAY):
                time.sleep(2)
                redis.ask("FLUSHALL")
                flushes += 1
            redis.stop()
            time.sleep(AWAY)
            redis.start()
            back = time.monotonic()
            while Card.objects.count() < CASES:
                assert time.monotonic() - back < 120, worker.report()
                if not worker.alive:  # what the compose file's restart policy does
                    fallen += 1
                    worker = fast_worker(tmp_path, redis, number=1 + fallen)
                time.sleep(0.1)
            back = time.monotonic() - back
            assert beat.alive
        finally:
            worker.kill()
            beat.kill()
    late = Card.objects.aggregate(most=Max(F("issued_at") - F("breached_at")))["most"]
    print(
        f"{CASES} clocks due within {SECONDS} s, Redis emptied {flushes} times and away for {AWAY} s: all carded {back:.1f} s"
        f" after it came back, none later than {late.total_seconds():.1f} s; workers that fell: {fallen}"
    )
    every_breach_has_its_card(CASES)
    wait_for_database()


def test_a_week_without_beat_is_made_up_in_order(committed_world, tmp_path):
    """Clocks ran out hour by hour while nothing ran; the cards say when, and stand in the order of the breaches."""
    due_cases(committed_world, count=CASES, due_at=whole_second())
    set_due(f"timestamptz '{whole_second().isoformat()}' - interval '7 days' + (id * 7 % 160) * interval '1 hour'")
    with redis_in(tmp_path) as redis:
        worker, beat = fast_worker(tmp_path, redis, processes=1), fast_beat(tmp_path, redis)
        try:
            took = every_card_stands(worker.report)
        finally:
            worker.kill()
            beat.kill()
    print(f"a week of {CASES} breaches made up {took:.1f} s after worker and beat were started")
    every_breach_has_its_card(CASES)
    breaches = list(Card.objects.order_by("id").values_list("breached_at", flat=True))
    assert breaches == sorted(breaches)
    assert len(set(breaches)) == 160
    wait_for_database()


def test_two_beats_and_two_workers_raise_each_card_once(committed_world, tmp_path):
    due_cases(committed_world, count=CASES, due_at=whole_second() - A_DAY)
    with redis_in(tmp_path) as redis:
        started = [start(tmp_path, redis, number=number) for start in (fast_worker, fast_beat) for number in (1, 2)]
        try:
            took = every_card_stands(started[0].report)
            time.sleep(1)  # and both beats go on
            assert all(process.alive for process in started)
        finally:
            for process in started:
                process.kill()
    print(f"two beats, two workers of two processes each: {CASES} cards {took:.1f} s after they were started")
    every_breach_has_its_card(CASES)
    wait_for_database()


def test_a_clock_that_jumps_and_returns_cards_nothing_twice(committed_world):
    """The machine's clock is what the task reads. Nothing is said earlier than the jump is long, nor twice, nor not at all."""
    begin = whole_second()
    due_cases(committed_world, count=200, due_at=begin)
    first = Deadline.objects.order_by("id").values_list("id", flat=True)[0]
    set_due(f"timestamptz '{begin.isoformat()}' + (id - {first}) * interval '15 minutes'")
    due_at = dict(Deadline.objects.values_list("id", "due_at"))
    earlier: set[int] = set()
    hours = [0, 1, 2, 26, 3, 4, 5, 29, 53, 6, *range(7, 52, 3)]  # there and back, twice
    for hour in hours:
        with time_machine.travel(begin + timedelta(hours=hour), tick=False):
            sweep_clocks()
        carded = set(Card.objects.values_list("deadline", flat=True))
        by_now = {clock for clock, due in due_at.items() if due + timedelta(seconds=1) <= begin + timedelta(hours=hour)}
        assert earlier | by_now == carded  # what the clock says has run out, and what it said before; nothing else
        earlier = carded
    every_breach_has_its_card(200)
