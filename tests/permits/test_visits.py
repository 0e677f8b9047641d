"""The two-visit rule (rules §4.1): who comes how often, why, and what follows from it."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from cases import history
from cases.models import Card, Letter
from cases.reconcile import ledger
from config.reconciling import ROOMS
from permits.models import Application, Visit
from permits.visits import CauseNeeded, CauseNotProven, Why, counted, counts
from tests.permits import verbs as permits
from tests.permits.stages import number_of
from tests.scenarios import expected
from tests.snapshot import stored
from tests.world import at

THIRD = at("2025-11-10 10:00")


@pytest.fixture
def number(world):
    """Visit 1: papers 1 handed in, told on a notice that 2 and 3 are missing. Visit 2: only 2 is brought. Returns the number."""
    registered = world.register(when=at("2025-11-03 10:00"), materials=[1])
    number = registered.application.case.number
    permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-03 10:30"))
    permits.receive(number=number, materials=[2], by=world.clerk, at=at("2025-11-06 10:00"), window=world.health_window)
    return number


def visit(world, number, when=THIRD, **terms):
    terms = {"window": world.health_window, "purpose": "correct", **terms}
    return permits.visit(number=number, by=world.clerk, at=when, **terms)


@pytest.mark.scenario(18)
def test_18_the_windows_fault_breaches_at_the_third_visit(world, number):
    example = expected(18)
    third = visit(world, number, why=Why(example["cause"]))
    assert third.counted_as == example["counted"]
    assert Card.objects.exists() is example["breach"]
    card = Card.objects.get()
    assert (card.rule, card.level, card.occurrence, card.breached_at) == ("two_visit", "yellow", 3, THIRD)
    assert (card.owner, card.window, card.department) == (world.clerk, world.health_window, world.health)
    assert Letter.objects.filter(cause=f"card:{card.pk}").count() == 1
    assert [event.verb for event in card.case.events.order_by("-seq")[:2]] == ["carded", "visit"]
    assert list(history.verify()) == []


def test_each_further_visit_by_the_windows_fault_is_a_card(world, number):
    visit(world, number, why=Why("window"))
    visit(world, number, why=Why("window"), when=at("2025-11-11 10:00"))
    assert sorted(Card.objects.values_list("occurrence", flat=True)) == [3, 4]


@pytest.mark.scenario(19)
def test_19_a_paper_on_the_first_notice_is_applicants_cause(world, number):
    example = expected(19)
    third = visit(world, number, why=Why(example["cause"], 3))
    assert (third.counted_as, third.missing.position) == (example["counted"], 3)
    assert Card.objects.exists() is example["breach"]


@pytest.mark.parametrize(
    ("sentence", "terms", "error", "field"),
    [
        ("no cause named", {}, CauseNeeded, "cause"),
        ("a cause that is not on the list", {"why": Why("weather")}, CauseNotProven, "cause"),
        ("a purpose that is not on the list", {"purpose": "lunch", "why": Why("law")}, CauseNotProven, "purpose"),
        ("the applicant, without naming the paper", {"why": Why("applicant")}, CauseNotProven, "missing"),
        ("the applicant, for a paper not on the notice", {"why": Why("applicant", 1)}, CauseNotProven, "missing"),
        ("the applicant, for a paper that does not exist", {"why": Why("applicant", 9)}, CauseNotProven, "missing"),
    ],
)  # fmt: skip
def test_a_third_visit_that_is_refused_changes_nothing(world, number, sentence, terms, error, field):
    before = stored()
    with pytest.raises(error) as refusal:
        visit(world, number, **terms)
    assert refusal.value.field == field
    assert stored() == before


def test_a_paper_on_the_second_notice_only_is_no_proof(world, number):
    """Nobody can be told a new paper on a second notice; one that the first did not name is refused at the notice."""
    with pytest.raises(permits.CannotNotify, match="第一份告知书没有写"):
        permits.notify(number=number, missing={1: ""}, by=world.clerk, at=at("2025-11-06 11:00"))
    with pytest.raises(CauseNotProven):
        visit(world, number, why=Why("applicant", 1))


def test_without_a_notice_nothing_is_the_applicants_cause(world):
    number = world.register(when=at("2025-11-03 10:00")).application.case.number
    visit(world, number, purpose="consult")
    with pytest.raises(CauseNotProven):
        visit(world, number, why=Why("applicant", 1))


@pytest.mark.parametrize("basis", ["", "x", "按规定", "《行政许可法》", "第七条"])
def test_a_law_without_its_article_is_no_cause(world, number, basis):
    before = stored()
    with pytest.raises(CauseNotProven, match="哪一部法律的哪一条") as refusal:
        visit(world, number, why=Why("law", basis=basis))
    assert refusal.value.field == "basis"
    assert stored() == before


def test_presence_that_the_law_asks_for_is_nobodys_fault(world, number):
    third = visit(world, number, why=Why("law", basis=" 《公共场所卫生管理条例》第八条 "))
    assert (third.counted_as, third.basis) == (3, "《公共场所卫生管理条例》第八条")
    assert not Card.objects.exists()
    assert third.application.case.events.last().facts["basis"] == third.basis


def test_an_item_may_publish_that_presence_is_required(world, number):
    world.promised.presence_basis = "《婚姻登记条例》第七条"
    world.promised.save(update_fields=["presence_basis"])
    assert visit(world, number, why=Why("law")).basis == "《婚姻登记条例》第七条"


def test_an_announced_hearing_requires_presence(world):
    number = world.accepted(when=at("2025-11-03 10:00")).case.number
    clerk, chief = ({"number": number, "by": each} for each in (world.clerk, world.chief))
    permits.tell_hearing(parties="王小明、东邻李某", interest="相邻采光", at=at("2025-11-04 09:00"), **clerk)
    permits.ask_hearing(party="东邻李某", at=at("2025-11-05 09:00"), **clerk)
    hearing = permits.announce_hearing(
        sits_at=at("2025-11-18 09:00"), place="三楼会议室", chair="钱局", at=at("2025-11-06 09:00"), **chief
    )
    visit(world, number, purpose="other", when=at("2025-11-07 09:00"))
    third = visit(world, number, purpose="other", why=Why("law"), when=at("2025-11-18 09:00"))
    assert (third.counted_as, third.basis) == (3, hearing.notice_document)


# An item that publishes fewer trips


@pytest.fixture
def once(world):
    """Its item publishes one trip; one of its two papers came with the first one."""
    return world.register(when=at("2025-11-03 10:00"), item=world.immediate, materials=[1]).application.case.number


def test_an_items_own_limit_asks_for_the_cause(world, once):
    before = stored()
    with pytest.raises(CauseNeeded, match="最多跑 1 次，这是第 2 次"):
        visit(world, once, purpose="other")
    assert stored() == before
    assert visit(world, once, purpose="other", why=Why("window")).counted_as == 2
    card = Card.objects.get()
    assert (card.rule, card.occurrence, card.cause) == (
        "two_visit",
        2,
        "第 2 次到访，窗口原因（事项公布最多跑 1 次）",
    )
    assert [*ledger.check(ROOMS, at=THIRD).findings] == []


def test_papers_of_the_first_notice_are_the_applicants_trip(world, once):
    permits.notify(number=once, missing={2: ""}, by=world.clerk, at=at("2025-11-03 10:30"))
    permits.receive(number=once, materials=[2], by=world.clerk, at=at("2025-11-06 10:00"), window=world.health_window)
    second = Visit.objects.get(counted_as=2)
    assert (second.cause, second.missing.position) == ("applicant", 2)
    assert not Card.objects.exists()


def test_asking_beforehand_is_no_part_of_a_published_limit(world):
    number = world.register(when=at("2025-11-03 10:00"), item=world.immediate, purpose="consult", materials=[]).application.case.number  # fmt: skip
    permits.receive(
        number=number, materials=[1, 2], by=world.clerk, at=at("2025-11-04 10:00"), window=world.health_window
    )
    assert list(Visit.objects.values_list("purpose", "counted_as", "cause")) == [("consult", 1, ""), ("submit", 2, "")]


def decided(world, **more):
    """Two counted trips, and a result that waits."""
    application = world.register(when=at("2025-11-03 10:00"), **more).application
    visit(world, application.case.number, purpose="other", when=at("2025-11-03 15:00"))
    permits.accept(number=application.case.number, by=world.clerk, at=at("2025-11-03 15:00"))
    permits.decide(number=application.case.number, result="grant", by=world.clerk, at=at("2025-11-05 09:00"))
    return application


def test_collecting_is_free_choice_where_delivery_was_offered(world):
    """There is a result, and delivery was offered in writing."""
    application = decided(world)
    assert application.delivery_offered_at == at("2025-11-03 10:00")
    assert visit(world, application.case.number, purpose="collect").counted_as is None
    assert visit(world, application.case.number, purpose="other", why=Why("result_collection")).counted_as == 3
    assert not Card.objects.exists()


def test_without_a_written_offer_collecting_counts_and_excuses_nothing(world):
    number = decided(world, offers_delivery=False).case.number
    before = stored()
    with pytest.raises(CauseNeeded):
        visit(world, number, purpose="collect")
    with pytest.raises(CauseNotProven, match="没有书面提供过"):
        visit(world, number, purpose="collect", why=Why("result_collection"))
    assert stored() == before
    assert visit(world, number, purpose="collect", why=Why("window")).counted_as == 3
    assert Card.objects.count() == 1


def test_before_a_decision_there_is_nothing_to_collect(world, number):
    before = stored()
    with pytest.raises(CauseNotProven, match="没有可以领取的结果"):
        visit(world, number, why=Why("result_collection"))
    assert stored() == before


def test_trips_are_counted_by_department_and_for_the_hall(world, number):
    """A trip to another department's window for the same case is that department's first."""
    elsewhere = visit(world, number, window=world.market_window, purpose="sign_on_site")
    assert (elsewhere.department, elsewhere.counted_as) == (world.market, 1)
    application = elsewhere.application
    by_department = [(each.department, each.counted) for each in counts(application.visits.all())]
    assert by_department == [(world.health, 2), (world.market, 1)]
    assert (counted(application), counted(application, world.market)) == (2, 1)


def test_a_changed_request_has_its_own_first_notice(world, number):
    """Paper 1 stands on the notice that followed the written change: what is missing of it is the applicant's own cause."""
    with pytest.raises(CauseNotProven):
        visit(world, number, why=Why("applicant", 1))
    permits.notify(
        number=number, missing={1: "按变更后的面积重填"}, ground="request_changed", ground_reason="申请人变更申请书 11月6日",
        ground_on=date(2025, 11, 6), by=world.clerk, at=at("2025-11-06 11:00"),
    )  # fmt: skip
    third = visit(world, number, why=Why("applicant", 1))
    assert (third.counted_as, third.missing.position) == (3, 1)
    assert [card.rule for card in Card.objects.all()] == ["notice_supplemented"]


def test_bringing_papers_a_third_time_asks_for_the_cause_too(world, number):
    bring = {"materials": [3], "by": world.clerk, "at": THIRD, "window": world.health_window}
    before = stored()
    with pytest.raises(CauseNeeded):
        permits.receive(number=number, **bring)
    assert stored() == before
    permits.receive(number=number, why=Why("window"), **bring)
    assert Card.objects.count() == 1


def test_papers_by_post_are_no_visit(world, number):
    permits.receive(number=number, materials=[3], by=world.clerk, at=THIRD, window=world.health_window, channel="mail")
    assert Visit.objects.count() == 2


@pytest.mark.scenario(20)
def test_20_one_signature_on_site_and_the_result_collected(world):
    application = world.register(when=at("2025-11-10 09:00"), channel="online").application
    number = application.case.number
    assert visit(world, number, purpose="sign_on_site").counted_as == 1
    permits.accept(number=number, by=world.clerk, at=at("2025-11-10 11:00"))
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2025-11-11 11:00"))
    collected = visit(world, number, purpose="collect", when=at("2025-11-12 09:00"))
    assert (collected.counted_as, counted(application)) == (None, expected(20)["counted"])
    assert Card.objects.exists() is expected(20)["breach"]


def test_a_cause_given_too_early_is_not_kept(world):
    number = world.register(when=at("2025-11-03 10:00"), materials=[1]).application.case.number
    second = visit(world, number, why=Why("window"))
    assert (second.counted_as, second.cause) == (2, "")
    assert not Card.objects.exists()


def test_a_paper_already_received_was_not_missing(world, number):
    """Paper 2 stood on the first notice and came at the second visit: the third one is not for its sake."""
    before = stored()
    with pytest.raises(CauseNotProven, match="窗口已经收到") as refusal:
        visit(world, number, why=Why("applicant", 2))
    assert refusal.value.field == "missing"
    assert stored() == before


@pytest.mark.parametrize("state", ["submitted", "correction_requested", "accepted"])
def test_nothing_can_be_collected_before_a_decision(world, state):
    materials = [1] if state == "correction_requested" else [1, 2, 3]
    number = world.register(when=at("2025-11-03 10:00"), materials=materials).application.case.number
    if state == "correction_requested":
        permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-03 10:30"))
    if state == "accepted":
        permits.accept(number=number, by=world.clerk, at=at("2025-11-03 10:30"))
    before = stored()
    with pytest.raises(CauseNotProven, match="没有可以领取的结果") as refusal:
        visit(world, number, purpose="collect", when=at("2025-11-04 10:00"))
    assert refusal.value.field == "purpose"
    assert stored() == before


def test_corrections_are_complete_with_their_last_paper(world, number):
    """Rules A7: until then it waits for the applicant, and no clock of the hall runs; from then on the handling does too."""
    case = Visit.objects.first().application.case
    case.refresh_from_db()
    assert (case.state, case.deadlines.filter(met_at=None).count()) == ("correction_requested", 0)
    permits.receive(
        number=number, materials=[3], by=world.clerk, at=THIRD, window=world.health_window, why=Why("applicant", 3)
    )
    case.refresh_from_db()
    running = dict(case.deadlines.filter(met_at=None).values_list("rule", "started_at"))
    expected = dict.fromkeys(("acceptance_notice", "window_acceptance", "promise", "statutory"), THIRD)
    assert (case.state, running) == ("submitted", expected)


# Taking back what was noted by mistake


def mistaken(world, *, when="2025-11-03 10:00", purpose="consult", by=None):
    number = number_of(world.register(when=at("2025-11-03 09:00")))
    permits.visit(number=number, window=world.health_window, purpose=purpose, by=by or world.clerk, at=at(when))
    return number


def taken_back(world, number, when="2025-11-03 11:59", by=None):
    return permits.take_back_visit(number=number, reason="登记错了件", by=by or world.clerk, at=at(when))


def test_a_trip_noted_by_mistake_never_was(world):
    number = mistaken(world)
    assert taken_back(world, number).counted_as is None
    application = Application.objects.get(case__number=number)
    assert [visit.counted_as for visit in application.visits.all()] == [1]
    assert counted(application) == 1
    permits.visit(
        number=number, window=world.health_window, purpose="correct", by=world.clerk, at=at("2025-11-03 14:00")
    )
    assert [visit.counted_as for visit in application.visits.all()] == [1, 2], "the next trip has its number"
    line = application.case.events.get(verb="take_back_visit")
    assert (line.facts["counted_as"], line.facts["reason"]) == (2, "登记错了件")
    assert [finding.words for finding in ledger.check(ROOMS, at=at("2025-11-03 14:01")).findings] == []


@pytest.mark.parametrize(
    ("sentence", "terms", "when", "who", "words"),
    [
        ("the half day is over", {}, "2025-11-03 14:00", "clerk", "同一个半天内撤回"),
        ("somebody else noted it", {}, "2025-11-03 11:00", "chief", "由登记的人撤回"),
    ],
)
def test_a_trip_stays(world, sentence, terms, when, who, words):
    number = mistaken(world, **terms)
    before = stored()
    with pytest.raises(permits.CannotTakeBackVisit, match=words):
        taken_back(world, number, when, getattr(world, who))
    assert stored() == before


def test_a_trip_with_papers_is_none_of_its_own(world):
    number = number_of(world.register(when=at("2025-11-03 09:00"), materials=[1]))
    with pytest.raises(permits.CannotTakeBackVisit, match="收件、收材料时一起登记"):
        taken_back(world, number)
    permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-03 09:30"))
    permits.receive(number=number, materials=[2], window=world.health_window, by=world.clerk, at=at("2025-11-03 10:00"))
    with pytest.raises(permits.CannotTakeBackVisit, match="收件、收材料时一起登记"):
        taken_back(world, number)


@pytest.mark.parametrize(
    "change",
    [{"counted_as": 7}, {"taken_back_at": None, "taken_back_by": None, "counted_as": 2}, {"purpose": "other"}],
    ids=["its count alone", "once taken back", "its purpose"],
)
def test_a_trip_is_final_but_for_that(world, change):
    number = mistaken(world)
    trip = Visit.objects.order_by("-pk")[0]
    if "taken_back_at" in change:
        taken_back(world, number)
    with pytest.raises(DatabaseError), transaction.atomic():
        Visit._base_manager.filter(pk=trip.pk).update(**change)


def test_a_page_offers_what_can_be_true(world, client):
    number = mistaken(world)
    client.force_login(world.clerk)
    form = client.get(f"/desk/cases/{number}/visit/").context["form"]
    assert "collect" not in dict(form.fields["purpose"].choices), "there is no decision"
    assert set(dict(form.fields["cause"].choices)) == {"window", "law"}, "no notice, nothing to collect"
    assert "missing" not in form.fields
    assert form.fields["cause"].mark == "到窗口来的必填"
