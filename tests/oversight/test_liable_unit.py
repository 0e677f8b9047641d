"""A card is its unit's: whose window, who reads, explains and appeals, at every door (decision 118)."""

from datetime import date

import pytest
import time_machine

from cases.cards import withdraw
from cases.models import Card, Letter
from cases.reconcile import ledger
from cases.sweep import sweep
from config.reconciling import ROOMS
from enquiries import actions
from enquiries.actions import Question
from hall.models import Post
from hall.roles import Role
from tests.world import at, person

NOW = "2025-11-05 10:00"


@pytest.fixture
def market_head(world):
    return person(world.hall, "wei", "吴局", Role.DEPARTMENT_HEAD, department=world.market)


@pytest.fixture
def cards(world, market_head) -> dict[str, Card]:
    """An enquiry of the health window, late and handed over in writing; market supervision did not take it: a card each."""
    asked = Question(text="要带什么？", channel="phone", item_code="WJ-XK-0001")
    case = actions.ask(
        question=asked, window=world.health_window, idem="e1", by=world.clerk, at=at("2025-11-03 09:00")
    ).enquiry.case
    sweep(at=at("2025-11-04 17:00:01"))
    actions.hand_over(
        number=case.number, department=world.market, reason="食品经营的问题", by=world.clerk, at=at("2025-11-04 17:10")
    )
    sweep(at=at("2025-11-06 17:00:01"))
    return {card.rule: card for card in Card.objects.all()}


def visit(client, user, address: str, **posted):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(at("2025-11-07 09:00"), tick=False):
        kind = {"content_type": "application/json"} if address.startswith("/api") else {}
        return client.post(address, posted, **kind) if posted else client.get(address)


def state_of(card) -> tuple:
    return Card.objects.get(pk=card.pk).state, card.case.events.count()


def test_each_unit_has_its_own_first_yellow_card(world, cards):
    ours, theirs = cards["enquiry_answer"], cards["enquiry_hand_over"]
    assert (ours.level, ours.department, ours.window, ours.owner) == (
        "yellow", world.health, world.health_window, world.clerk,
    )  # fmt: skip
    assert (theirs.level, theirs.department, theirs.window, theirs.owner) == ("yellow", world.market, None, None)
    assert [*ledger.check(ROOMS, at=at("2025-11-06 17:05")).findings] == []


def test_a_card_taken_back_leaves_the_other_units(world, cards):
    withdraw(cards["enquiry_answer"], because="停用有记录", by=world.office, at=at("2025-11-07 09:00"))
    cards["enquiry_hand_over"].refresh_from_db()
    assert (cards["enquiry_hand_over"].state, Card.objects.count()) == ("issued", 2)


@pytest.mark.parametrize("rule", ["enquiry_answer", "enquiry_hand_over"])
@pytest.mark.parametrize("door", ["", "explain/", "appeal/"])
def test_only_the_liable_units_head_finds_the_card(world, client, cards, market_head, rule, door):
    card = cards[rule]
    page, program = f"/oversight/cards/{card.pk}/{door}", f"/api/v1/cards/{card.pk}/{door}"
    for head in (world.head, market_head):
        is_liable = head.posts.get().department == card.department
        before = state_of(card)
        assert visit(client, head, page).status_code == (200 if is_liable else 404)
        answer = visit(client, head, program, **({"reason": "当天系统停用"} if door else {}))
        assert answer.status_code == (200 if is_liable else 404)
        assert (state_of(card) == before) is not bool(is_liable and door)


def test_the_liable_unit_explains_and_appeals_on_the_page(world, client, cards, market_head):
    card = cards["enquiry_hand_over"]
    visit(client, market_head, f"/oversight/cards/{card.pk}/explain/", reason="移交没有收到通知")
    visit(client, market_head, f"/oversight/cards/{card.pk}/appeal/", reason="移交没有收到通知")
    card.refresh_from_db()
    assert card.state == "appealed"
    visit(client, world.office, f"/oversight/cards/{card.pk}/ruling/", upheld="no", reason="移交已经送达。")
    told = Letter.objects.filter(template="upheld").values_list("department", "recipient")
    assert list(told) == [(world.market.pk, None)]
    assert "移交已经送达" in visit(client, market_head, "/letters/").content.decode()
    assert "移交已经送达" not in visit(client, world.head, "/letters/").content.decode()


def test_a_stand_in_is_named_by_the_cards_department(world, client, cards, market_head):
    deputy = person(world.hall, "he", "何副", Role.CLERK, window=world.market_window)
    post = Post.objects.get(user=market_head)
    post.absences.create(deputy=deputy, valid_from=date(2025, 11, 1), valid_to=date(2025, 11, 30))
    visit(client, deputy, f"/oversight/cards/{cards['enquiry_hand_over'].pk}/explain/", reason="移交没有收到通知")
    line = cards["enquiry_hand_over"].case.events.get(verb="card_explained")
    assert (line.actor, line.facts["acts_for"]) == (deputy, "吴局")


def test_lists_and_figures_are_the_units_own(world, client, cards, market_head):
    for head, own, other in (
        (world.head, "enquiry_answer", "enquiry_hand_over"),
        (market_head, "enquiry_hand_over", "enquiry_answer"),
    ):
        board = visit(client, head, "/oversight/")
        assert [row["rule"] for row in board.context["cards"]] == [cards[own].get_rule_display()]
        units = {unit.department: unit.yellow_cards for unit in board.context["board"].units}
        assert units == {head.posts.get().department: 1}
        rows = visit(client, head, "/oversight/cards/").context["rows"]
        assert [row["url"] for row in rows] == [f"/oversight/cards/{cards[own].pk}/"]
        listed = visit(client, head, "/api/v1/cards/").json()["results"]
        assert [each["id"] for each in listed] == [cards[own].pk]
        assert [each["id"] for each in visit(client, head, "/api/v1/board/").json()["recent_cards"]] == [cards[own].pk]
        text = visit(client, head, "/letters/").content.decode()
        assert f"/oversight/cards/{cards[own].pk}/" in text
        assert f"/oversight/cards/{cards[other].pk}/" not in text


def test_nothing_links_to_what_its_reader_does_not_reach(world, client, cards, market_head):
    """The case is one department's, a card on it another one's: each is named to both, and a link for its own."""
    case, theirs = cards["enquiry_answer"].case, cards["enquiry_hand_over"]
    page = visit(client, world.head, f"/oversight/cases/{case.number}/").content.decode()
    assert "接手咨询" in page
    assert f"/oversight/cards/{theirs.pk}/" not in page
    shown = visit(client, market_head, f"/oversight/cards/{theirs.pk}/").content.decode()
    assert case.number[-5:] in shown
    assert f"/oversight/cases/{case.number}/" not in shown
    assert visit(client, market_head, f"/oversight/cases/{case.number}/").status_code == 404
    assert (
        f"/oversight/cases/{case.number}/"
        in visit(client, world.office, f"/oversight/cards/{theirs.pk}/").content.decode()
    )
