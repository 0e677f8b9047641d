"""An application that is made again carries its trips (rules §4.1, decision 112)."""

import pytest

from cases.models import Card, Case
from cases.reconcile import ledger
from config.reconciling import ROOMS
from permits.applicants import Applicant
from permits.models import Visit
from permits.visits import CauseNeeded, CauseNotProven
from portal.progress import history as news
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import at

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
    application = again(world, cause="window")
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
        again(world, cause="applicant", missing=2)
    application = again(world, cause="applicant", missing=3)
    assert application.visits.get(counted_as=3).missing.position == 3
    assert not Card.objects.exists()


def test_a_card_of_the_earlier_application_is_not_issued_twice(world, number):
    permits.visit(
        number=number, window=world.health_window, purpose="other", cause="window", by=world.clerk,
        at=at("2025-11-06 15:00"),
    )  # fmt: skip
    withdraw(world, number)
    application = again(world, cause="law", basis="《公共场所卫生管理条例》第八条")
    assert [visit.cause for visit in application.visits.order_by("counted_as")] == ["", "", "window", "law"]
    assert Card.objects.count() == 1
    assert [*ledger.check(ROOMS, at=AGAIN).findings] == []


def test_a_third_application_carries_them_all_once(world, number):
    withdraw(world, number)
    second = again(world, cause="window")
    withdraw(world, second.case.number, "2025-11-13 10:00")
    third = world.register(when=at("2025-11-20 10:00"), idem="key-3", cause="window").application
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
