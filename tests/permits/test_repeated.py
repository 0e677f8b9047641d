"""An application that is made again carries its trips (rules §4.1, decision 112)."""

from datetime import date

import pytest

from cases import history
from cases.models import Card, Case
from cases.reconcile import ledger
from cases.sweep import sweep
from config.reconciling import ROOMS
from enquiries import actions as enquiries
from enquiries.actions import Question
from hall.identifiers import grouped
from hall.models import ItemVersion, Material
from permits.actions.noticing import CannotNotify
from permits.applicants import Applicant
from permits.events import EVENTS
from permits.models import Visit
from permits.visits import NOT_SAID, CauseNeeded, CauseNotProven, Why
from portal.progress import history as news
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import PERSON, at

COMPANY = Applicant("enterprise", "云澜食品有限公司", "91330100799655058B", "13812348001")
AGAIN = at("2025-11-12 10:00")


@pytest.fixture
def number(world) -> str:
    """Two trips: two papers stood on the notice of the first, one of them came with the second."""
    number = world.register(when=at("2025-11-03 10:00"), materials=[1]).application.case.number
    permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-03 10:30"))
    permits.receive(number=number, materials=[2], by=world.clerk, at=at("2025-11-06 10:00"), window=world.health_window)
    return number


def withdraw(world, number, when="2025-11-07 10:00"):
    permits.withdraw(number=number, reason="暂缓开业", by=world.clerk, at=at(when))


def again(world, when=AGAIN, **more):
    return world.register(when=when, idem="key-2", **more).application


def trips(application) -> list[tuple]:
    return list(application.visits.order_by("counted_as").values_list("counted_as", "purpose", "carried_from"))


def test_withdrawn_and_registered_again_the_trips_are_counted(world, number):
    withdraw(world, number)
    before = stored()
    with pytest.raises(CauseNeeded) as refusal:
        again(world)
    assert refusal.value.field == "cause"
    assert stored() == before
    application = again(world, why=Why("window"))
    assert trips(application) == [(1, "submit", number), (2, "correct", number), (3, "submit", "")]
    card = Card.objects.get()
    assert (card.case, card.rule, card.occurrence) == (application.case, "two_visit", 3)
    line = application.case.events.get(verb="trips_carried")
    assert (line.facts["application"], line.facts["counted"]) == (number, 2)
    assert any(each["what"] == "接着算以前的到访" for each in news(application))
    assert [*ledger.check(ROOMS, at=AGAIN).findings] == []


def test_what_the_first_notice_named_is_still_the_applicants(world, number):
    withdraw(world, number)
    with pytest.raises(CauseNotProven, match="窗口已经收到"):
        again(world, why=Why("applicant", 2))
    application = again(world, why=Why("applicant", 3))
    assert application.visits.get(counted_as=3).missing.position == 3
    assert not Card.objects.exists()


def test_a_card_of_the_earlier_application_is_not_issued_twice(world, number):
    permits.visit(
        number=number, window=world.health_window, purpose="other", why=Why("window"), by=world.clerk,
        at=at("2025-11-06 15:00"),
    )  # fmt: skip
    withdraw(world, number)
    application = again(world, why=Why("law", basis="《公共场所卫生管理条例》第八条"))
    assert [visit.cause for visit in application.visits.order_by("counted_as")] == ["", "", "window", "law"]
    assert Card.objects.count() == 1
    assert [*ledger.check(ROOMS, at=AGAIN).findings] == []


def test_a_third_application_carries_them_all_once(world, number):
    withdraw(world, number)
    second = again(world, why=Why("window"))
    withdraw(world, second.case.number, "2025-11-13 10:00")
    third = world.register(when=at("2025-11-20 10:00"), idem="key-3", why=Why("window")).application
    assert [place for place, *_rest in trips(third)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("sentence", "end", "when", "carried"),
    [
        ("withdrawn on the same trip", "withdraw-at-once", "2025-11-03 11:00", 0),
        ("withdrawn, and 90 days are not over", "withdraw", "2026-02-05 10:00", 1),
        ("withdrawn, and 90 days are over", "withdraw", "2026-02-09 10:00", 0),
        ("declined", "decline", "2025-11-12 10:00", 1),
        ("terminated", "terminate", "2025-11-12 10:00", 1),
        ("void: the registration never was", "void", "2025-11-12 10:00", 0),
        ("no licence was needed: the matter has its answer", "not_required", "2025-11-12 10:00", 0),
        ("still under way: another application beside it", "", "2025-11-12 10:00", 0),
        ("decided: the matter has its answer", "grant", "2025-11-12 10:00", 0),
    ],
)
def test_which_endings_leave_the_matter_open(world, sentence, end, when, carried):
    case = world.register(when=at("2025-11-03 10:00")).application.case
    clerk = {"number": case.number, "by": world.clerk, "at": at("2025-11-07 10:00")}
    remedies = "六十日内向区人民政府申请行政复议"
    if end == "withdraw-at-once":
        withdraw(world, case.number, "2025-11-03 10:30")
    elif end == "withdraw":
        withdraw(world, case.number)
    elif end == "decline":
        permits.decline(reason="不属于本机关职权", remedies=remedies, **clerk)
    elif end == "terminate":
        permits.terminate(ground="force_majeure", reason="受灾停工", remedies=remedies, **clerk | {"by": world.chief})
    elif end == "void":
        permits.void(ground="duplicate", reason="登记了两次", **clerk | {"by": world.chief})
    elif end == "not_required":
        permits.not_required(reason="开办这类场所已改为备案", **clerk)
    elif end == "grant":
        permits.accept(**clerk)
        permits.decide(result="grant", **clerk)
    application = again(world, when=at(when))
    assert application.visits.exclude(carried_from="").count() == carried
    assert [place for place, *_rest in trips(application)] == list(range(1, carried + 2))


def test_another_persons_trips_are_not_carried(world, number):
    withdraw(world, number)
    assert trips(again(world, applicant=COMPANY)) == [(1, "submit", "")]


def test_another_items_trips_are_not_carried(world, number):
    withdraw(world, number)
    application = again(world, item=world.immediate)
    assert trips(application) == [(1, "submit", "")]


def test_online_the_trips_are_carried_without_a_new_one(world, number):
    withdraw(world, number)
    application = again(world, channel="online")
    assert [(place, earlier) for place, _purpose, earlier in trips(application)] == [(1, number), (2, number)]
    assert Visit.objects.filter(application=application).count() == 2
    assert Case.objects.count() == 2


# Numbered in the order of their counting


def test_a_question_asked_meanwhile_is_carried_in_its_turn(world):
    """A joined question has the instant at which it was asked, and the next free number: a later one may have no cause."""
    number = world.register(when=at("2025-11-03 10:00"), materials=[1, 2]).application.case.number
    permits.notify(number=number, missing={3: ""}, by=world.clerk, at=at("2025-11-03 10:30"))
    ask_at_the_counter(world, "2025-11-05 10:00")
    permits.receive(number=number, materials=[3], by=world.clerk, at=at("2025-11-06 10:00"), window=world.health_window)
    withdraw(world, number)
    second = again(world, why=Why("window"))
    assert [purpose for _place, purpose, _from in trips(second)] == ["submit", "correct", "consult", "submit"]
    withdraw(world, second.case.number, "2025-11-13 10:00")
    third = world.register(when=at("2025-11-17 10:00"), idem="key-3", why=Why("window")).application
    assert [purpose for _place, purpose, _from in trips(third)] == ["submit", "correct", "consult", "submit", "submit"]
    assert [visit.cause for visit in third.visits.order_by("counted_as")] == ["", "", *3 * ["window"]]
    sweep(at=at("2025-11-17 10:05"))  # nobody has answered the question
    assert [*ledger.check(ROOMS, at=at("2025-11-17 10:05")).findings] == []


def ask_at_the_counter(world, when):
    question = Question(
        text="还要什么？",
        channel="counter",
        item_code="WJ-XK-0001",
        name=PERSON.name,
        number=PERSON.number,
        phone=PERSON.phone,
    )
    enquiries.ask(question=question, window=world.health_window, idem=f"q-{when}", by=world.clerk, at=at(when))


# In whatever order


@pytest.fixture
def beside(world) -> tuple[Case, Case]:
    """One of 3 November and one of the 5th, of the same person for the same item, both open; two papers are to come for each."""
    cases = []
    for day, key in (("2025-11-03", "key-1"), ("2025-11-05", "key-2")):
        case = world.register(when=at(f"{day} 10:00"), idem=key, materials=[1]).application.case
        permits.notify(number=case.number, missing={2: "", 3: ""}, by=world.clerk, at=at(f"{day} 10:30"))
        cases.append(case)
    return tuple(cases)


def receive(world, case, when="2025-11-10 10:00", **more):
    permits.receive(
        number=case.number, materials=[2, 3], by=world.clerk, at=at(when), window=world.health_window, **more
    )


def test_one_beside_another_names_it(world, beside):
    first, second = beside
    [line] = second.events.filter(verb="another_under_way")
    assert (line.facts["application"], line.facts["others"]) == (first.number, 1)
    assert "合并计算" in EVENTS["another_under_way"].staff(line.facts)
    assert trips(second.application) == [(1, "submit", "")]


def test_of_many_beside_it_the_newest_is_named(world, beside):
    ended = world.register(when=at("2025-11-06 10:00"), idem="key-3", channel="online").application.case
    withdraw(world, ended.number, "2025-11-06 11:00")
    last = world.register(when=at("2025-11-07 10:00"), idem="key-4", channel="online").application.case
    [line] = last.events.filter(verb="another_under_way")
    assert (line.facts["application"], line.facts["others"]) == (beside[1].number, 2)


@pytest.mark.parametrize("order", ["withdrawn first", "registered first"])
def test_the_order_of_the_clicks_changes_no_count(world, order):
    first = world.register(when=at("2025-11-03 10:00"), materials=[1]).application.case
    permits.notify(number=first.number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-03 10:30"))
    if order == "withdrawn first":
        withdraw(world, first.number)
    second = again(world, materials=[1]).case
    if order == "registered first":
        withdraw(world, first.number, "2025-11-12 10:10")
    permits.notify(number=second.number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-12 10:30"))
    with pytest.raises(CauseNeeded):
        receive(world, second, "2025-11-14 10:00")
    receive(world, second, "2025-11-14 10:00", why=Why("window"))
    assert second.application.visits.filter(counted_as__isnull=False).count() == 3
    assert [(card.rule, card.occurrence) for card in second.cards.all()] == [("two_visit", 3)]
    [line] = second.events.filter(verb="trips_carried")
    assert (line.facts["application"], line.facts["counted"]) == (first.number, 1)
    assert first.events.get(verb="taken_up").facts["application"] == second.number
    assert [*ledger.check(ROOMS, at=at("2025-11-14 10:05")).findings] == []
    assert list(history.verify()) == []


ENDS = {
    "withdraw": {"reason": "申请人撤回"},
    "decline": {"reason": "不属于本机关职权", "remedies": "六十日内向区人民政府申请行政复议"},
    "terminate": {"ground": "force_majeure", "reason": "受灾停工", "remedies": "六十日内向区人民政府申请行政复议"},
    "close_not_corrected": {"remedies": "六十日内向区人民政府申请行政复议"},
}


@pytest.mark.parametrize("end", ENDS)
def test_an_end_that_makes_it_a_trip_too_many_asks(world, beside, end):
    first, second = beside
    receive(world, second)
    act = {
        "number": first.number,
        "by": world.chief if end == "terminate" else world.clerk,
        "at": at("2025-12-10 10:00"),
    }
    act |= ENDS[end]
    before = stored()
    with pytest.raises(CauseNeeded, match="两件的到访合并计算，共 3 次") as refusal:
        getattr(permits, end)(**act)
    assert (refusal.value.field, stored()) == ("cause", before)
    getattr(permits, end)(why=Why("window"), **act)
    assert trips(second.application) == [(1, "submit", ""), (2, "correct", ""), (3, "submit", first.number)]
    card = second.cards.get(rule="two_visit")
    assert (card.occurrence, card.level) == (3, "red" if second.cards.filter(level="yellow").exists() else "yellow")
    assert not first.cards.filter(rule="two_visit").exists()
    assert [*ledger.check(ROOMS, at=at("2025-12-10 10:05")).findings] == []
    assert list(history.verify()) == []


def test_a_cause_that_the_notice_bears_out_costs_nothing(world, beside):
    first, second = beside
    receive(world, second)
    with pytest.raises(CauseNotProven):
        withdraw_for(world, first, Why("law"))
    withdraw_for(world, first, Why("law", basis="《公共场所卫生管理条例》第八条"))
    assert not Card.objects.filter(rule="two_visit").exists()
    assert second.application.visits.get(counted_as=3).basis == "《公共场所卫生管理条例》第八条"


def withdraw_for(world, case, why):
    permits.withdraw(number=case.number, reason="申请人撤回", why=why, by=world.clerk, at=at("2025-11-11 10:00"))


def test_one_trip_for_both_counts_once(world):
    first = world.register(when=at("2025-11-03 10:00")).application.case
    second = world.register(when=at("2025-11-03 10:20"), idem="key-2").application.case
    withdraw(world, first.number, "2025-11-03 10:30")
    assert trips(second.application) == [(1, "submit", "")]
    assert second.events.get(verb="trips_carried").facts["counted"] == 0
    assert EVENTS["trips_carried"].name({"counted": 0}) == "接着办以前的申请"


def test_an_earlier_one_is_named_when_no_trip_is_carried(world):
    first = world.register(when=at("2025-11-03 10:00")).application.case
    withdraw(world, first.number, "2025-11-03 10:30")
    second = again(world, when=at("2025-11-03 11:00"))
    line = second.case.events.get(verb="trips_carried")
    assert (line.facts["application"], line.facts["counted"]) == (first.number, 0)
    assert any(each["what"] == "接着办以前的申请" and grouped(first.number) in each["note"] for each in news(second))
    first.application.refresh_from_db()
    assert first.application.taken_up_by == second


def test_decided_beside_it_still_takes_the_trips(world, beside):
    first, second = beside
    receive(world, second)
    permits.accept(number=second.number, by=world.clerk, at=at("2025-11-10 10:10"))
    permits.decide(number=second.number, result="grant", by=world.clerk, at=at("2025-11-10 10:20"))
    withdraw_for(world, first, Why("window"))
    assert second.cards.filter(rule="two_visit", occurrence=3).count() == 1


def test_a_void_registration_lets_go_of_what_it_took_up(world, number):
    withdraw(world, number)
    wrong = again(world, why=Why("window"))
    permits.void(
        number=wrong.case.number, ground="duplicate", reason="登记了两次", by=world.chief, at=at("2025-11-12 11:00")
    )
    right = world.register(when=at("2025-11-13 10:00"), idem="key-3", why=Why("window")).application
    assert [earlier for _place, _purpose, earlier in trips(right)] == [number, number, ""]


# The one-time notice


def notify(world, case, missing, when, **more):
    return permits.notify(number=case.number, missing=missing, by=world.clerk, at=at(when), **more)


def test_a_notice_of_the_matter_is_given_once(world, number):
    """Paper 1 was there when the first application was noticed: what was wrong with it could have been said then."""
    withdraw(world, number)
    second = again(world, why=Why("window")).case
    before = stored()
    with pytest.raises(CannotNotify, match="的告知书没有写“卫生许可申请表”") as refusal:
        notify(world, second, {1: "没有盖章"}, "2025-11-12 10:30")
    assert (refusal.value.field, stored()) == ("missing", before)
    ground = {"ground": "hidden_defect", "ground_reason": "公章经核对是伪造的"}
    notice = notify(world, second, {1: "没有盖章"}, "2025-11-12 10:30", **ground)
    assert (notice.number, notice.ground) == (1, "hidden_defect")
    card = second.cards.get(rule="notice_supplemented")
    assert (card.occurrence, card.level) == (1, "red")  # the trip too many was the first yellow one
    assert [*ledger.check(ROOMS, at=at("2025-11-12 10:35")).findings] == []


@pytest.mark.parametrize(
    ("sentence", "brought", "missing"),
    [
        ("what the earlier notice named", [1, 2, 3], {2: "过期了"}),
        ("what was there then, and has not come again", [2, 3], {1: ""}),
        ("both", [2], {1: "", 3: ""}),
    ],
)
def test_what_may_be_named_again_without_a_ground(world, number, sentence, brought, missing):
    withdraw(world, number)
    second = again(world, why=Why("window"), materials=brought).case
    assert notify(world, second, missing, "2025-11-12 10:30").ground == ""
    assert not second.cards.filter(rule="notice_supplemented").exists()
    assert [*ledger.check(ROOMS, at=at("2025-11-12 10:35")).findings] == []


def test_a_newer_lists_paper_could_not_be_named_before(world, number):
    withdraw(world, number)
    Material.objects.filter(version=world.promised, position=1).update(name="卫生许可申请表（旧）")
    newer = world.promised
    newer.pk, newer.number, newer._state.adding = None, newer.number + 1, True
    ItemVersion.objects.update(effective_to="2025-11-10")
    newer.effective_from = date(2025, 11, 10)
    newer.save()
    Material.objects.bulk_create(
        Material(version=newer, position=place, name=name)
        for place, name in enumerate(["承诺书", "营业执照", "检测报告"], 1)
    )
    second = world.register(when=AGAIN, idem="key-2", item=newer, why=Why("window")).application.case
    assert notify(world, second, {1: "没有签字"}, "2025-11-12 10:30").ground == ""


def test_noticed_beside_each_other_it_is_held_against_the_window(world, beside):
    first, second = beside
    receive(world, second)
    third = world.register(when=at("2025-11-06 10:00"), idem="key-3", why=Why("window")).application.case
    notify(world, third, {1: "没有盖章"}, "2025-11-06 10:30")  # nobody knows yet that it is the same matter
    assert not third.cards.filter(rule="notice_supplemented").exists()
    permits.void(
        number=second.number, ground="duplicate", reason="登记了两次", by=world.chief, at=at("2025-11-10 11:00")
    )
    withdraw_for(world, first, NOT_SAID)
    card = third.cards.get(rule="notice_supplemented")
    assert (card.occurrence, card.issued_at) == (1, at("2025-11-11 10:00"))
    assert "前一件的告知书可以写而没有写" in card.cause
    assert [*ledger.check(ROOMS, at=at("2025-11-11 10:05")).findings] == []
