"""The worked examples of the domain (tests/scenarios.json) through the real verbs, clocks and sweep on the real database."""

from datetime import datetime

import pytest

from cases import history, wording
from cases.actions import CannotPause, NoSuchPauseGround
from cases.clocks import explanation
from cases.models import Card, Deadline
from cases.rules import Lamp
from cases.sweep import sweep
from tests.permits import verbs as permits
from tests.permits.verbs import CannotExtend, CannotNotify
from tests.scenarios import expected
from tests.snapshot import stored
from tests.world import at, item

LONG = {"statutory_quantity": 60, "promise_quantity": 60}
# number, sentence, received, accepted, what the item publishes, {clock: what the example calls its due moment, or the moment}
DUE = [
    (1, "three days over the National Day, a make-up Saturday counted", "2025-09-30 10:00", "2025-09-30 10:00", {},
     {"promise": "due"}),
    (2, "accepted a minute before closing: that day is day zero", "2025-09-26 16:59", "2025-09-26 16:59", {},
     {"promise": "due"}),
    (3, "accepted a minute after closing: the next working day is day zero", "2025-09-26 17:01", "2025-09-26 17:01", {},
     {"promise": "due"}),
    (4, "sent in during the holidays: received on the first working day", "2025-10-03 10:00", "2025-10-09 09:00", {},
     {"acceptance_notice": "2025-10-15 17:00", "promise": "due"}),
    (5, "half a day over lunch", "2025-10-14 10:30", "2025-10-14 10:30", "immediate", {"half_day": "due"}),
    (6, "half a day over night into a make-up Saturday", "2025-10-10 15:30", "2025-10-10 15:30", "immediate",
     {"half_day": "due"}),
    (7, "half a day over the long holidays", "2025-09-30 16:00", "2025-09-30 16:00", "immediate",
     {"half_day": "due"}),
    (16, "an item of the city: a target, no promise and no limit of ours", "2025-09-29 10:00", "2025-09-29 10:00", "city",
     {"agency_target": "due"}),
    (38, "sixty days of a licence are working days", "2026-01-12 10:00", "2026-01-12 10:00", LONG,
     {"statutory": "due"}),
    (38, "sixty natural days, where the item says so", "2026-01-12 10:00", "2026-01-12 10:00",
     {**LONG, "statutory_unit": "natural_day", "promise_unit": "natural_day"}, {"statutory": "alt"}),
    (39, "seven days by law, three promised, over the National Day", "2025-09-25 10:00", "2025-09-25 10:00",
     {"statutory_quantity": 7}, {"statutory": "due", "promise": "promised"}),
    (40, "a year without a notice is counted Monday to Friday", "2026-12-21 10:00", "2026-12-21 10:00", {},
     {"promise": "2026-12-24 17:00", "statutory": "2027-01-18 17:00"}),
]  # fmt: skip


def local(moment: datetime) -> str:
    return f"{moment.astimezone(at('2025-01-01').tzinfo):%Y-%m-%d %H:%M}"


def an_item(world, terms):
    if isinstance(terms, str):
        return getattr(world, terms)
    return item(world.health, world.health_window, "WJ-XK-0009", "样例许可", ["申请表"], **terms)


def moment_of(answer: str) -> str:
    """An example's answer as `local` writes a moment; a bare date means the close of business."""
    return answer.replace("T", " ") if len(answer) > 10 else f"{answer} 17:00"


@pytest.mark.scenario(1, 2, 3, 4, 5, 6, 7, 16, 38, 39)
@pytest.mark.parametrize(
    ("n", "sentence", "received", "accepted", "terms", "due"), DUE, ids=[f"{row[0]}: {row[1]}" for row in DUE]
)
def test_due_moments(world, n, sentence, received, accepted, terms, due):
    registered = world.register(when=at(received), item=an_item(world, terms), channel="online")
    number = registered.application.case.number
    permits.accept(number=number, by=world.clerk, at=at(accepted))
    clocks = {clock.rule: local(clock.due_at) for clock in Deadline.objects.all()}
    assert {rule: clocks[rule] for rule in due} == {
        rule: moment_of(expected(n).get(answer, answer)) for rule, answer in due.items()
    }
    assert n == 40 or set(due.values()) & set(expected(n))


def accepted(world, when, **terms):
    """One application for an item with these terms, received and accepted at `when`; returns its number."""
    registered = world.register(when=at(when), item=an_item(world, terms))
    permits.accept(number=registered.application.case.number, by=world.clerk, at=at(when))
    return registered.application.case.number


def clock(rule, **which):
    return Deadline.objects.get(rule=rule, **{"superseded_at": None, **which})


@pytest.mark.scenario(8)
def test_8_a_special_procedure_stops_both_clocks(world):
    """No lamp is lit while they stand still."""
    number = accepted(world, "2025-11-03 09:00")
    assert (local(clock("promise").due_at), local(clock("statutory").due_at)) == (
        "2025-11-06 17:00",
        "2025-12-01 17:00",
    )
    permits.suspend(
        number=number, ground="expert_review", notice_number="特告〔2025〕1号", declared_days=10, by=world.chief,
        at=at("2025-11-05 09:00"),
    )  # fmt: skip
    sweep(at=at("2025-11-18 09:00"))
    stopped = Deadline.objects.filter(met_at=None, rule__in=["promise", "statutory"])
    assert set(stopped.values_list("lamp", "next_alert_at")) == {(Lamp.GREY, None)}
    declared = clock("special_procedure")  # ten working days, both ends included: until the last of them it is grey too
    assert (local(declared.due_at), declared.lamp) == ("2025-11-18 17:00", Lamp.GREY)
    moved = permits.resume(number=number, by=world.chief, at=at("2025-11-18 16:00"))
    assert [local(one.due_at) for one in moved] == [moment_of(expected(8)[key]) for key in ("due", "statutory_due")]
    assert [(one.lamp, one.epoch) for one in moved] == [(Lamp.GREEN, 1)] * 2
    assert clock("special_procedure").verdict == "on_time"
    sweep(at=at("2025-11-20 08:29"))
    assert clock("promise").lamp == Lamp.GREEN
    sweep(at=at("2025-11-20 17:00:01"))
    card = Card.objects.get()
    assert (card.breached_at, card.epoch) == (at("2025-11-20 17:00"), 1)
    assert list(history.verify()) == []


@pytest.mark.scenario(9)
@pytest.mark.parametrize(
    ("sentence", "fields", "error", "field", "words"),
    [
        ("without a notice", {"notice_number": " "}, CannotPause, "notice_number", "缺少书面告知"),
        ("without a length", {"declared_days": 0}, CannotPause, "declared_days", "天数至少为 1"),
        ("a visit on site", {"ground": "现场踏勘"}, NoSuchPauseGround, "ground", "不在《行政许可法》第四十五条列举范围"),
        ("a name of the screen, not of the list", {"ground": "听证"}, NoSuchPauseGround, "ground", "第四十五条"),
    ],
)  # fmt: skip
def test_9_what_is_no_special_procedure_stops_nothing(world, sentence, fields, error, field, words):
    number = accepted(world, "2025-11-03 09:00")
    before = stored()
    right = {"ground": "expert_review", "notice_number": "特告〔2025〕1号", "declared_days": 10}
    with pytest.raises(error, match=words) as refusal:
        permits.suspend(number=number, by=world.chief, at=at("2025-11-05 09:00"), **{**right, **fields})
    assert refusal.value.field == field
    assert stored() == before
    assert local(clock("promise").due_at) == moment_of(expected(9)["due"])


@pytest.mark.scenario(10)
def test_10_the_clocks_start_when_the_corrections_are_complete(world):
    registered = world.register(when=at("2025-11-03 10:00"), materials=[1])
    number = registered.application.case.number
    assert local(clock("acceptance_notice").due_at) == "2025-11-10 17:00"
    permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-05 10:00"))
    assert clock("acceptance_notice").verdict == "on_time"
    sweep(at=at("2025-11-12 08:00"))
    assert not Deadline.objects.filter(met_at=None).exists()
    permits.receive(
        number=number, materials=[2, 3], by=world.clerk, at=at("2025-11-12 10:00"), window=world.health_window
    )
    assert local(clock("acceptance_notice", met_at=None).due_at) == "2025-11-19 17:00"
    permits.accept(number=number, by=world.clerk, at=at("2025-11-12 10:00"))
    assert local(clock("promise").due_at) == moment_of(expected(10)["due"])
    assert not Card.objects.exists()


def test_10_a_wrong_paper_goes_back_and_comes_again(world):
    registered = world.register(when=at("2025-11-03 10:00"))
    number = registered.application.case.number
    permits.notify(number=number, missing={2: "执照已过期"}, by=world.clerk, at=at("2025-11-03 11:00"))
    with pytest.raises(permits.BadInput):
        permits.receive(number=number, materials=[1], by=world.clerk, at=at("2025-11-05"), window=world.health_window)
    permits.receive(number=number, materials=[2], by=world.clerk, at=at("2025-11-05"), window=world.health_window)
    permits.accept(number=number, by=world.clerk, at=at("2025-11-05 09:00"))
    assert registered.application.received.held().count() == 3


def extend(world, number, when, rank="本机关负责人", days=None, **more):
    if rank in ("本机关主要负责人", "本级人民政府负责人"):
        more = {"approver_name": "冯区长", **more}
    terms = {"days": days, "document": "批〔2025〕1号", "reason": "案情复杂", "by": world.head, **more}
    return permits.extend(number=number, rank=rank, at=at(when), **terms)


@pytest.mark.scenario(12)
def test_12_the_extension_moves_only_the_statutory_limit(world):
    number = accepted(world, "2025-12-01 10:00")
    sweep(at=at("2025-12-26 09:00"))
    promise = clock("promise")
    assert (local(promise.due_at), promise.lamp) == ("2025-12-04 17:00", Lamp.RED)
    assert local(clock("statutory").due_at) == "2025-12-29 17:00"
    extended = extend(world, number, "2025-12-26 10:00")
    assert (local(extended.due_at), extended.quantity) == (moment_of(expected(12)["due"]), expected(12)["n"])
    promise.refresh_from_db()
    assert (local(promise.due_at), promise.lamp, promise.epoch) == ("2025-12-04 17:00", Lamp.RED, 0)
    sweep(at=at("2026-01-13 17:00:01"))
    assert sorted(Card.objects.values_list("rule", "level")) == [("promise", "yellow"), ("statutory", "red")]
    with pytest.raises(CannotExtend, match="已经延长过一次"):
        extend(world, number, "2026-01-14 10:00")


@pytest.mark.parametrize(("days", "due"), [(1, "2025-12-30 17:00"), (9, "2026-01-12 17:00"), (10, "2026-01-13 17:00")])
def test_12_fewer_days_than_the_law_allows_may_be_approved(world, days, due):
    number = accepted(world, "2025-12-01 10:00")
    extended = extend(world, number, "2025-12-26 10:00", days=days)
    assert local(extended.due_at) == due
    first = explanation(extended).sentences()[0]
    assert first == f"原来是 20 个工作日，2025年12月26日 批准延长 {days} 个工作日，共 {20 + days} 个工作日"


@pytest.mark.parametrize("days", [0, 11, -1])
def test_12_more_than_the_law_allows_is_refused(world, days):
    number = accepted(world, "2025-12-01 10:00")
    before = stored()
    with pytest.raises(CannotExtend, match="最多延长 10 个工作日") as refusal:
        extend(world, number, "2025-12-26 10:00", days=days)
    assert refusal.value.field == "days"
    assert stored() == before


def test_12_asked_for_after_the_limit_it_is_refused(world):
    number = accepted(world, "2025-12-01 10:00")
    sweep(at=at("2025-12-30 09:59"))
    before = stored()
    with pytest.raises(CannotExtend, match="法定时限已过，不能再延长"):
        extend(world, number, "2025-12-30 10:00")
    assert stored() == before


EXTENSIONS = [
    (13, "the registration of a company: three and three more, over the Spring Festival", "2026-02-11 10:00",
     {"statutory_quantity": 3, "extension_days": 3, "extension_approver": "登记机关负责人"},
     "2026-02-14", "2026-02-13 10:00", "due"),
    (14, "an investment project: twenty and forty more", "2026-01-05 10:00",
     {"extension_days": 40, "extension_approver": "本机关主要负责人"},
     "2026-02-02", "2026-01-20 10:00", "due"),
    (15, "joint handling: forty-five, and fifteen more from the government's head", "2025-08-18 10:00",
     {"statutory_quantity": 45, "extension_days": 15, "extension_approver": "本级人民政府负责人"},
     "due", "2025-10-22 10:00", "extended"),
]  # fmt: skip


@pytest.mark.scenario(13, 14, 15)
@pytest.mark.parametrize(
    ("n", "sentence", "received", "terms", "due", "days", "extended"),
    EXTENSIONS,
    ids=[f"{row[0]}: {row[1]}" for row in EXTENSIONS],
)
def test_an_items_own_extension_by_its_own_approver(world, n, sentence, received, terms, due, days, extended):
    number = accepted(world, received, **terms)
    promise = clock("promise").due_at
    assert local(clock("statutory").due_at) == moment_of(expected(n).get(due, due))
    before = stored()
    with pytest.raises(CannotExtend, match=f"延长须由{terms['extension_approver']}批准") as refusal:
        extend(world, number, days, rank="本机关负责人")
    assert refusal.value.field == "rank"
    assert stored() == before
    moved = extend(world, number, days, rank=terms["extension_approver"])
    assert local(moved.due_at) == moment_of(expected(n)[extended])
    assert clock("promise").due_at == promise


def test_15_the_promise_beside_the_joint_limit(world):
    accepted(world, "2025-08-18 10:00", statutory_quantity=45)
    assert local(clock("promise").due_at) == "2025-08-21 17:00"


def test_16_a_missed_target_is_yellow_and_never_a_card(world):
    application = world.accepted(when=at("2025-09-29 10:00"), item=world.city)
    sweep(at=at("2025-10-14 09:00"))
    assert clock("agency_target").lamp == Lamp.YELLOW
    sweep(at=at("2026-03-02 09:00"))
    assert not Card.objects.exists()
    permits.decide(number=application.case.number, result="grant", by=world.chief, at=at("2026-03-02 10:00"))
    assert clock("agency_target").verdict == "late"
    assert not Card.objects.exists()


@pytest.mark.scenario(17)
def test_17_what_was_granted_is_handed_over_within_ten_days(world):
    number = accepted(world, "2026-04-28 09:00")
    permits.decide(number=number, result="grant", by=world.chief, at=at("2026-04-28 15:00"))
    assert local(clock("delivery").due_at) == moment_of(expected(17)["due"])
    sweep(at=at("2026-05-14 17:00"))
    assert not Card.objects.exists()
    sweep(at=at("2026-05-15 09:00"))
    assert list(Card.objects.values_list("rule", "level")) == [("delivery", "red")]


def test_17_a_refusal_starts_the_halls_own_delivery_clock(world):
    number = accepted(world, "2026-04-28 09:00")
    permits.decide(
        number=number, result="refuse", reason="不符合条件", remedies="六十日内申请复议", by=world.chief,
        at=at("2026-04-28 15:00"),
    )  # fmt: skip
    [running] = Deadline.objects.filter(met_at=None)
    assert (running.rule, local(running.due_at)) == ("refusal_delivery", moment_of(expected(17)["due"]))


def test_18_a_second_notice_asks_for_no_new_paper(world):
    registered = world.register(when=at("2025-11-03 10:00"), materials=[1, 3])
    number = registered.application.case.number
    permits.notify(number=number, missing={2: ""}, by=world.clerk, at=at("2025-11-03 10:30"))
    permits.receive(number=number, materials=[2], by=world.clerk, at=at("2025-11-06 10:00"), window=world.health_window)
    before = stored()
    with pytest.raises(CannotNotify, match="第一份告知书没有写“检测报告”") as refusal:
        permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-06 10:30"))
    assert refusal.value.field == "missing"
    assert stored() == before


@pytest.mark.scenario(40)
def test_40_only_dates_in_a_year_without_notice_are_provisional(world):
    accepted(world, "2026-12-21 10:00")
    assert (clock("promise").provisional, clock("statutory").provisional) == (False, expected(40)["provisional"])


@pytest.mark.scenario(42)
@pytest.mark.parametrize(
    ("moment", "lamp"),
    [
        ("2025-10-11 08:29:59", "green"),
        ("2025-10-11 08:30:00", "yellow"),
        ("2025-10-11 17:00:00", "yellow"),
        ("2025-10-11 17:00:00.999999", "yellow"),
        ("2025-10-11 17:00:01", "red"),
    ],
)
def test_42_the_lamp_at_an_instant_needs_no_sweep(world, moment, lamp):
    accepted(world, "2025-09-30 10:00")
    yellow_from, red_from = at(expected(42)["yellow_from"]), at(expected(42)["red_from"])
    assert lamp == ("green" if at(moment) < yellow_from else "yellow" if at(moment) < red_from else "red")
    assert wording.lamp_at(clock("promise"), at=at(moment)) == lamp
    sweep(at=at(moment))
    assert clock("promise").lamp_name == lamp
    assert Card.objects.count() == (lamp == "red")


@pytest.mark.parametrize(
    ("moment", "verdict", "cards"),
    [
        ("2025-10-11 17:00:00", "on_time", 0),
        ("2025-10-11 17:00:00.500000", "on_time", 0),
        ("2025-10-11 17:00:01", "late", 1),
    ],
)
@pytest.mark.parametrize("swept_before", [True, False])
def test_42_a_decision_in_the_last_second_is_in_time(world, moment, verdict, cards, swept_before):
    """One second later it has its card."""
    number = accepted(world, "2025-09-30 10:00")
    if swept_before:
        sweep(at=at("2025-10-11 09:00"))
    permits.decide(number=number, result="grant", by=world.chief, at=at(moment))
    assert clock("promise").verdict == verdict
    assert Card.objects.count() == cards
