"""Nobody waits for ever for what another transaction holds, and no thread of the web server is held by a repair left open."""

import os
import subprocess
import sys

import psycopg2
import pytest
from django.db import connection
from rest_framework.test import APIClient

from hall import clock, waiting

NUMBER = "SELECT id FROM cases_case WHERE number = %s FOR UPDATE"


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


def test_every_session_of_a_web_server_has_the_limit():
    """The module that gunicorn serves, in a process of its own."""
    words = "import config.wsgi; from django.db import connection as c; k = c.cursor(); k.execute('SHOW lock_timeout'); print(k.fetchone()[0])"
    answer = subprocess.run([sys.executable, "-c", words], env=os.environ, capture_output=True, text=True, timeout=60)
    assert answer.stdout.strip() == f"{waiting.LONGEST}s", answer.stderr


def test_options_that_were_taken_out_stay_out(settings, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"options": ""})
    waiting.at_most()
    assert connection.settings_dict["OPTIONS"]["options"] == ""
