"""Many connections at once on a real PostgreSQL: nothing twice, nothing missing, no chain torn, nobody waiting for ever."""

import threading
from functools import partial

import pytest
from django.db import connection, transaction

from cases import history
from cases.models import Card, Case, DailySerial, Deadline, Event, Letter
from cases.staleness import Stale
from cases.sweep import sweep
from tests.cases.crowd import at_once
from tests.cases.load import due_cases
from tests.permits import verbs as permits
from tests.world import at

pytestmark = pytest.mark.django_db(transaction=True)

DUE = at("2025-11-06 17:00")
AFTER = at("2025-11-06 17:00:01")


def test_eight_sweeps_at_once_raise_each_card_once(committed_world):
    due_cases(committed_world, count=500, due_at=DUE)
    crowd = at_once([partial(sweep, at=AFTER, batch=40)] * 8)
    assert crowd.errors == []
    raised = Card.objects.count()
    assert raised == sum(swept.breaches for swept in crowd.answers)
    sweep(at=AFTER)  # the next beat: what two sweeps stood in each other's way for
    print(f"eight sweeps at once left {500 - raised} of 500 to the next beat")
    assert set(Case.objects.values_list("cards__level", flat=True)) == {"yellow"}
    assert Card.objects.count() == Letter.objects.count() == 500
    assert Event.objects.filter(verb="breached").count() == 500
    assert not Deadline.objects.exclude(next_alert_at=None).exists()
    assert list(history.verify()) == []


def test_sweeps_and_decisions_on_the_same_cases_agree(committed_world):
    """Whoever comes first, the verb or the sweep: a clock is late if and only if its card exists."""
    numbers = []
    for serial in range(60):
        application = committed_world.accepted(when=at("2025-11-03 10:00"), idem=f"key-{serial}")
        numbers.append(application.case.number)

    def decide(some):
        for number in some:
            permits.decide(number=number, result="grant", by=committed_world.clerk, at=AFTER)

    def keep_sweeping():
        for _ in range(15):
            sweep(at=AFTER, batch=7)

    crowd = at_once([partial(decide, numbers[lane::3]) for lane in range(3)] + [keep_sweeping] * 3)
    assert crowd.errors == []
    promises = Deadline.objects.filter(rule="promise")
    assert set(promises.values_list("verdict", flat=True)) == {"late"}
    assert Card.objects.filter(rule="promise").count() == Card.objects.count() == 60
    assert set(Deadline.objects.filter(rule="statutory").values_list("verdict", flat=True)) == {"on_time"}
    assert list(history.verify()) == []


def test_a_verb_waits_for_a_sweep_that_locked_the_clock(committed_world):
    """
    The narrow gap of SKIP LOCKED: a sweep has locked the clock, found the case taken by a verb, and passed on. The verb
    must not pass over the clock in its turn, or the late decision leaves no card.
    """
    application = committed_world.accepted(when=at("2025-11-03 10:00"))
    promise = Deadline.objects.get(rule="promise")
    held, let_go = threading.Event(), threading.Event()

    def hold_the_clock():
        with transaction.atomic():
            Deadline.objects.select_for_update(no_key=True).get(pk=promise.pk)
            held.set()
            let_go.wait(timeout=30)

    def decide():
        held.wait(timeout=30)
        threading.Timer(0.3, let_go.set).start()
        permits.decide(number=application.case.number, result="grant", by=committed_world.clerk, at=AFTER)

    assert at_once([hold_the_clock, decide]).errors == []
    promise.refresh_from_db()
    assert promise.verdict == "late"
    assert Card.objects.filter(deadline=promise).count() == 1
    assert list(history.verify()) == []


def test_one_key_opens_one_case_however_often_it_is_sent(committed_world):
    keys = [f"key-{serial:02}" for serial in range(50)]
    for start in range(0, 50, 10):
        lanes = [
            partial(committed_world.register, when=at("2025-11-03 09:00"), idem=key) for key in keys[start : start + 10]
        ]
        crowd = at_once(lanes * 2)
        assert crowd.errors == []
    crowd = at_once([lambda: [committed_world.register(when=at("2025-11-03 09:00"), idem=key) for key in keys]] * 18)
    assert crowd.errors == []
    codes = {registered.code for answers in crowd.answers for registered in answers}
    assert Case.objects.count() == len(codes) == 50
    assert not any(registered.created for answers in crowd.answers for registered in answers)
    assert list(history.verify()) == []


def test_twenty_senders_of_fifty_keys_open_fifty_cases(committed_world):
    keys = [f"key-{serial:02}" for serial in range(50)]

    def send(lane):
        turned = keys[lane * 7 % 50 :] + keys[: lane * 7 % 50]
        return [committed_world.register(when=at("2025-11-03 09:00"), idem=key) for key in turned]

    crowd = at_once([partial(send, lane) for lane in range(20)])
    assert crowd.errors == []
    sent = [registered for answers in crowd.answers for registered in answers]
    assert len(sent) == 1_000
    assert sum(registered.created for registered in sent) == 50
    assert Case.objects.count() == len({registered.code for registered in sent}) == 50
    assert sorted(Case.objects.values_list("number", flat=True)) == [f"010120251103{n:05}" for n in range(1, 51)]


class GivenUp(Exception):
    """The registration is rolled back at its very end."""


def test_numbers_have_no_gap_though_some_registrations_are_rolled_back(committed_world):
    def register(lane):
        for turn in range(8):
            try:
                with transaction.atomic():
                    committed_world.register(when=at("2025-11-03 09:00"), idem=f"key-{lane}-{turn}")
                    if (lane + turn) % 3 == 0:
                        raise GivenUp
            except GivenUp:
                pass

    assert at_once([partial(register, lane) for lane in range(8)]).errors == []
    count = Case.objects.count()
    assert 0 < count < 64
    assert sorted(Case.objects.values_list("number", flat=True)) == [f"010120251103{n:05}" for n in range(1, count + 1)]
    assert DailySerial.objects.get().last == count


def test_only_one_of_several_simultaneous_acceptances_succeeds(committed_world):
    for turn in range(10):
        case = committed_world.register(when=at("2025-11-03 09:00"), idem=f"key-{turn}").application.case
        version = Case.objects.get(pk=case.pk).version
        accept = partial(permits.accept, number=case.number, by=committed_world.clerk, version=version)
        crowd = at_once([partial(accept, at=at("2025-11-03 10:00"))] * 4)
        assert len(crowd.answers) == 1
        assert [type(error) for error in crowd.errors] == [Stale] * 3
        assert Event.objects.filter(case=case, verb="accept").count() == 1
        assert Deadline.objects.filter(case=case, rule="promise").count() == 1
    assert list(history.verify()) == []


def test_nobody_waits_inside_an_open_transaction(committed_world):
    """After all this no connection of ours is left idle in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
        )
        assert cursor.fetchone()[0] == 0
