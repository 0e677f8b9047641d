"""Sessions that would hold on to what they have are told of: by the deployment's check, and to the administrator."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from hall import letting_go

pytestmark = pytest.mark.django_db


def say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_our_own_sessions_let_go():
    assert letting_go.missing() == []
    assert letting_go.check() == []
    assert set(letting_go.LONGEST) == set(settings.LET_GO)


@pytest.mark.parametrize("value", ["0", "2h"])
@pytest.mark.parametrize("name", ["idle_in_transaction_session_timeout", "client_connection_check_interval"])
def test_a_time_out_that_is_off_is_named(name, value):
    say(f"SET LOCAL {name} = '{value}'")
    assert letting_go.missing() == [name]
    [warning] = letting_go.check()
    assert (warning.id, name in warning.msg) == ("hall.W001", True)
    assert f"SET {name} = '{settings.LET_GO[name]}';" in warning.hint


def test_the_deployments_check_says_so():
    say("SET LOCAL idle_in_transaction_session_timeout = 0")
    words = StringIO()
    # only what is critical ends it: a browser of another test wants what Django calls an error (tests/conftest.py)
    call_command("check", deploy=True, fail_level="CRITICAL", stderr=words)
    assert "(hall.W001)" in words.getvalue()


def test_the_administrator_reads_it(world, client):
    client.force_login(world.administrator)
    assert "超时没有设好" not in client.get("/administration/").content.decode()
    say("SET LOCAL idle_in_transaction_session_timeout = 0")
    assert "数据库会话有 1 项超时没有设好" in client.get("/administration/").content.decode()
