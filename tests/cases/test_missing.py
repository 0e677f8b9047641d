"""Clocks that a release brought and that cases under way lack: derived from their rows, shown, confirmed, started with their reason."""

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from cases.models import Card, Deadline, Event
from cases.reconcile import ledger
from cases.rules import RULES, Lamp, Rule
from cases.sweep import sweep
from complaints.starts import STARTS as OF_COMPLAINTS
from conduct.starts import STARTS as OF_CONDUCT
from config.reconciling import ROOMS
from enquiries import actions as enquiries
from enquiries.actions import Question
from enquiries.starts import STARTS as OF_ENQUIRIES
from permits.starts import STARTS as OF_APPLICATIONS
from ratings.starts import STARTS as OF_RATINGS
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.permits import verbs as permits
from tests.world import at

# No state calls for these: the first two are not about time, the next end and begin with a promised paper's own rows.
CALLED_FOR_BY_NO_STATE = {Rule.TWO_VISIT, Rule.NOTICE_SUPPLEMENTED, Rule.TOLERANCE, Rule.SUPPLEMENT_NOTICE}
NOW = at("2025-11-06 10:00")


def test_every_rule_that_a_state_calls_for_has_its_start():
    assert (
        set(OF_APPLICATIONS) | set(OF_COMPLAINTS) | set(OF_ENQUIRIES) | set(OF_RATINGS) | set(OF_CONDUCT)
        == set(RULES) - CALLED_FOR_BY_NO_STATE
    )


def command(**options) -> str:
    output = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("start_missing_clocks", stdout=output, **options)
    return output.getvalue()


def without(*clocks: Deadline) -> None:
    """As an earlier release would have left the case: the clock was never started, and nothing was said of it."""
    for clock in clocks:
        clock.cards.all().delete()
        clock.delete()


def moments(clock: Deadline) -> tuple:
    names = ("rule", "unit", "quantity", "article", "start", "started_at", "warn_at", "due_at", "lamp", "next_alert_at")
    return tuple(getattr(clock, name) for name in (*names, "provisional", "department_id", "owner_id"))


@pytest.fixture
def cases(world):
    """One of each kind that the rules tell apart, with its running clocks."""
    world.accepted(when=at("2025-11-05 09:00"), idem="accepted")
    world.register(when=at("2025-11-06 09:00"), idem="lying", materials=[1, 2, 3])
    world.register(when=at("2025-11-05 09:00"), idem="not-complete", materials=[1])
    paused = world.accepted(when=at("2025-11-03 09:00"), idem="paused")
    permits.suspend(
        number=paused.case.number, ground="testing", notice_number="特告1", declared_days=3, by=world.chief,
        at=at("2025-11-04 10:00"),
    )  # fmt: skip
    gone_on = world.accepted(when=at("2025-11-03 09:00"), idem="gone-on")
    permits.suspend(
        number=gone_on.case.number, ground="testing", notice_number="特告2", declared_days=3, by=world.chief,
        at=at("2025-11-04 10:00"),
    )  # fmt: skip
    permits.resume(number=gone_on.case.number, by=world.chief, at=at("2025-11-05 10:00"))
    granted = world.accepted(when=at("2025-11-04 09:00"), idem="granted")
    permits.decide(number=granted.case.number, result="grant", by=world.clerk, at=at("2025-11-05 11:00"))
    refused = world.accepted(when=at("2025-11-04 09:00"), idem="refused")
    permits.decide(
        number=refused.case.number, result="refuse", reason="不合格", remedies="六十日内复议", by=world.clerk,
        at=at("2025-11-05 11:30"),
    )  # fmt: skip
    corrected = world.register(when=at("2025-11-03 09:00"), idem="corrected", materials=[1]).application
    permits.notify(number=corrected.case.number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-03 10:00"))
    permits.receive(
        number=corrected.case.number,
        materials=[2, 3],
        window=world.health_window,
        by=world.clerk,
        at=at("2025-11-06 09:30"),
    )
    sweep(at=NOW)
    return list(Deadline.objects.running().order_by("id"))


def test_each_clock_is_derived_as_it_was_started(world, cases):
    before = {(clock.case_id, clock.rule): moments(clock) for clock in cases}
    assert {rule for _case, rule in before} >= {
        "promise", "statutory", "special_procedure", "delivery", "refusal_delivery", "acceptance_notice", "window_acceptance",
    }  # fmt: skip
    without(*cases)
    assert command(yes=True).endswith(f"补上 {len(cases)} 个\n")
    assert {(clock.case_id, clock.rule): moments(clock) for clock in Deadline.objects.running()} == before
    assert ledger.check(ROOMS, at=NOW).findings == []


def test_nothing_is_written_before_it_is_confirmed(world, cases):
    without(cases[0])
    lines = Event.objects.count()
    with pytest.raises(CommandError, match="没有人可以询问，什么都没有写入"):
        command()
    assert (Deadline.objects.running().count(), Event.objects.count()) == (len(cases) - 1, lines)


def test_the_history_says_why(world, cases):
    promise = next(clock for clock in cases if clock.rule == "promise")
    without(promise)
    assert "缺少 1 个时限，能补 1 个，其中 0 个补上时已经超时" in command(yes=True, reason="升级到新版本")
    [line] = Event.objects.filter(verb="clock_added")
    assert (line.case_id, line.actor, line.facts["rule"], line.facts["reason"]) == (
        promise.case_id, None, "promise", "升级到新版本",
    )  # fmt: skip


def test_what_is_late_by_now_has_its_lamp_and_card(world):
    application = world.accepted(when=at("2025-10-27 09:00"), idem="late")
    promise = application.case.deadlines.get(rule="promise")
    without(*application.case.deadlines.all())
    output = command(yes=True)
    assert "已经超时" in output
    again = application.case.deadlines.get(rule="promise")
    assert (again.due_at, again.lamp) == (promise.due_at, Lamp.RED)
    assert Card.objects.get(deadline=again).breached_at == promise.due_at
    assert ledger.check(ROOMS, at=NOW).findings == []


def test_complaints_have_theirs(world):
    officer, numbers = world.complaint_officer, []
    for n in (1, 2, 3):
        numbers.append(filed(world, when=at("2025-11-04 10:00"), n=n).complaint.case.number)
    for number in numbers[1:]:
        complaints.accept(number=number, by=officer, at=at("2025-11-04 11:00"))
    complaints.find(number=numbers[2], result="upheld", text="属实", by=officer, at=at("2025-11-05 11:00"))
    _come_back_as_they_were("complaint_acceptance", "complaint_handling", "complaint_feedback")


def test_enquiries_have_theirs(world):
    question = Question(text="要带什么？", channel="counter", name="", number="", phone="", item_code="WJ-XK-0001")
    asked = enquiries.ask(
        question=question, idem="e-1", window=world.health_window, by=world.clerk, at=at("2025-11-06 09:30")
    )
    enquiries.hand_over(
        number=asked.enquiry.case.number, department=world.health, person=world.chief.username, reason="不清楚",
        by=world.clerk, at=at("2025-11-06 09:40"),
    )  # fmt: skip
    _come_back_as_they_were("enquiry_answer", "enquiry_hand_over")


def _come_back_as_they_were(*rules: str) -> None:
    before = {(clock.case_id, clock.rule): moments(clock) for clock in Deadline.objects.running()}
    assert sorted(rule for _case, rule in before) == sorted(rules)
    without(*Deadline.objects.running())
    command(yes=True)
    assert {(clock.case_id, clock.rule): moments(clock) for clock in Deadline.objects.running()} == before


def test_a_second_run_finds_nothing(world, cases):
    without(cases[0])
    command(yes=True)
    assert command() == "没有缺少的计时\n"
