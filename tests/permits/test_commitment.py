"""告知承诺: decided at once on the applicant's written promise, verified afterwards."""

import pytest
from django.urls import reverse

from cases.models import Case
from hall.refusals import Refused
from permits.documents.file import lacking
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
    check = permits.verify(number=number, holds=False, finding="现场没有消毒间", at=at("2025-11-10 10:00"), **by)
    assert (check.holds, check.finding, check.verified_by) == (False, "现场没有消毒间", on_commitment.clerk)
    application.refresh_from_db()
    assert "承诺的核查" not in lacking(application)
    permits.verify(
        number=number,
        holds=True,
        finding="听取陈述后复查，消毒间在二楼",
        at=at("2025-11-11 10:00"),
        by=on_commitment.chief,
    )
    with pytest.raises(permits.CannotVerify, match="已经核查过"):
        permits.verify(number=number, holds=False, finding="再看一次", at=at("2025-11-12 10:00"), **by)


@pytest.mark.parametrize(("holds", "state"), [(True, "decided_granted"), (False, "accepted")])
def test_what_was_found_false_is_not_granted_again(on_commitment, holds, state):
    number, by = accepted(on_commitment).case.number, {"by": on_commitment.clerk}
    permits.decide(number=number, result="grant", at=at("2025-11-03 10:10"), **by)
    permits.verify(number=number, holds=holds, finding="现场没有消毒间", at=at("2025-11-03 10:20"), **by)
    permits.undo(number=number, reason="核查以后重新决定", at=at("2025-11-03 10:30"), **by)
    before = stored()
    again = {"number": number, "at": at("2025-11-03 10:40"), **by}
    if holds:
        permits.decide(result="grant", **again)
    else:
        with pytest.raises(permits.CannotDecide, match="核查发现承诺不属实") as refusal:
            permits.decide(result="grant", **again)
        assert (refusal.value.code, refusal.value.field, stored()) == ("cannot-decide", "result", before)
    assert Case.objects.get(number=number).state == state
    if not holds:
        permits.decide(result="refuse", reason="承诺不属实", remedies="六十日内复议", **again)
        assert Case.objects.get(number=number).state == "decided_refused"


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
        ("no written promise", [1], {"pledge": " "}, "承诺书的编号"),
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
