"""An enquiry: who was asked first is responsible until it is taken; no late answer hides; it joins what follows."""

from functools import partial

import pytest

from cases import history
from cases.models import Card, Case
from cases.reconcile import ledger
from cases.staleness import Stale
from cases.sweep import sweep
from config.reconciling import ROOMS
from enquiries import actions
from enquiries.actions import Question
from enquiries.models import Enquiry
from hall.models import Post
from hall.refusals import Refused
from hall.roles import Role
from permits.visits import Why
from tests.cases.crowd import at_once
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import PERSON, at, person

ASKED_AT = "2025-11-03 09:00"
NOBODY = {"name": "", "number": "", "phone": ""}


@pytest.fixture
def ask(world):
    """Ask at the health window, at its counter, unless told otherwise; returns the case."""

    def ask(when: str = ASKED_AT, idem: str = "e1", **more) -> Case:
        where = {"window": world.health_window, "by": world.clerk}
        where |= {name: more.pop(name) for name in where.keys() & more.keys()}
        question = {
            "text": "办卫生许可要带什么？",
            "channel": "counter",
            "name": PERSON.name,
            "number": PERSON.number,
            "phone": PERSON.phone,
            "item_code": "WJ-XK-0001",
            **more,
        }
        return actions.ask(question=Question(**question), idem=idem, at=at(when), **where).enquiry.case

    return ask


def due(case, rule="enquiry_answer"):
    return case.deadlines.get(rule=rule, met_at=None)


def differences(when: str) -> list[str]:
    return [finding.words for finding in ledger.check(ROOMS, at=at(when)).findings]


def test_the_first_person_asked_is_responsible_for_the_answer(world, ask):
    case = ask()
    assert (case.owner, case.department, case.party, case.title) == (
        world.clerk, world.health, "王*明", "咨询：公共场所卫生许可",
    )  # fmt: skip
    assert due(case).due_at == at("2025-11-04 17:00")
    row = case.enquiry
    assert (row.first_asked, row.id_masked, row.phone_masked) == (world.clerk, "110105********002X", "138****8000")
    assert differences("2025-11-03 09:01") == []
    actions.answer(number=case.number, text="三份材料", by=world.clerk, at=at("2025-11-04 17:00"))
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("enquiry_answered", at("2025-11-04 17:00"))
    assert case.deadlines.get().verdict == "on_time"
    assert not Card.objects.exists()
    assert list(history.verify()) == []
    assert differences("2025-11-05 09:00") == []


@pytest.mark.parametrize("swept", [True, False])
def test_a_late_answer_has_its_card_with_or_without_sweep(world, ask, swept):
    case = ask()
    if swept:
        sweep(at=at("2025-11-04 17:00:01"))
    actions.answer(number=case.number, text="三份材料", by=world.clerk, at=at("2025-11-04 17:00:01"))
    card = Card.objects.get()
    assert (card.rule, card.level, card.department, card.breached_at) == (
        "enquiry_answer", "yellow", world.health, at("2025-11-04 17:00"),
    )  # fmt: skip
    assert differences("2025-11-05 09:00") == []


def test_nobody_need_say_who_they_are_or_which_item(world, ask):
    case = ask(**NOBODY, item_code="", channel="phone")
    assert (case.party, case.title, due(case).due_at) == ("", "咨询", at("2025-11-04 17:00"))


def test_a_written_answer_is_for_somebody(world, ask):
    """Else the box would be a way to have two days more."""
    with pytest.raises(Refused) as refused:
        ask(**NOBODY, in_writing=True)
    wrong = [refused.value, *refused.value.also]
    assert [fault.field for fault in wrong] == ["name", "phone"]
    assert [fault.sentence for fault in wrong] == ["书面答复要写明给谁", "书面答复要有联系电话"]
    assert due(ask(in_writing=True)).due_at == at("2025-11-06 17:00")


def test_sent_twice_it_is_one(world, ask):
    assert ask() == ask()
    assert Enquiry.objects.count() == 1


@pytest.mark.parametrize(
    ("sentence", "fields", "field", "words"),
    [
        ("nothing asked", {"text": " "}, "text", "咨询的内容"),
        ("by pigeon", {"channel": "pigeon"}, "channel", "窗口或电话"),
        ("an item that is none", {"item_code": "XX-1"}, "item_code", "没有这个事项"),
        ("a number that cannot be right", {"number": "110105194912310021"}, "number", "最后一位"),
        ("a telephone number too short", {"phone": "123"}, "phone", "11 位"),
    ],
)
def test_what_is_refused_changes_nothing(world, ask, sentence, fields, field, words):
    before = stored()
    with pytest.raises(Refused, match=words) as refusal:
        ask(**fields)
    assert refusal.value.field == field
    assert stored() == before


# Handing over


def hand(world, case, when: str = "2025-11-03 09:10", **more):
    terms = {"department": world.market, "reason": "食品经营的问题", "by": world.clerk, **more}
    return actions.hand_over(number=case.number, at=at(when), **terms)


def test_until_it_is_taken_the_first_one_stays_responsible(world, ask):
    case = ask()
    hand(world, case)
    case.refresh_from_db()
    assert (case.state, case.owner, case.department) == ("enquiry_handed_over", world.clerk, world.health)
    handed = due(case, "enquiry_hand_over")
    assert (handed.due_at, handed.department) == (at("2025-11-03 09:40"), world.market)
    assert differences("2025-11-03 09:11") == []
    actions.take(number=case.number, window=world.market_window, by=world.market_clerk, at=at("2025-11-03 09:30"))
    case.refresh_from_db()
    assert (case.state, case.owner, case.department, case.window) == (
        "enquiry_asked", world.market_clerk, world.market, world.market_window,
    )  # fmt: skip
    running = due(case)
    assert (running.due_at, running.department, running.owner) == (
        at("2025-11-04 17:00"), world.market, world.market_clerk,
    )  # fmt: skip
    assert case.enquiry.first_asked == world.clerk
    [link] = case.enquiry.hand_overs.all()
    assert (link.by, link.taken_by, link.reason) == (world.clerk, world.market_clerk, "食品经营的问题")
    assert differences("2025-11-03 09:31") == []


def test_each_department_is_liable_for_its_own_late_part(world, ask):
    """The one that did not take the enquiry, and the one that did not answer it."""
    case = ask()
    hand(world, case)
    sweep(at=at("2025-11-03 09:40:01"))
    sweep(at=at("2025-11-04 17:00:01"))
    cards = {card.rule: (card.department, card.level) for card in Card.objects.all()}
    assert cards == {"enquiry_hand_over": (world.market, "yellow"), "enquiry_answer": (world.health, "yellow")}
    assert differences("2025-11-04 17:05") == []


def test_by_phone_there_is_a_working_day_to_take_it(world, ask):
    case = ask(channel="phone")
    hand(world, case)
    assert due(case, "enquiry_hand_over").due_at == at("2025-11-04 17:00")


def test_an_answer_or_another_recipient_ends_the_hand_over(world, ask):
    case = ask()
    hand(world, case)
    other = person(world.hall, "feng", "冯二", Role.CLERK, window=world.market_window)
    hand(world, case, "2025-11-03 09:15", person=other.username)
    assert [link.is_open for link in case.enquiry.hand_overs.all()] == [False, True]
    assert case.letters.filter(template="handed_over", recipient=other).exists()
    actions.answer(number=case.number, text="找到了", by=world.clerk, at=at("2025-11-03 09:20"))
    assert not any(link.is_open for link in case.enquiry.hand_overs.all())
    assert {clock.rule: clock.verdict for clock in case.deadlines.filter(verdict="on_time")} == {
        "enquiry_answer": "on_time"
    }
    assert differences("2025-11-03 09:21") == []


def test_what_cannot_be_handed_over(world, ask):
    case = ask()
    Post.objects.filter(user=world.market_clerk).delete()
    for terms, words in [
        ({}, "没有人可以接手"),
        ({"department": world.health}, "已经由这里负责"),
        ({"department": world.health, "person": "zhang"}, "已经由这里负责"),
        ({"department": world.health, "person": "li"}, "不在区卫生健康局接待咨询"),
        ({"department": world.health, "person": "zhao", "reason": ""}, "移交的原因"),
    ]:
        before = stored()
        with pytest.raises(Refused, match=words):
            hand(world, case, **terms)
        assert stored() == before


def test_two_people_on_one_enquiry(world, ask):
    case = ask()
    version = Case.objects.get(pk=case.pk).version
    hand(world, case)
    before = stored()
    with pytest.raises(Stale):
        actions.answer(number=case.number, text="三份材料", version=version, by=world.clerk, at=at("2025-11-03 09:20"))
    assert stored() == before


@pytest.mark.parametrize("act", ["answer", "hand_over"])
def test_who_is_no_longer_responsible_does_nothing_more(world, ask, act):
    case = ask()
    hand(world, case)
    actions.take(number=case.number, window=world.market_window, by=world.market_clerk, at=at("2025-11-03 09:20"))
    terms = {"text": "三份材料"} if act == "answer" else {"department": world.health, "reason": "还是我办"}
    before = stored()
    with pytest.raises(actions.NoLongerYours, match="已经移交给区市场监督管理局，由对方答复"):
        getattr(actions, act)(number=case.number, by=world.clerk, at=at("2025-11-03 09:30"), **terms)
    assert stored() == before


def test_what_was_handed_to_somebody_else_is_not_taken(world, ask):
    case = ask()
    hand(world, case)
    hand(world, case, "2025-11-03 09:15", department=world.health, person="zhao")
    before = stored()
    with pytest.raises(actions.NoLongerYours, match="已经改为移交给赵科，由对方接手"):
        actions.take(number=case.number, by=world.market_clerk, at=at("2025-11-03 09:20"))
    assert stored() == before


@pytest.mark.django_db(transaction=True)
def test_simultaneous_taking_and_answering_leaves_one_person_responsible(committed_world):
    """Whoever comes second waits for the first one's lock, and then sees whose it is."""
    world = committed_world
    for n in range(8):
        question = Question("要带什么？", "counter")
        where = {"window": world.health_window, "by": world.clerk}
        case = actions.ask(question=question, **where, idem=f"e{n}", at=at(ASKED_AT)).enquiry.case
        hand(world, case)
        taking = partial(actions.take, number=case.number, by=world.market_clerk, at=at("2025-11-03 09:20"))
        answering = partial(actions.answer, number=case.number, text="三份", by=world.clerk, at=at("2025-11-03 09:20"))
        crowd = at_once([taking, answering])
        case.refresh_from_db()
        enquiry = Enquiry.objects.get(case=case)
        assert len(crowd.answers) == 1, crowd
        assert isinstance(crowd.errors[0], Refused), crowd
        answered_by = world.clerk if enquiry.answered_at else None
        assert (enquiry.answered_by, case.owner) == (answered_by, answered_by or world.market_clerk)
        if not enquiry.answered_at:
            assert "区市场监督管理局" in crowd.errors[0].sentence


# The application that follows


def apply(world, when: str, **more):
    return world.register(when=at(when), idem="a1", **more).application


def test_an_enquiry_joins_the_same_persons_application(world, ask):
    case = ask()
    application = apply(world, "2025-11-05 09:00")
    assert list(application.case.enquiries_before.values_list("case__number", flat=True)) == [case.number]
    assert [(visit.purpose, visit.counted_as, visit.logged_by) for visit in application.visits.all()] == [
        ("consult", 1, world.clerk), ("submit", 2, world.clerk),
    ]  # fmt: skip
    assert [event.verb for event in application.case.events.all()] == ["register", "enquiry_joined"]
    assert [event.verb for event in case.events.all()] == ["ask", "joined"]
    assert due(case).due_at == at("2025-11-04 17:00")  # still to be answered
    assert list(history.verify()) == []


@pytest.mark.parametrize(
    ("sentence", "fields", "applied", "joined", "counted"),
    [
        ("by phone: no trip", {"channel": "phone"}, "2025-11-05 09:00", 1, 1),
        ("on the same day: the same trip", {}, "2025-11-03 09:30", 1, 1),
        ("another item", {"item_code": "WJ-XK-0002"}, "2025-11-05 09:00", 0, 1),
        ("no item", {"item_code": ""}, "2025-11-05 09:00", 0, 1),
        ("somebody else", {"number": "440524188001010014"}, "2025-11-05 09:00", 0, 1),
        ("nobody said who", NOBODY, "2025-11-05 09:00", 0, 1),
        ("on the last of ninety days", {}, "2026-02-02 17:00", 1, 2),
        ("a second later", {}, "2026-02-02 17:00:01", 0, 1),
    ],
)
def test_what_joins_and_what_counts(world, ask, sentence, fields, applied, joined, counted):
    ask(**fields)
    application = apply(world, applied)
    assert application.case.enquiries_before.count() == joined
    assert application.visits.filter(counted_as__isnull=False).count() == counted


def test_an_enquiry_elsewhere_counts_for_that_department(world, ask):
    ask(window=world.market_window, by=world.market_clerk)
    application = apply(world, "2025-11-05 09:00")
    trips = [(visit.department.code, visit.counted_as) for visit in application.visits.all()]
    assert trips == [("SJ", 1), ("WJ", 1)]


def test_trips_too_many_are_the_fault_of_their_windows(world, ask):
    """Three times to another department's window, three times to ours: each has its own card, the other has no person of ours."""
    for number in range(3):
        ask(f"2025-11-03 {10 + number}:00", idem=f"sj{number}", window=world.market_window, by=world.market_clerk)
        ask(f"2025-11-03 {10 + number}:30", idem=f"wj{number}")
    application = apply(world, "2025-11-05 09:00", why=Why("window"))
    cards = application.case.cards.order_by("pk")
    shown = [(card.department.code, card.occurrence, card.level, card.window, card.owner) for card in cards]
    assert sorted(shown, key=lambda each: each[:2]) == [
        ("SJ", 3, "yellow", world.market_window, None),
        ("WJ", 3, "yellow", world.health_window, world.clerk),
        ("WJ", 4, "red", world.health_window, world.clerk),
    ]
    sweep(at=at("2025-11-05 09:05"))  # nobody has answered the questions
    assert differences("2025-11-05 09:05") == []


def test_after_two_enquiries_the_third_trip_needs_a_cause(world, ask):
    ask()
    ask("2025-11-04 09:00", idem="e2")
    before = stored()
    with pytest.raises(Refused, match="第三次到访") as refusal:
        apply(world, "2025-11-05 09:00")
    assert refusal.value.field == "cause"
    assert stored() == before
    application = apply(world, "2025-11-05 09:00", why=Why("window"))
    assert [visit.counted_as for visit in application.visits.all()] == [1, 2, 3]
    assert [(card.rule, card.level) for card in application.case.cards.all()] == [("two_visit", "yellow")]


def test_a_void_registration_lets_its_enquiries_go(world, ask):
    case = ask()
    wrong = apply(world, "2025-11-05 09:00")
    permits.void(number=wrong.case.number, ground="duplicate", reason="两次", by=world.chief, at=at("2025-11-05 09:10"))
    right = world.register(when=at("2025-11-05 09:20"), idem="a2").application
    assert list(right.case.enquiries_before.values_list("case__number", flat=True)) == [case.number]
