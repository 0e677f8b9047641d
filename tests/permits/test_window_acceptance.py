"""Complete papers of an item promised in days: half a day to accept (rules §4.1), and after corrections the handling itself (A7)."""

from datetime import date

import pytest

from cases.clocks import explanation
from cases.models import Card, Case, Deadline
from cases.reconcile import ledger
from config.passing import pass_time
from config.reconciling import ROOMS
from permits.deadlines import CORRECTED
from permits.visits import Why
from tests.permits import verbs as actions
from tests.scenarios import expected
from tests.world import at

MONDAY, ENDS = "2025-11-03 10:00", "2025-11-03 15:00"
CORRECTED_AT = "2025-11-12 10:00"  # a Wednesday; scenario 10
ON_TIME, LATE, VOID = "on_time", "late", "void"
HANDLING = ("promise", "statutory")


def clock(rule: str = "window_acceptance", **which) -> Deadline:
    return Deadline.objects.get(rule=rule, superseded_at=None, **which)


def verdicts(*rules: str) -> list[str]:
    return [each.verdict for each in Deadline.objects.filter(rule__in=rules).order_by("started_at", "due_at")]


def nothing_is_amiss(when: str) -> bool:
    return [finding.words for finding in ledger.check(ROOMS, at=at(when)).findings] == []


@pytest.fixture
def number(world) -> str:
    """Complete at the first visit."""
    return world.register(when=at(MONDAY)).application.case.number


@pytest.fixture
def corrected(world, number) -> str:
    """A paper went back on the 5th; on the 12th it came again, and with it all are there."""
    actions.notify(number=number, missing={2: "执照已过期"}, by=world.clerk, at=at("2025-11-03 11:00"))
    bring(world, number)
    return number


def bring(world, number: str, when: str = CORRECTED_AT) -> None:
    actions.receive(number=number, materials=[2], window=world.health_window, by=world.clerk, at=at(when))


@pytest.mark.parametrize(
    ("sentence", "accepted", "verdict", "cards"),
    [
        ("within the half day", "2025-11-03 14:00", ON_TIME, 0),
        ("the last second is in time", "2025-11-03 15:00:00", ON_TIME, 0),
        ("a second late", "2025-11-03 15:00:01", LATE, 1),
        ("three days later", "2025-11-06 09:00", LATE, 1),
    ],
)
def test_the_window_accepts_within_half_a_day(world, number, sentence, accepted, verdict, cards):
    assert (clock().started_at, clock().due_at) == (at(MONDAY), at(ENDS))
    assert nothing_is_amiss("2025-11-03 11:00")
    actions.accept(number=number, by=world.clerk, at=at(accepted))
    assert clock().verdict == verdict
    assert clock("promise").started_at == at(accepted)  # without a notice it counts from the acceptance (Q1)
    assert (
        list(Card.objects.values_list("rule", "level", "breached_at"))
        == [("window_acceptance", "yellow", at(ENDS))] * cards
    )
    assert nothing_is_amiss(accepted)


def test_lying_papers_are_late_before_anybody_looks(world, number):
    """Five days of lying and three of promise are not on time any more."""
    pass_time(at=at("2025-11-03 15:00:01"))
    assert Card.objects.get().rule == "window_acceptance"
    assert nothing_is_amiss("2025-11-03 15:10")


def test_a_refusal_to_accept_is_an_answer_too(world, number):
    actions.decline(number=number, reason="不属于许可事项", remedies="复议", by=world.clerk, at=at("2025-11-03 11:00"))
    assert verdicts("window_acceptance") == [ON_TIME]


@pytest.mark.parametrize(("when", "verdict"), [("2025-11-03 11:00", VOID), ("2025-11-03 16:00", LATE)])
def test_withdrawn_it_is_void_unless_it_is_broken(world, number, when, verdict):
    actions.withdraw(number=number, reason="不办了", by=world.clerk, at=at(when))
    assert verdicts("window_acceptance") == [verdict]
    assert nothing_is_amiss("2025-11-04 09:00")


@pytest.mark.parametrize("materials", [[1], [1, 2]], ids=["two missing", "one missing"])
def test_incomplete_papers_have_none_until_the_last_comes(world, materials):
    number = world.register(when=at(MONDAY), materials=materials).application.case.number
    assert not Deadline.objects.filter(rule="window_acceptance").exists()
    rest = [position for position in (1, 2, 3) if position not in materials]
    actions.receive(
        number=number, materials=rest, window=world.health_window, by=world.clerk, at=at("2025-11-04 16:00")
    )
    assert (clock().started_at, clock().due_at) == (at("2025-11-04 16:00"), at("2025-11-05 11:00"))
    assert not Deadline.objects.filter(rule__in=HANDLING).exists()  # no notice: the handling begins with the acceptance
    assert nothing_is_amiss("2025-11-05 09:00")


def test_what_is_accepted_with_a_gap_never_had_it(world):
    world.promised.materials.filter(position=3).update(tolerable=True)
    number = world.register(when=at(MONDAY), materials=[1, 2]).application.case.number
    actions.accept_with_gaps(
        number=number, pledge="容缺〔2025〕1号", pledged_on=date(2025, 11, 6), voluntary=True, by=world.clerk,
        at=at(MONDAY),
    )  # fmt: skip
    assert not Deadline.objects.filter(rule="window_acceptance").exists()


def test_an_item_done_within_half_a_day_has_that_instead(world):
    world.register(when=at(MONDAY), item=world.immediate)
    assert list(Deadline.objects.order_by("rule").values_list("rule", flat=True)) == ["acceptance_notice", "half_day"]


def test_an_item_of_the_city_has_it_too(world):
    number = world.register(when=at(MONDAY), item=world.city).application.case.number
    assert clock().due_at == at(ENDS)
    assert nothing_is_amiss("2025-11-03 11:00")
    actions.notify(number=number, missing={1: "没有盖章"}, by=world.clerk, at=at("2025-11-03 11:00"))
    actions.receive(number=number, materials=[1], window=world.health_window, by=world.clerk, at=at("2025-11-04 10:00"))
    assert clock("agency_target").started_at == at("2025-11-04 10:00")
    assert nothing_is_amiss("2025-11-04 11:00")


@pytest.mark.parametrize(
    ("sentence", "complete", "verdict"),
    [
        ("it broke long before", "2025-11-04 10:00", LATE),
        ("the last paper came on the last afternoon: the law was first", "2025-11-10 16:00", VOID),
    ],
)
def test_a_deemed_acceptance_ends_it_as_it_is(world, sentence, complete, verdict):
    number = world.register(when=at(MONDAY), materials=[1, 3]).application.case.number
    bring(world, number, complete)
    pass_time(at=at("2025-11-10 17:00:01"))
    assert Case.objects.get(number=number).application.deemed_accepted
    assert verdicts("window_acceptance") == [verdict]
    assert nothing_is_amiss("2025-11-10 17:05")


@pytest.mark.scenario(10)
@pytest.mark.parametrize("accepted", [CORRECTED_AT, "2025-11-13 09:00", "2025-11-17 16:00"])
def test_10_after_a_notice_the_handling_counts_from_complete_corrections(world, corrected, accepted):
    """However long the window lets them lie: the promise is due on the 17th."""
    assert verdicts("window_acceptance") == [VOID, ""]  # the notice ended the first
    assert {clock(rule).started_at for rule in HANDLING} == {at(CORRECTED_AT)}
    assert nothing_is_amiss("2025-11-12 11:00")
    actions.accept(number=corrected, by=world.clerk, at=at(accepted))
    assert clock("promise").due_at == at(f"{expected(10)['due']} 17:00")
    assert clock("statutory").due_at == at("2025-12-10 17:00")
    assert nothing_is_amiss(accepted)


def test_the_promise_of_complete_corrections_breaks_unaccepted(world, corrected):
    pass_time(at=at("2025-11-17 17:00:01"))
    assert list(Card.objects.order_by("breached_at").values_list("rule", "level")) == [
        ("window_acceptance", "yellow"),
        ("promise", "red"),  # the second yellow card of a case is a red one (rules §10)
    ]
    assert nothing_is_amiss("2025-11-17 17:05")


def test_the_date_says_what_started_it(world, corrected):
    for rule in HANDLING:
        assert CORRECTED in explanation(clock(rule)).sentences()[0]
    assert CORRECTED in clock("promise").article
    actions.accept(number=corrected, by=world.clerk, at=at("2025-11-12 11:00"))
    actions.extend(
        number=corrected, rank="本机关负责人", document="批〔2025〕1号", reason="案情复杂", by=world.head,
        at=at("2025-11-13 09:00"),
    )  # fmt: skip
    extended = clock("statutory")
    assert (extended.quantity, extended.start, extended.started_at) == (30, CORRECTED, at(CORRECTED_AT))


def test_accepted_without_a_notice_it_says_acceptance(world, number):
    actions.accept(number=number, by=world.clerk, at=at("2025-11-03 11:00"))
    first = [explanation(clock(rule)).sentences()[0] for rule in HANDLING]
    assert all("受理" in sentence and CORRECTED not in sentence for sentence in first)


def test_a_paper_that_goes_back_again_ends_all_of_it(world, corrected):
    actions.notify(number=corrected, missing={2: "仍然过期"}, by=world.clerk, at=at("2025-11-12 11:00"))
    assert not Deadline.objects.filter(met_at=None).exists()
    actions.receive(
        number=corrected, materials=[2], window=world.health_window, by=world.clerk, at=at("2025-11-14 10:00"),
        why=Why("applicant", 2),
    )  # fmt: skip
    assert {clock(rule, met_at=None).started_at for rule in HANDLING} == {at("2025-11-14 10:00")}
    assert nothing_is_amiss("2025-11-14 11:00")


@pytest.mark.parametrize(("when", "verdict"), [("2025-11-12 11:00", ON_TIME), ("2025-11-18 09:00", LATE)])
def test_a_refusal_to_accept_ends_the_handling_too(world, corrected, when, verdict):
    actions.decline(number=corrected, reason="不属于许可事项", remedies="复议", by=world.clerk, at=at(when))
    assert verdicts("promise") == [verdict]
    assert nothing_is_amiss("2025-11-18 09:05")


def test_the_nightly_check_misses_the_clocks_of_an_older_release(world, corrected):
    """A hall that upgrades: what has lain complete since before is named, case by case."""
    Deadline.objects.filter(rule__in=("window_acceptance", *HANDLING), met_at=None).delete()
    findings = ledger.check(ROOMS, at=at("2025-11-12 11:00")).findings
    assert sorted((each.difference.kind, each.difference.rule) for each in findings) == [
        ("not_running", "promise"),
        ("not_running", "statutory"),
        ("not_running", "window_acceptance"),
    ]
