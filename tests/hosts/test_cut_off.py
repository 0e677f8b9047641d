"""A host that is cut off in the middle of its work holds nobody up: no number, no case, no card."""

import sys
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from cases.models import Card, Case
from cases.numbering import Series, give_number, placeholder
from tests.cases.broken_rows import triggers_off
from tests.cases.load import due_cases
from tests.hosts.network import hosts, on, running
from tests.timers.outcome import every_breach_has_its_card
from tests.timers.own_postgres import own_postgres
from tests.timers.real import redis_in, wait_until
from tests.world import build

pytestmark = [
    pytest.mark.hosts, pytest.mark.timers, pytest.mark.servers, pytest.mark.django_db(transaction=True),
]  # fmt: skip

CASES = 3_000
HOLDS_THE_COUNTER = """
import sys, time
from datetime import date
import django
django.setup()
from django.db import transaction
from cases.numbering import Series, give_number
from hall.models import ServiceHall
with transaction.atomic():
    give_number(int(sys.argv[1]), ServiceHall.objects.get(), series=Series.WINDOWS, day=date.fromisoformat(sys.argv[2]))
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_counter_held_by_a_lost_host_is_free(tmp_path):
    log = tmp_path / "holder.log"
    with hosts(2) as (base, lost), own_postgres(on(base)) as server:
        world = build()
        first, second = due_cases(world, count=2, due_at=timezone.now().replace(microsecond=0))
        day = timezone.localdate()
        with triggers_off():  # as while they are being opened: a number that was given stays (decision 115)
            for case in (first, second):
                Case.objects.filter(pk=case.pk).update(number=placeholder(case.idem_hash))
        command = lost.command(sys.executable, "-c", HOLDS_THE_COUNTER, str(first.pk), str(day))
        with running(command, log=log, DATABASE_URL=server.address):
            wait_until(lambda: "held" in log.read_text(), seconds=60, what="the host holds it", log=log.read_text)
            lost.cut_off()
            began = time.monotonic()
            with transaction.atomic():
                number = give_number(second.pk, world.hall, series=Series.WINDOWS, day=day)
            waited = time.monotonic() - began
    assert number.endswith("00001"), "the lost host's number was never given"
    assert waited < 15
    print(f"free after {waited:.1f} seconds")


def test_a_host_cut_off_in_a_sweep_hides_no_card(tmp_path):
    """Two hosts, each with a worker and a beat; one loses its network while it sweeps."""
    with hosts(3) as (base, lost, other), own_postgres(on(base)) as server, redis_in(tmp_path) as redis:
        due_cases(build(), count=CASES, due_at=(timezone.now() - timedelta(days=2)).replace(microsecond=0))
        env = {"DATABASE_URL": server.address, "REDIS_URL": redis.url, "TEST_SWEEP_BATCH": "100"}
        celery = [sys.executable, "-m", "celery", "-A", "tests.timers.fast"]

        def worker(host, name):
            words = ["worker", "-l", "WARNING", "-c", "2", "-n", f"{name}@%h", "--without-gossip", "--without-mingle"]
            return running(host.command(*celery, *words), log=tmp_path / f"{name}.log", **env)

        def beat(host, name):
            words = ["beat", "-l", "WARNING", "-s", str(tmp_path / f"{name}-beat"), "--pidfile", ""]
            return running(host.command(*celery, *words), log=tmp_path / f"{name}-beat.log", **env)

        with worker(lost, "lost"), worker(other, "other"), beat(lost, "lost"), beat(other, "other"):
            wait_until(lambda: Card.objects.count() >= CASES // 6, seconds=120, pause=0.01, what="both sweep")
            lost.cut_off()
            at_the_cut = Card.objects.count()
            took = wait_until(lambda: Card.objects.count() == CASES, seconds=30, pause=0.1, what="every card stands")
            time.sleep(1.5)  # a few sweeps more, with nothing left to say
        every_breach_has_its_card(CASES)
    assert at_the_cut < CASES, "the cut came when nothing was left to do"
    print(f"{at_the_cut} cards at the cut, all {CASES} after {took:.1f} seconds")
