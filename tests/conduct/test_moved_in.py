"""A hall that ran before corrections and exposures were cases: each gets its case and its clock, once, and acts on it again."""

from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from cases import history
from cases.models import Card, Case, Deadline, Event, Letter
from cases.reconcile import ledger
from conduct import actions
from conduct.models import Correction, Exposure
from conduct.opening import give_cases
from config.passing import pass_time
from config.reconciling import ROOMS
from tests.cases.broken_rows import triggers_off
from tests.conduct.conftest import ATTRIBUTED, SETTLED, promised, upheld
from tests.conduct.test_commitments import exposed, ordered
from tests.world import at

UPGRADE = at("2025-10-24 10:00")
OLD = (Correction, Exposure)


def made_old() -> None:
    """As release 716282bb left them: rows with their own lines, no case."""
    with triggers_off():
        for model in OLD:
            model.objects.update(case=None)
        for model in (Card, Letter, Deadline, Event):
            model.objects.filter(case__kind="conduct")._raw_delete("default")
        Case.objects.filter(kind="conduct")._raw_delete("default")


def upgraded() -> str:
    output = StringIO()
    with time_machine.travel(UPGRADE, tick=False):
        give_cases(at=UPGRADE)
        pass_time(at=UPGRADE)
        call_command("start_missing_clocks", yes=True, stdout=output)
    return output.getvalue()


@pytest.fixture
def rows(world):
    complaint = upheld(world)
    names = ("张贴一次告知清单", "补印材料清单", "调整窗口排班", "更换叫号屏幕")
    fresh, handed_in, returned, accepted = (ordered(world, complaint, what) for what in names)
    for each in (handed_in, returned, accepted):
        actions.hand_in_correction(key=each.key, evidence=f"{each.what}，已完成", by=world.head, at=SETTLED)
    actions.return_correction(key=returned.key, reason="只改了一个窗口", by=world.office, at=at("2025-10-23 10:00"))
    actions.pass_correction(key=accepted.key, reason="现场看过", by=world.office, at=at("2025-10-23 10:00"))
    exposure, answered = exposed(world), exposed(world, title="暗访片：排长队")
    actions.answer_exposure(key=answered.key, statement=promised(), by=world.head, at=SETTLED)
    made_old()
    # what conduct/0002 makes of one that was answered without a day
    Exposure.objects.filter(pk=answered.pk).update(state="exposure_recorded", opinion="", commitment="", keep_by=None)
    return fresh, handed_in, returned, accepted, exposure, answered


def test_rows_of_before_have_their_cases_and_clocks(world, rows):
    said = upgraded()
    assert "补上 4 个" in said
    fresh, handed_in, returned, accepted, exposure, answered = rows
    for row in rows:
        row.refresh_from_db()
    assert accepted.case is None, "what is over needs none"
    clocks = {
        row.pk: list(row.case.deadlines.values_list("rule", "started_at")) for row in (fresh, handed_in, returned)
    }
    assert clocks == {
        fresh.pk: [("correction", ATTRIBUTED)],
        handed_in.pk: [],
        returned.pk: [("correction", at("2025-10-23 10:00"))],
    }
    assert list(exposure.case.deadlines.values_list("rule", "started_at")) == [("exposure_answer", ATTRIBUTED)]
    assert list(answered.case.deadlines.values_list("rule", "started_at")) == [("exposure_answer", UPGRADE)]
    assert set(Card.objects.filter(case__kind="conduct").values_list("case", "level")) == {
        (fresh.case_id, "yellow"),
        (exposure.case_id, "yellow"),
    }, "what is late by now is said at once"
    assert give_cases(at=UPGRADE) == 0
    later = at("2025-10-24 15:00")
    actions.hand_in_correction(key=fresh.key, evidence="清单已经上墙", by=world.head, at=later)
    actions.pass_correction(key=handed_in.key, reason="抽查三个窗口", by=world.office, at=later)
    actions.answer_exposure(key=exposure.key, statement=promised(), by=world.head, at=later)
    assert list(history.verify()) == []
    run = ledger.check(ROOMS, at=later)
    assert [(each.number, str(each.difference)) for each in run.findings] == []


def test_one_row_that_gets_no_case_stops_no_other(world, rows, caplog):
    """Its number in the history would be that of another case: whatever is wrong with one, it is named, and the others go on."""
    fresh, *_others = rows
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION not_this_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
            " CREATE TRIGGER not_this_one BEFORE UPDATE ON conduct_correction FOR EACH ROW"
            f" WHEN (OLD.id = {fresh.pk}) EXECUTE FUNCTION not_this_one()"
        )
    assert give_cases(at=UPGRADE) == 4
    assert caplog.messages == [f"_give_correction of id {fresh.pk}: InternalError"]
    fresh.refresh_from_db()
    assert fresh.case is None
