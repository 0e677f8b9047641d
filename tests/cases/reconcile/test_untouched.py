"""A hall that nobody has tampered with: no difference, whatever has happened in it."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from cases.models import Case, Deadline, ReconciliationRun
from cases.reconcile import ledger
from config.passing import pass_time
from config.reconciling import ROOMS
from tests.cases.crowd import at_once
from tests.cases.snow import close, closure, confirm, to_its_end
from tests.complaints import verbs as complaints
from tests.permits import verbs as permits
from tests.permits.stages import BROUGHT_TO, REMEDIES, acts, number_of
from tests.world import at

LATER = [at("2025-11-05 12:00"), at("2025-11-07 09:00"), at("2025-12-31 09:00")]


@pytest.mark.parametrize("state", list(BROUGHT_TO))
def test_in_every_state_and_long_after(world, state):
    number_of(BROUGHT_TO[state](world))
    for when in LATER:
        pass_time(at=when)
        assert [finding.words for finding in ledger.check(ROOMS, at=when).findings] == []


def test_complaints_in_every_state(world):
    by = {"by": world.complaint_officer}

    def file(key: str) -> str:
        filed = complaints.file(
            filing=complaints.Filing(kind="complaint", category="attitude", text="窗口无人应答"),
            hall=world.hall,
            idem=key,
            at=at("2025-11-03 09:00"),
        )
        return filed.complaint.case.number

    file("filed")
    complaints.decline(number=file("declined"), reason="不属于受理范围", at=at("2025-11-04 09:00"), **by)
    complaints.accept(number=file("accepted"), at=at("2025-11-04 09:00"), **by)
    number = file("told, and found otherwise later")
    complaints.accept(number=number, at=at("2025-11-04 09:00"), grade="complex", **by)
    complaints.find(number=number, result="upheld", text="属实", at=at("2025-11-05 09:00"), **by)
    complaints.reply(number=number, text="已经改正", at=at("2025-11-05 09:00"), **by)
    complaints.find(number=number, result="not_upheld", text="不属实", at=at("2025-11-05 10:00"), **by)
    concluded = file("concluded")
    complaints.accept(number=concluded, at=at("2025-11-04 09:00"), **by)
    complaints.find(number=concluded, result="upheld", text="属实", at=at("2025-11-30 09:00"), **by)
    complaints.reply(number=concluded, text="已经改正", at=at("2025-11-30 09:00"), **by)
    complaints.conclude(number=concluded, at=at("2025-11-30 09:00"), **by)
    for when in LATER[1:]:
        pass_time(at=when)
        assert [finding.words for finding in ledger.check(ROOMS, at=when).findings] == []


@pytest.mark.parametrize(
    ("closed", "confirmed_at", "decided_at"),
    [
        (date(2026, 3, 12), "2026-03-11 09:00", "2026-03-11 10:00"),  # in time
        (date(2026, 3, 13), "2026-03-17 09:00", "2026-03-17 10:00"),  # late by both calendars, with another due moment
    ],
)
def test_what_ended_before_a_change_was_carried_out_is_right(world, closed, confirmed_at, decided_at):
    """Its due moment is of the calendar before the change, its lateness counted by the one after it."""
    number = world.accepted(when=at("2026-03-10 10:00")).case.number
    confirm(world, closure(world, closed, when=at(confirmed_at)), when=at(confirmed_at))
    permits.decide(number=number, result="grant", by=world.clerk, at=at(decided_at))
    to_its_end(at(decided_at) + timedelta(minutes=5))
    assert Deadline.objects.get(rule="promise").due_at == at("2026-03-13 17:00")
    when = at(decided_at) + timedelta(minutes=20)
    pass_time(at=when)
    assert [finding.words for finding in ledger.check(ROOMS, at=when).findings] == []


def test_what_is_told_after_a_change_is_right(world):
    """A ledger played late is counted by the calendar of its playing, whatever was changed before and since."""
    world.accepted(
        when=at("2026-03-09 10:00"), idem="first"
    )  # what is changed before the first case counts as always so
    close(world, date(2026, 3, 16), when=at("2026-03-20 09:00"))
    number = world.accepted(when=at("2026-03-10 10:00")).case.number
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2026-03-17 10:00"))
    promise = Deadline.objects.get(rule="promise", case__number=number)
    assert (promise.due_at, promise.late_by_minutes) == (at("2026-03-13 17:00"), 90)
    pass_time(at=at("2026-03-20 10:00"))
    assert [finding.words for finding in ledger.check(ROOMS, at=at("2026-03-20 10:00")).findings] == []
    close(world, date(2026, 3, 12), when=at("2026-03-25 09:00"))
    pass_time(at=at("2026-03-25 10:00"))
    assert [finding.words for finding in ledger.check(ROOMS, at=at("2026-03-25 10:00")).findings] == []


@pytest.mark.django_db(transaction=True)
def test_while_people_and_sweeps_are_at_work(committed_world):
    """What is seen is one instant of the database: half an act, or half a sweep, is never taken for a difference."""
    world, after = committed_world, at("2025-11-06 17:00:01")  # the first instant that is too late
    numbers = [
        world.accepted(when=at(f"2025-11-0{3 + serial % 3 // 2} 10:00"), idem=f"key-{serial}").case.number
        for serial in range(24)
    ]  # each third one is due a day later: it is paused in time
    pass_time(at=at("2025-11-06 16:00"))  # they are yellow
    end, reports = threading.Event(), []

    def late(number: str) -> None:
        permits.decide(number=number, result="refuse", reason="不符", remedies=REMEDIES, by=world.clerk, at=after)

    def paused(number: str) -> None:
        ending = at("2025-11-06 16:59")
        suspend, resume = (acts(world, ending)[verb] for verb in ("suspend", "resume"))
        suspend(number, notice_number=f"特告〔2025〕{number}号")
        resume(number)
        acts(world, after)["extend"](number)

    def withdrawn(number: str) -> None:
        acts(world, after)["withdraw"](number)

    def work(act: Callable[[str], None], some: list[str]) -> None:
        for number in some:
            act(number)

    def keep_sweeping() -> None:
        while not end.wait(0.05):
            pass_time(at=after)

    def keep_checking() -> None:
        while not end.is_set():
            reports.append(ledger.check(ROOMS, at=after))

    def people() -> None:
        lanes = zip((late, withdrawn, paused), (numbers[lane::3] for lane in range(3)), strict=True)
        crowd = at_once([partial(work, act, some) for act, some in lanes])
        end.set()
        assert crowd.errors == []

    crowd = at_once([people, keep_sweeping, keep_checking])
    assert crowd.errors == []
    assert len(reports) > 3
    assert {
        (finding.number, finding.difference.rule, finding.words) for report in reports for finding in report.findings
    } == set()
    assert {report.cases for report in reports} == {24}


@pytest.mark.django_db(transaction=True)
def test_simultaneous_checks_keep_each_difference_once(committed_world):
    committed_world.accepted(when=at("2025-11-03 10:00"))
    now = at("2025-11-03 11:00")
    Case.objects.update(closed_at=now)
    crowd = at_once([partial(ledger.reconcile, ROOMS, at=now + timedelta(seconds=turn)) for turn in range(4)])
    assert crowd.errors == []
    assert sorted(run.appeared for run in ReconciliationRun.objects.all()) == [0, 0, 0, 3]


@pytest.mark.django_db(transaction=True)
def test_the_check_itself_may_not_write(committed_world):
    from django.db import InternalError, transaction

    from cases.reconcile.reading import one_instant

    committed_world.accepted(when=at("2025-11-03 10:00"))
    with pytest.raises(InternalError, match="read-only"), one_instant():
        Case.objects.update(title="x")
    assert not transaction.get_connection().in_atomic_block
