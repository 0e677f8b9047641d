"""撤回办结: within the half working day and before the paper is out; both lines stay, and the clocks run again."""

from datetime import timedelta

import pytest

from cases import history
from cases.models import Card, Case, Deadline
from cases.reconcile import ledger
from cases.sweep import sweep
from config.reconciling import ROOMS
from hall.refusals import Refused
from permits.models import Decision, UndoneDecision
from tests.permits import verbs as actions
from tests.permits.desk import NOW, act, desk, snapshot, text_of, url
from tests.snapshot import stored
from tests.world import at

__all__ = ["desk"]
ACCEPTED = at("2025-11-03 10:00")
DECIDED = at("2025-11-05 10:00")


def decided(world, *, when=DECIDED, accepted=ACCEPTED, item=None, **terms) -> Case:
    case = world.accepted(when=accepted, item=item).case
    terms = {"result": "grant", **terms}
    actions.decide(number=case.number, by=world.clerk, at=when, **terms)
    case.refresh_from_db()
    return case


def clocks(case) -> dict[str, tuple]:
    return {
        clock.rule: (clock.verdict, clock.met_at, clock.lamp_name, clock.due_at, clock.next_alert_at)
        for clock in Deadline.objects.filter(case=case)
    }


@pytest.mark.parametrize(
    ("decided_at", "until"),
    [
        ("2025-11-05 08:30", "2025-11-05 12:00"),
        ("2025-11-05 12:00", "2025-11-05 12:00"),
        ("2025-11-05 12:30", "2025-11-05 17:00"),
        ("2025-11-05 16:59", "2025-11-05 17:00"),
        ("2025-11-05 17:00", "2025-11-05 17:00"),
        ("2025-11-05 17:30", "2025-11-06 12:00"),
        ("2025-11-07 18:00", "2025-11-10 12:00"),
    ],
    ids=["morning", "the close itself", "at lunch: the afternoon", "afternoon", "closing", "after closing: the next morning", "over a weekend"],
)  # fmt: skip
def test_undo_is_possible_until_its_half_day_ends(world, decided_at, until):
    case = decided(world, when=at(decided_at))
    before = stored()
    with pytest.raises(Refused) as refusal:
        actions.undo(number=case.number, reason="点错了", by=world.clerk, at=at(until) + timedelta(minutes=1))
    assert (refusal.value.code, "同一个半天" in refusal.value.sentence) == ("cannot-undo", True)
    assert stored() == before
    actions.undo(number=case.number, reason="点错了", by=world.clerk, at=at(until))
    assert Case.objects.get(pk=case.pk).state == "accepted"


def test_the_clocks_run_again_as_if_it_had_never_been(world):
    case = world.accepted(when=ACCEPTED).case
    before = clocks(case)
    actions.decide(number=case.number, result="grant", by=world.clerk, at=at("2025-11-03 10:30"))
    assert set(clocks(case)) == {"acceptance_notice", "window_acceptance", "promise", "statutory", "delivery"}
    actions.undo(number=case.number, reason="选错了结果", by=world.clerk, at=at("2025-11-03 11:00"))
    after = clocks(case)
    verdict, ended_at, *_ = after.pop("delivery")
    assert (verdict, ended_at) == ("void", at("2025-11-03 11:00"))
    assert after == before
    case.refresh_from_db()
    assert (case.concluded_at, case.closed_at, case.state) == (None, None, "accepted")
    assert [event.verb for event in case.events.all()][-2:] == ["grant", "undo"]
    assert list(history.verify()) == []
    assert ledger.check(ROOMS, at=at("2025-11-03 11:00")).findings == []


def test_the_decision_is_kept_as_it_stood(world):
    case = decided(world, result="refuse", reason="检测报告不合格", remedies="六十日内申请行政复议")
    actions.undo(number=case.number, reason="报告看错了", by=world.clerk, at=DECIDED + timedelta(minutes=5))
    decision = UndoneDecision.objects.get(application__case=case)
    assert (decision.result, decision.reason, decision.decided_by, decision.because) == (
        "refuse",
        "检测报告不合格",
        world.clerk,
        "报告看错了",
    )
    assert not Decision.objects.exists()
    actions.decide(number=case.number, result="grant", by=world.clerk, at=DECIDED + timedelta(minutes=10))
    assert Case.objects.get(pk=case.pk).state == "decided_granted"
    assert Deadline.objects.filter(case=case, rule="delivery").count() == 1
    assert ledger.check(ROOMS, at=DECIDED + timedelta(minutes=10)).findings == []


def test_a_card_for_a_late_conclusion_stays_the_only_one(world):
    late = at("2025-11-07 09:00")  # the promise ran out on the 6th at 17:00
    case = decided(world, when=late)
    card = Card.objects.get()
    actions.undo(number=case.number, reason="点错了", by=world.clerk, at=late + timedelta(minutes=5))
    sweep(at=late + timedelta(minutes=6))
    assert list(Card.objects.values_list("pk", "state")) == [(card.pk, "issued")]
    promise = Deadline.objects.get(case=case, rule="promise")
    assert (promise.lamp_name, promise.met_at, promise.next_alert_at) == ("red", None, None)
    assert ledger.check(ROOMS, at=late + timedelta(minutes=6)).findings == []
    actions.decide(number=case.number, result="grant", by=world.clerk, at=late + timedelta(minutes=10))
    promise.refresh_from_db()
    assert promise.verdict == "late"
    assert Card.objects.count() == 1


def test_a_clock_that_ran_out_meanwhile_is_carded(world):
    """Decided at five to five in time, taken back the next morning is too late; at lunch a half-day promise runs out."""
    case = world.accepted(when=at("2025-11-05 08:40"), item=world.immediate).case  # 210 minutes: 13:40
    actions.decide(number=case.number, result="grant", by=world.clerk, at=at("2025-11-05 13:35"))
    assert not Card.objects.exists()
    actions.undo(number=case.number, reason="点错了", by=world.clerk, at=at("2025-11-05 13:50"))
    card = Card.objects.get()
    assert (card.rule, card.breached_at) == ("half_day", at("2025-11-05 13:40"))
    assert ledger.check(ROOMS, at=at("2025-11-05 13:50")).findings == []


def test_not_once_the_paper_is_out(world):
    case = decided(world)
    actions.visit(number=case.number, window=world.health_window, purpose="collect", by=world.clerk, at=DECIDED)
    before = stored()
    with pytest.raises(Refused, match="已经交给申请人") as refusal:
        actions.undo(number=case.number, reason="点错了", by=world.clerk, at=DECIDED + timedelta(minutes=5))
    assert refusal.value.code == "cannot-undo"
    assert stored() == before


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        ("grant", {}),
        ("delivery_receipt", {}),
        ("refusal", {"result": "refuse", "reason": "检测报告不合格", "remedies": "六十日内复议"}),
        ("delivery_receipt", {"result": "refuse", "reason": "检测报告不合格", "remedies": "六十日内复议"}),
    ],
)
def test_not_once_a_paper_that_names_it_was_printed(world, kind, terms):
    case = decided(world, **terms)
    actions.print_document(number=case.number, kind=kind, site="http://hall.test", by=world.clerk, at=DECIDED)
    before = stored()
    with pytest.raises(Refused, match="决定书或送达回证已经打印"):
        actions.undo(number=case.number, reason="点错了", by=world.clerk, at=DECIDED + timedelta(minutes=5))
    assert stored() == before


def test_a_paper_printed_before_the_decision_prevents_no_undo(world):
    case = world.accepted(when=ACCEPTED).case
    actions.print_document(number=case.number, kind="acceptance", site="http://hall.test", by=world.clerk, at=ACCEPTED)
    actions.decide(number=case.number, result="grant", by=world.clerk, at=DECIDED)
    actions.undo(number=case.number, reason="点错了", by=world.clerk, at=DECIDED)
    assert Case.objects.get(pk=case.pk).state == "accepted"


def test_by_who_decided_or_by_who_approves(world):
    case = world.accepted(when=ACCEPTED).case
    actions.decide(number=case.number, result="grant", by=world.chief, at=DECIDED)
    before = stored()
    with pytest.raises(Refused, match="由作出决定的赵科撤回"):
        actions.undo(number=case.number, reason="点错了", by=world.clerk, at=DECIDED)
    assert stored() == before
    actions.undo(number=case.number, reason="点错了", by=world.head, at=DECIDED)
    assert Case.objects.get(pk=case.pk).state == "accepted"


def test_a_reason_is_needed(world):
    case = decided(world)
    before = stored()
    with pytest.raises(Refused) as refusal:
        actions.undo(number=case.number, reason=" ", by=world.clerk, at=DECIDED)
    assert (refusal.value.code, refusal.value.field) == ("bad-input", "reason")
    assert stored() == before


def test_at_the_desk(desk, client):
    case = desk.accepted(when=NOW).case
    act(client, case, "decide", result="grant")
    page = client.get(url("case", case))
    assert "撤回办结" in text_of(page)
    words = text_of(client.get(act(client, case, "undo", reason="点错了").url))
    assert "已撤回办结" in words
    assert "撤回 2025年9月30日 10:00 的“准予”：点错了" in words
    case.refresh_from_db()
    assert case.state == "accepted"


def test_the_desk_offers_undo_only_where_possible(desk, client):
    case = desk.accepted(when=NOW).case
    actions.decide(number=case.number, result="grant", by=desk.chief, at=NOW)
    before = snapshot(case)
    assert "撤回办结" not in text_of(client.get(url("case", case)))
    assert "由作出决定的赵科撤回" in text_of(client.get(url("undo", case)))
    answer = act(client, case, "undo", reason="点错了")
    assert (answer.status_code, "由作出决定的赵科撤回" in text_of(answer)) == (422, True)
    assert snapshot(case) == before
