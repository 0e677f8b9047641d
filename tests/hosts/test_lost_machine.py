"""The machine of the database vanishes: acts go on at its standby, and what was acknowledged is there, once."""

import sys
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection

from cases.models import Case
from tests.hosts.network import PORT, hosts, on, running
from tests.timers.own_postgres import own_postgres
from tests.timers.real import wait_until
from tests.world import build

pytestmark = [
    pytest.mark.hosts, pytest.mark.timers, pytest.mark.servers, pytest.mark.django_db(transaction=True),
]  # fmt: skip

BEFORE, AFTER = 10, 10  # acts


def test_acts_go_on_when_the_database_machine_is_lost(tmp_path):
    log = tmp_path / "acts.log"

    def answered() -> list[list[str]]:
        return [line.split() for line in log.read_text().splitlines() if line.startswith("key")] if log.exists() else []

    with hosts(3) as (first, second, web), own_postgres(on(first)) as primary:
        clerk = build().clerk
        with primary.standby(second, primary.place.data.parent) as standby:
            name = urlsplit(primary.address).path
            both = f"postgres://postgres@{first.address}:{PORT},{second.address}:{PORT}{name}?target_session_attrs=read-write"
            acts = web.command(sys.executable, "-m", "tests.hosts.acts", "100000")
            with running(acts, log=log, DATABASE_URL=both, CLERK=clerk.username):
                wait_until(lambda: len(answered()) >= BEFORE, seconds=120, what="acts are done", log=log.read_text)
                first.cut_off()
                time.sleep(1)  # whoever watches over the machines needs a moment
                standby.promote()
                before = len(answered())
                took = wait_until(lambda: len(answered()) > before, seconds=15, what="acts go on", log=log.read_text)
                wait_until(lambda: len(answered()) >= before + AFTER, seconds=60, what="more acts", log=log.read_text)
            acknowledged = {key: number for key, number, _seconds in answered()}
            connection.close()
            connection.settings_dict["HOST"] = str(standby.sockets)
            stored = list(Case.objects.values_list("number", flat=True))
            connection.close()
    assert set(acknowledged.values()) <= set(stored), "what was acknowledged is there"
    assert len(set(acknowledged.values())) == len(acknowledged), "no number was given twice"
    assert len(stored) <= len(acknowledged) + 1, "a key that was sent again opened one case; the last one was under way"
    print(f"{before} acts before, the next {took:.1f} seconds after the promotion, {len(stored)} in all")
