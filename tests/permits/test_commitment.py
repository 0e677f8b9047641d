"""告知承诺: decided at once on the applicant's written promise, verified afterwards."""

from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from cases import history
from cases.missing import missing, start_missing
from cases.models import Card, Case, Deadline
from cases.reconcile import ledger
from config.passing import pass_time
from config.reconciling import ROOMS, STARTS
from desk.queue_rows import NO_BREAK
from hall.refusals import Refused
from permits.documents.file import lacking
from permits.wording import grouped
from tests.permits import verbs as permits
from tests.permits.desk import text_of
from tests.snapshot import stored
from tests.world import at

MONDAY = at("2025-11-03 10:00")


@pytest.fixture
def on_commitment(world):
    world.promised.informed_commitment = True
    world.promised.save(update_fields=["informed_commitment"])
    return world


def accepted(world, **terms):
    number = world.register(when=MONDAY, materials=[1]).application.case.number
    return permits.accept_on_commitment(
        number=number, by=world.clerk, at=at("2025-11-03 10:05"), **{"pledge": "承诺〔2025〕1号", **terms}
    )


def test_decided_at_once_handed_over_and_verified_afterwards(on_commitment):
    application = accepted(on_commitment)
    number, by = application.case.number, {"by": on_commitment.clerk}
    assert [material.position for material in application.commitment.materials.all()] == [2, 3]
    permits.decide(number=number, result="grant", at=at("2025-11-03 10:10"), **by)
    permits.deliver(number=number, method="collected", proof="王小明", at=at("2025-11-03 10:15"), **by)
    assert "承诺的核查" in lacking(application)
    assert "营业执照" not in lacking(application)
    with pytest.raises(permits.CannotVerify, match="由另一个人核查"):
        permits.verify(number=number, holds=True, finding="相符", at=at("2025-11-10 10:00"), **by)
    other = {"by": on_commitment.chief}
    check = permits.verify(number=number, holds=False, finding="现场没有消毒间", at=at("2025-11-10 10:00"), **other)
    assert (check.holds, check.finding, check.verified_by) == (False, "现场没有消毒间", on_commitment.chief)
    application.refresh_from_db()
    assert "承诺的核查" not in lacking(application)
    permits.verify(
        number=number, holds=True, finding="听取陈述后复查，消毒间在二楼", at=at("2025-11-11 10:00"), **other
    )
    with pytest.raises(permits.CannotVerify, match="已经核查过"):
        permits.verify(number=number, holds=False, finding="再看一次", at=at("2025-11-12 10:00"), **other)


def granted(world, *, delivered: bool = True) -> str:
    number, step = accepted(world).case.number, {"by": world.clerk}
    permits.decide(number=number, result="grant", at=at("2025-11-03 10:10"), **step)
    if delivered:
        permits.deliver(number=number, method="collected", proof="王小明", at=at("2025-11-03 10:15"), **step)
    return number


def nothing_is_amiss(when: str) -> None:
    assert [finding.words for finding in ledger.check(ROOMS, at=at(when)).findings] == []
    assert list(history.verify()) == []


def running(number: str) -> dict[str, datetime]:
    clocks = Case.objects.get(number=number).deadlines.filter(met_at=None, superseded_at=None)
    return {clock.rule: clock.due_at for clock in clocks}


@pytest.mark.parametrize("delivered", [False, True])
def test_a_promise_is_verified_by_a_date(on_commitment, client, delivered):
    """Twenty working days from the grant, delivered or not: until then it stands in every list, and is late for everybody to see."""
    number = granted(on_commitment, delivered=delivered)
    assert running(number)["verification"] == at("2025-12-01 17:00")
    case = Case.objects.get(number=number)
    assert case.closed_at is None
    nothing_is_amiss("2025-11-03 10:20")
    client.force_login(on_commitment.chief)
    with time_machine.travel(at("2025-11-20 10:00"), tick=False):
        assert grouped(number).replace(" ", NO_BREAK) in client.get("/desk/").content.decode()
        page = client.get(reverse("desk-case", args=[number]))
        assert "承诺核查" in text_of(page)
        if delivered:
            assert "已送达，待核查承诺" in text_of(client.get("/desk/"))
            assert page.context["primary"].words == "核查承诺"
            client.force_login(on_commitment.clerk)
            clerks = client.get(reverse("desk-case", args=[number])).context
            assert clerks["wait_for"] == "您按承诺受理了这一件，由另一个人核查。"
    pass_time(at=at("2025-12-01 17:00:00"))
    assert not Card.objects.filter(rule="verification").exists()
    pass_time(at=at("2025-12-01 17:00:01"))
    card = Card.objects.get(rule="verification")
    assert (card.level, card.breached_at) == ("yellow", at("2025-12-01 17:00"))
    nothing_is_amiss("2025-12-01 17:05")


def test_verified_it_is_closed_as_of_its_delivery(on_commitment):
    number = granted(on_commitment)
    permits.verify(number=number, holds=True, finding="现场相符", by=on_commitment.chief, at=at("2025-11-10 10:00"))
    case = Case.objects.get(number=number)
    assert (case.closed_at, running(number)) == (at("2025-11-03 10:15"), {})
    assert case.deadlines.get(rule="verification").verdict == "on_time"
    nothing_is_amiss("2025-11-10 10:05")


def test_verified_before_the_delivery_it_is_closed_by_it(on_commitment):
    number = granted(on_commitment, delivered=False)
    permits.verify(number=number, holds=True, finding="现场相符", by=on_commitment.chief, at=at("2025-11-04 10:00"))
    permits.deliver(
        number=number, method="collected", proof="王小明", by=on_commitment.clerk, at=at("2025-11-05 10:00")
    )
    assert Case.objects.get(number=number).closed_at == at("2025-11-05 10:00")
    nothing_is_amiss("2025-11-05 10:05")


def test_a_grant_that_is_taken_back_is_not_verified(on_commitment):
    number = granted(on_commitment, delivered=False)
    permits.undo(number=number, reason="点错了", by=on_commitment.clerk, at=at("2025-11-03 10:30"))
    assert "verification" not in running(number)
    nothing_is_amiss("2025-11-03 10:35")
    permits.decide(number=number, result="refuse", reason="不符合法定条件", remedies="六十日内复议", by=on_commitment.clerk, at=at("2025-11-03 10:40"))  # fmt: skip
    permits.deliver(
        number=number, method="collected", proof="王小明", by=on_commitment.clerk, at=at("2025-11-03 10:50")
    )
    assert (Case.objects.get(number=number).closed_at, running(number)) == (at("2025-11-03 10:50"), {})
    nothing_is_amiss("2025-11-03 10:55")


def test_a_case_of_before_gets_its_clock(on_commitment):
    """What was delivered and closed before the release is opened by its migration; the clock counts from the grant."""
    number = granted(on_commitment)
    Deadline.objects.filter(case__number=number, rule="verification").delete()
    [clock] = missing(ROOMS, STARTS, at=at("2025-12-05 10:00"))
    assert (clock.rule, clock.is_late(at("2025-12-05 10:00"))) == ("verification", True)
    assert start_missing(clock, STARTS, reason="升级", by=None, at=at("2025-12-05 10:00"))
    assert running(number) == {"verification": at("2025-12-01 17:00")}
    nothing_is_amiss("2025-12-05 10:05")


def test_a_revocation_by_deceit_ends_the_verification(on_commitment):
    number = granted(on_commitment)
    permits.revoke(
        number=number, ground="deceit", reason="检测报告是伪造的", remedies="六十日内复议", by=on_commitment.chief, at=at("2025-11-10 10:00")
    )  # fmt: skip
    assert running(number) == {}
    nothing_is_amiss("2025-11-10 10:05")


@pytest.mark.parametrize(("holds", "state"), [(True, "decided_granted"), (False, "decided_granted")])
def test_what_was_found_false_is_not_granted_again(on_commitment, holds, state):
    number, by = accepted(on_commitment).case.number, {"by": on_commitment.clerk}
    permits.decide(number=number, result="grant", at=at("2025-11-03 10:10"), **by)
    finding = {"finding": "现场没有消毒间", "by": on_commitment.chief}
    permits.verify(number=number, holds=holds, at=at("2025-11-03 10:20"), **finding)
    before = stored()
    back = {"number": number, "reason": "核查以后重新决定", "at": at("2025-11-03 10:30")}
    if holds:
        permits.undo(**back, **by)
        permits.decide(number=number, result="grant", at=at("2025-11-03 10:40"), **by)
    else:
        for person in (on_commitment.clerk, on_commitment.chief):
            with pytest.raises(permits.CannotUndo, match=r"核查发现承诺不属实.*撤销许可决定"):
                permits.undo(**back, by=person)
        assert stored() == before, "revoked, not taken back: the bar follows from that"
    assert Case.objects.get(number=number).state == state


def test_the_case_says_what_the_promise_stands_for(on_commitment, client):
    number = accepted(on_commitment).case.number
    client.force_login(on_commitment.clerk)
    page = text_of(client.get(reverse("desk-case", args=[number])))
    assert page.count("由书面承诺代替") == 2
    assert "还缺" not in page


def test_an_item_that_does_not_work_so(world):
    with pytest.raises(permits.CannotCommit, match="没有实行告知承诺"):
        accepted(world)


@pytest.mark.parametrize(
    ("sentence", "materials", "terms", "words"),
    [
        ("no promise was printed", [1], {"pledge": " "}, "告知承诺书还没有打印：先打印，申请人签名以后再受理"),
        ("nothing is missing", [1, 2, 3], {}, "已经收齐"),
        ("nothing was handed in", [], {}, "还没有收到任何材料"),
    ],
)
def test_refused(on_commitment, sentence, materials, terms, words):
    number = on_commitment.register(when=MONDAY, materials=materials).application.case.number
    before = stored()
    with pytest.raises(Refused, match=words):
        permits.accept_on_commitment(
            number=number, by=on_commitment.clerk, at=at("2025-11-03 10:05"), **{"pledge": "承诺〔2025〕1号", **terms}
        )
    assert stored() == before
