"""Whatever people do, in whatever order, with sweeps in between: what must be true of clocks, cards and history stays true."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cases import history
from cases.models import Card, Case, Deadline, Event
from cases.reconcile import ledger
from cases.rules import RULES, Lamp
from cases.sweep import sweep
from config.reconciling import ROOMS
from hall.refusals import Refused
from permits.deeming import deem_overdue
from permits.models import Application
from permits.outlasted import end_outlasted
from permits.states import FLOW, STATES
from permits.visits import Why
from tests.permits.stages import acts
from tests.snapshot import stored
from tests.world import World, at

EXAMPLES, STEPS = (2_000, 50) if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else (25, 15)
A_SECOND = timedelta(seconds=1)
TAKEN = [verb for verb, arrow in FLOW.arrows.items() if not arrow.by_law]
WAITS = st.sampled_from([
    timedelta(seconds=1), timedelta(minutes=25), timedelta(hours=3, minutes=10), timedelta(hours=7), timedelta(days=1),
    timedelta(days=3), timedelta(days=9), timedelta(days=40),
])  # fmt: skip


class HallAtWork(RuleBasedStateMachine):
    """A few applications, time that goes forward, any act on any of them, and sweeps when it pleases."""

    world: World

    def __init__(self):
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.now = at("2025-09-26 09:00")
        self.numbers: list[str] = []

    def teardown(self):
        transaction.set_rollback(True)
        self.inside.__exit__(None, None, None)

    @initialize(item=st.sampled_from(["promised", "immediate", "city"]))
    def first(self, item):
        self.register(item, complete=True)

    @precondition(lambda self: len(self.numbers) < 4)
    @rule(item=st.sampled_from(["promised", "promised", "immediate", "city"]), complete=st.booleans())
    def register(self, item, complete):
        papers = {} if complete else {"materials": [1]}
        registered = self.world.register(
            when=self.now, item=getattr(self.world, item), idem=f"key-{len(self.numbers)}", **papers
        )
        self.numbers.append(registered.application.case.number)

    @rule(by=WAITS)
    def time_passes(self, by):
        self.now += by

    @rule()
    def swept(self):
        sweep(at=self.now, batch=2)
        deem_overdue(at=self.now)
        end_outlasted(at=self.now)
        before = stored()
        sweep(at=self.now, batch=3)
        assert deem_overdue(at=self.now) == 0
        assert end_outlasted(at=self.now) == 0
        after = stored()
        del before["cases_heartbeat"], after["cases_heartbeat"]
        assert after == before, "sweeping again said something else"
        assert [finding.words for finding in ledger.check(ROOMS, at=self.now).findings] == [], (
            "derived again it is otherwise"
        )

    @rule(turn=st.integers(0, 3), verb=st.sampled_from([*TAKEN, "grant", "accept", "accept", "suspend", "resume"]))
    def act(self, turn, verb):
        number = self.numbers[turn % len(self.numbers)]
        case = Case.objects.get(number=number)
        promised = self.promises(case)
        deemed = Application.objects.get(case=case).deemed_accepted
        before = stored()
        more = {"why": Why("window")} if verb in {"visit", "receive"} else {}
        try:
            with transaction.atomic():
                acts(self.world, self.now)[verb](number, **more)
        except Refused:
            assert stored() == before, f"{verb} was refused and left a trace"
            return
        # time had acted on it before the act did
        ended = case.state == "suspended" and case.pauses.filter(ended_by=None).exclude(ended_at=None).exists()
        overtaken = ended or (Application.objects.get(case=case).deemed_accepted and not deemed)
        assert case.state in FLOW.arrows[verb].sources or overtaken
        if verb == "extend" and not overtaken:
            assert self.promises(case) == promised, "the statutory extension moved the promise"

    @staticmethod
    def promises(case):
        return set(
            Deadline.objects.filter(case=case, rule__in=["promise", "half_day"]).values_list("id", "due_at", "epoch")
        )

    @invariant()
    def the_history_is_whole(self):
        assert list(history.verify()) == []
        for case in Case.objects.all():
            assert case.events_count == Event.objects.filter(case=case).count()
            assert case.state in STATES

    @invariant()
    def a_verdict_says_what_the_instants_say(self):
        for clock in Deadline.objects.exclude(met_at=None):
            late = clock.met_at >= clock.due_at + A_SECOND
            assert (clock.verdict == "late") == late, clock
            assert clock.next_alert_at is None

    @invariant()
    def a_breach_has_its_card_and_no_card_is_without_a_breach(self):
        for clock in Deadline.objects.prefetch_related("cards"):
            terms, cards = RULES[clock.rule], list(clock.cards.all())
            broken = clock.verdict == "late" or (
                clock.lamp == terms.broken and clock.next_alert_at is None and clock.runs
            )
            if broken and terms.card is not None:
                assert [card.epoch for card in cards] == [clock.epoch], clock
                assert cards[0].breached_at == clock.due_at
                assert cards[0].level == terms.card or cards[0].escalated
            elif clock.superseded_at is None:
                assert cards == [], clock
        for card in Card.objects.filter(deadline=None):
            assert card.rule == "two_visit"
            assert card.occurrence > card.case.application.item_version.visits_max

    @invariant()
    def the_first_yellow_card_of_a_case_stays_the_only_one(self):
        for case in Case.objects.all():
            mild = [card for card in case.cards.order_by("pk") if card.level == "yellow" or card.escalated]
            assert [card.level for card in mild] == (["yellow"] + ["red"] * len(mild))[: len(mild)]

    @invariant()
    def nobody_waits_for_a_notice_that_is_overdue_unless_no_sweep_has_come_by(self):
        for application in Application.objects.filter(deemed_accepted=True):
            notice = application.case.deadlines.filter(rule="acceptance_notice").latest("started_at")
            assert (notice.verdict, notice.late_by_minutes) == ("late", 1)
            assert application.accepted_at == notice.started_at
            handling = application.case.deadlines.filter(rule__in=["promise", "half_day", "statutory", "agency_target"])
            # the last of each: a notice ends those that earlier corrections had started
            started = dict(handling.order_by("started_at").values_list("rule", "started_at"))
            assert set(started.values()) == {notice.started_at}

    @invariant()
    def no_clock_falls_silent_before_its_time(self):
        """A running clock says something later, is stopped by a pause, or has said that it is broken."""
        for clock in Deadline.objects.filter(met_at=None, superseded_at=None).select_related("case"):
            if clock.rule == "special_procedure" and clock.next_alert_at is not None:
                assert clock.lamp == Lamp.GREY
                assert clock.next_alert_at in {clock.warn_at, clock.due_at + A_SECOND}
                assert clock.case.state == "suspended"
            elif clock.lamp == Lamp.GREY:
                assert clock.case.state == "suspended"
                assert clock.next_alert_at is None
                assert clock.case.pauses.filter(ends_on=None).count() == 1
            elif clock.next_alert_at is None:
                assert clock.lamp == RULES[clock.rule].broken
                assert self.now >= clock.due_at + A_SECOND
            else:
                assert clock.next_alert_at <= clock.due_at + A_SECOND
                assert clock.lamp in {Lamp.GREEN, Lamp.YELLOW}

    @invariant()
    def a_closed_case_has_no_running_clock(self):
        assert not Deadline.objects.filter(met_at=None, superseded_at=None, case__closed_at__isnull=False).exists()


def test_any_order_of_acts_and_sweeps(world):
    machine = type("Hall", (HallAtWork,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("when", ["2025-11-06 16:00", "2025-11-06 17:00:00", "2025-11-06 17:30"])
def test_a_pause_on_the_last_day_and_its_explanation(world, when):
    """Before closing the pause takes the whole day out; after it the promise is broken, and its date stays explained."""
    from cases.clocks import explanation

    application = world.accepted(when=at("2025-11-03 09:00"))
    act = acts(world, at(when))
    act["suspend"](application.case.number)
    acts(world, at("2025-11-10 10:00"))["resume"](application.case.number)
    promise = Deadline.objects.get(rule="promise")
    in_time = at(when) <= at("2025-11-06 17:00")
    assert promise.due_at == at("2025-11-11 17:00" if in_time else "2025-11-06 17:00")
    assert Card.objects.count() == (not in_time)
    assert f"{promise.due_at.astimezone(at('2025-01-01').tzinfo):%-m月%-d日}" in explanation(promise).sentences()[-1]
