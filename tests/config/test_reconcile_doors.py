"""The command and the nightly task: what they print, send and answer."""

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from celery.exceptions import Retry
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from cases.models import Discrepancy, Recomputation, ReconciliationRun
from config.passing import pass_time
from config.schedule import BEAT_SCHEDULE
from config.tasks import reconcile
from tests.cases.broken_rows import silent_clocks_pass
from tests.snapshot import stored
from tests.world import at

NOW = at("2025-11-03 11:00")


@pytest.fixture
def silent(world):
    """An accepted case whose promise the sweep would never find again."""
    number = world.accepted(when=at("2025-11-03 10:00")).case.number
    silent_clocks_pass()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_deadline SET next_alert_at = NULL WHERE rule = 'promise'")
    with time_machine.travel(NOW, tick=False):
        yield number


def output_of(*args: str) -> tuple[str, str]:
    """What the command printed, and the sentence that it failed with."""
    out = StringIO()
    try:
        call_command("reconcile", *args, stdout=out)
    except CommandError as failed:
        return out.getvalue(), str(failed)
    return out.getvalue(), ""


def test_the_command_lists_each_difference_and_fails(silent):
    out, failed = output_of()
    assert failed == "有 1 处不符"
    assert f"{silent} 没有下次提醒：存的是“没有”，应当是“2025年11月6日 08:30:00”。" in out
    assert "1 件、4 个时限、0 张牌" in out
    assert ReconciliationRun.objects.get().differences == Discrepancy.objects.count() == 1


def test_of_one_case_or_another_instant_it_only_looks(silent):
    before = stored()
    assert output_of("--case", silent)[1] == "有 1 处不符"
    assert output_of("--at", "2025-11-03T11:00:00+08:00")[1] == "有 1 处不符"
    assert "9998年12月31日不在工作日历的" in output_of("--at", "9998-12-31T11:00:00+08:00")[1]
    assert "没有编号为 01012025110399999 的案件" in output_of("--case", "01012025110399999")[1]
    assert stored() == before


def test_for_programs_each_difference_is_one_line(silent):
    *lines, totals = map(json.loads, output_of("--json")[0].splitlines())
    assert [(line["case"], line["kind"], line["rule"]) for line in lines] == [(silent, "silent", "promise")]
    assert totals | {"seconds": 0} == {"cases": 1, "clocks": 4, "cards": 0, "differences": 1, "seconds": 0}


def test_where_all_is_well_it_says_so(world):
    world.accepted(when=at("2025-11-03 10:00"))
    with time_machine.travel(NOW, tick=False):
        out, failed = output_of()
    assert failed == ""
    assert "全部相符" in out


@pytest.mark.parametrize("text", ["yesterday", "2025-11-03T11:00:00"])
def test_an_instant_without_a_zone_is_no_instant(db, text):
    with pytest.raises(CommandError):
        call_command("reconcile", "--at", text)


def test_the_nightly_task_logs_and_mails_what_it_found(silent, settings, caplog):
    settings.ADMINS = [("", "admin@example.org")]
    reconcile()
    (letter,) = mail.outbox
    assert letter.subject.endswith("计时核对：1 处不符，其中新出现 1 处")
    assert silent in letter.body
    assert "巡查永远找不到它" in letter.body
    assert [record.levelname for record in caplog.records if silent in record.message] == ["ERROR"]


def test_the_nightly_mail_says_that_all_is_well_too(world, settings):
    settings.ADMINS = [("", "admin@example.org")]
    world.accepted(when=at("2025-11-03 10:00"))
    with time_machine.travel(NOW, tick=False):
        pass_time(at=NOW)
        reconcile()
    assert mail.outbox[0].subject.endswith("计时核对：全部相符")


def test_it_is_planned_for_every_night():
    planned = [row for row in BEAT_SCHEDULE.values() if row["task"] == "config.reconcile"]
    assert [row["schedule"].hour for row in planned] == [{1}]


def test_while_clocks_are_derived_again_it_waits(silent):
    """Half of them stand by the calendar before, half by the one of now: that is no difference."""
    job = Recomputation.objects.create(stamp=uuid4(), why="大雪停办", asked_at=NOW, moved=1)
    assert output_of() == ("", "工作日历刚改过，时限正在重新推算，过几分钟再核对")
    with pytest.raises(Retry):
        reconcile.apply(throw=True)
    Recomputation.objects.filter(pk=job.pk).update(finished_at=NOW - timedelta(minutes=1))
    assert output_of()[1].startswith("工作日历刚改过")
    Recomputation.objects.filter(pk=job.pk).update(finished_at=NOW - timedelta(minutes=3))
    assert output_of()[1] == "有 1 处不符"
