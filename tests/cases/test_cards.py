"""The life of a card: a second yellow one is red, an appeal is heard, a withdrawn one stays and takes its escalation back."""

from datetime import date

import pytest

from cases import deadlines, history
from cases.cards import CannotAppeal, CannotRule, appeal, rule_on_appeal, withdraw
from cases.letters import words
from cases.models import Card, Event, Letter
from cases.reconcile import ledger
from cases.sweep import sweep
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.models import Post
from hall.roles import Role
from permits.visits import Why
from tests.cases.broken_rows import triggers_off
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import at, person

BREACH = "2025-11-06 17:00"


@pytest.fixture
def case(world):
    return world.accepted(when=at("2025-11-03 09:00")).case


def third_visit(world, case, when):
    for cause in ("", "window"):
        permits.visit(
            number=case.number, window=world.health_window, purpose="other", why=Why(cause), by=world.clerk, at=at(when)
        )


def cards():
    return list(Card.objects.order_by("pk").values_list("rule", "level", "state", "escalated"))


def test_a_second_yellow_card_on_a_case_is_red(world, case):
    third_visit(world, case, "2025-11-04 10:00")
    sweep(at=at("2025-11-06 17:00:01"))
    assert cards() == [("two_visit", "yellow", "issued", False), ("promise", "red", "issued", True)]
    red = Card.objects.get(level="red")
    assert red.cause.endswith("同一案件此前发过黄牌，按红牌发出")
    assert red.breached_at == at(BREACH)
    assert Event.objects.filter(verb="breached").get().facts["level"] == "red"
    assert list(history.verify()) == []


def test_the_second_and_third_cards_are_red_whatever_their_order(world, case):
    sweep(at=at("2025-11-06 17:00:01"))
    third_visit(world, case, "2025-11-07 10:00")
    permits.visit(
        number=case.number, window=world.health_window, purpose="other", why=Why("window"), by=world.clerk,
        at=at("2025-11-10 10:00"),
    )  # fmt: skip
    assert [(rule, level) for rule, level, *_ in cards()] == [
        ("promise", "yellow"), ("two_visit", "red"), ("two_visit", "red"),
    ]  # fmt: skip


def test_cases_do_not_share_their_cards(world, case):
    other = world.accepted(when=at("2025-11-03 09:00"), idem="key-2").case
    sweep(at=at("2025-11-06 17:00:01"))
    assert {(card.case, card.level) for card in Card.objects.all()} == {(case, "yellow"), (other, "yellow")}


def test_a_pause_that_outlasts_its_notice_is_a_breach(world, case):
    permits.suspend(
        number=case.number, ground="testing", notice_number="特告〔2025〕1号", declared_days=2, by=world.chief,
        at=at("2025-11-04 10:00"),
    )  # fmt: skip
    sweep(at=at("2025-11-05 17:00"))
    assert not Card.objects.exists()
    sweep(at=at("2025-11-05 17:00:01"))
    card = Card.objects.get()
    assert (card.rule, card.level, card.breached_at) == ("special_procedure", "yellow", at("2025-11-05 17:00"))
    pass_time(at=at("2025-11-06 10:00"))
    clock = case.deadlines.get(rule="special_procedure")
    assert (clock.verdict, clock.late_by_minutes) == ("late", 1)  # it ended by itself (permits.outlasted)


@pytest.mark.parametrize(
    ("sentence", "when", "declared", "due"),
    [
        ("begun in the morning, its first day counts", "2025-11-04 08:30", 1, "2025-11-04 17:00"),
        ("begun on a Saturday, Monday is the first day", "2025-11-08 10:00", 1, "2025-11-10 17:00"),
        ("over the New Year, a make-up Sunday counted", "2025-12-31 10:00", 3, "2026-01-05 17:00"),
    ],
)
def test_the_declared_length_is_counted_with_both_ends(world, case, sentence, when, declared, due):
    permits.suspend(
        number=case.number, ground="testing", notice_number="特告〔2025〕1号", declared_days=declared, by=world.chief,
        at=at(when),
    )  # fmt: skip
    assert case.deadlines.get(rule="special_procedure").due_at == at(due)


# Appeals


@pytest.fixture
def card(world, case):
    sweep(at=at("2025-11-06 17:00:01"))
    return Card.objects.get()


LAST = "2025-11-12 17:00"  # found after closing time on Thursday the 6th: Friday is day zero, Wednesday the third day


def test_an_appeal_that_is_right_withdraws_the_card(world, card):
    appeal(card=card.pk, reason="系统停用，有记录", by=world.head, at=at("2025-11-10 10:00"))
    rule_on_appeal(card=card.pk, upheld=True, reason="停用属实", by=world.office, at=at("2025-11-11 10:00"))
    card.refresh_from_db()
    assert (card.state, card.withdrawn_by, card.withdrawn_because) == ("withdrawn", world.office, "停用属实")
    assert card.case.events.last().verb == "card_withdrawn"
    assert Letter.objects.filter(template="withdrawn", department=world.health, recipient=None).count() == 1
    assert list(history.verify()) == []


@pytest.mark.parametrize("part", ["wrote the appeal", "works for the department", "answers for the card"])
def test_nobody_rules_in_a_matter_of_their_own(world, card, part):
    judge = world.office
    if part == "wrote the appeal":
        judge = world.head
        Post.objects.create(user=judge, role=Role.OFFICE, hall=world.hall, valid_from=date(2025, 1, 1))
    appeal(card=card.pk, reason="系统停用，有记录", by=world.head, at=at("2025-11-10 10:00"))
    if part == "wrote the appeal":
        judge.posts.filter(role=Role.DEPARTMENT_HEAD).update(valid_to=date(2025, 11, 10))
    elif part == "works for the department":
        place = {"department": world.health, "hall": world.hall, "valid_from": date(2025, 1, 1)}
        Post.objects.create(user=judge, role=Role.SECTION_CHIEF, **place)
    else:
        with triggers_off():  # a card says for good whose it is: here it was issued to somebody else
            Card.objects.update(owner=judge)
    before = stored()
    with pytest.raises(
        CannotRule, match="由软环境办的其他人裁定" if part == "wrote the appeal" else "由管理员另设一名软环境办"
    ):
        rule_on_appeal(card=card.pk, upheld=True, reason="申诉成立了", by=judge, at=at("2025-11-11 10:00"))
    assert stored() == before
    other = person(world.hall, "zhu", "诸软", Role.OFFICE)
    rule_on_appeal(card=card.pk, upheld=True, reason="停用属实", by=other, at=at("2025-11-11 10:00"))


def test_an_appeal_goes_to_those_without_a_part_in_it(world, card):
    Post.objects.create(user=world.head, role=Role.OFFICE, hall=world.hall, valid_from=date(2025, 1, 1))
    appeal(card=card.pk, reason="系统停用，有记录", by=world.head, at=at("2025-11-10 10:00"))
    assert [letter.recipient for letter in Letter.objects.filter(template="appealed")] == [world.office]


def test_an_appeal_that_is_not_right_leaves_it(world, card):
    appeal(card=card.pk, reason="案情复杂", by=world.head, at=at("2025-11-10 10:00"))
    rule_on_appeal(card=card.pk, upheld=False, reason="没有办理延期", by=world.office, at=at("2025-11-11 10:00"))
    card.refresh_from_db()
    assert card.state == "upheld"
    with pytest.raises(CannotAppeal, match="维持，不能再申诉"):
        appeal(card=card.pk, reason="再说一次", by=world.head, at=at("2025-11-11 11:00"))


@pytest.mark.parametrize(("when", "in_time"), [(LAST, True), ("2025-11-12 17:00:01", False)])
def test_an_appeal_has_three_working_days(world, card, when, in_time):
    before = stored()
    if in_time:
        assert appeal(card=card.pk, reason="有理由", by=world.head, at=at(when)).state == "appealed"
        return
    with pytest.raises(CannotAppeal, match="3 个工作日"):
        appeal(card=card.pk, reason="有理由", by=world.head, at=at(when))
    assert stored() == before


def test_the_sentence_reads_the_limit(world, card, monkeypatch):
    monkeypatch.setattr(deadlines, "APPEAL_WITHIN", 5)
    with pytest.raises(CannotAppeal, match="发牌后 5 个工作日内"):
        appeal(card=card.pk, reason="有理由", by=world.head, at=at("2025-11-17 09:00"))


def test_reasons_are_asked_for_and_nobody_rules_without_an_appeal(world, card):
    before = stored()
    with pytest.raises(CannotAppeal, match="理由") as refusal:
        appeal(card=card.pk, reason=" ", by=world.head, at=at("2025-11-10 10:00"))
    assert refusal.value.field == "reason"
    with pytest.raises(CannotRule, match="没有待裁定的申诉"):
        rule_on_appeal(card=card.pk, upheld=True, reason="好", by=world.office, at=at("2025-11-10 10:00"))
    assert stored() == before


def test_withdrawing_the_first_card_makes_the_second_yellow_again(world, case):
    third_visit(world, case, "2025-11-04 10:00")
    sweep(at=at("2025-11-06 17:00:01"))
    withdraw(Card.objects.get(rule="two_visit"), because="申诉成立", by=world.office, at=at("2025-11-10 10:00"))
    assert cards() == [
        ("two_visit", "yellow", "withdrawn", False),
        ("promise", "red", "withdrawn", True),
        ("promise", "yellow", "issued", False),
    ]
    again = Card.objects.get(level="yellow", rule="promise")
    assert again.breached_at == at(BREACH)
    assert "第二张" not in again.cause
    sweep(at=at("2025-11-10 10:05"))
    assert Card.objects.count() == 3


def test_a_card_that_goes_back_to_yellow_is_one_letter(world, case):
    third_visit(world, case, "2025-11-04 10:00")
    sweep(at=at("2025-11-06 17:00:01"))
    first, red = Card.objects.get(rule="two_visit"), Card.objects.get(level="red")
    withdraw(first, because="申诉成立", by=world.office, at=at("2025-11-10 10:00"))
    again = Card.objects.get(level="yellow", rule="promise")
    written = Letter.objects.filter(written_at=at("2025-11-10 10:00")).order_by("template", "recipient")
    readers = (world.clerk, None)  # whoever it names, and the department
    assert [(letter.template, letter.facts["card"], letter.recipient) for letter in written] == [
        (template, card.pk, reader)
        for template, card in (("carded", again), ("withdrawn", first))
        for reader in readers
    ]
    assert not written.filter(facts__card=red.pk).exists()
    said = words(written.filter(template="carded").first(), {again.pk: again})
    assert "的红牌改为黄牌：作为升级依据的黄牌已撤销。原因：" in said


def test_whoever_a_third_trip_names_reads_of_its_card(world, case):
    """No warning came before it, as one does before a broken clock, whose letter is the department's alone (decision 118)."""
    third_visit(world, case, "2025-11-04 10:00")
    sweep(at=at("2025-11-06 17:00:01"))
    readers = {
        letter: set(Letter.objects.filter(template=letter).values_list("recipient", flat=True))
        for letter in ("carded", "breached")
    }
    assert readers == {"carded": {None, world.clerk.pk}, "breached": {None}}


def test_withdrawing_another_card_leaves_the_escalation(world, case):
    sweep(at=at("2025-11-06 17:00:01"))
    third_visit(world, case, "2025-11-07 10:00")
    withdraw(Card.objects.get(level="red"), because="申诉成立", by=world.office, at=at("2025-11-10 10:00"))
    assert [(rule, level, state) for rule, level, state, _ in cards()] == [
        ("promise", "yellow", "issued"), ("two_visit", "red", "withdrawn"),
    ]  # fmt: skip


class TestOvertaken:
    """An act that came in time waits for another one's lock, and the sweep speaks meanwhile."""

    @pytest.fixture
    def carded(self, world, case):
        sweep(at=at("2025-11-06 17:00:01"))
        assert Card.objects.get().state == "issued"
        return case

    def test_a_decision_in_the_last_second_withdraws_the_card(self, world, carded):
        permits.decide(number=carded.number, result="grant", by=world.chief, at=at("2025-11-06 17:00:00.5"))
        card = Card.objects.get()
        assert (card.state, card.withdrawn_at, card.withdrawn_by) == ("withdrawn", at("2025-11-06 17:00:01"), None)
        assert card.withdrawn_because.startswith("办结的时刻在期限之内")
        assert carded.deadlines.get(rule="promise").verdict == "on_time"
        assert list(history.verify()) == []
        assert not ledger.check(ROOMS, at=at("2025-11-06 17:00:02")).differences

    def test_one_a_second_later_does_not(self, world, carded):
        permits.decide(number=carded.number, result="grant", by=world.chief, at=at("2025-11-06 17:00:01"))
        assert Card.objects.get().state == "issued"
        assert carded.deadlines.get(rule="promise").verdict == "late"

    def test_a_special_procedure_in_the_last_second_too(self, world, carded):
        permits.suspend(
            number=carded.number, ground="testing", notice_number="特告〔2025〕1号", declared_days=5, by=world.chief,
            at=at("2025-11-06 17:00:00"),
        )  # fmt: skip
        assert Card.objects.get().state == "withdrawn"
        assert carded.deadlines.get(rule="promise").is_stopped

    def test_a_withdrawal_of_the_application_too(self, world, carded):
        permits.withdraw(number=carded.number, reason="不办了", by=world.clerk, at=at("2025-11-06 17:00:00"))
        assert Card.objects.get().state == "withdrawn"
        assert carded.deadlines.get(rule="promise").verdict == "void"
