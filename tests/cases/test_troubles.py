"""What fails is passed over, noted once, tried again after growing waits, and told to the administrator."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, OperationalError, connection, transaction

from cases import recompute, troubles
from cases.models import Card, Deadline, Doing, Trouble
from cases.reconcile import ledger
from cases.sweep import sweep
from cases.tasks import tell_troubles
from cases.troubles import SHARED, Subject
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.identifiers import grouped
from hall.refusals import Refused
from tests.cases.broken_rows import lose_count
from tests.cases.snow import close
from tests.world import at

NOW = at("2026-03-10 10:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _admins(settings):
    settings.ADMINS = [("管理员", "admin@example.gov.cn")]


@pytest.fixture
def cases(world) -> list:
    return [world.accepted(when=at("2026-03-02 10:00"), idem=f"k{n}").case for n in range(3)]


def fail(key: int) -> bool:
    raise ValueError(f"a value of the row: {key}")


def go_over(keys, act, *, when=NOW) -> int:
    return troubles.at_each(Doing.DEEMING, [Subject(key, key) for key in keys], act, at=when)


def bad_one(key: int):
    def act(each: int) -> bool:
        return fail(each) if each == key else True

    return act


def test_one_that_fails_is_noted_and_the_others_are_done(cases):
    keys = [case.pk for case in cases]
    assert go_over(keys, bad_one(keys[1])) == 2
    trouble = Trouble.objects.get()
    assert (trouble.doing, trouble.key, trouble.case, trouble.fault) == ("deeming", keys[1], cases[1], "ValueError")
    assert (trouble.first_at, trouble.times, trouble.over_at) == (NOW, 1, None)
    assert trouble.subject == grouped(cases[1].number)


WRITTEN_BEFORE_THE_FAULT = 7


def test_what_it_wrote_is_taken_back(cases):
    def act(key: int) -> bool:
        Deadline.objects.filter(case=key).update(epoch=WRITTEN_BEFORE_THE_FAULT)
        return fail(key)

    go_over([cases[0].pk], act)
    assert not Deadline.objects.filter(epoch=WRITTEN_BEFORE_THE_FAULT).exists()


def test_the_waits_grow_to_an_hour(cases):
    key, moment, waits = cases[0].pk, NOW, []
    for _each in range(9):
        go_over([key], fail, when=moment)
        trouble = Trouble.objects.get()
        waits.append((trouble.next_try_at - moment) // MINUTE)
        assert go_over([key], lambda _key: True, when=trouble.next_try_at - MINUTE / 60) == 0, "not before its time"
        moment = trouble.next_try_at
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert Trouble.objects.get().times == 9


def test_done_later_it_is_over_and_may_begin_anew(cases):
    key = cases[0].pk
    go_over([key], fail)
    assert go_over([key], lambda _key: True, when=NOW + MINUTE) == 1
    assert Trouble.objects.get().over_at == NOW + MINUTE
    go_over([key], fail, when=NOW + 2 * MINUTE)
    assert [trouble.times for trouble in Trouble.objects.order_by("pk")] == [1, 1]


def test_nothing_left_to_do_ends_it_a_locked_case_not(cases):
    key = cases[0].pk
    go_over([key], fail)
    go_over([key], lambda _key: None, when=NOW + MINUTE)
    assert Trouble.objects.get().over_at is None, "somebody else is at it"
    go_over([], fail, when=NOW + 2 * MINUTE)
    assert Trouble.objects.get().over_at == NOW + 2 * MINUTE


def test_a_refusal_of_one_case_stops_no_other(cases):
    def act(key: int) -> bool:
        if key == cases[0].pk:
            raise Refused
        return True

    assert go_over([case.pk for case in cases], act) == 2
    assert Trouble.objects.get().fault == "Refused"


@pytest.mark.parametrize("shared", SHARED)
def test_what_all_need_is_no_trouble_of_one_row(cases, shared):
    def act(_key: int) -> bool:
        raise shared("lost")

    with pytest.raises(shared):
        go_over([cases[0].pk], act)
    assert not Trouble.objects.exists()


def test_a_wait_counted_from_another_clock_is_none(cases):
    key = cases[0].pk
    go_over([key], fail, when=NOW + timedelta(days=365))
    assert go_over([key], lambda _key: True, when=NOW) == 1


def test_one_open_row_for_one_thing(cases):
    row = {"doing": Doing.SWEEP, "key": 7, "fault": "X", "first_at": NOW, "last_at": NOW, "next_try_at": NOW}
    Trouble.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trouble.objects.create(**row)
    Trouble.objects.update(over_at=NOW, next_try_at=None)
    Trouble.objects.create(**row)


def test_a_step_that_fails_keeps_none_from_its_turn(db, caplog):
    turns = []

    def lost() -> None:
        raise OperationalError("gone")

    steps = {Doing.GAPS: lambda: fail(0), Doing.SWEEP: lost, Doing.LEADS: lambda: turns.append(1)}
    with pytest.raises(ValueError, match="a value"):
        troubles.apart(steps, at=NOW)
    assert turns == [1]
    assert [(each.doing, each.subject) for each in Trouble.objects.all()] == [("gaps", "整个步骤")]
    assert "a value of the row" not in caplog.text
    troubles.apart({Doing.GAPS: lambda: 0}, at=NOW + MINUTE)
    assert Trouble.objects.get().over_at == NOW + MINUTE


def test_a_clock_that_fails_keeps_no_other_from_its_card(cases, caplog):
    bad = cases[1]
    lose_count(bad)
    when = at("2026-03-06 09:00")
    assert sweep(at=when).breaches == 2
    assert set(Card.objects.values_list("case", flat=True)) == {cases[0].pk, cases[2].pk}
    trouble = Trouble.objects.get()
    promise = Deadline.objects.get(case=bad, rule="promise")
    assert (trouble.doing, trouble.key, trouble.case, trouble.fault) == ("sweep", promise.pk, bad, "IntegrityError")
    assert trouble.subject == f"{grouped(bad.number)}（时限 {promise.pk}）"
    assert "duplicate key" not in caplog.text, "a fault's text may hold values"
    assert sweep(at=when + MINUTE / 2).alerts == 0
    assert Trouble.objects.get().times == 1, "it waits"
    sweep(at=when + MINUTE)
    assert Trouble.objects.get().times == 2
    lose_count(bad, by=1)
    assert sweep(at=when + 3 * MINUTE).breaches == 1
    assert Card.objects.get(case=bad).breached_at == promise.due_at, (
        "the instant of the breach, however late it was mended"
    )
    assert Trouble.objects.get().over_at == when + 3 * MINUTE


def test_a_case_that_cannot_be_derived_again_stops_no_other(world, cases):
    good, bad = Deadline.objects.get(case=cases[0], rule="promise"), Deadline.objects.get(case=cases[1], rule="promise")
    lose_count(cases[1])
    when = at("2026-03-04 18:00")
    job = close(world, at("2026-03-05 12:00").date(), when=when)
    assert job.finished_at is not None
    assert Deadline.objects.get(pk=good.pk).due_at > good.due_at
    assert Deadline.objects.get(pk=bad.pk).due_at == bad.due_at
    assert [(each.doing, each.case) for each in Trouble.objects.all()] == [("recomputation", cases[1])]
    lose_count(cases[1], by=1)
    recompute.carry_on(at=when + MINUTE)
    assert Deadline.objects.get(pk=bad.pk).due_at == Deadline.objects.get(pk=good.pk).due_at
    assert Trouble.objects.get().over_at == when + MINUTE


def test_the_nightly_check_names_what_it_cannot_read(cases):
    when = at("2026-03-03 01:30")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_deadline SET warn_at = '20000-01-01' WHERE case_id = %s AND met_at IS NULL", [cases[1].pk]
        )
    run, report = ledger.reconcile(ROOMS, at=when)
    assert (run.cases, run.differences) == (2, 0)
    assert [unread.number for unread in report.unread] == [cases[1].number]
    assert [(each.doing, each.case) for each in Trouble.objects.all()] == [("reconciliation", cases[1])]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_deadline SET warn_at = due_at WHERE case_id = %s AND met_at IS NULL", [cases[1].pk]
        )
    ledger.reconcile(ROOMS, at=when + timedelta(days=1))
    assert Trouble.objects.get().over_at is not None


def test_one_mail_when_troubles_begin(cases):
    for case in cases[:2]:
        lose_count(case)
    pass_time(at=at("2026-03-06 09:00"))
    tell_troubles()
    [letter] = mail.outbox
    assert letter.subject.endswith("未能处理：新出现 2 项")
    assert all(grouped(case.number) in letter.body for case in cases[:2])
    assert "王" not in letter.body
    pass_time(at=at("2026-03-06 09:01"))
    tell_troubles()
    assert len(mail.outbox) == 1


def test_the_administrator_sees_which_case_and_since_when(world, client, cases):
    lose_count(cases[0])
    client.force_login(world.administrator)
    assert "后台任务都处理成了" in client.get("/administration/").content.decode()
    pass_time(at=at("2026-03-06 09:00"))
    assert "有 1 项系统没有处理成" in client.get("/administration/").content.decode()
    page = client.get("/administration/troubles/").content.decode()
    for words in (grouped(cases[0].number), "时限巡查", "IntegrityError", "2026年3月6日 09:00", "2026年3月6日 09:01"):
        assert words in page
    assert "王" not in page
    for other in (world.clerk, world.office, world.inspector):
        client.force_login(other)
        assert client.get("/administration/troubles/").status_code == 404
