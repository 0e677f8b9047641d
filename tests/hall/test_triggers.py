"""Every trigger of ours is installed and on, or the deployment's check names it."""

from io import StringIO

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection

from cases.models import Event
from hall import triggers

pytestmark = pytest.mark.django_db

KEEPS_LINES = next(
    trigger.get_pgid(Event) for model, trigger in pgtrigger.registered() if trigger.name == "history_is_append_only"
)


def say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_triggers_stand():
    assert triggers.faults() == []
    assert triggers.check() == []
    assert len(pgtrigger.registered()) > 50


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (f"ALTER TABLE cases_event DISABLE TRIGGER {KEEPS_LINES}", "cases_event: history_is_append_only is switched off"),
        (f"ALTER TABLE cases_event ENABLE REPLICA TRIGGER {KEEPS_LINES}", "cases_event: history_is_append_only is switched off"),
        (f"DROP TRIGGER {KEEPS_LINES} ON cases_event", "cases_event: history_is_append_only is missing"),
        (f"COMMENT ON TRIGGER {KEEPS_LINES} ON cases_event IS 'older'", "cases_event: history_is_append_only is that of another release"),
        ("ALTER TABLE cases_card DISABLE TRIGGER ALL", "cases_card: foreign keys are switched off"),
    ],
    ids=["off", "for replicas only", "dropped", "of another release", "all of a table's"],
)  # fmt: skip
def test_what_does_not_stand_is_named(statement, fault):
    say("SET CONSTRAINTS ALL IMMEDIATE")
    say(statement)
    assert fault in triggers.faults()
    [warning] = triggers.check()
    assert (warning.id, fault in warning.msg) == ("hall.W002", True)


def test_a_database_that_is_not_migrated_has_nothing_to_say():
    say("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    assert triggers.check() == []


def test_one_that_is_on_always_is_on():
    say(f"ALTER TABLE cases_event ENABLE ALWAYS TRIGGER {KEEPS_LINES}")
    assert triggers.faults() == []


def test_the_deployments_check_says_so():
    say(f"DROP TRIGGER {KEEPS_LINES} ON cases_event")
    words = StringIO()
    call_command("check", deploy=True, fail_level="CRITICAL", stderr=words)
    assert "(hall.W002)" in words.getvalue()
