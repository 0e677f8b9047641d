"""Nobody waits for ever for what another transaction holds, and no thread of the web server is held by a repair left open."""

import os
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection
from rest_framework.test import APIClient

from cases.models import Deadline
from cases.tasks import derive_clocks_again
from cases.troubles import open_troubles
from hall import clock, waiting
from hall.models import CalendarVersion
from permits.tasks import carry_on_bulk
from tests.permits import verbs as actions

NUMBER = "SELECT id FROM cases_case WHERE number = %s FOR NO KEY UPDATE"


@pytest.fixture
def holder():
    """A transaction of somebody else's, left open."""
    address = connection.get_connection_params()
    other = psycopg2.connect(**{name: value for name, value in address.items() if name != "cursor_factory"})
    yield other
    other.close()


@pytest.fixture
def held(committed_world, holder):
    case = committed_world.register(when=clock.now()).application.case
    case.refresh_from_db()
    holder.cursor().execute(NUMBER, [case.number])
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    yield case
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


def test_a_page_says_that_somebody_else_is_at_it(held, holder, committed_world, client):
    client.force_login(committed_world.clerk)
    answer = client.post(f"/desk/cases/{held.number}/withdraw/", {"reason": "申请人改变主意", "version": held.version})
    assert waiting.Busy.sentence in answer.content.decode()
    assert "申请人改变主意" in answer.content.decode(), "what was typed is kept"
    holder.rollback()
    answer = client.post(f"/desk/cases/{held.number}/withdraw/", {"reason": "申请人改变主意", "version": held.version})
    assert answer.status_code == 200
    assert "申请人撤回" in answer.content.decode(), "its preview, which asks for the word"


def test_a_program_is_told_to_send_it_again(held, holder, committed_world):
    api = APIClient()
    api.force_authenticate(committed_world.clerk)
    answer = api.post(f"/api/v1/applications/{held.number}/withdraw/", {"reason": "申请人改变主意"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    holder.rollback()
    answer = api.post(f"/api/v1/applications/{held.number}/withdraw/", {"reason": "申请人改变主意"}, format="json")
    assert answer.status_code == 200


def test_a_bulk_act_is_done_to_the_others(held, committed_world):
    now = clock.now()
    others = [committed_world.accepted(when=now, idem=f"other-{n}").case.number for n in range(2)]
    numbers = [others[0], held.number, others[1]]
    run = actions.ask_bulk(numbers=numbers, act="grant", idem="i", by=committed_world.clerk, at=now)
    carry_on_bulk()
    assert list(run.rows.order_by("position").values_list("outcome", flat=True)) == ["done", "refused", "done"]
    assert run.rows.get(outcome="refused").sentence == waiting.Busy.sentence


def test_a_changed_calendar_moves_the_others_and_names_the_case(held, holder, committed_world):
    committed_world.register(when=clock.now(), idem="other")
    wrong = clock.now() + timedelta(days=400)
    Deadline.objects.running().update(due_at=wrong)
    CalendarVersion.objects.update(stamp=uuid4())
    derive_clocks_again()
    assert set(Deadline.objects.filter(due_at=wrong).values_list("case", flat=True)) == {held.pk}
    [trouble] = open_troubles()
    assert (trouble.case_id, trouble.fault) == (held.pk, "Busy")
    holder.rollback()
    open_troubles().update(next_try_at=clock.now() - timedelta(minutes=1))
    derive_clocks_again()
    assert not Deadline.objects.filter(due_at=wrong).exists()
    assert not open_troubles().exists()


SERVERS = {"web": "import config.wsgi", "worker": "from config import celery; celery._compare_keys()"}


@pytest.mark.parametrize("server", SERVERS)
def test_every_session_of_a_server_has_the_limit(server):
    """What gunicorn and Celery load, in a process of its own."""
    words = f"{SERVERS[server]}; from django.db import connection as c; k = c.cursor(); k.execute('SHOW lock_timeout'); print(k.fetchone()[0])"
    answer = subprocess.run([sys.executable, "-c", words], env=os.environ, capture_output=True, text=True, timeout=60)
    assert answer.stdout.strip() == f"{waiting.LONGEST}s", answer.stderr


def test_options_that_were_taken_out_stay_out(settings, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"options": ""})
    waiting.at_most()
    assert connection.settings_dict["OPTIONS"]["options"] == ""
