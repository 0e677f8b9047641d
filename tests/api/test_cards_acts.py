"""Appeal and ruling by programs: who may, what is refused and changes nothing, and what the card says afterwards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Card
from cases.sweep import sweep
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import at

CARDS = "/api/v1/cards/"
QUERIES = (
    6  # of one card: the token, the posts, the card, what was written about it, the calendar, who had its clock before
)
LATE = "2025-11-13 09:00"  # the three working days of the card of 6 November ended on the 12th
REASON = {"reason": "系统停用，有记录"}
RULING = {"upheld": True, "reason": "停用属实"}


@pytest.fixture
def card(world, clock) -> Card:
    world.accepted(when=at("2025-11-03 09:00"))
    sweep(at=at("2025-11-06 17:00:01"))
    clock.move_to(at("2025-11-10 10:00"))
    return Card.objects.get()


def test_the_list_gives_the_number_of_the_card(world, program, card):
    [row] = program(world.head).get(CARDS).json()["results"]
    assert row["id"] == card.pk


def test_a_card_is_read_with_the_acts_of_the_reader(world, program, card):
    address = f"{CARDS}{card.pk}/"
    head, office = (program(who).get(address).json() for who in (world.head, world.office))
    assert (head["id"], head["state"], head["acts"], office["acts"]) == (card.pk, "issued", ["explain", "appeal"], [])
    program(world.head).post(f"{address}appeal/", REASON)
    assert program(world.office).get(address).json()["acts"] == ["ruling"]
    for who in (world.market_clerk, world.administrator):
        assert program(who).get(address).status_code == 404
    assert program().get(address).status_code == 401
    assert program(world.office).get(f"{CARDS}{card.pk + 1}/").status_code == 404


def test_the_list_finds_the_cards_of_a_case(world, program, card):
    office = program(world.office)
    counts = [office.get(f"{CARDS}?case={number}").json()["count"] for number in (card.case.number, "0" * 17)]
    assert counts == [1, 0]


def test_one_card_takes_always_the_same_queries(world, program, card, django_assert_num_queries):
    office = program(world.office)
    office.get(f"{CARDS}{card.pk}/")
    with django_assert_num_queries(QUERIES):
        office.get(f"{CARDS}{card.pk}/")


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2025-11-06 16:59", "2025年11月6日 16:59 由张敏移交给赵科"),
        ("2025-11-05 16:59:59", ""),  # more than a working day before the breach
        (None, ""),
    ],
)
def test_every_answer_says_who_had_the_clock_before(world, program, clock, when, words):
    """The card names who had it at its end; page and letter have the sentence, and so has each answer with a card in it."""
    number = world.accepted(when=at("2025-11-03 09:00")).case.number
    if when:
        permits.change_owner(number=number, to=world.chief, reason="工作需要", by=world.clerk, at=at(when))
    sweep(at=at("2025-11-06 17:00:01"))
    clock.move_to(at("2025-11-10 10:00"))
    [card] = Card.objects.all()
    office = program(world.office)
    answers = [
        office.get(f"{CARDS}{card.pk}/").json(),
        *office.get(CARDS).json()["results"],
        *office.get(f"/api/v1/cases/{number}/cards/").json(),
        *office.get("/api/v1/board/").json()["recent_cards"],
    ]
    assert [(each["owner"], each["handed_over"]) for each in answers] == [("赵科" if when else "张敏", words)] * 4


def test_a_list_asks_once_for_all_its_cards(world, program, card, django_assert_num_queries):
    office = program(world.office)
    office.get(CARDS)
    with CaptureQueriesContext(connection) as of_one:
        assert office.get(CARDS).json()["count"] == 1
    world.accepted(when=at("2025-11-03 09:05"), idem="k2")
    sweep(at=at("2025-11-10 10:00"))
    with django_assert_num_queries(len(of_one)):
        assert office.get(CARDS).json()["count"] == 2


def test_an_appeal_that_is_right_withdraws_the_card(world, program, card):
    head, office = program(world.head), program(world.office)
    appealed = head.post(f"{CARDS}{card.pk}/appeal/", REASON)
    assert appealed.status_code == 200, appealed.json()
    card.refresh_from_db()
    assert (appealed.json()["state"], appealed.json()["acts"], card.state) == ("appealed", [], "appealed")
    ruled = office.post(f"{CARDS}{card.pk}/ruling/", {**RULING, "version": appealed.json()["version"]})
    assert ruled.status_code == 200, ruled.json()
    answer = ruled.json()
    assert (answer["state"], answer["withdrawn_because"], answer["acts"]) == ("withdrawn", "停用属实", [])
    assert [event.verb for event in card.case.events.order_by("-seq")[:2]] == ["card_withdrawn", "card_appealed"]


def test_the_answer_holds_what_was_written(world, program, card):
    head, address = program(world.head), f"{CARDS}{card.pk}/"
    explained = head.post(f"{address}explain/", {"reason": "系统停用"})
    assert (explained.json()["state"], explained.json()["acts"]) == ("answered", ["appeal"])
    head.post(f"{address}appeal/", REASON)
    answer = program(world.office).get(address).json()
    assert [(each["verb"], each["reason"]) for each in answer["remarks"]] == [
        ("card_explained", "系统停用"), ("card_appealed", REASON["reason"]),
    ]  # fmt: skip
    assert answer["ruling_due_at"] == "2025-11-13T17:00:00+08:00"
    board = program(world.office).get("/api/v1/board/").json()
    assert (board["appeals"], board["ruling_due_at"]) == (1, answer["ruling_due_at"])


def test_an_appeal_that_is_not_right_leaves_the_card(world, program, card):
    program(world.head).post(f"{CARDS}{card.pk}/appeal/", REASON)
    ruled = program(world.office).post(f"{CARDS}{card.pk}/ruling/", {"upheld": False, "reason": "没有办理延期"})
    assert (ruled.status_code, ruled.json()["state"]) == (200, "upheld")


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("office", "appeal"), ("administrator", "appeal"), ("market_clerk", "appeal"),
        ("office", "explain"), ("market_clerk", "explain"),
        ("head", "ruling"), ("inspector", "ruling"), ("market_clerk", "ruling"),
    ],
)  # fmt: skip
def test_nobody_else_finds_the_act(world, program, card, who, act):
    before = stored()
    answer = program(getattr(world, who)).post(f"{CARDS}{card.pk}/{act}/", RULING if act == "ruling" else REASON)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert stored() == before


def test_without_a_token_nothing_is_done(world, program, card):
    before = stored()
    assert program().post(f"{CARDS}{card.pk}/appeal/", REASON).status_code == 401
    assert stored() == before


@pytest.mark.parametrize(
    ("who", "act", "when", "sent", "status", "code"),
    [
        ("head", "appeal", LATE, REASON, 409, "cannot-appeal"),
        ("head", "explain", None, {"reason": ""}, 400, "bad-input"),
        ("head", "appeal", None, {"reason": ""}, 400, "bad-input"),
        ("head", "appeal", None, {"reason": "长" * 301}, 400, "bad-input"),
        ("head", "appeal", None, {**REASON, "card": 1}, 400, "bad-input"),
        ("head", "appeal", None, {**REASON, "version": 0}, 409, "stale"),
        ("office", "ruling", None, RULING, 409, "cannot-rule"),
        ("office", "ruling", None, {**RULING, "upheld": "yes"}, 400, "bad-input"),
        ("office", "ruling", None, {"reason": "停用属实"}, 400, "bad-input"),
    ],
)
def test_a_refusal_changes_nothing(world, program, clock, card, who, act, when, sent, status, code):
    if when:
        clock.move_to(at(when))
    before = stored()
    answer = program(getattr(world, who)).post(f"{CARDS}{card.pk}/{act}/", sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()
    assert stored() == before


def test_a_card_is_appealed_once(world, program, card):
    head = program(world.head)
    head.post(f"{CARDS}{card.pk}/appeal/", REASON)
    before = stored()
    again = head.post(f"{CARDS}{card.pk}/appeal/", REASON)
    assert (again.status_code, again.json()["message"]) == (409, "这张牌申诉中，不能再申诉")
    assert stored() == before
