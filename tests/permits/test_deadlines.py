"""The limits of an application: the figures of the law and of the hall, each with its article."""

import pytest

from cases.rules import RULES, CardLevel, Lamp, Rule
from hall.importing import terms
from hall.worktime import Limit, Unit, due
from permits import deadlines
from permits.deadlines import JointStep
from tests.hall.calendar_days import CALENDAR
from tests.scenarios import closing, day, expected, start
from tests.world import at

DAYS = Unit.WORKING_DAY


@pytest.mark.parametrize(
    ("sentence", "clock", "rule", "limit", "article"),
    [
        ("told or accepted within five days", deadlines.acceptance_notice(), Rule.ACCEPTANCE_NOTICE, Limit(DAYS, 5), "第三十二条"),
        ("the hall's promise", deadlines.promise(limit=Limit(DAYS, 3)), Rule.PROMISE, Limit(DAYS, 3), "受理后 3 个工作日内办结"),
        ("a promise in minutes is the half-day clock", deadlines.promise(limit=Limit(Unit.WORKING_MINUTE, 210)),
         Rule.HALF_DAY, Limit(Unit.WORKING_MINUTE, 210), "两次终结制"),
        ("the law's limit", deadlines.statutory(limit=Limit(DAYS, 20), basis="第四十二条"),
         Rule.STATUTORY, Limit(DAYS, 20), "第四十二条"),
        ("the law's limit, extended once", deadlines.statutory(limit=Limit(DAYS, 20), basis="第四十二条", extended_by=10),
         Rule.STATUTORY, Limit(DAYS, 30), "第四十二条，经批准延长 10 个工作日"),
        ("an extension in the limit's own unit", deadlines.statutory(
            limit=Limit(Unit.NATURAL_DAY, 60), basis="某法", extended_by=30), Rule.STATUTORY, Limit(Unit.NATURAL_DAY, 90), "某法"),
        ("filing with the city", deadlines.agency_target(), Rule.AGENCY_TARGET, Limit(DAYS, 5), "争取不超过一周"),
        ("a hearing", deadlines.hearing(), Rule.HEARING, Limit(DAYS, 20), "第四十七条"),
        ("handing over", deadlines.delivery(), Rule.DELIVERY, Limit(DAYS, 10), "第四十四条"),
        ("handing over a refusal", deadlines.refusal_delivery(), Rule.REFUSAL_DELIVERY, Limit(DAYS, 10), "大厅规定"),
        ("a promise found false", deadlines.false_promise(), Rule.FALSE_PROMISE, Limit(DAYS, 20), "20 个工作日内听取陈述和申辩"),
    ],
)  # fmt: skip
def test_clocks(sentence, clock, rule, limit, article):
    assert (clock.rule, clock.limit) == (rule, limit)
    assert article in clock.article
    assert len(clock.article) <= 120


@pytest.mark.parametrize(
    ("sentence", "days", "found_at", "left"),
    [
        ("at once: nothing is used", 10, "2025-11-03 10:20", 10),
        ("the days before the finding are used, its own is not", 10, "2025-11-10 10:00", 6),
        ("a rest day counts for nothing", 10, "2025-11-09 10:00", 6),
        ("a second finding uses what the first left", 6, "2025-11-10 10:00", 2),
        ("a day at least", 10, "2025-12-10 10:00", 1),
    ],
)
def test_what_is_left_of_a_delivery(sentence, days, found_at, left):
    clock = deadlines.delivery_left(
        days=days, started_at=at("2025-11-03 10:10"), found_at=at(found_at), calendar=CALENDAR
    )
    assert (clock.rule, clock.limit) == (Rule.DELIVERY, Limit(DAYS, left)), sentence
    assert f"{days} 个工作日还有 {left} 个" in clock.article


def test_every_rule_has_its_terms():
    assert set(RULES) == set(Rule)


@pytest.mark.parametrize(
    ("rule", "broken", "card", "pausable"),
    [
        (Rule.ACCEPTANCE_NOTICE, Lamp.DEEP_RED, CardLevel.RED, False),
        (Rule.PROMISE, Lamp.RED, CardLevel.YELLOW, True),
        (Rule.HALF_DAY, Lamp.RED, CardLevel.YELLOW, True),
        (Rule.STATUTORY, Lamp.DEEP_RED, CardLevel.RED, True),
        (Rule.AGENCY_TARGET, Lamp.YELLOW, None, True),
        (Rule.DELIVERY, Lamp.DEEP_RED, CardLevel.RED, False),
        (Rule.REFUSAL_DELIVERY, Lamp.RED, CardLevel.YELLOW, False),
        (Rule.TOLERANCE, Lamp.YELLOW, None, False),
        (Rule.SUPPLEMENT_NOTICE, Lamp.RED, CardLevel.YELLOW, False),
        (Rule.NOTICE_SUPPLEMENTED, Lamp.RED, CardLevel.YELLOW, False),
        (Rule.HEARING, Lamp.DEEP_RED, CardLevel.RED, False),
        (Rule.FALSE_PROMISE, Lamp.RED, CardLevel.YELLOW, False),
        (Rule.COMPLAINT_ACCEPTANCE, Lamp.RED, CardLevel.YELLOW, False),
        (Rule.COMPLAINT_HANDLING, Lamp.RED, CardLevel.YELLOW, False),
        (Rule.COMPLAINT_FEEDBACK, Lamp.RED, CardLevel.YELLOW, False),
    ],
)
def test_what_follows_from_a_breach(rule, broken, card, pausable):
    terms = RULES[rule]
    assert (terms.broken, terms.card, terms.pausable) == (broken, card, pausable)


HEAD, PRINCIPAL, REGISTRAR, GOVERNMENT = "本机关负责人", "本机关主要负责人", "登记机关负责人", "本级人民政府负责人"


@pytest.mark.parametrize(
    ("sentence", "rank", "required", "may"),
    [
        ("the head whom the article names", HEAD, HEAD, True),
        ("the principal head stands above the head", PRINCIPAL, HEAD, True),
        ("and above the head of the registration agency", PRINCIPAL, REGISTRAR, True),
        ("the government's head stands above them all", GOVERNMENT, PRINCIPAL, True),
        ("a head is no principal head", HEAD, PRINCIPAL, False),
        ("joint handling: the agency's head is too low", HEAD, GOVERNMENT, False),
        ("joint handling: its principal head too", PRINCIPAL, GOVERNMENT, False),
        ("joint handling: the government's head", GOVERNMENT, GOVERNMENT, True),
        ("an office on the same step is another office", HEAD, REGISTRAR, False),
        ("and the other way round", REGISTRAR, HEAD, False),
        ("nobody that the table does not know", "窗口负责人", HEAD, False),
        ("words of an item's own equal themselves", "省级主管部门", "省级主管部门", True),
        ("and nobody stands above what the table does not know", GOVERNMENT, "省级主管部门", False),
        ("no words at all", "", HEAD, False),
    ],
)
def test_who_may_approve_an_extension(sentence, rank, required, may):
    assert deadlines.may_approve_extension(rank=rank, required=required) is may


@pytest.mark.parametrize(
    ("days", "allowed", "within"), [(0, 10, False), (1, 10, True), (10, 10, True), (11, 10, False), (1, 0, False)]
)
def test_how_long_an_extension_may_be(days, allowed, within):
    assert deadlines.extension_within(days=days, allowed=allowed) is within


def test_every_approver_that_the_catalogue_can_name_has_a_rank():
    named = {terms.LICENCE_EXTENSION, terms.JOINT_EXTENSION, *terms.EXTENSIONS_OF_OTHER_LAWS.values()}
    assert {extension.approver for extension in named} <= set(deadlines.EXTENSION_RANKS)


# What no act starts yet: the worked examples, and at each boundary one step either side


@pytest.mark.scenario(11)
def test_11_told_too_late_the_clocks_count_from_receipt():
    example = expected(11)
    received = start(example["received"])
    assert due(deadlines.acceptance_notice().limit, received, CALENDAR).due_at == closing(example["notice_due"])
    assert CALENDAR.received_on(received) == day(example["accepted_on"])
    promise, limit = Limit(DAYS, 3), Limit(DAYS, 20)
    assert due(deadlines.promise(limit=promise).limit, received, CALENDAR).due_at == closing(example["promised_due"])
    statutory = deadlines.statutory(limit=limit, basis="第四十二条").limit
    assert due(statutory, received, CALENDAR).due_at == closing(example["statutory_due"])


@pytest.mark.scenario(21)
def test_21_a_missing_paper_may_follow_until_the_promise():
    example = expected(21)
    promised = due(Limit(DAYS, example["n"]), start(example["start"]), CALENDAR).due_at
    pledged = deadlines.tolerance_supplement(pledged_on=day(example["due"]), promise_due_at=promised, calendar=CALENDAR)
    assert pledged == promised == closing(example["due"])
    notice = deadlines.supplement_overdue_notice()
    assert due(notice.limit, promised, CALENDAR).due_at == closing("2026-06-22")


@pytest.mark.parametrize(
    ("sentence", "pledged_on", "in_time_until"),
    [
        ("a day before the promise ends", "2026-05-08", "2026-05-08"),
        ("a rest day rolls forward, a make-up Saturday is none", "2026-05-09", "2026-05-09"),
        ("a Sunday rolls forward to Monday", "2026-05-10", "2026-05-11"),
        ("the last day of the promise", "2026-05-11", "2026-05-11"),
        ("a later day is cut to the promise", "2026-05-12", "2026-05-11"),
    ],
)
def test_a_paper_that_may_follow_never_later_than_the_promise(sentence, pledged_on, in_time_until):
    until = deadlines.tolerance_supplement(
        pledged_on=day(pledged_on), promise_due_at=closing("2026-05-11"), calendar=CALENDAR
    )
    assert until == closing(in_time_until)


def test_the_half_day_promise_cuts_the_pledge_within_the_day():
    promised = start("2026-05-11T15:30")
    until = deadlines.tolerance_supplement(pledged_on=day("2026-05-11"), promise_due_at=promised, calendar=CALENDAR)
    assert until == promised


@pytest.mark.parametrize(
    ("sentence", "accepted_at", "pledged_on", "promise_due_at", "until"),
    [
        ("a day before the promise ends", "2026-05-07T10:00", "2026-05-08", "2026-05-12T17:00", "2026-05-08T17:00"),
        ("a Sunday rolls forward", "2026-05-07T10:00", "2026-05-10", "2026-05-12T17:00", "2026-05-11T17:00"),
        ("the same day", "2026-05-07T10:00", "2026-05-07", "2026-05-12T17:00", "2026-05-07T17:00"),
        ("the same day, accepted after noon", "2026-05-07T14:07", "2026-05-07", "2026-05-12T17:00", "2026-05-07T17:00"),
        ("the half day ends first", "2026-05-07T09:00", "2026-05-07", "2026-05-07T14:00", "2026-05-07T14:00"),
        (
            "the half day ends tomorrow morning",
            "2026-05-07T15:00",
            "2026-05-08",
            "2026-05-08T10:00",
            "2026-05-08T10:00",
        ),
    ],
)
def test_a_pledges_clock_ends_at_its_last_moment(sentence, accepted_at, pledged_on, promise_due_at, until):
    clock = deadlines.tolerance(
        pledged_on=day(pledged_on),
        started_at=start(accepted_at),
        promise_due_at=start(promise_due_at),
        calendar=CALENDAR,
    )
    assert due(clock.limit, start(accepted_at), CALENDAR).due_at == start(until)


def test_a_pledge_for_a_past_day_has_no_clock():
    late = start("2026-05-07T17:00")
    assert (
        deadlines.tolerance(
            pledged_on=day("2026-05-07"), started_at=late, promise_due_at=closing("2026-05-12"), calendar=CALENDAR
        )
        is None
    )


@pytest.mark.scenario(41)
def test_41_formalities_are_made_up_within_ten_days():
    example = expected(41)
    made_up = deadlines.provisional_handling(approved_at=start(example["start"]), calendar=CALENDAR)
    assert made_up.due_at == closing(example["due"])
    fewer = deadlines.provisional_handling(approved_at=start(example["start"]), calendar=CALENDAR, days=9)
    assert fewer.due_at == closing("2026-03-27")


@pytest.mark.scenario(34)
def test_34_a_hearing_asked_for_held_and_announced():
    example = expected(34)
    assert deadlines.hearing_request(told_at=start("2026-03-02"), calendar=CALENDAR).due_at == closing("2026-03-09")
    held = due(deadlines.hearing().limit, start(example["start"]), CALENDAR)
    assert held.due_at == closing(example["due"])
    assert deadlines.hearing_notice(held_on=day(example["due"]), calendar=CALENDAR) == day("2026-03-24")
    a_day_later = deadlines.hearing_request(told_at=start("2026-03-03"), calendar=CALENDAR)
    assert a_day_later.due_at == closing("2026-03-10")


@pytest.mark.parametrize(
    ("sentence", "held_on", "told_by"),
    [
        ("over the Tomb-sweeping days", "2026-04-07", "2026-03-26"),
        ("a day later, a working day later", "2026-04-08", "2026-03-27"),
        ("over a make-up Saturday", "2026-05-11", "2026-04-28"),
    ],
)
def test_a_hearing_is_announced_seven_working_days_before(sentence, held_on, told_by):
    assert deadlines.hearing_notice(held_on=day(held_on), calendar=CALENDAR) == day(told_by)


@pytest.mark.parametrize(
    ("sentence", "called_on", "held_on", "days"),
    [
        ("from Thursday to the Tuesday after next", "2025-11-06", "2025-11-18", 9),
        ("called on a Sunday: its own day is none", "2025-11-09", "2025-11-18", 7),
        ("over the Spring Festival and its make-up Saturday", "2026-02-13", "2026-03-02", 8),
    ],
)
def test_a_hearings_notice_declares_the_days_until_it_sits(sentence, called_on, held_on, days):
    length = deadlines.hearing_length(called_on=day(called_on), held_on=day(held_on), calendar=CALENDAR)
    assert length == days


@pytest.mark.scenario(35)
def test_35_renewal_thirty_days_before_or_deemed_at_closing():
    example = expected(35)
    expires_on = day(example["expiry"])
    assert deadlines.renewal_latest(expires_on=expires_on, calendar=CALENDAR) == day(example["latest"])
    assert deadlines.deemed_renewed_at(expires_on=expires_on, calendar=CALENDAR) == closing(example["expiry"])


def test_a_rest_day_does_not_lengthen_a_licence():
    sunday = day("2026-06-28")
    assert deadlines.deemed_renewed_at(expires_on=sunday, calendar=CALENDAR) == closing("2026-06-28")
    assert deadlines.renewal_latest(expires_on=sunday, calendar=CALENDAR) == day("2026-05-15")


@pytest.mark.scenario(36)
def test_36_the_statutory_waiting_and_the_window_after_it():
    example = expected(36)
    waited = deadlines.cooling_off(received_at=start(example["start"]), calendar=CALENDAR).due_at
    assert waited == closing(example["wait_end"])
    assert deadlines.cooling_off_window(waited_until=waited, calendar=CALENDAR).due_at == closing(example["window_end"])


@pytest.mark.parametrize(
    ("sentence", "received", "waits_until"),
    [
        ("the thirtieth day is a working day", "2025-11-03", "2025-12-03"),
        ("received after closing: counts from the next day", "2025-11-03T17:01", "2025-12-04"),
        ("the thirtieth day is a Saturday", "2025-11-06", "2025-12-08"),
    ],
)
def test_the_waiting_counts_natural_days_and_rolls_forward(sentence, received, waits_until):
    assert deadlines.cooling_off(received_at=start(received), calendar=CALENDAR).due_at == closing(waits_until)


def test_the_window_after_the_waiting_is_thirty_natural_days():
    window = deadlines.cooling_off_window(waited_until=closing("2025-11-03"), calendar=CALENDAR)
    assert window.due_at == closing("2025-12-03")


SCHOOL_BUS = (("教育",), 3), (("公安交管", "交通"), 3), (("教育",), 5)


def planned(*done_at):
    """The three steps of a school-bus licence received on 2025-08-25, each with when it was done."""
    ends = [*done_at, None, None, None][:3]
    steps = [JointStep(who, days, end) for (who, days), end in zip(SCHOOL_BUS, ends, strict=True)]
    return deadlines.joint_steps(steps=steps, received_at=start("2025-08-25"), calendar=CALENDAR)


@pytest.mark.scenario(37)
def test_37_each_joint_step_follows_the_one_before():
    """The plan names which departments are liable for each step."""
    plan = planned()
    assert [step.due.due_at for step in plan] == [closing(answer) for answer in expected(37)["due"]]
    assert [step.departments for step in plan] == [("教育",), ("公安交管", "交通"), ("教育",)]


@pytest.mark.parametrize(
    ("sentence", "done_at", "dues"),
    [
        ("the first is done two days early", [start("2025-08-26")], ["2025-08-28", "2025-08-29", "2025-09-05"]),
        ("the first is done a day late: the rest move, its own limit stays", [start("2025-08-29")],
         ["2025-08-28", "2025-09-03", "2025-09-10"]),
        ("done after closing counts as the next day", [start("2025-08-28T17:01")], ["2025-08-28", "2025-09-03", "2025-09-10"]),
        ("the second is done at closing of its last day", [start("2025-08-28"), start("2025-09-02T17:00")],
         ["2025-08-28", "2025-09-02", "2025-09-09"]),
    ],
)  # fmt: skip
def test_a_step_begins_when_the_one_before_it_is_done(sentence, done_at, dues):
    assert [step.due.due_at for step in planned(*done_at)] == [closing(text) for text in dues]


@pytest.mark.scenario(33)
def test_33_a_bad_rating_is_answered_and_put_right():
    example = expected(33)
    rated = start("2026-05-08T16:00")
    assert deadlines.rating_contact(rated_at=rated, calendar=CALENDAR).due_at == closing(example["contact_due"])
    assert deadlines.rating_correction(rated_at=rated, calendar=CALENDAR).due_at == closing(example["fix_due"])
    longest = deadlines.rating_correction(rated_at=rated, calendar=CALENDAR, days=15)
    assert longest.due_at == closing("2026-05-28")
    with pytest.raises(ValueError, match="最多延长到 15 个工作日，不是 16 个"):
        deadlines.rating_correction(rated_at=rated, calendar=CALENDAR, days=16)


def test_thirty_days_for_the_applicants_corrections():
    until = deadlines.correction_due(told_at=start("2025-09-22T09:00"), calendar=CALENDAR)
    assert until.due_at == closing("2025-10-22")


@pytest.mark.parametrize(
    ("sentence", "now", "since"),
    [
        ("within the day", "2025-11-05T14:30", "2025-11-05T09:30"),
        ("over the night", "2025-11-05T11:00", "2025-11-04T16:00"),
        ("over the weekend", "2025-11-10T09:30", "2025-11-07T14:30"),
    ],
)
def test_half_a_working_day_of_silence(sentence, now, since):
    assert deadlines.silent_since(at=start(now), calendar=CALENDAR) == start(since)


@pytest.mark.parametrize(
    ("sentence", "started_at", "pledged_on", "promise", "limit"),
    [
        ("the next day", "2025-11-04T10:00", "2025-11-05", "2025-11-14", Limit(Unit.NATURAL_DAY, 1)),
        ("over a weekend", "2025-11-07T10:00", "2025-11-10", "2025-11-14", Limit(Unit.NATURAL_DAY, 3)),
        ("the same day", "2025-11-05T15:00", "2025-11-05", "2025-11-14", Limit(Unit.WORKING_MINUTE, 120)),
        ("a minute before closing", "2025-11-05T16:59", "2025-11-05", "2025-11-14", Limit(Unit.WORKING_MINUTE, 1)),
    ],
)
def test_what_a_pledge_counts_in(sentence, started_at, pledged_on, promise, limit):
    clock = deadlines.tolerance(
        pledged_on=day(pledged_on), started_at=start(started_at), promise_due_at=closing(promise), calendar=CALENDAR
    )
    assert (clock.rule, clock.limit) == (Rule.TOLERANCE, limit)
