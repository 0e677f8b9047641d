"""A full disk is said: to whoever writes, by /healthz, on the administrator's page. The database itself answers as one that has no room."""

import pytest
from django.core.cache import cache
from django.db import connection
from rest_framework.test import APIClient

from cases.models import Case
from hall import clock, fullness

NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_room BEFORE UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION no_room();
"""


@pytest.fixture
def case(world) -> Case:
    case = world.register(when=clock.now()).application.case
    with connection.cursor() as cursor:
        cursor.execute(NO_ROOM)
    yield case
    cache.delete(fullness.KEY)


def test_whoever_writes_is_told_and_so_is_whoever_watches(world, case, client):
    assert (fullness.is_full(), client.get("/healthz").json()["full"]) == (False, False)
    api = APIClient()
    api.force_authenticate(world.clerk)
    answer = api.post(f"/api/v1/applications/{case.number}/withdraw/", {"reason": "申请人改变主意"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (503, "disk-full")
    assert "大厅现在收不了件" in answer.json()["message"]
    signs = client.get("/healthz")
    assert (signs.status_code, signs.json()["status"], signs.json()["full"]) == (503, "failing", True)
    client.force_login(world.administrator, backend="django.contrib.auth.backends.ModelBackend")
    assert "数据库所在的磁盘满了" in client.get("/administration/").content.decode()


def test_the_timers_notice_it_and_go_on_failing(case):
    with pytest.raises(Exception, match="No space left") as fault, connection.execute_wrapper(fullness.noticed):
        Case.objects.filter(pk=case.pk).update(version=1)
    assert type(fault.value).__name__ == "OperationalError"
    assert fullness.is_full()
