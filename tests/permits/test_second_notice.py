"""One notice tells everything. What a later one adds needs a legal ground, and counts against the window."""

from datetime import date

import pytest

from cases.models import Card, Letter
from permits.models import OneTimeNotice
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import at

LATER = at("2025-11-06 11:00")
CHANGED = {"ground": "law_changed", "ground_reason": "国卫发〔2025〕9号", "ground_on": date(2025, 11, 5)}


@pytest.fixture
def number(world):
    """The first notice, of 3 November, named paper 2 only; it has come since."""
    application = world.register(when=at("2025-11-03 10:00"), materials=[1, 3]).application
    number = application.case.number
    permits.notify(number=number, missing={2: ""}, by=world.clerk, at=at("2025-11-03 10:30"))
    permits.receive(number=number, materials=[2], by=world.clerk, at=at("2025-11-06 10:00"), window=world.health_window)
    return number


def again(world, number, *, missing=None, when=LATER, **terms):
    return permits.notify(number=number, missing=missing or {3: "检测机构没有资质"}, by=world.clerk, at=when, **terms)


@pytest.mark.parametrize(
    ("sentence", "terms", "field", "words"),
    [
        ("no ground", {}, "missing", "不能再要求补正（一次告知）"),
        ("a ground that is not on the list", {**CHANGED, "ground": "forgotten"}, "ground", "列出的法定理由"),
        ("nothing that bears it out", {**CHANGED, "ground_reason": " "}, "ground_reason", "文号或者事实"),
        ("a change without its day", {**CHANGED, "ground_on": None}, "ground_on", "2025年11月3日"),
        ("a change before the first notice", {**CHANGED, "ground_on": date(2025, 11, 2)}, "ground_on", "变更的日期"),
        ("a change of tomorrow", {**CHANGED, "ground_on": date(2025, 11, 7)}, "ground_on", "变更的日期"),
    ],
)
def test_what_could_have_been_named_at_first_is_refused(world, number, sentence, terms, field, words):
    before = stored()
    with pytest.raises(permits.CannotNotify) as refusal:
        again(world, number, **terms)
    assert refusal.value.field == field
    assert words in refusal.value.sentence
    assert stored() == before


def test_the_first_notice_names_every_missing_paper(world):
    number = world.register(when=at("2025-11-03 10:00"), materials=[1]).application.case.number
    before = stored()
    with pytest.raises(permits.CannotNotify, match="也没有收到，要一起写进告知书") as refusal:
        permits.notify(number=number, missing={2: ""}, by=world.clerk, at=at("2025-11-03 10:30"))
    assert refusal.value.field == "missing"
    assert stored() == before


def test_a_paper_never_received_has_no_hidden_defect(world):
    """An old ledger may tell of a notice that left a paper out."""
    number = world.register(when=at("2025-11-03 10:00"), materials=[1]).application.case.number
    permits.notify(number=number, missing={2: ""}, by=world.clerk, at=at("2025-11-03 10:30"), as_it_was=True)
    permits.receive(number=number, materials=[2], by=world.clerk, at=at("2025-11-06 10:00"), window=world.health_window)
    with pytest.raises(permits.CannotNotify, match="还没有收到过"):
        again(world, number, ground="hidden_defect", ground_reason="公章是套印的")


@pytest.mark.parametrize(
    "terms",
    [
        CHANGED,
        {"ground": "law_changed", "ground_reason": "当日公布", "ground_on": date(2025, 11, 3)},
        {"ground": "request_changed", "ground_reason": "变更申请书", "ground_on": date(2025, 11, 6)},
        {"ground": "hidden_defect", "ground_reason": "核验防伪码后发现是复制件"},
    ],
)
def test_a_ground_allows_a_second_notice_with_a_card(world, number, terms):
    notice = again(world, number, **terms)
    assert (notice.number, notice.ground, notice.ground_reason) == (2, terms["ground"], terms["ground_reason"])
    card = Card.objects.get()
    assert (card.rule, card.level, card.occurrence, card.breached_at) == ("notice_supplemented", "yellow", 2, LATER)
    assert (card.window, card.owner, card.department) == (world.health_window, world.clerk, world.health)
    assert "检测报告" in card.cause
    assert Letter.objects.filter(cause=f"card:{card.pk}").exists()
    assert notice.application.case.events.order_by("-seq")[1].facts["ground"] == terms["ground"]


def test_naming_the_same_paper_again_costs_nothing(world, number):
    notice = again(world, number, missing={2: "还是没有盖章"}, ground="hidden_defect", ground_reason="不需要")
    assert (notice.number, notice.ground) == (2, "")
    assert not Card.objects.exists()


@pytest.mark.parametrize("remark", ["", " ", "x"])
def test_a_bare_repetition_of_a_notice_is_refused(world, number, remark):
    """Paper 2 has come for the first notice: giving it back ends the window's clocks, and wants to be said why."""
    before = stored()
    with pytest.raises(permits.CannotNotify, match="写明还有什么不对") as refusal:
        again(world, number, missing={2: remark})
    assert refusal.value.field == "missing"
    assert stored() == before


def test_each_supplemented_notice_has_a_card_the_second_red(world, number):
    again(world, number, **CHANGED)
    permits.receive(
        number=number,
        materials=[3],
        by=world.clerk,
        at=at("2025-11-07 09:00"),
        window=world.health_window,
        channel="mail",
    )
    again(
        world, number, missing={1: "新表"}, when=at("2025-11-07 10:00"), ground="law_changed", ground_reason="新表启用",
        ground_on=date(2025, 11, 7),
    )  # fmt: skip
    assert sorted(Card.objects.values_list("occurrence", "level")) == [(2, "yellow"), (3, "red")]
    assert OneTimeNotice.objects.count() == 3


def test_its_card_shows_what_the_notices_said(world, number, client):
    again(world, number, **CHANGED)
    card = Card.objects.get(rule="notice_supplemented")
    client.force_login(world.head)
    page = client.get(f"/oversight/cards/{card.pk}/")
    assert page.context["grounds"] == [
        "第 1 份：2025年11月3日 10:30，营业执照",
        "第 2 份：2025年11月6日 11:00，检测报告（首次告知以后，法律法规或者公布的材料要求变了：国卫发〔2025〕9号）",
    ]
    assert "计入的到访" not in page.content.decode()
