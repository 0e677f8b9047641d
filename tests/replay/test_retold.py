"""What a ledger opens is marked: only such a case may be told of later than it happened (decision 131)."""

from importlib import import_module

from django.db import connection

from cases.models import Case
from tests.cases.broken_rows import triggers_off
from tests.replay.conftest import accepted, step

# two acts of a day, a third trip by the window's fault and its lead
STORY = [
    *accepted("2025-11-03 10:00"),
    step("2025-11-04 10:00", "visit", purpose="other"),
    step("2025-11-05 10:00", "visit", purpose="other", cause="window"),
    step("2025-11-05 11:00", "decide", result="grant"),
]


def say_nothing() -> None:
    """As in a hall at work: this session has not said that it tells of other days."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hall.any_instant', 'off', true)")


def test_a_ledger_says_so_itself_and_only_for_its_cases(play):
    say_nothing()
    outcome = play(*STORY)
    assert not any(each["refused"] for each in outcome.values())
    assert set(Case.objects.values_list("kind", "retold")) == {("application", True), ("complaint", True)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('hall.any_instant')")
        assert cursor.fetchone() == ("off",)


def test_a_second_load_of_the_ledger_goes_on(play):
    """A hall is handed over week by week: the acts of Monday come on Friday, when the hall's own timers have spoken."""
    say_nothing()
    play(*STORY[:2], batch="weekly")
    outcome = play(*STORY, batch="weekly")
    assert not any(each["refused"] for each in outcome.values())


def test_cases_of_before_are_marked_by_the_upgrade(play):
    play(*STORY)
    own = Case.objects.exclude(kind="complaint").get()
    with triggers_off():
        Case.objects.update(retold=False)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(import_module("replay.migrations.0003_retold_cases").MARK)
    assert Case.objects.get(pk=own.pk).retold
    assert set(Case.objects.values_list("retold", flat=True)) == {True}, "and the lead that it gave"
