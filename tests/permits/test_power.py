"""Acts within and outside the power of a window: seal log, handing up, deputies, special disposal, two officers, first handler."""

from datetime import date
from decimal import Decimal

import pytest

from cases.models import Card, Case, Deadline, Letter
from desk.wording import ending_facts
from hall import calendar
from hall.models import Absence, Delegation, Post, User
from hall.roles import Power, Role
from oversight.story import pause_rows
from permits.models import Ending, HandUp, StepTaken
from permits.power import open_hand_ups
from tests.permits import verbs as actions
from tests.permits.stages import accepted, not_accepted, not_corrected, not_required, number_of, submitted
from tests.permits.test_documents import printed
from tests.snapshot import stored
from tests.world import at, person

LATER = at("2025-11-06 10:00")
NEXT = at("2025-11-06 10:30")


def changed(world, **change) -> None:
    Delegation.objects.filter(window=world.health_window).update(**change)


def refused(call, refusal, words: str) -> None:
    before = stored()
    with pytest.raises(refusal) as caught:
        call()
    assert words in caught.value.sentence
    assert stored() == before


def decided(number, by, when=LATER, **more):
    return actions.decide(number=number, result="grant", by=by, at=when, **more)


# The seal log


def test_each_sealed_step_logs_a_use_of_the_seal(world):
    number = number_of(accepted(world))
    decided(number, world.clerk)
    uses = StepTaken.objects.order_by("at").values_list("step", "seal", "delegation__number", "taken_by__display_name")
    assert list(uses) == [
        ("accept", "云审专22", "授权〔2025〕22号", "张敏"),
        ("grant", "云审专22", "授权〔2025〕22号", "张敏"),
    ]


def test_a_notice_or_an_act_by_office_needs_no_seal(world):
    number = number_of(submitted(world))
    actions.notify(number=number, missing={2: "缺公章"}, by=world.clerk, at=LATER)
    actions.decline(number=number, reason="不属于职权", remedies="复议", by=world.chief, at=NEXT)
    assert list(StepTaken.objects.order_by("at").values_list("step", "seal", "delegation")) == [
        ("notify", "", world.health_window.delegations.get().pk),
        ("decline", "", None),
    ]


@pytest.mark.parametrize(
    ("reach", "words"),
    [(not_accepted, "不予受理"), (not_required, "告知无需许可"), (not_corrected, "逾期未补正结案"), (accepted, "受理")],
)
def test_an_act_stands_in_the_log_by_its_own_name(world, client, reach, words):
    number = number_of(reach(world))
    step = StepTaken.objects.latest("at")
    assert (step.act_words, step.seal) == (words, "云审专22")
    client.force_login(world.clerk)
    log = client.get(f"/desk/cases/{number}/").context["power"]["steps"]
    steps = client.get(f"/api/v1/applications/{number}/power/").json()["steps_taken"]
    assert (log[-1]["what"], steps[-1]["act_words"]) == (words, words)


@pytest.mark.parametrize("step", ["notify", "accept", "decline"])
def test_a_step_outside_the_instrument_leaves_no_trace(world, step):
    number = number_of(submitted(world))
    changed(world, steps=["grant"])
    acts = {
        "notify": lambda: actions.notify(number=number, missing={2: "缺公章"}, by=world.clerk, at=LATER),
        "accept": lambda: actions.accept(number=number, by=world.clerk, at=LATER),
        "decline": lambda: actions.decline(number=number, reason="不符", remedies="复议", by=world.clerk, at=LATER),
    }
    refused(acts[step], actions.OutsidePower, "由审批科长赵科或部门负责人钱局办理，可以上交")


def test_the_reply_power_is_enough_for_another_agencys_matter(world):
    number = number_of(submitted(world))
    changed(world, powers=[Power.COORDINATION_REPLY])
    terms = {"number": number, "reason": "不属于职权", "remedies": "复议", "by": world.clerk, "at": LATER}
    refused(lambda: actions.decline(**terms), actions.OutsidePower, "没有把承诺件的预审处置权交给本窗口")
    actions.decline(**terms, ground="not_our_power", competent_agency="市卫生健康委员会")
    assert Case.objects.get(number=number).state == "not_accepted"


# Handing up


@pytest.fixture
def outside(world) -> str:
    """An accepted case that the window may not decide."""
    number = number_of(accepted(world))
    changed(world, powers=[Power.PRELIMINARY_HANDLING])
    return number


def test_a_handed_up_case_is_decided_by_the_chief(world, outside):
    """The history tells it, no clock stops, and the first handler keeps the case."""
    clocks = set(Deadline.objects.values_list("rule", "due_at", "met_at"))
    handed = actions.hand_up(number=outside, step="grant", note="材料齐全，建议准予", by=world.clerk, at=LATER)
    assert (handed.lack, handed.window, handed.kind) == ("power", world.health_window, "before")
    assert set(Deadline.objects.values_list("rule", "due_at", "met_at")) == clocks, "no clock stops"
    letter = Letter.objects.get(template="handed_up")
    assert (letter.recipient, letter.department) == (None, world.health)
    assert list(open_hand_ups(Case.objects.all())) == [handed]
    decided(outside, world.chief, NEXT)
    handed.refresh_from_db()
    assert (handed.answered_by, handed.answered_at) == (world.chief, NEXT)
    assert not open_hand_ups(Case.objects.all())
    case = Case.objects.get(number=outside)
    assert [event.verb for event in case.events.all()][-2:] == ["hand_up", "grant"]
    assert case.owner == world.clerk, "the first handler keeps it"


def test_a_refusal_answers_what_was_handed_up_for_a_grant(world, outside):
    handed = actions.hand_up(number=outside, step="grant", by=world.clerk, at=LATER)
    actions.decide(number=outside, result="refuse", reason="不符", remedies="复议", by=world.head, at=NEXT)
    handed.refresh_from_db()
    assert handed.answered_by == world.head


def test_given_back_with_what_to_do(world, outside):
    actions.hand_up(number=outside, step="grant", by=world.clerk, at=LATER)
    refused(
        lambda: actions.answer_hand_up(number=outside, answer="自己办", by=world.clerk, at=NEXT),
        actions.CannotHandUp, "由审批科长或部门负责人答复",
    )  # fmt: skip
    actions.answer_hand_up(number=outside, answer="已补签授权书，窗口直接办", by=world.chief, at=NEXT)
    assert Letter.objects.get(template="hand_up_answered").recipient == world.clerk
    assert Case.objects.get(number=outside).events.last().verb == "hand_back"
    refused(
        lambda: actions.answer_hand_up(number=outside, answer="再说一次", by=world.chief, at=NEXT),
        actions.CannotHandUp, "没有上交待答的事",
    )  # fmt: skip
    actions.hand_up(number=outside, step="grant", by=world.clerk, at=NEXT)  # a second time, if it has to be


@pytest.mark.parametrize(
    ("case", "step", "who", "words"),
    [
        ("an unknown step", "deliver", "clerk", "选择要上交的环节"),
        ("a step that does not start here", "accept", "clerk", "不能受理"),
        ("one that the person holds", "grant", "chief", "您有权办这一步"),
    ],
)
def test_what_cannot_be_handed_up(world, outside, case, step, who, words):
    from hall.refusals import Refused

    refused(lambda: actions.hand_up(number=outside, step=step, by=getattr(world, who), at=LATER), Refused, words)


def test_handed_up_twice(world, outside):
    actions.hand_up(number=outside, step="grant", by=world.clerk, at=LATER)
    refused(
        lambda: actions.hand_up(number=outside, step="refuse", by=world.clerk, at=LATER),
        actions.CannotHandUp,
        "已经上交",
    )


def test_what_the_case_is_past_waits_no_more(world, outside):
    actions.hand_up(number=outside, step="grant", by=world.clerk, at=LATER)
    actions.withdraw(number=outside, reason="不办了", by=world.clerk, at=NEXT)
    assert not open_hand_ups(Case.objects.all())
    assert HandUp.objects.get().answered_at is None


def test_handing_up_works_when_nobody_has_the_power(world, outside):
    Post.objects.filter(user__in=[world.chief, world.head]).update(valid_to=date(2025, 11, 5))
    refused(lambda: decided(outside, world.clerk), actions.OutsidePower, "现在没有人能决定")
    actions.hand_up(number=outside, step="grant", by=world.clerk, at=LATER)
    assert Letter.objects.get(template="handed_up").department == world.health


# Deputies


@pytest.fixture
def deputy(world) -> User:
    """Somebody at the window who stands in for the chief on one day, and has no case of their own."""
    deputy = person(world.hall, "fang", "方代", Role.CLERK, window=world.health_window)
    Absence.objects.create(
        post=Post.objects.get(user=world.chief), deputy=deputy, valid_from=date(2025, 11, 6),
        valid_to=date(2025, 11, 6), reason="外出",
    )  # fmt: skip
    return deputy


def test_a_deputy_decides_and_the_history_says_for_whom(world, outside, deputy):
    refused(lambda: decided(outside, world.clerk), actions.OutsidePower, "由方代（代赵科）或部门负责人钱局办理")
    decided(outside, deputy)
    step = StepTaken.objects.get(step="grant")
    assert (step.acts_for.user, step.delegation, step.seal) == (world.chief, None, "")
    assert Case.objects.get(number=outside).events.filter(verb="grant").get().facts["acts_for"] == "赵科"


def test_a_deputy_who_pauses_is_named_with_the_absent_too(world, outside, deputy):
    actions.suspend(number=outside, ground="testing", notice_number="特1号", declared_days=2, by=deputy, at=LATER)
    actions.resume(number=outside, by=world.chief, at=NEXT)
    deputies = {event.verb: event.facts.get("acts_for") for event in Case.objects.get(number=outside).events.all()}
    assert (deputies["suspend"], deputies["resume"]) == ("赵科", None)
    assert "方代（代赵科）" in printed(world, outside, "special_procedure").document.content
    case = Case.objects.get(number=outside)
    [row] = pause_rows(case.pauses.all(), on=date(2025, 11, 6), calendar_now=calendar.current())
    assert row["cells"][-1] == "方代（代赵科）"


def test_a_deputy_who_terminates_is_named_with_the_absent_too(world, outside, deputy):
    actions.terminate(
        number=outside, ground="applicant_gone", reason="已注销", remedies="六十日内申请行政复议", by=deputy, at=LATER
    )  # fmt: skip
    assert Case.objects.get(number=outside).events.get(verb="terminate").facts["acts_for"] == "赵科"
    assert ("批准人", "方代（代赵科）") in ending_facts(Ending.objects.get())


# Special disposal: first done, then reported


def test_an_urgent_step_is_done_first_and_reported(world, outside):
    changed(world, powers=[Power.PRELIMINARY_HANDLING, Power.SPECIAL_DISPOSAL])
    refused(lambda: decided(outside, world.clerk), actions.OutsidePower, "急件写明急办的理由，先办后报")
    decided(outside, world.clerk, urgent="医院明天开诊")
    assert StepTaken.objects.get(step="grant").is_special
    handed = HandUp.objects.get()
    assert (handed.kind, handed.note, list(open_hand_ups(Case.objects.all()))) == ("after", "医院明天开诊", [handed])
    actions.answer_hand_up(number=outside, answer="同意", by=world.chief, at=NEXT)
    assert Case.objects.get(number=outside).events.last().verb == "report_seen"
    assert not open_hand_ups(Case.objects.all())


# The check by two officers (art. 34)


def test_two_officers_check_before_a_decision_is_possible(world):
    world.promised.two_officers = True
    world.promised.save()
    number = number_of(accepted(world))
    refused(lambda: decided(number, world.clerk), actions.CannotDecide, "要两名工作人员核查后才能决定")
    actions.record_check(number=number, finding="现场与图纸相符", by=world.clerk, at=LATER)
    refused(
        lambda: actions.record_check(number=number, finding="再记一次", by=world.clerk, at=LATER),
        actions.CannotCheck, "另一份由另一名工作人员记录",
    )  # fmt: skip
    refused(lambda: decided(number, world.chief), actions.CannotDecide, "现在只有张敏记录了核查")
    actions.record_check(number=number, finding="属实", by=world.chief, at=LATER)
    decided(number, world.clerk, NEXT)


def test_no_check_where_the_item_asks_for_none(world):
    number = number_of(accepted(world))
    refused(
        lambda: actions.record_check(number=number, finding="看过", by=world.clerk, at=LATER),
        actions.CannotCheck, "不要求两人核查",
    )  # fmt: skip


# The amount


def test_the_amount_decides_who_decides(world):
    world.promised.has_amount = True
    world.promised.save()
    number = number_of(accepted(world))
    changed(world, ceiling_yuan=Decimal(500_000))
    refused(lambda: decided(number, world.clerk), actions.OutsidePower, "先登记这件的金额")
    refused(
        lambda: actions.hand_up(number=number, step="grant", by=world.clerk, at=LATER), actions.CannotHandUp, "先登记"
    )
    actions.state_amount(number=number, amount=Decimal("500000.01"), by=world.clerk, at=LATER)
    refused(lambda: decided(number, world.clerk), actions.OutsidePower, "超过授权书 授权〔2025〕22号 的上限 500,000 元")
    actions.state_amount(number=number, amount=Decimal(500_000), by=world.clerk, at=LATER)
    decided(number, world.clerk, NEXT)


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1000000000000"])
def test_an_amount_is_a_sum_of_money(world, amount):
    world.promised.has_amount = True
    world.promised.save()
    number = number_of(accepted(world))
    refused(
        lambda: actions.state_amount(number=number, amount=Decimal(amount), by=world.clerk, at=LATER),
        actions.BadInput, "填写大于 0 的金额",
    )  # fmt: skip


# The first handler (首办)


def test_another_first_handler_takes_the_running_clocks_and_no_card(world):
    number = number_of(accepted(world))
    late = at("2025-11-10 09:00")  # past the promise: its card is the old handler's
    actions.change_owner(number=number, to=world.chief, reason="张敏调岗", by=world.clerk, at=late)
    case = Case.objects.get(number=number)
    assert case.owner == world.chief
    assert set(case.deadlines.filter(met_at__isnull=True).values_list("owner", flat=True)) == {world.chief.pk}
    assert set(case.deadlines.filter(met_at__isnull=False).values_list("owner", flat=True)) == {world.clerk.pk}
    assert Card.objects.get().owner == world.clerk
    event = case.events.last()
    assert (event.verb, event.facts["handler_before"], event.facts["handler"]) == ("change_owner", "张敏", "赵科")
    assert Letter.objects.get(template="owner_changed").recipient == world.chief


@pytest.mark.parametrize(
    ("case", "to", "reason", "words"),
    [
        ("the same person", "clerk", "换人", "已经是张敏"),
        ("of another department", "market_clerk", "换人", "不办理区卫生健康局的办件"),
        ("who handles nothing", "office", "换人", "不办理"),
        ("without a reason", "chief", " ", "填写变更的理由"),
    ],
)
def test_who_cannot_become_the_first_handler(world, case, to, reason, words):
    from hall.refusals import Refused

    number = number_of(accepted(world))
    refused(
        lambda: actions.change_owner(number=number, to=getattr(world, to), reason=reason, by=world.clerk, at=LATER),
        Refused, words,
    )  # fmt: skip


def test_a_case_that_is_over_keeps_its_first_handler(world):
    number = number_of(accepted(world))
    actions.withdraw(number=number, reason="不办了", by=world.clerk, at=LATER)
    refused(
        lambda: actions.change_owner(number=number, to=world.chief, reason="换人", by=world.clerk, at=NEXT),
        actions.CannotChangeOwner, "不再变更",
    )  # fmt: skip
